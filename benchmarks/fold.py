"""Decode, fold and find on one fully recorded incident, against decoding alone.

python -m benchmarks.fold

The least processor time of many rounds. Decoding is told twice: as the log reads, and by the strict
reader, which decides where that is unsure.
"""

import time
from collections.abc import Callable, Sequence
from math import log2
from statistics import median

from benchmarks.measure import interleave, machine, report
from benchmarks.merged import merged_entries
from jointlog.domain import cases
from jointlog.domain.decide import decide
from jointlog.domain.entry import Entry
from jointlog.domain.events import catalogue
from jointlog.domain.incident import Order, fold, view
from jointlog.domain.store.codec import from_row, from_row_strictly, to_row
from jointlog.projections.case import Question, examine
from jointlog.projections.findings import find

INCIDENT = "clean-section-136"
UNCERTAIN = "bethnal-green-2011"
"""18 entries, most of them timed about or between: 32 admissible orders."""
SIZES = (60, 250, 1000, 2000)
DAY_S = 86_400
PER_DAY = 143
"""Entries a day of the growing incident: 2,000 in two weeks."""
REPEATS = 20
AS_RECORDED = Question(order=Order.RECORDED)
ONE_ORDER = "fold, clocks and findings, as recorded"
STRICTLY = "decode, by the strict reader"
ROUNDS = 15


def entries(incident: str = INCIDENT) -> list[Entry]:
    """The entries of an incident, by default of the synthetic section 136 one."""
    return [
        decide(draft, agency=agency, version=version, now_ms=1_700_000_000_000 + version)
        for version, (draft, agency) in enumerate(cases.load(incident).drafts, 1)
    ]


def main() -> None:
    """Print the tables."""
    print(machine())
    for incident in (INCIDENT, UNCERTAIN):
        measure(incident)
    for size in SIZES:
        grow(size)


def grow(size: int) -> None:
    """Print what an incident of so many entries with varied times costs, and n log n of it.

    As recorded there is one order only: that row tells how the cost of one order grows.
    """
    made = merged_entries("long", entries=size, span_s=size * DAY_S // PER_DAY)
    rows = [to_row(entry) for entry in made]
    sides: dict[str, Callable[[], object]] = {
        "decode": lambda: [from_row(row) for row in rows],
        "fold and clocks": lambda: examine(made),
        ONE_ORDER: lambda: find(examine(made, AS_RECORDED)),
        "fold, clocks and findings, every order": lambda: find(examine(made)),
    }
    taken = interleave({name: _quiet(side) for name, side in sides.items()}, rounds=3)
    case = examine(made)
    orders = len(case.ways.of(case))
    title = f"{size:,} entries of varied times, {orders} orders, µs an entry"
    report(title, taken, base="decode", per=size)
    cost = median(taken[ONE_ORDER]) / (size * log2(size)) * 1e6
    print(f"\n{ONE_ORDER}: {cost:,.2f} µs times n log n")


def _quiet(side: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        side()

    return run


def measure(incident: str) -> None:
    """Print the table of one incident."""
    made = entries(incident)
    rows = [to_row(entry) for entry in made]
    catalogue()

    def decoded() -> Sequence[Entry]:
        return [from_row(row) for row in rows]

    def repeat(side: Callable[[], object]) -> None:
        for _ in range(REPEATS):
            side()

    sides = {
        "decode": lambda: repeat(decoded),
        STRICTLY: lambda: repeat(lambda: [from_row_strictly(row) for row in rows]),
        "decode + fold": lambda: repeat(lambda: fold(view(decoded()))),
        "decode + fold + clocks": lambda: repeat(lambda: examine(decoded())),
        "decode + fold + clocks + findings": lambda: repeat(lambda: find(examine(decoded()))),
    }
    taken = interleave(sides, rounds=ROUNDS, clock=time.process_time)
    title = f"{incident}, {len(made)} entries: what it costs to answer"
    for base in ("decode", STRICTLY):
        report(title, taken, base=base, per=REPEATS, is_least=True)


if __name__ == "__main__":
    main()
