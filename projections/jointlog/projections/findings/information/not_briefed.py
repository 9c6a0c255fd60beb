"""F-INFO-05."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from jointlog.domain.asking import RequestKind
from jointlog.domain.events.information import InformationFoundIncomplete
from jointlog.domain.events.requests import AssistanceRequested
from jointlog.domain.incident import Outcome, Request, Statement
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.knowing.knowledge import Awareness, Knowledge, Known, knowledge
from jointlog.projections.reading.hazard import hazards_in, valued
from jointlog.projections.reading.sequence import joined, maybe_after, of_subject, visits_of

CODE = "F-INFO-05"
GOING: Final = (
    RequestKind.AMBULANCE_TREAT,
    RequestKind.POLICE,
    RequestKind.AMHP,
    RequestKind.S12_DOCTOR,
    RequestKind.HEALTHCARE_PROFESSIONAL,
    RequestKind.HART,
    RequestKind.FIRE,
)
"""Who is asked goes to the person; conveyance given to another agency is F-DELEG-01."""


@detector(CODE, Severity.S1)
def not_briefed(case: Case) -> Iterator[Found]:
    """Report each worker who reached the person at another's request without the risk it knew.

    What it finds: a request in which no facts are recorded as given, answered by somebody coming,
    where the asker is recorded as having known of a weapon, violence or self-harm before it asked,
    nothing shows that the one who came knew, and no one of the asker's was with the person to
    tell (possible); or an entry of the one who came that says what it was not told (definite).

    Why it matters: who goes to a person goes by what they were told of the danger.

    When it is wrong to raise it: the briefing was by word of mouth (so it is not raised where the
    asker's people were there, and is possible at most); the one who came had a call of their own.

    Example: at 10:00 a check shows a weapon marker; at 10:05 police ask for a doctor, no facts
    recorded; the doctor arrives at 10:40 with no police there.

    Source: field dossier §4.3.
    """
    had: Knowledge | None = None
    for request in case.timeline.requests.all:
        came = _came(case, request)
        if came is None:
            continue
        outright = _outright(case, request, came)
        if outright is not None:
            told = f"it is recorded that {came.actor} was not given: {_said(outright)}"
            yield _found(case, request, came, told, (outright.version,))
        elif _is_bare(case, request) and not _can_tell(case, request, came):
            had = had or _of_hazards(knowledge(case))
            known = _untold(had, request, came)
            if known:
                told = f"no telling of {came.actor} is recorded of: {', '.join(known)}"
                entries = tuple(each.version for each in known.values())
                found = _found(case, request, came, told, entries)
                settle = f"radio or telephone records of what {came.actor} was told"
                yield replace(found, grade=Grade.POSSIBLE, settle=settle)


def _came(case: Case, request: Request) -> Statement | None:
    """Whose coming answered the request."""
    if request.kind not in GOING or request.ended is not Outcome.ATTENDED or request.end is None:
        return None
    came = case.by_version[request.end.entries[0]]
    return None if came.actor.matches(request.by) else came


def _outright(case: Case, request: Request, came: Statement) -> Statement | None:
    """An entry of the one who came: what the asker held and did not give."""
    for statement in of_subject(case, request.subject, "information_found_incomplete"):
        assert isinstance(statement.fact, InformationFoundIncomplete)
        holder = statement.fact.held_by
        is_holder = holder is not None and holder.matches(request.by)
        if is_holder and statement.actor.matches(came.actor):
            return statement
    return None


def _said(statement: Statement) -> str:
    assert isinstance(statement.fact, InformationFoundIncomplete)
    return ", ".join(statement.fact.items_missing)


def _is_bare(case: Case, request: Request) -> bool:
    """Whether no entry of the request gives a fact or its words."""
    asked = [case.by_version[version].fact for version in (request.version, *request.repeats)]
    return not any(
        isinstance(fact, AssistanceRequested) and (fact.facts_given or fact.words) for fact in asked
    )


def _can_tell(case: Case, request: Request, came: Statement) -> bool:
    """Whether the asker's people were with the person, or who came took a call of its own."""
    called = of_subject(case, request.subject, "contact_received")
    if any(contact.actor.matches(came.actor) for contact in called):
        return True
    return any(
        visit.agency.matches(request.by)
        and maybe_after(came.window, visit.start.window)
        and maybe_after(visit.end_window(case.horizon), came.window)
        for visit in visits_of(case, request.subject)
    )


def _untold(had: Knowledge, request: Request, came: Statement) -> dict[str, Known]:
    """The hazards that the asker surely knew when it asked, and who came is not known to know."""
    asked_s, came_s = request.start.window.earliest_s, came.window.latest_s
    told = {hazard for known in _had(had, came.actor, came_s, request) for hazard in _in(known)}
    known: dict[str, Known] = {}
    for each in _had(had, request.by, asked_s, request):
        if each.state(asked_s) is Awareness.SURELY:
            known |= {hazard: each for hazard in _in(each) if hazard not in (told | set(known))}
    return known


def _of_hazards(had: Knowledge) -> Knowledge:
    """What is known of hazards."""
    return replace(had, known=tuple(filter(_in, had.known)))


def _had(had: Knowledge, agency: Agency, at_s: int, request: Request) -> list[Known]:
    return [known for known in had.knew(agency, at_s) if known.subject == request.subject]


def _in(known: Known) -> list[str]:
    return hazards_in([valued(known.item, known.detail)] if known.is_item else [])


def _found(
    case: Case, request: Request, came: Statement, told: str, entries: tuple[int, ...]
) -> Found:
    asked = request.kind.replace("_", " ")
    return Found(
        subject=request.subject,
        sentence=f"{came.actor} came on the request ({asked}) of {request.by}; {told}",
        grade=Grade.DEFINITE,
        entries=joined((request.version,), entries, (came.version,)),
        start=request.start,
        end=case.bound_of(came),
        strands=(Strand.INFO, Strand.RISK),
        parties=(request.by, came.actor),
    )
