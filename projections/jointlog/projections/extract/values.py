"""The values of an entry as flat attributes with types, for formats of events."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, get_args, get_origin

from jointlog.domain.declare import Event, Field, fields_of
from jointlog.domain.entry import Entry
from jointlog.domain.lines import say_recorded_at
from jointlog.domain.time import Occurred, say_instant
from jointlog.domain.vocabulary import Agency
from jointlog.domain.wire import write
from jointlog.projections.chronology.masking import inner_of
from jointlog.projections.extract.events import as_json, bound

COMMON: Final = {
    "log_version": "integer",
    "log_recorded_at": "time",
    "log_agency": "string",
    "log_actor": "string",
    "log_actor_role": "string",
    "log_evidence": "string",
    "log_source": "string",
    "log_time_from": "string",
    "log_precision": "string",
    "log_earliest": "time",
    "log_latest": "time",
}
"""What every event has besides its facts, with its types; no fact has such a name."""
OCCURRED: Final = "occurred"
RECORDED: Final = "recorded"


def at_ms(entry: Entry) -> int:
    """The one time of an event: its anchor; where no bound is recorded, when it was recorded."""
    anchor_s = entry.envelope.occurred.anchor_s
    return entry.recorded_at_ms if anchor_s is None else anchor_s * 1000


def common(entry: Entry) -> dict[str, Any]:
    """The values of `COMMON` that an entry has."""
    envelope = entry.envelope
    window = envelope.occurred.window
    earliest_s, latest_s = bound(window.earliest_s), bound(window.latest_s)
    is_placed = envelope.occurred.anchor_s is not None
    told: dict[str, Any] = {
        "log_version": entry.version,
        "log_recorded_at": say_recorded_at(entry.recorded_at_ms),
        "log_agency": str(entry.agency),
        "log_actor": str(entry.actor),
        "log_actor_role": None if entry.actor_role is None else entry.actor_role.value,
        "log_evidence": envelope.evidence.value,
        "log_source": None if envelope.source is None else envelope.source.kind.value,
        "log_time_from": OCCURRED if is_placed else RECORDED,
        "log_precision": envelope.occurred.precision.value,
        "log_earliest": None if earliest_s is None else say_instant(earliest_s),
        "log_latest": None if latest_s is None else say_instant(latest_s),
    }
    return {name: value for name, value in told.items() if value is not None}


def types(cls: type[Event]) -> Mapping[str, str]:
    """The attributes of an event type: each field with its type; what is not flat is a text."""
    return {each.name: _type(each) for each in fields_of(cls)}


def _type(each: Field) -> str:
    inner = inner_of(each.hint)
    return {bool: "boolean", int: "integer", float: "float"}.get(inner, "string")


def told_facts(fact: Event) -> dict[str, Any]:
    """The facts that an entry states; fields at their default are left out."""
    return {
        name: _flat(getattr(fact, name), value)
        for name, value in write(fact).items()
        if value is not None and value != ""
    }


def _flat(value: Any, plain: Any) -> Any:
    if isinstance(value, Occurred):
        return value.text
    if isinstance(plain, list) and all(isinstance(item, str) for item in plain):
        return "; ".join(plain)
    return as_json(plain) if isinstance(plain, dict | list) else plain


def agencies_in(fact: Event) -> Iterator[tuple[str, Agency]]:
    """The agencies that the facts name, each with the field that names it."""
    cls: Any = type(fact)
    for each in _of_agencies(cls):
        value = getattr(fact, each)
        held = value if isinstance(value, tuple) else (value,)
        yield from ((each, agency) for agency in held if agency is not None)


@cache
def _of_agencies(cls: Any) -> tuple[str, ...]:
    return tuple(
        each.name for each in fields_of(cls) if Agency in (inner_of(each.hint), _item(each.hint))
    )


def _item(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is tuple else None
