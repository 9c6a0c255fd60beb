"""The system under many seeds; prints those that fail.

python -m tests.system.run --seeds 1000 --first 1
"""

import argparse
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

from tests.system.world import World


def run(seed: int) -> Counter[str]:
    """Run one seed to its end; returns how often each thing was done.

    Raises:
        AssertionError: an invariant does not hold.

    """
    with tempfile.TemporaryDirectory(prefix="jointlog-system-") as folder:
        world = World(Path(folder), seed)
        with closing(world):
            world.run()
        return world.done


def main() -> int:
    """Run the seeds that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=1)
    chosen = parser.parse_args()
    done: Counter[str] = Counter()
    failed = 0
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        try:
            done += run(seed)
        except AssertionError as error:
            failed += 1
            sys.stdout.write(f"seed {seed}: {error}\n")
    steps = ", ".join(f"{what}: {n}" for what, n in sorted(done.items()))
    sys.stdout.write(f"{chosen.seeds} seeds, {failed} failed; {steps}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
