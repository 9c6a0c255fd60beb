"""Cut the power at every moment of a recorded run, and open what the disk may hold then.

``python -m tests.crash.images --count 1000000 --seed 7`` prints how many images were made, how many
of them differ, and what was lost or torn: nothing, with the settings that the log insists on.
``--synchronous 1``, ``--synchronous 0`` and ``--without-folder-sync`` show what it would be with
others. Each image that differs from those before it in its part of the run is opened by the log
itself. ``--keep FOLDER`` keeps the first images that are not as they should be.
"""

import argparse
import hashlib
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeGuard

from tests.crash.disk import Disk, Image, capacity, choices
from tests.crash.opening import Opener, Verdict, expected_rows, write
from tests.crash.operations import Acknowledge, Operation, SyncFolder, folder_in, recorded

FULL: Final = 2
WORKERS: Final = 2
PARTS: Final = 16
"""Parts of a run that are opened one by one; neighbours share images."""
SHOWN_MAX: Final = 5
CHECK_EVERY: Final = 10
"""The check for a damaged WAL takes longer than all the rest: one image in ten has it."""


@dataclass(frozen=True, slots=True)
class Run:
    """One recorded run: what it did, and the log as it was in the end."""

    seed: int
    operations: Sequence[Operation]
    final: Image

    def without_folder_sync(self) -> "Run":
        """The same run by a program that never syncs the folder."""
        kept = [op for op in self.operations if not isinstance(op, SyncFolder)]
        return Run(self.seed, kept, self.final)


@dataclass
class Tally:
    """What was found: `lost` and `torn` count images, `failures` says where the first ones are."""

    images: int = 0
    different: int = 0
    lost: int = 0
    torn: int = 0
    moments: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Add what another part found."""
        self.images += other.images
        self.different += other.different
        self.lost += other.lost
        self.torn += other.torn
        self.moments += other.moments
        self.failures += other.failures[: SHOWN_MAX - len(self.failures)]


def record(seed: int, synchronous: int = FULL) -> Run:
    """Run the traced program once."""
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        folder = folder_in(place)
        program = ["tests.crash.traced", str(seed), str(synchronous)]
        operations = recorded(program, folder, place / "calls")
        final = {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.endswith("-shm")}
    return Run(seed, operations, final)


def gone_on(run: Run, moment: int) -> Run:
    """The run up to a moment at which it is killed, and behind it a program that goes on.

    What was written and not synced stands in the files that it opens, and is not on the disk yet.
    """
    disk = next(disk for number, disk, _ in moments(run.operations) if number == moment)
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        folder = folder_in(place)
        write(disk.image(disk.pending), folder)
        program = ["tests.crash.resumed", str(run.seed), str(FULL)]
        operations = recorded(program, folder, place / "calls", disk.seen())
        final = {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.endswith("-shm")}
    return Run(run.seed, [*run.operations[:moment], *operations], final)


@dataclass(frozen=True, slots=True)
class Required:
    """What was acknowledged so far."""

    position: int = 0
    keys: tuple[str, ...] = ()

    def and_also(self, said: str) -> "Required":
        """With one more acknowledgement."""
        what, value = said.split(" ", 1)
        if what == "key":
            return Required(self.position, (*self.keys, value))
        return Required(max(self.position, int(value)), self.keys)


def moments(operations: Sequence[Operation]) -> Iterator[tuple[int, Disk, Required]]:
    """The disk before the first operation, and after each that changes it."""
    disk, required = Disk(), Required()
    yield 0, disk, required
    for number, operation in enumerate(operations, start=1):
        disk.do(operation)
        if isinstance(operation, Acknowledge):
            required = required.and_also(operation.said)
        yield number, disk, required


def shares(operations: Sequence[Operation], count: int) -> list[int]:
    """How many images each moment gets: the same for all, but for those that have fewer."""
    can = [capacity(disk.pending) for _, disk, _ in moments(operations)]
    given = [0] * len(can)
    remaining = count
    by_capacity = sorted(range(len(can)), key=can.__getitem__)
    for done, index in enumerate(by_capacity):
        given[index] = min(can[index], -(-remaining // (len(can) - done)))
        remaining -= given[index]
    return given


def examine(
    run: Run,
    given: Sequence[int],
    part: range,
    keep: Path | None = None,
    check_every: int = CHECK_EVERY,
) -> Tally:
    """Make and open the images of the moments of this part."""
    tally = Tally()
    keys = [op.said.split(" ")[1] for op in run.operations if _is_key(op)]
    verdicts: dict[bytes, Verdict] = {}
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a file system
    with tempfile.TemporaryDirectory(dir=memory) as made:
        opener = Opener(Path(made), expected_rows(run.final, Path(made)), check_every)
        for number, disk, required in moments(run.operations):
            if number not in part:
                continue
            tally.moments += 1
            chance = random.Random(f"{run.seed} {number}")  # noqa: S311 - no secret
            for kept in choices(disk.pending, given[number], chance):
                image = disk.image(kept)
                digest = _digest(image)
                verdict = verdicts.get(digest)
                if verdict is None:
                    verdict = verdicts[digest] = opener.open(image, keys)
                failure = judged(tally, verdict, required)
                if failure and len(tally.failures) < SHOWN_MAX:
                    where = f"run {run.seed}, moment {number}, image {tally.images}"
                    tally.failures.append(f"{where}: {failure}")
                    _keep(image, keep, where)
    tally.different = len(verdicts)
    return tally


def _is_key(operation: Operation) -> TypeGuard[Acknowledge]:
    return isinstance(operation, Acknowledge) and operation.said.startswith("key ")


def judged(tally: Tally, verdict: Verdict, required: Required) -> str:
    """Count an image, and say what is wrong with it; nothing, where it is as it should be."""
    tally.images += 1
    if verdict.problem:
        tally.torn += 1
        return verdict.problem
    missing = [key for key in required.keys if key not in verdict.keys]
    if verdict.entries >= required.position and not missing:
        return ""
    tally.lost += 1
    return (
        f"{verdict.entries} entries where {required.position} were acknowledged, "
        f"{len(missing)} keys missing"
    )


def _keep(image: Image, folder: Path | None, where: str) -> None:
    if folder is not None:
        made = folder / where.replace(", ", "-").replace(" ", "-")
        made.mkdir(parents=True)
        write(image, made)


def _digest(image: Image) -> bytes:
    made = hashlib.blake2b(digest_size=16)
    for name, content in sorted(image.items()):
        made.update(f"{name} {len(content)}\0".encode())
        made.update(content)
    return made.digest()


def examine_all(
    runs: Sequence[Run],
    count: int,
    workers: int = WORKERS,
    keep: Path | None = None,
    check_every: int = CHECK_EVERY,
) -> Tally:
    """Make about ``count`` images of these runs, and open those that differ."""
    tally = Tally()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        parts = []
        for run in runs:
            given = shares(run.operations, count // len(runs))
            size = -(-len(given) // PARTS)
            for start in range(0, len(given), size):
                moment_range = range(start, start + size)
                parts.append(pool.submit(examine, run, given, moment_range, keep, check_every))
        for part in parts:
            tally.add(part.result())
    return tally


def main(arguments: Sequence[str]) -> int:
    """Record, examine, and print what was found; 1 if anything was lost or torn."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash.images", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="images to make")
    parser.add_argument("--seed", type=int, default=1, help="of the first run")
    parser.add_argument("--runs", type=int, default=2, help="runs to record, a seed each")
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--synchronous", type=int, default=FULL, help="2 FULL, 1 NORMAL, 0 OFF")
    parser.add_argument("--without-folder-sync", action="store_true")
    parser.add_argument("--check-every", type=int, default=CHECK_EVERY, help="for a damaged WAL")
    parser.add_argument("--keep", type=Path, help="folder for images that fail")
    asked = parser.parse_args(arguments)
    begun = time.monotonic()
    runs = [record(asked.seed + more, asked.synchronous) for more in range(asked.runs)]
    if asked.without_folder_sync:
        runs = [run.without_folder_sync() for run in runs]
    tally = examine_all(runs, asked.count, asked.workers, asked.keep, asked.check_every)
    operations = sum(len(run.operations) for run in runs)
    sys.stdout.write(
        f"runs {len(runs)}, operations {operations}, moments {tally.moments}\n"
        f"images {tally.images}, of which differ and were opened {tally.different}\n"
        f"lost an acknowledged entry or key {tally.lost}, torn {tally.torn}\n"
        f"{time.monotonic() - begun:.0f} s\n"
    )
    for failure in tally.failures:
        sys.stdout.write(f"{failure}\n")
    return 1 if tally.lost or tally.torn else 0


if __name__ == "__main__":
    if shutil.which("strace") is None:
        sys.exit("strace is needed: apt-get install strace")
    sys.exit(main(sys.argv[1:]))
