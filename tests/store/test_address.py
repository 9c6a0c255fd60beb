"""Where a log is may be written with a password, which nothing ever repeats."""

import json
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from jointlog.domain.errors import StoreError
from jointlog.domain.store.address import check_postgresql, shown
from jointlog.domain.store.settings import Settings, read_database
from tests.cli.running import run

SECRET = "S3cretPw"  # noqa: S105 - of no database
WRONG = [
    f"postgresql://u:S3c@{SECRET}@h/x",
    f"postgresql://u:{SECRET}/@h/x",
    f"postgresql://u:12/{SECRET}@h/x",
    f"postgresql://u:{SECRET}?@h/x",
    f"postgresql://u:12?{SECRET}@h/x",
    f"postgresql://u:%zz{SECRET}@h/x",
    f"postgresql://u:{SECRET} @h/x",
    f"postgresql://u:{SECRET}@[::1/x",
    f"postgresql://u:{SECRET}@h:port/x",
    f"postgresql://u:{SECRET}@h/x?bogus",
    f"postgresql://h/x?password={SECRET}=&a=b",
    f"postgres:// u:{SECRET}@h/x",
    f"postgresql:/u:{SECRET}@h/x",
    f"postgresql+psycopg://u:{SECRET}@h/x",
    f"Postgresql://u:{SECRET}@h/x",
    f"mysql://u:{SECRET}@h/x",
    f"u:{SECRET}@h:5432/x",
    f"//u:{SECRET}@h/x",
    f"host=h password={SECRET}",
    f"{SECRET}@u:{SECRET}@h://x",
]
"""Each is a way in which a URL is written by mistake; libpq reads some of them otherwise."""


@pytest.mark.parametrize("text", WRONG)
def test_what_is_written_wrongly_is_refused_without_repeating_it(text: str) -> None:
    """The refusal says how it is written, and has no part of the password."""
    with pytest.raises(StoreError, match="JOINTLOG_DATABASE is") as refused:
        Settings.of({"JOINTLOG_DATABASE": text})
    assert SECRET[:3] not in str(refused.value)


@pytest.mark.parametrize("text", [WRONG[0], WRONG[1], WRONG[12], WRONG[16], WRONG[18]])
@pytest.mark.parametrize(
    "command",
    [
        ("incidents",),
        ("doctor",),
        ("doctor", "--json"),
        ("serve", "--port", "1"),
        ("rows", "status"),
        ("rows", "follow"),
        ("backup", "create", "none"),
        ("agency", "list"),
        ("demo",),
    ],
    ids=" ".join,
)
def test_no_command_repeats_it(text: str, command: tuple[str, ...]) -> None:
    """Neither what is said nor what goes wrong has a part of it; no file of that name is made."""
    done = run(*command, env={"JOINTLOG_DATABASE": text})
    assert done.exit_code != 0
    assert done.output
    assert SECRET[:3] not in "".join(done.output.split())


@pytest.mark.parametrize("where", ["u:{}@127.0.0.1:1/x", "127.0.0.1:1/x?password={}"])
def test_a_server_that_is_away_does_not_tell_it(where: str) -> None:
    """Given a URL written rightly, then errors and greetings name host and database only."""
    env = {"JOINTLOG_DATABASE": f"postgresql://{where.format(SECRET)}"}
    for command in (("incidents",), ("doctor", "--json"), ("rows", "follow")):
        done = run(*command, env=env)
        assert done.exit_code != 0
        assert SECRET not in done.output
    told = json.loads(run("doctor", "--json", env=env).stdout)
    assert any("127.0.0.1" in each["said"] for each in told["checks"])


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgresql://", "postgresql:///"),
        ("postgresql:///x?host=/run/postgresql", "postgresql:///x"),
        ("postgresql://%2Frun%2Fpostgresql/x", "postgresql://%2Frun%2Fpostgresql/x"),
        (
            "postgres://u:p%40%2F#[!,:;$&+~@a:1,b:2/x?options=-csearch_path%3Dj",
            "postgres://a:1,b:2/x",
        ),
        (
            "postgresql://u@[::1]:5432,[fe80::1%25eth0]/x",
            "postgresql://[::1]:5432,[fe80::1%25eth0]/x",
        ),
        ("postgresql://u:@h?sslmode=verify-full&connect_timeout=3", "postgresql://h/"),
    ],
)
def test_what_libpq_reads_is_read(url: str, place: str) -> None:
    """Several hosts, IPv6, sockets, parameters, any sign in a password; shown is the place."""
    check_postgresql(url)
    assert conninfo_to_dict(url) is not None, "libpq reads it"
    assert read_database(url) is None
    assert shown(url) == place


@pytest.mark.parametrize("path", ["/data/a:b@c", "./a:b@c", "file:log", "C:/log", "sqlite:///a"])
def test_a_path_is_a_path(path: str) -> None:
    """What begins as a path does, or has no sign of an address, is one."""
    assert isinstance(read_database(path), Path)
    assert shown(path) == path
