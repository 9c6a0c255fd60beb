"""A PostgreSQL server to throw away: Debian's programs, a temporary directory, a free port."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
UNPRIVILEGED = "postgres"
NUMBERS = count(1)


def binaries() -> Path:
    """The directory of the newest server that is installed."""
    found = sorted(DEBIAN.glob("*/bin"), key=lambda path: int(path.parent.name))
    if found:
        return found[-1]
    named = shutil.which("initdb")
    if named is None:
        raise RuntimeError("there is no PostgreSQL server: apt-get install postgresql")
    return Path(named).resolve().parent


class Server:
    """One cluster, which the tests may start and stop."""

    def __init__(self, folder: Path, *, extra: str = "") -> None:
        self.data = folder / "data"
        self.port = free_port()
        self._log = folder / "server.log"
        self._extra = extra

    def make(self) -> None:
        """Initialise the cluster."""
        self.run(
            "initdb",
            "-D",
            str(self.data),
            "-A",
            "trust",
            "-U",
            "tester",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        )

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' "
            f"-c max_connections=200 -c wal_level=replica {self._extra}"
        )
        self.run("pg_ctl", "-D", str(self.data), "-w", "-l", str(self._log), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: ``smart``, ``fast`` or ``immediate``, which is a crash."""
        self.run("pg_ctl", "-D", str(self.data), "-w", "-m", mode, "stop")

    def url(self, database: str = "postgres") -> str:
        """The URL of one of its databases."""
        return f"postgresql://tester@127.0.0.1:{self.port}/{database}"

    def database(self) -> str:
        """The URL of a new, empty database."""
        name = f"log{next(NUMBERS)}"
        self.sql(f"CREATE DATABASE {name}")
        return self.url(name)

    def sql(self, statement: str, url: str = "") -> Any:
        """The first value that another program's SQL gives."""
        with psycopg.connect(url or self.url(), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            row = cursor.fetchone() if cursor.description else None
            return None if row is None else row[0]

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs, as its own user where we are root."""
        command = [str(binaries() / program), *arguments]
        if os.geteuid() == 0:
            user = pwd.getpwnam(UNPRIVILEGED)
            ids = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
            command = ["setpriv", *ids, *command]
        with tempfile.TemporaryFile() as output:  # a pipe would stay open in the server
            done = subprocess.run(command, stdout=output, stderr=output, cwd="/", check=False)
            output.seek(0)
            assert done.returncode == 0, output.read().decode()


@contextmanager
def throwaway(*, extra: str = "", made: bool = True) -> Iterator[Server]:
    """A server that runs until the end; its files are deleted."""
    with tempfile.TemporaryDirectory(prefix="jointlog-pg-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            user = pwd.getpwnam(UNPRIVILEGED)
            os.chown(folder, user.pw_uid, user.pw_gid)
        server = Server(folder, extra=extra)
        if made:
            server.make()
            server.start()
        try:
            yield server
        finally:
            if (server.data / "postmaster.pid").exists():
                server.stop("immediate")


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
