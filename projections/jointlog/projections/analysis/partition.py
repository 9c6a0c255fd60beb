"""From the entries of a partition to the findings of its incidents, one incident at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from jointlog.domain.entry import Entry
from jointlog.domain.errors import MalformedError
from jointlog.projections.analysis.tables import AnalysedRow, ParkedRow
from jointlog.projections.rows import FindingRow, finding_rows

REASON_MAX = 500


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry of a partition, or why it cannot be read; its place is told either way."""

    incident: str
    version: int
    position: int
    type: str
    entry: Entry | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Analysed:
    """What is said of one incident."""

    incident: AnalysedRow
    findings: tuple[FindingRow, ...]
    parked: tuple[ParkedRow, ...]


def analyse(recorded: Iterable[Recorded]) -> Iterator[Analysed]:
    """The findings of each incident, in the order of the partition.

    One incident is held at a time.

    Args:
        recorded: entries in order of incident id and version.

    Raises:
        MalformedError: they are in another order, so that an incident may be in two pieces.

    """
    before = ""
    for incident, entries in groupby(recorded, key=lambda each: each.incident):
        if incident <= before:
            raise MalformedError("", f"incident {incident} stands behind {before}", "order of ids")
        before = incident
        yield _analyse(incident, list(entries))


def _analyse(incident: str, recorded: list[Recorded]) -> Analysed:
    missing = _missing(incident, recorded)
    parked = [
        _parked(each, str(each.version), each.type, each.problem)
        for each in recorded
        if each.entry is None
    ]
    unreadable = len(parked)
    problems = [f"{unreadable} of {len(recorded)} entries cannot be read"] if unreadable else []
    if missing:
        problems.append(f"{missing} of {missing + len(recorded)} entries are not there")
    entries = [each.entry for each in recorded if each.entry is not None]
    findings: list[FindingRow] = []
    try:
        findings = finding_rows(entries) if entries else []
    except Exception as error:  # noqa: BLE001 - one incident's fault must not stop the others
        reason = f"its findings cannot be made: {type(error).__name__}: {error}"
        parked.append(_parked(recorded[-1], "", "", reason))
        problems.append(parked[-1].reason)
    row = AnalysedRow(
        incident=incident,
        key="",
        entries=len(entries),
        unreadable=unreadable,
        missing=missing,
        position=max(each.position for each in recorded),
        findings=len(findings),
        problem="; ".join(problems),
    )
    return Analysed(row, tuple(findings), tuple(parked))


def _missing(incident: str, recorded: list[Recorded]) -> int:
    """How many versions are left out before the last one.

    Raises:
        MalformedError: the versions do not grow.

    """
    before = 0
    for each in recorded:
        if each.version <= before:
            problem = f"version {each.version} of incident {incident} stands behind {before}"
            raise MalformedError("", problem, "each version once, in order")
        before = each.version
    return before - len(recorded)


def _parked(at: Recorded, key: str, name: str, reason: str) -> ParkedRow:
    return ParkedRow(
        incident=at.incident,
        key=key,
        version=at.version,
        position=at.position,
        type=name,
        reason=reason[:REASON_MAX],
    )
