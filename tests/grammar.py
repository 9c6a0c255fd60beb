"""given / when / then: one grammar for the domain, projections and the API.

    given(
        "12:00 police:met s136_power_used limb=remove",
        "13:00 police:met police_left reason=other",
    ).when_examined(held_by_nobody, until="13:15").then(("definite", 900, 900, "DET"))

A line is: time, agency, event type, then fields as ``name=value`` (lists with commas), and envelope
fields with a leading ``@`` (``@subject=P2``, ``@actor=ambulance:las``, ``@evidence=hearsay``,
``@replies_to=#1`` for the id of line 1). Times are UTC on 1 March 2026 unless they name a day;
``_`` stands for the space inside a time: ``before_12:00``, ``12:00/12:10``, ``unknown``.
"""

import shlex
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args, get_origin
from uuid import UUID, uuid5

from jointlog.domain.declare import fields_of
from jointlog.domain.entry import Draft, Entry, Envelope
from jointlog.domain.events import catalogue
from jointlog.domain.incident import Statement, Timeline, fold, view
from jointlog.domain.time import Length, say_seconds
from jointlog.domain.timetext import parse
from jointlog.domain.vocabulary import Agency
from jointlog.domain.wire import read
from jointlog.projections.case import Case, Question, examine
from jointlog.projections.finding import HEDGES, Detector, Finding
from jointlog.projections.found import Found as Content

NAMESPACE = UUID("7a0c6f0e-6f0a-4b52-9c39-5f6f8d7d0001")
DAY = date(2026, 3, 1)
INCIDENT = "test-incident"
ENVELOPE_HINTS = {field.name: field.hint for field in fields_of(Envelope)}
RECORDED_MS = 1_772_400_000_000  # 2026-03-01T21:20:00Z; one second more for each line


def line_id(number: int) -> UUID:
    """The event id of line ``number`` (from 1)."""
    return uuid5(NAMESPACE, str(number))


def at(clock: str) -> int:
    """UTC seconds of a clock time on the day of the grammar."""
    return parse(clock.replace("_", " "), zone="UTC", on=DAY).window.earliest_s


def entry(number: int, line: str, *, incident: str = INCIDENT) -> Entry:
    """The entry that a line writes."""
    when, agency, name, *words = shlex.split(line)
    cls = catalogue().named(name)
    hints = {field.name: field.hint for field in fields_of(cls)}
    facts: dict[str, Any] = {}
    envelope: dict[str, Any] = {"occurred": parse(when.replace("_", " "), zone="UTC", on=DAY).text}
    for word in words:
        key, _, value = word.partition("=")
        if key.startswith("@"):
            envelope[key[1:]] = _envelope_value(key[1:], value)
        else:
            facts[key] = _value(hints[key], value)
    return Entry(
        event_id=line_id(number),
        incident=incident,
        version=number,
        recorded_at_ms=RECORDED_MS + number * 1000,
        agency=Agency.parse(agency),
        fact=read(cls, facts),
        envelope=read(Envelope, envelope),
    )


def draft(number: int, line: str, *, incident: str = INCIDENT) -> tuple[Draft, Agency]:
    """The same line as a draft, and the agency that posts it."""
    made = entry(number, line, incident=incident)
    return Draft(made.event_id, incident, made.fact, made.envelope), made.agency


def _envelope_value(name: str, text: str) -> Any:
    if text.startswith("#"):
        return str(line_id(int(text[1:])))
    if name == "actor":
        agency, _, role = text.partition("/")
        return {"agency": agency, **({"role": role} if role else {})}
    if name == "source":
        kind, _, ref = text.partition("/")
        return {"kind": kind, "ref": ref}
    if name == "clock":
        system, _, offset_s = text.partition("/")
        return {"system": system, "offset_s": int(offset_s or 0)}
    if name in ("occurred", "first_written_at"):
        return parse(text.replace("_", " "), zone="UTC", on=DAY).text
    return text


def _value(hint: Any, text: str) -> Any:
    origin = get_origin(hint)
    args = [arg for arg in get_args(hint) if arg is not type(None)]
    if origin is tuple:
        return [_value(args[0], item) for item in text.split(",") if item]
    if args:
        return _value(args[0], text)
    if hint is bool:
        return {"true": True, "false": False}[text]
    if hint in (int, float):
        return hint(text)
    if text.startswith("#"):
        return str(line_id(int(text[1:])))
    if hint.__name__ == "Occurred":
        return parse(text.replace("_", " "), zone="UTC", on=DAY).text
    if hint.__name__ == "Position":
        agency, _, said = text.partition("/")
        position, _, words = said.partition("/")
        party = {"agency": agency, "position": position, "words": words}
        return {name: value for name, value in party.items() if value}
    return text


EXAMINED = ("GAP", "DISP", "AMBIG", "CMD", "RISK", "SAFE", "DELEG", "PRES", "DEP", "WAIT", "CAD")
"""The groups of findings that tell of responsibility and of waits."""
NO_PARTY = {"F-GAP-01", "F-WAIT-11"}
"""Nobody may have held it before; who was waited for may not be recorded."""
NO_STRAND = {"F-AMBIG-01", "F-DISP-03", "F-GAP-02"}
"""A referral, or an offer in words, may name no responsibility."""
NO_START = {"F-WAIT-03"}
"""A journey of which only the end is recorded."""
OWN_LENGTH = {"F-WAIT-11", "F-DISP-03"}
"""It runs to something else than the end that it shows; of two referrals either may be first."""
OWN_LIMIT = {"F-WAIT-01", "F-WAIT-14", "F-WAIT-16", "F-CAD-01"}
"""They count, or state the limit in other words."""


def holds_together(finding: Finding, case: Case) -> None:
    """What is true of every finding of a responsibility or a wait, whichever it is.

    Its sentence alone says how sure it is (also where it concerns something else). One that is not
    definite names the record that would settle it, and only such a one. What it
    begins and ends with is among its entries, its limit is in its sentence, and it says who and
    what it concerns. Where the record allows one order only, a length runs from its start to its
    end, or to the end of the record.
    """
    found, code = finding.found, finding.code
    assert found.sentence.endswith(HEDGES[found.grade])
    if code.split("-")[1] not in EXAMINED:
        return
    assert bool(found.settle) is (found.grade.value != "definite")
    for bound in filter(None, (found.start, found.end)):
        assert set(bound.entries) <= set(found.entries)
    assert found.parties or code in NO_PARTY
    assert found.strands or code in NO_STRAND
    if code not in OWN_LIMIT:
        told = any(word in found.sentence for word in ("threshold ", "limit ", "comparator "))
        assert told is (found.limit_s is not None)
        assert found.limit_s is None or say_seconds(found.limit_s) in found.sentence
    if found.start is None:
        assert code in NO_START
        return
    end = found.end.window if found.end is not None else case.horizon
    is_one_order = all(orders is None for orders, _ in case.ways.made.values())
    if found.length is not None and code not in OWN_LENGTH and is_one_order:
        assert found.length == Length.between(found.start.window, end)


def told(found: Content) -> str:
    """The sentence of a find, its times as clock times on the day of the grammar."""
    return found.sentence.replace(f"{DAY} ", "").replace(" UTC", "")


@dataclass(frozen=True)
class Given:
    """The entries of an incident."""

    entries: tuple[Entry, ...]

    @property
    def statements(self) -> list[Statement]:
        """By occurred."""
        return view(self.entries)

    def when_folded(self) -> Timeline:
        """The timeline by occurred."""
        return fold(self.statements)

    def case(self, *, until: str = "", protocol: str = "") -> Case:
        """The case examined, to a clock time or the end of the record."""
        until_s = at(until) if until else None
        return examine(self.entries, Question(until_s=until_s, protocol=protocol))

    def when_examined(self, detector: Detector, *, until: str = "", protocol: str = "") -> "Found":
        """What one detector finds."""
        case = self.case(until=until, protocol=protocol)
        findings = list(detector.find(case))
        for finding in findings:
            holds_together(finding, case)
        return Found(findings)


@dataclass(frozen=True)
class Found:
    """What was found."""

    findings: list[Finding]

    def then(self, *expected: tuple[object, ...]) -> "Found":
        """Each finding as (grade, min_s, max_s, strand...); no others, in this order."""
        shown = [self._shown(finding) for finding in self.findings]
        assert shown == list(expected), [finding.found.sentence for finding in self.findings]
        return self

    def then_nothing(self) -> None:
        """No finding at all."""
        self.then()

    @staticmethod
    def _shown(finding: Finding) -> tuple[object, ...]:
        length: Length | None = finding.found.length
        bounds = () if length is None else (length.min_s, length.max_s)
        return (finding.found.grade.value, *bounds, *(s.value for s in finding.found.strands))


def given(*lines: str) -> Given:
    """The entries that the lines write, recorded in this order."""
    return Given(tuple(entry(number, line) for number, line in enumerate(lines, 1)))
