"""The chronology: what each row tells, what stands around it, and that it is the same each time."""

import json
from dataclasses import replace

import pytest

from jointlog.domain.cases import load, names
from jointlog.domain.errors import NotFoundError
from jointlog.domain.incident import Order
from jointlog.domain.time import Window
from jointlog.projections.case import Question
from jointlog.projections.chronology.as_csv import csv_of
from jointlog.projections.chronology.as_html import html_of
from jointlog.projections.chronology.asked import Asked
from jointlog.projections.chronology.document import Document, Table
from jointlog.projections.chronology.masking import Profile
from jointlog.projections.chronology.writing import chronology
from jointlog.projections.findings.responsibility.left_without_acceptance import (
    left_without_acceptance,
)
from tests.cases.checking import recorded
from tests.grammar import RECORDED_MS, at, given, line_id

RELEASE = "0.test"
POWER = "12:00 police:met s136_power_used limb=remove @clock=CAD/90 @role=constable"
ASKED = "12:10 police:met assistance_requested kind=ambulance_convey to=ambulance:las"
CAME = "12:50 ambulance:las resource_arrived_at_scene skill=paramedic callsign=A1"
LEFT = "13:00 police:met resource_left_scene reason=other"
TAKEN = "13:40 police:met s136_power_used limb=remove"


def written(*lines: str, **asked: object) -> Document:
    """The chronology of these lines."""
    question: dict[str, object] = {"release": RELEASE, **asked}
    return chronology(given(*lines).entries, Asked(**question))  # type: ignore[arg-type]


def table(document: Document, key: str) -> Table:
    """A table of the document."""
    return next(each for each in (document.sheet, *document.tables) if each.key == key)


def cells(document: Document, key: str, row: int = 0) -> list[tuple[str, ...]]:
    """The lines of each cell of a row."""
    return [cell.lines for cell in table(document, key).rows[row].cells]


def text(document: Document, key: str) -> str:
    """All of a table as text."""
    rows = table(document, key).rows
    return "\n".join(line for row in rows for cell in row.cells for line in cell.lines)


def test_a_row_tells_time_who_what_whence_and_who_knew() -> None:
    """A clock 90 s ahead: 12:00:00 to 12:00:59 was 11:58:30 to 11:59:29."""
    row = cells(written(POWER, ASKED), "entries")
    assert row[:7] == [
        ("#1",),
        ("2026-03-01 12:00 UTC",),
        ("Sun 1 Mar 2026", "11:58:30 to 11:59:29 UTC", "clock CAD taken as 1 min 30 s ahead"),
        ("police:met", "constable"),
        ("Section 136 power used", "limb: remove"),
        ("source not named", "grade: contemporaneous"),
        ("police:met: own record",),
    ]


def test_who_was_told_knew_and_findings_lead_to_their_row() -> None:
    """Who is asked is told; the request never answered to its end is a finding, linked."""
    document = written(POWER, ASKED, "14:00 police:met resource_left_scene reason=other")
    row = cells(document, "entries", 1)
    assert row[6] == ("ambulance:las: told", "police:met: own record")
    cell = table(document, "entries").rows[1].cells[7]
    anchors = {row.anchor for row in table(document, "findings").rows}
    assert cell.to
    assert set(cell.to) <= anchors
    assert all(line.startswith("F-") for line in cell.lines)


def test_an_uncertain_offset_and_a_slow_clock_are_told() -> None:
    """A declared offset of -60 s, give or take 10 s, of a clock that the entry reads."""
    declared = "11:00 police:met clock_offset_declared system=CAD offset_s=-60 uncertainty_s=10"
    document = written(declared, POWER)
    assert "clock CAD taken as 1 min behind, give or take 10 s" in text(document, "entries")
    assert "offset: minus 1 min" in text(document, "entries")


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("before_12:00", ("Sun 1 Mar 2026", "not after 11:58:30 UTC")),
        ("after_12:00", ("Sun 1 Mar 2026", "not before 11:58:30 UTC")),
        ("unknown", ("no time recorded",)),
        ("12:00:05", ("Sun 1 Mar 2026", "11:58:35 UTC")),
        ("12:00/12:10", ("Sun 1 Mar 2026", "11:58:30 to 12:09:29 UTC")),
    ],
)
def test_an_interval_is_told_as_far_as_it_is_known(when: str, told: tuple[str, ...]) -> None:
    """Each bound that is recorded, less 90 s; no bound is made up."""
    lines = cells(written(POWER.replace("12:00", when, 1)), "entries")[2]
    assert lines[: len(told)] == told


def test_a_night_names_both_days_and_the_repeated_hour_both_offsets() -> None:
    """On 25 October 2026 the clock goes back at 02:00 BST; 00:30 to 01:30 UTC has both names."""
    line = "2026-10-25T00:30Z/2026-10-25T01:30Z police:met s136_power_used limb=remove"
    london = "2026-10-24_23:00/2026-10-25_00:10_Europe/London police:met resource_allocated"
    document = written(f"{london} callsign=A skill=constable", line)
    assert cells(document, "entries", 0)[2] == (
        "Sat 24 Oct 2026 23:00:00 BST",
        "to Sun 25 Oct 2026 00:10:59 BST",
    )
    assert cells(document, "entries", 1)[2] == (
        "Sun 25 Oct 2026",
        "01:30:00 BST to 01:30:59 GMT",
    )


def test_late_entries_say_when_they_were_learnt_and_who_acted() -> None:
    """First written at 18:00, six hours after it happened; another agency acted."""
    line = (
        "12:00 oversight:inquest resource_arrived_at_scene skill=constable "
        "@actor=police:met/constable @first_written_at=18:00 @person=R1"
    )
    row = cells(written(line), "entries")
    assert row[2][-1] == "late entry, learnt Sun 1 Mar 2026 18:00:00 UTC"
    assert row[3] == ("police:met", "constable", "stated by oversight:inquest, pseudonym R1")


def test_what_is_told_later_says_since_when() -> None:
    """An agency that wrote it down at 12:30 had it from then, not from 12:00."""
    line = "12:00 police:met s136_power_used limb=remove @first_written_at=12:30"
    assert cells(written(line), "entries")[6] == (
        "police:met: own record, from Sun 1 Mar 2026 12:30 UTC",
    )
    asked = ASKED.replace("ambulance:las", "ambulance")
    assert cells(written(asked), "entries")[6][0] == (
        "ambulance: possibly: told, only the kind of agency is named"
    )


def test_corrections_stand_with_their_entry_and_what_is_taken_back_apart() -> None:
    """An amendment and a dispute stand in the row; a retracted entry has a table of its own."""
    document = written(
        POWER,
        "12:20 police:met entry_amended field=limb old=remove new=keep @corrects=#1",
        "12:30 ambulance:las entry_disputed position=not_so @corrects=#1",
        ASKED,
        "12:40 police:met entry_retracted why=duplicate @corrects=#4",
    )
    row = cells(document, "entries")[4]
    assert row[1] == "limb: keep"
    assert row[2] == "Amended by police:met (#2): limb from remove to keep"
    assert row[3] == "Disputed by ambulance:las (#3): not_so"
    assert cells(document, "retracted")[0] == ("#4",)
    assert "Retracted by police:met (#5): duplicate" in text(document, "retracted")
    contradiction = cells(document, "contradictions")
    assert contradiction[0] == ("Entry #1 is disputed by ambulance:las",)
    assert contradiction[2] == ("#3 ambulance:las", "not_so", "no evidence is named")


def test_a_contradiction_shows_both_versions_and_what_a_reviewer_prefers() -> None:
    """Two sources, 04:20 and 04:32; the reviewer prefers the first, with day and reason."""
    one = "04:20 police:met person_arrested @source=cad_log/A"
    other = "04:32 police:met person_arrested @source=statement/B"
    note = "09:00 oversight:review contradiction_noted events=#1,#2 delta_s=720"
    found = written(one, other)
    row = cells(found, "contradictions")
    assert row[1][0].startswith("#1")
    assert row[2][0].startswith("#2")
    assert (row[3], row[4]) == (("12 min",), ("none",))
    noted = cells(written(one, other, f"{note} preferred=#1 reason=why"), "contradictions")
    assert noted[0] == ("Noted by oversight:review (#3): why",)
    assert noted[3:] == [
        ("12 min",),
        ("#1", "by oversight:review (#3), recorded Sun 1 Mar 2026: why"),
    ]
    plain = "09:00 oversight:review contradiction_noted events=#1,#2 preferred=#2"
    again = table(written(one, other, plain), "contradictions")
    assert again.rows[0].cells[4].lines[1].endswith("no reason is recorded")
    lost = f"09:00 oversight:review contradiction_noted events={line_id(9)}"
    assert table(written(one, lost), "contradictions").rows == ()
    assert "an entry that is not here" in text(written(one, lost), "entries")


def test_findings_say_how_long_how_sure_and_how_they_stood_then() -> None:
    """Left at 13:00, taken again at 13:40, which was first written at 18:00.

    Both are to the minute: 39 min 01 s to 40 min 59 s. Then the end was not known, and the gap ran
    to the last second of 13:40: 40 min to 40 min 59 s.
    """
    document = written(POWER, LEFT, f"{TAKEN} @first_written_at=18:00")
    rows = [[cell.lines for cell in row.cells] for row in table(document, "findings").rows]
    (row,) = [row for row in rows if row[0][0] == "F-GAP-03"]
    assert row[0] == ("F-GAP-03", "left without acceptance")
    assert row[1][:2] == ("S1 risk or legal limit", "definite")
    assert row[6] == ("#2", "#3")
    assert row[4] == (
        "then: definite, 40 min to 40 min 59 s",
        "later: definite, 39 min 01 s to 40 min 59 s",
    )


def test_an_answer_stands_with_its_finding() -> None:
    """What an agency says of a finding is an entry, and the finding names it."""
    (found,) = given(POWER, LEFT).when_examined(left_without_acceptance).findings
    answer = f"15:00 police:met finding_answered finding_id={found.id} explanation=asked_by_phone"
    document = written(POWER, LEFT, answer)
    assert "Answered by police:met, see #3." in text(document, "findings")
    assert "explanation: asked_by_phone" in text(document, "entries")


def test_a_percentile_and_an_entry_of_unknown_writing_are_told() -> None:
    """Of 90 in 100; one statement does not say when it was first written."""
    lines = (
        "12:00 ambulance:las call_graded scheme=arp grade=category_2 @evidence=statement",
        "12:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las",
        "15:00 ambulance:las resource_arrived_at_scene skill=paramedic callsign=A1",
    )
    document = written(*lines)
    assert "percentile 90" in text(document, "standards")
    assert "1 entry does not say when first written" in text(document, "findings")


def test_suspended_delegated_contested_and_disclaimed_have_their_words() -> None:
    """An absconded person's detention is suspended; two who both hold supervision contest it."""
    gone = text(written(POWER, "12:30 police:met person_absconded"), "holders")
    assert "held by police:met, suspended" in gone
    unknown = f"unknown{LEFT[5:]}"
    assert "who held it is not known" in text(written(POWER, unknown), "holders")
    both = (
        "12:00 police:met responsibility_assumed strand=SAFE",
        "12:10 acute:kings responsibility_assumed strand=SAFE",
    )
    assert "contested: police:met and acute:kings" in text(written(*both), "holders")
    delegated = (
        "12:00 local_authority:x application_made section=s2",
        "12:10 local_authority:x conveyance_authority_delegated to=ambulance:las accepted=true",
    )
    assert "held by ambulance:las for local_authority:x" in text(written(*delegated), "holders")


def test_who_held_waited_and_is_silent_is_told() -> None:
    """Held from 11:58 on; the ambulance came 40 min after it was asked for."""
    document = written(POWER, ASKED, CAME, LEFT, TAKEN)
    assert "held by police:met" in text(document, "holders")
    assert "needed, no holder is recorded" in text(document, "holders")
    wait = cells(document, "waits")
    assert wait[0] == ("Ambulance convey",)
    assert wait[1] == ("asked by police:met", "from ambulance:las")
    assert wait[4] == ("40 min",)
    assert "4 entries" in text(document, "coverage")


def test_standards_used_are_listed_with_their_marks() -> None:
    """Every shipped case: a standard that a sentence or wait cites is in the table, marked."""
    marks = set()
    for name in names():
        document = chronology(recorded(load(name)), Asked(release=RELEASE))
        listed = text(document, "standards")
        for row in table(document, "findings").rows:
            for line in row.cells[5].lines:
                if line.startswith("("):
                    assert line.strip("()").split("@")[0] in listed
        marks |= {line.split(" ")[0] for line in listed.splitlines() if line.startswith("[")}
    assert "[M]" in marks


def test_the_same_question_gives_the_same_bytes_whatever_the_order_of_entries() -> None:
    """All shipped cases, as HTML and CSV; nothing tells when it was made."""
    for name in names():
        entries = recorded(load(name))
        one = chronology(entries, Asked(release=RELEASE))
        other = chronology(reversed(entries), Asked(release=RELEASE))
        assert html_of(one) == html_of(other)
        assert csv_of(one) == csv_of(other)


def test_as_known_then_is_the_same_after_more_was_recorded() -> None:
    """Lines are recorded a second apart: what was known after two stays so for ever."""
    question = Question(known_at_ms=RECORDED_MS + 2999)
    made = [
        html_of(written(*lines, question=question))
        for lines in ((POWER, ASKED), (POWER, ASKED, CAME, LEFT))
    ]
    assert made[0] == made[1]
    nothing = written(POWER, question=Question(known_at_ms=0))
    assert table(nothing, "entries").rows == ()
    assert nothing.days == "all times in Europe/London"


def test_person_window_and_end_of_the_record_choose_what_is_shown() -> None:
    """P2's only; only from 12:05 to 12:20; only what occurred by 12:30, and that is said."""
    other = f"{ASKED} @subject=P2"
    document = written(POWER, other, subject="P2")
    assert [row.anchor for row in table(document, "entries").rows] == ["e2"]
    assert dict(document.about)["Person"] == "P2"
    assert "of P2" in text(document, "entries")
    window = Window(at("12:05"), at("12:20"))
    zoomed = written(POWER, ASKED, CAME, window=window)
    assert [row.anchor for row in table(zoomed, "entries").rows] == ["e2"]
    assert dict(zoomed.about)["Only what may lie"].startswith("Sun 1 Mar 2026 12:05:00 UTC to")
    question = Question(until_s=at("12:30"), order=Order.RECORDED)
    ended = dict(written(POWER, ASKED, CAME, question=question).about)
    assert ended["Record ends at"] == "Sun 1 Mar 2026 12:30:00 UTC"
    assert ended["Order"] == "as recorded"


def test_it_says_what_it_rests_on_and_what_it_does_not_say() -> None:
    """Version, position, standards, program; and that no entry is not no act."""
    document = written(POWER, ASKED, positions={1: 7, 2: 9})
    about = dict(document.about)
    assert about["Rests on"] == "2 entries, incident version 2, log position 9"
    assert about["Written by"] == "jointlog 0.test"
    assert about["Standards"].startswith("england@2026-03-01, ")
    assert len(about["SHA-256 of the entries"]) == 64
    assert document.limits[0].startswith("The absence of an entry is not the absence of an act.")
    with pytest.raises(NotFoundError):
        written(POWER, question=Question(protocol="england@1066-10-14x"))


def test_every_state_of_a_strand_has_its_words() -> None:
    """Over all cases; the strands that nobody holds say so, and to whom they were offered."""
    told = "".join(
        text(chronology(recorded(load(name)), Asked(release=RELEASE)), "holders")
        for name in names()
    )
    assert "offered to" in told
    assert "None" not in told


def test_no_code_stands_where_words_can() -> None:
    """No field of a row of any case is JSON, a set or a Python value."""
    for name in names():
        document = chronology(recorded(load(name)), Asked(release=RELEASE))
        rows = text(document, "entries")
        for sign in ("{", "}", "None", "True", "False"):
            assert sign not in rows, (name, sign)
        with pytest.raises(json.JSONDecodeError):
            json.loads(rows)


def test_a_profile_withholds_nothing_by_default() -> None:
    """The default is full, and the document says so."""
    assert Asked(release="").profile == Profile.parse("full")
    about = dict(written(POWER).about)
    assert about["Withheld"] == "nothing"
    assert replace(Asked(release=""), release="1").is_full
