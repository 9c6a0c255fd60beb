"""Cases checked: recorded through `decide`, examined, and compared with what they must give."""

from collections.abc import Iterable

from jointlog.domain.cases import CaseFile, Expectation
from jointlog.domain.decide import decide
from jointlog.domain.entry import Entry
from jointlog.domain.time import Length
from jointlog.projections.case import Question, examine
from jointlog.projections.finding import Finding
from jointlog.projections.findings import TABLE, find

RECORDED_MS = 1_772_400_000_000
CODES = {detector.code for detector in TABLE}


def recorded(case: CaseFile) -> list[Entry]:
    """The entries of a case, as its agencies would record them."""
    entries: dict[object, Entry] = {}
    for version, (draft, agency) in enumerate(case.drafts, 1):
        corrected = entries.get(draft.envelope.corrects)
        entries[draft.event_id] = decide(
            draft,
            agency=agency,
            version=version,
            now_ms=RECORDED_MS + version * 1000,
            corrected=corrected,
        )
    return list(entries.values())


def found(case: CaseFile, entries: Iterable[Entry] | None = None) -> list[Finding]:
    """What is found in a case, up to its end of record."""
    held = recorded(case) if entries is None else entries
    return find(examine(held, Question(until_s=case.until_s)))


def meets(finding: Finding, expected: Expectation) -> bool:
    """Whether the finding is the one expected."""
    told = finding.found
    return (
        finding.code == expected.finding
        and expected.subject in ("", told.subject)
        and expected.grade in ("", told.grade)
        and set(expected.strands) <= set(told.strands)
        and all(any(one.matches(other) for other in told.parties) for one in expected.parties)
        and _is_long(told.length, expected)
    )


def _is_long(length: Length | None, expected: Expectation) -> bool:
    low_s, most_s, inside_s = expected.at_least_s, expected.at_most_s, expected.contains_s
    if low_s is None and most_s is None and inside_s is None:
        return True
    if length is None:
        return False
    greatest_s = float("inf") if length.max_s is None else length.max_s
    return (
        (low_s is None or length.min_s >= low_s)
        and (most_s is None or greatest_s <= most_s)
        and (inside_s is None or length.min_s <= inside_s <= greatest_s)
    )


def missing(case: CaseFile) -> list[str]:
    """What the case must give and does not, of the findings that exist."""
    findings = found(case)
    lines = []
    for expected in case.must_find:
        if expected.finding in CODES:
            times = sum(meets(finding, expected) for finding in findings)
            if times == 0 or expected.times not in (None, times):
                shown = [say(f) for f in findings if f.code == expected.finding]
                lines.append(f"{expected.finding} ({expected.why}): {times} times, of {shown}")
    return lines


def wrong(case: CaseFile) -> list[str]:
    """What the case gives and must not."""
    findings = found(case)
    return [say(f) for expected in case.must_not for f in findings if meets(f, expected)]


def unexpected(case: CaseFile) -> list[str]:
    """What the case gives besides what it must and may."""
    known = (*case.must_find, *case.may_find)
    return [say(f) for f in found(case) if not any(meets(f, expected) for expected in known)]


def say(finding: Finding) -> str:
    """A finding in a line."""
    told = finding.found
    strands = ",".join(told.strands)
    return f"{finding.code} {told.grade} {told.length} {strands} {told.sentence}"
