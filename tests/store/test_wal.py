"""A damaged WAL: what was acknowledged and cannot be read is not passed over in silence."""

import errno
import shutil
import struct
from pathlib import Path

import pytest

from jointlog.domain.errors import StoreError
from jointlog.domain.store.log import Log, open_log
from jointlog.domain.store.settings import Settings
from jointlog.domain.store.sqlite_wal import FRAME_HEADER, HEADER, check_wal, sync_wal
from tests.store.samples import AMBULANCE, NOW_MS, draft

FRAME = FRAME_HEADER.size + 4096
POSTS = 6


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A log of six entries as a killed process leaves it: all of them in the WAL."""
    folder = tmp_path / "copy"
    folder.mkdir()
    with open_log(str(tmp_path / "log.sqlite")) as log:
        for number in range(1, POSTS + 1):
            log.post(draft(number), AMBULANCE, now_ms=NOW_MS)
        for name in ("log.sqlite", "log.sqlite-wal"):
            shutil.copy(tmp_path / name, folder / name)
    return folder / "log.sqlite"


def wal_of(copy: Path) -> Path:
    """The WAL beside it."""
    return copy.with_name(copy.name + "-wal")


def commits(copy: Path) -> list[int]:
    """The frames, from 0, that end a transaction."""
    content = wal_of(copy).read_bytes()
    starts = range(HEADER.size, len(content), FRAME)
    return [n for n, at in enumerate(starts) if struct.unpack_from(">I", content, at + 4)[0]]


def change(copy: Path, offset: int, flip: int = 0xFF) -> None:
    """Damage one byte of the WAL."""
    content = bytearray(wal_of(copy).read_bytes())
    content[offset] ^= flip
    wal_of(copy).write_bytes(content)


def test_a_whole_wal_is_read(copy: Path) -> None:
    """The schema and six entries are seven commits; nothing is wrong."""
    assert len(commits(copy)) == POSTS + 1
    with open_log(str(copy)) as log:
        assert log.head() == POSTS


@pytest.mark.parametrize("byte", [0, 8, 16, FRAME_HEADER.size + 100])
def test_a_damaged_frame_is_told(copy: Path, byte: int) -> None:
    """Page number, salt, checksum or content of entry 3's first frame: entries 4 to 6 are lost."""
    frame = commits(copy)[2] + 1
    change(copy, HEADER.size + frame * FRAME + byte)
    with pytest.raises(StoreError, match=f"damaged at frame {frame + 1}: .*restore the last"):
        open_log(str(copy))
    assert wal_of(copy).exists(), "nothing of it is taken away"
    settings = Settings.of({"JOINTLOG_DATABASE": str(copy), "JOINTLOG_DAMAGED_WAL": "ignore"})
    with Log.open(settings) as log:
        assert log.head() == 2


@pytest.mark.parametrize("byte", [0, 8, 12, 16, 24])
def test_a_damaged_beginning_is_told(copy: Path, byte: int) -> None:
    """Magic, page size, number, salt or checksum of the WAL's header: all of it is lost."""
    change(copy, byte, flip=0x7F)
    with pytest.raises(StoreError, match="damaged at frame 1"):
        open_log(str(copy))


def test_a_beginning_of_zeros_is_told(copy: Path) -> None:
    """A WAL's header is on the disk before anything is behind it, so zeros there are damage."""
    content = wal_of(copy).read_bytes()
    wal_of(copy).write_bytes(bytes(HEADER.size) + content[HEADER.size :])
    with pytest.raises(StoreError, match="damaged at frame 1"):
        open_log(str(copy))


def test_the_last_commit_but_one_is_missed(copy: Path) -> None:
    """Any byte of entry 5 of six: page, salts, checksum, content; entry 6 was written behind."""
    before, last = commits(copy)[-3], commits(copy)[-2]
    whole = wal_of(copy).read_bytes()
    for frame in range(before + 1, last + 1):
        for byte in (*range(FRAME_HEADER.size), FRAME_HEADER.size + 7, FRAME - 1):
            wal_of(copy).write_bytes(whole)
            change(copy, HEADER.size + frame * FRAME + byte, flip=0x01)
            with pytest.raises(StoreError, match=f"damaged at frame {frame + 1}: "):
                check_wal(copy)


def test_the_last_commit_looks_like_one_that_was_not_done(copy: Path) -> None:
    """Damage of the last commit, or a WAL cut off, is what a power cut leaves: the rest is read."""
    frame = commits(copy)[-2] + 1
    change(copy, HEADER.size + frame * FRAME + 100)
    with open_log(str(copy)) as log:
        assert log.head() == POSTS - 1


@pytest.mark.parametrize("length", [0, 10, HEADER.size, HEADER.size + 3 * FRAME + 99])
def test_a_wal_that_was_cut_off_is_read_to_its_end(copy: Path, length: int) -> None:
    """Nothing shows what is missing; a backup or an export does."""
    wal_of(copy).write_bytes(wal_of(copy).read_bytes()[:length])
    with open_log(str(copy)) as log:
        assert log.head() == 0


def test_no_wal_is_no_damage(tmp_path: Path) -> None:
    """A log that was closed has none."""
    check_wal(tmp_path / "log.sqlite")


def test_checksums_of_big_endian_words_are_read_too(copy: Path) -> None:
    """Given a WAL whose words are said to be big-endian, its header's checksum is another."""
    change(copy, 3, flip=0x01)
    with pytest.raises(StoreError, match="damaged at frame 1"):
        check_wal(copy)


def test_a_wal_that_is_begun_anew_is_whole(copy: Path) -> None:
    """Frames of the WAL before, which stand behind the new ones, are no damage."""
    with open_log(str(copy)) as log:
        with log._recorder.datastore.get_connection(commit=True) as connection:  # type: ignore[attr-defined]
            log._recorder.datastore._write_back(connection)  # type: ignore[attr-defined]
        log.post(draft(7), AMBULANCE, now_ms=NOW_MS)
        check_wal(copy)
        assert len(commits(copy)) > 2
    with pytest.raises(StoreError, match="set refuse or ignore"):
        Settings.of({"JOINTLOG_DAMAGED_WAL": "perhaps"})


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_a_wal_that_cannot_be_synced_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """What is read from it might be gone after a power cut, so nobody is told of it."""

    def fail(_descriptor: int) -> None:
        raise OSError(number, "the disk says no")

    monkeypatch.setattr("jointlog.domain.store.sqlite_wal.os.fsync", fail)
    with pytest.raises(StoreError, match="cannot be synced: the disk says no"):
        open_log(str(tmp_path / "log.sqlite"))


def test_a_folder_that_has_no_sync_is_as_durable_as_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems refuse it with EINVAL; where there is no WAL nothing is synced."""
    synced = []

    def fail(descriptor: int) -> None:
        synced.append(descriptor)
        raise OSError(errno.EINVAL, "no such thing")

    monkeypatch.setattr("jointlog.domain.store.sqlite_wal.os.fsync", fail)
    sync_wal(tmp_path / "log.sqlite")
    assert len(synced) == 1
    sync_wal(tmp_path / "none" / "log.sqlite")
    assert len(synced) == 1
