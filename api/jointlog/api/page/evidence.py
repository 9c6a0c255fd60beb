"""What a finding rests on, and what each agency knew."""

from inspect import cleandoc
from typing import Any

from jointlog.api.page.incident import entry_row, finding_row
from jointlog.api.page.looking import Looked
from jointlog.domain.errors import NotFoundError
from jointlog.domain.protocol import Mark, Standard
from jointlog.domain.time import LAST_S, few, short
from jointlog.domain.vocabulary import Agency
from jointlog.projections.finding import Finding
from jointlog.projections.findings import TABLE
from jointlog.projections.knowing.knowledge import Awareness, Hole, Known, Row, knowledge
from jointlog.projections.review.hindsight import AsKnown, variants_of
from jointlog.projections.wording.words import SEVERITIES, headed, strand_words

MARKS = {
    Mark.CONFIRMED: "read in the source named",
    Mark.MEMORY: "from memory: verify it before relying on it",
    Mark.DERIVED: "derived from the source",
    Mark.PROPOSAL: "a proposal of this project: no document sets it",
}


def evidence_context(looked: Looked, finding_id: str) -> dict[str, Any]:
    """What the evidence page shows.

    Raises:
        NotFoundError: nothing of this id is found, as the address asks.

    """
    finding = next((each for each in looked.findings if each.id == finding_id), None)
    if finding is None:
        raise NotFoundError(
            f"no finding {finding_id[:60]!r} in incident {looked.asked.incident} as it is asked "
            "for here: at another moment of recording it may be there"
        )
    found, clock = finding.found, looked.clock
    detector = next(each for each in TABLE if each.code == finding.code)
    (known,) = variants_of(looked.case, [finding])
    return {
        "asked": looked.asked,
        "finding": finding_row(looked, finding),
        "severity_words": SEVERITIES[finding.severity],
        "strands": [strand_words(strand) for strand in found.strands],
        "begins": "" if found.start is None else clock.says_window(found.start.window),
        "ends": (
            "the end of the record" if found.end is None else clock.says_window(found.end.window)
        ),
        "clock_title": clock.title(),
        "limit": "" if found.limit_s is None else few(found.limit_s),
        "standard": None if found.standard is None else _standard(found.standard),
        "protocol": finding.protocol,
        "rule": rule_paragraphs(detector.page),
        "entries": [
            entry_row(looked, looked.case.by_version[version])
            for version in found.entries
            if version in looked.case.by_version
        ],
        "then": _then(looked, known),
    }


def rule_paragraphs(text: str) -> list[str]:
    """A rule's text as paragraphs."""
    parts = cleandoc(text).split("\n\n")
    return [" ".join(part.split()) for part in parts]


def _standard(standard: Standard) -> dict[str, str]:
    return {
        "reference": standard.reference,
        "name": headed(standard.name),
        "kind": standard.kind.value,
        "limit": "" if standard.limit_s is None else few(standard.limit_s),
        "owed_by": standard.owed_by,
        "source": standard.source,
        "mark": f"{standard.mark.value}: {MARKS[standard.mark]}",
        "note": standard.note,
        "is_comparator": "yes" if standard.is_comparator else "",
    }


def _then(looked: Looked, known: AsKnown) -> dict[str, Any]:
    """How the finding stood at its own end, from what was in writing, and how it stands later."""
    is_told = known.at_s < LAST_S
    return {
        "at": looked.clock.says(known.at_s) if is_told else "",
        "differs": known.differs,
        "untold": list(known.untold),
        "then": _say(known.then),
        "later": _say(known.later),
        "unwritten": list(known.unwritten),
    }


def _say(finding: Finding | None) -> str:
    if finding is None:
        return "not to be seen from what was in writing"
    length = finding.found.length
    return f"{finding.found.grade.value}{'' if length is None else f', {short(length)}'}"


def knowledge_context(looked: Looked) -> dict[str, Any]:
    """What the knowledge page shows: items in rows, agencies in columns, holes visible."""
    had = knowledge(looked.case)
    rows = [row for row in had.matrix() if looked.asked.subject in ("", row.subject)]
    columns = sorted({agency for row in rows for agency, _ in row.cells})
    holes = [hole for hole in had.holes() if looked.asked.subject in ("", hole.subject)]
    missing = {(hole.subject, hole.item, hole.agency) for hole in holes}

    def cell(row: Row, agency: Agency) -> dict[str, Any]:
        state = dict(row.cells).get(agency)
        if state is None:
            return {"kind": "apart", "text": "", "entry": None}
        if state is Awareness.NOT_KNOWN:
            is_hole = (row.subject, row.item, agency) in missing
            text = "not recorded" if is_hole else ""
            return {"kind": "hole" if is_hole else "apart", "text": text, "entry": None}
        first = _first(had.known, row, agency)
        kind = "sure" if state is Awareness.SURELY else "possible"
        when = looked.clock.says_window(first.when)
        return {"kind": kind, "text": f"{when}, {first.how_and_by_whom}", "entry": first.version}

    return {
        "asked": looked.asked,
        "clock_title": looked.clock.title(),
        "columns": [str(agency) for agency in columns],
        "rows": [
            {
                "item": headed(row.item),
                "subject": row.subject,
                "cells": [cell(row, agency) for agency in columns],
            }
            for row in rows
        ],
        "holes": [_hole(looked, hole) for hole in holes],
    }


def _hole(looked: Looked, hole: Hole) -> str:
    """A hole in neutral words, with the incident's own times."""
    clock = looked.clock
    had = "; ".join(
        f"{known.agency} had it by {clock.says(known.when.latest_s)} ({known.how_and_by_whom})"
        for known in hole.held_by
    )
    sure = "" if hole.state is Awareness.NOT_KNOWN else "surely "
    until = clock.says(hole.at_s)
    return f"No record shows that {hole.agency} {sure}had “{hole.item}” by {until}: {had}"


def _first(known: tuple[Known, ...], row: Row, agency: Agency) -> Known:
    """The first record of an agency's having had an item."""
    mine = [
        each
        for each in known
        if each.is_item
        and each.subject == row.subject
        and each.key == " ".join(row.item.casefold().split())
        and each.agency.matches(agency)
    ]
    return min(mine, key=lambda each: (each.when.latest_s, each.version))
