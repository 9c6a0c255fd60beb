"""Picture: what one agency had at a moment, and what others had that it is not recorded as having.

Set against an agency are only items about the persons that it had to do with, and only those that
some other agency had while it still did: with the person, asking or asked, or recording. What was
learnt after its part had ended is counted, not listed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from jointlog.domain.errors import NotFoundError
from jointlog.domain.incident import Request
from jointlog.domain.time import LAST_S, Window
from jointlog.domain.vocabulary import Agency
from jointlog.projections.case import Case
from jointlog.projections.knowing.knowledge import Hole, Knowledge, knowledge
from jointlog.projections.knowing.learning import Known


@dataclass(frozen=True, slots=True)
class Part:
    """From when to when an agency had to do with a person; ``end`` is the last that says so."""

    subject: str
    start: Window
    end: Window


@dataclass(frozen=True, slots=True)
class Picture:
    """What one agency had at a moment.

    Attributes:
        agency: who.
        at_s: the moment (UTC seconds).
        parts: what it had to do with each person by then.
        had: what it surely or possibly had, in the order it learnt it.
        lacked: what others had while it had to do with the person, and it not surely.
        later: how many items others came to have only after that.

    """

    agency: Agency
    at_s: int
    parts: tuple[Part, ...]
    had: tuple[Known, ...]
    lacked: tuple[Hole, ...]
    later: int


def picture(case: Case, agency: Agency, at_s: int | None = None) -> Picture:
    """What an agency had at a moment, or at the end of the record.

    Raises:
        NotFoundError: the record does not name the agency; names those that it does.

    """
    held = knowledge(case)
    _known_agency(case, held, agency)
    moment = held.end_s if at_s is None else at_s
    parts = {part.subject: part for part in _parts(case, held, agency, moment)}
    missing = [hole for hole in held.holes(moment) if agency.matches(hole.agency)]
    lacked = tuple(
        hole
        for hole in missing
        if min(each.when.latest_s for each in hole.held_by) <= parts[hole.subject].end.latest_s
    )
    return Picture(
        agency=agency,
        at_s=moment,
        parts=tuple(parts.values()),
        had=tuple(held.knew(agency, moment)),
        lacked=lacked,
        later=len(missing) - len(lacked),
    )


def _known_agency(case: Case, held: Knowledge, agency: Agency) -> None:
    named = {known.agency for known in held.known} | {each.agency for each in held.engaged}
    named |= {statement.entry.agency for statement in case.statements}
    if not any(agency.matches(each) for each in named):
        names = sorted(str(each) for each in named)
        near = get_close_matches(str(agency), names, n=1)
        hint = f"did you mean {near[0]}?" if near else f"it names {', '.join(names) or 'none'}"
        raise NotFoundError(f"the record of {case.incident} does not name {agency}; {hint}")


def _parts(case: Case, held: Knowledge, agency: Agency, at_s: int) -> Iterator[Part]:
    """By person: from first being with, asking or being asked, to the last that says so."""
    begun: dict[str, Window] = {}
    for each in held.engaged:
        if agency.matches(each.agency) and each.since.earliest_s <= at_s:
            first = begun.setdefault(each.subject, each.since)
            begun[each.subject] = min(first, each.since, key=_earliest_s)
    for subject, start in begun.items():
        yield Part(subject, start, max(_ends(case, agency, subject, start), key=_latest_s))


def _ends(case: Case, agency: Agency, subject: str, start: Window) -> Iterator[Window]:
    yield start
    for visit in case.timeline.presence.visits:
        if visit.subject == subject and agency.matches(visit.agency):
            yield visit.end_window(case.horizon)
    for request in case.timeline.requests.all:
        if request.subject == subject and _is_of(request, agency):
            yield case.horizon if request.end is None else request.end.window
    for statement in case.statements:
        is_own = agency in (statement.entry.agency, statement.actor)
        if statement.subject == subject and is_own and statement.window.latest_s < LAST_S:
            yield statement.window


def _is_of(request: Request, agency: Agency) -> bool:
    parties = (request.by, request.to)
    return any(each is not None and agency.matches(each) for each in parties)


def _earliest_s(window: Window) -> int:
    return window.earliest_s


def _latest_s(window: Window) -> int:
    return window.latest_s
