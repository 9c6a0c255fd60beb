"""The shapes of a reviewer's questions: who knew what, what changed since, what is covered.

In the manner of `jointlog.api.shapes`: what does not apply is left out.
"""

from typing import Any

from pydantic import BaseModel, Field

from jointlog.api.reference import StandardView
from jointlog.api.shapes import (
    BoundView,
    EventView,
    FindingView,
    IncidentAnswer,
    LengthView,
    WindowView,
)


class PartView(BaseModel):
    """From when to when an agency had to do with a person."""

    subject: str
    start: WindowView
    end: WindowView = Field(description="The last that says so.")


class KnownView(BaseModel):
    """One thing that an agency is recorded as having had."""

    agency: str
    subject: str
    item: str = Field(description="The item of information, or the event type in words.")
    is_item: bool = Field(description="An item of information, not only the fact of the entry.")
    detail: str | None = Field(default=None, description="The value recorded with the item.")
    state: str = Field(description="surely known, or possibly known, at that moment.")
    how: str
    when: WindowView = Field(description="Since when it had it.")
    by: str | None = Field(default=None, description="Who told it, where that is recorded.")
    callsigns: list[str] = Field(description="The agency's resources that were told.")
    entry: int = Field(description="Version of the entry that shows it.")


class LackedView(BaseModel):
    """An item that others had and that no record shows this agency had."""

    subject: str
    item: str
    state: str = Field(description="not known, or possibly known, to this agency.")
    held_by: list[KnownView] = Field(description="The first sure record of each that had it.")
    sentence: str


class KnowledgeView(IncidentAnswer):
    """What one agency had at a moment; "not known" says only that no record shows it."""

    agency: str
    at: str = Field(description="The moment, UTC.")
    parts: list[PartView]
    had: list[KnownView] = Field(description="In the order it learnt it.")
    lacked: list[LackedView] = Field(description="What others had while it had a part.")
    later: int = Field(description="How many items others came to have only after that.")


class CauseView(BaseModel):
    """An entry that a change rests on."""

    entry: int
    agency: str
    type: str
    recorded_at: str


class ShiftView(BaseModel):
    """One change of one finding between two moments of recording."""

    change: str
    id: str
    before: FindingView | None = Field(default=None, description="Absent: it was not found.")
    after: FindingView | None = Field(default=None, description="Absent: it was not found.")
    causes: list[CauseView] = Field(description="Entries recorded in between that it rests on.")
    is_halved: bool = Field(description="Only one such entry was looked for.")


class HindsightView(IncidentAnswer):
    """How the findings changed between two moments of recording."""

    earlier: str
    later: str
    shifts: list[ShiftView]


class SupplyView(BaseModel):
    """What one agency supplied from one kind of source."""

    agency: str
    source: str | None = Field(default=None, description="Absent: the source is not named.")
    period: WindowView
    entries: int = Field(description="How many.")


class SilenceView(BaseModel):
    """A stretch without an entry of an agency that was with a person."""

    agency: str
    subject: str
    start: BoundView
    end: BoundView | None = Field(default=None, description="Absent: the end of the record.")
    length: LengthView
    limit_s: int = Field(description="What its own usual spacing allows, seconds.")
    grade: str


class UnheardView(BaseModel):
    """An agency that others record as present, with no entry of its own."""

    agency: str
    named: list[str] = Field(description="What says that it was there.")
    entries: list[int]
    sentence: str


class CoverageView(IncidentAnswer):
    """Who supplied what for which period, where it is silent, and who is not heard."""

    supplies: list[SupplyView]
    silences: list[SilenceView]
    unheard: list[UnheardView]


class PreferenceView(BaseModel):
    """Which version a reviewer prefers; the others stand beside it."""

    entry: int = Field(description="Version of the entry that says so.")
    agency: str
    preferred: int = Field(description="Version of the entry that is preferred.")
    others: list[int]
    reason: str | None = Field(default=None, description="Absent: none is given.")
    when: WindowView = Field(description="When it was said.")
    recorded_at: str


class ReadingView(BaseModel):
    """One way to read the clock of a detention; none is chosen."""

    subject: str
    period: int = Field(description="Which detention of the person, from 1.")
    start: str = Field(description="The moment that it counts from.")
    by: str = Field(description="Who records that moment.")
    place: str | None = None
    begun: BoundView
    limit_s: int = Field(description="Without extension.")
    extension_s: int
    extended: str = Field(description="surely, possibly or not.")
    expiry: WindowView = Field(description="When the authority runs out by this reading.")
    ended: BoundView | None = Field(default=None, description="Absent: nothing recorded ended it.")
    length: LengthView
    expired: str = Field(description="Whether it ran out before that: surely, possibly or not.")
    standard: str
    rule: str = Field(description="The rule's text.")
    source: str = Field(description="Its document and mark.")
    preferences: list[PreferenceView] = Field(description="What reviewers say of this version.")


class ReadingsView(IncidentAnswer):
    """The readings of each detention's clock under one protocol."""

    protocol: str
    readings: list[ReadingView]


class PairView(BaseModel):
    """Two entries of one act, or a request and its answer, by two clocks."""

    entries: list[int] = Field(description="Versions: the first clock's entry, the second's.")
    pairing: str = Field(description="Why they are paired.")
    difference_s: int = Field(description="Seconds that the second stands after the first.")
    blur_s: int = Field(description="How far apart their precision alone can put them, seconds.")


class ProposalView(BaseModel):
    """How far one clock seems to differ from another; nothing of it is applied."""

    first: str = Field(description="The clock that is compared with.")
    second: str = Field(description="The clock that differs.")
    offset_s: int = Field(description="Seconds that the second is ahead; negative: behind.")
    known_offset_s: int = Field(description="What was declared of the second before.")
    scatter_s: int = Field(description="How far the pairs differ among themselves.")
    uncertainty_s: int
    pairs: list[PairView]
    statement: dict[str, Any] | None = Field(
        default=None,
        description="What a person could post, absent where the entries name no clock.",
    )


class SkewView(IncidentAnswer):
    """Estimated skews between clocks: proposed, never applied."""

    note: str
    proposals: list[ProposalView]


class PatternPartView(BaseModel):
    """One finding of a pattern."""

    incident: str
    finding: str = Field(description="Its id.")
    grade: str
    begins: WindowView


class RepeatView(BaseModel):
    """F-PAT-01: findings of one class about one person, in several incidents near each other."""

    code: str
    finding_code: str = Field(description="The class of finding.")
    person: str = Field(description="The pseudonym that the incidents share.")
    grade: str
    sentence: str
    length: LengthView = Field(description="From the first to the last.")
    parts: list[PatternPartView] = Field(description="The first of each incident, by time.")


class RateView(BaseModel):
    """F-PAT-02: of how many people something is found; a person counts once an incident."""

    code: str
    finding_code: str
    group: str = Field(description='The group, or "all".')
    people: int | None = Field(default=None, description="Absent: the number is kept back.")
    found: int | None = Field(default=None, description="Absent: the number is kept back.")
    rate: float | None = Field(default=None, description="Absent: a number is kept back.")
    is_kept_back: bool = Field(description="A number is small, or one could be reckoned from it.")


class PatternsView(BaseModel):
    """What repeats for one person, and how often force and waits are found of all."""

    position: int = Field(description="How far the log was read.")
    repeats: list[RepeatView]
    rates: list[RateView] = Field(description="Of all people: the log records no groups.")


class ThresholdView(BaseModel):
    """A number that a finding uses."""

    name: str
    value: int
    unit: str
    text: str
    mark: str
    source: str


class ExplainedView(IncidentAnswer):
    """What a finding rests on: its entries, the rule, the standard and its source."""

    finding: FindingView
    events: list[EventView] = Field(description="The entries, with what was said of them later.")
    rule: str = Field(description="What it finds, why, when it is wrong, an example, the source.")
    standard: StandardView | None = Field(default=None, description="What it is measured by.")
    thresholds: list[ThresholdView]
