"""Mutation testing of the fold and of the responsibility and wait findings.

python -m benchmarks.mutation                     # all areas
python -m benchmarks.mutation --only held_by_nobody
python -m benchmarks.mutation --again survivors.json   # only what survived the last time
"""

import argparse
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from benchmarks.mutation import running
from benchmarks.mutation.equivalent import EQUIVALENT
from benchmarks.mutation.mutants import Mutant, mutants_of

ROOT = Path(__file__).parents[2]
AREAS = {
    "incident": "domain/jointlog/domain/incident",
    "responsibility": "projections/jointlog/projections/findings/responsibility",
    "waits": "projections/jointlog/projections/findings/waits",
}
FINDINGS = ("tests/projections/findings", "tests/projections/test_finding.py")
TESTS = {
    "incident": (
        *(f"tests/domain/test_{each}.py" for each in ("fold_rules", "fold_waits", "fold_edges")),
        *(f"tests/domain/test_{each}.py" for each in ("clocks", "view", "orders", "versions")),
        *(
            f"tests/domain/test_{each}.py"
            for each in ("footprints", "orders_told", "lengths_without_clock")
        ),
        *(f"tests/projections/test_{each}.py" for each in ("waits", "merging", "corrections")),
        *FINDINGS,
    ),
    "responsibility": FINDINGS,
    "waits": FINDINGS,
}
SLOW = ("tests/domain/test_fold_laws.py", "tests/oracle")
SLOW_S = 0.3
"""A test that takes longer is asked only about what all others let pass."""


class Session:
    """A pytest session that judges mutants in place of running its tests."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.asked = asked
        self.outcomes: dict[str, tuple[Mutant, str]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Measure what the tests reach, then take mutant after mutant."""
        begun = time.perf_counter()
        paths = list(chosen(self.asked))
        base = running.measure(session.items, paths)
        print(f"{len(base.items)} tests in {sum(base.seconds):.0f} s", flush=True)
        patcher = running.Patcher(paths)
        made = [
            (mutant, path)
            for path in map(str, paths)
            for mutant in mutants_of(patcher.trees[path], Path(path).relative_to(ROOT).as_posix())
        ]
        made = self._asked_for(made)
        running.settle()
        self._judge(made, patcher, base, slow=False)
        left = [(m, p) for m, p in made if self.outcomes[m.key][1] == "survived"]
        if self.asked.slow:
            self._judge(left, patcher, base, slow=True)
        print(f"{len(made)} mutants, {time.perf_counter() - begun:.0f} s")
        return True

    def _asked_for(self, made: list[tuple[Mutant, str]]) -> list[tuple[Mutant, str]]:
        if self.asked.again:
            known = set(json.loads(Path(self.asked.again).read_text()))
            made = [(mutant, path) for mutant, path in made if mutant.key in known]
        if self.asked.sample and self.asked.sample < len(made):
            made = random.Random(self.asked.seed).sample(made, self.asked.sample)  # noqa: S311
        return made

    def _judge(
        self,
        made: Iterable[tuple[Mutant, str]],
        patcher: running.Patcher,
        base: running.Baseline,
        *,
        slow: bool,
    ) -> None:
        kills: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
        for mutant, path in made:
            reached = reaching(mutant, base.reach[path])
            tests = running.ordered(base, reached, kills[path, mutant.place.name], SLOW_S)
            if slow:
                tests = [each for each in sorted(reached) if base.seconds[each] > SLOW_S]
            running.start(mutant, path, patcher, base, tests)
            if len(running.RUNNING) >= self.asked.jobs:
                self._note(kills)
        while running.RUNNING:
            self._note(kills)

    def _note(self, kills: dict[tuple[str, str], Counter[int]]) -> None:
        done, what, test = running.finished()
        mutant = done.mutant
        self.outcomes[mutant.key] = (mutant, what)
        if test is not None:
            kills[str(ROOT / mutant.path), mutant.place.name][test] += 1
        if what in ("survived", "broken") and mutant.key not in EQUIVALENT:
            print(f"{what} {mutant.path}:{mutant.line} {mutant.key}", flush=True)


def reaching(mutant: Mutant, lines: dict[int, set[int]]) -> set[int]:
    """The tests that run the line; of a value made at import, those that run the file."""
    if mutant.place.kind == "function" and mutant.line in lines:
        return lines[mutant.line]
    return set().union(*lines.values()) if lines else set()


def chosen(asked: argparse.Namespace) -> Iterable[Path]:
    """The files asked for."""
    for area in asked.area or AREAS:
        for path in sorted((ROOT / AREAS[area]).glob("*.py")):
            if not asked.only or path.stem in asked.only:
                yield path


def table(outcomes: Iterable[tuple[Mutant, str]]) -> Iterable[str]:
    """A line a file and a line an area: mutants, noticed, equivalent, survived."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant, what in outcomes:
        said = "equivalent" if what == "survived" and mutant.key in EQUIVALENT else what
        area = next(name for name, folder in AREAS.items() if mutant.path.startswith(folder))
        counted[f"{area} {Path(mutant.path).stem}"][said] += 1
        counted[f"{area} in all"][said] += 1
    yield "| module | mutants | noticed | of which hung | equivalent | survived | share |"
    yield "|---|---|---|---|---|---|---|"
    for name, found in sorted(counted.items()):
        total, survived = found.total(), found["survived"]
        noticed = found["killed"] + found["hung"]
        share = survived / max(1, total - found["equivalent"])
        yield (
            f"| {name} | {total} | {noticed} | {found['hung']} | {found['equivalent']} "
            f"| {survived} | {share:.1%} |"
        )


def main() -> None:
    """Judge the mutants, print what survived and the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--area", action="append", choices=AREAS)
    parser.add_argument("--only", action="append", help="a module, by its name; several times")
    parser.add_argument("--tests", action="append", help="test files instead of the usual ones")
    parser.add_argument("--again", help="only the survivors of this file")
    parser.add_argument("--write", help="where to write the survivors, as JSON")
    parser.add_argument("--sample", type=int, help="only so many mutants")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--slow", action="store_true", help="ask the slow tests of survivors too")
    asked = parser.parse_args()
    session = Session(asked)
    options = ["-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib"]
    options += ["--capture=no", "--assert=plain", "--no-header"]
    tests = asked.tests or [each for area in asked.area or AREAS for each in TESTS[area]]
    tests = [*dict.fromkeys(tests), *(SLOW if asked.slow else ())]
    code = pytest.main(["-q", *options, *(str(ROOT / each) for each in tests)], plugins=[session])
    if not session.outcomes:
        sys.exit(f"no mutant was judged (pytest said {code})")
    print("\n".join(table(session.outcomes.values())))
    if asked.write:
        left = [key for key, (_, what) in session.outcomes.items() if what == "survived"]
        Path(asked.write).write_text(json.dumps(sorted(left), indent=1))


if __name__ == "__main__":
    main()
