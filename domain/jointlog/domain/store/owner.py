"""Files that their owner only can read: whatever is written from a log is about persons."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

MODE_OWNER: Final = 0o600
DIRECTORY_OWNER: Final = 0o700


def for_owner(path: Path) -> Path:
    """Make an empty file for its owner only where there is none, and give its path.

    One that is there keeps its mode: whoever set it meant it. SQLite gives what it makes beside a
    file that file's mode. Where none can be made, whoever opens it says why.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE_OWNER))
    return path
