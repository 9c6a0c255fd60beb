"""Statements and entries that the store's tests record."""

from uuid import UUID, uuid5

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from jointlog.domain.entry import Draft, Entry, Envelope, incident_id
from jointlog.domain.events.attendance import ResourceArrivedAtScene
from jointlog.domain.events.oversight import EntryRetracted, RetractReason
from jointlog.domain.timetext import parse
from jointlog.domain.vocabulary import Agency
from tests.strategies import agencies, envelopes, facts

NAMESPACE = UUID("7a0c6f0e-6f0a-4b52-9c39-5f6f8d7d0002")
AMBULANCE = Agency.parse("ambulance:las")
POLICE = Agency.parse("police:met")
NOW_MS = 1_772_404_860_123  # 2026-03-01T22:41:00.123Z
OCCURRED = parse("2026-03-01T22:41:00Z")


def event_id(number: int) -> UUID:
    """The event id of sample ``number``."""
    return uuid5(NAMESPACE, str(number))


def draft(number: int, *, incident: str = "CAD-1", callsign: str = "A1") -> Draft:
    """An arrival; another number is another event id, and nothing else."""
    fact = ResourceArrivedAtScene(callsign=callsign)
    return Draft(event_id(number), incident, fact, Envelope(occurred=OCCURRED))


def retraction(number: int, of: UUID | None) -> Draft:
    """The agency takes back its entry ``of``; without one the decision refuses it."""
    envelope = Envelope(occurred=OCCURRED, corrects=of)
    fact = EntryRetracted(why=RetractReason.UNTRUE)
    return Draft(event_id(number), "CAD-1", fact, envelope)


def entry(number: int, *, version: int | None = None, incident: str = "CAD-1") -> Entry:
    """The entry of `draft` as the ambulance service recorded it."""
    made = draft(number, incident=incident)
    return Entry(
        made.event_id,
        made.incident,
        number if version is None else version,
        NOW_MS + number,
        AMBULANCE,
        made.fact,
        made.envelope,
    )


INCIDENTS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True) | st.uuids().map(str)
ENTRIES: SearchStrategy[Entry] = st.builds(
    Entry,
    event_id=st.uuids(),
    incident=INCIDENTS.map(incident_id),
    version=st.integers(1, 10_000),
    recorded_at_ms=st.integers(0, 4 * 10**12),
    agency=agencies(),
    fact=facts(),
    envelope=envelopes(),
)
"""Any entry of any type."""
UNHURRIED = settings(deadline=None)
"""The first value of a type builds its readers, which takes longer than the others."""
