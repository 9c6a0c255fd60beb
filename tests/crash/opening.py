"""Opening one image: what the log finds in it, and whether it can go on from there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from jointlog.domain.errors import KeyRefusedError, LogError
from jointlog.domain.store.codec import LocatedRow
from jointlog.domain.store.log import Log, open_log
from jointlog.domain.store.settings import Settings
from jointlog.domain.store.sqlite import SQLiteEntryRecorder
from tests.crash.disk import Image
from tests.crash.traced import LOG
from tests.store.samples import AMBULANCE, NOW_MS, draft

ALL: Final = 1_000_000
NEW: Final = 1_000_000
"""The number of a statement that no run posts."""
Row = tuple[int, UUID, int, str, bytes, bytes | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an image holds: so many of the run's first entries, whole, in order; these keys."""

    entries: int = 0
    keys: tuple[str, ...] = ()
    problem: str = ""


class TornError(Exception):
    """The image is no beginning of the run."""


def rows_of(log: Log) -> list[Row]:
    """Every row as it is stored."""
    return [_row(located) for located in _recorder(log).rows_after(0, ALL)]


def expected_rows(final: Image, folder: Path) -> list[Row]:
    """The rows of the run in the end; each of them can be read."""
    write(final, folder)
    with open_log(str(folder / LOG)) as log:
        assert all(located.entry is not None for located in log.read(0, ALL))
        return rows_of(log)


def write(image: Image, folder: Path) -> None:
    """Make the folder hold this image and nothing else."""
    for path in folder.iterdir():
        path.unlink()
    for name, content in image.items():
        (folder / name).write_bytes(content)


class Opener:
    """Opens images of one run in a folder of its own."""

    def __init__(self, folder: Path, expected: Sequence[Row], check_every: int) -> None:
        self._folder = folder
        self._expected = expected
        self._check_every = check_every
        self._opened = 0

    def open(self, image: Mapping[str, bytes], keys: Sequence[str]) -> Verdict:
        """Open it as a log, look at everything, post once more, and look at that."""
        write(dict(image), self._folder)
        self._opened += 1
        is_unchecked = self._opened % self._check_every > 0
        settings = Settings(self._folder / LOG, ignores_damaged_wal=is_unchecked)
        try:
            with Log.open(settings) as log:
                verdict = self._look(log, keys)
                self._go_on(log, verdict.entries)
        except (LogError, TornError, AssertionError) as error:
            return Verdict(problem=f"{type(error).__name__}: {error}"[:200])
        return verdict

    def _look(self, log: Log, keys: Sequence[str]) -> Verdict:
        rows = rows_of(log)
        count = len(rows)
        if rows != self._expected[:count]:
            raise TornError("the entries are not the first ones of the run")
        with _recorder(log).datastore.transaction(commit=False) as cursor:
            cursor.execute("PRAGMA integrity_check")
            said = cursor.fetchone()[0]
        if said != "ok":
            raise TornError(said)
        versions: dict[UUID, int] = {}
        for position, (at, stream, version, *_) in enumerate(rows, start=1):
            versions[stream] = versions.get(stream, 0) + 1
            if (at, version) != (position, versions[stream]):
                raise TornError(f"position {at}, version {version} where others were next")
        if sorted(head.version for head in log.incidents()) != sorted(versions.values()):
            raise TornError("the incidents are not those of the entries")
        return Verdict(count, tuple(key for key in keys if _opens(log, key)))

    def _go_on(self, log: Log, count: int) -> None:
        receipt = log.post(draft(NEW), AMBULANCE, now_ms=NOW_MS)
        if receipt.position != count + 1 or receipt.is_repeat or log.head() != count + 1:
            raise TornError(f"the next post got position {receipt.position}, not {count + 1}")


def _recorder(log: Log) -> SQLiteEntryRecorder:
    assert isinstance(log._recorder, SQLiteEntryRecorder)
    return log._recorder


def _row(row: LocatedRow) -> Row:
    version, state = row.originator_version, row.state
    assert isinstance(row.originator_id, UUID)
    return row.id, row.originator_id, version, row.topic, state, row.event_id


def _opens(log: Log, key: str) -> bool:
    try:
        log.keys.check(key, now_ms=NOW_MS)
    except KeyRefusedError:
        return False
    return True
