"""A finding: something the record shows, with how sure it is, how long, and what it rests on.

A detector is a pure function ``Case -> Iterator[Found]`` in a file of its own under `findings/`,
registered by `detector`; `jointlog.projections.findings` has the explicit table of all of them.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from jointlog.domain.events.oversight import FindingAnswered
from jointlog.domain.incident.clocks import Run
from jointlog.domain.protocol import Mark, Standard
from jointlog.domain.time import Length, say_seconds
from jointlog.domain.vocabulary import Agency, EvidenceGrade
from jointlog.projections.case import Case
from jointlog.projections.found import Found, Grade, Severity
from jointlog.projections.merging import merged
from jointlog.projections.overall import run_for

__all__ = [
    "Detect",
    "Detector",
    "Finding",
    "Found",
    "Grade",
    "Reply",
    "Severity",
    "detector",
    "exceeds",
    "judge",
    "passed",
    "versus",
]


HEDGES: Final = {
    Grade.DEFINITE: "",
    Grade.POSSIBLE: "; this is possible, not certain",
    Grade.INDETERMINATE: "; the record does not settle whether it is so",
}
"""How a sentence ends, so that it says by itself how sure it is."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What an agency says of a finding; ``version`` is the entry that says it."""

    version: int
    agency: Agency
    explanation: str
    supported_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A detector's find, completed: stable id, code, severity, evidence grade, its answers."""

    id: str
    code: str
    name: str
    severity: Severity
    evidence: EvidenceGrade
    found: Found
    protocol: str
    answers: tuple[Reply, ...] = ()

    @property
    def standard_reference(self) -> str:
        """Id and edition of the standard, with its mark where it is not confirmed."""
        standard = self.found.standard
        if standard is None:
            return ""
        mark = "" if standard.mark is Mark.CONFIRMED else f" [{standard.mark}]"
        return f"{standard.reference}{mark}"


Detect = Callable[[Case], Iterator[Found]]


def always(_case: Case) -> bool:
    """Any case may have it."""
    return True


@dataclass(frozen=True, slots=True)
class Detector:
    """One rule of the catalogue (§4): its code, its name, its severity and its function.

    ``may_begin`` is whether a case has what such a find begins with, in whatever order: where it
    has not, no order is looked for.
    """

    code: str
    name: str
    severity: Severity
    detect: Detect
    may_begin: Callable[[Case], bool] = always

    @property
    def page(self) -> str:
        """The rule's text: what it finds, why it matters, when it is wrong, example, source."""
        assert self.detect.__doc__, f"{self.name} has a docstring"
        return self.detect.__doc__

    def find(self, case: Case) -> Iterator[Finding]:
        """Run it on a case, and complete what it found."""
        if not self.may_begin(case):
            return
        for found in merged(self.detect, self.code, case):
            name = _id(self.code, case, found)
            sure = HEDGES[found.grade]
            yield Finding(
                id=name,
                code=self.code,
                name=self.name,
                severity=found.severity or self.severity,
                evidence=case.weakest(found.entries),
                found=replace(found, sentence=f"{found.sentence}{sure}"),
                protocol=case.protocol.name,
                answers=tuple(_answers(case, name)),
            )


def detector(
    code: str, severity: Severity, may_begin: Callable[[Case], bool] = always
) -> Callable[[Detect], Detector]:
    """Declare a detector; its name is the function's, and its file's."""

    def declare(detect: Detect) -> Detector:
        return Detector(code, detect.__name__, severity, detect, may_begin)

    return declare


def judge(length: Length, limit_s: int) -> Grade | None:
    """Whether a length exceeds a limit: surely, possibly, or (None) not as far as is recorded.

    A length without upper bound is not evidence of having exceeded anything.
    """
    if length.min_s > limit_s:
        return Grade.DEFINITE
    if length.max_s is not None and length.max_s > limit_s:
        return Grade.POSSIBLE
    return None


def exceeds(run: Run, case: Case) -> Grade | None:
    """Whether a clock's run exceeds its limit."""
    return None if run.limit_s is None else judge(run.length(case.horizon), run.limit_s)


def passed(run: Run, case: Case) -> Grade | None:
    """Whether a clock's run exceeds its limit, over every admissible order: what views tell."""
    return None if run.limit_s is None else judge(run_for(case, run).length, run.limit_s)


def versus(standard: Standard, limit_s: int) -> str:
    """The standard in words: ``comparator 30 min (T-136-AMB@2014-04-01, memory)``."""
    word = "comparator" if standard.is_comparator else "limit"
    known = standard.limit_mark
    mark = "" if known is Mark.CONFIRMED else f", {known}: to be verified"
    return f"{word} {say_seconds(limit_s)} ({standard.reference}{mark})"


def _answers(case: Case, finding_id: str) -> Iterator[Reply]:
    for statement in case.named("finding_answered"):
        fact = statement.fact
        assert isinstance(fact, FindingAnswered), "the type's name is its class's"
        if fact.finding_id == finding_id:
            version, agency = statement.version, statement.actor
            yield Reply(version, agency, fact.explanation, fact.supported_by)


def _id(code: str, case: Case, found: Found) -> str:
    """Stable while the entry it begins with stands: code and a hash of that entry and subject."""
    first = case.by_version[found.entries[0]].entry.event_id if found.entries else ""
    strands = ",".join(found.strands)
    key = f"{case.incident}|{code}|{found.subject}|{first}|{strands}"
    return f"{code}.{hashlib.sha256(key.encode()).hexdigest()[:8]}"
