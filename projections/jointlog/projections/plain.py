"""The plain shapes that the API answers with and ``--json`` prints: one place for both.

What is not recorded is None here, and left out where it is answered or printed. Times are RFC 3339
in UTC, lengths whole seconds.
"""

from typing import Any

from jointlog.domain.entry import Entry
from jointlog.domain.incident import Bound, Span
from jointlog.domain.incident.clocks import Run
from jointlog.domain.lines import say_recorded_at
from jointlog.domain.protocol import LateReason, Standard
from jointlog.domain.statement import fact_and_envelope_to_plain
from jointlog.domain.time import ANY_TIME, FIRST_S, LAST_S, Length, Window, say_instant
from jointlog.projections.case import Case
from jointlog.projections.finding import Finding
from jointlog.projections.overall import run_for
from jointlog.projections.waits import Wait, waits

Plain = dict[str, Any]


def window_plain(window: Window) -> Plain:
    """An instant by its bounds; None where no bound is recorded."""
    low, high = window.earliest_s, window.latest_s
    return {
        "earliest": say_instant(low) if low > FIRST_S else None,
        "latest": say_instant(high) if high < LAST_S else None,
    }


def bound_plain(bound: Bound | None) -> Plain | None:
    """An end of a span, with the entries it rests on."""
    if bound is None:
        return None
    return {**window_plain(bound.window), "entries": list(bound.entries)}


def length_plain(length: Length | None) -> Plain | None:
    """An elapsed time in seconds, and in words."""
    if length is None:
        return None
    return {"min_s": length.min_s, "max_s": length.max_s, "text": str(length)}


def entry_plain(entry: Entry) -> Plain:
    """An entry, as export writes it."""
    return {
        "event_id": str(entry.event_id),
        "incident": entry.incident,
        "version": entry.version,
        "recorded_at": say_recorded_at(entry.recorded_at_ms),
        "agency": str(entry.agency),
        **fact_and_envelope_to_plain(entry.fact, entry.envelope),
    }


def span_plain(span: Span, case: Case) -> Plain:
    """A span of a strand."""
    holding = span.holding
    return {
        "subject": span.subject,
        "strand": span.strand.value,
        "state": span.state.value,
        "holders": [str(holder) for holder in span.holders],
        "is_unheld": span.is_unheld,
        "lead": _text(holding.lead),
        "principal": _text(holding.principal),
        "offered_to": [str(each) for each in holding.offered_to],
        "start": bound_plain(span.start),
        "end": bound_plain(span.end),
        "length": length_plain(span.length(case.horizon)),
        "basis": _text(span.basis),
        "evidence": span.evidence.value,
    }


def wait_plain(wait: Wait, incident: str, event_id: str) -> Plain:
    """A wait; ``event_id`` is the id of the event that asked first."""
    return {
        "event_id": event_id,
        "incident": incident,
        "kind": wait.kind.value,
        "subject": wait.subject,
        "by": str(wait.by),
        "to": _text(wait.to),
        "start": bound_plain(wait.start),
        "end": bound_plain(wait.end),
        "length": length_plain(wait.length),
        "outcome": wait.outcome,
        "answers": [
            {
                "answer": each.answer.value,
                "by": str(each.by),
                "at": bound_plain(each.at),
                "old": _text(each.old),
                "new": _text(each.new),
            }
            for each in wait.answers
        ],
        "entries": list(wait.entries),
        "standard": wait.standard or None,
        "limit_s": wait.limit_s,
    }


def asked_by(case: Case, wait: Wait) -> str:
    """The id of the event that asked first."""
    return str(case.by_version[wait.entries[0]].entry.event_id)


def finding_plain(finding: Finding, incident: str) -> Plain:
    """A finding."""
    found = finding.found
    return {
        "id": finding.id,
        "incident": incident,
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "grade": found.grade.value,
        "sentence": found.sentence,
        "subject": found.subject,
        "start": bound_plain(found.start),
        "end": bound_plain(found.end),
        "length": length_plain(found.length),
        "strands": [strand.value for strand in found.strands],
        "parties": [str(party) for party in found.parties],
        "entries": list(found.entries),
        "evidence": finding.evidence.value,
        "standard": finding.standard_reference or None,
        "limit_s": found.limit_s,
        "settle": found.settle,
        "protocol": finding.protocol,
        "answers": [
            {
                "entry": each.version,
                "agency": str(each.agency),
                "explanation": each.explanation,
                "supported_by": each.supported_by or None,
            }
            for each in finding.answers
        ],
    }


def run_plain(run: Run, case: Case) -> Plain:
    """A run of a standard's clock."""
    lasted = run_for(case, run)
    return {
        "standard": run.standard.reference,
        "subject": run.subject,
        "start": bound_plain(lasted.start),
        "end": bound_plain(lasted.end),
        "ending": run.ending.value,
        "length": length_plain(lasted.length),
        "limit_s": run.limit_s,
    }


def standard_plain(standard: Standard) -> Plain:
    """A standard with its source and mark."""
    return {
        "id": standard.id,
        "edition": standard.version,
        "row": standard.row,
        "name": standard.name,
        "kind": standard.kind.value,
        "jurisdictions": sorted(standard.jurisdictions),
        "in_force_from": standard.in_force_from and standard.in_force_from.isoformat(),
        "in_force_to": standard.in_force_to and standard.in_force_to.isoformat(),
        "start": [str(each) for each in standard.start],
        "stop": [str(each) for each in standard.stop],
        "stopped_by": [str(each) for each in standard.stopped_by],
        "supersede": [str(each) for each in standard.supersede],
        "cancel": [str(each) for each in standard.cancel],
        "limit_s": standard.limit_s,
        "warn_s": standard.warn_s,
        "statistic": standard.statistic.value,
        "percentile": standard.percentile or None,
        "owed_by": standard.owed_by,
        "finding": standard.finding,
        "source": standard.source,
        "mark": standard.mark.value,
        "limit_mark": standard.limit_mark.value,
        "note": standard.note,
        "extends": standard.extends,
        "repeats": standard.repeats,
    }


def late_reason_plain(reason: LateReason) -> Plain:
    """A reason for a late entry, with its source and mark."""
    return {
        "id": reason.id,
        "name": reason.name,
        "words": list(reason.words),
        "in_force_from": reason.in_force_from and reason.in_force_from.isoformat(),
        "in_force_to": reason.in_force_to and reason.in_force_to.isoformat(),
        "source": reason.source,
        "mark": reason.mark.value,
        "note": reason.note,
    }


def timeline_plain(case: Case, subject: str = "", within: Window = ANY_TIME) -> Plain:
    """A timeline: spans, waits and visits, those that may lie within a window of time."""

    def lies(start: Bound, end: Bound | None) -> bool:
        is_begun = start.window.earliest_s <= within.latest_s
        return is_begun and (end is None or end.window.latest_s >= within.earliest_s)

    return {
        "incident": case.incident,
        "protocol": case.protocol.name,
        "horizon": window_plain(case.horizon),
        "spans": [
            span_plain(span, case)
            for span in case.timeline.all_spans()
            if subject in ("", span.subject) and lies(span.start, span.end)
        ],
        "waits": [
            wait_plain(wait, case.incident, asked_by(case, wait))
            for wait in waits(case)
            if subject in ("", wait.subject) and lies(wait.start, wait.end)
        ],
        "presence": [
            {
                "subject": visit.subject,
                "agency": str(visit.agency),
                "start": bound_plain(visit.start),
                "end": bound_plain(visit.end),
            }
            for visit in case.timeline.presence.visits
            if subject in ("", visit.subject) and lies(visit.start, visit.end)
        ],
    }


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)
