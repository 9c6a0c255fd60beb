"""Compare a built wheel with what git tracks under the four source roots; used by `.ci/run`.

python tests/wheel_contents.py dist/jointlog-0.1.0-py3-none-any.whl
"""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

OUTSIDE = re.compile(r"\.dist-info/|\.data/data/share/man/man1/jointlog[a-z-]*\.1$")
"""The wheel's own metadata, and the man pages, which `tests/cli/test_docs_current.py` checks."""
ROOTS = ("domain", "projections", "api", "cli")


def tracked() -> set[str]:
    """Installed names of the files that git tracks in the source roots."""
    listed = subprocess.run(["git", "ls-files", *ROOTS], capture_output=True, text=True, check=True)
    return {path.partition("/")[2] for path in listed.stdout.splitlines()}


def shipped(wheel: Path) -> set[str]:
    """Names of the files in the wheel, without its metadata."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not OUTSIDE.search(name)}


def main() -> None:
    """Exit 1, naming the difference, where the wheel is not what git tracks."""
    wheels = [Path(name) for name in sys.argv[1:] if name.endswith(".whl")]
    assert wheels, "name a wheel"
    for wheel in wheels:
        missing, extra = tracked() - shipped(wheel), shipped(wheel) - tracked()
        if missing or extra:
            sys.exit(f"{wheel.name}: missing {sorted(missing)}, not tracked {sorted(extra)}")
        sys.stdout.write(f"{wheel.name}: {len(shipped(wheel))} files, all tracked\n")


if __name__ == "__main__":
    main()
