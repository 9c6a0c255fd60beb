"""The list of people that a reader of several incidents brings: who is whom, and of which group."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from jointlog.domain.errors import MalformedError
from jointlog.projections.patterns.across_incidents import own_pseudonym

NEEDED: Final = ("incident", "subject")
KNOWN: Final = (*NEEDED, "person", "group")
EXPECTED: Final = "CSV in UTF-8 with the columns incident, subject and person, group or both"


@dataclass(slots=True)
class People:
    """Who somebody is across incidents, and of which group; both by incident and pseudonym."""

    persons: dict[tuple[str, str], str] = field(default_factory=dict)
    groups: dict[tuple[str, str], str] = field(default_factory=dict)

    def person_of(self, incident: str, subject: str) -> str:
        """The person listed, else the pseudonym where it is more than a number."""
        return self.persons.get((incident, subject)) or own_pseudonym(incident, subject)

    def group_of(self, incident: str, subject: str) -> str | None:
        """The group listed, or None."""
        return self.groups.get((incident, subject))


def read_people(path: str) -> People:
    """The people of a CSV file; nobody where ``path`` is empty.

    Raises:
        MalformedError: names the line.

    """
    people = People()
    for number, row in _rows(path) if path else ():
        key = row["incident"].strip(), row["subject"].strip()
        if not all(key):
            raise MalformedError(
                "--people", f"line {number} of {path} names no incident or subject", EXPECTED
            )
        if key in people.persons:
            raise MalformedError(
                "--people", f"line {number} of {path} says of {key[1]} again", "one line a person"
            )
        people.persons[key] = (row.get("person") or "").strip()
        people.groups[key] = (row.get("group") or "").strip()
    return people


def _rows(path: str) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = Path(path).read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise MalformedError("--people", f"{path} is not UTF-8", EXPECTED) from None
    rows = csv.DictReader(text.splitlines(), strict=True)
    head = [name.strip().casefold() for name in rows.fieldnames or ()]
    if not set(NEEDED) <= set(head) <= set(KNOWN) or len(head) == len(NEEDED):
        raise MalformedError("--people", f"{path} begins with {', '.join(head)[:80]!r}", EXPECTED)
    rows.fieldnames = head
    try:
        held = [(rows.line_num, row) for row in rows]
    except csv.Error as error:
        what = f"line {rows.line_num} of {path}: {error}"
        raise MalformedError("--people", what, EXPECTED) from None
    for number, row in held:
        if None in row or None in row.values():
            what = f"line {number} of {path} has not {len(head)} cells"
            raise MalformedError("--people", what, EXPECTED)
    yield from held
