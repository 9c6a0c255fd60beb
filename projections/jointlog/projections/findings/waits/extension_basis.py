"""F-WAIT-14."""

from collections.abc import Iterator
from typing import Final

from jointlog.domain.events.assessment import AssessmentDelayed, DelayGround
from jointlog.domain.events.conveyance import ArrivedAtPlaceOfSafety
from jointlog.domain.events.powers import DetentionExtended, ExtensionCondition
from jointlog.domain.events.shared import PlaceKind
from jointlog.domain.incident import Statement
from jointlog.domain.incident.clocks import Ending, of_standard
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, exceeds, versus
from jointlog.projections.reading.sequence import (
    may_follow,
    maybe_after,
    of_subject,
    says_it_follows,
    versions,
)

CODE = "F-WAIT-14"
NOT_OF_THE_PERSON: Final = (ExtensionCondition.OTHER, ExtensionCondition.UNKNOWN)
OTHER_GROUNDS: Final = (DelayGround.ASSESSOR, DelayGround.BED, DelayGround.INTERPRETER)
SHORTAGES: Final = ("amhp_unavailable", "no_bed_found", "assessment_delayed")
PLACES: Final = ("arrived_at_place_of_safety", "transferred_between_places_of_safety")
RANK: Final = {Grade.DEFINITE: 0, Grade.POSSIBLE: 1, Grade.INDETERMINATE: 2}

Reason = tuple[Grade, str, tuple[Statement, ...]]


@detector(CODE, Severity.S1)
def extension_basis(case: Case) -> Iterator[Found]:
    """Report each extension of detention whose recorded ground, time or approval stands out.

    What it finds: an extension recorded after the 24 hours; at a police station without a
    superintendent's approval; after the assessment was concluded; or with no condition of the
    person as its ground where want of a bed or an assessor is recorded.

    Why it matters: detention rests on the extension from then on.

    When it is wrong to raise it: the ground is worded freely and means a condition of the person
    (so ground alone is possible at most); the law of the day and place knows no extension. Where
    the times allow that the assessment was concluded only afterwards, it is possible.

    Example: arrival 10:00, no bed found 20:00, extended 09:30 the next day, ground "other".

    Source: field dossier §1.3 (S02L, S06, S08), §4.2.
    """
    windows = {
        run.end.entries[0]: run
        for run in of_standard(case.runs, CODE)
        if run.ending is Ending.STOPPED and run.end is not None
    }
    if not case.protocol.for_finding(CODE):
        return
    for statement in case.named("detention_extended"):
        reasons = [*_station(case, statement), *_ground(case, statement)]
        run = windows.get(statement.version)
        late = exceeds(run, case) if run is not None else None
        if run is not None and late is not None and run.limit_s is not None:
            told = f"recorded {run.length(case.horizon)} after it began"
            start = case.by_version[run.start.entries[0]]
            reasons.append((late, f"{told}; {versus(run.standard, run.limit_s)}", (start,)))
        if reasons:
            yield _found(case, statement, reasons)


def _found(case: Case, statement: Statement, reasons: list[Reason]) -> Found:
    reasons = sorted(reasons, key=lambda reason: RANK[reason[0]])
    grade = reasons[0][0]
    standards = case.protocol.for_finding(CODE)
    return Found(
        subject=statement.subject,
        sentence=(
            "an extension of detention is recorded: " + "; ".join(text for _, text, _ in reasons)
        ),
        grade=grade,
        entries=versions(statement, *(source for _, _, sources in reasons for source in sources)),
        start=case.bound_of(statement),
        strands=(Strand.DET,),
        parties=(statement.actor,),
        standard=standards[0],
        limit_s=standards[0].limit_s,
        settle=(
            "" if grade is Grade.DEFINITE else "the form of the extension: its ground and approval"
        ),
    )


def _station(case: Case, statement: Statement) -> Iterator[Reason]:
    """At a police station: what is recorded of a superintendent's approval."""
    assert isinstance(statement.fact, DetentionExtended)
    places = [
        place
        for place in of_subject(case, statement.subject, *PLACES)
        if case.is_after(case.bound_of(statement), case.bound_of(place))
    ]
    last = places[-1] if places else None
    if last is None or not isinstance(last.fact, ArrivedAtPlaceOfSafety):
        return
    if last.fact.kind is not PlaceKind.POLICE_STATION:
        return
    if statement.fact.superintendent_approved is False:
        yield Grade.DEFINITE, "at a police station, a superintendent not having approved", (last,)
    elif statement.fact.superintendent_approved is None:
        yield Grade.POSSIBLE, "at a police station, no superintendent's approval recorded", (last,)


def _ground(case: Case, statement: Statement) -> Iterator[Reason]:
    """What the record says of the ground besides the condition of the person."""
    assert isinstance(statement.fact, DetentionExtended)
    subject = statement.subject
    done = [
        s
        for s in of_subject(case, subject, "assessment_concluded")
        if may_follow(case, statement, s)
    ]
    sure = [s for s in done if _is_surely_before(case, s, statement)]
    if sure:
        yield Grade.DEFINITE, "the assessment is recorded as concluded before it", (sure[-1],)
    elif done:
        yield Grade.POSSIBLE, "the assessment may have been concluded before it", (done[-1],)
    if statement.fact.reason_condition not in NOT_OF_THE_PERSON:
        return
    short = [
        s
        for s in of_subject(case, subject, *SHORTAGES)
        if may_follow(case, statement, s) and _is_shortage(s)
    ]
    if short:
        told = f"no condition of the person recorded as its ground, and {_named(short[-1])} before"
        yield Grade.POSSIBLE, told, (short[-1],)


def _is_surely_before(case: Case, earlier: Statement, later: Statement) -> bool:
    """Whether it comes before, and not at the same instant or minute."""
    is_before = not maybe_after(earlier.window, later.window)
    return is_before or says_it_follows(case, later, earlier)


def _is_shortage(statement: Statement) -> bool:
    fact = statement.fact
    return not isinstance(fact, AssessmentDelayed) or fact.ground in OTHER_GROUNDS


def _named(statement: Statement) -> str:
    fact = statement.fact
    if isinstance(fact, AssessmentDelayed):
        return f"a delay for want of {str(fact.ground).replace('_', ' ')}"
    return "no bed found" if statement.name == "no_bed_found" else "no AMHP available"
