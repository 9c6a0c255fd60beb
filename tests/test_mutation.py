"""The tool that changes the code to see whether a test notices."""

import ast
import subprocess
import sys
from pathlib import Path

from benchmarks.mutation.mutants import mutants_of

ROOT = Path(__file__).parent.parent
SOURCE = '''
LIMIT = 3
CALLS = {"one", "two"}


def late(rows, limit=LIMIT):
    """Not changed: "x" < 3."""
    for row in rows:
        if row.min_s > limit and not row.done:
            continue
        if row.name in CALLS:
            break
        return min(row.min_s, 1)
    return None
'''


def test_each_kind_of_change_is_made() -> None:
    """What a comparison, a condition, a table, a loop and a value become; a docstring stays."""
    found = [
        f"{m.operator}: {m.before} -> {m.after}" for m in mutants_of(ast.parse(SOURCE), "x.py")
    ]
    assert "comparison: row.min_s > limit -> row.min_s >= limit" in found
    assert "part of a condition: row.min_s > limit and (not row.done) -> not row.done" in found
    assert "table: {'one', 'two'} -> {'two'}" in found
    assert "loop: continue -> break" in found
    assert "not: not row.done -> row.done" in found
    assert "bound: min -> max" in found
    assert "constant: 1 -> 2" in found
    assert "return: return min(row.min_s, 1) -> return None" in found
    assert not [each for each in found if "Not changed" in each]


def test_a_mutant_is_judged_in_a_process_of_its_own() -> None:
    """Three mutants of one finding, by its own tests: each is noticed or survives."""
    command = [sys.executable, "-m", "benchmarks.mutation", "--only", "detention_authority_ran_out"]
    command += ["--sample", "3", "--jobs", "1"]
    command += ["--tests", "tests/projections/findings/test_detention_authority_ran_out.py"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "| waits in all | 3 |" in made.stdout
    assert "broken" not in made.stdout
