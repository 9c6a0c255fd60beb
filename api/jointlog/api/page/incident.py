"""One incident for the page: the picture, and the same as tables."""

from collections import Counter
from typing import Any, Final

from jointlog.api.page.asked import Moment, moments
from jointlog.api.page.bars import Address, tables
from jointlog.api.page.looking import Looked, reach
from jointlog.domain.entry import Entry
from jointlog.domain.incident import Statement
from jointlog.domain.lines import say_recorded_at
from jointlog.domain.time import NOT_RECORDED, short
from jointlog.domain.vocabulary import Agency
from jointlog.projections.finding import Finding, Found
from jointlog.projections.lanes.drawing import Lanes
from jointlog.projections.lanes.shapes import Picture, picture, says_learnt
from jointlog.projections.lanes.stretches import Stretch, stretches
from jointlog.projections.review.busiest import busiest
from jointlog.projections.review.corrections import retracted
from jointlog.projections.review.hindsight import Shift, hindsight
from jointlog.projections.wording.times import Clock
from jointlog.projections.wording.words import (
    facts_of,
    finding_length,
    finding_title,
    headed,
    said,
    who,
)

HEADLINES_MAX: Final = 4
FINDINGS_MAX: Final = 200
ENTRIES_MAX: Final = 400
"""No more stand on one page, unless all are asked for."""


def incident_context(looked: Looked) -> dict[str, Any]:
    """What the incident's template shows."""
    asked, case, drawn, clock = looked.asked, looked.case, looked.drawn, looked.clock
    every = _in_window(looked)
    part = every if asked.rows else every[:ENTRIES_MAX]
    address = Address(looked, (each.version for each in part))
    shown: Picture = picture(drawn, clock, case.horizon, address, address.why)
    held: list[Moment] = moments(looked.record.entries)
    agencies: dict[Agency, None] = dict.fromkeys(entry.agency for entry in case.entries)
    found = [each for each in looked.findings if _is_shown(looked, each)]
    listed = found if asked.rows else found[:FINDINGS_MAX]
    return {
        "asked": asked,
        "title": clock.title(),
        "zone": clock.zone_named(),
        "version": looked.record.version,
        "counted": len(case.statements),
        "unreadable": len(looked.record.unreadable),
        "agencies": sorted(map(str, agencies)),
        "protocol": case.protocol.name,
        "picture": shown,
        "subjects": case.timeline.subjects,
        "left_out": drawn.left_out,
        "window": _window_fields(drawn, clock),
        "moments": held,
        "stretches": [_stretch(looked, each) for each in stretches(case)],
        "address": address,
        "tables": list(tables(looked, address)),
        "findings": [
            {**finding_row(looked, each), "links": address.entries(each.found.entries)}
            for each in listed
        ],
        "found": len(found),
        "elsewhere": len(looked.findings) - len(found),
        "headlines": _headlines(looked, found),
        "busiest": _busiest(looked, found),
        "entries": [entry_row(looked, each) for each in part],
        "more_entries": len(every) - len(part),
        "changes": _changes(looked) if asked.since else None,
        "any_late": bool(drawn.learnt),
        "any_pale": any(s.is_pale for part in shown.sections for r in part.rows for s in r.shapes),
    }


def _is_shown(looked: Looked, finding: Finding) -> bool:
    """Whether a finding belongs to the window; what has no time of its own always does."""
    found = finding.found
    if found.start is None and found.end is None:
        return True
    return looked.shows(reach(found.start, found.end, looked.case.horizon))


def _headlines(looked: Looked, found: list[Finding]) -> list[dict[str, Any]]:
    """The gravest findings, one of each title; with how many more have the same."""
    counts = Counter(finding_title(each) for each in found)
    first = {finding_title(each): each for each in reversed(found)}
    told = list(dict.fromkeys(map(finding_title, found)))[:HEADLINES_MAX]
    return [{**finding_row(looked, first[each]), "more": counts[each] - 1} for each in told]


def _busiest(looked: Looked, found: list[Finding]) -> dict[str, Any] | None:
    """The twenty minutes to look at first, as a link; None where nothing stands out."""
    told = busiest(found)
    if told is None:
        return None
    return {
        "text": looked.clock.says_window(told.window),
        "begin": told.begin,
        "of": told.of,
        "severity": told.severity.value,
        "url": looked.asked.around(told.window),
    }


def _stretch(looked: Looked, stretch: Stretch) -> dict[str, Any]:
    """A stretch of the record as a link to it."""
    clock = Clock.of(looked.case.statements)
    return {
        "text": clock.says_window(stretch.window),
        "entries": stretch.entries,
        "gaps": stretch.gaps,
        "url": looked.asked.around(stretch.window),
    }


def _window_fields(drawn: Lanes, clock: Clock) -> dict[str, str]:
    """The window as a form shows it, and the whole as numbers for the script's sliders."""
    low, high = drawn.window.earliest_s, drawn.window.latest_s
    return {
        "from_local": f"{clock.local(low):%Y-%m-%dT%H:%M:%S}",
        "to_local": f"{clock.local(high):%Y-%m-%dT%H:%M:%S}",
        "from_s": str(low),
        "to_s": str(high),
        "whole_from_s": str(drawn.whole.earliest_s),
        "whole_to_s": str(drawn.whole.latest_s),
    }


def finding_row(looked: Looked, finding: Finding) -> dict[str, Any]:
    """A finding as the page lists it."""
    found = finding.found
    return {
        "id": finding.id,
        "code": finding.code,
        "title": finding_title(finding),
        "severity": finding.severity.value,
        "grade": found.grade.value,
        "length": finding_length(found) if _says(found) else "",
        "sentence": headed(found.sentence),
        "parties": [str(party) for party in found.parties],
        "entries": list(found.entries),
        "evidence": finding.evidence.value,
        "url": looked.asked.url(f"/findings/{finding.id}"),
        "around": looked.asked.around(reach(found.start, found.end, looked.case.horizon)),
        "settle": found.settle,
        "answers": [
            {
                "agency": str(each.agency),
                "version": each.version,
                "text": each.explanation,
                "supported_by": each.supported_by,
            }
            for each in finding.answers
        ],
        "is_corrected": any(version in looked.said for version in found.entries),
    }


def _says(found: Found) -> bool:
    return finding_length(found) not in ("", NOT_RECORDED)


def _in_window(looked: Looked) -> list[Statement]:
    """The entries of the window in their order, then those that were taken back.

    Without a window all of them, also what was said of the record years later.
    """
    return [
        each
        for each in (*looked.case.statements, *retracted(looked.case))
        if looked.shows(each.window) and looked.asked.subject in ("", each.subject)
    ]


def entry_row(looked: Looked, statement: Statement) -> dict[str, Any]:
    """An entry as the page lists it."""
    entry: Entry = statement.entry
    source = entry.envelope.source
    cited = "" if source is None else " ".join(filter(None, (said(source.kind), source.ref)))
    version = entry.version
    late = "".join(says_learnt(looked.drawn, looked.clock, [version]))
    return {
        "version": version,
        "when": looked.clock.says_window(statement.window),
        "text": statement.occurred.text,
        "who": who(entry),
        "name": headed(said(statement.name)),
        "facts": facts_of(statement),
        "source": cited,
        "evidence": entry.envelope.evidence.value,
        "recorded": f"{say_recorded_at(entry.recorded_at_ms)[:19].replace('T', ' ')} UTC",
        "said": [
            {
                "kind": each.remark.value,
                "version": each.version,
                "agency": str(each.agency),
                "text": each.text,
            }
            for each in looked.said.get(version, ())
        ],
        "is_retracted": version not in looked.case.by_version,
        "late": late,
        "subject": statement.subject,
    }


def _changes(looked: Looked) -> list[dict[str, Any]]:
    """The hindsight diff between the two moments of the address."""
    asked, entries = looked.asked, looked.record.entries
    since_ms = asked.since_ms
    assert since_ms is not None, "the address names it"
    last_ms = max((entry.recorded_at_ms for entry in entries), default=since_ms)
    to_ms = asked.known_at_ms if asked.known_at else max(last_ms, since_ms)
    assert to_ms is not None, "the address names it, or the last entry does"
    shifts = hindsight(entries, since_ms, to_ms, asked.protocol)
    return [_change(looked, shift) for shift in shifts]


def _change(looked: Looked, shift: Shift) -> dict[str, Any]:
    def say(finding: Finding | None) -> str:
        if finding is None:
            return "not found"
        length = finding.found.length
        said_length = f", {short(length)}" if length is not None else ""
        return f"{finding.found.grade.value}{said_length}"

    return {
        "change": shift.change.value,
        "title": finding_title(shift.finding),
        "severity": shift.finding.severity.value,
        "before": say(shift.before),
        "after": say(shift.after),
        "url": "" if shift.after is None else looked.asked.url(f"/findings/{shift.after.id}"),
        "causes": [
            {"version": each.version, "agency": str(each.agency), "event": said(each.event)}
            for each in shift.causes
        ],
    }
