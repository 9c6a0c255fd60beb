"""Servers to be hurt: each line of stdin names a log, which a new process serves.

The process that reads has everything loaded, so that a server is there in no time. It answers each
line with the server's process id and its port on the loopback address.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Final

from jointlog.api.app import create_app
from jointlog.api.server import listening, make_server
from jointlog.domain.store import sqlite_connection
from jointlog.domain.store.log import open_log

NOW_MS: Final = 1_772_404_860_123  # 2026-03-01T22:41:00.123Z
PAGES_BEFORE_CHECKPOINT: Final = 12


def main() -> None:
    """Fork a server for each line, until stdin ends."""
    sqlite_connection.PAGES_BEFORE_CHECKPOINT = PAGES_BEFORE_CHECKPOINT  # type: ignore[misc]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        listener = listening("127.0.0.1", 0)
        child = os.fork()
        if not child:
            with open_log(str(Path(line.strip()))) as log:
                make_server(create_app(log, clock=lambda: NOW_MS)).run(sockets=[listener])
            os._exit(0)
        sys.stdout.write(f"{child} {listener.getsockname()[1]}\n")
        sys.stdout.flush()
        listener.close()


if __name__ == "__main__":
    main()
