"""Questions as words, from an address, a command or a file: each read once, in one place."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jointlog.domain.asking import RequestKind
from jointlog.domain.errors import MalformedError
from jointlog.domain.events import catalogue
from jointlog.domain.events.conveyance import PoliceVehicleReason
from jointlog.domain.protocol import Library
from jointlog.domain.protocol.standard import Threshold
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.asked import OUTCOMES
from jointlog.projections.finding import Grade, Severity
from jointlog.projections.findings import TABLE
from jointlog.projections.rows.making import DECISION, HANDOVER, WHY
from jointlog.projections.statistics.asking import LISTED, Asked, words
from jointlog.projections.statistics.subjects import (
    CONVEYANCES,
    GAPS,
    HANDOVERS,
    SUBJECTS,
    WAITS,
    Subject,
)

T = TypeVar("T")
Instant = Callable[[str, str], int | None]
"""Reads the text of a filter (name, text) as UTC milliseconds; None for an empty one."""
ZONE: Final = "Europe/London"
ANSWERS: Final = ("accepted", "declined", "taken by another", "ended", "unanswered")
OTHER: Final = "other"
TEXTS: Final = (
    "pair",
    "strand",
    "kind",
    "why",
    "code",
    "standard",
    "grade",
    "severity",
    "outcome",
    "protocol",
    "area",
    "person",
)
"""Filters whose value is a text."""
TEXT_LENGTH_MAX: Final = 100
WAIT_GRADES: Final = (Grade.DEFINITE.value, Grade.POSSIBLE.value)
_SEVERITIES: Final = tuple(each.value for each in Severity)
CHOICES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    GAPS.name: {
        "strand": tuple(each.value for each in Strand),
        "code": tuple(each.code for each in TABLE),
        "kind": tuple(each.name for each in TABLE),
        "grade": tuple(each.value for each in Grade),
        "severity": _SEVERITIES,
    },
    WAITS.name: {
        "strand": tuple(each.value for each in Strand),
        "kind": (*(each.value for each in RequestKind), HANDOVER),
        "why": (*dict.fromkeys(WHY.values()), DECISION, OTHER),
        "grade": WAIT_GRADES,
        "severity": _SEVERITIES,
        "outcome": tuple(dict.fromkeys((*OUTCOMES, *ANSWERS))),
    },
    HANDOVERS.name: {
        "strand": tuple(each.value for each in Strand),
        "outcome": ANSWERS,
    },
    CONVEYANCES.name: {"why": tuple(each.value for each in PoliceVehicleReason)},
}
"""By subject and filter: what it can be, where there is a list."""
FILTERS: Final[Mapping[str, tuple[str, ...]]] = {
    subject.name: tuple(name for name in TEXTS if name == "pair" or name in subject.columns)
    for subject in SUBJECTS.values()
}
"""By subject: the filters of text that it has."""


def subject_of(name: str) -> Subject:
    """The subject of this name.

    Raises:
        MalformedError: there is none.

    """
    if name not in SUBJECTS:
        raise MalformedError("of", f"{name[:60]!r} cannot be asked for", ", ".join(SUBJECTS))
    return SUBJECTS[name]


def read_asked(
    subject: Subject,
    given: Mapping[str, str],
    instant: Instant,
    *,
    min_s: int | None = None,
    max_s: int | None = None,
    detaining: bool = False,
    visible_to: Agency | None = None,
) -> Asked:
    """What the words ask for; an empty one does not narrow.

    Args:
        subject: of what.
        given: ``from``, ``to``, ``known_at``, ``agency`` and those of `TEXTS`.
        instant: reads times.
        min_s: they surely lasted so long.
        max_s: they surely lasted no longer.
        detaining: only time in which the waiting agency held detention.
        visible_to: only incidents of this agency.

    Raises:
        MalformedError: names the filter, and what it can be.

    """
    texts = {name: given.get(name, "").strip() for name in TEXTS}
    for name, value in texts.items():
        if value and name != "pair":
            _check(subject, name, value)
    from_ms, to_ms = instant("from", given.get("from", "")), instant("to", given.get("to", ""))
    return Asked(
        from_s=None if from_ms is None else from_ms // 1000,
        to_s=None if to_ms is None else to_ms // 1000,
        agency=_agency(given.get("agency", "")),
        known_at_ms=instant("known_at", given.get("known_at", "")),
        min_s=min_s,
        max_s=max_s,
        detaining=detaining,
        visible_to=visible_to,
        **texts,
    )


def _check(subject: Subject, name: str, value: str) -> None:
    subject.column(name)
    known = CHOICES[subject.name].get(name)
    for word in words(value) if name in LISTED else (value,):
        if known is not None and word not in known:
            raise MalformedError(name, f"there is no {name} {word[:60]!r}", ", ".join(known))
    if len(value) > TEXT_LENGTH_MAX or "\0" in value:
        raise MalformedError(name, "is no such name", f"at most {TEXT_LENGTH_MAX} characters")


def _agency(text: str) -> Agency | None:
    if not text:
        return None
    try:
        return Agency.parse(text[:TEXT_LENGTH_MAX])
    except MalformedError as error:
        raise error.within("agency") from None


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name.

    Raises:
        MalformedError: there is none.

    """
    try:
        return ZoneInfo(name or ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problem = f"there is no zone {name[:60]!r}"
        raise MalformedError("zone", problem, "an IANA name, such as Europe/London") from None


def least() -> Threshold:
    """Of fewer people than this a count is kept back: a number of the standards' files."""
    rows = Library.load(catalogue()).thresholds
    return next(row for row in rows if (row.finding, row.name) == ("F-PAT-02", "suppress_below"))
