"""The findings of a chronology, the contradictions side by side, and the standards cited."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final
from uuid import UUID

from jointlog.domain.events.oversight import ContradictionNoted, EntryDisputed
from jointlog.domain.incident import Statement
from jointlog.domain.protocol import Mark, Standard
from jointlog.domain.time import Length, few, short
from jointlog.domain.vocabulary import STRAND_NAMES
from jointlog.projections.chronology.asked import Basis, Told, statements_of
from jointlog.projections.chronology.document import Cell, Row, Table, cell, numbers
from jointlog.projections.chronology.masking import Kind
from jointlog.projections.chronology.telling import (
    facts_lines,
    source_lines,
    who_lines,
    words_of,
)
from jointlog.projections.finding import Finding
from jointlog.projections.findings import TABLE
from jointlog.projections.review.hindsight import AsKnown, variants_in_turn
from jointlog.projections.waits import Wait
from jointlog.projections.wording.words import SEVERITIES, headed, told_length

Pace = Callable[[list[Told]], Iterable[Told]]
"""Hands the findings on one by one, so that who waits can be told how far it is."""
CONTRADICT: Final = "F-REC-02"
SAME: Final = "the same"
RULES: Final = {each.code: each.page.split("\n", 1)[0].strip() for each in TABLE}
"""The first sentence of each rule: what it reports."""
MARKS: Final = {
    Mark.CONFIRMED: "confirmed in the source named",
    Mark.MEMORY: "[M] from memory: to be verified before it is relied on",
    Mark.DERIVED: "[D] derived",
    Mark.PROPOSAL: "[P] proposal of this project",
}
FINDINGS_NOTE: Final = (
    "A finding says what is recorded and what is not; it judges neither law nor blame. Lengths are "
    "at least and at most. Definite: so for every admissible time of what is recorded. Possible: "
    "for some. Indeterminate: a record is missing. As known then: from what was in writing at the "
    "finding's own end."
)
STANDARDS_NOTE: Final = (
    "Those that the findings and waits above are measured by. A comparator is compared with; one "
    "incident cannot be in breach of it."
)


def findings_table(basis: Basis, findings: list[Told], pace: Pace = list) -> Table:
    """Each finding: how sure, how long, what is recorded, as known then and later."""
    rows = []
    own = basis.asked.profile.kind is Kind.OWN
    both = variants_in_turn(basis.case if own else basis.full, [told.finding for told in findings])
    for number, (told, known) in enumerate(zip(pace(findings), both, strict=True), 1):
        finding, found = told.finding, told.finding.found
        rows.append(
            Row(
                (
                    cell(f"{finding.code}", words_of(finding.name), is_headed=True),
                    cell(
                        f"{finding.severity} {SEVERITIES[finding.severity]}",
                        found.grade,
                        f"weakest source: {finding.evidence}",
                    ),
                    _length_and_time(basis, finding),
                    cell(*_says(basis, told), is_headed=False),
                    cell(*_then(known)),
                    cell(*_measured(finding)),
                    numbers(tuple(dict.fromkeys(found.entries))),
                ),
                f"f{number}",
            )
        )
    head = (
        "Finding",
        "How grave, how sure",
        "Length and time",
        "What is recorded",
        "As known then, as known later",
        "Measured by",
        "Rests on",
    )
    widths = (13, 12, 15, 28, 13, 12, 7)
    return Table("findings", "Findings", head, widths, tuple(rows), FINDINGS_NOTE)


def _length(length: Length | None) -> str:
    return "" if length is None or (length.max_s is None and not length.min_s) else short(length)


def _length_and_time(basis: Basis, finding: Finding) -> Cell:
    found = finding.found
    length = (
        ""
        if found.length is None
        else _length(told_length(found.length, is_open=found.end is None))
    )
    return cell(length, *_when(basis, finding), is_headed=bool(length))


def _when(basis: Basis, finding: Finding) -> Iterator[str]:
    found = finding.found
    if found.start is None:
        return
    begins = basis.times.line(found.start.window)
    if found.end is not None and found.end.window == found.start.window:
        yield begins
        return
    is_open = found.length == Length.between(found.start.window, basis.full.horizon)
    yield f"from {begins}" if is_open or found.end is not None else begins
    if found.end is not None:
        yield f"to {basis.times.line(found.end.window)}"
    elif is_open:
        yield "to the end of the record"


def _says(basis: Basis, told: Told) -> Iterator[str]:
    found = told.finding.found
    if told.sentence:
        yield f"{_sentence(told.sentence)}."
    else:
        yield f"The rule: {RULES[told.finding.code]} Its sentence here is withheld."
    if found.strands:
        yield f"Concerns {', '.join(STRAND_NAMES[strand] for strand in found.strands)}."
    if found.parties:
        parties = dict.fromkeys(str(basis.masked.agency(party)) for party in found.parties)
        yield f"Agencies: {', '.join(parties)}."
    if len(basis.full.timeline.subjects) > 1 and found.subject:
        yield f"Of {basis.masked.person(found.subject)}."
    if told.settle:
        yield f"To settle it: {told.settle}."
    for answer in told.finding.answers:
        if answer.version not in basis.masked.hidden:
            yield f"Answered by {basis.masked.agency(answer.agency)}, see #{answer.version}."


def _sentence(text: str) -> str:
    """A sentence with its capital; one that begins with an agency's name keeps it as it is."""
    return text if ":" in text.partition(" ")[0] else headed(text)


def _then(known: AsKnown) -> Iterator[str]:
    if not known.differs:
        yield SAME
        if known.untold:
            count = len(known.untold)
            which = "1 entry does" if count == 1 else f"{count} entries do"
            yield f"{which} not say when first written"
        return
    is_short = _stood(known.then, _length) != _stood(known.later, _length)
    say = _length if is_short else str
    yield f"then: {_stood(known.then, say)}"
    yield f"later: {_stood(known.later, say)}"


def _stood(finding: Finding | None, say: Callable[[Length], str]) -> str:
    """How a finding stood: how sure, how long."""
    if finding is None:
        return "not found"
    length = finding.found.length
    told = "" if length is None else say(length)
    return f"{finding.found.grade}{f', {told}' if told else ''}"


def _measured(finding: Finding) -> Iterator[str]:
    standard, limit_s = finding.found.standard, finding.found.limit_s
    if standard is not None:
        yield standard.name
        yield f"({finding.standard_reference})"
    if limit_s:
        yield f"limit {few(limit_s)}"


def contradictions_table(basis: Basis, findings: list[Told]) -> Table:
    """What sources tell differently, version beside version; none is chosen but by a reviewer."""
    notes = [each for each in statements_of(basis) if isinstance(each.fact, ContradictionNoted)]
    rows = [row for each in notes if (row := _noted(basis, each)) is not None]
    for told in findings:
        found = told.finding.found
        both = [basis.case.by_version.get(version) for version in found.entries]
        held = [each for each in both if each is not None]
        is_noted = any(isinstance(each.fact, ContradictionNoted) for each in held)
        if told.finding.code == CONTRADICT and not is_noted and len(held) > 1:
            preferred = _preferred(basis, notes, held)
            what = f"{_sentence(told.sentence)}." if told.sentence else RULES[CONTRADICT]
            rows.append(_side_by_side(basis, held, what, _length(found.length), preferred))
    rows += [_disputed(basis, each) for each in statements_of(basis) if _names(basis, each)]
    head = ("What differs", "One version", "The other version", "Apart", "Preferred")
    note = "All versions are kept. One is preferred only where a reviewer recorded so, and why."
    widths = (22, 26, 26, 9, 17)
    return Table("contradictions", "Contradictions", head, widths, tuple(rows), note)


def _noted(basis: Basis, note: Statement) -> Row | None:
    fact = note.fact
    assert isinstance(fact, ContradictionNoted), "only these are asked for"
    held = [basis.case.by_version[basis.versions[e]] for e in fact.events if _counts(basis, e)]
    if not held:
        return None
    what = (
        f"Noted by {note.entry.agency} (#{note.version}){f': {fact.reason}' if fact.reason else ''}"
    )
    apart = "" if fact.delta_s is None else few(fact.delta_s)
    return _side_by_side(basis, held, what, apart, _preferred(basis, [note], held))


def _counts(basis: Basis, event: UUID) -> bool:
    return basis.versions.get(event) in basis.case.by_version


def _preferred(basis: Basis, notes: list[Statement], held: list[Statement]) -> Cell:
    """What a reviewer preferred among these, when that was recorded, and why."""
    for note in notes:
        fact = note.fact
        assert isinstance(fact, ContradictionNoted), "only these are asked for"
        for each in held:
            if each.entry.event_id == fact.preferred:
                when = basis.times.day(note.entry.recorded_at_ms // 1000)
                reason = fact.reason or "no reason is recorded"
                by = f"by {note.entry.agency} (#{note.version}), recorded {when}: {reason}"
                return cell(f"#{each.version}", by, is_headed=True)
    return cell("none")


def _side_by_side(
    basis: Basis, held: list[Statement], what: str, apart: str, preferred: Cell
) -> Row:
    first, *others = held
    told = (line for other in others for line in _version(basis, other))
    return Row((cell(what), cell(*_version(basis, first)), cell(*told), cell(apart), preferred))


def _version(basis: Basis, statement: Statement) -> Iterator[str]:
    yield f"#{statement.version} {', '.join(who_lines(statement))}"
    yield headed(words_of(statement.name))
    yield basis.times.line(statement.window)
    yield from facts_lines(statement, basis.versions)
    yield ", ".join(source_lines(statement))


def _names(basis: Basis, statement: Statement) -> bool:
    """Whether it disputes an entry that is here."""
    named = statement.entry.envelope.corrects
    return isinstance(statement.fact, EntryDisputed) and named is not None and _counts(basis, named)


def _disputed(basis: Basis, dispute: Statement) -> Row:
    fact, named = dispute.fact, dispute.entry.envelope.corrects
    assert isinstance(fact, EntryDisputed), "only these are asked for"
    assert named is not None, "it names what it disputes"
    entry = basis.case.by_version[basis.versions[named]]
    proof = f"supported by: {fact.supported_by}" if fact.supported_by else "no evidence is named"
    position = (f"#{dispute.version} {', '.join(who_lines(dispute))}", fact.position, proof)
    what = f"Entry #{entry.version} is disputed by {dispute.entry.agency}"
    return Row((cell(what), cell(*_version(basis, entry)), cell(*position), cell(), cell("none")))


def standards_table(basis: Basis, findings: list[Told], waits: list[Wait]) -> Table:
    """The standards that findings and waits are measured by, each with its source and mark."""
    cited = {told.finding.found.standard for told in findings}
    named = {wait.standard for wait in waits}
    said = " ".join(told.sentence for told in findings)
    used = [
        each
        for each in basis.case.protocol
        if each in cited or each.reference in named or f"({each.reference}" in said
    ]
    rows = tuple(Row(_standard(each)) for each in used)
    head = ("Standard", "What it measures", "Kind", "Limit", "Source", "How well it is known")
    widths = (14, 22, 12, 12, 24, 16)
    return Table("standards", "Standards used", head, widths, rows, STANDARDS_NOTE)


def _standard(standard: Standard) -> tuple[Cell, ...]:
    limit = "no figure" if standard.limit_s is None else few(standard.limit_s)
    if standard.percentile:
        limit = f"{limit}, percentile {standard.percentile}"
    figure = f"the figure: {MARKS[standard.limit_mark]}"
    marks = (MARKS[standard.mark], "" if standard.limit_mark is standard.mark else figure)
    compared = "comparator" if standard.is_comparator else ""
    return (
        cell(standard.id, standard.version, is_headed=True),
        cell(standard.name),
        cell(standard.kind, compared),
        cell(limit),
        cell(standard.source, standard.note),
        cell(*marks),
    )
