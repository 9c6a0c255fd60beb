"""F-WAIT-06: a grade lower than the facts known then call for."""

import pytest

from jointlog.projections.findings.waits.under_triage import under_triage
from tests.grammar import given

ASKED = "19:39:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las"
TOLD = f'{ASKED} facts_given="excited delirium" restraint_in_progress=true'
AMBER = "19:42:00 ambulance:las call_graded scheme=pre_arp grade=c1_amber"


def test_told_of_restraint_and_disturbance_and_coded_amber() -> None:
    """Told 19:39, coded 19:42 below Red: definite."""
    found = given(TOLD, AMBER).when_examined(under_triage)
    found.then(("definite", "CONTACT"))
    assert "restraint, acute behavioural disturbance" in found.findings[0].found.sentence


@pytest.mark.parametrize(
    "told",
    [
        "19:30 ambulance:las call_information_recorded item=breathing value_recorded=no",
        "19:30 ambulance:las call_information_recorded item=conscious value_recorded=No.",
        '19:30 ambulance:las call_information_recorded item=state value_recorded="not breathing"',
        "19:30 ambulance:las medical_emergency_recognised sign=breathing",
        "19:30 ambulance:las person_became_unresponsive",
        "19:30 police:met information_provided to=ambulance:las items=unconscious",
        f'{ASKED} words="he is being restrained"',
    ],
)
def test_each_way_of_knowing(told: str) -> None:
    """What the grader recorded itself or was told, in whichever entry."""
    given(told, AMBER).when_examined(under_triage).then(("definite", "CONTACT"))


@pytest.mark.parametrize(
    "told",
    [
        "19:30 ambulance:las call_information_recorded item=restraint value_recorded=no",
        "19:30 ambulance:las call_information_recorded item=state value_recorded=calm",
        "19:30 ambulance:las medical_emergency_recognised sign=injury",
        f'{ASKED} facts_given="not restrained, breathing normally" restraint_in_progress=false',
        ASKED,
    ],
)
def test_facts_that_do_not_call_for_more_are_nothing(told: str) -> None:
    """Denied, calm, another sign, or nothing told and nothing known."""
    given(told, AMBER).when_examined(under_triage).then_nothing()


def test_a_high_enough_grade_is_nothing() -> None:
    """Category 2 and Red 1 are not below what the facts call for."""
    for grade in ("category_2", "red_1", "immediate", "cat_a"):
        line = f"19:42:00 ambulance:las call_graded scheme=arp grade={grade}"
        given(TOLD, line).when_examined(under_triage).then_nothing()


def test_a_fact_learned_after_the_grade_was_not_known() -> None:
    """The as-known test: recorded at 19:50, graded at 19:42."""
    given(
        AMBER, "19:50:00 ambulance:las call_information_recorded item=breathing value_recorded=no"
    ).when_examined(under_triage).then_nothing()


def test_a_fact_that_another_agency_kept_was_not_known() -> None:
    """Police recognise it and the request tells other facts: the grader was not told."""
    emergency = "19:35:00 police:met medical_emergency_recognised sign=breathing"
    given(emergency, AMBER).when_examined(under_triage).then_nothing()
    given(emergency, f"{ASKED} facts_given=agitated", AMBER).when_examined(
        under_triage
    ).then_nothing()


def test_what_was_told_is_not_recorded() -> None:
    """Police knew, asked, and nothing is recorded of what they told: indeterminate."""
    found = given(
        "19:35:00 police:met medical_emergency_recognised sign=acute_behavioural_disturbance",
        ASKED,
        AMBER,
    ).when_examined(under_triage)
    found.then(("indeterminate", "CONTACT"))
    assert found.findings[0].found.settle == (
        "a record of what ambulance:las was told with the request"
    )


def test_the_same_minute_is_possible() -> None:
    """Told and graded at 19:42, to the minute: either may come first."""
    given(TOLD.replace("19:39:00", "19:42"), AMBER.replace("19:42:00", "19:42")).when_examined(
        under_triage
    ).then(("possible", "CONTACT"))


def test_a_grade_that_answers_the_request_comes_after_it() -> None:
    """The same minute, and the grade replies to the request: definite."""
    given(
        TOLD.replace("19:39:00", "19:42"),
        f"{AMBER.replace('19:42:00', '19:42')} @replies_to=#1",
    ).when_examined(under_triage).then(("definite", "CONTACT"))


def test_a_low_grade_kept_is_told_of_once() -> None:
    """Amber at 19:42 and again at 19:50 is one finding; raised and lowered again is a second."""
    again = AMBER.replace("19:42", "19:50")
    given(TOLD, AMBER, again).when_examined(under_triage).then(("definite", "CONTACT"))
    raised = "19:45:00 ambulance:las request_reprioritised new=red_1"
    found = given(TOLD, AMBER, raised, again).when_examined(under_triage)
    found.then(("definite", "CONTACT"), ("definite", "CONTACT"))


def test_lowered_by_regrading_is_a_grade_too() -> None:
    """Red at first, lowered to category 3 with the facts known."""
    given(TOLD, "19:50:00 ambulance:las request_reprioritised new=category_3").when_examined(
        under_triage
    ).then(("definite", "CONTACT"))


CALLS = [
    "17:00:00 police:met contact_received channel=999 caller_kind=professional",
    "18:00:00 police:met contact_received channel=999 caller_kind=professional",
    "19:00:00 police:met contact_received channel=999 caller_kind=professional",
]
DECLINED = "17:05:00 police:met attendance_declined reason_code=no_duty"


def test_calls_again_and_again_with_nothing_recorded_of_what_was_said() -> None:
    """Three calls, a decline, no grade and no words: it cannot be judged without them."""
    given(*CALLS, DECLINED).when_examined(under_triage).then(("indeterminate", "CONTACT"))


def test_with_words_or_a_grade_or_no_decline_it_is_judged_by_them() -> None:
    """Something that was said or graded is recorded, or nobody declined."""
    said = "17:01:00 police:met call_information_recorded item=state value_recorded=calm"
    given(*CALLS, DECLINED, said).when_examined(under_triage).then_nothing()
    given(*CALLS).when_examined(under_triage).then_nothing()


@pytest.mark.parametrize(
    "grade",
    [
        *("priority", "scheduled", "no_attendance", "category_3", "category_4", "category_5"),
        *("cat_a_transport", "cat_b", "c1_amber", "c2_amber"),
    ],
)
def test_each_grade_below_the_highest(grade: str) -> None:
    """Told of restraint at 19:39, graded so at 19:42; and how it is told."""
    found = given(TOLD, AMBER.replace("c1_amber", grade)).when_examined(under_triage)
    found.then(("definite", "CONTACT"))
    assert found.findings[0].found.sentence == (
        f"ambulance:las gave the grade {grade.replace('_', ' ')}; recorded or told before it: "
        "restraint, acute behavioural disturbance"
    )
    assert found.findings[0].found.entries == (2, 1)


@pytest.mark.parametrize(
    ("sign", "fact"),
    [
        ("acute_behavioural_disturbance", "acute behavioural disturbance"),
        ("breathing", "breathing"),
        ("collapse", "unresponsive"),
        ("seizure", "seizure"),
    ],
)
def test_each_sign_of_an_emergency(sign: str, fact: str) -> None:
    """Recorded by the one who grades."""
    found = given(
        f"19:30 ambulance:las medical_emergency_recognised sign={sign}", AMBER
    ).when_examined(under_triage)
    assert found.findings[0].found.sentence.endswith(f"before it: {fact}")


def test_only_what_was_surely_known_is_told() -> None:
    """Told of restraint at 19:39; of breathing in the minute of the grade: the first alone."""
    late = "19:42 police:met information_provided to=ambulance:las items=breathless"
    found = given(f"{ASKED} restraint_in_progress=true", late, AMBER).when_examined(under_triage)
    found.then(("definite", "CONTACT"))
    assert found.findings[0].found.sentence.endswith("recorded or told before it: restraint")
    unresponsive = "19:30 ambulance:las person_became_unresponsive"
    found = given(unresponsive, AMBER).when_examined(under_triage)
    assert found.findings[0].found.sentence.endswith("before it: unresponsive")


KNEW = "19:35:00 police:met medical_emergency_recognised sign=breathing"


def test_what_the_asker_knew_is_told_as_that() -> None:
    """Nothing is recorded of what was said with the request."""
    found = given(KNEW, ASKED, AMBER).when_examined(under_triage)
    found.then(("indeterminate", "CONTACT"))
    assert found.findings[0].found.sentence == (
        "ambulance:las gave the grade c1 amber; recorded by the asker before it: breathing; "
        "the record does not settle whether it is so"
    )


@pytest.mark.parametrize(
    "lines",
    [
        (KNEW, ASKED.replace("to=ambulance:las", "to=fire:lfb"), AMBER),
        (KNEW.replace("police:met", "fire:lfb"), ASKED, AMBER),
        (KNEW.replace("19:35", "19:41"), ASKED, AMBER),
        (KNEW, ASKED.replace("19:39", "19:50"), AMBER),
        (KNEW, f"{ASKED} words=quickly", AMBER),
        (KNEW, f"{ASKED} restraint_in_progress=false", AMBER),
        (KNEW.replace("19:35:00", "19:39"), ASKED.replace("19:39:00", "19:39"), AMBER),
        (KNEW, ASKED.replace("19:39:00", "19:42"), AMBER.replace("19:42:00", "19:42")),
        (KNEW, ASKED, f"{ASKED.replace('19:39', '19:40')} facts_given=agitated", AMBER),
    ],
)
def test_no_request_that_could_have_told_it(lines: tuple[str, ...]) -> None:
    """Another was asked, another knew, known or asked only later, or something was told."""
    given(*lines).when_examined(under_triage).then_nothing()


def test_the_calls_that_nobody_heard() -> None:
    """From the first call to the last, and the entry that declined."""
    found = given(*CALLS, DECLINED).when_examined(under_triage)
    (only,) = found.findings
    assert only.found.entries == (1, 2, 3, 4)
    assert only.found.start is not None
    assert only.found.start.entries == (1,)
    assert only.found.end is not None
    assert only.found.end.entries == (3,)
    other = CALLS[0].replace("police:met", "ambulance:las")
    found = given(other, *CALLS[1:], DECLINED).when_examined(under_triage)
    assert found.findings[0].found.sentence.startswith("police:met is recorded as declining")
    assert list(map(str, found.findings[0].found.parties)) == ["ambulance:las", "police:met"]
