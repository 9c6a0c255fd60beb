"""A chronology from the entries of an incident."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from jointlog.domain.entry import Entry
from jointlog.domain.incident import Order
from jointlog.projections.chronology.asked import Asked, Basis, basis_of, findings_of, waits_of
from jointlog.projections.chronology.commitment import record_digest
from jointlog.projections.chronology.document import Cell, Document, Table
from jointlog.projections.chronology.entries import entries_table, retracted_table, sheet
from jointlog.projections.chronology.findings import (
    Pace,
    contradictions_table,
    findings_table,
    standards_table,
)
from jointlog.projections.chronology.masking import INCIDENT, Kind, Profile, counted, shown
from jointlog.projections.chronology.summary import (
    coverage_table,
    holders_table,
    limits_of,
    waits_table,
    withheld_table,
)

OWN_EMPTY: Final = "None that these entries alone show."
PROFILES: Final = {
    Kind.FULL: "full: nothing is withheld",
    Kind.ROLES_ONLY: "roles only: names, pseudonyms, references and free text are withheld",
    Kind.OWN: "own: only what this agency recorded or was told",
}


def chronology(entries: Iterable[Entry], asked: Asked, pace: Pace = list) -> Document:
    """The chronology of one incident.

    Args:
        entries: its entries, in any order.
        asked: which view of them, and what is withheld.
        pace: is given the findings, and hands each on when it is its turn.

    Raises:
        NotFoundError: there is no such protocol.

    """
    basis = basis_of(entries, asked)
    findings, waits = findings_of(basis), waits_of(basis)
    about = _about(basis)
    tables = [
        entries_table(basis, findings),
        findings_table(basis, findings, pace),
        contradictions_table(basis, findings),
        holders_table(basis),
        waits_table(basis, waits),
        coverage_table(basis),
        standards_table(basis, findings, waits),
        retracted_table(basis),
    ]
    if not asked.is_full:
        tables.append(withheld_table(basis))
    is_named = asked.profile.kind is not Kind.ROLES_ONLY
    incident = basis.full.incident if is_named else f"an incident (reference {INCIDENT})"
    document = Document(
        title=f"Chronology of {incident}",
        days=_days(basis),
        about=about,
        tables=tuple(tables),
        limits=limits_of(basis),
        sheet=sheet(basis, findings, about),
    )
    return document if asked.is_full else _cleaned(document, asked.profile)


def _cleaned(document: Document, profile: Profile) -> Document:
    """The document with ``[withheld]`` for what is withheld, whichever it was."""

    def cell(each: Cell) -> Cell:
        return replace(each, lines=tuple(map(shown, each.lines)))

    def table(each: Table) -> Table:
        rows = tuple(replace(row, cells=tuple(map(cell, row.cells))) for row in each.rows)
        empty = OWN_EMPTY if profile.kind is Kind.OWN else each.empty
        return replace(each, rows=rows, empty=empty)

    tables = tuple(map(table, document.tables))
    return replace(document, tables=tables, sheet=table(document.sheet))


def _days(basis: Basis) -> str:
    """The days of the entries that are shown, and the zone."""
    times = [s.window for s in basis.case.statements if s.window.is_bounded]
    zone = f"all times in {basis.times.zone.key}"
    if not times:
        return zone
    first = basis.times.day(min(each.earliest_s for each in times))
    last = basis.times.day(max(each.latest_s for each in times))
    return f"{' to '.join(dict.fromkeys((first, last)))}, {zone}"


def _about(basis: Basis) -> tuple[tuple[str, str], ...]:
    """What it rests on."""
    asked, case, full = basis.asked, basis.case, basis.full
    versions = [entry.version for entry in full.entries]
    place = asked.positions.get(max(versions, default=0))
    known_ms, until_s = asked.question.known_at_ms, asked.question.until_s
    rests = f"{len(versions)} entries, incident version {max(versions, default=0)}"
    if place is not None and asked.profile.kind is not Kind.ROLES_ONLY:
        rests += f", log position {place}"
    known = "all that is recorded" if known_ms is None else basis.times.at(known_ms // 1000)
    about = [
        ("Incident", full.incident if asked.profile.kind is not Kind.ROLES_ONLY else INCIDENT),
        ("Rests on", rests),
        ("As known at", known),
        ("Standards", f"{case.protocol.name}, {len(case.protocol)} in force"),
        ("Written by", f"jointlog {asked.release}"),
        ("Redaction", _redaction(basis)),
        ("Withheld", counted(basis.masked.withheld)),
    ]
    if asked.is_full:
        about.append(("SHA-256 of the entries", record_digest(list(full.entries))))
    if until_s is not None:
        about.append(("Record ends at", basis.times.at(until_s)))
    if asked.question.order is not Order.OCCURRED:
        about.append(("Order", "as recorded"))
    if asked.subject:
        about.append(("Person", basis.subject))
    if asked.window is not None:
        low, high = asked.window.earliest_s, asked.window.latest_s
        about.append(("Only what may lie", f"{basis.times.at(low)} to {basis.times.at(high)}"))
    return tuple(about)


def _redaction(basis: Basis) -> str:
    told = PROFILES[basis.asked.profile.kind]
    agency = basis.asked.profile.agency
    return told if agency is None else f"{told} ({agency})"
