"""F-DELEG-01."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any, Final

from jointlog.domain.asking import RequestKind
from jointlog.domain.declare import fields_of
from jointlog.domain.events.assessment import ConveyanceAuthorityDelegated
from jointlog.domain.events.contact import CriticalInformationFoundNotPassedOn
from jointlog.domain.events.conveyance import ConveyanceStarted
from jointlog.domain.events.information import InformationFoundIncomplete
from jointlog.domain.events.requests import AssistanceRequested
from jointlog.domain.incident import Outcome, Statement
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.sequence import (
    is_one_of,
    maybe_after,
    mentions,
    of_subject,
    surely_after,
    versions,
)

CODE = "F-DELEG-01"
CONVEYING: Final = (RequestKind.AMBULANCE_CONVEY, RequestKind.TRANSPORT)
RISKS: Final = {
    "absconding": re.compile(
        r"abscond|awol|escap|run(ning)? (off|away)|ran (off|away)", re.IGNORECASE
    ),
    "self-harm": re.compile(r"self.?harm|suicid|ligature|overdos|hanging", re.IGNORECASE),
    "violence": re.compile(r"violen|aggress|assault|weapon|knife|blade|firearm", re.IGNORECASE),
    "illness": re.compile(
        r"\babd\b|excited delirium|seizure|epilep|asthma|overdos|diabet", re.IGNORECASE
    ),
}
TEXTS_KEPT: Final = 4096
LISTS: Final = ("items", "risk_given", "facts_given", "markers", "information_given")
WORDS: Final = ("value_recorded", "content", "key_contents")


@detector(CODE, Severity.S1)
def delegation_without_safety_facts(case: Case) -> Iterator[Found]:
    """Report each conveyance given to another agency without a risk that the giver knew.

    What it finds: an authority to convey, or a request to convey that was answered, with which no
    passing on is recorded of a risk that the delegator's own entries, or words to it, name.

    Why it matters: a crew that does not know the risk cannot watch for it.

    When it is wrong to raise it: the delegator did not know the risk at the time, or went along on
    the journey; the facts were given by word of mouth (so without a reviewer's entry that they did
    not arrive it is possible at most).

    Example: a ward tells the AMHP of attempts to abscond at 10:00; at 11:00 the AMHP delegates the
    journey, and no information is recorded as given with it.

    Source: field dossier §4.1.
    """
    for statement in case.named("conveyance_authority_delegated", "assistance_requested"):
        to = _delegate(case, statement)
        if to is None or _goes_along(case, statement):
            continue
        missing = _missing(case, statement, to)
        found_later = _found_later(case, statement, to)
        if not (missing or found_later):
            continue
        named = [f"{risk} (entry {source.version})" for risk, source in missing.items()]
        named += [f"entry {source.version}" for source in found_later]
        yield Found(
            subject=statement.subject,
            sentence=(
                f"{statement.actor} is recorded as giving the conveyance to {to}, and no passing "
                f"on is recorded of: {', '.join(named)}"
            ),
            grade=Grade.DEFINITE if found_later else Grade.POSSIBLE,
            entries=versions(statement, *missing.values(), *found_later),
            start=case.bound_of(statement),
            strands=(Strand.CONV, Strand.INFO),
            parties=(statement.actor, to),
            settle="" if found_later else f"a record of what {to} was told of the person",
        )


def _delegate(case: Case, statement: Statement) -> Agency | None:
    """The agency that conveys for another, None where it is no such delegation."""
    match statement.fact:
        case ConveyanceAuthorityDelegated(to=to):
            return to
        case AssistanceRequested(kind=kind, to=to) if kind in CONVEYING and to is not None:
            attended = any(
                request.ended is Outcome.ATTENDED
                for request in case.timeline.requests.all
                if request.version == statement.version
            )
            return to if attended else None
        case _:
            return None


def _goes_along(case: Case, statement: Statement) -> bool:
    """Whether the delegator's own people are recorded on the journey."""
    return any(
        isinstance(journey.fact, ConveyanceStarted)
        and is_one_of(statement.actor, (journey.actor, *journey.fact.escorts))
        for journey in of_subject(case, statement.subject, "conveyance_started")
        if maybe_after(journey.window, statement.window)
    )


@cache
def _fields(cls: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of an event type that can name a risk: lists, and single texts."""
    names = {field.name for field in fields_of(cls)}
    return tuple(n for n in LISTS if n in names), tuple(n for n in WORDS if n in names)


def _may_name(statement: Statement) -> bool:
    cls: Any = type(statement.fact)
    return any(_fields(cls)) or statement.name == "person_absconded"


def _texts(statement: Statement) -> Iterator[str]:
    """What an entry says that can name a risk."""
    cls: Any = type(statement.fact)
    lists, words = _fields(cls)
    for name in lists:
        yield from getattr(statement.fact, name)
    for name in words:
        yield getattr(statement.fact, name)
    if statement.name == "person_absconded":
        yield "absconded"


def _naming(statements: Iterable[Statement]) -> dict[int, set[str]]:
    """For each entry that names a risk, which."""
    named = ((each.version, _kinds(each)) for each in statements if _may_name(each))
    return {version: kinds for version, kinds in named if kinds}


def _kinds(statement: Statement) -> set[str]:
    """The kinds of risk that an entry names."""
    found: set[str] = set()
    for text in _texts(statement):
        if text:
            found |= _named(text)
    return found


@lru_cache(maxsize=TEXTS_KEPT)
def _named(text: str) -> frozenset[str]:
    """The same text is read in each order of an incident, and each time it is asked for."""
    return frozenset(name for name, risk in RISKS.items() if mentions(risk, text))


def _missing(case: Case, statement: Statement, to: Agency) -> dict[str, Statement]:
    """Each kind of risk that the delegator knew and is not recorded as having passed on."""
    known: dict[str, Statement] = {}
    named = case.in_any_order(CODE, lambda: _naming(case.statements))
    given = {*named.get(statement.version, ())}
    for other in map(case.by_version.__getitem__, sorted(named, key=case.places.__getitem__)):
        if other.subject != statement.subject or other.version == statement.version:
            continue
        if _is_told(other, to):
            given |= named[other.version]
        elif _knows(other, statement.actor) and surely_after(statement.window, other.window):
            for kind in sorted(named[other.version]):
                known.setdefault(kind, other)
    return {name: known[name] for name in RISKS if name in known and name not in given}


def _knows(statement: Statement, agency: Agency) -> bool:
    """Whether the agency recorded it itself or was told."""
    to = getattr(statement.fact, "to", None)
    return statement.actor.matches(agency) or (isinstance(to, Agency) and to.matches(agency))


def _is_told(statement: Statement, to: Agency) -> bool:
    """Whether the delegate knows what the entry says, from whomever and whenever."""
    passed = statement.name == "information_passed_to_resources"
    return passed or _knows(statement, to)


def _found_later(case: Case, statement: Statement, to: Agency) -> list[Statement]:
    """Entries that say outright that what the delegator held did not reach the delegate."""
    return list(_outright(of_subject(case, statement.subject, *OUTRIGHT), statement, to))


OUTRIGHT: Final = ("critical_information_found_not_passed_on", "information_found_incomplete")


def _outright(found: Iterable[Statement], statement: Statement, to: Agency) -> Iterator[Statement]:
    for each in found:
        match each.fact:
            case CriticalInformationFoundNotPassedOn(
                held_by=Agency() as held_by, held_since=since_when, intended_for=intended_for
            ) if held_by.matches(statement.actor) and is_one_of(to, intended_for):
                if since_when is None or maybe_after(statement.window, since_when.window):
                    yield each
            case InformationFoundIncomplete(held_by=Agency() as held_by) if held_by.matches(
                statement.actor
            ) and each.actor.matches(to):
                yield each
            case _:
                continue
