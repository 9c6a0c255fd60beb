"""F-GAP-03."""

from collections.abc import Iterator

from jointlog.domain.effects import Claims, Takes
from jointlog.domain.incident import Departure, Span, Statement
from jointlog.domain.incident.beside import applies
from jointlog.domain.incident.footprints import strands_of
from jointlog.domain.time import ANY_TIME, Length, Window, say_seconds
from jointlog.domain.vocabulary import STRAND_NAMES, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.undated import undated

CODE = "F-GAP-03"


@detector(CODE, Severity.S1)
def left_without_acceptance(case: Case) -> Iterator[Found]:
    """Report each departure of an agency that held what nobody is recorded as accepting.

    What it finds: an agency left the person while it held a needed responsibility, and no other
    agency is recorded as accepting it from shortly before to shortly after the departure.

    Why it matters: a departure moves nothing; from then on nobody had to act.

    When it is wrong to raise it: the acceptance was logged late, within the allowed minutes; the
    person was free and safe, and the responsibility had ended. Where the time of the departure is
    unknown the finding is indeterminate, also where another had accepted it in the record.

    Example: police leave the emergency department at 13:00 with detention; no acceptance is
    recorded from 12:55 to 13:15.

    Source: field dossier §2.4 (R1, R2, R10) and §4.1. A departure after a recorded acceptance, as
    in London 2010 (custody to hospital), is no finding.
    """
    for each in undated(case):
        yield each.found()
    for departure in case.timeline.presence.departures:
        if not departure.dropped:
            continue
        statement = case.by_version[departure.bound.entries[0]]
        if statement.window == ANY_TIME:
            yield _found(case, departure, list(departure.dropped), Grade.INDETERMINATE)
            continue
        alike: dict[tuple[Grade, tuple[int, ...]], list[Strand]] = {}
        for strand in departure.dropped:
            grade = _grade(case, departure, strand)
            following = _next_holder(case, departure, strand)
            ends = following.start.entries if following is not None else ()
            if grade is not None:
                alike.setdefault((grade, ends), []).append(strand)
        for (grade, _), strands in sorted(alike.items()):
            yield _found(case, departure, strands, grade)


def _grade(case: Case, departure: Departure, strand: Strand) -> Grade | None:
    """Whether an acceptance surely, possibly or surely not falls into the allowed minutes."""
    before_s, after_s = case.limit_s(CODE, "before"), case.limit_s(CODE, "after")
    left = departure.bound.window
    following = _next_holder(case, departure, strand)
    if following is not None and following.start.window.latest_s - left.earliest_s <= after_s:
        return None
    is_possible = (
        following is not None and following.start.window.earliest_s - left.latest_s <= after_s
    )
    for window in _acceptances(case, departure, strand):
        least_s, most_s = window.earliest_s - left.latest_s, window.latest_s - left.earliest_s
        if least_s >= -before_s and most_s <= after_s:
            return None
        is_possible |= least_s <= after_s and most_s >= -before_s
    return Grade.POSSIBLE if is_possible else Grade.DEFINITE


def _acceptances(case: Case, departure: Departure, strand: Strand) -> Iterator[Window]:
    """When another agency said that it took the strand."""
    taken = case.once((CODE, "taken"), lambda: _taken(case))
    for statement in taken.get((departure.subject, strand), ()):
        if not statement.actor.matches(departure.agency):
            yield statement.window


def _taken(case: Case) -> dict[tuple[str, Strand], list[Statement]]:
    """Who said that they took a strand of a person, in order."""
    found: dict[tuple[str, Strand], list[Statement]] = {}
    for statement in case.statements:
        for strand in dict.fromkeys(_takes(statement)):
            found.setdefault((statement.subject, strand), []).append(statement)
    return found


def _takes(statement: Statement) -> Iterator[Strand]:
    for effect in statement.fact.declared.effects:
        if isinstance(effect, Takes | Claims) and applies(effect.when, statement):
            yield from strands_of(statement, effect)


def _next_holder(case: Case, departure: Departure, strand: Strand) -> Span | None:
    """The first span in which somebody holds the strand after the departure."""
    key = (departure.subject, strand)
    holders = case.once((CODE, *key), lambda: _holders_from(case.timeline.spans(*key)))
    return holders.get(departure.bound.entries)


def _holders_from(spans: list[Span]) -> dict[tuple[int, ...], Span | None]:
    """For the entries that each span begins with, the first span from there on with a holder."""
    found: dict[tuple[int, ...], Span | None] = {}
    following: Span | None = None
    for span in reversed(spans):
        following = span if span.holders else following
        found[span.start.entries] = following
    return found


def _found(case: Case, departure: Departure, strands: list[Strand], grade: Grade) -> Found:
    left = departure.bound
    following = _next_holder(case, departure, strands[0])
    end = following.start if following is not None else None
    length = Length.between(left.window, end.window if end is not None else case.horizon)
    names = ", ".join(f"{STRAND_NAMES[strand]} ({strand})" for strand in strands)
    before, after = (say_seconds(case.limit_s(CODE, name)) for name in ("before", "after"))
    until = "the end of the record" if end is None else "the next recorded holder"
    then = f"from there to {until}: {length}"
    if end is None and length.max_s == 0:  # so long the record goes on
        then = "nothing is recorded after that, so that no end is recorded"
    said = getattr(case.by_version[left.entries[0]].fact, "handed_to", None)
    handed = f" (it says that it handed over to {said})" if said else ""
    settle = {
        Grade.DEFINITE: "",
        Grade.POSSIBLE: "exact times of the departure and of the acceptance",
        Grade.INDETERMINATE: f"a record of when {departure.agency} left",
    }
    return Found(
        subject=departure.subject,
        sentence=(
            f"{departure.agency} is recorded as leaving{handed} while it held {names}; no "
            f"acceptance is recorded between {before} before and {after} after it left; {then}"
        ),
        grade=grade,
        entries=(*left.entries, *(end.entries if end is not None else ())),
        start=left,
        end=end,
        length=length,
        strands=tuple(strands),
        parties=(departure.agency,),
        settle=settle[grade],
    )
