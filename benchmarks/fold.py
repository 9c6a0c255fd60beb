"""Decode, fold and find on one fully recorded incident, against decoding alone.

python -m benchmarks.fold
"""

from collections.abc import Callable, Sequence

from benchmarks.measure import interleave, machine, report
from jointlog.domain import cases
from jointlog.domain.decide import decide
from jointlog.domain.entry import Entry
from jointlog.domain.events import catalogue
from jointlog.domain.incident import fold, view
from jointlog.domain.store.codec import from_row, to_row
from jointlog.projections.case import examine
from jointlog.projections.findings import find

INCIDENT = "clean-section-136"
REPEATS = 20
ROUNDS = 15


def entries() -> list[Entry]:
    """The entries of the synthetic section 136 incident."""
    return [
        decide(draft, agency=agency, version=version, now_ms=1_700_000_000_000 + version)
        for version, (draft, agency) in enumerate(cases.load(INCIDENT).drafts, 1)
    ]


def main() -> None:
    """Print the table."""
    made = entries()
    rows = [to_row(entry) for entry in made]
    catalogue()

    def decoded() -> Sequence[Entry]:
        return [from_row(row) for row in rows]

    def repeat(side: Callable[[], object]) -> None:
        for _ in range(REPEATS):
            side()

    sides = {
        "decode": lambda: repeat(decoded),
        "decode + fold": lambda: repeat(lambda: fold(view(decoded()))),
        "decode + fold + clocks": lambda: repeat(lambda: examine(decoded())),
        "decode + fold + clocks + findings": lambda: repeat(lambda: find(examine(decoded()))),
    }
    print(machine(), f"- {len(made)} entries")
    taken = interleave(sides, rounds=ROUNDS)
    report("One incident: what it costs to answer", taken, base="decode", per=REPEATS)


if __name__ == "__main__":
    main()
