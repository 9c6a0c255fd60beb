"""What an event does to responsibilities and waits: a few kinds, declared beside each event type.

The fold (`jointlog.domain.incident`) knows effects, not events. An effect names a strand, or the
field of the event that names one or several (`Of`). Clocks are not effects: each standard names
the events that start and stop it (`jointlog.domain.protocol`).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from jointlog.domain.asking import RequestKind
from jointlog.domain.vocabulary import Strand


@dataclass(frozen=True, slots=True)
class Of:
    """The value of this field of the event."""

    field: str


@dataclass(frozen=True, slots=True)
class When:
    """The effect applies only where the event's ``field`` is (or, negated, is not) in ``values``.

    Values are compared with the field's stored text; True and False are "true" and "false";
    an absent value is "none".
    """

    field: str
    values: tuple[str, ...]
    negated: bool = False


ALWAYS: Final = None


@dataclass(frozen=True, slots=True)
class Needs:
    """The strand becomes needed, if it is not yet."""

    strand: Strand | Of
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Takes:
    """The actor holds the strand by its own recorded acceptance, or by a power it used."""

    strand: Strand | Of
    by: Of | None = None  # a field that names the holder instead of the actor
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Claims:
    """The actor says that it now holds the strand: contested where another holds it unoffered."""

    strand: Strand | Of
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Fills:
    """The actor's conduct holds the strand where nobody does."""

    strand: Strand | Of
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Joins:
    """The actor (and the agencies of ``by``) hold the strand together with whoever holds it."""

    strand: Strand | Of
    by: Of | None = None
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Offers:
    """The strand is offered to the agency that field ``to`` names; nothing moves."""

    strand: Strand | Of
    to: Of | None = None
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Declines:
    """The actor does not take the strand; it stays where it was."""

    strand: Strand | Of
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Relinquishes:
    """The actor gives the strand up; with no recorded acceptance nobody holds it."""

    strand: Strand | Of
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Ends:
    """The strand is not needed any more."""

    strand: Strand | Of
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Shares:
    """The agencies of ``holders`` hold the strand jointly, ``lead`` leading."""

    strand: Strand | Of
    holders: Of
    lead: Of | None = None
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Delegates:
    """``to`` holds the strand for the actor, who stays principal (R6)."""

    strand: Strand | Of
    to: Of
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Disputes:
    """The agencies that the fields ``parties`` name disagree over the strand: contested."""

    strand: Strand | Of
    parties: tuple[Of, ...]
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Settles:
    """The dispute over the strand is over; ``holder`` holds it, or who held it before."""

    strand: Strand | Of
    holder: Of
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Suspends:
    """The holder keeps the strand but cannot exercise it (an absconded person's detention)."""

    strand: Strand | Of
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Loses:
    """Whoever holds the strand loses it against their will: needed, held by nobody."""

    strand: Strand | Of
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Lapses:
    """The authority behind the strand has run out: needed, held by nobody."""

    strand: Strand | Of
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Attends:
    """The actor is with the person; ends the waits that a responder's arrival ends."""

    callsign: Of | None = None
    subject: Of | None = None  # the field that says for whom, where not the entry's own subject
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Beside:
    """The actor does what only somebody at the person's side does: it has come by then.

    Where its coming is not recorded, the waits that a responder's arrival ends are over by then.
    ``asked_only``: only ambulance crews and who was asked to come; others are where they work.
    """

    asked_only: bool = False
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Leaves:
    """The actor, or the agency of field ``who``, leaves the person.

    What it still holds and needs presence for is held by nobody (R1, R2).
    """

    callsign: Of | None = None
    who: Of | None = None
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Travels:
    """The actor and ``escorts`` go with the person: they leave the scene, not the person."""

    escorts: Of | None = None
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Arrives:
    """The journey of the person is over."""

    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Asks:
    """A request is open; ``kind`` is a `RequestKind` or the field that holds one."""

    kind: RequestKind | Of
    to: Of
    when: When | None = ALWAYS


class Answer(StrEnum):
    """What a responder or requester says about an open request."""

    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    REPRIORITISED = "reprioritised"
    DIVERTED = "diverted"
    UNAVAILABLE = "unavailable"
    HELD = "held at rendezvous"


@dataclass(frozen=True, slots=True)
class Answers:
    """The entry answers the open request it replies to, or the latest one that fits."""

    answer: Answer
    kinds: tuple[RequestKind, ...] = ()  # only requests of these kinds; () is any
    kind: Of | None = None  # a field that names the one kind
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Fulfils:
    """What was asked for is here: ends the waits of these kinds for the subject as attended.

    ``by_actor``: only where the actor is an agency that was asked.
    """

    kinds: tuple[RequestKind, ...]
    by_actor: bool = False
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Replaces:
    """Something else was done instead: ends the waits of these kinds as replaced."""

    kinds: tuple[RequestKind, ...]
    when: When | None = ALWAYS


@dataclass(frozen=True, slots=True)
class Closes:
    """The actor's agency closes its log: its open waits end as closed without attendance."""

    when: When | None = ALWAYS


Effect = (
    Needs
    | Takes
    | Claims
    | Fills
    | Joins
    | Offers
    | Declines
    | Relinquishes
    | Ends
    | Shares
    | Delegates
    | Disputes
    | Settles
    | Suspends
    | Loses
    | Lapses
    | Attends
    | Beside
    | Leaves
    | Travels
    | Arrives
    | Asks
    | Answers
    | Fulfils
    | Replaces
    | Closes
)
"""Every kind; the fold matches over them exhaustively."""


PRESENCE_STRANDS: Final = frozenset(
    {Strand.DET, Strand.FORCE, Strand.CLIN, Strand.SAFE, Strand.DEP}
)
"""Strands that nobody holds once their holder has left the person."""
SCENE_STRANDS: Final = frozenset({Strand.CMD, Strand.CONTACT, Strand.RISK})
"""Strands that end for an agency when it leaves the scene."""
