"""A recorded fact: what is stated, with the envelope that says by whom, of whom, when and whence.

`Draft` is what an agency posts; `Entry` is what the log keeps: the same, with the agency that the
key proves, its place in the incident, and the time this log recorded it. §3.1 of the dossier.
"""

import re
from functools import cache, lru_cache
from typing import Any, ClassVar, Final
from uuid import UUID

from jointlog.domain.compact import compact
from jointlog.domain.declare import Event, about, declared, fields_of
from jointlog.domain.errors import MalformedError
from jointlog.domain.time import Occurred
from jointlog.domain.vocabulary import (
    Agency,
    EvidenceGrade,
    Gateway,
    Jurisdiction,
    Role,
    SourceKind,
)

INCIDENT_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
UUID_TEXT: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
NAME_LENGTH_MAX: Final = 64
DEFAULT_SUBJECT: Final = "P1"

KEYS: Final = {
    "occurred": "o",
    "subject": "s",
    "role": "ro",
    "person": "p",
    "actor": "ac",
    "first_written_at": "fw",
    "clock": "cl",
    "source": "so",
    "evidence": "ev",
    "handling": "ha",
    "gateway": "g",
    "jurisdiction": "j",
    "caused_by": "cb",
    "replies_to": "re",
    "corrects": "co",
}
"""Key of each envelope field in the stored state; never changed, never used for another field."""


@lru_cache(maxsize=4096)
def incident_id(text: str) -> str:
    """An incident's id: the first poster's own reference, or a UUID (in lower case).

    Raises:
        MalformedError: not 1 to 64 letters, digits, dots, hyphens and underscores.

    """
    if not INCIDENT_ID.fullmatch(text):
        raise MalformedError(
            "incident",
            f"{text[:80]!r} is not an incident id",
            "1 to 64 letters, digits, '.', '-' and '_', beginning with a letter or digit",
        )
    return text.lower() if UUID_TEXT.fullmatch(text) else text


@declared(frozen=True, slots=True, kw_only=True)
class Person:
    """Who acted or spoke: an agency's role, and a pseudonym where one person must be told apart."""

    agency: Agency = about("The organisation, as kind:id.", example="ambulance:las")
    role: Role | None = about("The role of the person.", default=None)
    person: str = about("A pseudonym; never a name.", default="", length_max=NAME_LENGTH_MAX)


@declared(frozen=True, slots=True, kw_only=True)
class Clock:
    """The clock an agency read: which system, and how far it is known to be off."""

    system: str = about("The system or device, such as 'CAD'.", length_max=NAME_LENGTH_MAX)
    offset_s: int = about(
        "Seconds that this clock is ahead of true time; negative where it is behind.",
        default=0,
        unit="s",
        at_least=-86_400,
        at_most=86_400,
    )
    uncertainty_s: int = about(
        "How uncertain the offset is, either way.", default=0, unit="s", at_most=86_400
    )
    basis: str = about("How the offset is known.", default="", length_max=500)


@declared(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the assertion is taken from."""

    kind: SourceKind = about("The kind of record.")
    ref: str = about("The record's own reference.", default="", length_max=200)
    locator: str = about("Page, line or timecode.", default="", length_max=200)
    sha256: str = about("SHA-256 of the record, in hex.", default="", length_max=64)


@declared(frozen=True, slots=True, kw_only=True)
class Handling:
    """Who may see the entry and how long it is kept; each agency's own codes."""

    protective_marking: str = about("Protective marking.", default="", length_max=64)
    redaction_class: str = about("Redaction class.", default="", length_max=64)
    disclosure_group: str = about("Disclosure group.", default="", length_max=64)
    retention_class: str = about("Retention class of the controller.", default="", length_max=64)


@declared(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What every statement carries besides its fact."""

    stored_keys: ClassVar = KEYS

    occurred: Occurred = about("When it happened.", example="2026-03-01 22:41 Europe/London")
    subject: str = about(
        "Pseudonym of the person it is about; an incident may have several.",
        default=DEFAULT_SUBJECT,
        length_max=NAME_LENGTH_MAX,
    )
    role: Role | None = about("Role of the person who makes the statement.", default=None)
    person: str = about(
        "Pseudonym of the person who makes the statement.", default="", length_max=NAME_LENGTH_MAX
    )
    actor: Person | None = about("Who did it, where not the agency that says it.", default=None)
    first_written_at: Occurred | None = about(
        "When it was first written anywhere, such as in a notebook.", default=None
    )
    clock: Clock | None = about("The clock that the time was read from.", default=None)
    source: Source | None = about("Where the statement is taken from.", default=None)
    evidence: EvidenceGrade = about(
        "How good that source is.", default=EvidenceGrade.CONTEMPORANEOUS
    )
    handling: Handling | None = about("Marking, disclosure and retention.", default=None)
    gateway: Gateway = about("Lawful basis for sharing.", default=Gateway.NONE_RECORDED)
    jurisdiction: Jurisdiction | None = about(
        "Whose law governs the incident; the first entry that says so counts.", default=None
    )
    caused_by: UUID | None = about("Id of the event that led to this one.", default=None)
    replies_to: UUID | None = about("Id of the event that this one answers.", default=None)
    corrects: UUID | None = about("Id of the event that this one corrects.", default=None)


@cache
def _links_of(cls: Any) -> tuple[str, ...]:
    """The fields that hold ids of other events."""
    return tuple(field.name for field in fields_of(cls) if field.is_link)


@compact(frozen=True, slots=True)
class Draft:
    """What an agency asks the log to record."""

    event_id: UUID
    incident: str
    fact: Event
    envelope: Envelope

    @property
    def links(self) -> list[tuple[str, UUID]]:
        """The ids of other events that it names, each with the field that names it."""
        found: list[tuple[str, UUID]] = []
        for part, path in ((self.envelope, ""), (self.fact, "facts.")):
            kind: Any = type(part)
            for name in _links_of(kind):
                value = getattr(part, name)
                each = value if isinstance(value, tuple) else (value,)
                found += [(f"{path}{name}", one) for one in each if one is not None]
        return found


@compact(frozen=True, slots=True)
class Entry:
    """One recorded fact; never changed.

    ``version`` is its place in the incident (1, 2, ...); ``recorded_at_ms`` is UTC milliseconds
    since 1970, set by this log only.
    """

    event_id: UUID
    incident: str
    version: int
    recorded_at_ms: int
    agency: Agency
    fact: Event
    envelope: Envelope

    @property
    def name(self) -> str:
        """The event type's name."""
        return self.fact.declared.name

    @property
    def actor(self) -> Agency:
        """The agency that did it: the one named, or the one that says it."""
        actor = self.envelope.actor
        return actor.agency if actor is not None else self.agency

    @property
    def actor_role(self) -> Role | None:
        """The role of the person who did it, where one is recorded."""
        actor = self.envelope.actor
        return self.envelope.role if actor is None else actor.role

    @property
    def subject(self) -> str:
        """Pseudonym of the person it is about."""
        return self.envelope.subject
