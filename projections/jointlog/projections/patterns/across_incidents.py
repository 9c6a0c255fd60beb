"""Findings across incidents: what repeats for one person, and rates by group.

    seen = [Seen.of(case, find(case)) for case in cases]
    rows = repeat_pattern(seen)
    table = equality_monitor(seen, group_of=groups.get)

Pure functions of what was seen in each incident. Who is one person in two incidents is the
caller's knowledge: pseudonyms such as ``P1`` are of one incident only.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jointlog.domain.time import FIRST_S, Length, Window
from jointlog.projections.case import Case
from jointlog.projections.finding import Finding, Grade, Severity
from jointlog.projections.patterns.suppression import (
    Cell,
    hidden_counts,
    hidden_sizes,
    is_total_shown,
    total_of,
)

REPEAT: Final = "F-PAT-01"
EQUALITY: Final = "F-PAT-02"
MONITORED: Final = ("F-RST-", "F-WAIT-")
LOCAL: Final = re.compile(r"[Pp]?\d*")
"""Pseudonyms that number the people of one incident; they link nothing."""
NOT_RECORDED: Final = "not recorded"
ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Part:
    """One finding: its class, person, incident, id, and when it begins (UTC seconds)."""

    code: str
    subject: str
    incident: str
    finding: str
    begins: Window
    grade: Grade


@dataclass(frozen=True, slots=True)
class Seen:
    """What an incident adds to a pattern, small enough to be kept of every incident.

    Attributes:
        incident: its id.
        subjects: its people, by pseudonym.
        parts: its findings.
        repeats: the threshold of F-PAT-01: in how many incidents.
        within_s: the threshold of F-PAT-01: how near each other.
        small: the threshold of F-PAT-02: a count below it is kept back.

    """

    incident: str
    subjects: tuple[str, ...]
    parts: tuple[Part, ...]
    repeats: int
    within_s: int
    small: int

    @classmethod
    def of(cls, case: Case, findings: Iterable[Finding]) -> "Seen":
        """An examined incident with its findings."""
        return cls(
            case.incident,
            tuple(case.timeline.subjects),
            tuple(
                Part(f.code, f.found.subject, case.incident, f.id, _begins(case, f), f.found.grade)
                for f in findings
            ),
            case.limit_s(REPEAT, "findings"),
            case.limit_s(REPEAT, "within"),
            case.limit_s(EQUALITY, "suppress_below"),
        )


@dataclass(frozen=True, slots=True)
class Repeat:
    """Findings of one class about one person, in several incidents near each other.

    Attributes:
        person: the pseudonym, or what the caller says that it stands for.
        code: the class of finding.
        parts: the first finding of each incident, in order of time.
        length: from the first to the last.
        grade: definite where so many are definite, and surely as near as the threshold says.

    """

    person: str
    code: str
    parts: tuple[Part, ...]
    length: Length
    grade: Grade

    def is_asked(self, person: str = "", code: str = "") -> bool:
        """Whether it is of this person and this class of finding; "" is any."""
        return person in ("", self.person) and code in ("", self.code)

    @property
    def pattern(self) -> str:
        """The code of the pattern itself."""
        return REPEAT

    @property
    def sentence(self) -> str:
        """Neutral words."""
        return (
            f"{self.code} is found of {self.person} in {len(self.parts)} incidents "
            f"within {self.length}: {', '.join(part.incident for part in self.parts)}"
        )


def own_pseudonym(_incident: str, subject: str) -> str:
    """The pseudonym itself where it is more than a number in one incident, else ""."""
    return "" if LOCAL.fullmatch(subject) else subject


def repeat_pattern(
    seen: Iterable[Seen], *, person_of: Callable[[str, str], str] = own_pseudonym
) -> list[Repeat]:
    """Report each class of finding that repeats for one person across incidents.

    What it finds: findings of one class about one person in as many incidents as the threshold
    says, all within so many days. Several in one incident count once.

    Why it matters: what happens again to one person is seldom seen by those who see one incident.

    When it is wrong to raise it: two people are taken for one, or one pseudonym is used for two. A
    pseudonym that only numbers the people of an incident (P1) therefore links nothing, unless the
    caller says by `person_of` whom it stands for.

    Example: no ambulance came on 3 March and on 20 April, to the same person.

    Source: field dossier §4.5; thresholds [proposal].
    """
    groups: dict[tuple[str, str], dict[str, Part]] = {}
    least, within_s = 0, 0
    for each in seen:
        least, within_s = each.repeats, each.within_s
        for part in each.parts:
            person = person_of(each.incident, part.subject)
            if person:
                parts = groups.setdefault((person, part.code), {})
                parts[each.incident] = min(part, parts.get(each.incident, part), key=_order)
    rows = []
    for (person, code), parts in sorted(groups.items()):
        ordered = sorted(parts.values(), key=_order)
        rows += [_repeat(person, code, run, least, within_s) for run in _runs(ordered, within_s)]
    return [row for row in rows if len(row.parts) >= least]


def _order(part: Part) -> tuple[int, int, str, str]:
    return part.begins.earliest_s, part.begins.latest_s, part.incident, part.finding


def _begins(case: Case, finding: Finding) -> Window:
    """When the finding begins; where it does not say, when its incident does."""
    start = finding.found.start
    if start is not None:
        return start.window
    first = [s.window for s in case.statements if s.window.earliest_s > FIRST_S]
    return first[0] if first else case.horizon


def _runs(parts: Sequence[Part], within_s: int) -> Iterator[list[Part]]:
    """The longest runs that may lie within the period; no run is a part of another."""
    last = 0
    for index, first in enumerate(parts):
        until = index
        while (
            until < len(parts)
            and Length.between(first.begins, parts[until].begins).min_s <= within_s
        ):
            until += 1
        if until > last:
            yield list(parts[index:until])
            last = until


def _repeat(person: str, code: str, parts: list[Part], least: int, within_s: int) -> Repeat:
    length = Length.between(parts[0].begins, parts[-1].begins)
    definite = [part for part in parts if part.grade is Grade.DEFINITE]
    is_near = length.max_s is not None and length.max_s <= within_s
    grade = Grade.DEFINITE if is_near and len(definite) >= least else Grade.POSSIBLE
    return Repeat(person, code, tuple(parts), length, grade)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of a group's people something is found of; None where the number is kept back.

    A person counts once for each incident. ``group`` is `ALL` for the total.
    """

    code: str
    group: str
    people: int | None
    found: int | None

    @property
    def pattern(self) -> str:
        """The code of the pattern itself."""
        return EQUALITY

    @property
    def rate(self) -> float | None:
        """The share of the group's people, None where a number is kept back."""
        if self.people is None or self.found is None:
            return None
        return self.found / self.people


def equality_monitor(
    seen: Iterable[Seen],
    *,
    group_of: Callable[[str, str], str | None],
    codes: Sequence[str] = MONITORED,
) -> list[Rate]:
    """Report the rates of findings on force and waits by group, small numbers kept back.

    What it finds: for each class of finding, of how many people of each group it is found, and of
    all. `group_of` gives the group of a person in an incident; the log does not hold it.

    Why it matters: a difference between groups is seen in no single incident.

    When it is wrong to raise it: from small numbers. A count below the threshold, or with fewer
    others in its group, is not shown; nor is one from which such a count could be reckoned.

    Example: restraint longer than 10 min is found of 14 of 120 people of one group and of 40 of 300
    of another; a third group of 6 is kept back, and with it the next smallest.

    Source: field dossier §4.5 and §7.3; threshold [proposal].
    """
    members: dict[tuple[str, str], str] = {}
    found: dict[str, set[tuple[str, str]]] = {}
    least = 0
    for each in seen:
        least = max(least, each.small)
        for subject in each.subjects:
            group = group_of(each.incident, subject)
            members[each.incident, subject] = group or NOT_RECORDED
        for part in each.parts:
            if part.code.startswith(tuple(codes)):
                found.setdefault(part.code, set()).add((each.incident, part.subject))
    return [
        rate for code in sorted(found) for rate in _rates(code, _cells(members, found[code]), least)
    ]


def _cells(members: dict[tuple[str, str], str], found: set[tuple[str, str]]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for person, group in members.items():
        cell = cells.get(group, Cell(0, 0))
        cells[group] = Cell(cell.people + 1, cell.found + (person in found))
    return cells


def _rates(code: str, cells: dict[str, Cell], least: int) -> Iterator[Rate]:
    sizes, counts = hidden_sizes(cells, least), hidden_counts(cells, least)
    for group, cell in sorted(cells.items()):
        people = None if group in sizes else cell.people
        yield Rate(code, group, people, None if group in counts else cell.found)
    total = total_of(list(cells.values()))
    is_shown = is_total_shown(cells, counts, least)
    yield Rate(
        code,
        ALL,
        total.people if total.people >= least else None,
        total.found if is_shown else None,
    )


@dataclass(frozen=True, slots=True)
class Pattern:
    """A finding across incidents, as the catalogue names it."""

    code: str
    name: str
    severity: Severity
    find: Callable[..., list[Repeat] | list[Rate]]

    @property
    def page(self) -> str:
        """The rule's text, in the five parts of every finding."""
        assert self.find.__doc__, f"{self.name} has a docstring"
        return self.find.__doc__


PATTERNS: Final = (
    Pattern(REPEAT, "repeat_pattern", Severity.S2, repeat_pattern),
    Pattern(EQUALITY, "equality_monitor", Severity.S3, equality_monitor),
)
