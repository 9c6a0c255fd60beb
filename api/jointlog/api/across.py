"""Questions across incidents: findings by kind, agency, strand, period and length; patterns."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from jointlog.api.cursor import read_cursor, write_cursor
from jointlog.api.door import Reading, only_known_questions
from jointlog.api.etag import is_known, not_modified, tag_of, tagged
from jointlog.api.incidents import NOT_MODIFIED
from jointlog.api.openapi import refusals
from jointlog.api.questions import (
    LIMIT,
    ClassAsked,
    Cursor,
    Limit,
    PersonAsked,
    checked_code,
    finding_filter,
)
from jointlog.api.shapes import FindingsPage, UnreadableIncidentView
from jointlog.api.shapes_review import PatternsView
from jointlog.api.views import finding_row_view, patterns_view
from jointlog.projections.asked import Filter, FindingRow, Page, Place
from jointlog.projections.patterns.across_incidents import equality_monitor, repeat_pattern
from jointlog.projections.patterns.plain_patterns import shown_rates

READ = refusals(400, 401, 403, 503) | NOT_MODIFIED

router = APIRouter(tags=["across incidents"], dependencies=[Depends(only_known_questions)])


@router.get("/findings", response_model=FindingsPage, responses=READ)
def find_across(
    visit: Reading,
    asked: Annotated[Filter, Depends(finding_filter)],
    limit: Limit = LIMIT,
    cursor: Cursor = "",
) -> Response:
    """Query findings of all incidents that the key may read, each under its own protocol.

    Where they differ, each also as known at its own end, and as established later.
    """
    tag = tag_of(visit, f"log@{visit.door.log.head()}")
    bound_to = ("findings", asked, visit.holder.agency, visit.holder.scope)
    after = _after(cursor, bound_to)
    if is_known(visit, tag):
        return not_modified(tag)
    page = visit.door.across.findings(asked, after, limit, visit.visible_to, with_variants=True)
    answer = FindingsPage(
        position=page.position,
        next=_next(page.last, bound_to),
        unreadable=_unreadable(page),
        findings=[finding_row_view(row) for row in page.rows],
    )
    return tagged(answer, tag)


@router.get("/patterns", response_model=PatternsView, responses=READ)
def find_patterns(visit: Reading, person: PersonAsked = "", code: ClassAsked = "") -> Response:
    """Query what repeats for one person across incidents, and how often force and waits are found.

    A pseudonym that only numbers the people of an incident (P1) links nothing. Small numbers are
    kept back. Rates by group need a list of who belongs to which: see `jointlog patterns`.
    """
    checked_code(code)
    tag = tag_of(visit, f"log@{visit.door.log.head()}")
    if is_known(visit, tag):
        return not_modified(tag)
    seen, position = visit.door.across.seen(visit.visible_to)
    repeats = [row for row in repeat_pattern(seen) if row.is_asked(person, code)]
    rates = shown_rates(equality_monitor(seen, group_of=_no_group))
    asked = [rate for rate in rates if code in ("", rate.code)]
    return tagged(patterns_view(position, repeats, asked), tag)


def _no_group(_incident: str, _subject: str) -> None:
    """The log does not record of which group a person is."""


def _after(cursor: str, asked: object) -> Place | None:
    return read_cursor(cursor, asked) if cursor else None


def _next(last: Place | None, asked: object) -> str | None:
    return None if last is None else write_cursor(last, asked)


def _unreadable(page: Page[FindingRow]) -> list[UnreadableIncidentView]:
    return [
        UnreadableIncidentView(incident=incident, problem=problem)
        for incident, problem in page.unreadable
    ]
