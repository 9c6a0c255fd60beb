"""Findings across incidents: what repeats, and rates with small numbers kept back."""

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given as for_all
from hypothesis import strategies as st

from jointlog.projections.case import examine
from jointlog.projections.finding import Finding, Grade
from jointlog.projections.findings.information.crisis_plan_missing import crisis_plan_missing
from jointlog.projections.findings.waits.ambulance_never_attended import ambulance_never_attended
from jointlog.projections.findings.waits.contact_cadence_exceeded import contact_cadence_exceeded
from jointlog.projections.patterns.across_incidents import (
    ALL,
    NOT_RECORDED,
    PATTERNS,
    Seen,
    equality_monitor,
    repeat_pattern,
)
from jointlog.projections.patterns.suppression import (
    Cell,
    hidden_counts,
    hidden_sizes,
    is_total_shown,
)
from tests.grammar import entry

LEAST = 10
LOOKED = "mental_health:m crisis_plan_checked found=false @subject=person-7"


def examined(incident: str, *lines: str) -> Seen:
    """An incident with its findings on crisis plans and on ambulances."""
    case = examine(entry(n, line, incident=incident) for n, line in enumerate(lines, 1))
    findings: list[Finding] = []
    for detector in (crisis_plan_missing, ambulance_never_attended):
        findings += detector.find(case)
    return Seen.of(case, findings)


def test_one_class_in_two_incidents_of_one_person_is_a_pattern() -> None:
    """1 February and 1 March: 28 days, within 90; two checks of one incident count once."""
    rows = repeat_pattern(
        [
            examined("b", f"10:00:00 {LOOKED}"),
            examined("a", f"2026-02-01_10:00:00 {LOOKED}", f"2026-02-01_11:00:00 {LOOKED}"),
        ]
    )
    assert [(row.person, row.code, row.grade) for row in rows] == [
        ("person-7", "F-INFO-08", Grade.DEFINITE)
    ]
    assert [part.incident for part in rows[0].parts] == ["a", "b"]
    assert (rows[0].length.min_s, rows[0].length.max_s) == (28 * 86_400, 28 * 86_400)
    assert rows[0].sentence == (
        "F-INFO-08 is found of person-7 in 2 incidents within 28 d 00 h 00 min: a, b"
    )


def test_too_far_apart_or_one_incident_is_no_pattern() -> None:
    """1 November and 1 March: 120 days; and two findings of one incident."""
    far = examined("a", f"2025-11-01_10:00:00 {LOOKED}")
    near = examined("b", f"10:00:00 {LOOKED}", f"11:00:00 {LOOKED}")
    assert repeat_pattern([far, near]) == []
    assert repeat_pattern([near]) == []
    assert repeat_pattern([]) == []


def test_runs_overlap_only_where_neither_holds_the_other() -> None:
    """1 December, 1 February, 1 April: two runs of two, 62 and 59 days; the ends are 121 apart."""
    dates = ("2025-12-01", "2026-02-01", "2026-04-01")
    pairs = [examined(date, f"{date}_10:00:00 {LOOKED}") for date in dates]
    rows = repeat_pattern(pairs)
    assert [[part.incident for part in row.parts] for row in rows] == [
        ["2025-12-01", "2026-02-01"],
        ["2026-02-01", "2026-04-01"],
    ]


def outreach(incident: str, month: str) -> Seen:
    """A month of one person under outreach: weekly cadence, seen on the 1st and the 22nd."""
    team = "@subject=person-7"
    met = "kind=face_to_face_inside substantive=true @subject=person-7"
    case = examine(
        entry(n, line, incident=incident)
        for n, line in enumerate(
            (
                f"{month}-01_09:00:00 mental_health:m contact_cadence_set interval_s=604800 {team}",
                f"{month}-01_10:00:00 mental_health:m care_contact_made {met}",
                f"{month}-08_10:00:00 mental_health:m care_contact_made kind=doorstep {team}",
                f"{month}-22_10:00:00 mental_health:m care_contact_made {met}",
            ),
            1,
        )
    )
    return Seen.of(case, contact_cadence_exceeded.find(case))


def test_missed_contact_repeats_over_months() -> None:
    """1 October, 1 December (61 days), and 1 April (121 days more): only the first two are near."""
    months = ("2025-10", "2025-12", "2026-04")
    rows = repeat_pattern(outreach(f"o-{month}", month) for month in months)
    assert [(row.code, [part.incident for part in row.parts]) for row in rows] == [
        ("F-CAD-01", ["o-2025-10", "o-2025-12"])
    ]
    assert rows[0].length.min_s == 61 * 86_400


def test_pseudonyms_that_only_number_link_nothing() -> None:
    """P1 of two incidents is nobody in particular, unless the caller says who."""
    line = LOOKED.replace("person-7", "P1")
    pairs = [examined("a", f"09:00:00 {line}"), examined("b", f"10:00:00 {line}")]
    assert repeat_pattern(pairs) == []
    rows = repeat_pattern(pairs, person_of=lambda _, subject: f"known-{subject}")
    assert [row.person for row in rows] == ["known-P1"]


def test_unknown_times_and_possible_findings_are_possible() -> None:
    """One check has no known time: nothing is surely near."""
    pairs = [
        examined("a", f"unknown {LOOKED}"),
        examined("b", f"10:00:00 {LOOKED}"),
    ]
    assert [row.grade for row in repeat_pattern(pairs)] == [Grade.POSSIBLE]


def test_a_finding_without_a_start_begins_with_its_incident() -> None:
    """Its incident's first known time, or the end of its record where none is known."""
    pairs = []
    for name, when in (("a", "10:00:00"), ("b", "unknown")):
        case = examine([entry(1, f"{when} {LOOKED}", incident=name)])
        found = crisis_plan_missing.find(case)
        bare = [replace(f, found=replace(f.found, start=None)) for f in found]
        pairs.append(Seen.of(case, bare))
    rows = repeat_pattern(pairs)
    assert [len(row.parts) for row in rows] == [2]


def crowd(group: str, people: int, found: int) -> Iterable[Seen]:
    """So many incidents of a group, of which an ambulance never came in some."""
    for number in range(people):
        asked = "10:00:00 police:met assistance_requested kind=ambulance_treat"
        plain = "10:00:00 police:met resource_arrived_at_scene"
        last = "20:00:00 police:met restraint_started"
        yield examined(f"{group}-{number}", asked if number < found else plain, last)


def group_of(incident: str, _subject: str) -> str | None:
    """The group stands in the incident's name; one group has none recorded."""
    group = incident.partition("-")[0]
    return None if group == "x" else group


def test_rates_are_shown_where_no_number_is_small() -> None:
    """10 of 20 and 12 of 24, in all 22 of 44: one half each."""
    rates = equality_monitor([*crowd("a", 20, 10), *crowd("b", 24, 12)], group_of=group_of)
    assert [(r.code, r.group, r.people, r.found, r.rate) for r in rates] == [
        ("F-WAIT-01", "a", 20, 10, 0.5),
        ("F-WAIT-01", "b", 24, 12, 0.5),
        ("F-WAIT-01", ALL, 44, 22, 0.5),
    ]


def test_a_small_group_hides_a_second_so_that_it_cannot_be_reckoned() -> None:
    """3 people with no group recorded; the next smallest, of 20, is kept back with them."""
    pairs = [*crowd("a", 20, 10), *crowd("b", 24, 12), *crowd("x", 3, 1)]
    rates = {
        r.group: (r.people, r.found, r.rate) for r in equality_monitor(pairs, group_of=group_of)
    }
    assert rates == {
        "a": (None, None, None),
        "b": (24, 12, 0.5),
        NOT_RECORDED: (None, None, None),
        ALL: (47, 23, 23 / 47),
    }


def test_one_small_group_alone_shows_nothing() -> None:
    """3 of 5: neither the group nor the total; other findings are not asked for."""
    rates = equality_monitor(crowd("a", 5, 3), group_of=group_of)
    assert [(rate.people, rate.found) for rate in rates] == [(None, None), (None, None)]
    assert equality_monitor(crowd("a", 5, 3), group_of=group_of, codes=("F-RST-",)) == []


CELLS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.integers(1, 60).flatmap(
        lambda people: st.integers(0, people).map(lambda found: Cell(people, found))
    ),
    min_size=1,
)


@for_all(CELLS)
def test_no_hidden_count_follows_from_what_is_shown(cells: dict[str, Cell]) -> None:
    """Every small count has as many values as its size allows, or ten, that fit all shown."""
    hidden = hidden_counts(cells, LEAST)
    shown = [cell for name, cell in cells.items() if name not in hidden]
    assert all(min(cell.found, cell.others) >= LEAST for cell in shown)
    if not is_total_shown(cells, hidden, LEAST):
        return
    left = sum(cell.found for cell in cells.values()) - sum(cell.found for cell in shown)
    for name in {name for name in hidden if min(cells[name].found, cells[name].others) < LEAST}:
        rest = [cells[other].people for other in hidden if other != name]
        fits = [k for k in range(cells[name].people + 1) if 0 <= left - k <= sum(rest)]
        assert len(fits) - 1 >= min(LEAST, cells[name].people)


@for_all(CELLS)
def test_no_hidden_size_follows_from_what_is_shown(cells: dict[str, Cell]) -> None:
    """Where sizes are hidden there are two or more, not small together, or all are."""
    hidden = hidden_sizes(cells, LEAST)
    assert {name for name, cell in cells.items() if cell.people < LEAST} <= hidden
    if hidden and len(hidden) < len(cells):
        assert len(hidden) > 1
        assert sum(cells[name].people for name in hidden) >= LEAST
    assert hidden <= hidden_counts(cells, LEAST)


def test_small_counts_that_are_small_together_hide_more() -> None:
    """1 of 30 and 1 of 25 are 2 together; with 10 of 40 they are 12, and the fourth is shown."""
    cells = {"a": Cell(30, 1), "b": Cell(25, 1), "c": Cell(40, 10), "d": Cell(90, 45)}
    assert hidden_counts(cells, LEAST) == {"a", "b", "c"}


def test_counts_that_fill_their_groups_hide_more() -> None:
    """15 of 15 and 15 of 15: 30 of 30 would tell both; with 30 of 60 they are open."""
    cells = {"a": Cell(15, 15), "b": Cell(15, 15), "c": Cell(60, 30)}
    assert hidden_counts(cells, LEAST) == {"a", "b", "c"}
    assert is_total_shown(cells, {"a", "b", "c"}, LEAST)


def test_a_count_between_narrow_limits_hides_more() -> None:
    """10 of 25 beside a group of 5 leave 5 to 10 for the other; with 40 of 80 more it is open."""
    cells = {"a": Cell(20, 9), "b": Cell(5, 1), "c": Cell(80, 40), "d": Cell(90, 45)}
    assert hidden_sizes(cells, LEAST) == {"a", "b"}
    assert hidden_counts(cells, LEAST) == {"a", "b", "c"}
    wide = {"a": Cell(80, 1), "b": Cell(20, 19), "c": Cell(90, 45)}
    assert hidden_counts(wide, LEAST) == {"a", "b"}


def test_every_pattern_has_a_page_in_five_parts() -> None:
    """As the findings of one incident have."""
    for pattern in PATTERNS:
        parts = ("What it finds:", "Why it matters:", "When it is wrong", "Example:", "Source:")
        assert all(part in pattern.page for part in parts)
    assert [pattern.code for pattern in PATTERNS] == ["F-PAT-01", "F-PAT-02"]
