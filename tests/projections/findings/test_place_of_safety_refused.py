"""F-WAIT-09: places refused, and how long until one took the person."""

import pytest

from jointlog.projections.findings.waits.place_of_safety_refused import place_of_safety_refused
from tests.grammar import given

FULL = "22:00:00 mental_health:a place_of_safety_refused reason_code=full place_id=a"
STAFF = "22:40:00 mental_health:b place_of_safety_refused reason_code=staffing place_id=b"
TAKEN = "23:30:00 mental_health:c handover_accepted strands=DET,PLACE"


def test_two_refusals_until_the_first_acceptance() -> None:
    """Refused 22:00 and 22:40, accepted 23:30: 1 h 30 min, two refusals."""
    found = given(FULL, STAFF, TAKEN).when_examined(place_of_safety_refused)
    found.then(("definite", 5400, 5400, "PLACE"))
    assert "2 refusals of a place of safety recorded (full, staffing)" in (
        found.findings[0].found.sentence
    )


def test_it_runs_from_the_first_request_for_a_place() -> None:
    """Asked at 21:45, refused 22:00, accepted by the same request 22:30: 45 min."""
    given(
        "21:40:00 police:met assistance_requested kind=ambulance_treat",
        "21:45:00 police:met assistance_requested kind=place_of_safety",
        FULL,
        "22:20:00 ambulance:las request_accepted kind=ambulance_treat",
        "22:25:00 acute:e handover_accepted strands=CLIN",
        "22:30:00 mental_health:b request_accepted kind=place_of_safety",
    ).when_examined(place_of_safety_refused).then(("definite", 2700, 2700, "PLACE"))


def test_a_request_after_the_refusal_starts_nothing() -> None:
    """A refusal by phone with no request recorded before it still counts, from itself."""
    given(
        FULL, "22:10:00 police:met assistance_requested kind=place_of_safety", TAKEN
    ).when_examined(place_of_safety_refused).then(("definite", 5400, 5400, "PLACE"))


@pytest.mark.parametrize(
    "refusal",
    [
        "22:00:00 mental_health:a handover_refused strands=DET reason_code=full",
        "22:00:00 mental_health:a request_declined kind=place_of_safety",
        "22:00:00 mental_health:a responder_reported_unavailable what=place_of_safety reason=full",
    ],
)
def test_each_form_of_refusal_counts(refusal: str) -> None:
    """Refused at the door, by answer to the request, or reported as not available; still open."""
    given(refusal).when_examined(place_of_safety_refused, until="23:00:00").then(
        ("definite", 3600, 3600, "PLACE")
    )


@pytest.mark.parametrize(
    "other",
    [
        "22:00:00 acute:a handover_refused strands=CLIN",
        "22:00:00 ambulance:las request_declined kind=ambulance_treat",
        "22:00:00 ambulance:las responder_reported_unavailable what=ambulance_treat",
    ],
)
def test_refusals_of_something_else_are_not_of_a_place(other: str) -> None:
    """Care refused, an ambulance declined or not available."""
    given(other).when_examined(place_of_safety_refused).then_nothing()


def test_two_records_of_one_refusal_are_one() -> None:
    """The officers write down at 22:00 what the place wrote at 22:00."""
    found = given(
        FULL.replace("22:00:00", "22:00"),
        "22:00 police:met place_of_safety_refused reason_code=full",
        TAKEN,
    ).when_examined(place_of_safety_refused)
    assert "1 refusal of a place" in found.findings[0].found.sentence


def test_a_second_search_is_a_second_finding() -> None:
    """Accepted at 23:30, refused again at 23:50: two searches."""
    given(FULL, TAKEN, STAFF.replace("22:40", "23:50")).when_examined(
        place_of_safety_refused, until="23:55:00"
    ).then(("definite", 5400, 5400, "PLACE"), ("definite", 300, 300, "PLACE"))


def test_uncertain_times_give_both_bounds_and_a_dispute_makes_it_possible() -> None:
    """About 22:00, five minutes either way, to 23:30: 1 h 25 to 1 h 35; the place disputes it."""
    given(
        FULL.replace("22:00:00", "~22:00:00"),
        TAKEN,
        '23:40 mental_health:a entry_disputed position="not asked" @corrects=#1',
    ).when_examined(place_of_safety_refused).then(("possible", 5100, 5700, "PLACE"))
