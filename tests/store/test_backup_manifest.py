"""Manifests, the notes that copies were verified, and how old the newest verified one is."""

import json
from pathlib import Path

import pytest

from jointlog.domain.errors import StoreError
from jointlog.domain.store.backup.manifest import (
    Age,
    Backups,
    Manifest,
    copies,
    latest_verified,
    manifest_path,
    note_verified,
)
from tests.store.copying import copied, fill, sealed
from tests.store.samples import NOW_MS

HOUR_MS = 3_600_000


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of 2 entries."""
    path = tmp_path / "log.sqlite"
    fill(path, range(2))
    return path


@pytest.mark.parametrize(
    ("held", "problem"),
    [
        ("no json", "no JSON"),
        ("[]", "no JSON object"),
        ('{"format": 2}', "of format 2"),
        ('{"format": 1}', "its members are others"),
    ],
)
def test_what_is_no_manifest_is_refused(tmp_path: Path, held: str, problem: str) -> None:
    """Each is a sentence that names the file."""
    path = tmp_path / "jointlog-x.sqlite.json"
    path.write_text(held)
    with pytest.raises(StoreError, match=problem):
        Manifest.read(path)


def test_a_number_in_a_manifest_is_a_number(log: Path) -> None:
    """A text where a number belongs is refused."""
    path = manifest_path(copied(log))
    plain = json.loads(path.read_text())
    path.write_text(json.dumps({**plain, "entries": "5"}))
    with pytest.raises(StoreError, match="its members are others"):
        Manifest.read(path)


def noted(copy: Path, now_ms: int) -> None:
    """Note that it was verified."""
    note_verified(copy, Manifest.read(manifest_path(copy)), now_ms=now_ms, how="read", took_s=0.1)


def test_the_age_is_that_of_the_newest_verified_copy(log: Path) -> None:
    """Copies of 0 h, 1 h and 2 h: verified are the first two, so at 27 h the age is 26 h.

    What was begun last counts, not what was verified last; a note of another copy, a copy that is
    gone and a damaged note are none.
    """
    folder = log.with_name("backups")
    backups = Backups(folder, 26 * HOUR_MS)
    assert latest_verified(folder) is None
    assert backups.age(NOW_MS) == Age(None, is_too_old=True)
    made = [copied(log, now_ms=NOW_MS + hour * HOUR_MS) for hour in range(3)]
    assert [copy for copy, _ in copies(folder)] == made
    assert latest_verified(folder) is None
    noted(made[1], NOW_MS)
    noted(made[0], NOW_MS + 5 * HOUR_MS)
    (folder / "jointlog-0.sqlite.json").write_text("damaged")
    (folder / f"{made[2].name}.verified").write_text('{"digest": "of another"}')
    assert backups.age(NOW_MS + 27 * HOUR_MS) == Age(26 * HOUR_MS, is_too_old=False)
    assert backups.age(NOW_MS + 27 * HOUR_MS + 1).is_too_old
    made[1].unlink()
    assert backups.age(NOW_MS + 27 * HOUR_MS) == Age(27 * HOUR_MS, is_too_old=True)
    made[0].with_name(f"{made[0].name}.verified").write_text(
        made[0].with_name(f"{made[0].name}.verified").read_text().replace("digest", "other")
    )
    assert latest_verified(folder) is None


def test_a_note_of_other_entries_is_none(log: Path) -> None:
    """A note that was written for another content does not count."""
    copy = copied(log)
    noted(copy, NOW_MS)
    sealed(copy, digest="0" * 64)
    assert latest_verified(copy.parent) is None
