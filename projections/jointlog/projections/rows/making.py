"""From the entries of one incident to its rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from jointlog.domain.asking import REQUEST_RULES, RequestKind
from jointlog.domain.entry import Entry
from jointlog.domain.events.contact import CallInformationRecorded
from jointlog.domain.incident import Bound, Span, State
from jointlog.domain.table import R, Row
from jointlog.domain.time import FIRST_S, LAST_S, Length, Window
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.case import Case, examine
from jointlog.projections.finding import Finding, Severity, judge
from jointlog.projections.findings import find
from jointlog.projections.rows.conveyances import conveyance_rows
from jointlog.projections.rows.handovers import Handover, handovers
from jointlog.projections.rows.tables import FindingRow, HandoverRow, HoldRow, IncidentRow, WaitRow
from jointlog.projections.units.cover import merged, seconds
from jointlog.projections.waits import Wait, parties_of, waits

AREA_ITEMS: Final = frozenset(
    {"area", "beat", "borough", "district", "neighborhood", "neighbourhood", "station_area", "zone"}
)
"""Items of `call_information_recorded` that name an area; the first entry that has one counts."""
WHY: Final = {
    RequestKind.AMBULANCE_TREAT: "ambulance",
    RequestKind.AMBULANCE_CONVEY: "ambulance",
    RequestKind.HART: "ambulance",
    RequestKind.TRANSPORT: "ambulance",
    RequestKind.AMHP: "amhp",
    RequestKind.S12_DOCTOR: "doctor",
    RequestKind.HEALTHCARE_PROFESSIONAL: "doctor",
    RequestKind.BED: "bed",
    RequestKind.PLACE_OF_SAFETY: "place_of_safety",
    RequestKind.INFORMATION: "information",
    RequestKind.ADVICE: "information",
}
"""What a request waits for; the others wait for something else."""
DECISION: Final = "decision"
HANDOVER: Final = "handover"


def rows_of(entries: Sequence[Entry]) -> list[Row]:
    """The rows of one incident, each key once a table; the same entries give the same rows."""
    case = examine(entries)
    shared = _shared(case)
    offers = list(handovers(case))
    made: list[Row] = [_incident(case, shared)]
    made += _holds(case, shared)
    made += _waits(case, shared)
    asked = {request.start.entries for request in case.timeline.requests.all}
    made += (_offer_wait(case, each, shared) for each in offers if each.start.entries not in asked)
    made += (_handover(case, each, shared) for each in offers)
    made += _findings(case, shared)
    made += conveyance_rows(case, shared)
    return _unique(made)


def finding_rows(entries: Sequence[Entry]) -> list[FindingRow]:
    """The findings among `rows_of`, and only these are made."""
    case = examine(entries)
    return _unique(_findings(case, _shared(case)))


def _shared(case: Case) -> dict[str, Any]:
    """What every row of an incident says."""
    return {"incident": case.incident, "area": _area(case), "protocol": case.protocol.name}


def _findings(case: Case, shared: dict[str, Any]) -> Iterator[FindingRow]:
    return (_finding(case, each, shared) for each in find(case))


def _unique(rows: Iterable[R]) -> list[R]:
    """The rows; where a key stands twice in a table, the later ones are counted."""
    seen: dict[tuple[str, str], int] = {}
    made: list[R] = []
    for row in rows:
        name = (row.declared.name, row.key)
        count = seen[name] = seen.get(name, 0) + 1
        made.append(row if count == 1 else replace(row, key=f"{row.key}#{count}"))
    return made


def said(items: Iterable[object]) -> str:
    """Items as one text, with spaces between."""
    return " ".join(map(str, items))


def ends(start: Window, end: Window) -> dict[str, Any]:
    """The four bounds of a row's time; what is not recorded is None."""
    return {
        "from_earliest_s": None if start.earliest_s <= FIRST_S else start.earliest_s,
        "from_latest_s": None if start.latest_s >= LAST_S else start.latest_s,
        "to_earliest_s": None if end.earliest_s <= FIRST_S else end.earliest_s,
        "to_latest_s": None if end.latest_s >= LAST_S else end.latest_s,
    }


def _span(
    case: Case, start: Bound, end: Bound | None, lasted: Length | None = None
) -> dict[str, Any]:
    """Bounds and length from a start to an end, or to the end of the record."""
    window = case.horizon if end is None else end.window
    length = lasted or Length.between(start.window, window)
    return {
        **ends(start.window, window),
        "min_s": length.min_s,
        "max_s": length.max_s,
        "is_open": end is None,
    }


def _area(case: Case) -> str:
    for statement in case.named("call_information_recorded"):
        fact = statement.fact
        if isinstance(fact, CallInformationRecorded) and fact.item.lower() in AREA_ITEMS:
            return fact.value_recorded
    return ""


def _incident(case: Case, shared: dict[str, Any]) -> IncidentRow:
    windows = [s.window for s in case.statements if s.window.earliest_s > FIRST_S]
    start = min(windows, key=lambda window: window.earliest_s, default=Window(FIRST_S, LAST_S))
    length = Length.between(start, case.horizon)
    told = (entry.envelope.jurisdiction for entry in case.entries)
    return IncidentRow(
        key="",
        subjects=said(case.timeline.subjects),
        agencies=said(sorted({entry.agency for entry in case.entries})),
        jurisdiction=next((place.value for place in told if place is not None), ""),
        **ends(start, case.horizon),
        min_s=length.min_s,
        max_s=length.max_s,
        **shared,
    )


def _holds(case: Case, shared: dict[str, Any]) -> Iterator[HoldRow]:
    for span in case.timeline.all_spans():
        if span.state is not State.NOT_NEEDED:
            yield _hold(case, span, shared)


def _hold(case: Case, span: Span, shared: dict[str, Any]) -> HoldRow:
    held = span.holding
    rests_on = (*span.start.entries, *(span.end.entries if span.end is not None else ()))
    return HoldRow(
        key=f"{span.subject}/{span.strand}/{said(span.start.entries)}",
        subject=span.subject,
        strand=span.strand.value,
        state=held.state.value,
        holders=said(held.holders),
        lead=str(held.lead or ""),
        principal=str(held.principal or ""),
        offered_to=said(held.offered_to),
        previous=said(span.previous),
        is_unheld=span.is_unheld,
        **_span(case, span.start, span.end),
        basis=span.basis.value if span.basis is not None else "",
        evidence=span.evidence.value,
        entries=said(rests_on),
        **shared,
    )


def _waits(case: Case, shared: dict[str, Any]) -> Iterator[WaitRow]:
    requests = case.timeline.requests.all
    for wait, request in zip(waits(case), requests, strict=True):
        offers = REQUEST_RULES[wait.kind].offers
        grade = None if wait.limit_s is None else judge(wait.length, wait.limit_s)
        parties = parties_of(request)
        yield WaitRow(
            key=str(case.by_version[wait.entries[0]].entry.event_id),
            subject=wait.subject,
            kind=wait.kind.value,
            why=WHY.get(wait.kind, "other"),
            strand=offers.value if offers is not None else "",
            waiting=str(wait.by),
            for_agency=str(parties[1]) if len(parties) > 1 else "",
            outcome=wait.outcome,
            **_span(case, wait.start, wait.end, wait.length),
            grade=grade.value if grade is not None else "",
            severity=Severity.S2.value if grade is not None else "",
            standard=wait.standard,
            limit_s=wait.limit_s,
            **_with_whom(case, wait.subject, wait.by, _window_of(case, wait)),
            evidence=case.weakest(wait.entries).value,
            entries=said(wait.entries),
            **shared,
        )


def _window_of(case: Case, wait: Wait) -> tuple[Window, Window]:
    return wait.start.window, case.horizon if wait.end is None else wait.end.window


def _offer_wait(case: Case, offer: Handover, shared: dict[str, Any]) -> WaitRow:
    """An offer waits for a decision as a request waits for an answer."""
    end = case.horizon if offer.end is None else offer.end.window
    return WaitRow(
        key=f"{HANDOVER}/{offer.key}",
        subject=offer.subject,
        kind=HANDOVER,
        why=DECISION,
        strand=offer.strand.value,
        waiting=str(offer.by),
        for_agency=str(offer.to or ""),
        outcome=offer.outcome,
        **_span(case, offer.start, offer.end),
        grade="",
        severity="",
        standard="",
        limit_s=None,
        **_with_whom(case, offer.subject, offer.by, (offer.start.window, end)),
        evidence=case.weakest(offer.entries).value,
        entries=said(offer.entries),
        **shared,
    )


def _handover(case: Case, offer: Handover, shared: dict[str, Any]) -> HandoverRow:
    return HandoverRow(
        key=offer.key,
        subject=offer.subject,
        strand=offer.strand.value,
        offered_by=str(offer.by),
        offered_to=str(offer.to or ""),
        offered_how=offer.how,
        held_by=said(offer.held_by),
        outcome=offer.outcome,
        answered_by=said(offer.answered_by),
        **_span(case, offer.start, offer.end),
        evidence=case.weakest(offer.entries).value,
        entries=said(offer.entries),
        **shared,
    )


def _finding(case: Case, finding: Finding, shared: dict[str, Any]) -> FindingRow:
    found = finding.found
    nowhere = Window(FIRST_S, LAST_S)
    start = nowhere if found.start is None else found.start.window
    end = case.horizon if found.end is None else found.end.window
    return FindingRow(
        key=finding.id,
        subject=found.subject,
        code=finding.code,
        name=finding.name,
        severity=finding.severity.value,
        grade=found.grade.value,
        strands=said(found.strands),
        parties=said(found.parties),
        is_open=found.end is None,
        **ends(start, end),
        min_s=None if found.length is None else found.length.min_s,
        max_s=None if found.length is None else found.length.max_s,
        standard=finding.standard_reference,
        limit_s=found.limit_s,
        evidence=finding.evidence.value,
        sentence=found.sentence,
        settle=found.settle,
        answers=len(finding.answers),
        entries=said(found.entries),
        **shared,
    )


def _with_whom(
    case: Case, subject: str, agency: Agency, within: tuple[Window, Window]
) -> dict[str, Any]:
    """How long an agency was with the person, and held detention, within a time; how many came."""
    visits = [
        (visit.start.window, visit.end_window(case.horizon), visit.people)
        for visit in case.timeline.presence.visits
        if visit.subject == subject and agency.matches(visit.agency)
    ]
    met = [people for start, end, people in visits if _meets((start, end), within)]
    present = _within([(start, end) for start, end, _ in visits], within)
    held = _within(
        [
            (span.start.window, span.end_window(case.horizon))
            for span in case.timeline.spans(subject, Strand.DET)
            if any(agency.matches(holder) for holder in span.holders)
        ],
        within,
    )
    return {
        "people": max(met, default=None),
        "present_min_s": present.min_s,
        "present_max_s": present.max_s,
        "detaining_min_s": held.min_s,
        "detaining_max_s": held.max_s,
    }


def _meets(stretch: tuple[Window, Window], within: tuple[Window, Window]) -> bool:
    """Whether two stretches may have an instant in common."""
    return (
        stretch[0].earliest_s <= within[1].latest_s and within[0].earliest_s <= stretch[1].latest_s
    )


def _within(stretches: Iterable[tuple[Window, Window]], within: tuple[Window, Window]) -> Length:
    """How much of a time the stretches cover: surely, and at most."""
    start, end = within
    near = [each for each in stretches if _meets(each, within)]
    sure = merged(
        (max(one.latest_s, start.latest_s), min(two.earliest_s, end.earliest_s))
        for one, two in near
    )
    widest = merged(
        (max(one.earliest_s, start.earliest_s), min(two.latest_s, end.latest_s))
        for one, two in near
    )
    is_known = all(first_s > FIRST_S and last_s < LAST_S for first_s, last_s in widest)
    return Length(seconds(sure), seconds(widest) if is_known else None)
