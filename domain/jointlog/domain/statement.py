"""A statement as agencies post it: one flat object of the fact, its envelope and its ids.

    {"type": "resource_arrived_at_scene", "occurred": "2026-03-01T22:41:00Z",
     "incident": "CAD-1234", "facts": {"callsign": "A1"}, "evidence": "machine"}

Every door reads it here: HTTP, CloudEvents, scenarios, the command line and import.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final
from uuid import UUID

from jointlog.domain.declare import Event, fields_of
from jointlog.domain.entry import Draft, Envelope, incident_id
from jointlog.domain.errors import MalformedError
from jointlog.domain.events import catalogue
from jointlog.domain.nearest import hint, nearest
from jointlog.domain.wire import read, write

ENVELOPE_FIELDS: Final = tuple(field.name for field in fields_of(Envelope))
STATEMENT_FIELDS: Final = ("id", "type", "facts", "incident")
INCIDENT_EXPECTED: Final = "1 to 64 letters, digits, '.', '-' and '_'"


def draft_of(plain: object, *, incident: str | None, new_id: Callable[[], UUID]) -> Draft:
    """Read a posted statement.

    Args:
        plain: the object; ``type`` and ``occurred`` are required, and the facts of the type.
        incident: the incident that the address or context names; the object may repeat it.
        new_id: makes the event id where the object has none.

    Raises:
        MalformedError: names the field, the problem and what is expected.
        UnknownEventError: no event type has this name.

    """
    held = own_fields(plain, STATEMENT_FIELDS)
    event_id = read_field(held, "id", UUID) if "id" in held else new_id()
    fact, envelope = fact_and_envelope(held)
    return Draft(event_id, _incident(held, incident), fact, envelope)


def draft_to_plain(draft: Draft) -> dict[str, Any]:
    """The statement of a draft; fields at their default are left out."""
    return {
        "id": str(draft.event_id),
        "incident": draft.incident,
        **fact_and_envelope_to_plain(draft.fact, draft.envelope),
    }


def own_fields(plain: object, names: tuple[str, ...]) -> dict[str, Any]:
    """The object itself, checked to have none but these fields and those of the envelope.

    Raises:
        MalformedError: no object, or a field that is not known.

    """
    if not isinstance(plain, dict):
        raise MalformedError("", "is not an object", f"an object of {_said(names)}")
    if not plain.keys() <= _known(names):
        name = next(name for name in plain if name not in _known(names))
        problem = f"no such field{hint(nearest(str(name), _known(names)))}"
        raise MalformedError(f"{name!r:.60}", problem, f"one of {_said(names)}")
    return plain


@cache
def _known(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset((*names, *ENVELOPE_FIELDS))


def _said(names: tuple[str, ...]) -> str:
    return ", ".join((*names, *ENVELOPE_FIELDS))


def read_field(held: dict[str, Any], name: str, cls: type[Any]) -> Any:
    """A required field of this type.

    Raises:
        MalformedError: it is missing or of another type.

    """
    if name not in held:
        raise MalformedError(name, "is missing")
    try:
        return read(cls, held[name])
    except MalformedError as error:
        raise error.within(name) from None


def fact_and_envelope(held: dict[str, Any]) -> tuple[Event, Envelope]:
    """The fact of ``type`` and ``facts``, and the envelope of the fields beside them.

    Raises:
        MalformedError: names the field, the problem and what is expected.
        UnknownEventError: no event type has this name.

    """
    cls = catalogue().named(read_field(held, "type", str))
    try:
        fact = read(cls, held.get("facts", {}))
    except MalformedError as error:
        raise error.within("facts") from None
    return fact, read(Envelope, {name: held[name] for name in ENVELOPE_FIELDS if name in held})


def fact_and_envelope_to_plain(fact: Event, envelope: Envelope) -> dict[str, Any]:
    """The reverse of `fact_and_envelope`."""
    return {"type": fact.declared.name, "facts": write(fact), **write(envelope)}


def _incident(held: dict[str, Any], given: str | None) -> str:
    if "incident" not in held:
        if given is None:
            raise MalformedError("incident", "is missing", INCIDENT_EXPECTED)
        return incident_id(given)
    said = incident_id(read_field(held, "incident", str))
    if given is not None and said != incident_id(given):
        raise MalformedError("incident", f"{said!r} is not {given!r:.80}", "the same, or none")
    return said
