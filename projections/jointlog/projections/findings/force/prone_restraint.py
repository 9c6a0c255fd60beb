"""F-RST-02."""

from collections.abc import Iterator
from typing import Final

from jointlog.domain.incident import Statement
from jointlog.domain.time import Length, say_seconds
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.findings.force.long_restraint import compare, ends_restraint, held_by
from jointlog.projections.reading.restraint import Report, longest, reports, union
from jointlog.projections.reading.sequence import people

CODE = "F-RST-02"
TIERS: Final = ("tier_3", "tier_2", "tier_1")
POSITIONS: Final = ("restraint_started", "restraint_position_changed")
NOT_KNOWN: Final = ("none", "unknown")


@detector(CODE, Severity.S1)
def prone_restraint(case: Case) -> Iterator[Found]:
    """Report each person recorded as held face down, and for how long.

    What it finds: any restraint recorded in the prone position, with the tier its length reaches
    (more than 0, 60 and 180 s). A duration in the source's words counts as it stands: "more than
    13 min" is at least 13 min.

    Why it matters: face down a person breathes worse, and can die within minutes.

    When it is wrong to raise it: the position is disputed (then it is possible); the person lay
    face down and nobody held them.

    Example: held face down from 12:00:00, turned on the side at 12:02:30: 150 s, beyond 60 s.

    Source: field dossier §1.7, §4.4; tiers [proposal].
    """
    for subject in sorted(people(case, *POSITIONS)):
        found = reports(case.statements, subject, begins=_begins, goes_on=_begins, ends=_ends)
        if found:
            yield _report(case, subject, found)


def _begins(statement: Statement) -> bool:
    return statement.name in POSITIONS and statement.text("position") == "prone"


def _ends(statement: Statement) -> bool:
    if ends_restraint(statement):
        return True
    return statement.name == "restraint_position_changed" and (
        statement.text("position") not in NOT_KNOWN
    )


def _report(case: Case, subject: str, found: list[Report]) -> Found:
    total = union(found, case.horizon)
    disputed = [report for report in found if _is_disputed(case, report)]
    grade = Grade.POSSIBLE if len(disputed) == len(found) else Grade.DEFINITE
    standard, compared = compare(case, CODE)
    ends = [report.end for report in found if report.end is not None]
    is_open = any(report.is_open for report in found)
    settle = "a record of when the person was no longer held face down" if is_open else ""
    contested = "; the position is disputed" if disputed else ""
    return Found(
        subject=subject,
        sentence=(
            f"restraint in the prone position is recorded (reports: {len(found)}): "
            f"{_lasted(total, longest(found, case.horizon))}; "
            f"{_tiers(case, total)}{compared}{contested}"
        ),
        grade=grade,
        entries=tuple(dict.fromkeys(version for report in found for version in report.entries)),
        start=found[0].start,
        end=max(ends, key=lambda end: end.window.latest_s, default=None),
        length=total,
        strands=(Strand.FORCE,),
        parties=held_by(case, found),
        standard=standard,
        limit_s=_tier_s(case, total.min_s),
        settle="a record of the position, such as video" if grade is Grade.POSSIBLE else settle,
    )


def _lasted(total: Length, at_once: Length) -> str:
    if total == Length(0, None):
        return "how long is not recorded"
    return f"{total} in all, {at_once} at the longest without a recorded break"


def _tier_s(case: Case, length_s: int) -> int:
    """The highest tier that the length exceeds; the lowest where it exceeds none."""
    limits = [case.limit_s(CODE, tier) for tier in TIERS]
    return next((limit_s for limit_s in limits if length_s > limit_s), limits[-1])


def _tiers(case: Case, total: Length) -> str:
    surely_s = _tier_s(case, total.min_s)
    limits = [case.limit_s(CODE, tier) for tier in TIERS]
    possibly = [
        limit_s
        for limit_s in limits
        if limit_s > surely_s and (total.max_s is None or total.max_s > limit_s)
    ]
    more = f", possibly more than {say_seconds(max(possibly))}" if possibly else ""
    surely = f"more than {say_seconds(surely_s)}" if total.min_s > surely_s else "of any length"
    return f"tier: {surely}{more}"


def _is_disputed(case: Case, report: Report) -> bool:
    """Whether somebody disputes the entry that says the person was face down."""
    named = {case.by_version[version].entry.event_id for version in report.start.entries}
    return any(
        statement.entry.envelope.corrects in named for statement in case.named("entry_disputed")
    )
