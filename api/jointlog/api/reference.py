"""The vocabulary and the standards as data; no key is needed to read them."""

from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from jointlog.api.door import only_known_questions
from jointlog.api.openapi import refusals, statement_example, statement_schema
from jointlog.api.questions import ProtocolAsked
from jointlog.domain.declare import Event
from jointlog.domain.events import catalogue
from jointlog.domain.protocol import Library, Standard
from jointlog.projections.plain import late_reason_plain

router = APIRouter(tags=["reference"], dependencies=[Depends(only_known_questions)])


class EventTypeView(BaseModel):
    """An event type: who may record it, its fields, and an example that is accepted."""

    name: str
    subject: str = Field(description="The part of the vocabulary it stands in.")
    summary: str
    posted_by: list[str] = Field(description="The positions that may record it.")
    own_act: bool = Field(description="Only the agency that acted may say it.")
    corrects: str = Field(description="Whose entry it corrects.")
    retired: bool
    json_schema: dict[str, Any] = Field(description="JSON Schema of the statement.")
    example: dict[str, Any]


class EventTypesView(BaseModel):
    """The vocabulary."""

    types: list[EventTypeView]


class StandardView(BaseModel):
    """A time standard: what it measures, who says so, and where and when it is in force."""

    reference: str
    id: str
    name: str
    kind: str
    jurisdictions: list[str]
    in_force_from: str | None
    in_force_to: str | None
    start: list[str]
    stop: list[str]
    limit_s: int | None
    warn_s: int | None
    statistic: str
    percentile: int
    owed_by: str
    finding: str | None
    is_comparator: bool = Field(description="One incident cannot be in breach of it.")
    source: str
    mark: str = Field(description="How well the row is known.")
    note: str


class LateReasonView(BaseModel):
    """A reason for which an entry may be made late; another is kept and shown as such."""

    id: str
    name: str
    words: list[str] = Field(description="Other ways in which sources write it.")
    in_force_from: str | None
    in_force_to: str | None
    source: str
    mark: str = Field(description="How well the row is known.")
    note: str


class StandardsView(BaseModel):
    """The standards and late-entry reasons, of every place and day or of one protocol."""

    protocol: str | None = Field(description="The protocol asked for, or none.")
    standards: list[StandardView]
    late_reasons: list[LateReasonView] = Field(description="Reasons for a late entry.")


@router.get("/events/types", responses=refusals(400))
def list_event_types() -> EventTypesView:
    """List every event type with its fields and an example."""
    return EventTypesView(types=[_type_view(cls) for cls in catalogue()])


@router.get("/standards", responses=refusals(400, 404))
def list_standards(protocol: ProtocolAsked = "") -> StandardsView:
    """List the time standards; those of a place and day where `protocol` names them."""
    library = Library.load(catalogue())
    chosen = library.named(protocol) if protocol else library
    return StandardsView(
        protocol=protocol or None,
        standards=[standard_view(each) for each in chosen],
        late_reasons=[
            LateReasonView.model_validate(late_reason_plain(each)) for each in chosen.late_reasons
        ],
    )


def _type_view(cls: type[Event]) -> EventTypeView:
    declared = cls.declared
    return EventTypeView(
        name=declared.name,
        subject=declared.subject,
        summary=declared.summary,
        posted_by=sorted(declared.posted_by),
        own_act=declared.own_act,
        corrects=declared.corrects.value,
        retired=declared.retired,
        json_schema=statement_schema(cls),
        example=statement_example(cls),
    )


def standard_view(standard: Standard) -> StandardView:
    """A standard."""
    first, last = standard.in_force_from, standard.in_force_to
    return StandardView(
        reference=standard.reference,
        id=standard.id,
        name=standard.name,
        kind=standard.kind.value,
        jurisdictions=sorted(standard.jurisdictions),
        in_force_from=None if first is None else first.isoformat(),
        in_force_to=None if last is None else last.isoformat(),
        start=[str(trigger) for trigger in standard.start],
        stop=[str(trigger) for trigger in standard.stop],
        limit_s=standard.limit_s,
        warn_s=standard.warn_s,
        statistic=standard.statistic.value,
        percentile=standard.percentile,
        owed_by=standard.owed_by,
        finding=standard.finding,
        is_comparator=standard.is_comparator,
        source=standard.source,
        mark=standard.mark.value,
        note=standard.note,
    )
