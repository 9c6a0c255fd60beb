"""Three servers of PostgreSQL under Patroni, with etcd, on this machine: the drill that kills one.

Both are Debian's: ``apt-get install patroni etcd-server``. Nothing of ours runs in the fail-over.
"""

import json
import os
import pwd
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from tests.failover.load import WAIT_S_MAX, Drill, under_load
from tests.failover.pair import own_folder
from tests.store.postgres_server import UNPRIVILEGED, binaries, free_port

NODES = 3
TTL_S = 20
CONFIG = """
scope: jointlog
name: {name}
etcd3:
  host: 127.0.0.1:{etcd}
restapi:
  listen: 127.0.0.1:{rest}
  connect_address: 127.0.0.1:{rest}
bootstrap:
  dcs:
    ttl: {ttl}
    loop_wait: 5
    retry_timeout: 5
    maximum_lag_on_failover: 1048576
    synchronous_mode: true
    synchronous_mode_strict: true
    postgresql:
      use_pg_rewind: true
      parameters:
        wal_level: replica
  initdb:
    - encoding: UTF8
    - locale: C.UTF-8
postgresql:
  listen: 127.0.0.1:{port}
  connect_address: 127.0.0.1:{port}
  data_dir: {data}
  bin_dir: {binaries}
  pgpass: {folder}/pgpass-{name}
  authentication:
    superuser: {{username: tester, password: tester}}
    replication: {{username: replicator, password: replicator}}
  parameters:
    unix_socket_directories: ''
  pg_hba:
    - host all all 127.0.0.1/32 trust
    - host replication all 127.0.0.1/32 trust
"""


def program(name: str) -> str:
    """Where a program is installed."""
    found = shutil.which(name)
    if found is None:
        raise RuntimeError(f"there is no {name}: apt-get install patroni etcd-server")
    return found


@contextmanager
def process(command: list[str], output: IO[bytes]) -> Iterator["subprocess.Popen[bytes]"]:
    """A process of PostgreSQL's user, until the end of the block."""
    if os.geteuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED)
        ids = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
        command = ["setpriv", *ids, *command]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    started = subprocess.Popen(command, stdout=output, stderr=output, cwd="/", env=environ)
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(30)
        except subprocess.TimeoutExpired:
            started.kill()


class Node:
    """One Patroni with its server."""

    def __init__(self, folder: Path, name: str, etcd: int) -> None:
        self.name = name
        self.port = free_port()
        self.rest = free_port()
        self.data = folder / name
        self.config = folder / f"{name}.yml"
        self.config.write_text(
            CONFIG.format(
                name=name,
                etcd=etcd,
                rest=self.rest,
                ttl=TTL_S,
                port=self.port,
                data=self.data,
                binaries=binaries(),
                folder=folder,
            )
        )
        self.process: subprocess.Popen[bytes] | None = None

    def kill(self) -> None:
        """End Patroni and its server as a power cut does: without a word to anyone."""
        assert self.process is not None, "it was started"
        postmaster = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        self.process.kill()
        os.kill(postmaster, signal.SIGKILL)

    def roles(self) -> dict[str, str]:
        """What Patroni says of the cluster's members, by name; empty while it does not answer."""
        with suppress(OSError, ValueError):
            url = f"http://127.0.0.1:{self.rest}/cluster"
            with urllib.request.urlopen(url, timeout=2) as answer:
                members = json.load(answer)["members"]
            return {member["name"]: member["role"] for member in members}
        return {}


@contextmanager
def cluster(folder: Path) -> Iterator[list[Node]]:
    """Three nodes with etcd, of which one leads and another is synchronous."""
    client, peer = free_port(), free_port()
    etcd = [
        program("etcd"),
        f"--data-dir={folder / 'etcd'}",
        f"--listen-client-urls=http://127.0.0.1:{client}",
        f"--advertise-client-urls=http://127.0.0.1:{client}",
        f"--listen-peer-urls=http://127.0.0.1:{peer}",
    ]
    with ExitStack() as stack:
        output = stack.enter_context((folder / "output.txt").open("ab"))
        stack.enter_context(process(etcd, output))
        nodes = [Node(folder, f"node{number}", client) for number in range(1, NODES + 1)]
        for node in nodes:
            command = [program("patroni"), str(node.config)]
            node.process = stack.enter_context(process(command, output))
        wait_until_synchronous(nodes, folder)
        yield nodes


def wait_until_synchronous(nodes: list[Node], folder: Path) -> None:
    """Wait until all are there, with a leader and a synchronous standby."""
    end_s = time.monotonic() + WAIT_S_MAX
    while True:
        roles = [*nodes[-1].roles().values()]
        if len(roles) == len(nodes) and {"leader", "sync_standby"} <= {*roles}:
            return
        assert time.monotonic() < end_s, (folder / "output.txt").read_text()[-4_000:]
        time.sleep(0.2)


def leader_of(nodes: list[Node]) -> Node:
    """The node that leads, as one of these says."""
    end_s = time.monotonic() + WAIT_S_MAX
    while True:
        leaders = {name for n in nodes for name, role in n.roles().items() if role == "leader"}
        for node in nodes:
            if node.name in leaders:
                return node
        assert time.monotonic() < end_s, "nobody leads"
        time.sleep(0.2)


def drill(more: int) -> Drill:
    """Kill the leader under load; Patroni promotes the synchronous standby by itself."""
    done = Drill(f"Patroni with etcd, {NODES} nodes, ttl {TTL_S} s, synchronous_mode_strict")
    with own_folder("jointlog-patroni-") as folder, cluster(folder) as nodes:
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in nodes)
        url = f"postgresql://tester@{hosts}/postgres?target_session_attrs=read-write"
        with under_load(url, folder, done) as load:
            load.wait_for(more)
            leader = leader_of(nodes)
            load.step(f"{leader.name}, which leads, is killed", leader.kill)
            load.wait_for(more)
            new = leader_of([node for node in nodes if node is not leader])
            load.step(f"posts are acknowledged by {new.name}")
    return done
