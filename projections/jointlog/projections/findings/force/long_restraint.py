"""F-RST-01."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from jointlog.domain.events.force import RestraintStarted
from jointlog.domain.incident import Statement
from jointlog.domain.protocol import Standard
from jointlog.domain.time import Length, say_seconds
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge, versus
from jointlog.projections.reading.restraint import Report, longest, reports, union
from jointlog.projections.reading.sequence import people

CODE = "F-RST-01"
CONTINUES: Final = ("restraint_position_changed",)


@detector(CODE, Severity.S1)
def long_restraint(case: Case) -> Iterator[Found]:
    """Report each person held by force for longer than the threshold in all.

    What it finds: the union of all recorded restraint of one person, across agencies and episodes,
    longer than the threshold. It tells the longest stretch without a break, and the whole.

    Why it matters: the danger of restraint grows with its length, and each agency sees only its
    own part.

    When it is wrong to raise it: two agencies report one restraint (counted once); two durations
    without a clock may be of the same restraint (the length is then from the longer to both); no
    end is recorded (then it is indeterminate, and says so). Neither collapse nor a journey ends a
    restraint.

    Example: police 12:00 to 12:08, ward 12:05 to 12:14: 14 min in all, not 17.

    Source: field dossier §1.7, §4.4; NICE NG10, 10 min [memory].
    """
    limit_s = case.limit_s(CODE, "open")
    for subject in sorted(people(case, "restraint_started")):
        found = reports(
            case.statements, subject, begins=_begins, goes_on=_goes_on, ends=ends_restraint
        )
        if found:
            yield from _report(case, subject, found, limit_s)


def _begins(statement: Statement) -> bool:
    return statement.name == "restraint_started"


def _goes_on(statement: Statement) -> bool:
    return statement.name in CONTINUES


def ends_restraint(statement: Statement) -> bool:
    """Whether restraint of the person is recorded as over."""
    if statement.name == "serious_injury_or_death_recorded":
        return statement.text("what") == "death"
    return statement.name == "restraint_ended"


def _report(case: Case, subject: str, found: list[Report], limit_s: int) -> Iterator[Found]:
    total = union(found, case.horizon)
    grade = judge(total, limit_s)
    if grade is None:
        return
    settle = "exact times of when the restraint began and ended"
    seen = union(list(map(_as_seen, found)), case.horizon)
    if grade is Grade.POSSIBLE and judge(seen, limit_s) is None:
        grade, settle = Grade.INDETERMINATE, "a record of when the restraint ended"
    standard, compared = compare(case, CODE)
    ends = [report.end for report in found if report.end is not None]
    yield Found(
        subject=subject,
        sentence=(
            f"restraint is recorded (reports: {len(found)}): {total} in all, "
            f"{longest(found, case.horizon)} at the longest without a recorded break "
            f"(threshold {say_seconds(limit_s)}){compared}"
        ),
        grade=grade,
        entries=tuple(dict.fromkeys(version for report in found for version in report.entries)),
        start=found[0].start,
        end=max(ends, key=lambda end: end.window.latest_s, default=None),
        length=total,
        strands=(Strand.FORCE,),
        parties=held_by(case, found),
        standard=standard,
        limit_s=limit_s,
        settle="" if grade is Grade.DEFINITE else settle,
    )


def _as_seen(report: Report) -> Report:
    """The report; with no end recorded, as if it ended with the last that is seen of it."""
    if not report.is_open:
        return report
    if report.seen is None:
        return replace(report, lasted=Length(0, 0))
    return replace(report, end=report.seen)


def compare(case: Case, finding: str) -> tuple[Standard | None, str]:
    """The standard in force that feeds a finding, and the words that compare with it."""
    limits = [(s, s.limit_s) for s in case.protocol.for_finding(finding) if s.limit_s is not None]
    if not limits:
        return None, ""
    standard, limit_s = limits[0]
    return standard, f"; {versus(standard, limit_s)}"


def held_by(case: Case, found: list[Report]) -> tuple[Agency, ...]:
    """The agencies whose people are recorded as having hands on."""
    agencies: list[Agency] = []
    for report in found:
        statement = case.by_version[report.start.entries[0]]
        agencies.append(statement.actor)
        if isinstance(statement.fact, RestraintStarted):
            agencies += statement.fact.by
    return tuple(dict.fromkeys(agencies))
