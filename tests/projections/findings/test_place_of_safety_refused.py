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


@pytest.mark.parametrize(
    "taken",
    [
        "23:30:00 mental_health:c handover_accepted strands=PLACE",
        "23:30:00 mental_health:c handover_accepted strands=DET",
        "23:30:00 mental_health:c request_accepted kind=place_of_safety",
        "23:30:00 police:met police_station_use_authorised",
    ],
)
def test_each_form_of_acceptance_ends_it(taken: str) -> None:
    """Refused at 22:00, taken at 23:30; a crew that is coming accepts no place."""
    found = given(
        FULL, "22:10:00 ambulance:las request_accepted kind=ambulance_treat", taken
    ).when_examined(place_of_safety_refused, until="23:59:00")
    found.then(("definite", 5400, 5400, "PLACE"))
    assert found.findings[0].found.entries == (1, 3)


def test_a_place_refused_at_the_door() -> None:
    """The strand of the place alone, refused at 22:00."""
    given("22:00:00 mental_health:a handover_refused strands=PLACE reason_code=full").when_examined(
        place_of_safety_refused, until="23:00:00"
    ).then(("definite", 3600, 3600, "PLACE"))


SAME = "22:00 police:met place_of_safety_refused reason_code=full"


@pytest.mark.parametrize(
    ("other", "count"),
    [
        (f"{SAME} place_id=a", 1),
        (f"{SAME} place_id=b", 2),
        (SAME.replace("22:00", "22:05"), 2),
        (SAME.replace("22:00", "21:55"), 2),
        (SAME.replace("police:met", "mental_health:a"), 2),
        ("22:00 police:met responder_reported_unavailable what=place_of_safety reason=full", 1),
    ],
)
def test_which_records_are_of_one_refusal(other: str, count: int) -> None:
    """One place at one time, told by two agencies; another place, time or agency is another."""
    found = given(FULL.replace("22:00:00", "22:00"), other, TAKEN).when_examined(
        place_of_safety_refused
    )
    word = "1 refusal of" if count == 1 else "2 refusals of"
    assert found.findings[0].found.sentence.startswith(word)


def test_what_may_have_been_before_or_after_the_acceptance() -> None:
    """Taken about 23:30; refused about then again: one search, as far as is recorded."""
    taken = TAKEN.replace("23:30:00", "~23:30")
    found = list(
        place_of_safety_refused.detect(
            given(FULL, taken, STAFF.replace("22:40:00", "~23:28")).case(until="23:55:00")
        )
    )
    assert len(found) == 1
    (found_one,) = place_of_safety_refused.detect(
        given(FULL.replace("22:00:00", "~22:00"), TAKEN.replace("23:30:00", "~21:58")).case(
            until="23:00:00"
        )
    )
    assert found_one.end is not None
    at_once = TAKEN.replace("23:30:00", "22:00:00")
    (open_one,) = place_of_safety_refused.detect(given(FULL, at_once).case(until="23:00:00"))
    assert open_one.end is None


def test_a_request_that_may_have_been_before_the_refusal_begins_it() -> None:
    """Asked about 22:03 (21:58 to 22:08:59), refused at 22:00."""
    asked = "~22:03 police:met assistance_requested kind=place_of_safety"
    (found,) = place_of_safety_refused.detect(given(FULL, asked, TAKEN).case())
    assert found.start is not None
    assert found.start.entries == (2,)
    assert found.entries == (1, 3, 2)


def test_one_of_two_refusals_in_dispute_leaves_it_definite() -> None:
    """The first is disputed, the second is not; the words, and what it rests on."""
    found = given(
        FULL,
        STAFF,
        TAKEN,
        '23:40 mental_health:a entry_disputed position="not asked" @corrects=#1',
    ).when_examined(place_of_safety_refused)
    found.then(("definite", 5400, 5400, "PLACE"))
    assert found.findings[0].found.entries == (1, 2, 3, 4)
    assert found.findings[0].found.sentence == (
        "2 refusals of a place of safety recorded (full, staffing); 1 h 30 min until the first "
        "acceptance"
    )


def test_reasons_in_their_own_words() -> None:
    """Reported as not available for want of a bed; declined without a reason."""
    found = given(
        "22:00:00 mental_health:a responder_reported_unavailable what=place_of_safety "
        "reason=no_resource",
        "22:20:00 mental_health:b request_declined kind=place_of_safety",
    ).when_examined(place_of_safety_refused, until="23:00:00")
    assert found.findings[0].found.sentence == (
        "2 refusals of a place of safety recorded (no_resource, unknown); 1 h 00 min until the "
        "end of the record"
    )
