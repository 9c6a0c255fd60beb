"""Findings across incidents: the first page of a new process, with the rows and without.

python -m benchmarks.across [--incidents 2000]

Practice incidents, whose rows are kept in a file. Each question is put to a program that has just
begun, with the rows, which leave out the incidents that have no such finding; and one to a program
without, which examines every incident. Both give the same answers. Times are of the processor.
"""

import argparse
import tempfile
import time

from benchmarks.measure import machine
from benchmarks.rows import opened
from benchmarks.simulation import entries_of
from jointlog.api.narrowing import narrow_by
from jointlog.domain.simulation import simulate
from jointlog.domain.store.collecting import few_collections
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.store.rows.rebuild import rebuild
from jointlog.domain.vocabulary import Agency
from jointlog.projections.across import Across
from jointlog.projections.asked import ALL, Filter, FindingRow, Page

SEED = 11
PAGE = 100
ASKED = {
    "all findings": ALL,
    "F-WAIT-08": Filter(kind="F-WAIT-08"),
    "F-GAP-01 of at least 6 hours": Filter(kind="F-GAP-01", min_s=6 * 3600),
    "F-DELEG-01, of an ambulance service": Filter(
        kind="F-DELEG-01", agency=Agency.parse("ambulance")
    ),
}


def first_page(of: Across, asked: Filter) -> tuple[float, Page[FindingRow]]:
    """Seconds of processor time, and the page."""
    begun_s = time.process_time()
    page = of.findings(asked, limit=PAGE, with_variants=True)
    return time.process_time() - begun_s, page


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--incidents", type=int, default=2000)
    asked = parser.parse_args()
    print(machine())
    with (
        tempfile.TemporaryDirectory() as folder,
        opened(f"{folder}/log.sqlite") as of,
        few_collections(),
    ):
        for incident in simulate(seed=SEED, count=asked.incidents):
            of.log.restore(entries_of(incident))
        rebuild(of)
        print(f"\n{asked.incidents:,} incidents, {of.log.head():,} entries\n")
        whole, reader = Across(of.log), RowsReader(of)
        without_s, _ = first_page(whole, ALL)
        print(f"Without rows, whatever is asked first: {without_s:.1f} s\n")
        print(f"| the first {PAGE} of | with the rows |\n|---|---|")
        for name, question in ASKED.items():
            with_s, same = first_page(Across(of.log, narrow_by(reader)), question)
            assert same == first_page(whole, question)[1], "both ways give one answer"
            print(f"| {name} | {with_s:.1f} s |")


if __name__ == "__main__":
    main()
