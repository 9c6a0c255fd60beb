"""Gaps, waits, handovers and conveyances across incidents: lists of rows, and tables of them."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field, create_model
from starlette.responses import Response

from jointlog.api.cursor import read_text_cursor, write_text_cursor
from jointlog.api.door import Reading, Visit, only_known_questions
from jointlog.api.etag import HEADERS, is_known, not_modified, tag_of
from jointlog.api.forms import MEDIA_TYPES, Form, form_of, written
from jointlog.api.incidents import NOT_MODIFIED
from jointlog.api.openapi import refusals
from jointlog.api.questions import Cursor
from jointlog.api.shapes import UnreadableIncidentView
from jointlog.api.statistics_asked import (
    LIMIT,
    LIMIT_MAX,
    ByAsked,
    ExactAsked,
    FormAsked,
    HoursAsked,
    SortAsked,
    Words,
    ZoneAsked,
    of_subjects,
    subject_named,
    words_of,
)
from jointlog.domain.errors import NotPermittedError
from jointlog.domain.store.rows.reading import Lag
from jointlog.domain.table import Column
from jointlog.projections.statistics.listing import READABLE, Listed, listed
from jointlog.projections.statistics.plain import (
    Flat,
    flat_rows,
    flat_table,
    query_text,
    table_plain,
)
from jointlog.projections.statistics.reading import ZONE, least, zone_of
from jointlog.projections.statistics.subjects import SUBJECTS, Subject
from jointlog.projections.statistics.tabling import tabled

TEXT: Final = {"schema": {"type": "string"}}
OTHER_FORMS: Final = {media: TEXT for form, media in MEDIA_TYPES.items() if form is not Form.JSON}
READ: Final = refusals(400, 401, 403, 503) | NOT_MODIFIED | {200: {"content": OTHER_FORMS}}
TYPES: Final[dict[str, Any]] = {"text": str, "integer": int, "boolean": bool}
HEADER_SAFE: Final = "".join(sorted(set(map(chr, range(0x20, 0x7F))) - {"%"}))
"""Of a query in a header only what is not ASCII, and the percent sign, is written as %XX."""
LimitAsked = Annotated[int, Query(description="Rows of a page.", ge=1, le=LIMIT_MAX)]

router = APIRouter(tags=["across incidents"], dependencies=[Depends(only_known_questions)])


class RowsPageView(BaseModel):
    """What every list of rows says beside them."""

    query: str = Field(description="What was asked, in one line.")
    position: int = Field(description="Log position that the rows rest on.")
    lag_events: int = Field(description="Positions that the rows are behind the log.")
    lag_s: float = Field(description="Seconds since the first entry behind was recorded.")
    next: str | None = Field(
        default=None, description="Cursor of the next page; absent: there is nothing more now."
    )
    unreadable: list[UnreadableIncidentView] = Field(
        description="Incidents with entries that cannot be read: their rows may be wrong."
    )


class LengthSecondsView(BaseModel):
    """A length, in seconds."""

    min_s: int = Field(description="At least.")
    max_s: int | None = Field(default=None, description="At most; absent: no bound is recorded.")


class CellView(BaseModel):
    """A cell or a total; besides, one member a dimension with its name, `all` for a total."""

    is_total: bool
    is_kept_back: bool = Field(description="Too few people, or another could be reckoned from it.")
    count: int | None = None
    total: LengthSecondsView | None = None
    median: LengthSecondsView | None = None
    p90: LengthSecondsView | None = None
    longest: LengthSecondsView | None = None
    clock: LengthSecondsView | None = Field(default=None, description="Overlaps counted once.")
    person: LengthSecondsView | None = Field(default=None, description="Times people recorded.")
    without_number: LengthSecondsView | None = Field(
        default=None, description="By the clock, where no number of people is recorded."
    )


class BlockView(BaseModel):
    """One table; what is surely and what is possibly so are tables of their own."""

    grade: str | None = Field(default=None, description="Of gaps: how sure they are.")
    cells: list[CellView]


class ControlView(BaseModel):
    """How small numbers were kept back."""

    suppress_below: int = Field(description="Counts of fewer people are kept back; 0: none is.")
    mark: str | None = Field(default=None, description="How sure that number is.")
    source: str | None = Field(default=None, description="Where that number comes from.")
    note: str


class StatsView(BaseModel):
    """Counts and lengths by one or two dimensions."""

    of: str
    by: list[str]
    query: str = Field(description="What was asked, in one line.")
    position: int = Field(description="Log position that it rests on.")
    lag_events: int = Field(description="Positions that the rows are behind the log.")
    lag_s: float = Field(description="Seconds since the first entry behind was recorded.")
    zone: str = Field(description="Whose hours, days and months count.")
    percentiles: str = Field(description="The method of median and p90.")
    control: ControlView
    tables: list[BlockView]


def _row_view(subject: Subject) -> type[BaseModel]:
    """The shape of a row, from the columns of its table."""
    fields: dict[str, Any] = {}
    for column in subject.table.columns:
        fields[column.name] = _member(column)
        if column.name in READABLE:
            fields[READABLE[column.name]] = (str | None, Field(description="The same, RFC 3339."))
    fields["version"] = (int, Field(description="Entries of the incident it rests on."))
    fields["position"] = (int, Field(description="Place in the log of the last of them."))
    fields["known_from"] = (str, Field(description="Since when this was known."))
    name = f"{subject.name.capitalize().removesuffix('s')}RowView"
    return create_model(name, __doc__=subject.table.summary, **fields)


def _member(column: Column) -> Any:
    kind = TYPES[column.kind]
    return (kind | None if column.is_optional else kind, Field(description=column.text))


def _page_view(subject: Subject) -> type[BaseModel]:
    fields: dict[str, Any] = {subject.name: (list[_row_view(subject)], ...)}  # type: ignore[misc]
    name = f"{subject.name.capitalize()}Page"
    about = f"{subject.name.capitalize()} of all incidents that the key may read."
    return create_model(name, __base__=RowsPageView, __doc__=about, **fields)


def _list_route(subject: Subject) -> Callable[..., Response]:
    words_asked = words_of(subject.name)

    def list_rows(
        *,
        visit: Reading,
        words: Annotated[Words, Depends(words_asked)],
        sort: SortAsked = "",
        limit: LimitAsked = LIMIT,
        cursor: Cursor = "",
        form: FormAsked = None,
    ) -> Response:
        asked = words.asked(subject, visit.visible_to)
        bound_to = (subject.name, asked, sort, visit.holder.agency, visit.holder.scope)
        behind = read_text_cursor(cursor, bound_to) if cursor else None
        lag = visit.door.queried.lag(visit.door.clock())
        tag = tag_of(visit, f"rows@{lag.position}of{lag.head}")
        if is_known(visit, tag):
            return not_modified(tag)
        found = listed(visit.door.queried, subject, asked, limit=limit, behind=behind, sort=sort)
        following = None if found.behind is None else write_text_cursor(found.behind, bound_to)
        query = query_text(subject.name, asked, sort=sort)
        told = {"X-Next": following} if following is not None else {}
        page = {
            "query": query,
            "position": found.position,
            **_lag(lag),
            **({} if following is None else {"next": following}),
            "unreadable": _unreadable(found),
            subject.name: [_known(row) for row in found.rows],
        }
        return _answer(
            visit, asked=form, plain=page, flat=lambda: flat_rows(found), tag=tag, told=told
        )

    list_rows.__doc__ = f"List {subject.name} of all incidents that the key may read."
    list_rows.__name__ = f"list_{subject.name}"
    return list_rows


def _lag(lag: Lag) -> dict[str, Any]:
    return {"lag_events": lag.events, "lag_s": lag.seconds}


def _known(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def _unreadable(found: Listed) -> list[dict[str, str]]:
    return [{"incident": incident, "problem": problem} for incident, problem in found.problems]


for each in SUBJECTS.values():
    router.add_api_route(
        f"/{each.name}", _list_route(each), response_model=_page_view(each), responses=READ
    )


@router.get("/stats", response_model=StatsView, responses=READ)
def count_across(
    *,
    visit: Reading,
    subject: Annotated[Subject, Depends(subject_named)],
    words: Annotated[Words, Depends(of_subjects())],
    by: ByAsked = "",
    zone: ZoneAsked = ZONE,
    hours: HoursAsked = False,
    exact: ExactAsked = False,
    form: FormAsked = None,
) -> Response:
    """Count and measure gaps, waits, handovers or conveyances by one or two dimensions.

    Counts of few people are kept back, and those from which they could be reckoned.
    """
    asked = words.asked(subject, visit.visible_to)
    if exact and visit.visible_to is not None:
        raise NotPermittedError("exact counts are for keys of reviewers and analysts")
    lag = visit.door.queried.lag(visit.door.clock())
    tag = tag_of(visit, f"rows@{lag.position}of{lag.head}")
    if is_known(visit, tag):
        return not_modified(tag)
    threshold = least()
    table = tabled(
        visit.door.queried,
        subject,
        asked,
        [name.strip() for name in by.split(",") if name.strip()],
        least=0 if exact else threshold.value,
        zone=zone_of(zone),
        with_hours=hours,
    )
    plain = {**table_plain(subject, asked, table, threshold), **_lag(lag)}
    return _answer(
        visit, asked=form, plain=plain, flat=lambda: flat_table(subject, asked, table), tag=tag
    )


def _answer(
    visit: Visit,
    *,
    asked: Form | None,
    plain: dict[str, Any],
    flat: Callable[[], Flat],
    tag: str,
    told: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    """The answer in the form asked for; what stands beside the rows in JSON is in its headers."""
    form = form_of(visit.request, asked)
    headers = {
        "ETag": tag,
        **HEADERS,
        "Vary": "Authorization, Accept",
        "X-Log-Position": str(plain["position"]),
        "X-Query": quote(plain["query"], safe=HEADER_SAFE),
        "X-Lag-Events": str(plain["lag_events"]),
        **told,
    }
    body = json.dumps(plain).encode() if form is Form.JSON else written(flat(), form)
    return Response(body, headers=headers, media_type=MEDIA_TYPES[form])
