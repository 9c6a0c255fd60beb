"""F-REC-02."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from jointlog.domain.events.contact import CallInformationRecorded
from jointlog.domain.events.oversight import ContradictionNoted
from jointlog.domain.incident import Statement
from jointlog.domain.incident.versions import HAPPENS_ONCE, same_fact, source_of
from jointlog.domain.time import Length, Precision, say_seconds
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.preferences import Preference, between, preferences

CODE = "F-REC-02"
DAY_S: Final = 86_400


@detector(CODE, Severity.S3)
def sources_contradict(case: Case) -> Iterator[Found]:
    """Report each fact that two sources tell differently; both are kept.

    What it finds: a contradiction that a reviewer noted; one fact told by two sources with times
    that cannot both be right, after known clock offsets; one item of a call recorded with two
    values by two sources. No value is preferred here; where a reviewer prefers one, that is said,
    with the reason, and the others stand beside it.

    Why it matters: a length that rests on one of two times is only as sure as that choice.

    When it is wrong to raise it: the times differ by rounding (two sources to the minute may differ
    by one); the two entries tell different facts. Entries more than a day apart are possible only.

    Example: one official text says that the person was detained at 04:20, another at 04:32.

    Source: field dossier §4.5 and §6.23.
    """
    made = preferences(case)
    for statement in case.named("contradiction_noted"):
        yield _noted(case, statement, made)
    told: dict[tuple[str, str], list[Statement]] = {}
    for statement in case.named(*HAPPENS_ONCE):
        told.setdefault((statement.name, statement.subject), []).append(statement)
    for statements in told.values():
        for found in _times(case, statements):
            yield _with_preference(found, made)
    for found in _values(case):
        yield _with_preference(found, made)


def _with_preference(found: Found, made: list[Preference]) -> Found:
    """The find with what a reviewer says of its versions."""
    said = between(made, found.entries)
    return replace(
        found,
        sentence="; ".join((found.sentence, *(each.sentence for each in said))),
        entries=(*found.entries, *(each.version for each in said)),
    )


def _noted(case: Case, statement: Statement, made: list[Preference]) -> Found:
    fact = statement.fact
    assert isinstance(fact, ContradictionNoted)
    versions = {each.entry.event_id: each.version for each in case.statements}
    named = [versions[event] for event in fact.events if event in versions]
    apart = f", {say_seconds(fact.delta_s)} apart" if fact.delta_s is not None else ""
    mine = [each for each in made if each.version == statement.version]
    reason = f" ({fact.reason})" if fact.reason else ""
    if mine:
        reason = f"; {mine[0].sentence}"
    return Found(
        subject=statement.subject,
        sentence=f"a reviewer noted that {len(fact.events)} entries contradict{apart}{reason}",
        grade=Grade.DEFINITE,
        entries=(statement.version, *named),
        start=case.bound_of(statement),
        length=Length(fact.delta_s, fact.delta_s) if fact.delta_s is not None else None,
    )


def _times(case: Case, statements: list[Statement]) -> Iterator[Found]:
    """Neighbours by time that tell one fact from two sources."""
    ordered = sorted(statements, key=lambda s: (s.window.earliest_s, s.window.latest_s, s.version))
    for place, later in enumerate(ordered):
        for earlier in reversed(ordered[:place]):
            if same_fact(earlier, later) and not _ended_between(case, earlier, later):
                yield from _apart(case, earlier, later)
                break


def _apart(case: Case, earlier: Statement, later: Statement) -> Iterator[Found]:
    minutes = {earlier.occurred.precision, later.occurred.precision} == {Precision.MINUTE}
    length = Length.between(earlier.window, later.window)
    if length.min_s <= (case.limit_s(CODE, "rounding") if minutes else 0):
        return
    is_near = length.min_s <= DAY_S
    yield Found(
        subject=earlier.subject,
        sentence=(
            f"{earlier.name.replace('_', ' ')} is told {_when(earlier)} by {_source(earlier)} "
            f"and {_when(later)} by {_source(later)}: {length} apart"
        ),
        grade=Grade.DEFINITE if is_near else Grade.POSSIBLE,
        entries=(earlier.version, later.version),
        start=case.bound_of(earlier),
        end=case.bound_of(later),
        length=length,
        parties=tuple(dict.fromkeys((earlier.entry.agency, later.entry.agency))),
        settle="" if is_near else "whether both entries tell the same fact",
    )


def _ended_between(case: Case, earlier: Statement, later: Statement) -> bool:
    """Whether the person was let go in between: then there are two facts."""
    return any(
        statement.subject == earlier.subject
        and statement.version not in (earlier.version, later.version)
        and earlier.window.latest_s <= statement.window.earliest_s
        and statement.window.latest_s <= later.window.earliest_s
        for statement in case.named("detention_authority_ended", "person_absconded")
    )


def _values(case: Case) -> Iterator[Found]:
    """Items of a call that two sources record with two values."""
    items: dict[tuple[str, str], list[tuple[Statement, CallInformationRecorded]]] = {}
    for statement in case.named("call_information_recorded"):
        assert isinstance(statement.fact, CallInformationRecorded)
        item = statement.fact.item.strip().casefold()
        items.setdefault((statement.subject, item), []).append((statement, statement.fact))
    for (subject, _), told in items.items():
        latest = {source_of(statement): fact.value_recorded.strip() for statement, fact in told}
        values = sorted(set(latest.values()), key=lambda value: (len(value), value))
        if len(values) == 1:
            continue
        first = told[0][0]
        yield Found(
            subject=subject,
            sentence=f"{told[0][1].item}: {' or '.join(values)}, sources differ",
            grade=Grade.DEFINITE,
            entries=tuple(statement.version for statement, _ in told),
            start=case.bound_of(first),
            parties=tuple(dict.fromkeys(statement.entry.agency for statement, _ in told)),
        )


def _when(statement: Statement) -> str:
    """The time as its source wrote it; a length is counted from the entry that it answers."""
    if statement.occurred.precision is Precision.RELATIVE:
        return f"as having gone on {statement.occurred}"
    return f"at {statement.occurred}"


def _source(statement: Statement) -> str:
    source = statement.entry.envelope.source
    if source is None:
        return str(statement.entry.agency)
    ref = f" {source.ref}" if source.ref else ""
    return f"{statement.entry.agency} ({source.kind.value.replace('_', ' ')}{ref})"
