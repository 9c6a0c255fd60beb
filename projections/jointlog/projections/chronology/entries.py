"""The entries of a chronology: one row an entry, for people and for a spreadsheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jointlog.domain.incident import Statement
from jointlog.domain.lines import say_recorded_at
from jointlog.domain.time import LAST_S
from jointlog.projections.chronology.asked import Basis, Told, statements_of
from jointlog.projections.chronology.document import ENTRIES, Cell, Row, Table, cell, links
from jointlog.projections.chronology.telling import (
    clock_line,
    facts_lines,
    source_lines,
    who_lines,
    words_of,
)
from jointlog.projections.knowing.knowledge import How, Known, knowledge
from jointlog.projections.review.corrections import Said, corrections, retracted
from jointlog.projections.wording.words import headed

HEAD: Final = (
    "No.",
    "Time as its source wrote it",
    "Adjusted interval",
    "Agency and role",
    "What is recorded",
    "Source and grade",
    "Known to",
    "Findings it bears on",
)
WIDTHS: Final = (4, 11, 13, 13, 26, 11, 11, 11)
SHEET: Final = (
    "entry",
    "time_as_written",
    "earliest",
    "latest",
    "adjusted_interval",
    "clock",
    "learnt_late",
    "person",
    "agency_and_role",
    "event",
    "what_is_recorded",
    "said_of_it_later",
    "source_and_grade",
    "known_to",
    "findings",
    "recorded_at",
)
NOTE: Final = (
    "In the order of occurrence as far as it is known. The adjusted interval is the earliest and "
    "the latest instant that the source's words allow, corrected for every clock offset that is "
    "declared."
)
HOW: Final = {
    How.RECORDED: "own record",
    How.TOLD: "told",
    How.CALL_RECORD: "own call record",
    How.HELD: "said by another to have had it",
}


@dataclass(frozen=True, slots=True)
class _Line:
    """An entry in words."""

    statement: Statement
    learnt: str
    said_later: tuple[str, ...]
    known_to: tuple[str, ...]
    findings: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]


def entries_table(basis: Basis, findings: list[Told]) -> Table:
    """One row an entry."""
    several = len(basis.full.timeline.subjects) > 1
    rows = []
    for line in _lines(basis, findings):
        statement = line.statement
        person = f"of {statement.subject}" if several else ""
        clock = clock_line(statement)
        row = (
            cell(f"#{statement.version}"),
            cell(statement.occurred.text),
            cell(*basis.times.lines(statement.window), clock, line.learnt),
            cell(*who_lines(statement), is_headed=True),
            cell(_event(statement), person, *line.facts, *line.said_later, is_headed=True),
            cell(*source_lines(statement)),
            cell(*line.known_to),
            links(*line.findings),
        )
        rows.append(Row(row, f"e{statement.version}"))
    return Table(ENTRIES, "Chronology", HEAD, WIDTHS, tuple(rows), NOTE)


def sheet(basis: Basis, findings: list[Told], constants: tuple[tuple[str, str], ...]) -> Table:
    """The same, a column a property; the constants stand in every row, so that each is whole."""
    names = tuple(name for name, _ in constants)
    rows = []
    for line in _lines(basis, findings):
        statement, window = line.statement, line.statement.window
        row = (
            str(statement.version),
            statement.occurred.text,
            basis.times.iso(window.earliest_s),
            basis.times.iso(window.latest_s),
            basis.times.line(window),
            clock_line(statement),
            line.learnt,
            statement.subject,
            "; ".join(who_lines(statement)),
            statement.name,
            "; ".join((_event(statement), *line.facts)),
            "; ".join(line.said_later),
            "; ".join(source_lines(statement)),
            "; ".join(line.known_to),
            "; ".join(text for text, _ in line.findings),
            say_recorded_at(statement.entry.recorded_at_ms),
            *(value for _, value in constants),
        )
        rows.append(Row(tuple(Cell((text,)) for text in row)))
    head = (*SHEET, *names)
    return Table("sheet", "Chronology", head, (), tuple(rows))


def retracted_table(basis: Basis) -> Table:
    """The entries that their own agency took back: they stay in the log, and do not count."""
    said = corrections(basis.case)
    rows = tuple(
        Row(
            (
                cell(f"#{statement.version}"),
                cell(*basis.times.lines(statement.window)),
                cell(*who_lines(statement), is_headed=True),
                cell(_event(statement), *facts_lines(statement, basis.versions), is_headed=True),
                cell(*_said_later(said.get(statement.version, ()))),
            ),
            f"e{statement.version}",
        )
        for statement in retracted(basis.case)
        if basis.is_asked(statement.subject, statement.window)
    )
    head = ("No.", "Adjusted interval", "Agency and role", "What was recorded", "Taken back")
    note = (
        "Taken back by the agency that made them. They are kept, and nothing is reckoned from them."
    )
    return Table("retracted", "Entries taken back", head, (5, 16, 18, 36, 25), rows, note)


def _lines(basis: Basis, findings: list[Told]) -> Iterator[_Line]:
    said, known = corrections(basis.case), _known_to(basis)
    bearing: dict[int, list[tuple[str, str]]] = {}
    for number, told in enumerate(findings, 1):
        finding = told.finding
        text = f"{finding.code} {words_of(finding.name)}"
        for version in dict.fromkeys(finding.found.entries):
            bearing.setdefault(version, []).append((text, f"f{number}"))
    for statement in statements_of(basis):
        version = statement.version
        yield _Line(
            statement=statement,
            learnt=_learnt(basis, version),
            said_later=(*_said_later(said.get(version, ())), *_changed(basis, statement)),
            known_to=known.get(version, ()),
            findings=tuple(bearing.get(version, ())),
            facts=tuple(facts_lines(statement, basis.versions)),
        )


def _event(statement: Statement) -> str:
    return headed(words_of(statement.name))


def _learnt(basis: Basis, version: int) -> str:
    at_ms = basis.learnt.get(version)
    return "" if at_ms is None else f"late entry, learnt {basis.times.at(at_ms // 1000)}"


def _said_later(said: tuple[Said, ...]) -> Iterator[str]:
    for each in said:
        yield f"{headed(each.remark)} by {each.agency} (#{each.version}): {each.text}"


def _changed(basis: Basis, statement: Statement) -> Iterator[str]:
    """That an entry which is withheld as a whole changed it."""
    if not basis.masked.hidden:
        return
    whole = basis.full.by_version[statement.version]
    if whole.window != statement.window or set(whole.amended_by) & basis.masked.hidden:
        yield "Changed since by an entry that is withheld"


def _known_to(basis: Basis) -> dict[int, tuple[str, ...]]:
    """Which agencies had each entry, how, and since when where that is later than it happened."""
    found: dict[int, dict[str, None]] = {}
    for known in knowledge(basis.case).known:
        found.setdefault(known.version, {})[_had(basis, known)] = None
    return {version: tuple(lines) for version, lines in found.items()}


def _had(basis: Basis, known: Known) -> str:
    window = basis.case.by_version[known.version].window
    how = HOW[known.how]
    if not known.is_named:
        how = f"possibly: {how}, only the kind of agency is named"
    is_later = known.when.earliest_s > window.latest_s and known.when.earliest_s < LAST_S
    since = f", from {basis.times.line(known.when)}" if is_later else ""
    return f"{known.agency}: {how}{since}"
