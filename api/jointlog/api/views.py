"""Entries, spans, waits and findings as the shapes that are answered."""

import inspect
from collections.abc import Sequence
from uuid import UUID

from jointlog.api.door import Record
from jointlog.api.reference import standard_view
from jointlog.api.shapes import (
    EventView,
    FindingView,
    ReceiptView,
    SaidView,
    SpanView,
    TimelineView,
    UnreadableView,
    WaitView,
    WindowView,
)
from jointlog.api.shapes_review import (
    CoverageView,
    ExplainedView,
    HindsightView,
    KnowledgeView,
    PatternsView,
    RateView,
    ReadingsView,
    RepeatView,
    SkewView,
    ThresholdView,
)
from jointlog.domain.incident import Statement
from jointlog.domain.lines import say_recorded_at
from jointlog.domain.statement import fact_and_envelope_to_plain
from jointlog.domain.store.log import Located, Receipt
from jointlog.domain.time import Window
from jointlog.projections.asked import FindingRow
from jointlog.projections.case import Case
from jointlog.projections.finding import Finding
from jointlog.projections.findings import TABLE
from jointlog.projections.knowing.coverage import Coverage
from jointlog.projections.patterns.across_incidents import Rate, Repeat
from jointlog.projections.patterns.plain_patterns import rate_plain, repeat_plain
from jointlog.projections.plain import (
    Plain,
    finding_plain,
    span_plain,
    wait_plain,
    window_plain,
)
from jointlog.projections.reading.clock_readings import Reading
from jointlog.projections.review.corrections import Said, corrections
from jointlog.projections.review.hindsight import AsKnown, Shift, variants_of
from jointlog.projections.review.picture import Picture
from jointlog.projections.review.plain_review import (
    as_known_plain,
    coverage_plain,
    picture_plain,
    reading_plain,
    said_plain,
    shift_plain,
    skews_plain,
)
from jointlog.projections.review.skew import Proposal
from jointlog.projections.waits import Wait


def window_view(window: Window) -> WindowView:
    """An instant's bounds."""
    return WindowView.model_validate(window_plain(window))


def receipt_view(receipt: Receipt, warnings: Sequence[str] = ()) -> ReceiptView:
    """A receipt, with what its poster should know."""
    return ReceiptView(
        event_id=str(receipt.event_id),
        incident=receipt.incident,
        version=receipt.version,
        position=receipt.position,
        recorded_at=say_recorded_at(receipt.recorded_at_ms),
        repeat=receipt.is_repeat,
        warnings=list(warnings) or None,
    )


def receipt_json(receipt: Receipt, warnings: Sequence[str] = ()) -> str:
    """The same as JSON; most receipts have no warning, and none of their texts needs an escape."""
    if warnings:
        return receipt_view(receipt, warnings).model_dump_json(exclude_none=True)
    return (
        f'{{"event_id":"{receipt.event_id}","incident":"{receipt.incident}",'
        f'"version":{receipt.version},"position":{receipt.position},'
        f'"recorded_at":"{say_recorded_at(receipt.recorded_at_ms)}",'
        f'"repeat":{"true" if receipt.is_repeat else "false"}}}'
    )


def unreadable_views(record: Record) -> list[UnreadableView]:
    """The entries of an incident that cannot be read."""
    return [UnreadableView(position=e.position, problem=e.problem) for e in record.unreadable]


def event_view(
    located: Located, statement: Statement | None = None, said: Sequence[Said] | None = None
) -> EventView:
    """An entry that can be read, with how it counts where it does, and what was said of it."""
    entry = located.entry
    assert entry is not None, "only an entry that can be read has a view"
    return EventView(
        event_id=str(entry.event_id),
        incident=entry.incident,
        version=entry.version,
        position=located.position,
        recorded_at=say_recorded_at(entry.recorded_at_ms),
        agency=str(entry.agency),
        counted_as=None if statement is None else window_view(statement.window),
        amended_by=[] if statement is None else list(statement.amended_by),
        said=None if said is None else said_views(said),
        **fact_and_envelope_to_plain(entry.fact, entry.envelope),
    )


def said_views(said: Sequence[Said]) -> list[SaidView]:
    """What was said later of an entry."""
    return [SaidView.model_validate(said_plain(each)) for each in said]


def finding_view(incident: str, finding: Finding, known: AsKnown | None = None) -> FindingView:
    """A finding, with both its variants where they are given and differ."""
    plain = finding_plain(finding, incident)
    if known is not None and known.differs:
        plain["as_known"] = as_known_plain(known, incident)
    return FindingView.model_validate(plain)


def explained_view(record: Record, case: Case, finding: Finding) -> ExplainedView:
    """What a finding rests on."""
    said, standard = corrections(case), finding.found.standard
    by_version = {e.entry.version: e for e in record.located if e.entry is not None}
    (known,) = variants_of(case, [finding])
    return ExplainedView(
        **_about(record),
        finding=finding_view(record.incident, finding, known),
        events=[
            event_view(by_version[version], case.by_version.get(version), said.get(version, ()))
            for version in finding.found.entries
        ],
        rule=inspect.cleandoc(next(each.page for each in TABLE if each.code == finding.code)),
        standard=None if standard is None else standard_view(standard),
        thresholds=[
            ThresholdView(
                name=row.name,
                value=row.value,
                unit=row.unit,
                text=row.text,
                mark=row.mark.value,
                source=row.source,
            )
            for row in case.protocol.thresholds
            if row.finding == finding.code
        ],
    )


def timeline_view(record: Record, case: Case, subject: str) -> TimelineView:
    """An incident's timeline; of one person where ``subject`` is not empty."""
    spans = [s for s in case.timeline.all_spans() if subject in ("", s.subject)]
    return TimelineView(
        incident=record.incident,
        version=record.version,
        unreadable=unreadable_views(record),
        protocol=case.protocol.name,
        horizon=window_view(case.horizon),
        subjects=case.timeline.subjects,
        spans=[SpanView.model_validate(span_plain(span, case)) for span in spans],
        said={str(version): said_views(said) for version, said in corrections(case).items()},
    )


def finding_row_view(row: FindingRow) -> FindingView:
    """A finding of a page."""
    return finding_view(row.incident, row.finding, row.known)


def wait_view(incident: str, event_id: UUID, wait: Wait) -> WaitView:
    """A wait; ``event_id`` is the id of the event that asked first."""
    return WaitView.model_validate(wait_plain(wait, incident, str(event_id)))


def knowledge_view(record: Record, seen: Picture) -> KnowledgeView:
    """What an agency had at a moment."""
    return KnowledgeView.model_validate({**_about(record), **picture_plain(seen)})


def hindsight_view(
    record: Record, between_ms: tuple[int, int], shifts: Sequence[Shift]
) -> HindsightView:
    """How the findings changed between two moments of recording (UTC milliseconds)."""
    earlier, later = map(say_recorded_at, between_ms)
    return HindsightView.model_validate(
        {
            **_about(record),
            "earlier": earlier,
            "later": later,
            "shifts": [shift_plain(shift, record.incident) for shift in shifts],
        }
    )


def coverage_view(record: Record, covered: Coverage) -> CoverageView:
    """Whose record covers what."""
    return CoverageView.model_validate({**_about(record), **coverage_plain(covered)})


def readings_view(record: Record, protocol: str, found: Sequence[Reading]) -> ReadingsView:
    """Competing readings of the section 136 clock, under one protocol."""
    plain = [reading_plain(reading) for reading in found]
    return ReadingsView.model_validate({**_about(record), "protocol": protocol, "readings": plain})


def skew_view(record: Record, found: Sequence[Proposal]) -> SkewView:
    """Estimated skews between clocks."""
    return SkewView.model_validate({**skews_plain(found, record.incident), **_about(record)})


def patterns_view(position: int, repeats: Sequence[Repeat], rates: Sequence[Rate]) -> PatternsView:
    """What repeats across incidents, and rates with small numbers kept back."""
    return PatternsView(
        position=position,
        repeats=[RepeatView.model_validate(repeat_plain(each)) for each in repeats],
        rates=[RateView.model_validate(rate_plain(each)) for each in rates],
    )


def _about(record: Record) -> Plain:
    """What every answer about one incident says."""
    unreadable = unreadable_views(record)
    return {"incident": record.incident, "version": record.version, "unreadable": unreadable}
