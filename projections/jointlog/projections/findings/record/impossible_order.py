"""F-REC-04."""

from collections.abc import Iterator, Sequence
from typing import Final

from jointlog.domain.incident import Statement
from jointlog.domain.incident.links import is_timed_otherwise
from jointlog.domain.time import Length, Precision, say_seconds
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.sequence import versions

CODE = "F-REC-04"
PAIRS: Final = (
    ("resource_allocated", "resource_arrived_at_scene", ("callsign", "callsign")),
    ("resource_arrived_at_scene", "resource_left_scene", ("callsign", "callsign")),
    ("conveyance_started", "conveyance_ended", ("to_place", "place")),
)
"""What comes before, what comes after, and the fields that name the resource or the place."""


@detector(CODE, Severity.S3)
def impossible_order(case: Case) -> Iterator[Found]:
    """Report each effect recorded strictly before its cause.

    What it finds: an entry that answers another, or says that it was led to by it, at a time that
    lies wholly before the other's, known clock offsets applied (definite); a resource's only
    leaving before its only arrival, its only arrival before its only allocation, or the only
    arrival at a place before the only journey to it (possible).

    Why it matters: one of the two times is wrong, and every length that rests on it.

    When it is wrong to raise it: a clock is known to differ and its offset is not declared; times
    to the minute that differ by one are rounding; a review's finding is timed by what it speaks of.

    Example: a request at 19:39:00; its acceptance, in another agency's log, at 19:37:10.

    Source: field dossier §4.5; tolerance [proposal].
    """
    for statement in case.statements:
        envelope = statement.entry.envelope
        if envelope.replies_to is not None or envelope.caused_by is not None:
            for cause, said in _later_causes(case, statement):
                yield _found(case, cause, statement, said, Grade.DEFINITE)
    for first, second, fields in PAIRS:
        yield from _pairs(case, first, second, fields)


def _later_causes(case: Case, statement: Statement) -> list[tuple[Statement, str]]:
    """What the entry answers or says that it follows from, and is recorded strictly before."""
    envelope = statement.entry.envelope
    found: dict[int, tuple[Statement, str]] = {}
    for named, said in (
        (envelope.replies_to, "answers"),
        (envelope.caused_by, "is said to follow from"),
    ):
        cause = case.of_event(named) if named is not None else None
        if cause is not None and _is_before(case, statement, cause):
            found.setdefault(cause.version, (cause, said))
    return [] if found and is_timed_otherwise(statement) else [*found.values()]


def _is_before(case: Case, effect: Statement, cause: Statement) -> bool:
    """Whether the effect lies wholly before the cause, by more than rounding."""
    apart_s = cause.window.earliest_s - effect.window.latest_s
    if apart_s <= 0:
        return False
    is_to_the_minute = Precision.MINUTE in (effect.occurred.precision, cause.occurred.precision)
    return apart_s > (case.limit_s(CODE, "rounding") if is_to_the_minute else 0)


def _pairs(case: Case, first: str, second: str, fields: tuple[str, str]) -> Iterator[Found]:
    """What stands once on each side, under one name, in the wrong order."""
    before, after = case.named(first), case.named(second)
    single = _single(before, fields[0])
    for key, effect in _single(after, fields[1]).items():
        cause = single.get(key)
        if cause is not None and _is_before(case, effect, cause):
            named = key[-1]
            yield _found(case, cause, effect, f'concerns "{named}" as does', Grade.POSSIBLE)


def _single(statements: Sequence[Statement], field: str) -> dict[tuple[str, ...], Statement]:
    """The statements that stand alone for one person, agency and name."""
    keyed: dict[tuple[str, ...], list[Statement]] = {}
    for each in statements:
        if name := getattr(each.fact, field):
            key = (each.subject, str(each.actor), " ".join(name.casefold().split()))
            keyed.setdefault(key, []).append(each)
    return {key: found[0] for key, found in keyed.items() if len(found) == 1}


def _found(case: Case, cause: Statement, effect: Statement, said: str, grade: Grade) -> Found:
    length = Length.between(effect.window, cause.window)
    one, other = (s.name.replace("_", " ") for s in (effect, cause))
    least = say_seconds(length.min_s)
    return Found(
        subject=effect.subject,
        sentence=(
            f"{effect.actor}'s {one} ({effect.occurred}) {said} {cause.actor}'s {other} "
            f"({cause.occurred}), and is recorded at least {least} before it"
        ),
        grade=grade,
        entries=versions(effect, cause),
        start=case.bound_of(effect),
        end=case.bound_of(cause),
        length=length,
        parties=tuple(dict.fromkeys((effect.entry.agency, cause.entry.agency))),
        settle=(
            "the offset of the clocks that the two times were read from"
            if grade is Grade.DEFINITE
            else "whether both entries are of one attendance or journey"
        ),
    )
