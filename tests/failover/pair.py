"""A primary and a standby of PostgreSQL on this machine, and the drill that promotes it."""

import os
import pwd
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.failover.load import Drill, under_load
from tests.store.postgres_server import UNPRIVILEGED, Server, throwaway


@contextmanager
def own_folder(prefix: str) -> Iterator[Path]:
    """A directory of PostgreSQL's user, until the end of the block."""
    with tempfile.TemporaryDirectory(prefix=prefix) as folder:
        if os.geteuid() == 0:
            user = pwd.getpwnam(UNPRIVILEGED)
            os.chown(folder, user.pw_uid, user.pw_gid)
        yield Path(folder)


@contextmanager
def standby_of(primary: Server, *, name: str = "standby1") -> Iterator[Server]:
    """A standby that follows the primary, and is synchronous from now on."""
    with own_folder("jointlog-standby-") as folder:
        standby = Server(folder)
        source = f"host=127.0.0.1 port={primary.port} user=tester application_name={name}"
        standby.run(
            "pg_basebackup", "-d", source, "-D", str(standby.data), "-R", "-c", "fast", "--no-sync"
        )
        standby.start()
        primary.sql(f"ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 ({name})'")
        primary.sql("SELECT pg_reload_conf()")
        try:
            yield standby
        finally:
            if (standby.data / "postmaster.pid").exists():
                standby.stop("immediate")


def address(*servers: Server) -> str:
    """One URL that names them all; libpq finds the one that writes."""
    hosts = ",".join(f"127.0.0.1:{server.port}" for server in servers)
    return f"postgresql://tester@{hosts}/postgres?target_session_attrs=read-write"


def promote(server: Server) -> None:
    """Make a standby the primary."""
    server.run("pg_ctl", "-D", str(server.data), "-w", "promote")


def drill(more: int) -> Drill:
    """Crash the primary under load, promote the standby, and look at what is stored."""
    done = Drill("primary and synchronous standby, promoted by hand")
    with (
        own_folder("jointlog-drill-") as folder,
        throwaway() as primary,
        standby_of(primary) as standby,
        under_load(address(primary, standby), folder, done) as load,
    ):
        load.wait_for(more)
        load.step("the primary is stopped, mode immediate", lambda: primary.stop("immediate"))
        load.step("the standby is promoted", lambda: promote(standby))
        load.wait_for(more)
        load.step("posts are acknowledged by the new primary")
    return done
