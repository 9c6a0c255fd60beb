"""What was said later of each entry."""

from jointlog.projections.case import Question, examine
from jointlog.projections.review.corrections import Remark, corrections, retracted
from tests.grammar import RECORDED_MS, given, line_id

SEEN = "12:00 police:met s136_power_used limb=remove"
CAME = "12:05 police:met resource_arrived_at_scene"
AMENDED = (
    "13:00 police:met entry_amended @corrects=#1 field=occurred old=12:00 new=12:02 why=typing"
)
TAKEN = "13:01 police:met entry_retracted @corrects=#2 why=duplicate note='told twice'"
DISPUTED = "13:02 ambulance:las entry_disputed @corrects=#1 position='it was 12:10'"
NOTED = (
    "13:03 oversight:iopc contradiction_noted "
    f"events={line_id(1)},{line_id(2)},{line_id(99)} preferred={line_id(1)} reason='one clock'"
)


def test_every_correction_is_told_of_the_entry_it_names() -> None:
    """Entry 1 is amended, disputed and preferred; 2 is taken back; 99 is no entry here."""
    said = corrections(given(SEEN, CAME, AMENDED, TAKEN, DISPUTED, NOTED).case())
    assert [(each.remark, each.version, each.text) for each in said[1]] == [
        (Remark.AMENDED, 3, "occurred from 12:00 to 12:02: typing"),
        (Remark.DISPUTED, 5, "it was 12:10"),
        (
            Remark.CONTRADICTED,
            6,
            "between entries 1, 2: one clock; this entry is preferred",
        ),
    ]
    assert [str(each.agency) for each in said[1]] == [
        "police:met",
        "ambulance:las",
        "oversight:iopc",
    ]
    assert [(each.remark, each.text) for each in said[2]] == [
        (Remark.RETRACTED, "duplicate: told twice"),
        (Remark.CONTRADICTED, "between entries 1, 2: one clock"),
    ]
    assert set(said) == {1, 2}


def test_what_was_taken_back_is_still_shown() -> None:
    """As it was recorded; only an own agency's retraction takes back, and only once recorded."""
    taken = given(SEEN, CAME, TAKEN)
    assert [each.version for each in retracted(taken.case())] == [2]
    foreign = given(SEEN, CAME, TAKEN.replace("police:met", "ambulance:las"))
    assert retracted(foreign.case()) == []
    before = examine(taken.entries, Question(known_at_ms=RECORDED_MS + 2000))
    assert retracted(before) == []
    assert corrections(before) == {}


def test_an_amendment_without_an_old_value_says_the_new_one() -> None:
    """The old value stands in the entry itself."""
    line = "13:00 police:met entry_amended @corrects=#1 field=occurred new=12:02"
    said = corrections(given(SEEN, line).case())
    assert said[1][0].text == "occurred to 12:02"


def test_why_an_entry_was_made_late_is_told_of_it() -> None:
    """A reason of the list by its id, another as it was given, and none; one without an entry."""
    late = "20:00 police:met late_entry_made"
    said = corrections(
        given(
            SEEN,
            f"{late} why_late='system down' late_entry=#1",
            f"{late} why_late=busy @caused_by=#1",
            f"{late} why_late=' ' @replies_to=#1",
            f"{late} why_late=busy",
        ).case()
    )
    assert [(each.remark, each.text) for each in said[1]] == [
        (Remark.LATE, "system down (on the list: system_unavailable)"),
        (Remark.LATE, "busy (not on the list of reasons)"),
        (Remark.LATE, "no reason given (not on the list of reasons)"),
    ]
    assert (set(said), said[1][0].event_id) == ({1}, line_id(1))
    assert said[1][0].recorded_at_ms == RECORDED_MS + 2000
