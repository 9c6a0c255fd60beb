"""The shapes of what is answered, as the API's schema shows them.

Times are UTC in RFC 3339 with both bounds; a bound that is not recorded is left out, and so is
every member that does not apply. Lengths are whole seconds: at least ``min_s``, at most ``max_s``.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class WindowView(BaseModel):
    """An instant known to lie between two bounds, both included."""

    earliest: str | None = Field(default=None, description="Not before, UTC; absent: no bound.")
    latest: str | None = Field(default=None, description="Not after, UTC; absent: no bound.")


class BoundView(WindowView):
    """An end of a span, wait or finding, with the entries it rests on."""

    entries: list[int] = Field(description="Versions of the entries that it rests on.")


class LengthView(BaseModel):
    """An elapsed time."""

    min_s: int = Field(description="At least so many seconds.")
    max_s: int | None = Field(default=None, description="At most; absent: no upper bound.")
    text: str = Field(description="The same for people.")


class ReceiptView(BaseModel):
    """That and where a statement is recorded, durably."""

    event_id: str
    incident: str
    version: int = Field(description="Its place in the incident, from 1.")
    position: int = Field(description="Its place in the whole log, from 1.")
    recorded_at: str = Field(description="When this log recorded it, UTC.")
    repeat: bool = Field(description="It was recorded before: this is its first receipt again.")
    warnings: list[str] | None = Field(
        default=None,
        description="What it names that is not in the incident, where there is such; it is "
        "recorded all the same.",
    )


class ResultView(BaseModel):
    """What became of one item of a batch."""

    index: int = Field(description="The item, from 0.")
    status: int = Field(description="The HTTP status that it would have had alone.")
    receipt: ReceiptView | None = None
    problem: dict[str, Any] | None = Field(default=None, description="An RFC 9457 problem.")


class BatchView(BaseModel):
    """One result an item, in the order of the items."""

    recorded: int = Field(description="Items recorded now.")
    repeats: int = Field(description="Items recorded before.")
    refused: int = Field(description="Items refused.")
    results: list[ResultView]


class UnreadableView(BaseModel):
    """An entry that is kept and cannot be read."""

    position: int
    problem: str


class SaidView(BaseModel):
    """What was said later of an entry, by which entry of whom."""

    remark: str = Field(
        description="amended, retracted, disputed, contradiction noted or made late."
    )
    entry: int = Field(description="Version of the entry that says it.")
    agency: str
    when: WindowView = Field(description="When it was said.")
    recorded_at: str = Field(description="When this log recorded it, UTC.")
    text: str = Field(description="What is said, and why.")


class EventView(BaseModel):
    """An entry as recorded: the statement as it was posted, and what the log adds.

    The other fields of the envelope (`subject`, `actor`, `source`, `evidence`, ...) stand beside
    these as they were posted; those at their default are left out.
    """

    model_config = ConfigDict(extra="allow")

    event_id: str
    incident: str
    version: int = Field(description="Its place in the incident, from 1.")
    position: int = Field(description="Its place in the whole log, from 1.")
    recorded_at: str = Field(description="When this log recorded it, UTC.")
    agency: str = Field(description="The agency that the key proved.")
    type: str = Field(description="The event type: see /v1/events/types.")
    facts: dict[str, Any] = Field(description="The fields of the event type.")
    occurred: dict[str, Any] = Field(description="When it happened, with the source's words.")
    counted_as: WindowView | None = Field(
        default=None, description="When it happened, corrected for known clock offsets."
    )
    amended_by: list[int] = Field(default=[], description="Versions of entries that amended it.")
    said: list[SaidView] | None = Field(
        default=None,
        description="What was said later of this entry; absent where it is read alone.",
    )


class IncidentView(BaseModel):
    """How far an incident has got."""

    incident: str
    version: int = Field(description="How many entries it has.")
    position: int = Field(description="The position of its last entry.")


class SpanView(BaseModel):
    """A stretch of time in which the holding of a responsibility did not change."""

    subject: str
    strand: str
    state: str
    holders: list[str]
    is_unheld: bool = Field(description="It is needed, and nobody is recorded as holding it.")
    lead: str | None = None
    principal: str | None = Field(default=None, description="For whom a delegate holds it.")
    offered_to: list[str] = []
    start: BoundView
    end: BoundView | None = Field(default=None, description="Absent: it stands at the end.")
    length: LengthView
    basis: str | None = Field(default=None, description="What its start rests on.")
    evidence: str = Field(description="The weakest evidence grade of its ends.")


class AnswerView(BaseModel):
    """One thing said of a request."""

    answer: str
    by: str
    at: BoundView
    old: str | None = Field(default=None, description="The grade before, where it was regraded.")
    new: str | None = Field(default=None, description="The grade after.")


class WaitView(BaseModel):
    """A request and how long it waited for what was asked."""

    event_id: str = Field(description="Id of the event that asked first.")
    incident: str
    kind: str
    subject: str
    by: str = Field(description="Who asked.")
    to: str | None = Field(default=None, description="Who was asked, where that is recorded.")
    start: BoundView
    end: BoundView | None = Field(default=None, description="Absent: nothing ended it.")
    length: LengthView
    outcome: str
    answers: list[AnswerView]
    entries: list[int] = Field(description="Versions of the entries, the request first.")
    standard: str | None = Field(default=None, description="What it is measured by.")
    limit_s: int | None = Field(default=None, description="That standard's limit, seconds.")


class ReplyView(BaseModel):
    """What an agency says of a finding."""

    entry: int = Field(description="Version of the entry that says it.")
    agency: str
    explanation: str
    supported_by: str | None = Field(default=None, description="The evidence named for it.")


class FindingView(BaseModel):
    """Something that the record shows, and what it rests on."""

    id: str
    incident: str
    code: str
    name: str
    severity: str
    grade: str = Field(description="definite, possible or indeterminate.")
    sentence: str
    subject: str = Field(description='The person; "" for the incident as a whole.')
    start: BoundView | None = None
    end: BoundView | None = Field(default=None, description="Absent: it stands at the end.")
    length: LengthView | None = None
    strands: list[str]
    parties: list[str] = Field(description="Who waited first, for whom second.")
    entries: list[int] = Field(description="Versions of the entries that it rests on.")
    evidence: str = Field(description="The weakest evidence grade of these.")
    standard: str | None = Field(default=None, description="What it is measured by.")
    limit_s: int | None = Field(default=None, description="The limit that was used, seconds.")
    settle: str = Field(default="", description="The record that would settle it.")
    protocol: str
    answers: list[ReplyView] = Field(default=[], description="What agencies say of it.")
    as_known: "AsKnownView | None" = Field(
        default=None,
        description="Both variants, where they differ.",
    )


class AsKnownView(BaseModel):
    """A finding as known at its own end, from what was in writing, and as established later."""

    at: str = Field(description="The finding's own end, UTC.")
    then: FindingView | None = Field(default=None, description="Absent: it was not found.")
    later: FindingView = Field(description="To the same end.")
    changes: list[str] = Field(description="How the two differ.")
    unwritten: list[int] = Field(description="Versions of entries not in writing then.")
    untold: list[int] = Field(
        description="Versions of entries of which nothing says when they were first written."
    )


class IncidentAnswer(BaseModel):
    """What every answer about one incident says."""

    incident: str
    version: int = Field(description="How many entries the answer was made from.")
    unreadable: list[UnreadableView] = Field(description="Entries that cannot be read.")


class EventsView(IncidentAnswer):
    """An incident's entries in the order that was asked for."""

    events: list[EventView]
    retracted: list[EventView] = Field(description="Entries that their own agency took back.")


class TimelineView(IncidentAnswer):
    """For each person and responsibility a sequence of spans without gaps."""

    protocol: str
    horizon: WindowView = Field(description="The end of the record.")
    subjects: list[str]
    spans: list[SpanView]
    said: dict[str, list[SaidView]] = Field(
        description="What was said later of the entries, by their versions."
    )


class WaitsView(IncidentAnswer):
    """An incident's waits."""

    waits: list[WaitView]


class FindingsView(IncidentAnswer):
    """An incident's findings under one protocol."""

    protocol: str
    findings: list[FindingView]


class UnreadableIncidentView(BaseModel):
    """An incident whose rows may be wrong, and why."""

    incident: str
    problem: str


class PageView(BaseModel):
    """What every page across incidents says."""

    position: int = Field(description="How far the log was read.")
    next: str | None = Field(
        default=None, description="Cursor of the next page; absent: there is nothing more now."
    )
    unreadable: list[UnreadableIncidentView] = Field(
        description="Incidents with entries that cannot be read: their rows may be wrong."
    )


class FindingsPage(PageView):
    """Findings of all incidents that the key may read."""

    findings: list[FindingView]


class IncidentsPage(BaseModel):
    """Incidents in the order of their first entries."""

    incidents: list[IncidentView]
    next: str | None = Field(default=None, description="Cursor of the next page.")
