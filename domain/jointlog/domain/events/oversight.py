"""Harm, oversight and corrections: what was reviewed, amended, disputed, answered (§3.11)."""

from enum import StrEnum
from typing import Final
from uuid import UUID

from jointlog.domain.declare import Corrects, Event, about, event
from jointlog.domain.effects import Ends, When
from jointlog.domain.events.shared import (
    CENTURY_S,
    ID_LENGTH_MAX,
    PLACE_LENGTH_MAX,
    REASON_LENGTH_MAX,
)
from jointlog.domain.time import Occurred
from jointlog.domain.vocabulary import Agency, Recorder, Role, Strand


class Harm(StrEnum):
    """What came to the person."""

    SERIOUS_INJURY = "serious_injury"
    DEATH = "death"


class OversightBody(StrEnum):
    """The body that an incident is referred to."""

    IOPC = "iopc"
    CORONER = "coroner"
    CQC = "cqc"
    SAFEGUARDING_BOARD = "safeguarding_board"
    HSSIB = "hssib"
    OTHER = "other"


class RetractReason(StrEnum):
    """Why an entry was taken back."""

    WRONG_PERSON = "wrong_person"
    DUPLICATE = "duplicate"
    UNTRUE = "untrue"
    OTHER = "other"


DEATH: Final = When("what", ("death",))
ENDED_BY_DEATH: Final = (
    Strand.CMD,
    Strand.DET,
    Strand.FORCE,
    Strand.CLIN,
    Strand.SAFE,
    Strand.CONV,
    Strand.MHA,
    Strand.BED,
    Strand.PLACE,
    Strand.CONTACT,
    Strand.RISK,
)


@event(
    "serious_injury_or_death_recorded",
    posted_by=(Recorder.ANY,),
    effects=tuple(Ends(strand, when=DEATH) for strand in ENDED_BY_DEATH),
)
class SeriousInjuryOrDeathRecorded(Event):
    """The person was recorded as seriously injured or dead."""

    what: Harm = about("Which.")
    place: str = about("Where.", default="", length_max=PLACE_LENGTH_MAX)
    pronounced_by: Role | None = about("Role of the person who pronounced it.", default=None)


@event("oversight_referral_made", posted_by=(Recorder.ANY,))
class OversightReferralMade(Event):
    """An agency referred the incident to a body that reviews such incidents."""

    to: OversightBody = about("The body.")
    ref: str = about("Reference of the referral.", default="", length_max=ID_LENGTH_MAX)


@event("late_entry_made", posted_by=(Recorder.ANY,))
class LateEntryMade(Event):
    """Something was recorded long after it happened, and why so late was said."""

    why_late: str = about(
        "Why it was recorded late: a reason of the protocol's list, or in other words.",
        length_max=REASON_LENGTH_MAX,
    )
    late_entry: UUID | None = about("Id of the entry made late.", default=None)
    content: str = about("What is recorded, where no other type states it.", default="")


@event("entry_amended", posted_by=(Recorder.ANY,), corrects=Corrects.OWN)
class EntryAmended(Event):
    """The agency that made an entry changed one field of it; the entry itself is kept."""

    field: str = about(
        "Dotted path of the field, such as occurred or facts.callsign.",
        length_max=PLACE_LENGTH_MAX,
        example="facts.callsign",
    )
    old: str = about("The value before.", default="")
    new: str = about("The value from now on.")
    why: str = about("Why.", default="", length_max=REASON_LENGTH_MAX)


@event("entry_retracted", posted_by=(Recorder.ANY,), corrects=Corrects.OWN)
class EntryRetracted(Event):
    """The agency that made an entry took it back; it stays in the history."""

    why: RetractReason = about("Why.")
    note: str = about("What was wrong.", default="", length_max=REASON_LENGTH_MAX)


@event("entry_disputed", posted_by=(Recorder.ANY,), corrects=Corrects.ANY)
class EntryDisputed(Event):
    """Somebody said that an entry does not state what was so."""

    position: str = about("What they say was so.")
    supported_by: str = about(
        "The evidence named for it.", default="", length_max=REASON_LENGTH_MAX
    )


@event("clock_offset_declared", posted_by=(Recorder.ANY,))
class ClockOffsetDeclared(Event):
    """The clock of a system was said to differ from true time."""

    system: str = about("The system or device, such as 'CAD'.", length_max=ID_LENGTH_MAX)
    offset_s: int = about(
        "Seconds that the clock is ahead of true time; negative where it is behind.",
        unit="s",
        at_least=-86_400,
        at_most=86_400,
    )
    uncertainty_s: int = about(
        "How uncertain the offset is, either way.", default=0, unit="s", at_most=86_400
    )
    basis: str = about("How the offset is known.", default="", length_max=REASON_LENGTH_MAX)
    agency: Agency | None = about(
        "The agency whose system it is, where not the one that says it.", default=None
    )
    valid_from: Occurred | None = about("Since when the clock differs so.", default=None)
    valid_to: Occurred | None = about("Until when.", default=None)


@event("contradiction_noted", posted_by=(Recorder.REVIEWER,))
class ContradictionNoted(Event):
    """A reviewer noted that entries contradict each other; all of them are kept."""

    events: tuple[UUID, ...] = about("Ids of the entries.")
    delta_s: int | None = about(
        "How far their times lie apart.", default=None, unit="s", at_most=CENTURY_S
    )
    preferred: UUID | None = about("Id of the entry that the reviewer prefers.", default=None)
    reason: str = about("Why.", default="", length_max=REASON_LENGTH_MAX)


@event("finding_answered", posted_by=(Recorder.ANY,))
class FindingAnswered(Event):
    """An agency answered a finding."""

    finding_id: str = about("Id of the finding.", length_max=PLACE_LENGTH_MAX)
    explanation: str = about("What the agency says.")
    supported_by: str = about(
        "The evidence named for it.", default="", length_max=REASON_LENGTH_MAX
    )


@event("disclosure_made", posted_by=(Recorder.ANY,))
class DisclosureMade(Event):
    """Entries were disclosed to somebody outside the agencies of the incident."""

    to: str = about("To whom: an organisation or role, not a name.", length_max=PLACE_LENGTH_MAX)
    scope: str = about("What was disclosed.", default="", length_max=REASON_LENGTH_MAX)
    redaction_profile: str = about(
        "The rules by which parts were left out.", default="", length_max=ID_LENGTH_MAX
    )
    manifest_hash: str = about(
        "SHA-256 of the list of what was disclosed, in hex.", default="", length_max=64
    )
