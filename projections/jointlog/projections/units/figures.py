"""Figures of all units of a log: who came, who waited, what was covered, what is out of order.

The figures speak of assignments (``rows``: one unit on one incident) and of incidents. Lengths are
in seconds. Items that a service records of a call (unit type, call type, final disposition) are
counted by the words it records; where it records none, by the empty text.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from jointlog.domain.entry import Entry
from jointlog.domain.incident import Statement, view
from jointlog.domain.time import from_s
from jointlog.domain.vocabulary import AgencyKind
from jointlog.projections.units.assignments import Assignment, Lapse, Stage
from jointlog.projections.units.cover import merged, most_at_once, seconds, seconds_with_several
from jointlog.projections.units.resources import Gap, Resources, resources_of
from jointlog.projections.units.spread import Spread, spread

AMBULANCE: Final = AgencyKind.AMBULANCE
TRANSPORTED: Final = ("Code 2 Transport", "Code 3 Transport")
"""Dispositions that say that a patient was taken to hospital."""
COLUMNS: Final = {
    "received": Stage.CONTACT,
    "entry": Stage.GRADED,
    "dispatch": Stage.ALLOCATED,
    "response": Stage.ACKNOWLEDGED,
    "on_scene": Stage.ARRIVED,
    "transport": Stage.CONVEYING,
    "hospital": Stage.CONVEYED,
    "available": Stage.LEFT,
}


class Units:
    """What a log says of units: the resources of every incident, and the statements beside them."""

    def __init__(self, incidents: Iterable[Sequence[Entry]]) -> None:
        self.all: list[Resources] = []
        self.contacts: list[list[Statement]] = []
        self.said: list[dict[str, set[str]]] = []
        self.offsets: set[int] = set()
        for entries in incidents:
            statements = view(entries)
            self.all.append(resources_of(statements))
            self.contacts.append([s for s in statements if s.name == "contact_received"])
            said: dict[str, set[str]] = {}
            for s in statements:
                if s.name == "call_information_recorded":
                    said.setdefault(s.text("item"), set()).add(s.text("value_recorded"))
            self.said.append(said)
            offsets = (s.occurred.offset_s for s in statements)
            self.offsets |= {each for each in offsets if each is not None}
        self.rows = [each for resources in self.all for each in resources.assignments]


def is_ambulance(row: Assignment) -> bool:
    """Whether the unit is one of an ambulance service."""
    return row.agency.kind is AMBULANCE


def count(values: Iterable[Any]) -> dict[str, int]:
    """How often each value occurs, in the order of the values."""
    return {str(value): n for value, n in sorted(Counter(values).items())}


def shown(found: Spread) -> dict[str, Any]:
    """A spread under the truth's names, its mean rounded as there."""
    return {
        "n": found.n,
        "negative": found.negative,
        "zero": found.zero,
        "min": found.min_s,
        "median": found.median_s,
        "mean": _rounded(found.mean_s),
        "p90": _rounded(found.p90_s),
        "p90_nearest": found.p90_nearest_s,
        "max": found.max_s,
        "sum": found.sum_s,
    }


def _rounded(value_s: float | None) -> float | None:
    return None if value_s is None else round(value_s, 3)


def of_lapses(lapses: Iterable[Lapse | None]) -> dict[str, Any]:
    """The spread of lapses, at least; those known to the second are exact."""
    return shown(spread(lapse.least_s for lapse in lapses if lapse is not None))


def of_gaps(gaps: Iterable[Gap]) -> dict[str, Any]:
    """The spread of gaps."""
    return shown(spread(gap.end_s - gap.start_s for gap in gaps))


def waits_rows(rows: list[Assignment]) -> dict[str, Any]:
    """The waits between two columns of the same row."""
    pairs = [
        "received->entry",
        "entry->dispatch",
        "received->dispatch",
        "dispatch->response",
        "response->on_scene",
        "dispatch->on_scene",
        "received->on_scene",
        "on_scene->transport",
        "transport->hospital",
        "hospital->available",
        "dispatch->available",
        "received->hospital",
    ]
    return {pair: of_lapses(row.lapse(*stages(pair)) for row in rows) for pair in pairs}


def stages(pair: str) -> tuple[Stage, Stage]:
    """The stages of two columns."""
    one, two = pair.split("->")
    return COLUMNS[one], COLUMNS[two]


def firsts(units: Units, one: Stage, two: Stage, kind: AgencyKind | None = None) -> dict[str, Any]:
    """The waits of each incident from the first of a stage to the first of another."""

    def lapse(resources: Resources) -> Lapse | None:
        is_contact = one is Stage.CONTACT
        start = resources.stamps.get(one) if is_contact else resources.first(one, kind)
        end = resources.first(two, kind)
        return None if start is None or end is None else Lapse.between(start.window, end.window)

    return of_lapses(lapse(resources) for resources in units.all)


def missing(units: Units) -> dict[str, int]:
    """How many rows lack a column."""
    return {
        name: sum(stage not in row.stamps for row in units.rows) for name, stage in COLUMNS.items()
    }


def reversed_pairs(units: Units, *, is_adjacent: bool) -> dict[str, int]:
    """How many rows have two columns the wrong way round."""
    names = {stage: name for name, stage in COLUMNS.items()}
    found = Counter(pair for row in units.rows for pair in row.out_of_order())
    order = list(Stage)
    pairs = list(pairwise(order)) if is_adjacent else list(found)
    return {f"{names[one]}->{names[two]}": found[one, two] for one, two in pairs}


def nonattendance(units: Units) -> dict[str, Any]:
    """Who was assigned and never came."""
    never = [row for row in units.rows if row.is_non_attendance]
    types = Counter(row.told.get("unit type", "") for row in units.rows)
    absent = Counter(row.told.get("unit type", "") for row in never)
    nobody = [each for each in units.all if not any(row.has_attended for row in each.assignments)]
    return {
        "rows": len(never),
        "of": sum(Stage.ALLOCATED in row.stamps for row in units.rows),
        "rows_never_responded": sum(Stage.ACKNOWLEDGED not in row.stamps for row in never),
        "rows_responded_not_arrived": sum(Stage.ACKNOWLEDGED in row.stamps for row in never),
        "by_unit_type": {name: [absent[name], n] for name, n in types.items()},
        "incidents_nobody_on_scene": len(nobody),
        "incidents_nobody_on_scene_by_disposition": by_disposition(nobody),
    }


def by_disposition(found: Iterable[Resources]) -> dict[str, int]:
    """Incidents by how the call was closed."""
    return count(each.told.get("final disposition", "") for each in found)


def ambulance_nonattendance(units: Units) -> dict[str, Any]:
    """Where an ambulance was assigned and none came."""
    ambulances = {e.incident: [r for r in e.assignments if is_ambulance(r)] for e in units.all}
    assigned = [each for each in units.all if ambulances[each.incident]]
    none_came = [e for e in assigned if not any(r.has_attended for r in ambulances[e.incident])]
    others = [e for e in none_came if any(row.has_attended for row in e.assignments)]
    medical = [each for each in units.all if each.told.get("call type", "") == "Medical Incident"]
    closed = by_disposition(none_came)
    rows = [row for row in units.rows if is_ambulance(row)]
    mixed = [rows for rows in ambulances.values() if len({row.has_attended for row in rows}) > 1]
    return {
        "incidents_with_ambulance_assigned": len(assigned),
        "none_on_scene": len(none_came),
        "none_on_scene_but_other_unit_on_scene": len(others),
        "none_on_scene_and_nobody_on_scene": len(none_came) - len(others),
        "none_on_scene_by_disposition": closed,
        "none_on_scene_yet_disposition_says_transport": sum(
            n for name, n in closed.items() if name in TRANSPORTED
        ),
        "medical_incidents": len(medical),
        "medical_without_any_ambulance_assigned": sum(not ambulances[e.incident] for e in medical),
        "ambulance_rows": len(rows),
        "ambulance_rows_not_on_scene": sum(row.is_non_attendance for row in rows),
        "incidents_with_2plus_ambulances_assigned": sum(len(r) > 1 for r in ambulances.values()),
        "incidents_where_an_ambulance_did_not_attend_and_another_did": len(mixed),
    }


def cover(units: Units) -> dict[str, Any]:
    """When the incidents were open, and who was held meanwhile."""
    opened = [each.open() for each in units.all]
    whole = sum(each.sure[1] - each.sure[0] for each in opened if each is not None)
    gaps = [each.cover_gaps(sure=True) for each in units.all]
    open_s = sum(gap.end_s - gap.start_s for found in gaps for gap in found)
    mid = [[gap for gap in found if not gap.is_before_first] for found in gaps]
    holds = [[hold.sure for hold in each.holds()] for each in units.all]
    most = [most_at_once(each) for each in holds]
    return {
        "open_seconds_total": whole,
        "covered_seconds_total": sum(seconds(merged(each)) for each in holds),
        "uncovered_seconds_total": open_s,
        "pre_assignment_gap": firsts(units, Stage.CONTACT, Stage.ALLOCATED),
        "mid_incident_gaps": {
            "incidents": sum(bool(found) for found in mid),
            "gaps": sum(map(len, mid)),
            "seconds": of_gaps(gap for found in mid for gap in found),
        },
        "overlap": {
            "incidents_with_2plus_units_held_at_once": sum(each > 1 for each in most),
            "seconds_with_2plus": sum(map(seconds_with_several, holds)),
            "max_concurrent_hold_histogram": count(most),
        },
        "scene": scene(units),
        "handoff_first_other_then_ambulance": handoff(units),
    }


def scene(units: Units) -> dict[str, Any]:
    """When somebody was at the scene."""
    gaps = [each.scene_gaps(sure=True) for each in units.all]
    found = [row.scene for row in units.rows]
    return {
        "union_seconds_total": sum(
            seconds(merged(scene.sure for scene in each.scenes())) for each in units.all
        ),
        "dropped_inverted_intervals": sum(s is not None and s.is_inverted for s in found),
        "incidents_with_scene_gap": sum(map(bool, gaps)),
        "gaps": sum(map(len, gaps)),
        "seconds": of_gaps(gap for each in gaps for gap in each),
    }


def handoff(units: Units) -> dict[str, Any]:
    """Where others came first and waited for the ambulance."""
    found = [relief for each in units.all if (relief := each.relief(AMBULANCE)) is not None]
    alone = [relief.alone for relief in found if relief.alone is not None]
    return {
        "incidents": len(found),
        "wait_seconds": of_lapses(relief.wait for relief in found),
        "all_other_units_left_before_ambulance_arrived": len(alone),
        "gap_seconds": of_lapses(alone),
    }


def received(units: Units) -> list[datetime]:
    """When each incident's first contact was, by its own clock; those without one left out."""
    found = []
    for contacts in units.contacts:
        for contact in contacts[:1]:
            occurred = contact.occurred
            offset_s = occurred.offset_s or 0
            found.append(from_s(occurred.window.earliest_s + offset_s).astimezone(UTC))
    return found


def zones(units: Units) -> list[str]:
    """The zones of these clocks; an offset without a zone is told as such."""
    first = (contacts[0].occurred for contacts in units.contacts if contacts)
    return sorted({each.zone or "the offset that is written" for each in first})


def out_of_order(units: Units) -> list[Assignment]:
    """The rows with stamps out of order."""
    return [row for row in units.rows if row.out_of_order()]


def conveyed_by_others(units: Units) -> list[Assignment]:
    """The rows in which a unit that is no ambulance took the patient."""
    return [row for row in units.rows if Stage.CONVEYING in row.stamps and not is_ambulance(row)]


def lacks(units: Units, has: Stage, lacking: Stage) -> int:
    """How many rows have one stage and lack another."""
    return sum(has in row.stamps and lacking not in row.stamps for row in units.rows)


def over(units: Units, limit: timedelta) -> int:
    """How many rows were longer at the hospital."""
    lapses = (row.lapse(Stage.CONVEYED, Stage.LEFT) for row in units.rows)
    return sum(each is not None and each.least_s > limit.total_seconds() for each in lapses)
