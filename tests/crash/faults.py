"""Let each system call of the write path fail once, while a client posts over HTTP.

``python -m tests.crash.faults`` first lists the calls that a server makes on its log's files while
eight posts are made, a checkpoint after every second or so. Then, a new server each time, one of
these calls gives EIO, ENOSPC or EINTR, or the process is killed there (strace injects it); or from
there on all such calls give EIO or ENOSPC, until the disk is mended. The client is told the truth
or nothing: it sends again what was not acknowledged, to the same server where that lives. In the
end each statement is in the log once. ``--each 0`` takes every call; by default two of each kind,
spread over the run.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from jointlog.domain.store.keys import Scope
from jointlog.domain.store.log import open_log
from jointlog.domain.vocabulary import Agency
from tests.crash.client import POSTS, Client, Conversation
from tests.crash.faulty import NOW_MS
from tests.crash.traced import LOG, YEAR_MS

KILL: Final = "signal=KILL"
FAULTS: Final = ("error=EIO", "error=ENOSPC", "error=EINTR", KILL)
LASTING: Final = ("error=EIO", "error=ENOSPC")
LASTING_CALLS: Final = ("fdatasync", "openat", "pread64", "pwrite64")
"""Of the others SQLite tries each again for ten seconds."""
LEFT_OUT: Final = ("close", "munmap", "fstat", "newfstatat", "getcwd", "lseek", "geteuid")
"""Calls that change no file and whose failure means nothing."""
WAIT_S: Final = 20
STRACE_S: Final = 2
WORKERS: Final = 4  # most of the time is spent waiting
POLICE: Final = Agency.parse("police:met")
_CALL: Final = re.compile(r"^(\d+) +(\w+)\(")


@dataclass(frozen=True, slots=True)
class Case:
    """The fault of one run: this call of a thread, counted from 1, has it, or all from it on."""

    call: str
    number: int
    fault: str
    is_lasting: bool = False

    @property
    def name(self) -> str:
        """What is counted together."""
        return self.fault.partition("=")[2] + (" from there on" if self.is_lasting else "")


@dataclass
class Outcome:
    """What one run showed; ``wrong`` is empty where everything held."""

    injected: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Servers:
    """Makes servers in no time, one after another."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.crash.faulty"]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def start(self, log: Path) -> tuple[int, int]:
        """The process id and port of a new server of this log."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{log}\n")
        self._process.stdin.flush()
        pid, port = self._process.stdout.readline().split()
        return int(pid), int(port)

    def close(self) -> None:
        """End the process that makes them."""
        self._process.communicate()


def lives(pid: int) -> bool:
    """Whether the process is there, and not about to go."""
    with suppress(OSError):
        stat = Path(f"/proc/{pid}/stat").read_text()
        return stat.rpartition(") ")[2][0] not in "ZX"
    return False


def end(pid: int) -> None:
    """Stop a server in order; kill it if it does not stop."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(pid, sign)
        give_up_s = time.monotonic() + WAIT_S
        while lives(pid) and time.monotonic() < give_up_s:
            time.sleep(0.005)


@contextmanager
def traced(pid: int, folder: Path, case: Case | None, output: Path) -> Iterator[None]:
    """Watch the server's calls on the folder's files, and let the case's call fail."""
    files = [folder, *(folder / f"{LOG}{end}" for end in ("", "-wal", "-shm", "-journal"))]
    command = ["strace", "-f", "-p", str(pid), "-o", str(output)]
    command += [part for file in files for part in ("-P", str(file))]
    if case is not None:
        command += ["-e", f"trace={case.call}"]
        when = f"{case.number}+" if case.is_lasting else str(case.number)
        command += ["-e", f"inject={case.call}:{case.fault}:when={when}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        said = process.stderr.readline()
        assert "attached" in said, said
        try:
            yield
        finally:
            if lives(pid):
                process.send_signal(signal.SIGINT)
            try:
                process.communicate(timeout=STRACE_S)
            except subprocess.TimeoutExpired:  # it can miss the end of a thread that was killed
                process.kill()


def run(servers: Servers, case: Case | None, template: Path, key: str) -> tuple[Outcome, str]:
    """One run of a server on a copy of the template, and what strace saw."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a file system
    with tempfile.TemporaryDirectory(dir=memory) as made:
        folder = Path(made) / "folder"
        shutil.copytree(template, folder)
        output = Path(made) / "calls"
        outcome = Outcome()
        conversation = Conversation(outcome.answers, outcome.wrong)
        pid, port = servers.start(folder / LOG)
        client = Client(port, key)
        client.greet()
        with traced(pid, folder, case, output):
            conversation.post_all(client)
        seen = output.read_text()
        is_killed = not lives(pid)
        if is_killed:
            pid, port = servers.start(folder / LOG)
            client = Client(port, key)
            client.greet()
        conversation.post_all(client)
        if len(conversation.acknowledged) != POSTS:
            outcome.wrong.append(f"only {len(conversation.acknowledged)} posts got through")
        if not client.answers_health():
            outcome.wrong.append("the server does not answer any more")
        end(pid)
        if case is not None:
            outcome.injected = seen.count("(INJECTED)") + seen.count("= ?")
            if is_killed is not (case.fault == KILL and outcome.injected > 0):
                outcome.wrong.append(f"the process was killed: {is_killed}")
        conversation.compare(folder / LOG)
    return outcome, seen


def make_template(folder: Path) -> str:
    """A log with a key and nothing else; returns the key."""
    with open_log(str(folder / LOG)) as log:
        return log.keys.issue(POLICE, Scope.AGENCY, now_ms=NOW_MS, expires_ms=NOW_MS + YEAR_MS)


def calls_of(seen: str) -> Counter[str]:
    """How often the busiest thread made each call."""
    counted = Counter(match.groups() for match in map(_CALL.match, seen.splitlines()) if match)
    calls: Counter[str] = Counter()
    for (_, call), number in counted.items():
        if call not in LEFT_OUT:
            calls[call] = max(calls[call], number)
    return calls


def cases_of(calls: Counter[str], each: int) -> list[Case]:
    """``each`` of every call, spread over the run, with every fault; all of them for 0."""
    made = []
    for call, count in sorted(calls.items()):
        parts = each or count
        numbers = sorted({-(-count * (2 * n + 1) // (2 * parts)) for n in range(parts)})
        made += [Case(call, number, fault) for number in numbers for fault in FAULTS]
        if call in LASTING_CALLS:
            made += [Case(call, n, fault, is_lasting=True) for n in numbers for fault in LASTING]
    return made


@dataclass
class Report:
    """All runs together."""

    calls: Counter[str]
    cases: int = 0
    injected: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def examine(each: int, workers: int = WORKERS, only: Sequence[str] = ()) -> Report:
    """Find the calls of the write path, and let them (or only these) fail, one a run."""
    idle: SimpleQueue[Servers] = SimpleQueue()
    makers = [Servers() for _ in range(workers)]
    for maker in makers:
        idle.put(maker)
    with tempfile.TemporaryDirectory() as made, ThreadPoolExecutor(workers) as pool:
        template = Path(made)
        key = make_template(template)

        def one(case: Case | None) -> tuple[Outcome, str]:
            servers = idle.get()
            try:
                return run(servers, case, template, key)
            finally:
                idle.put(servers)

        plain, seen = one(None)
        report = Report(calls_of(seen), wrong=plain.wrong)
        for call in set(report.calls) - set(only or report.calls):
            del report.calls[call]
        cases = cases_of(report.calls, each)
        report.cases = len(cases)
        for case, (outcome, _) in zip(cases, pool.map(one, cases), strict=True):
            report.injected[case.name] += min(1, outcome.injected)
            report.answers += outcome.answers
            report.wrong += [f"{case}: {each_wrong}" for each_wrong in outcome.wrong]
    for maker in makers:
        maker.close()
    return report


def main(arguments: Sequence[str]) -> int:
    """Run, and print what was found; 1 if anything was lost, doubled or told wrongly."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash.faults", description=__doc__)
    parser.add_argument("--each", type=int, default=2, help="of each call; 0 for all")
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--only", nargs="*", default=(), help="names of calls")
    asked = parser.parse_args(arguments)
    begun_s = time.monotonic()
    report = examine(asked.each, asked.workers, asked.only)
    calls = ", ".join(f"{call} {count}" for call, count in sorted(report.calls.items()))
    faults = ", ".join(f"{fault} {count}" for fault, count in sorted(report.injected.items()))
    answers = ", ".join(f"{what} {count}" for what, count in sorted(report.answers.items()))
    sys.stdout.write(
        f"calls of a run: {calls}\nruns {report.cases}, of which had their fault: {faults}\n"
        f"answers: {answers}\nwrong: {len(report.wrong)}\n{time.monotonic() - begun_s:.0f} s\n"
    )
    sys.stdout.writelines(f"{line}\n" for line in report.wrong[:20])
    return 1 if report.wrong else 0


if __name__ == "__main__":
    if shutil.which("strace") is None:
        sys.exit("strace is needed: apt-get install strace")
    sys.exit(main(sys.argv[1:]))
