"""``jointlog explain``."""

import inspect
from difflib import get_close_matches

import click

from jointlog.cli.commands.hindsight import as_known_lines
from jointlog.cli.completing import finding_ids, incident_ids
from jointlog.cli.listing import cases_of, finding_lines, said_lines
from jointlog.cli.output import Ink, Inked, Part, say_json, show, wrapped
from jointlog.cli.reading import (
    View,
    data_option,
    database_option,
    entries_of,
    opened,
    protocol_option,
    width_of,
    width_option,
)
from jointlog.cli.words import fact_words, said, who_words
from jointlog.domain.errors import NotFoundError
from jointlog.domain.protocol import Mark, Standard
from jointlog.projections.case import Case
from jointlog.projections.finding import Finding
from jointlog.projections.findings import TABLE, find
from jointlog.projections.plain import entry_plain, finding_plain, standard_plain
from jointlog.projections.review.corrections import corrections
from jointlog.projections.review.hindsight import variants_of
from jointlog.projections.review.plain_review import as_known_plain, said_plain
from jointlog.projections.wording.times import Clock

Line = list[Part]


@click.command("explain")
@click.argument("finding_id", metavar="FINDING", shell_complete=finding_ids)
@click.option(
    "--incident", default="", shell_complete=incident_ids, help="Look in this incident only."
)
@protocol_option
@width_option
@data_option
@database_option
def command(
    *,
    finding_id: str,
    incident: str,
    protocol: str,
    width: int | None,
    database: str,
    as_json: bool,
) -> None:
    """Show what FINDING rests on: its entries, the rule, the standard and its source.

    Where it differs as known at its own end and as established later, both are shown.

    FINDING is the id that 'jointlog findings' prints, such as F-GAP-01.1a2b3c4d.
    """
    found_in: dict[str, str] = {}
    with opened(database) as log:
        if incident:
            cases = iter([View(protocol=protocol).case(entries_of(log, incident))])
        else:
            cases = cases_of(log, View(protocol=protocol))
        for case, clock in cases:
            for finding in find(case):
                found_in[finding.id] = case.incident
                if finding.id == finding_id:
                    if as_json:
                        say_json(_plain(finding, case))
                    else:
                        show(_page(finding, case, clock, width_of(width)))
                    return
    raise NotFoundError(_no_such(finding_id, found_in))


def _no_such(text: str, found_in: dict[str, str]) -> str:
    """What to say where no finding has the id: a rule's code or name names its findings."""
    rule = next((r for r in TABLE if text.casefold() in (r.code.casefold(), r.name)), None)
    if rule is None:
        near = get_close_matches(text, found_in, n=1, cutoff=0.7)
        hint = f"did you mean {near[0]}?" if near else "'jointlog findings' lists the ids"
        return f"there is no finding {text!r:.80}; {hint}"
    named = f"{rule.code} ({said(rule.name)}) is a rule, not one finding"
    of_rule = [each for each in found_in if each.startswith(f"{rule.code}.")]
    if not of_rule:
        return f"{named}, and nothing here is found by it; 'jointlog findings' lists what is"
    first = of_rule[0]
    return (
        f"{named}; {len(of_rule)} here are found by it, such as {first} in {found_in[first]}: "
        f"'jointlog findings --code {rule.code}' lists them"
    )


def _page(finding: Finding, case: Case, clock: Clock, width: int) -> list[Line]:
    found = finding.found
    lines = finding_lines(finding, clock, width, case.incident)
    known = variants_of(case, [finding])[0]
    if known.differs:
        lines += [[], [Inked("As known then, and as established later", Ink.HEADING)]]
        lines += as_known_lines(known, clock, width)
    lines += [[], [Inked("The entries it rests on", Ink.HEADING)]]
    said = corrections(case)
    for version in found.entries:
        statement = case.by_version.get(version)
        if statement is None:
            continue
        head = f"  #{version:<3} {clock.says_window(statement.window)}  "
        what = f"{who_words(statement.entry)}: {statement.name}"
        lines += [[line] for line in wrapped(what, width, head)]
        facts = fact_words(statement.entry)
        if facts:
            lines += [[line] for line in wrapped(facts, width, " " * 7)]
        source = statement.entry.envelope.source
        told = f"written: {statement.occurred.text} · evidence: {statement.evidence}"
        told += f" · source: {source.kind} {source.ref} {source.locator}".rstrip() if source else ""
        lines += [[Inked(line, Ink.QUIET)] for line in wrapped(told, width, " " * 7)]
        lines += said_lines(said.get(version, ()), clock, width, " " * 7)
    lines += [[], [Inked("The rule", Ink.HEADING)]]
    page = next(each.page for each in TABLE if each.code == finding.code)
    for paragraph in inspect.cleandoc(page).split("\n\n"):
        lines += [[line] for line in wrapped(" ".join(paragraph.split()), width, "  ")]
    if found.standard is not None:
        lines += [[], [Inked("The standard", Ink.HEADING)], *standard_lines(found.standard, width)]
    thresholds = [each for each in case.protocol.thresholds if each.finding == finding.code]
    if thresholds:
        lines += [[], [Inked("Thresholds", Ink.HEADING)]]
    for row in thresholds:
        text = f"{row.name}: {row.value} {row.unit}, {row.text} ({row.mark}; {row.source})"
        lines += [[line] for line in wrapped(text, width, "  ", "    ")]
    return lines


def standard_lines(standard: Standard, width: int) -> list[Line]:
    """A standard with its document and mark."""
    mark = standard.mark.value
    if standard.mark is not Mark.CONFIRMED:
        mark = f"{mark}: to be verified before it is relied on"
    told = {
        standard.reference: standard.name,
        "kind": f"{standard.kind}{' (comparator)' if standard.is_comparator else ''}",
        "in force": _in_force(standard),
        "owed by": standard.owed_by,
        "starts": " or ".join(map(str, standard.start)),
        "stops": " or ".join(map(str, standard.stop)),
        "by then": " or ".join(map(str, standard.stopped_by)),
        "source": standard.source,
        "mark": mark,
        "note": standard.note,
    }
    lines: list[Line] = []
    for name, text in told.items():
        if text:
            lines += [[line] for line in wrapped(" ".join(text.split()), width, f"  {name:<9} ")]
    return lines


def _in_force(standard: Standard) -> str:
    begins = standard.in_force_from.isoformat() if standard.in_force_from else "no first day known"
    ends = f" to {standard.in_force_to.isoformat()}" if standard.in_force_to else ""
    return f"{begins}{ends}, {', '.join(sorted(standard.jurisdictions))}"


def _plain(finding: Finding, case: Case) -> dict[str, object]:
    found = finding.found
    entries = [case.by_version[v].entry for v in found.entries if v in case.by_version]
    known = variants_of(case, [finding])[0]
    said = corrections(case)
    return {
        "finding": finding_plain(finding, case.incident),
        "as_known": as_known_plain(known, case.incident) if known.differs else None,
        "entries": [
            {**entry_plain(e), "said": [said_plain(each) for each in said.get(e.version, ())]}
            for e in entries
        ],
        "rule": inspect.cleandoc(next(e.page for e in TABLE if e.code == finding.code)),
        "standard": standard_plain(found.standard) if found.standard is not None else None,
    }
