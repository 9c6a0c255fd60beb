"""What is recorded, in words for people: facts, speakers, holdings, findings."""

import re
from collections.abc import Sequence
from typing import Any, Final

from jointlog.domain.entry import Entry
from jointlog.domain.incident import Statement
from jointlog.domain.time import Length, short
from jointlog.domain.vocabulary import STRAND_NAMES, Strand
from jointlog.domain.wire import write
from jointlog.projections.finding import Finding, Found, Severity

CODE: Final = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+", re.ASCII)
"""A value of a vocabulary, not of free text."""
SHORT_NAMES: Final = re.compile(r"\b(amhp|hart|cad)\b", re.ASCII)
SEVERITIES: Final = {
    Severity.S1: "risk or legal limit",
    Severity.S2: "wait or dispute",
    Severity.S3: "quality of the record",
}


def said(name: object) -> str:
    """A name as people say it."""
    return str(name).replace("_", " ")


def entry_numbers(versions: Sequence[int]) -> str:
    """Entries by their numbers, in order; three or more in a row as a range: #1, #4 to #9."""
    rows: list[list[int]] = []
    for version in versions:
        if rows and version == rows[-1][-1] + 1:
            rows[-1].append(version)
        else:
            rows.append([version])
    return ", ".join(
        f"#{row[0]} to #{row[-1]}" if len(row) > 2 else ", ".join(f"#{each}" for each in row)  # noqa: PLR2004
        for row in rows
    )


def headed(text: str) -> str:
    """The same with a capital."""
    return text[:1].upper() + text[1:]


def capitals(text: str) -> str:
    """The same, with short names as people write them: AMHP, HART, CAD."""
    return SHORT_NAMES.sub(lambda found: found[0].upper(), text)


def kind_words(kind: object) -> str:
    """A kind of request as people say it."""
    return headed(capitals(said(kind)))


def plain_words(value: Any) -> str:
    """A plain value in words; nested values one after the other."""
    match value:
        case bool():
            return "yes" if value else "no"
        case dict():
            return ", ".join(f"{said(name)} {plain_words(each)}" for name, each in value.items())
        case list():
            return "; ".join(plain_words(each) for each in value)
        case str() if CODE.fullmatch(value):
            return said(value)
        case _:
            return str(value)


def facts_of(statement: Statement) -> list[tuple[str, str]]:
    """The facts of a statement as names and values."""
    plain = write(statement.fact)
    return [(said(name), plain_words(value)) for name, value in plain.items()]


def who(entry: Entry) -> str:
    """Who says it, and who did it where that is another."""
    role = f" ({said(entry.envelope.role)})" if entry.envelope.role is not None else ""
    actor = entry.envelope.actor
    if actor is None:
        return f"{entry.agency}{role}"
    acting = f" ({said(actor.role)})" if actor.role is not None else ""
    return f"{entry.agency}{role} of {actor.agency}{acting}"


def strand_words(strand: Strand) -> str:
    """A strand by its name, with a capital."""
    return headed(STRAND_NAMES[strand])


def told_length(length: Length, *, is_open: bool) -> Length:
    """The length as it is told: where the record ends as it begins, none is recorded, not zero."""
    return Length(0, None) if is_open and length.max_s == 0 else length


def finding_length(found: Found) -> str:
    """How long, in few characters; nothing where no length is found."""
    if found.length is None:
        return ""
    return short(told_length(found.length, is_open=found.end is None))


def finding_title(finding: Finding) -> str:
    """A finding's name, with the responsibilities it is about: what stands above its sentence."""
    strands = " and ".join(STRAND_NAMES[strand] for strand in finding.found.strands[:2])
    name = said(finding.name)
    return headed(f"{strands}: {name}" if strands else name)
