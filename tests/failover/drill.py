"""The fail-over drill on one machine: what was acknowledged, lost, and how long it stalled.

python -m tests.failover.drill [--with patroni] [--posts 2000]
"""

import argparse
import sys

from tests.failover import pair, patroni


def main() -> int:
    """Run the drill that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--with", dest="by", choices=("hand", "patroni"), default="hand")
    parser.add_argument("--posts", type=int, default=2_000, help="Between two steps.")
    chosen = parser.parse_args()
    drill = {"hand": pair.drill, "patroni": patroni.drill}[chosen.by]
    done = drill(chosen.posts)
    sys.stdout.write("\n".join(done.lines()) + "\n")
    return 0 if done.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
