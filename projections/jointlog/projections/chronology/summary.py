"""What stands around the entries: who held what, who waited, whose record covers what, limits."""

from collections.abc import Iterator
from typing import Final

from jointlog.domain.incident import Bound, Span, State
from jointlog.domain.time import Length, few, short
from jointlog.domain.vocabulary import STRAND_NAMES, Agency
from jointlog.projections.chronology.asked import Basis, spans_of
from jointlog.projections.chronology.commitment import commitment, digest
from jointlog.projections.chronology.document import Cell, Row, Table, cell, numbers
from jointlog.projections.chronology.masking import Kind, Withheld
from jointlog.projections.chronology.telling import words_of
from jointlog.projections.knowing.coverage import Silence, Supply, coverage
from jointlog.projections.waits import Wait
from jointlog.projections.wording.words import headed

END: Final = "the end of the record"
COVERAGE_NOTE: Final = (
    "Whose entries, from which source, for which period. A silence is measured against the "
    "agency's own usual spacing of entries. Where a record is silent, the absence of an entry says "
    "little."
)
WITHHELD_NOTE: Final = (
    "Commitments are SHA-256 over a secret salt and the value, in hex. The commitment to a whole "
    "entry is the same in every redaction of this record that is made with the same secret."
)
WITHHELD: Final = "What is withheld"
NOTHING: Final = "Nothing."
UNCOMMITTED: Final = (
    "No commitments: they need a secret, or short values could be found by trying them all."
)
LIMITS: Final = """\
The absence of an entry is not the absence of an act. Where it says that no acceptance, arrival or \
answer is recorded, that is all it says.
It is no finding of law and lays no blame. It does not say what anyone should have done, whether \
anything else would have happened, or what caused a death or an injury.
No time is chosen within an interval. Lengths are the least and the most that the record allows; \
where two sources differ, both stand.
"Known to" says what is recorded of who had an entry: its author, who was told, and the call \
record. It does not say what anyone remembered, understood, or was told without a record of it.
Clock offsets are applied only where an entry declares them. A clock of which nothing is declared \
may still be wrong.
Standards marked [M] are from memory and those marked [P] are proposals: they are no statement of \
the law.
Evidence grades say how a source came to be, not whether it is true."""
ROLES_ONLY: Final = """\
Names of agencies, pseudonyms, references and free text are withheld. Coded values, roles and \
times are shown; with knowledge from elsewhere they may still point to somebody."""
OWN: Final = """\
It shows only what {} recorded or is recorded as having been told. Findings, waits and holdings \
stand here only where these entries alone show the same as the whole record; that one is not here \
says nothing."""


def holders_table(basis: Basis) -> Table:
    """Who held which responsibility from when to when, and when nobody is recorded as doing so."""
    several = len(basis.full.timeline.subjects) > 1
    rows = []
    for span in spans_of(basis):
        what = headed(STRAND_NAMES[span.strand])
        length = Length.between(span.start.window, basis.until(span.end))
        rows.append(
            Row(
                (
                    cell(what, f"of {span.subject}" if several else "", is_headed=True),
                    cell(_holding(span)),
                    cell(basis.times.line(span.start.window)),
                    cell(_ends(basis, span.end)),
                    cell(_length(length)),
                    numbers(_entries(span.start, span.end)),
                )
            )
        )
    head = ("Responsibility", "Recorded as", "From", "To", "Length", "Rests on")
    note = "No recorded acceptance, no transfer: who held it before is not taken to hold it still."
    return Table("holders", "Who held what", head, (18, 26, 19, 19, 10, 8), tuple(rows), note)


def _holding(span: Span) -> str:
    who = " and ".join(map(str, span.holders))
    to = ", ".join(map(str, span.holding.offered_to))
    offered = f", offered to {to}" if to else ""
    if span.is_unheld:
        why = {
            State.DISCLAIMED: ", declined by all who were asked",
            State.LAPSED: ", authority lapsed",
        }
        return f"needed, no holder is recorded{why.get(span.state, offered)}"
    match span.state:
        case State.CONTESTED:
            return f"contested: {who}"
        case State.DELEGATED:
            return f"held by {who} for {span.holding.principal}"
        case State.SUSPENDED:
            return f"held by {who}, suspended"
        case State.UNKNOWN:
            return "who held it is not known"
        case _:
            return f"held by {who}{offered}"


def waits_table(basis: Basis, waits: list[Wait]) -> Table:
    """Who waited for whom, how long, and how it ended."""
    several = len(basis.full.timeline.subjects) > 1
    rows = []
    for wait in waits:
        to = f"from {wait.to}" if wait.to is not None else "nobody is named"
        limit = "" if wait.limit_s is None else f"{wait.standard}, {few(wait.limit_s)}"
        person = f"of {wait.subject}" if several else ""
        rows.append(
            Row(
                (
                    cell(headed(words_of(wait.kind)), person, is_headed=True),
                    cell(f"asked by {wait.by}", to),
                    cell(basis.times.line(wait.start.window)),
                    cell(_ends(basis, wait.end)),
                    cell(_length(wait.length)),
                    cell(wait.outcome, limit),
                    numbers(wait.entries),
                )
            )
        )
    head = ("Asked for", "By whom, from whom", "Asked", "Ended", "Length", "Outcome", "Rests on")
    return Table("waits", "Waits", head, (15, 19, 17, 17, 10, 14, 8), tuple(rows))


def coverage_table(basis: Basis) -> Table:
    """Whose record covers what, where it is silent, and who is not heard."""
    covered, own = coverage(basis.case), basis.asked.profile.agency
    rows = [
        Row((cell(str(row.agency)), *_supplied(basis, row)))
        for row in covered.rows
        if own in (None, row.agency)
    ]
    rows += [
        Row((cell(str(silence.agency)), *_silent(basis, silence)))
        for silence in covered.silences
        if _is_told(own, silence.agency)
    ]
    for each in covered.unheard if own is None else ():
        what = cell("No entry of its own", ", ".join(each.named), is_headed=True)
        rows.append(Row((cell(str(each.agency)), what, cell(), numbers(each.entries))))
    head = ("Agency", "What it supplied", "Period", "Entries")
    return Table("coverage", "Coverage", head, (22, 34, 34, 10), tuple(rows), COVERAGE_NOTE)


def _is_told(own: Agency | None, agency: Agency) -> bool:
    return own is None or own.matches(agency)


def _supplied(basis: Basis, row: Supply) -> Iterator[Cell]:
    source = "source not named" if row.source is None else headed(words_of(row.source))
    count = "1 entry" if row.entries == 1 else f"{row.entries} entries"
    yield cell(source)
    yield cell(basis.times.line(row.period))
    yield cell(count)


def _silent(basis: Basis, silence: Silence) -> Iterator[Cell]:
    until = _ends(basis, silence.end)
    yield cell(
        f"No entry for {short(silence.length)} while with {silence.subject}",
        f"{silence.grade}; its own spacing allows {few(silence.limit_s)}",
        is_headed=True,
    )
    yield cell(f"from {basis.times.line(silence.start.window)}", f"to {until}")
    yield numbers(_entries(silence.start, silence.end))


def _ends(basis: Basis, end: Bound | None) -> str:
    return END if end is None else basis.times.line(end.window)


def _entries(start: Bound, end: Bound | None) -> tuple[int, ...]:
    ended = () if end is None else end.entries
    return tuple(dict.fromkeys((*start.entries, *ended)))


def _length(length: Length) -> str:
    return short(length)


def withheld_table(basis: Basis) -> Table:
    """Which fields of which entries are withheld, with commitments where a secret is given."""
    secret = basis.asked.secret
    by_version: dict[int, list[Withheld]] = {}
    for each in basis.masked.withheld:
        by_version.setdefault(each.version, []).append(each)
    if not secret:
        return _fields_withheld(by_version)
    originals = {entry.version: entry for entry in basis.full.entries}
    rows = []
    for version, held in sorted(by_version.items()):
        entry = originals[version]
        told = [f"{each.path}: {commitment(secret, entry, each)}" for each in held if each.path]
        fields = cell(*(told or ["the whole entry"]))
        cells = (cell(f"#{version}"), fields, cell(digest(secret, entry)))
        rows.append(Row(cells))
    head = ("No.", "Field, and its commitment", "Commitment to the whole entry")
    return Table("withheld", WITHHELD, head, (6, 56, 38), tuple(rows), WITHHELD_NOTE, NOTHING)


def _fields_withheld(by_version: dict[int, list[Withheld]]) -> Table:
    """The same without commitments; entries withheld as a whole in one row."""
    whole = [version for version, held in sorted(by_version.items()) if not held[0].path]
    rows = [
        Row((cell(f"#{version}"), cell(", ".join(dict.fromkeys(each.path for each in held)))))
        for version, held in sorted(by_version.items())
        if held[0].path
    ]
    if whole:
        numbered = ", ".join(f"#{version}" for version in whole)
        rows.append(Row((cell("Whole entries"), cell(numbered))))
    head = ("No.", "Fields")
    return Table("withheld", WITHHELD, head, (14, 86), tuple(rows), UNCOMMITTED, NOTHING)


def limits_of(basis: Basis) -> tuple[str, ...]:
    """What the document does not say."""
    limits = tuple(LIMITS.splitlines())
    profile = basis.asked.profile
    if profile.kind is Kind.FULL:
        return limits
    own = OWN.format(profile.agency)
    return (ROLES_ONLY if profile.kind is Kind.ROLES_ONLY else own, *limits)
