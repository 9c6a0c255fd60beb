"""F-CAD-01."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from jointlog.domain.events.information import CareContactKind, CareContactMade, ContactCadenceSet
from jointlog.domain.incident import Bound, Statement
from jointlog.domain.time import Length, say_seconds
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.reading.sequence import (
    is_of_the_time,
    joined,
    of_subject,
    people,
    versions,
)

CODE = "F-CAD-01"
STANDARD: Final = "T-AOT-CAD"
NEVER: Final = (CareContactKind.DOORSTEP, CareContactKind.ATTEMPTED)
BEGINS: Final = ("detention_authority_ended", "follow_up_arranged")
READ: Final = (
    "contact_cadence_set",
    "care_contact_made",
    "care_contact_missed",
    "patient_received_at_hospital",
    "detention_authority_ended",
    "follow_up_arranged",
    "serious_injury_or_death_recorded",
)


@dataclass(slots=True)
class _Gap:
    """From the last contact that counts; ``empty`` are contacts in it that do not."""

    start: Bound
    by: Agency
    interval_s: int | None
    counts: CareContactKind | None = None
    empty: list[Statement] = field(default_factory=list)
    exceeded: Grade | None = None  # under a cadence that was changed meanwhile
    then_s: int | None = None  # the cadence after that change
    is_sure: bool = True  # whether its start is surely a contact that counts

    @property
    def is_unset(self) -> bool:
        """Whether no cadence is set and no contact is recorded since."""
        return self.interval_s is None and not self.empty


@detector(CODE, Severity.S2)
def contact_cadence_exceeded(case: Case) -> Iterator[Found]:
    """Report each stretch without a substantive contact that is longer than the cadence set.

    What it finds: from one contact that counts (or the cadence being set) to the next, or to the
    end of the record, longer than the interval that the team set. Contact on the doorstep, attempts
    and contacts recorded as not substantive do not count. Where a team follows the person, only
    such contacts are recorded and no cadence is, it is indeterminate.

    Why it matters: visits go on, and nobody has seen how the person is.

    When it is wrong to raise it: the person was in hospital (the time there does not count); the
    cadence was changed; a contact stands in a record not yet in this one (so it is possible at
    most where nothing else shows the gap). Of two on one day it is not known which came first.

    Example: weekly cadence; seen inside on 1 May; doorstep on 8 and 15 May; seen on 22 May: 21
    days against 7.

    Source: field dossier §1.10 T-AOT-CAD, §4.2 and §6.15 (S00).
    """
    for subject in people(case, *READ):
        yield from _gaps(case, subject)


def _gaps(case: Case, subject: str) -> Iterator[Found]:
    gap: _Gap | None = None
    cadence: tuple[int, CareContactKind | None] | None = None
    is_inpatient = False
    for statement in of_subject(case, subject, *READ):
        fact, bound = statement.fact, case.bound_of(statement)
        if isinstance(fact, ContactCadenceSet):
            cadence = (fact.interval_s, fact.contact_kind_that_counts)
            begun = Bound(fact.since.window, bound.entries) if fact.since is not None else bound
            gap = _changed(gap, cadence, begun, statement.actor)
            is_inpatient = False
        elif is_inpatient and statement.name not in BEGINS:
            continue
        elif isinstance(fact, CareContactMade):
            counts = _counts(fact, gap.counts if gap is not None else None)
            if counts is False:
                if gap is not None:
                    gap.empty.append(statement)
                continue
            yield from _report(case, subject, gap, bound, sure=counts is True)
            set_s, kind = cadence or (None, None)
            gap = _Gap(bound, statement.actor, set_s, kind, is_sure=counts is True)
        elif statement.name == "care_contact_missed":
            if gap is not None:
                gap.empty.append(statement)
        elif _is_end(statement):
            yield from _report(case, subject, gap, bound)
            gap = None
            is_inpatient = True
        elif statement.name in BEGINS and (gap is None or gap.is_unset):
            set_s, kind = cadence or (None, None)
            gap = _Gap(bound, statement.actor, set_s, kind)
            is_inpatient = False
    yield from _report(case, subject, gap, None)


def _is_end(statement: Statement) -> bool:
    """In hospital, or dead: no contact is due."""
    return statement.name == "patient_received_at_hospital" or (
        statement.name == "serious_injury_or_death_recorded" and statement.text("what") == "death"
    )


def _changed(
    gap: _Gap | None, cadence: tuple[int, CareContactKind | None], at: Bound, by: Agency
) -> _Gap:
    """The gap goes on under the new cadence; what it exceeded under the old one stays."""
    if gap is None or gap.interval_s is None:
        return _Gap(at, by, *cadence)
    if gap.exceeded is None:
        gap.exceeded = judge(Length.between(gap.start.window, at.window), gap.interval_s)
    if gap.exceeded is None:
        gap.interval_s, gap.counts = cadence
    else:
        gap.then_s = cadence[0]
    return gap


def _counts(fact: CareContactMade, kind: CareContactKind | None) -> bool | None:
    """Whether a contact counts; None where whether it was substantive is not recorded."""
    if fact.substantive is False:
        return False
    if (fact.kind is not kind) if kind is not None else fact.kind in NEVER:
        return False
    return fact.substantive


def _report(
    case: Case, subject: str, gap: _Gap | None, end: Bound | None, *, sure: bool = True
) -> Iterator[Found]:
    if gap is None:
        return
    length = Length.between(gap.start.window, end.window if end is not None else case.horizon)
    judged = _judged(case, gap, length)
    if judged is None:
        return
    limit_s, grade = judged
    entries = joined(gap.start.entries, versions(*gap.empty), end.entries if end else ())
    shown = bool(gap.empty) or (end is not None and is_of_the_time(case, entries))
    if grade is Grade.DEFINITE and not (shown and sure and gap.is_sure):
        grade = Grade.POSSIBLE
    standard = next((s for s in case.protocol.for_finding(CODE) if s.id == STANDARD), None)
    measured = "threshold" if gap.interval_s is not None else "no cadence set is recorded; outreach"
    yield Found(
        subject=subject,
        sentence=(
            f"no contact that counts is recorded for {length} ({measured} {say_seconds(limit_s)}); "
            f"{len(gap.empty)} attempts, missed or doorstep contacts are recorded in that time"
        ),
        grade=grade,
        entries=entries,
        start=gap.start,
        end=end,
        length=length,
        strands=(Strand.FOLLOW,),
        parties=(gap.by,),
        standard=standard,
        limit_s=limit_s,
        settle={
            Grade.DEFINITE: "",
            Grade.POSSIBLE: "the team's own list of contacts in that time",
            Grade.INDETERMINATE: "a record of the cadence that the team had set",
        }[grade],
    )


def _judged(case: Case, gap: _Gap, length: Length) -> tuple[int, Grade] | None:
    """The interval and what exceeds it; without one set, the standard's, never definite."""
    if gap.interval_s is not None:
        grade = gap.exceeded or judge(length, gap.interval_s)
        if gap.then_s is not None and judge(length, gap.then_s) is Grade.DEFINITE:
            grade = Grade.DEFINITE  # if not under the one, then under the other
        return None if grade is None else (gap.interval_s, grade)
    warn_s = next((s.warn_s for s in case.protocol.for_finding(CODE) if s.warn_s), None)
    doorstep = [s for s in gap.empty if s.name == "care_contact_made"]
    if warn_s is None or not doorstep or judge(length, warn_s) is None:
        return None
    return warn_s, Grade.INDETERMINATE
