"""F-GAP-02 and its traps."""

import pytest

from jointlog.projections.findings.responsibility.offer_never_answered import offer_never_answered
from tests.grammar import given

DETAINED = "12:00:00 police:met s136_power_used"
OFFERED = "12:20:00 police:met handover_offered strands=DET,SAFE to=mental_health:slam"
ASKED = "12:00:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las"


def test_an_unanswered_offer_is_found() -> None:
    """Offered at 12:20, the record ends at 13:05: 2700 s; two strands are one finding."""
    found = given(DETAINED, OFFERED).when_examined(offer_never_answered, until="13:05")
    found.then(("definite", 2700, 2700, "DET", "SAFE"))
    assert "no acceptance or refusal is recorded" in found.findings[0].found.sentence


def test_only_the_strands_not_answered_are_found() -> None:
    """Detention was accepted, supervision was not."""
    given(
        DETAINED, OFFERED, "12:30 mental_health:slam handover_accepted strands=DET"
    ).when_examined(offer_never_answered, until="13:05").then(("definite", 2700, 2700, "SAFE"))


@pytest.mark.parametrize(
    "answer",
    [
        "12:30 mental_health:slam handover_accepted strands=DET,SAFE",
        "12:30 mental_health:slam handover_refused strands=DET,SAFE",
    ],
)
def test_an_answer_is_no_finding(answer: str) -> None:
    """Acceptance and refusal both answer."""
    given(DETAINED, OFFERED, answer).when_examined(offer_never_answered).then_nothing()


def test_an_offer_to_nobody_named_is_found() -> None:
    """The sentence says that no agency is named."""
    found = given(DETAINED, "12:20:00 police:met responsibility_offered strand=DET").when_examined(
        offer_never_answered, until="12:30"
    )
    found.then(("definite", 600, 600, "DET"))
    assert "to an agency not named" in found.findings[0].found.sentence


def test_an_answer_that_may_follow_makes_it_possible() -> None:
    """Accepted at about 12:15, which may be after the offer at 12:20: possible."""
    found = given(
        DETAINED,
        "12:20:00 police:met responsibility_offered strand=DET to=acute:kings",
        "~12:15 acute:kings responsibility_accepted strand=DET",
    ).when_examined(offer_never_answered, until="12:30")
    found.then(("possible", 600, 600, "DET"))
    assert found.findings[0].found.settle


def test_answers_of_others_do_not_matter() -> None:
    """Another person's, another strand's, an earlier and the offerer's own acceptance."""
    given(
        DETAINED,
        "12:20:00 police:met responsibility_offered strand=DET to=acute:kings",
        "~12:15 acute:kings responsibility_accepted strand=DET @subject=P2",
        "~12:15 acute:kings responsibility_accepted strand=MHA",
        "12:10 acute:kings responsibility_declined strand=DET",
        "~12:15 police:met responsibility_accepted strand=DET",
    ).when_examined(offer_never_answered, until="12:30").then(("definite", 600, 600, "DET"))


def test_an_offer_without_a_time_has_no_length() -> None:
    """An unbounded length alone is no finding."""
    given("unknown police:met responsibility_offered strand=DET to=acute:kings").when_examined(
        offer_never_answered, until="12:30"
    ).then_nothing()


def test_an_arrival_at_a_place_is_no_offer_of_words() -> None:
    """The place of safety is not waited for by this finding."""
    given(
        DETAINED, "12:20 police:met arrived_at_place_of_safety run_by=mental_health:slam"
    ).when_examined(offer_never_answered, until="13:05").then_nothing()


def test_an_unanswered_request_is_found() -> None:
    """Asked at 12:00, acknowledged only, the record ends at 12:30: 1800 s."""
    found = given(
        ASKED, "12:02 ambulance:las request_acknowledged kind=ambulance_treat"
    ).when_examined(offer_never_answered, until="12:30")
    found.then(("definite", 1800, 1800))
    assert "acknowledged, which is not acceptance" in found.findings[0].found.sentence


@pytest.mark.parametrize(
    "answer",
    [
        "12:05 ambulance:las request_accepted kind=ambulance_treat",
        "12:05 ambulance:las request_declined kind=ambulance_treat",
        "12:05 ambulance:las responder_reported_unavailable what=ambulance_treat",
        "12:05 ambulance:las responder_diverted_from_request kind=ambulance_treat",
        "12:05 police:met request_cancelled kind=ambulance_treat",
        "12:05 ambulance:las resource_allocated callsign=A1 skill=paramedic",
        "12:05 ambulance:las resource_arrived_at_scene callsign=A1",
        "12:05 ambulance:las incident_closed_without_attendance",
    ],
)
def test_an_answered_request_is_no_finding(answer: str) -> None:
    """Whatever the responder says or does, but for acknowledging, answers."""
    given(ASKED, answer).when_examined(offer_never_answered, until="12:30").then_nothing()


def test_an_arrival_ends_no_wait_for_an_assessor_but_answers_it() -> None:
    """An AMHP service was asked, and its people came by car with police."""
    given(
        "12:00 police:met assistance_requested kind=amhp to=local_authority:lambeth",
        "12:30 local_authority:lambeth conveyance_started",
    ).when_examined(offer_never_answered, until="13:00").then_nothing()


def test_a_request_asked_at_an_unknown_time_is_no_finding() -> None:
    """Nothing says how long it was open."""
    given("unknown police:met assistance_requested kind=bed").when_examined(
        offer_never_answered, until="12:30"
    ).then_nothing()


def test_a_request_at_the_end_of_the_record_is_possible() -> None:
    """Asked at 12:00 to the minute, the record ends at 12:00:30: 0 to 30 s."""
    found = given("12:00 police:met assistance_requested kind=bed").when_examined(
        offer_never_answered, until="12:00:30"
    )
    found.then(("possible", 0, 30))
    assert found.findings[0].found.parties[0].id == "met"


def test_information_is_another_finding() -> None:
    """F-INFO-04 reports unanswered requests for information."""
    given("12:00 police:met information_requested to=mental_health:slam").when_examined(
        offer_never_answered, until="13:00"
    ).then_nothing()


def test_another_agency_that_takes_it_does_not_answer_for_the_one_asked() -> None:
    """Offered to the department at 12:10, taken by the trust at 12:50: open for 40 min."""
    lines = (
        "12:00 police:met s136_power_used limb=remove",
        "12:10 police:met handover_offered strands=DET to=acute:kings",
    )
    given(*lines, "12:50 mental_health:slam handover_accepted strands=DET").when_examined(
        offer_never_answered, until="14:00"
    ).then(("definite", 2341, 2459, "DET"))
    given(*lines, "12:20 mental_health:slam handover_accepted strands=DET").when_examined(
        offer_never_answered, until="14:00"
    ).then_nothing()


@pytest.mark.parametrize(
    "answer",
    [
        "responsibility_accepted strand=DET",
        "responsibility_declined strand=DET",
        "handover_accepted strands=DET,SAFE",
        "handover_refused strands=DET",
    ],
)
def test_each_answer_that_may_follow_is_told_of(answer: str) -> None:
    """About 12:15 (to 12:20:59), the offer at 12:20: in the order shown it stands before."""
    lines = (DETAINED, "12:20:00 police:met responsibility_offered strand=DET to=acute:kings")
    (found,) = offer_never_answered.detect(
        given(*lines, f"~12:15 acute:kings {answer}").case(until="12:30")
    )
    assert found.grade.value == "possible"
    assert found.entries == (2, 3)


def test_what_cannot_answer_is_not_told_of() -> None:
    """Of another person, another strand, less than was offered, other words, or by the offerer."""
    lines = (DETAINED, "12:20:00 police:met handover_offered strands=DET,SAFE to=acute:kings")
    for line in (
        "acute:kings responsibility_accepted strand=DET",
        "acute:kings handover_accepted strands=DET,SAFE @subject=P2",
        "police:met handover_accepted strands=DET,SAFE",
        "acute:kings information_provided to=police:met",
    ):
        (found,) = offer_never_answered.detect(given(*lines, f"~12:15 {line}").case(until="12:30"))
        assert found.grade.value == "definite", line
        assert found.entries == (2,)


def test_a_second_without_an_answer_is_enough() -> None:
    """Offered or asked at 12:20:00, the record ends at 12:20:01."""
    offered = "12:20:00 police:met responsibility_offered strand=DET to=acute:kings"
    given(DETAINED, offered).when_examined(offer_never_answered, until="12:20:01").then(
        ("definite", 1, 1, "DET")
    )
    asked = "12:20:00 police:met assistance_requested kind=bed"
    given(asked).when_examined(offer_never_answered, until="12:20:01").then(("definite", 1, 1))


def test_the_words_of_an_offer() -> None:
    """Who offered what to whom, and until when; an offer to the minute may have no length."""
    found = given(DETAINED, OFFERED).when_examined(offer_never_answered, until="13:05")
    assert found.findings[0].found.sentence == (
        "police:met offered detention (DET), supervision (SAFE) to mental_health:slam; "
        "no acceptance or refusal is recorded until the end of the record: 45 min"
    )
    given(DETAINED, OFFERED.replace("12:20:00", "12:20")).when_examined(
        offer_never_answered, until="12:20:30"
    ).then(("possible", 0, 30, "DET", "SAFE"))


def test_the_words_of_an_offer_that_another_took_over() -> None:
    """Offered to the department at 12:10, taken by the trust at 12:50."""
    found = given(
        DETAINED,
        "12:10:00 police:met handover_offered strands=DET to=acute:kings",
        "12:50:00 mental_health:slam handover_accepted strands=DET",
    ).when_examined(offer_never_answered, until="14:00")
    found.then(("definite", 2400, 2400, "DET"))
    assert found.findings[0].found.sentence == (
        "police:met offered detention (DET) to acute:kings; no acceptance or refusal is recorded "
        "until another agency took it: 40 min"
    )


def test_the_words_of_a_request() -> None:
    """Who asked whom for what; nobody named; acknowledged or not."""
    found = given(ASKED).when_examined(offer_never_answered, until="12:30")
    assert found.findings[0].found.sentence == (
        "police:met asked ambulance:las for an ambulance to treat; no acceptance, refusal, "
        "cancellation or arrival is recorded until the end of the record: 30 min"
    )
    assert list(map(str, found.findings[0].found.parties)) == ["police:met", "ambulance:las"]
    found = given("12:00:00 police:met assistance_requested kind=bed").when_examined(
        offer_never_answered, until="12:30"
    )
    assert "police:met asked an agency not named for" in found.findings[0].found.sentence


def test_what_was_sent_or_came_before_does_not_answer() -> None:
    """A crew sent at 11:50 and one there since 11:55; asked again at 12:00: open for 1800 s."""
    for line in (
        "11:50 ambulance:las resource_allocated callsign=A1 skill=paramedic",
        "11:55 ambulance:las resource_arrived_at_scene callsign=A1",
    ):
        given(line, ASKED).when_examined(offer_never_answered, until="12:30").then(
            ("definite", 1800, 1800)
        )


def test_who_was_perhaps_sent_after_the_request_perhaps_answers_it() -> None:
    """Sent at about 11:58 (11:53 to 12:03:59), asked at 12:00: possibly open for 1800 s.

    Sent at 12:00 it answers; at 11:59:59 it does not. A crew of another service does not matter.
    """
    sent = "ambulance:las resource_allocated callsign=A1 skill=paramedic"
    found = given(ASKED, f"~11:58 {sent}").when_examined(offer_never_answered, until="12:30")
    found.then(("possible", 1800, 1800))
    assert found.findings[0].found.entries == (1, 2)
    for line, expected in (
        (f"12:00:00 {sent}", ()),
        (f"11:59:59 {sent}", (("definite", 1800, 1800),)),
        (f"~11:58 {sent} @actor=fire:lfb", (("definite", 1800, 1800),)),
    ):
        given(ASKED, line).when_examined(offer_never_answered, until="12:30").then(*expected)
