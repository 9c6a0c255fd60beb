"""The standards that ship, which of them apply where and when, and what their triggers match."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from jointlog.domain.errors import NotFoundError
from jointlog.domain.events import catalogue
from jointlog.domain.protocol import Kind, Library, Mark, Protocol, Standard, Statistic
from jointlog.domain.vocabulary import Jurisdiction

LIBRARY = Library.load(catalogue())
DAY = timedelta(days=1)
HOUR_S = 3600

ROWS = (
    """
T-CALL-01|T-CALL-02|T-CALL-03|T-POL-01|T-POL-02|T-POL-03|T-POL-04|T-POL-05
T-AMB-C1|T-AMB-C2|T-AMB-C3|T-AMB-C4|T-AMB-CLK|T-AMB-A8|T-AMB-A19|T-AMB-B19|T-AMB-C1amber|T-AMB-RED
T-136-AMB|T-136-AMB-R|T-135-AMB|T-HO-15|T-HO-30|T-HO-45|T-HO-60|T-136-PoS60|T-136-PoS30
T-136-24|T-136-36|T-136-72|T-136B-WIN|T-136-3H|T-136-4H|T-POS-30|T-POS-60R
T-CUS-REV6|T-CUS-REV9|T-CUS-24|T-CUS-OBS1|T-CUS-OBS2|T-CUS-OBS3/4|T-CUS-HCP
T-LP-1H|T-LP-24H|T-CR-4H|T-CR-24H|T-CR-4WK|T-ED-15|T-ED-4H|T-ED-12H|T-AMHP-RESP
T-MHA-14D|T-MHA-5D|T-MHA-S4-24|T-MHA-S4-72|T-MHA-S52 / S54|T-MHA-S2|T-CTO-72|T-AWOL-RPT|T-AWOL-6M
T-138|T-RST-MAN|T-RST-PRONE|T-RST-MON|T-RST-POST|T-RT-OBS|T-SEC-15|T-SEC-MED1|T-SEC-N2/M4
T-SCN-CLIN|T-INFO-URG|T-INFO-STD|T-AOT-CAD|T-DIS-72|T-SAR-DSI|T-PFD-56|T-SCO-24|T-SCO-14D|T-NI-48
""".strip()
    .replace("\n", "|")
    .split("|")
)
"""The ids of the dossier's table, §1.10."""

EDITIONS = pytest.mark.parametrize("standard", LIBRARY.standards, ids=lambda each: each.reference)


def england(day: str) -> Protocol:
    """What is in force in England on a day."""
    return LIBRARY.named(f"england@{day}")


def telling(**fields: str) -> Callable[[str], str]:
    """The texts of an event's fields; those not given are absent."""
    return lambda field: fields.get(field, "none")


def test_the_table_has_79_rows() -> None:
    """The list of this test is the dossier's table: 79 rows, each once."""
    assert len(ROWS) == len(set(ROWS)) == 79


@pytest.mark.parametrize("row", ROWS)
def test_each_row_of_the_table_is_a_standard(row: str) -> None:
    """Each of the 79 rows has at least one standard, which keeps the row's id."""
    assert [each for each in LIBRARY if each.row == row]


def test_no_standard_stands_outside_the_table() -> None:
    """No standard claims a row that the table does not have."""
    assert {each.row for each in LIBRARY} == set(ROWS)


@EDITIONS
def test_each_standard_says_where_it_is_from(standard: Standard) -> None:
    """Each standard cites a document or source id, names who owes it, and marks what is unsure."""
    assert len(standard.source) > 10
    assert standard.owed_by
    assert standard.jurisdictions
    assert standard.note or standard.mark is standard.limit_mark is Mark.CONFIRMED


@EDITIONS
def test_a_standard_can_end_or_is_not_measured(standard: Standard) -> None:
    """A standard that an event starts is one that an event stops; the others say why not."""
    assert bool(standard.stop) is standard.is_measured
    assert standard.is_measured or "Not measured:" in standard.note
    assert standard.is_measured or standard.finding is None


@EDITIONS
def test_in_force_from_its_first_to_its_last_day(standard: Standard) -> None:
    """In each of its places both edges count, the day before and the day after do not."""
    first, last = standard.in_force_from, standard.in_force_to
    for where in standard.jurisdictions:
        if first is not None:
            assert LIBRARY.choose(where, first).standard(standard.id) is standard
            assert standard not in LIBRARY.choose(where, first - DAY).standards
        if last is not None:
            assert LIBRARY.choose(where, last).standard(standard.id) is standard
            assert standard not in LIBRARY.choose(where, last + DAY).standards
        if first is None:
            assert standard in LIBRARY.choose(where, last or date(1959, 7, 29)).standards
        if last is None:
            assert standard in LIBRARY.choose(where, date(2199, 12, 31)).standards
    outside = set(Jurisdiction) - standard.jurisdictions
    assert not any(standard.applies(other, first or last or date(2024, 1, 1)) for other in outside)


@pytest.mark.parametrize(
    ("day", "present", "absent", "limit_s"),
    [
        ("2011-04-18", "T-136-72", "T-136-24", 72 * HOUR_S),
        ("2017-12-10", "T-136-72", "T-136-24", 72 * HOUR_S),
        ("2017-12-11", "T-136-24", "T-136-72", 24 * HOUR_S),
        ("2024-06-01", "T-136-24", "T-136-72", 24 * HOUR_S),
    ],
)
def test_the_date_chooses_the_law(day: str, present: str, absent: str, limit_s: int) -> None:
    """Detention is limited to 72 h to 10 December 2017, and to 24 h from the next day."""
    protocol = england(day)
    assert protocol.standard(present).limit_s == limit_s
    assert absent not in protocol


POLICE_STATION = "T-MHA25-POS"


def test_the_act_of_2025_is_switched_on_by_its_row_alone() -> None:
    """Enacted on 18 December 2025, commencement not known: its row waits, dated beyond any case.

    On the day that the row says, in England and Wales only, a police station is no longer a place
    of safety; the day before, and in Scotland, nothing of it is in force.
    """
    (row,) = [each for each in LIBRARY if each.id == POLICE_STATION]
    assert row.in_force_from == date(2199, 1, 1)
    assert (row.limit_s, row.mark, row.kind) == (0, Mark.MEMORY, Kind.LAW)
    assert POLICE_STATION not in england("2026-03-01")
    assert POLICE_STATION not in england("2198-12-31")
    for where in ("england", "wales"):
        assert POLICE_STATION in LIBRARY.named(f"{where}@2199-01-01")
    for where in ("scotland", "northern_ireland", "other"):
        assert POLICE_STATION not in LIBRARY.named(f"{where}@2199-01-01")
    assert "T-136-24" in england("2199-01-01")


def test_an_extension_adds_twelve_hours_from_2017() -> None:
    """The extension continues the 24 h by 12 h; before the law of 2017 there is none."""
    extension = england("2024-06-01").extension_of("T-136-24")
    assert extension is not None
    assert (extension.id, extension.limit_s) == ("T-136-36", 12 * HOUR_S)
    assert england("2017-12-10").extension_of("T-136-72") is None


def test_the_jurisdiction_chooses_the_law() -> None:
    """Scotland has its own 24 h, Northern Ireland 48 h, and neither has the law of England."""
    day = date(2024, 6, 1)
    limits = {
        where: [each.id for each in LIBRARY.choose(where, day).for_finding("F-WAIT-13")]
        for where in Jurisdiction
    }
    assert limits == {
        Jurisdiction.ENGLAND: ["T-136-24", "T-136-36"],
        Jurisdiction.WALES: ["T-136-24", "T-136-36"],
        Jurisdiction.SCOTLAND: ["T-SCO-24"],
        Jurisdiction.NORTHERN_IRELAND: ["T-NI-48"],
        Jurisdiction.OTHER: [],
    }


def test_ambulance_standards_follow_the_scheme_of_the_day() -> None:
    """2011 has category A and London's C1 (amber), 2013 Red 1 and 2, 2024 categories 1 to 4."""
    by_day = {
        day: {each.row for each in england(day).for_finding("F-WAIT-02") if "AMB-" in each.row}
        for day in ("2011-04-18", "2013-11-04", "2024-06-01")
    }
    s136 = {"T-136-AMB-R"}
    assert by_day["2011-04-18"] == {"T-AMB-A8", "T-AMB-A19", "T-AMB-B19", "T-AMB-C1amber"}
    assert by_day["2013-11-04"] == {"T-AMB-A8", "T-AMB-A19", "T-AMB-RED"}
    assert by_day["2024-06-01"] == {f"T-AMB-C{category}" for category in (1, 2, 3, 4)} | s136


def test_percentiles_and_means_are_comparators() -> None:
    """A figure of many incidents is marked as such, and one incident cannot be in breach of it."""
    figures = {
        each.id: (each.statistic, each.percentile, each.limit_s) for each in england("2024-06-01")
    }
    assert figures["T-AMB-C1"] == (Statistic.PERCENTILE, 90, 15 * 60)
    assert figures["T-AMB-C1-MEAN"] == (Statistic.MEAN, 0, 7 * 60)
    assert figures["T-ED-4H-INTERIM"] == (Statistic.PERCENTILE, 78, 4 * HOUR_S)
    assert figures["T-136-24"] == (Statistic.EACH, 0, 24 * HOUR_S)
    for standard in LIBRARY:
        assert standard.is_comparator or standard.statistic is Statistic.EACH
        assert (standard.percentile > 0) is (standard.statistic is Statistic.PERCENTILE)


def test_local_and_professional_figures_are_comparators() -> None:
    """Local, professional and proposed figures are compared with; a law is a limit."""
    protocol = england("2024-06-01")
    assert protocol.standard("T-POL-03").kind is Kind.LOCAL
    assert protocol.standard("T-POL-03").is_comparator
    assert protocol.standard("T-CALL-03").is_comparator
    assert not protocol.standard("T-136-24").is_comparator


def test_a_standard_is_cited_with_its_edition() -> None:
    """The reference is the id and the first day in force, or that none is known."""
    assert england("2024-06-01").standard("T-136-24").reference == "T-136-24@2017-12-11"
    assert england("2011-04-18").standard("T-136-72").reference == "T-136-72@undated"
    references = [each.reference for each in LIBRARY]
    assert len(references) == len(set(references))


def test_a_protocol_is_found_by_its_name() -> None:
    """The name is the jurisdiction and the day, and asking again gives the same object."""
    protocol = england("2011-04-18")
    assert protocol.name == "england@2011-04-18"
    assert protocol is LIBRARY.choose(Jurisdiction.ENGLAND, date(2011, 4, 18))
    assert [each.id for each in protocol] == [each.id for each in protocol.standards]
    assert len(protocol) == len(protocol.standards)


@pytest.mark.parametrize(
    "name",
    ["", "england", "england@", "narnia@2011-04-18", "england@20110418", "england@2011-02-30"],
)
def test_another_name_is_not_found(name: str) -> None:
    """A name of another form is refused; the message shows the form and the jurisdictions."""
    with pytest.raises(NotFoundError, match=r"such as england@2011-04-18; .*northern_ireland"):
        LIBRARY.named(name)


def test_a_standard_not_in_force_is_not_found() -> None:
    """Asking for a standard of another time names it and the protocol."""
    with pytest.raises(NotFoundError, match=r"T-136-24 is not in force in england@2011-04-18"):
        england("2011-04-18").standard("T-136-24")


def test_thresholds_are_read_by_finding_and_name() -> None:
    """A finding's numbers are the same on every day; each is marked as a proposal."""
    protocol = england("2011-04-18")
    assert protocol.threshold("F-GAP-01", "CLIN_unresponsive") == 0
    assert protocol.threshold("F-GAP-01", "CONTACT") == 120
    assert protocol.threshold("F-GAP-03", "after") == 15 * 60
    assert protocol.threshold("F-CMD-01", "agencies") == 2
    assert protocol.threshold("F-WAIT-12", "open") == 4 * HOUR_S
    assert [protocol.threshold("F-RST-02", f"tier_{n}") for n in (1, 2, 3)] == [0, 60, 180]
    assert {(each.mark, bool(each.text)) for each in protocol.thresholds} == {(Mark.PROPOSAL, True)}
    with pytest.raises(NotFoundError, match="F-GAP-01 has no threshold 'PLACE'"):
        protocol.threshold("F-GAP-01", "PLACE")


def test_a_number_of_both_a_standard_and_a_finding_is_one_number() -> None:
    """Where a finding repeats a standard's figures, they agree."""
    protocol = england("2024-06-01")
    for finding, standard_id in (("F-WAIT-05", "T-CALL-03"), ("F-PRES-01", "T-SCN-CLIN")):
        standard = protocol.standard(standard_id)
        assert protocol.threshold(finding, "warn") == standard.warn_s
        assert protocol.threshold(finding, "find") == standard.limit_s
    assert protocol.threshold("F-RST-01", "open") == protocol.standard("T-RST-MAN").limit_s
    assert protocol.threshold("F-RST-03", "open") == protocol.standard("T-RST-MON").limit_s
    assert protocol.threshold("F-RST-02", "tier_2") == protocol.standard("T-RST-PRONE").warn_s
    assert protocol.threshold("F-RST-02", "tier_3") == protocol.standard("T-RST-PRONE").limit_s


NUMBERED = """F-GAP-01 F-GAP-03 F-DISP-01 F-CMD-01 F-PRES-01 F-WAIT-02 F-WAIT-04 F-WAIT-05
F-WAIT-07 F-WAIT-08 F-WAIT-10 F-WAIT-11 F-WAIT-12 F-WAIT-13 F-WAIT-14 F-WAIT-16
F-INFO-04 F-KNOW-01 F-RST-01 F-RST-02 F-RST-03 F-RST-04 F-RST-06 F-ALONE-01 F-CUS-01
F-CUS-02 F-REC-01 F-REC-02 F-REC-05 F-PAT-01 F-PAT-02 F-CAD-01""".replace("\n", " ").split(" ")
"""The findings of §4 whose definition has a number."""


@pytest.mark.parametrize("code", NUMBERED)
def test_each_finding_with_a_number_finds_it(code: str) -> None:
    """A finding's number is a threshold, or that of the standards that feed it."""
    protocol = england("2024-06-01")
    thresholds = [each for each in protocol.thresholds if each.finding == code]
    assert thresholds or any(each.limit_s or each.warn_s for each in protocol.for_finding(code))


def test_a_trigger_compares_the_fields_of_its_event() -> None:
    """An arrival of an ambulance stops category 1; of police, or another event, does not."""
    stop, _ = england("2024-06-01").standard("T-AMB-C1").stop
    assert str(stop) == "resource_arrived_at_scene actor=ambulance"
    assert stop.matches("resource_arrived_at_scene", telling(actor="ambulance"))
    assert not stop.matches("resource_arrived_at_scene", telling(actor="police"))
    assert not stop.matches("resource_left_scene", telling(actor="ambulance"))


def test_a_negated_trigger_matches_any_other_value() -> None:
    """A call graded anything but Red 1 or 2 supersedes Red; a grade of police does not."""
    other, _ = england("2013-11-04").standard("T-AMB-RED").supersede
    assert str(other) == "call_graded scheme=pre_arp grade!=red_1|red_2"
    assert other.matches("call_graded", telling(scheme="pre_arp", grade="cat_b"))
    assert not other.matches("call_graded", telling(scheme="pre_arp", grade="red_2"))
    assert not other.matches("call_graded", telling(scheme="police", grade="priority"))


def test_no_event_both_starts_and_supersedes_a_segment() -> None:
    """A new grade ends the segment of the old one and starts none of the same standard."""
    for standard in LIBRARY:
        starts = {str(trigger) for trigger in standard.start}
        assert not starts & {str(trigger) for trigger in (*standard.supersede, *standard.cancel)}
        assert standard.repeats or not starts & {str(trigger) for trigger in standard.stop}


def test_the_library_is_read_once() -> None:
    """Loading again for the same vocabulary gives the same object."""
    assert Library.load(catalogue()) is LIBRARY
