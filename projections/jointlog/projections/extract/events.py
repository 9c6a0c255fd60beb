"""The table of events: one row an entry, typed columns beside the facts as JSON."""

import json
from typing import Any, Final

from jointlog.domain.declare import about
from jointlog.domain.entry import Entry
from jointlog.domain.table import Column, Row, table
from jointlog.domain.time import FIRST_S, LAST_S, Occurred
from jointlog.domain.wire import write

STATE: Final = Column(
    "state",
    "bytes",
    is_optional=False,
    text="The entry in its stored form (docs/storage.md): with type, key and version all of it.",
)
"""Stands behind the columns of `EventRow`, where a file can hold bytes."""


@table("events")
class EventRow(Row):
    """One entry: who says what happened, to whom, when, and where it is taken from."""

    key: str = about("The event's id.")
    version: int = about("Place in its incident, from 1.")
    position: int = about("Place in the log.")
    recorded_at_ms: int = about("When this log recorded it (UTC since 1970).", unit="ms")
    type: str = about("The event type, of docs/events.md.")
    chapter: str = about("The part of docs/events.md that the type stands in.")
    agency: str = about("The agency that says it.")
    agency_kind: str = about("Its kind, such as police.")
    actor: str = about("The agency that did it.")
    actor_kind: str = about("Its kind.")
    actor_role: str = about("Role of the person who did it.")
    person: str = about("Pseudonym of the person who says it.")
    subject: str = about("The person it is about, by pseudonym.")
    callsign: str = about("The resource, where the facts name one.")
    occurred_earliest_s: int | None = about("It happened at or after.", unit="s")
    occurred_latest_s: int | None = about("It happened at or before.", unit="s")
    occurred_precision: str = about("How sharply the time is known.")
    occurred_text: str = about("The time in the words of its source.")
    occurred_offset_s: int | None = about("Offset from UTC that the source wrote in.", unit="s")
    occurred_zone: str = about("IANA name of the zone that the source wrote in.")
    lasted_min_s: int | None = about("It went on at least.", unit="s")
    lasted_max_s: int | None = about("It went on at most.", unit="s")
    written_earliest_s: int | None = about("First written anywhere at or after.", unit="s")
    written_latest_s: int | None = about("First written anywhere at or before.", unit="s")
    clock_system: str = about("The clock that the time was read from.")
    clock_offset_s: int | None = about("How far that clock is ahead of true time.", unit="s")
    clock_uncertainty_s: int | None = about("How uncertain that is, either way.", unit="s")
    source_kind: str = about("The kind of record that it is taken from.")
    source_ref: str = about("That record's own reference.")
    source_locator: str = about("Page, line or timecode in it.")
    source_sha256: str = about("SHA-256 of that record, in hex.")
    evidence: str = about("How good the source is.")
    gateway: str = about("Lawful basis for sharing.")
    jurisdiction: str = about("Whose law governs the incident.")
    protective_marking: str = about("Protective marking.")
    redaction_class: str = about("Redaction class.")
    disclosure_group: str = about("Disclosure group.")
    retention_class: str = about("Retention class of the controller.")
    caused_by: str = about("Id of the event that led to it.")
    replies_to: str = about("Id of the event that it answers.")
    corrects: str = about("Id of the event that it corrects.")
    facts: str = about("The facts of its type, as JSON with sorted keys.")


def event_row(entry: Entry, position: int) -> EventRow:
    """The row of an entry at this position of the log."""
    envelope, declared = entry.envelope, entry.fact.declared
    clock, actor = envelope.clock, entry.actor
    return EventRow(
        incident=entry.incident,
        key=str(entry.event_id),
        version=entry.version,
        position=position,
        recorded_at_ms=entry.recorded_at_ms,
        type=declared.name,
        chapter=declared.subject,
        agency=str(entry.agency),
        agency_kind=entry.agency.kind.value,
        actor=str(actor),
        actor_kind=actor.kind.value,
        actor_role=_text(entry.actor_role),
        person=envelope.person,
        subject=entry.subject,
        callsign=getattr(entry.fact, "callsign", ""),
        occurred_precision=envelope.occurred.precision.value,
        occurred_text=envelope.occurred.text,
        occurred_offset_s=envelope.occurred.offset_s,
        occurred_zone=envelope.occurred.zone,
        clock_system=clock.system if clock is not None else "",
        clock_offset_s=clock.offset_s if clock is not None else None,
        clock_uncertainty_s=clock.uncertainty_s if clock is not None else None,
        evidence=envelope.evidence.value,
        gateway=envelope.gateway.value,
        jurisdiction=_text(envelope.jurisdiction),
        caused_by=_text(envelope.caused_by),
        replies_to=_text(envelope.replies_to),
        corrects=_text(envelope.corrects),
        facts=as_json(write(entry.fact)),
        **_times(envelope.occurred, envelope.first_written_at),
        **_source_and_handling(entry),
    )


def as_json(plain: Any) -> str:
    """Facts as one line of JSON; the same facts give the same text."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def bound(at_s: int) -> int | None:
    """A recorded bound, or None where none is recorded."""
    return at_s if FIRST_S < at_s < LAST_S else None


def _times(occurred: Occurred, written: Occurred | None) -> dict[str, Any]:
    lasted = occurred.lasted
    return {
        "occurred_earliest_s": bound(occurred.window.earliest_s),
        "occurred_latest_s": bound(occurred.window.latest_s),
        "lasted_min_s": None if lasted is None else lasted.min_s,
        "lasted_max_s": None if lasted is None else lasted.max_s,
        "written_earliest_s": None if written is None else bound(written.window.earliest_s),
        "written_latest_s": None if written is None else bound(written.window.latest_s),
    }


def _source_and_handling(entry: Entry) -> dict[str, Any]:
    source, handling = entry.envelope.source, entry.envelope.handling
    return {
        "source_kind": "" if source is None else source.kind.value,
        "source_ref": "" if source is None else source.ref,
        "source_locator": "" if source is None else source.locator,
        "source_sha256": "" if source is None else source.sha256,
        "protective_marking": "" if handling is None else handling.protective_marking,
        "redaction_class": "" if handling is None else handling.redaction_class,
        "disclosure_group": "" if handling is None else handling.disclosure_group,
        "retention_class": "" if handling is None else handling.retention_class,
    }
