"""The chronology of one incident as a document, for reviewers and analysts."""

from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from jointlog.api.door import Reading, Record, only_known_questions
from jointlog.api.etag import HEADERS, is_known, not_modified, tag_of
from jointlog.api.openapi import refusals
from jointlog.api.questions import (
    AN_INSTANT_OR_NONE,
    INSTANT_HELP,
    ONE_AGENCY,
    TEXT_LENGTH_MAX,
    IncidentAsked,
    SubjectAsked,
    instant_ms,
    question,
)
from jointlog.api.release import RELEASE
from jointlog.domain.errors import MalformedError, NotPermittedError
from jointlog.domain.time import FIRST_S, LAST_S, Window
from jointlog.projections.case import Question
from jointlog.projections.chronology.as_csv import csv_of
from jointlog.projections.chronology.as_html import html_of
from jointlog.projections.chronology.asked import Asked
from jointlog.projections.chronology.masking import Profile
from jointlog.projections.chronology.writing import chronology


class Form(StrEnum):
    """What it is written as."""

    HTML = "html"
    DOCX = "docx"
    CSV = "csv"


MEDIA: Final = {
    Form.HTML: "text/html; charset=utf-8",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.CSV: "text/csv; charset=utf-8",
}
CSP: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
"""The document has its style inside, and nothing else that acts."""
BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
WRITTEN: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The document",
        "content": {media.partition(";")[0]: BINARY for media in MEDIA.values()},
    },
    304: {"description": "Not modified"},
}
FormAsked = Annotated[Form, Query(alias="format", description="What it is written as.")]
RedactAsked = Annotated[
    str,
    Query(
        description="full, roles-only, or own:AGENCY for what that agency recorded or was told.",
        max_length=TEXT_LENGTH_MAX,
        json_schema_extra={"pattern": f"^(full|roles-only|own:{ONE_AGENCY})$"},
    ),
]
LowAsked = Annotated[
    str,
    Query(
        alias="from",
        description=f"Only what lasted until then or longer. {INSTANT_HELP}",
        json_schema_extra=AN_INSTANT_OR_NONE,
    ),
]
HighAsked = Annotated[
    str,
    Query(
        alias="to",
        description=f"Only what began by then. {INSTANT_HELP}",
        json_schema_extra=AN_INSTANT_OR_NONE,
    ),
]

router = APIRouter(tags=["read"], dependencies=[Depends(only_known_questions)])


@router.get(
    "/incidents/{incident}/chronology",
    response_class=Response,
    responses=refusals(400, 401, 403, 404, 500, 503) | WRITTEN,
)
def read_chronology(
    *,
    incident: IncidentAsked,
    visit: Reading,
    asked: Annotated[Question, Depends(question)],
    subject: SubjectAsked = "",
    begins: LowAsked = "",
    ends: HighAsked = "",
    redact: RedactAsked = "full",
    form: FormAsked = Form.HTML,
) -> Response:
    """Read the chronology as HTML, DOCX or CSV; for keys of reviewers and analysts."""
    if visit.visible_to is not None:
        raise NotPermittedError("a chronology is for a reviewer's or analyst's key")
    wanted = Asked(
        release=RELEASE,
        question=asked,
        subject=subject,
        window=_window(begins, ends),
        profile=profile_asked(redact),
    )
    record = visit.record(incident)
    tag = tag_of(visit, f"{record.incident}@{record.version}")
    if is_known(visit, tag):
        return not_modified(tag)
    return document_of(record, wanted, form, {"ETag": tag, **HEADERS})


def document_of(record: Record, wanted: Asked, form: Form, headers: dict[str, str]) -> Response:
    """The document as an answer; its name tells the incident where nothing is withheld."""
    name = "chronology" if not wanted.is_full else f"chronology-{record.incident}"
    own = {
        "Content-Disposition": f'inline; filename="{name}.{form}"',
        "Content-Security-Policy": CSP,
    }
    written = _written(record, wanted, form)
    return Response(written, headers=headers | own, media_type=MEDIA[form])


def _written(record: Record, wanted: Asked, form: Form) -> bytes:
    positions = {each.entry.version: each.position for each in record.located if each.entry}
    document = chronology(record.entries, replace(wanted, positions=positions))
    match form:
        case Form.HTML:
            return html_of(document)
        case Form.CSV:
            return csv_of(document)
        case Form.DOCX:
            from jointlog.projections.chronology.as_docx import (  # noqa: PLC0415 - heavy
                docx_of,
            )

            return docx_of(document)


def _window(begins: str, ends: str) -> Window | None:
    low_ms, high_ms = instant_ms("from", begins), instant_ms("to", ends)
    if low_ms is None and high_ms is None:
        return None
    low_s = FIRST_S if low_ms is None else low_ms // 1000
    high_s = LAST_S if high_ms is None else high_ms // 1000
    if low_s >= high_s:
        raise MalformedError("to", "is not after from", "two times, the earlier one first")
    return Window(low_s, high_s)


def profile_asked(text: str) -> Profile:
    """What is withheld.

    Raises:
        MalformedError: names the parameter.

    """
    try:
        return Profile.parse(text)
    except MalformedError as error:
        raise error.within("redact") from None
