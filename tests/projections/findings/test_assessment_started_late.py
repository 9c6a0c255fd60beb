"""F-WAIT-11: from arrival to the start of the assessment."""

import pytest

from jointlog.projections.findings.waits.assessment_started_late import assessment_started_late
from tests.grammar import given

USED = "09:00:00 police:met s136_power_used limb=remove"
ARRIVED = "09:40:00 police:met arrived_at_place_of_safety kind=emergency_department"
STARTED = "14:10:00 local_authority:l assessment_started"
LATE = ("definite", 16200, 16200, "MHA")


def delayed(ground: str) -> str:
    """A delay recorded at 11:00 on this ground."""
    return f"11:00:00 local_authority:l assessment_delayed ground={ground}"


def test_later_than_three_hours_with_its_ground() -> None:
    """Arrival 09:40, start 14:10, for want of an assessor: 4 h 30 min against 3 h."""
    found = given(USED, ARRIVED, delayed("assessor"), STARTED).when_examined(
        assessment_started_late
    )
    found.then(LATE)
    assert "grounds recorded: assessor" in found.findings[0].found.sentence


def test_in_time_is_nothing() -> None:
    """Start at 12:30: 2 h 50 min."""
    given(USED, ARRIVED, STARTED.replace("14:10", "12:30")).when_examined(
        assessment_started_late
    ).then_nothing()


def test_uncertain_times_make_it_possible() -> None:
    """Start about 12:40, five minutes either way: 2 h 55 to 3 h 05."""
    given(USED, ARRIVED, STARTED.replace("14:10:00", "~12:40:00")).when_examined(
        assessment_started_late
    ).then(("possible", 10500, 11100, "MHA"))


@pytest.mark.parametrize("ground", ["clinical", "intoxication"])
def test_on_clinical_grounds_it_is_measured_from_being_fit(ground: str) -> None:
    """Not measured without a time of being fit; fit at 10:40: 3 h 30; fit at 12:00: in time."""
    before = "09:10:00 ambulance:las physical_health_cleared"
    given(USED, before, ARRIVED, delayed(ground), STARTED).when_examined(
        assessment_started_late
    ).then_nothing()
    fit = "10:40:00 acute:a physical_health_cleared"
    given(USED, ARRIVED, delayed(ground), fit, STARTED).when_examined(assessment_started_late).then(
        ("definite", 12600, 12600, "MHA")
    )
    given(USED, ARRIVED, delayed(ground), fit.replace("10:40", "12:00"), STARTED).when_examined(
        assessment_started_late
    ).then_nothing()


def test_a_delay_recorded_after_the_start_is_no_ground() -> None:
    """A clinical delay at 15:00 is of another assessment."""
    given(USED, ARRIVED, STARTED, delayed("clinical").replace("11:00", "15:00")).when_examined(
        assessment_started_late
    ).then(LATE)


def test_a_person_not_detained_waits_for_no_such_assessment() -> None:
    """In an emergency department without section 135 or 136; a warrant that led to nothing."""
    given(ARRIVED, STARTED).when_examined(assessment_started_late).then_nothing()
    given("09:00:00 police:met s135_warrant_executed outcome=none", ARRIVED, STARTED).when_examined(
        assessment_started_late
    ).then_nothing()


def test_a_health_based_place_of_safety_is_for_those_detained() -> None:
    """The place itself shows it."""
    place = ARRIVED.replace("emergency_department", "health_based_place_of_safety")
    given(place, STARTED).when_examined(assessment_started_late).then(LATE)


def test_no_start_recorded_is_possible_where_one_was_sought() -> None:
    """An AMHP was asked or allocated, and no start is recorded in 4 h."""
    for sought in (
        "10:00:00 police:met assistance_requested kind=amhp",
        "10:00:00 local_authority:l amhp_allocated",
    ):
        found = given(USED, ARRIVED, sought).when_examined(
            assessment_started_late, until="13:40:00"
        )
        found.then(("possible", 0, 14400, "MHA"))
        assert found.findings[0].found.settle == "a record of when the assessment started"


def test_no_start_and_none_sought_is_nothing() -> None:
    """The record just ends, or the person died."""
    given(USED, ARRIVED).when_examined(assessment_started_late, until="15:00").then_nothing()
    given(
        USED, ARRIVED, "15:00:00 acute:a serious_injury_or_death_recorded what=death"
    ).when_examined(assessment_started_late).then_nothing()


def test_concluded_without_a_recorded_start_is_possible_at_most() -> None:
    """Concluded at 14:00, 4 h 20 after arrival: it began at most 4 h 20 after."""
    given(
        USED, ARRIVED, "14:00:00 local_authority:l assessment_concluded outcome=s2"
    ).when_examined(assessment_started_late).then(("possible", 0, 15600, "MHA"))


def test_ended_without_assessment_after_more_than_three_hours() -> None:
    """Released at 14:40 with no assessment recorded: at most 5 h."""
    given(
        USED, ARRIVED, "14:40:00 police:met detention_authority_ended how=released"
    ).when_examined(assessment_started_late).then(("possible", 0, 18000, "MHA"))


@pytest.mark.parametrize(
    "sought",
    [
        delayed("assessor"),
        "10:00:00 local_authority:l amhp_unavailable",
        "10:00:00 local_authority:l assessor_arrived assessor=amhp",
        "10:00:00 police:met assistance_requested kind=s12_doctor",
    ],
)
def test_each_sign_that_an_assessment_was_sought(sought: str) -> None:
    """No start is recorded in 4 h from the arrival; its words."""
    found = given(USED, ARRIVED, sought).when_examined(assessment_started_late, until="13:40:00")
    found.then(("possible", 0, 14400, "MHA"))
    assert "to the end of what is recorded of it" in found.findings[0].found.sentence


def test_an_assessor_asked_for_another_person_was_not_sought_for_this_one() -> None:
    """An AMHP was asked for P2, and a bed for P1."""
    given(
        USED,
        ARRIVED,
        "10:00:00 police:met assistance_requested kind=amhp @subject=P2",
        "10:00:00 police:met assistance_requested kind=bed",
    ).when_examined(assessment_started_late, until="13:40:00").then_nothing()


def test_a_warrant_under_which_the_person_was_removed_counts() -> None:
    """Section 135: removed, and assessed 4 h 30 after the arrival; its words."""
    warrant = "09:00:00 police:met s135_warrant_executed outcome=remove"
    found = given(warrant, ARRIVED, STARTED).when_examined(assessment_started_late)
    found.then(LATE)
    (only,) = found.findings
    assert only.found.sentence.startswith(
        "4 h 30 min from arrival at the place of safety to the start of the assessment; comparator"
    )
    assert "grounds recorded" not in only.found.sentence
    assert only.standard_reference.startswith("T-136-3H@")
    assert only.found.end is not None
    assert only.found.end.entries == (3,)
    assert only.found.entries == (2, 3)


def test_what_it_rests_on_where_the_person_was_unfit_at_first() -> None:
    """The arrival, being fit, the start, and the delays."""
    found = given(
        USED, ARRIVED, delayed("clinical"), "10:40:00 acute:a physical_health_cleared", STARTED
    ).when_examined(assessment_started_late)
    (only,) = found.findings
    assert only.found.entries == (2, 4, 5, 3)
    assert "from being recorded as fit at the place of safety" in only.found.sentence
    assert only.found.sentence.endswith("; grounds recorded: clinical")


def test_a_death_with_an_assessment_sought_leaves_the_end_open() -> None:
    """An AMHP was allocated, the person died at 15:00: nothing ended the wait."""
    (found,) = (
        given(
            USED,
            ARRIVED,
            "10:00:00 local_authority:l amhp_allocated",
            "15:00:00 acute:a serious_injury_or_death_recorded what=death",
        )
        .when_examined(assessment_started_late, until="16:00:00")
        .findings
    )
    assert found.found.end is None
    assert found.found.grade.value == "possible"


def test_delays_and_conclusions_before_the_arrival_are_of_another_assessment() -> None:
    """A clinical delay at 08:00, an assessment concluded at 09:10; the arrival is at 09:40."""
    before = delayed("clinical").replace("11:00", "08:00")
    concluded = "09:10:00 local_authority:l assessment_concluded outcome=informal"
    given(USED, before, concluded, ARRIVED, STARTED).when_examined(assessment_started_late).then(
        LATE
    )
    found = given(
        USED, concluded, ARRIVED, "10:00:00 local_authority:l amhp_allocated"
    ).when_examined(assessment_started_late, until="13:40:00")
    assert found.findings[0].found.end is None


def test_what_may_fall_between_counts() -> None:
    """A clinical delay about 09:38 or about 14:12; fit about 09:38; concluded about 09:38."""
    for when in ("~09:38", "~14:12"):
        delay = delayed("clinical").replace("11:00:00", when)
        case = given(USED, ARRIVED, delay, STARTED).case()
        assert not list(assessment_started_late.detect(case)), when
    fit = "~09:38 acute:a physical_health_cleared"
    case = given(USED, ARRIVED, delayed("clinical"), fit, STARTED).case()
    assert len(list(assessment_started_late.detect(case))) == 1
