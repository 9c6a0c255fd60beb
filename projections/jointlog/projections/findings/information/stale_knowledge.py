"""F-KNOW-01."""

from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from jointlog.domain.events.contact import CriticalInformationFoundNotPassedOn
from jointlog.domain.incident import Statement
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import Agency, AgencyKind, EvidenceGrade, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.knowing.knowledge import How, Known, knowledge
from jointlog.projections.knowing.learning import DETAIL_FIELDS, ITEM_FIELDS
from jointlog.projections.reading.hazard import hazards_in, valued
from jointlog.projections.reading.sequence import is_one_of, joined

CODE = "F-KNOW-01"
DECISIONS: Final = (
    "assessment_concluded",
    "attendance_declined",
    "call_graded",
    "detention_authority_ended",
    "force_used",
    "incident_closed_without_attendance",
    "person_arrested",
    "rcrp_threshold_assessed",
    "request_cancelled",
    "request_declined",
    "restraint_started",
    "risk_plan_agreed",
    "s136_power_not_used",
    "s136_power_used",
)
OUTSIDE: Final = (AgencyKind.FAMILY, AgencyKind.PUBLIC, AgencyKind.OVERSIGHT)
NOT_THEN: Final = (
    EvidenceGrade.RETROSPECTIVE,
    EvidenceGrade.STATEMENT,
    EvidenceGrade.HEARSAY,
    EvidenceGrade.INFERRED,
)


@detector(CODE, Severity.S2)
def stale_knowledge(case: Case) -> Iterator[Found]:
    """Report each decision made before a hazard recorded elsewhere reached who decided.

    What it finds: a decision of one agency, where another had recorded a weapon, violence or
    self-harm longer before than the threshold, nothing shows that who decided knew of it, and it is
    recorded as told to them only afterwards (possible); or an entry that says that what was held
    since then did not reach them (definite).

    Why it matters: the decision is fairly judged by what was known to who made it.

    When it is wrong to raise it: the item was written down later than it happened (entries from
    memory, statements and late entries count only from when they were first written); it was told
    by word of mouth before. Only the first such decision of an agency is reported.

    Example: a ward records threats to kill at 10:00; at 10:20 police grade the call; at 10:40 the
    ward tells them.

    Source: field dossier §4.3 and §7.2; threshold [proposal].
    """
    decisions = case.named(*DECISIONS)
    reported: set[tuple[str, str, str]] = set()
    for statement in case.named("critical_information_found_not_passed_on"):
        yield from _outright(case, statement, decisions, reported)
    wanted = _wanted(case, decisions)
    for (subject, hazard), known in _by_hazard(case, wanted).items():
        told = _first_of_each(known)
        then = _first_of_then(case, known)
        for decision in decisions:
            key = (str(decision.actor), subject, hazard)
            if decision.subject != subject or key in reported:
                continue
            after = _told_after(told, decision)
            before = None if after is None else _held_before(case, then, decision)
            if after is not None and before is not None:
                reported.add(key)
                yield _found(case, decision, hazard, before, after)


Key = tuple[str, str]
"""A person and a hazard."""


def _wanted(case: Case, decisions: list[Statement]) -> set[Key]:
    """The hazards that may have been told to who decided after the decision, and not before.

    A first look at the entries, so that the knowledge of all is read only where it is needed.
    """
    named: dict[Key, list[Statement]] = {}
    for statement in case.named(*ITEM_FIELDS) if decisions else ():
        for hazard in hazards_in(_items(statement)):
            named.setdefault((statement.subject, hazard), []).append(statement)
    last_s = {key: max(s.window.earliest_s for s in told) for key, told in named.items()}
    return {
        key
        for key, statements in named.items()
        for decision in decisions
        if last_s[key] > decision.window.latest_s
        and decision.subject == key[0]
        and _may_be_late(statements, decision)
    }


def _items(statement: Statement) -> Iterator[str]:
    value: str | tuple[str, ...] = getattr(statement.fact, ITEM_FIELDS[statement.name])
    detail = getattr(statement.fact, DETAIL_FIELDS.get(statement.name, ""), "")
    for item in (value,) if isinstance(value, str) else value:
        yield valued(item, detail)


def _may_be_late(statements: list[Statement], decision: Statement) -> bool:
    """Whether others named the hazard before it, and perhaps told who decided after it."""
    who = decision.actor
    is_before = is_after = False
    for statement in statements:
        to = getattr(statement.fact, "to", None)
        is_own = statement.actor.matches(who)
        is_told = isinstance(to, Agency) and to.matches(who)
        if statement.window.earliest_s > decision.window.latest_s:
            is_after = is_after or (not is_own and (is_told or not isinstance(to, Agency)))
        elif is_own or is_told:
            return False
        else:
            is_before = True
    return is_before and is_after


def _by_hazard(case: Case, wanted: set[Key]) -> dict[Key, list[Known]]:
    """What agencies had of each person and hazard, in the order they surely had it."""
    found: dict[Key, list[Known]] = {}
    for known in knowledge(case).known if wanted else ():
        for hazard in hazards_in([valued(known.item, known.detail)]) if known.is_item else ():
            if (known.subject, hazard) in wanted:
                found.setdefault((known.subject, hazard), []).append(known)
    return found


def _first_of_each(known: Iterable[Known]) -> dict[Agency, Known]:
    """The first that each agency may have had."""
    found: dict[Agency, Known] = {}
    for each in sorted(known, key=lambda known: known.when.earliest_s):
        found.setdefault(each.agency, each)
    return found


def _first_of_then(case: Case, known: Iterable[Known]) -> dict[Agency, Known]:
    """The first that each agency surely had, of what was not written down afterwards."""
    late = {getattr(s.fact, "late_entry", None) for s in case.named("late_entry_made")}
    found: dict[Agency, Known] = {}
    for each in known:
        if each.agency.kind not in OUTSIDE and _is_of_then(case, each, late):
            found.setdefault(each.agency, each)
    return found


def _is_of_then(case: Case, known: Known, late: set[UUID | None]) -> bool:
    """Whether it stood in a record at the time, and was not written down afterwards."""
    statement = case.by_version[known.version]
    if statement.entry.envelope.first_written_at is not None:
        return True
    return statement.evidence not in NOT_THEN and statement.entry.event_id not in late


def _told_after(told: dict[Agency, Known], decision: Statement) -> Known | None:
    """The telling by which who decided first had it, where that is surely after the decision."""
    own = [known for agency, known in told.items() if agency.matches(decision.actor)]
    if not own or any(known.when.earliest_s <= decision.window.latest_s for known in own):
        return None
    return next((known for known in own if known.how is How.TOLD), None)


def _held_before(case: Case, then: dict[Agency, Known], decision: Statement) -> Known | None:
    """What another agency surely had longer before the decision than the threshold."""
    for agency, known in then.items():
        length = Length.between(known.when, decision.window)
        is_long = judge(length, case.limit_s(CODE, "stale")) is Grade.DEFINITE
        if is_long and not agency.matches(decision.actor):
            return known
    return None


def _found(case: Case, decision: Statement, hazard: str, earlier: Known, told: Known) -> Found:
    length = Length.between(earlier.when, decision.window)
    what = decision.name.replace("_", " ")
    return Found(
        subject=decision.subject,
        sentence=(
            f'{earlier.agency} had recorded {hazard} ("{earlier.item}") {length} before a '
            f"decision of {decision.actor} ({what}); it is recorded as told to "
            f"{decision.actor} only afterwards"
        ),
        grade=Grade.POSSIBLE,
        entries=joined((decision.version, earlier.version, told.version)),
        start=case.bound_of(case.by_version[earlier.version]),
        end=case.bound_of(decision),
        length=length,
        strands=(Strand.INFO,),
        parties=(decision.actor, earlier.agency),
        limit_s=case.limit_s(CODE, "stale"),
        settle=f"radio or telephone records of what {decision.actor} was told before",
    )


def _outright(
    case: Case,
    statement: Statement,
    decisions: list[Statement],
    reported: set[tuple[str, str, str]],
) -> Iterator[Found]:
    """What a review says was held, since when, and did not reach who then decided."""
    fact = statement.fact
    assert isinstance(fact, CriticalInformationFoundNotPassedOn)
    if fact.held_since is None:
        return
    limit_s = case.limit_s(CODE, "stale")
    for decision in decisions:
        length = Length.between(fact.held_since.window, decision.window)
        is_about = decision.subject == statement.subject
        key = (str(decision.actor), decision.subject, fact.item)
        if not is_about or not is_one_of(decision.actor, fact.intended_for) or key in reported:
            continue
        if judge(length, limit_s) is Grade.DEFINITE:
            reported.add(key)
            yield Found(
                subject=decision.subject,
                sentence=(
                    f'"{fact.item}", held by {fact.held_by or "an agency not named"}, is recorded '
                    f"as not having reached {decision.actor}, which decided "
                    f"({decision.name.replace('_', ' ')}) {length} later"
                ),
                grade=Grade.DEFINITE,
                entries=joined((decision.version, statement.version)),
                end=case.bound_of(decision),
                length=length,
                strands=(Strand.INFO,),
                parties=(
                    decision.actor,
                    *((fact.held_by,) if fact.held_by is not None else ()),
                ),
                limit_s=limit_s,
            )
