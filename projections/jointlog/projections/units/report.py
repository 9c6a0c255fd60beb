"""Every figure of the units of a log, by name: `jointlog units` prints them."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from jointlog.projections.units.assignments import Stage
from jointlog.projections.units.figures import (
    AMBULANCE,
    Units,
    ambulance_nonattendance,
    by_disposition,
    conveyed_by_others,
    count,
    cover,
    firsts,
    is_ambulance,
    lacks,
    missing,
    nonattendance,
    out_of_order,
    over,
    received,
    reversed_pairs,
    waits_rows,
)
from jointlog.projections.units.resources import allocated_twice


def figures(units: Units, names: tuple[str, ...] = ()) -> dict[str, Any]:
    """These figures, or all, as plain values; lengths are in seconds."""
    return {name: FIGURES[name](units) for name in names or FIGURES}


def _instant(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d %H:%M:%S}"


FIGURES: Final[dict[str, Callable[[Units], Any]]] = {
    "rows": lambda units: len(units.rows),
    "incidents": lambda units: len(units.all),
    "calls": lambda units: len({ref for each in units.all for ref in each.refs}),
    "units": lambda units: len({row.callsign for row in units.rows}),
    "row_ids_unique": lambda units: len({row.ref for row in units.rows}) == len(units.rows),
    "call_unit_pairs_duplicated": lambda units: sum(
        n > 1 for n in Counter((row.incident, row.callsign) for row in units.rows).values()
    ),
    "incident_call_1to1": lambda units: (
        [len(each.refs) for each in units.all] == [1] * len({e.refs for e in units.all})
    ),
    "received_min": lambda units: _instant(min(received(units), default=None)),
    "received_max": lambda units: _instant(max(received(units), default=None)),
    "incidents_per_received_day": lambda units: count(at.date() for at in received(units)),
    "units_per_incident": lambda units: count(len(each.assignments) for each in units.all),
    "unit_types": lambda units: count(row.told.get("unit type", "") for row in units.rows),
    "call_types": lambda units: count(
        e.told.get("call type", "") for e in units.all for _ in e.assignments
    ),
    "dispositions_rows": lambda units: count(
        each.told.get("final disposition", "") for each in units.all for _ in each.assignments
    ),
    "dispositions_incidents": lambda units: by_disposition(units.all),
    "incidents_with_differing_received": lambda units: sum(len(c) > 1 for c in units.contacts),
    "incidents_with_differing_disposition": lambda units: sum(
        len(said.get("final disposition", ())) > 1 for said in units.said
    ),
    "missing": missing,
    "negative_adjacent": lambda units: reversed_pairs(units, is_adjacent=True),
    "negative_any_pair": lambda units: reversed_pairs(units, is_adjacent=False),
    "rows_with_any_out_of_order_pair": lambda units: len(out_of_order(units)),
    "incidents_with_any_out_of_order_pair": lambda units: len(
        {row.incident for row in out_of_order(units)}
    ),
    "out_of_order_row_ids": lambda units: sorted(row.ref for row in out_of_order(units)),
    "hospital_without_transport": lambda units: lacks(units, Stage.CONVEYED, Stage.CONVEYING),
    "transport_without_hospital": lambda units: lacks(units, Stage.CONVEYING, Stage.CONVEYED),
    "transport_without_on_scene": lambda units: lacks(units, Stage.CONVEYING, Stage.ARRIVED),
    "on_scene_without_response": lambda units: lacks(units, Stage.ARRIVED, Stage.ACKNOWLEDGED),
    "transport_by_non_ambulance": lambda units: len(conveyed_by_others(units)),
    "transport_by_non_ambulance_by_type": lambda units: count(
        row.told.get("unit type", "") for row in conveyed_by_others(units)
    ),
    "missing_available_row_ids": lambda units: sorted(
        row.ref for row in units.rows if Stage.LEFT not in row.stamps
    ),
    "nonattendance": nonattendance,
    "ambulance_nonattendance": ambulance_nonattendance,
    "waits_rows": lambda units: waits_rows(units.rows),
    "waits_ambulance_rows": lambda units: waits_rows([r for r in units.rows if is_ambulance(r)]),
    "waits_incident_first": lambda units: {
        "first received->first dispatch": firsts(units, Stage.CONTACT, Stage.ALLOCATED),
        "first dispatch->first on_scene": firsts(units, Stage.ALLOCATED, Stage.ARRIVED),
        "first received->first on_scene": firsts(units, Stage.CONTACT, Stage.ARRIVED),
        "first on_scene->first transport": firsts(units, Stage.ARRIVED, Stage.CONVEYING),
        "first transport->first hospital": firsts(units, Stage.CONVEYING, Stage.CONVEYED),
        "first received->first hospital": firsts(units, Stage.CONTACT, Stage.CONVEYED),
    },
    "waits_incident_first_ambulance": lambda units: {
        f"{name} ambulance {column}": firsts(units, one, two, AMBULANCE)
        for name, column, one, two in (
            ("received->first", "dispatch", Stage.CONTACT, Stage.ALLOCATED),
            ("dispatch->first", "on_scene", Stage.ALLOCATED, Stage.ARRIVED),
            ("received->first", "on_scene", Stage.CONTACT, Stage.ARRIVED),
            ("on_scene->first", "transport", Stage.ARRIVED, Stage.CONVEYING),
            ("received->first", "hospital", Stage.CONTACT, Stage.CONVEYED),
        )
    },
    "handover_at_hospital_over_30min_rows": lambda units: over(units, timedelta(minutes=30)),
    "handover_at_hospital_over_60min_rows": lambda units: over(units, timedelta(minutes=60)),
    "hold_end_before_dispatch_rows": lambda units: sum(
        row.hold is not None and row.hold.is_inverted for row in units.rows
    ),
    "cover": cover,
    "unit_dispatched_while_still_held_on_another_call": lambda units: len(
        allocated_twice(units.rows)
    ),
    "utc_offsets_seen_hours": lambda units: sorted(each / 3600 for each in units.offsets),
}
"""How each figure is made."""
