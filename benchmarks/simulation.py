"""Precision and recall of the findings on simulated incidents with known truth.

python -m benchmarks.simulation --seed 2026 --count 10000 [--show CODE]
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from jointlog.domain.decide import decide
from jointlog.domain.entry import Entry
from jointlog.domain.simulation import Incident, Seen, Truth, simulate
from jointlog.domain.time import Length, Window
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case, examine
from jointlog.projections.finding import Grade
from jointlog.projections.findings import find
from jointlog.projections.waits import waits

SEED = 2026
COUNT = 10_000
NEAR_S = 3 * 3600
"""A find belongs to a truth that begins so near: clocks go back one hour, and skew."""
PER_STRAND = ("F-GAP-01", "F-GAP-02", "F-GAP-03", "F-WAIT-10")
HONEST = "undeclared skew"


@dataclass(frozen=True, slots=True)
class Unit:
    """One find, or its part for one strand."""

    code: str
    subject: str
    strand: str
    grade: Grade
    start: Window | None
    length: Length | None


@dataclass(slots=True)
class Score:
    """What was found of one code."""

    counts: Counter[str] = field(default_factory=Counter)
    lengths: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)


def entries_of(incident: Incident) -> list[Entry]:
    """The incident as its log would keep it, recorded the day after."""
    now_ms = (incident.end_s + 3600) * 1000
    return [
        decide(draft, agency=agency, version=version, now_ms=now_ms + version)
        for version, (draft, agency) in enumerate(incident.drafts, 1)
    ]


def units(case: Case) -> Iterator[Unit]:
    """Everything found, by strand where truths are."""
    for finding in find(case):
        found = finding.found
        split = finding.code in PER_STRAND
        strands: Iterable[Strand | str] = (found.strands if split else ()) or ("",)
        start = found.start.window if found.start is not None else None
        for strand in strands:
            name = str(strand)
            yield Unit(finding.code, found.subject, name, found.grade, start, found.length)


def matched(truths: Iterable[Truth], found: list[Unit]) -> Iterator[tuple[Truth, Unit | None]]:
    """Each truth with the nearest find that says it; what is left in ``found`` says nothing true.

    What can be seen is matched before what cannot.
    """
    order = [Seen.DEFINITE, Seen.POSSIBLE, Seen.INDETERMINATE, Seen.HIDDEN]
    for truth in sorted(truths, key=lambda each: order.index(each.seen)):
        near = [(_apart_s(truth, unit), at) for at, unit in enumerate(found) if _fits(truth, unit)]
        apart_s, at = min(near, default=(NEAR_S + 1, 0))
        yield truth, found.pop(at) if apart_s <= NEAR_S else None


def _fits(truth: Truth, unit: Unit) -> bool:
    same = truth.code == unit.code and truth.subject == unit.subject
    return same and truth.strand == unit.strand


def _apart_s(truth: Truth, unit: Unit) -> int:
    if unit.start is None:
        return 0
    if not unit.start.is_bounded:
        return NEAR_S
    return max(0, unit.start.earliest_s - truth.start_s, truth.start_s - unit.start.latest_s)


def weigh(incident: Incident, scores: dict[str, Score], unmodelled: Counter[str]) -> list[str]:
    """Hold one incident's findings against its truths; return what differs, in words."""
    case = examine(entries_of(incident))
    found = list(units(case))
    modelled = scores.keys()
    unmodelled.update(unit.code for unit in found if unit.code not in modelled)
    found = [unit for unit in found if unit.code in modelled]
    notes = []
    for truth, unit in matched(incident.truths, found):
        score = scores[truth.code]
        grade = "missed" if unit is None else str(unit.grade)
        real = "real" if truth.real else "record"
        score.counts[f"{real} {truth.seen} {grade}"] += 1
        if grade != str(truth.seen) and truth.seen is not Seen.HIDDEN:
            cause = f"{truth.seen} as {grade}: {truth.why}"
            score.causes[cause] += 1
            notes.append(f"{incident.id} {truth} -> {unit} {incident.features}")
        if unit is not None and unit.length is not None and truth.real:
            honest = "skewed" if HONEST in incident.features else "honest"
            score.lengths[f"{honest} {_inside(truth, unit.length)}"] += 1
    for unit in found:
        scores[unit.code].counts[f"false {unit.grade}"] += 1
        scores[unit.code].causes[f"false {unit.grade}"] += 1
        notes.append(f"{incident.id} FALSE {unit} {incident.features}")
    _waits(incident, case, scores["waits"])
    return notes


def _waits(incident: Incident, case: Case, score: Score) -> None:
    """The true waits against those of the engine: outcome and length."""
    known = waits(case)
    honest = "skewed" if HONEST in incident.features else "honest"
    for wait in incident.waits:
        same = [w for w in known if w.subject == wait.subject and str(w.kind) == wait.kind]
        said = same[0].outcome.split(",")[0].removesuffix(" late") if same else "missed"
        is_same = "same outcome" if said == wait.outcome else "other outcome"
        score.counts[is_same] += 1
        if said != wait.outcome:
            score.causes[f"{wait.kind}: {wait.outcome} as {said}"] += 1
        elif said != "absent at the end of the record":
            length_s = wait.end_s - wait.start_s
            inside = same[0].length.min_s <= length_s <= (same[0].length.max_s or length_s)
            score.lengths[f"{honest} {'inside' if inside else 'outside'}"] += 1


def _inside(truth: Truth, length: Length) -> str:
    true_s = truth.end_s - truth.start_s
    is_inside = length.min_s <= true_s and (length.max_s is None or true_s <= length.max_s)
    return "inside" if is_inside else "outside"


def _sum(counts: Counter[str], *parts: str) -> int:
    return sum(n for key, n in counts.items() if all(part in key.split() for part in parts))


def row(code: str, score: Score) -> str:
    """One line of the table."""
    counts = score.counts
    visible = counts.total() - _sum(counts, "false") - _sum(counts, "hidden")
    visible -= _sum(counts, "indeterminate", "real") + _sum(counts, "record", "missed")
    real = _sum(counts, "real")
    hidden = _sum(counts, "real", "hidden")
    shown = (
        real - hidden - sum(n for key, n in counts.items() if key.startswith("real indeterminate"))
    )
    got = sum(
        n
        for key, n in counts.items()
        if key.startswith(("real definite", "real possible")) and not key.endswith("missed")
    )
    definite = sum(n for key, n in counts.items() if key.endswith(" definite") and "real" in key)
    possible = sum(n for key, n in counts.items() if key.endswith(" possible") and "real" in key)
    misled = sum(
        n for key, n in counts.items() if key.startswith("record") and not key.endswith("missed")
    )
    false = _sum(counts, "false")
    found = real - sum(n for k, n in counts.items() if k.startswith("real") and "missed" in k)
    total = found + misled + false
    cells = (
        code,
        real,
        hidden,
        definite,
        possible,
        shown - got,
        misled,
        false,
        _share(total - false, total),
        _share(found, total),
        _share(got, shown),
        _share(found, real),
        _share(score.lengths["honest inside"], _sum(score.lengths, "honest")),
    )
    return f"| {' | '.join(map(str, cells))} |"


def _share(part: int, whole: int) -> str:
    return "-" if not whole else f"{100 * part / whole:.2f} %"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--show", default="", help="print each difference of this code")
    asked = parser.parse_args()
    codes = CODES
    scores = {code: Score() for code in (*codes, "waits")}
    unmodelled: Counter[str] = Counter()
    for incident in simulate(seed=asked.seed, count=asked.count):
        for note in weigh(incident, scores, unmodelled):
            if asked.show and asked.show in note:
                print(note)
    report(asked.seed, asked.count, scores, unmodelled)


CODES = (
    *("F-GAP-01", "F-GAP-02", "F-GAP-03"),
    *("F-WAIT-01", "F-WAIT-02", "F-WAIT-03", "F-WAIT-04", "F-WAIT-07", "F-WAIT-08"),
    *("F-WAIT-10", "F-WAIT-11", "F-WAIT-12", "F-RST-01", "F-RST-02"),
)
"""The findings that the generator states truths for."""


def report(seed: int, count: int, scores: dict[str, Score], unmodelled: Counter[str]) -> None:
    """Print what was measured, as Markdown."""
    print(f"seed {seed}, {count} incidents\n")
    print(
        "| finding | true | of these hidden | found definite | found possible | missed |"
        " record misleads | false alarms | precision (record) | precision (world) |"
        " recall (visible) | recall (world) | length inside |"
    )
    print(f"|{'---|' * 13}")
    for code in CODES:
        print(row(code, scores[code]))
    print("\ndifferences in grade, misses and false alarms:\n")
    for code, score in scores.items():
        for cause, number in score.causes.most_common():
            print(f"- {code}: {number} {cause}")
    waits_score = scores["waits"]
    print(f"\nwaits: {dict(waits_score.counts)}; lengths {dict(waits_score.lengths)}")
    for code in CODES:
        print(f"lengths {code}: {dict(scores[code].lengths)}")
    print(f"found, and not modelled: {dict(sorted(unmodelled.items()))}")


if __name__ == "__main__":
    main()
