"""What was said later of each entry: amended, taken back, disputed, contradicted, made late.

Nothing recorded is changed or hidden: a reader sees the entry, and what was said of it by whom.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from jointlog.domain.entry import Entry
from jointlog.domain.events.oversight import (
    ContradictionNoted,
    EntryAmended,
    EntryDisputed,
    EntryRetracted,
    LateEntryMade,
)
from jointlog.domain.incident import Statement
from jointlog.domain.protocol import Protocol
from jointlog.domain.time import Window
from jointlog.domain.vocabulary import Agency
from jointlog.projections.case import Case
from jointlog.projections.reading.keeping import made_late


class Remark(StrEnum):
    """What is said of an entry."""

    AMENDED = "amended"
    RETRACTED = "retracted"
    DISPUTED = "disputed"
    CONTRADICTED = "contradiction noted"
    LATE = "made late"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said of an entry: what, by which entry of whom, when, and in which words.

    ``window`` is when it was said; ``recorded_at_ms``, when this log recorded that, is UTC
    milliseconds. ``event_id`` names the entry that is spoken of.
    """

    remark: Remark
    version: int
    agency: Agency
    text: str
    window: Window
    recorded_at_ms: int
    event_id: UUID


def corrections(case: Case) -> dict[int, tuple[Said, ...]]:
    """What was said of each entry, by its version, in the order it was recorded."""
    by_id = {entry.event_id: entry.version for entry in _known(case)}
    found: dict[int, list[Said]] = {}
    for statement in sorted(case.statements, key=lambda each: each.version):
        for named, remark, text in _said(statement, by_id, case.protocol):
            if named is not None and named in by_id:
                entry = statement.entry
                said = Said(
                    remark=remark,
                    version=entry.version,
                    agency=entry.agency,
                    text=text,
                    window=statement.window,
                    recorded_at_ms=entry.recorded_at_ms,
                    event_id=named,
                )
                found.setdefault(by_id[named], []).append(said)
    return {version: tuple(said) for version, said in found.items()}


def retracted(case: Case) -> list[Statement]:
    """The entries that their own agency took back, as they were recorded; none of them counts."""
    said = corrections(case)
    return [
        Statement(
            entry,
            entry.fact,
            entry.envelope.occurred,
            entry.envelope.occurred.window,
            name=entry.name,
            version=entry.version,
            actor=entry.actor,
            subject=getattr(entry.fact, "for_subject", "") or entry.envelope.subject,
            evidence=entry.envelope.evidence,
        )
        for entry in _known(case)
        if entry.version not in case.by_version
        and any(each.remark is Remark.RETRACTED for each in said.get(entry.version, ()))
    ]


def _known(case: Case) -> list[Entry]:
    """The entries that the log held at the moment asked for."""
    known_at_ms = case.question.known_at_ms
    if known_at_ms is None:
        return list(case.entries)
    return [entry for entry in case.entries if entry.recorded_at_ms <= known_at_ms]


def _said(
    statement: Statement, by_id: dict[UUID, int], protocol: Protocol
) -> Iterator[tuple[UUID | None, Remark, str]]:
    """Which entries a statement speaks of, and what it says of them."""
    named, fact = statement.entry.envelope.corrects, statement.fact
    match fact:
        case EntryAmended():
            old = f" from {fact.old}" if fact.old else ""
            yield named, Remark.AMENDED, _told(f"{fact.field}{old} to {fact.new}", fact.why)
        case EntryRetracted():
            yield named, Remark.RETRACTED, _told(fact.why.value.replace("_", " "), fact.note)
        case EntryDisputed():
            yield named, Remark.DISPUTED, _told(fact.position, fact.supported_by)
        case ContradictionNoted():
            numbers = [str(by_id[each]) for each in fact.events if each in by_id]
            text = _told(f"between entries {', '.join(numbers)}", fact.reason)
            for each in fact.events:
                preferred = "; this entry is preferred" if each == fact.preferred else ""
                yield each, Remark.CONTRADICTED, f"{text}{preferred}"
        case LateEntryMade():
            for each in made_late(statement):
                yield each, Remark.LATE, reason_words(fact.why_late, protocol)
        case _:
            return


def reason_words(why: str, protocol: Protocol) -> str:
    """Why an entry was made late, in the words given, and whether that is on the list."""
    found = protocol.late_reason(why)
    listed = "not on the list of reasons" if found is None else f"on the list: {found.id}"
    return f"{why.strip() or 'no reason given'} ({listed})"


def _told(*parts: str) -> str:
    """Parts that are said, one after the other."""
    return ": ".join(part for part in parts if part)
