"""The query parameters of lists and tables across incidents, as documented types."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Annotated, Any, Final, Literal

from fastapi import Query

from jointlog.api.forms import Form
from jointlog.api.questions import (
    AGENCY_PATTERN,
    AN_INSTANT_OR_NONE,
    INSTANT_HELP,
    TEXT_LENGTH_MAX,
    instant_ms,
    shaped,
)
from jointlog.domain.vocabulary import Agency
from jointlog.projections.statistics.asking import Asked
from jointlog.projections.statistics.reading import CHOICES, FILTERS, read_asked, subject_of
from jointlog.projections.statistics.subjects import SUBJECTS, WAITS, Subject

LIMIT_MAX: Final = 10_000
LIMIT: Final = 100
HELP: Final = {
    "pair": "Who, and for or to whom: police:met>ambulance, police> or >ambulance.",
    "strand": "The responsibility it concerns.",
    "kind": "What was asked for; of a gap its name, of a journey the vehicle, of a handover how.",
    "why": "What was waited for; of a journey why it was in a police vehicle.",
    "code": "The code of the finding.",
    "standard": "The time standard that measures it, with or without its version.",
    "grade": "How sure it is; of a wait, how surely it passed its standard's limit.",
    "severity": "How much it matters.",
    "outcome": "How it ended; of a journey, what came of the ambulance.",
    "protocol": "The standards it is read under: england, or england@2026-03-01.",
    "area": "The incident's area.",
    "person": "The person, by pseudonym.",
}
_SHARED: Final = {
    "from": f"It began then or later. {INSTANT_HELP}",
    "to": f"It began before then. {INSTANT_HELP}",
    "known_at": f"As it was known then: yesterday's answer asked again. {INSTANT_HELP}",
    "agency": "A party to it: kind:id, or kind for any of the kind.",
}
INSTANTS: Final = ("from", "to", "known_at")
FormAsked = Annotated[
    Form | None,
    Query(alias="format", description="How it is written; else by Accept; else JSON."),
]
SortAsked = Annotated[
    Literal["", "length", "time"],
    Query(description="The longest or the earliest first, one page only; else by incident."),
]
ByAsked = Annotated[
    str,
    Query(description="One or two of the dimensions, with a comma between.", max_length=60),
]
ZoneAsked = Annotated[
    str, Query(description="Whose hours, days and months count.", max_length=TEXT_LENGTH_MAX)
]
HoursAsked = Annotated[
    bool, Query(description="Also hours by the clock (overlaps once) and person-hours.")
]
ExactAsked = Annotated[
    bool, Query(description="Keep no small number back: not for publication. No agency's key.")
]


@dataclass(frozen=True, slots=True)
class Words:
    """What was asked, before it is known by whom."""

    given: Mapping[str, str]
    min_s: int | None
    max_s: int | None
    detaining: bool

    def asked(self, subject: Subject, visible_to: Agency | None) -> Asked:
        """What is asked of this subject.

        Raises:
            MalformedError: names the parameter.

        """
        return read_asked(
            subject,
            self.given,
            instant_ms,
            min_s=self.min_s,
            max_s=self.max_s,
            detaining=self.detaining,
            visible_to=visible_to,
        )


def words_of(*names: str) -> Callable[..., Words]:
    """A dependency that reads the filters of these subjects; of several, each that one has."""
    texts = {name: _help(names, name) for subject in names for name in FILTERS[subject]}

    def words(
        *,
        min_s: int | None = None,
        max_s: int | None = None,
        detaining: bool = False,
        **given: str,
    ) -> Words:
        return Words(
            {name.rstrip("_"): value for name, value in given.items()}, min_s, max_s, detaining
        )

    made = [_text(name, text) for name, text in (*_SHARED.items(), *texts.items())]
    made.append(_number("min_s", "It surely lasted so many seconds."))
    made.append(_number("max_s", "It surely lasted no more seconds."))
    if WAITS.name in names:
        about = "Only time in which the waiting agency held detention; lengths are of that part."
        made.append(_parameter("detaining", bool, Query(description=about), default=False))
    words.__signature__ = signature(words).replace(parameters=made)  # type: ignore[attr-defined]
    return words


def _help(subjects: tuple[str, ...], name: str) -> str:
    several = dict.fromkeys(
        value for subject in subjects for value in CHOICES[subject].get(name, ())
    )
    is_short = 0 < len(several) <= len(FILTERS["waits"])
    return f"{HELP[name]} One of: {', '.join(several)}." if is_short else HELP[name]


def _text(name: str, about: str) -> Parameter:
    shape = AN_INSTANT_OR_NONE if name in INSTANTS else None
    shape = shaped(AGENCY_PATTERN) if name == "agency" else shape
    query = Query(
        alias=name, description=about, max_length=TEXT_LENGTH_MAX, json_schema_extra=shape
    )
    return _parameter(f"{name}_", str, query, default="")


def _number(name: str, about: str) -> Parameter:
    return _parameter(name, int | None, Query(description=about, ge=0, le=10**9), default=None)


def _parameter(name: str, kind: Any, query: Any, *, default: Any) -> Parameter:
    return Parameter(
        name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, query]
    )


def of_subjects() -> Callable[..., Words]:
    """A dependency that reads the filters of every subject."""
    return words_of(*SUBJECTS)


def subject_named(of: Annotated[str, Query(description="What is counted.")] = "waits") -> Subject:
    """What is counted: ``gaps``, ``waits``, ``handovers`` or ``conveyances``.

    Raises:
        MalformedError: it is none of them.

    """
    return subject_of(of)
