"""Keys: shown once, stored as an HMAC, checked in constant time, expiring, revocable."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from jointlog.domain.errors import KeyRefusedError, MalformedError, NotFoundError, StoreError
from jointlog.domain.store import keys
from jointlog.domain.store.keys import Holder, KeyRing, Scope, _make_pepper, read_pepper
from jointlog.domain.store.log import Log, open_log
from jointlog.domain.store.settings import Settings
from jointlog.domain.vocabulary import Agency
from tests.store.samples import AMBULANCE, NOW_MS

LATER_MS = NOW_MS + 1000


@pytest.fixture(params=["memory", "sqlite"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    """An empty log, in memory and in a file."""
    place = ":memory:" if request.param == "memory" else str(tmp_path / "log.sqlite")
    with open_log(place) as opened:
        yield opened


def issue(log: Log, scope: Scope = Scope.AGENCY) -> str:
    """A key of the ambulance service for one second."""
    return log.keys.issue(AMBULANCE, scope, now_ms=NOW_MS, expires_ms=LATER_MS)


@pytest.mark.parametrize("scope", Scope)
def test_a_key_proves_its_holder(log: Log, scope: Scope) -> None:
    """Given a key, then it names its agency and scope until it ends."""
    text = issue(log, scope)
    (row,) = log.keys.issued()
    assert text.startswith(f"jl_{row.key_id}_")
    assert log.keys.check(text, now_ms=LATER_MS - 1) == Holder(AMBULANCE, scope, row.key_id)


def test_the_secret_is_not_stored(tmp_path: Path) -> None:
    """Given a key, then neither its text nor its secret stands in any file of the log."""
    with open_log(str(tmp_path / "log.sqlite")) as log:
        secret = issue(log).split("_", 2)[2].encode()
        assert all(secret not in path.read_bytes() for path in tmp_path.iterdir())
        assert "mac" not in repr(log.keys.issued())


@pytest.mark.parametrize(
    "form",
    [
        "jl_{id}_{secret}x",
        "jl_{id}_",
        "xx_{id}_{secret}",
        "jl_000000000000_{secret}",
        "",
        "jl",
        "jl_{id}_{secret}é",
        "jl_{id}_{secret}" + "x" * 1000,
        "jl_\ud800_\ud800",
    ],
    ids=range(9),
)
def test_another_key_is_refused(log: Log, form: str) -> None:
    """A key that is spoilt in any part opens nothing, with one and the same answer."""
    _, key_id, secret = issue(log).split("_", 2)
    with pytest.raises(KeyRefusedError, match="unknown"):
        log.keys.check(form.format(id=key_id, secret=secret), now_ms=NOW_MS)


def test_a_key_expires(log: Log) -> None:
    """Given a key for a second, then it ends with that second."""
    text = issue(log)
    with pytest.raises(KeyRefusedError, match="expired"):
        log.keys.check(text, now_ms=LATER_MS)


def test_a_key_is_revoked_once(log: Log) -> None:
    """Given a key, when it is revoked twice, then the first time stands."""
    text = issue(log)
    key_id = log.keys.issued()[0].key_id
    log.keys.revoke(key_id, now_ms=NOW_MS + 1)
    log.keys.revoke(key_id, now_ms=NOW_MS + 2)
    assert [row.revoked_ms for row in log.keys.issued()] == [NOW_MS + 1]
    with pytest.raises(KeyRefusedError, match="revoked"):
        log.keys.check(text, now_ms=NOW_MS)
    with pytest.raises(NotFoundError):
        log.keys.revoke("nobody", now_ms=NOW_MS)


def test_a_checked_key_is_known_for_a_second(log: Log) -> None:
    """Known from its check on for a second, until it expires, is revoked or is one of too many."""
    now_s = 100.0
    ring = KeyRing(log._recorder.key_rows, lambda may_create: b"p" * 32, lambda: now_s)  # noqa: ARG005
    text = ring.issue(AMBULANCE, Scope.AGENCY, now_ms=NOW_MS, expires_ms=LATER_MS)
    assert ring.known(text, now_ms=NOW_MS) is None
    holder = ring.check(text, now_ms=NOW_MS)
    assert ring.known(text, now_ms=NOW_MS) == holder
    assert ring.known(f"{text}x", now_ms=NOW_MS) is None
    assert ring.known(text, now_ms=LATER_MS) is None
    now_s = 101.0
    assert ring.known(text, now_ms=NOW_MS) is None
    ring.check(text, now_ms=NOW_MS)
    ring.revoke(holder.key_id, now_ms=NOW_MS)
    assert ring.known(text, now_ms=NOW_MS) is None


def test_known_keys_are_bounded(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more keys than are kept in memory the last is known."""
    monkeypatch.setattr(keys, "KNOWN_MAX", 1)
    first, second = issue(log), issue(log)
    log.keys.check(first, now_ms=NOW_MS)
    log.keys.check(second, now_ms=NOW_MS)
    assert log.keys.known(first, now_ms=NOW_MS) is None
    assert log.keys.known(second, now_ms=NOW_MS) is not None


def test_a_key_is_for_one_agency_and_some_time(log: Log) -> None:
    """A key of any police force, or that has ended already, is not made."""
    with pytest.raises(MalformedError, match="police is no one agency"):
        log.keys.issue(Agency.parse("police"), Scope.AGENCY, now_ms=0, expires_ms=1)
    with pytest.raises(MalformedError, match="expires_ms"):
        log.keys.issue(AMBULANCE, Scope.AGENCY, now_ms=1, expires_ms=1)
    assert log.keys.issued() == []


def test_keys_outlive_the_process(tmp_path: Path) -> None:
    """Given a log that is opened again, then its keys and its pepper are those of before."""
    place = str(tmp_path / "log.sqlite")
    with open_log(place) as first:
        text = issue(first)
    with open_log(place) as second:
        assert second.keys.check(text, now_ms=NOW_MS).agency == AMBULANCE


def test_only_the_owner_reads_the_pepper(tmp_path: Path) -> None:
    """The pepper's file has mode 0600 and nothing else is left beside it."""
    with open_log(str(tmp_path / "log.sqlite")) as log:
        issue(log)
    assert stat.S_IMODE((tmp_path / "log.sqlite.pepper").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log.sqlite", "log.sqlite.pepper"]


def test_a_lost_pepper_is_not_replaced(tmp_path: Path) -> None:
    """Given keys whose pepper is gone or cut short, then the log says so and makes no other."""
    place, file = str(tmp_path / "log.sqlite"), tmp_path / "log.sqlite.pepper"
    with open_log(place) as log:
        text = issue(log)
    file.write_bytes(b"short")
    with open_log(place) as log, pytest.raises(StoreError, match="cut short"):
        log.keys.check(text, now_ms=NOW_MS)
    file.unlink()
    with open_log(place) as log, pytest.raises(StoreError, match="issued again"):
        log.keys.check(text, now_ms=NOW_MS)
    assert not file.exists()


def test_the_first_pepper_stays(tmp_path: Path) -> None:
    """Given two processes that make the pepper at once, then both use the first."""
    file = tmp_path / "pepper"
    first = read_pepper(file, may_create=True)
    _make_pepper(file)
    assert read_pepper(file, may_create=True) == first
    assert [path.name for path in tmp_path.iterdir()] == ["pepper"]


def test_the_pepper_of_the_environment(tmp_path: Path) -> None:
    """Given a pepper in the environment, then no file is made, and another pepper refuses."""
    environ = {"JOINTLOG_DATABASE": str(tmp_path / "log.sqlite"), "JOINTLOG_PEPPER": "p" * 32}
    with Log.open(Settings.of(environ)) as log:
        text = issue(log)
        assert log.keys.check(text, now_ms=NOW_MS).agency == AMBULANCE
    assert not (tmp_path / "log.sqlite.pepper").exists()
    settings = Settings.of(environ | {"JOINTLOG_PEPPER": "q" * 32})
    with Log.open(settings) as other, pytest.raises(KeyRefusedError):
        other.keys.check(text, now_ms=NOW_MS)
