"""References: the names that agencies' own systems have for an incident.

A reference is said where logs are linked, where a call is recorded or acknowledged, and where an
entry is taken from an agency's own log or record. It is matched as a whole, without regard to
capitals; two incidents can have the same one, of one agency or of two.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from jointlog.domain.entry import Entry
from jointlog.domain.events.contact import AgencyLogsLinked, ContactReceived
from jointlog.domain.events.requests import RequestAcknowledged
from jointlog.domain.vocabulary import Agency, SourceKind
from jointlog.projections.source import LocatedEntry

OWN_RECORDS: Final = frozenset(
    {SourceKind.CAD_LOG, SourceKind.CUSTODY_RECORD, SourceKind.EPCR, SourceKind.EPR}
)
"""Sources whose reference is an agency's own number of the incident or of its record of it."""


class Source(Protocol):
    """What is looked through: a log of entries."""

    def holding(self, texts: Iterable[str]) -> Sequence[LocatedEntry]:
        """Entries that have one of these texts as a whole value, in order."""


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """An incident, and the agency that has this reference for it, as it was written."""

    incident: str
    agency: Agency
    reference: str


def references_of(entry: Entry) -> Iterator[Named]:
    """The references that an entry says."""
    fact, source = entry.fact, entry.envelope.source
    match fact:
        case AgencyLogsLinked(refs=refs):
            for each in refs:
                yield Named(entry.incident, each.agency, each.ref)
        case ContactReceived(call_ref=ref) | RequestAcknowledged(ref=ref) if ref:
            yield Named(entry.incident, entry.actor, ref)
        case _:
            pass
    if source is not None and source.kind in OWN_RECORDS and source.ref:
        yield Named(entry.incident, entry.agency, source.ref)


def named(log: Source, reference: str) -> list[Named]:
    """The incidents that have this reference, by incident and agency; each of them once."""
    text = reference.strip()
    if not text:
        return []
    wanted = text.casefold()
    texts = dict.fromkeys((text, text.upper(), text.lower()))
    found = {
        each
        for located in log.holding(texts)
        if located.entry is not None
        for each in references_of(located.entry)
        if each.reference.casefold() == wanted
    }
    return sorted(found)
