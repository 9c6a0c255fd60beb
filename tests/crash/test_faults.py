"""A system call of the write path fails, or the process is killed there: nobody is told a lie.

How many calls of each kind are taken is set by JOINTLOG_CRASH_FAULTS.
"""

import os
import shutil
from collections import Counter
from typing import Final

import pytest

from tests.crash.faults import FAULTS, Case, calls_of, cases_of, examine

EACH: Final = int(os.environ.get("JOINTLOG_CRASH_FAULTS", "1"))


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_call_that_fails_loses_and_doubles_nothing() -> None:
    """Each statement is acknowledged in the end, and in the log once, at its receipt's position.

    On the way every answer is a 2xx or a 5xx that says whether to send the same again, and the
    server lives unless it was killed.
    """
    report = examine(EACH)
    assert report.wrong == []
    assert {"pwrite64", "fdatasync", "fcntl"} <= set(report.calls)
    assert all(report.injected[name] for name in ("EIO", "ENOSPC", "EINTR", "KILL"))
    assert any(answer.startswith("503") for answer in report.answers)


def test_cases_are_spread_over_the_run() -> None:
    """Of ten calls two are the third and the eighth; with 0, all ten are taken."""
    calls = Counter({"fcntl": 10})
    assert [c.number for c in cases_of(calls, 2)] == [3] * len(FAULTS) + [8] * len(FAULTS)
    assert {c.number for c in cases_of(calls, 0)} == set(range(1, 11))
    assert Case("fcntl", 1, "error=EIO", is_lasting=True).name == "EIO from there on"


def test_calls_are_counted_by_thread() -> None:
    """The busiest thread's count is what a fault can be set to; `close` is left out."""
    seen = "1 pwrite64(3) = 1\n1 pwrite64(3) = 1\n2 pwrite64(3) = 1\n2 close(3) = 0\n+++ exited\n"
    assert calls_of(seen) == Counter({"pwrite64": 2})
