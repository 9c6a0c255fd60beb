"""F-REC-01."""

from collections.abc import Iterator
from uuid import UUID

from jointlog.domain.events.oversight import LateEntryMade
from jointlog.domain.incident import Statement
from jointlog.domain.incident.statements import ABOUT_THE_RECORD
from jointlog.domain.time import Length, say_seconds
from jointlog.domain.vocabulary import AgencyKind
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.keeping import (
    is_gathered,
    made_late,
    own,
    recorded,
    records_as_it_goes_on,
)

CODE = "F-REC-01"


@detector(CODE, Severity.S3)
def late_entry(case: Case) -> Iterator[Found]:
    """Report each entry first written down long after what it records, with no listed reason.

    What it finds: an entry whose first writing is recorded, later after the event than the
    threshold; or, where that is not recorded, an entry that reached this log so late although most
    of its agency's entries in the incident reached it in time.

    Why it matters: what is written days later is memory, and may know what came of it.

    When it is wrong to raise it: it is a statement, evidence or a report, which are late by design;
    the whole record was gathered afterwards, so that nothing of it was made in time; an entry gives
    a reason that is on the list of the protocol. Another reason is shown, and clears nothing.

    Example: a struggle on 1 March is first written down on 3 March, and no reason is recorded.

    Source: field dossier §4.5 and §7.2; threshold and list of reasons [proposal].
    """
    limit_s, least = case.limit_s(CODE, "late"), case.limit_s(CODE, "live")
    candidates = [statement for statement in case.statements if _may_be_late(statement, limit_s)]
    if not candidates:
        return
    reasons = _reasons(case)
    live = {
        agency for agency, made in own(case).items() if records_as_it_goes_on(made, least, limit_s)
    }
    for statement in candidates:
        agency = statement.entry.agency
        first = statement.entry.envelope.first_written_at
        is_judged = first is not None or agency in live
        said = reasons.get(statement.entry.event_id, [])
        is_cleared = any(case.protocol.late_reason(why) for _, why in said)
        if not is_judged or _is_late_by_design(statement) or is_cleared:
            continue
        written = first.window if first is not None else recorded(statement)
        length = Length.between(statement.window, written)
        grade = judge(length, limit_s)
        if grade is None:
            continue
        what = "first written down" if first is not None else "recorded in this log"
        yield Found(
            subject=statement.subject,
            sentence=(
                f"{agency}'s entry ({statement.name.replace('_', ' ')}) is {what} {length} after "
                f"what it records (threshold {say_seconds(limit_s)}); {_told(said)}"
            ),
            grade=grade,
            entries=(statement.version, *(version for version, _ in said)),
            start=case.bound_of(statement),
            length=length,
            parties=(agency,),
            limit_s=limit_s,
            settle=(
                "" if grade is Grade.DEFINITE else "when it happened and when it was first written"
            ),
        )


def _may_be_late(statement: Statement, limit_s: int) -> bool:
    """A cheap first look: a writing of its own, or recorded here beyond the threshold."""
    at_s = statement.entry.recorded_at_ms // 1000
    is_far = at_s - statement.window.earliest_s > limit_s
    return is_far or statement.entry.envelope.first_written_at is not None


def _is_late_by_design(statement: Statement) -> bool:
    is_review = statement.entry.agency.kind is AgencyKind.OVERSIGHT
    return is_review or is_gathered(statement) or isinstance(statement.fact, ABOUT_THE_RECORD)


def _told(reasons: list[tuple[int, str]]) -> str:
    """What is recorded of why it is late."""
    if not reasons:
        return "no reason is recorded"
    said = " and ".join(f'"{why}"' for _, why in reasons)
    return f"the reason recorded, {said}, is not on the list of reasons"


def _reasons(case: Case) -> dict[UUID, list[tuple[int, str]]]:
    """The reasons recorded for the lateness of each entry, each with the entry that gives it."""
    found: dict[UUID, list[tuple[int, str]]] = {}
    for statement in case.named("late_entry_made"):
        assert isinstance(statement.fact, LateEntryMade)
        why = statement.fact.why_late.strip()
        for name in made_late(statement) if why else ():
            found.setdefault(name, []).append((statement.version, why))
    return found
