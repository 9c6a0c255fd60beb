"""The log: post statements, read entries. Everything that is recorded goes through here.

Nothing of an incident is loaded to post to it. The receipt is given after the commit is on disk;
posts that come while another is being written are committed together (`group`).
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar
from uuid import UUID

from jointlog.domain.entry import Draft, Entry
from jointlog.domain.errors import BatchRefusedError, CorruptEntryError, LogError, StoreError
from jointlog.domain.store.address import DATABASE
from jointlog.domain.store.codec import LocatedRow, from_row, text_bytes
from jointlog.domain.store.columns import Located, columns_of, entries_of, located_in
from jointlog.domain.store.contract import EntryRecorder, IncidentHead, Observer, refusing
from jointlog.domain.store.glancing import Glance, glance
from jointlog.domain.store.group import GroupWriter, Submitted
from jointlog.domain.store.keys import KeyRing, Pepper, pepper_of
from jointlog.domain.store.memory import MemoryEntryRecorder
from jointlog.domain.store.owner import for_owner
from jointlog.domain.store.posting import Post, Receipt, batch_of, post_of, restore_of, whole_of
from jointlog.domain.store.settings import Settings
from jointlog.domain.store.sqlite import SQLiteEntryFactory, SQLiteEntryRecorder
from jointlog.domain.store.sqlite_wal import check_wal, sync_wal
from jointlog.domain.store.streams import stream_id
from jointlog.domain.vocabulary import Agency

__all__ = ["Located", "Log", "Receipt", "Restored", "open_log", "pause"]

T = TypeVar("T")

PAUSE_MAX_S: Final = 0.05
RESTORED_AT_ONCE: Final = 500
HELD_MAX: Final = 1000
GLANCED_AT_ONCE: Final = 2000


@dataclass(frozen=True, slots=True)
class Restored:
    """How many entries an import recorded, and how many were there before."""

    recorded: int
    repeats: int


def pause(tries: int) -> None:
    """Wait a random time before the next try, longer after more of them."""
    time.sleep(random.random() * min(PAUSE_MAX_S, 0.001 * 2**tries))  # noqa: S311 - no secret


class Log:
    """An append-only log of entries; safe to use from several threads."""

    def __init__(
        self, recorder: EntryRecorder, pepper: Pepper, *, pause: Callable[[int], None] = pause
    ) -> None:
        self.keys = KeyRing(recorder.key_rows, pepper)
        self._recorder = recorder
        self._writer = GroupWriter(recorder, pause)
        self._told: list[Callable[[], None]] = []

    @classmethod
    def open(cls, settings: Settings, *, must_exist: bool = False) -> Self:
        """Open the log of these settings, or make it.

        Raises:
            StoreError: it cannot be opened, is of a later version or another program's, or does
                not exist though it must.

        """
        pepper = pepper_of(settings)
        if settings.postgresql:
            return cls(_open_postgres(settings.postgresql, must_exist=must_exist), pepper)
        if settings.database is None:
            return cls(MemoryEntryRecorder(), pepper)
        if must_exist and not settings.database.exists():
            raise StoreError(f"there is no log at {settings.database}: set {DATABASE}, or post one")
        if not settings.ignores_damaged_wal:
            check_wal(settings.database)
        return cls(_open_sqlite(settings.database), pepper)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def is_sqlite_file(self) -> bool:
        """Whether it is in a file of SQLite."""
        return isinstance(self._recorder, SQLiteEntryRecorder)

    def close(self) -> None:
        """Finish the posts on their way, refuse others, and close the database."""
        self._writer.close()
        self._recorder.close()

    def post(
        self, draft: Draft, agency: Agency, *, now_ms: int, expected_version: int | None = None
    ) -> Receipt:
        """Record one statement; the same statement under the same id is recorded once.

        Args:
            draft: the statement.
            agency: the agency that the key proves.
            now_ms: the time of recording, UTC milliseconds since 1970.
            expected_version: refuse unless the incident has exactly so many entries.

        Raises:
            NotPermittedError, MalformedError: the decision refuses it.
            IdReusedError: the id is taken by another statement.
            VersionMovedError: the incident has another number of entries.
            StoreBusyError: no lock in time; the same may be sent again.
            StoreError: the database cannot keep it.

        """
        return self._do(post_of(draft, agency, now_ms, expected_version))

    def submit(
        self,
        draft: Draft,
        agency: Agency,
        *,
        now_ms: int,
        tell: Callable[[Submitted[Receipt]], None],
        expected_version: int | None = None,
    ) -> None:
        """Record one statement as `post` does, and tell of it in the thread that wrote it.

        Raises:
            StoreError: the log is closed. All else is told.

        """

        def done(submitted: Submitted[Receipt]) -> None:
            self._tell_all()
            tell(submitted)

        self._writer.submit(post_of(draft, agency, now_ms, expected_version), done)

    def post_many(
        self, drafts: Sequence[Draft], agency: Agency, *, now_ms: int, atomic: bool
    ) -> list[Receipt | LogError]:
        """Record statements in one transaction: one result an item, in order.

        With ``atomic`` the first refusal refuses all; without it, it is that item's result and
        the others are recorded.

        Raises:
            BatchRefusedError: ``atomic``, and an item is refused; nothing is recorded.
            StoreBusyError, StoreError: nothing is recorded; the same may be sent again.

        """
        return self._do(batch_of(drafts, agency, now_ms, atomic=atomic))

    def post_all(self, statements: Sequence[tuple[Draft, Agency]], *, now_ms: int) -> None:
        """Record statements of several agencies in one transaction: all of them, or none.

        Raises:
            BatchRefusedError: one is refused.
            StoreBusyError, StoreError: nothing is recorded; the same may be sent again.

        """
        self._do(whole_of(statements, now_ms))

    def restore(self, entries: Iterable[Entry]) -> Restored:
        """Record entries of an export with their own versions and times of recording.

        They come in the order of their versions, as an export has them. An entry that is there is
        left as it is. What stands before a refused entry is recorded.

        Raises:
            BatchRefusedError: an entry's id or version is taken by another, or one before it is
                missing; ``index`` counts from 0.
            StoreBusyError, StoreError: the entries so far are recorded; run it again.

        """
        recorded = repeats = 0
        remaining = iter(entries)
        while chunk := list(islice(remaining, RESTORED_AT_ONCE)):
            receipts, refusal = self._do(restore_of(chunk))
            chunk_repeats = sum(receipt.is_repeat for receipt in receipts)
            if refusal is not None:
                index = recorded + repeats + len(receipts)
                raise BatchRefusedError(index, refusal) from refusal
            recorded += len(receipts) - chunk_repeats
            repeats += chunk_repeats
        return Restored(recorded, repeats)

    def entries(self, incident: str, after_version: int = 0) -> list[Entry]:
        """An incident's entries as recorded; none for an incident that is not in the log.

        Raises:
            CorruptEntryError: one cannot be read; `located` gives the others.
            MalformedError: not an incident id.

        """
        with refusing():
            rows = self._recorder.columns_of(stream_id(incident), after_version)
        return entries_of(rows)

    def located(self, incident: str, after_version: int = 0) -> list[Located]:
        """An incident's entries as recorded, with their positions; unreadable ones too."""
        with refusing():
            rows = self._recorder.columns_of(stream_id(incident), after_version)
        return located_in(rows, self._incident_of)

    def entry(self, event_id: UUID) -> tuple[int, Entry] | None:
        """The position and entry of this event id.

        Raises:
            CorruptEntryError: it cannot be read.

        """
        with refusing():
            row = self._recorder.find(event_id)
        return None if row is None else (row.id, from_row(row))

    def recorded(self, event_ids: Iterable[UUID]) -> dict[UUID, Entry]:
        """The entries of those of these event ids that are in the log.

        Raises:
            CorruptEntryError: one cannot be read.

        """
        with refusing():
            rows = self._recorder.found([each.bytes for each in event_ids])
        return {entry.event_id: entry for entry in map(from_row, rows)}

    def unlinked(self, draft: Draft) -> list[str]:
        """What a statement names that is not in its incident, in sentences for who posted it.

        The statement is recorded all the same, and is linked once what it names is recorded.
        Nothing is said where the database cannot be asked now: the statement is safe.
        """
        stream = stream_id(draft.incident)
        said: list[str] = []
        for field, named in draft.links:
            try:
                with refusing():
                    row = self._recorder.find(named)
            except StoreError:
                return said
            if row is None or row.originator_id != stream:
                said.append(
                    f"{field} names {named}, which is not in incident {draft.incident}: "
                    "linked once it is recorded"
                )
        return said

    def version(self, incident: str) -> int:
        """How many entries the incident has; 0 for one that is not in the log."""
        with refusing():
            return self._recorder.version(stream_id(incident))

    def read(self, after: int, limit: int) -> list[Located]:
        """At most ``limit`` entries of all incidents behind position ``after``, in order.

        A row that cannot be read is one of them, with its problem: it never hides what follows.
        """
        with refusing():
            rows = self._recorder.columns_after(after, limit)
        return located_in(rows, self._incident_of)

    def rows_after(self, after: int, limit: int) -> Sequence[LocatedRow]:
        """As `read`, but the rows as they are stored, for who compares logs."""
        with refusing():
            return self._recorder.rows_after(after, limit)

    def glances(self) -> Iterator[Glance]:
        """What a list of incidents tells of each entry that can be read, in order."""
        after = 0
        while True:
            with refusing():
                rows = self._recorder.rows_after(after, GLANCED_AT_ONCE)
            if not rows:
                return
            after = rows[-1].id
            for row in rows:
                with suppress(CorruptEntryError):
                    yield glance(row)

    def strays(self) -> list[Located]:
        """The entries whose stream is of no incident; other programs wrote them."""
        with refusing():
            rows = self._recorder.strays()
        return located_in(map(columns_of, rows), self._incident_of)

    def holding(self, texts: Iterable[str], limit: int = HELD_MAX) -> list[Located]:
        """Entries that have one of these texts as a whole value, such as a reference, in order.

        It looks through the stored bytes of the whole log and reads only what it finds.
        """
        with refusing():
            rows = self._recorder.rows_holding([text_bytes(text) for text in texts], limit)
        return located_in(map(columns_of, rows), self._incident_of)

    def head(self) -> int:
        """The last position; 0 while nothing is recorded."""
        with refusing():
            return self._recorder.max_notification_id() or 0

    def incidents(self) -> list[IncidentHead]:
        """All incidents in the order of their first entries, with version and last position."""
        with refusing():
            return self._recorder.incident_heads()

    def on_commit(self, tell: Callable[[], None]) -> None:
        """Call ``tell`` after each post of this process that was committed; it must not wait."""
        self._told.append(tell)

    def observe(self, observer: Observer) -> None:
        """Tell an observer what is written, in place of the one before."""
        self._writer.observer = observer

    def _do(self, post: Post[T]) -> T:
        """Commit a post, and tell those that follow."""
        done = self._writer.do(post)
        self._tell_all()
        return done

    def _incident_of(self, stream: UUID) -> str:
        with refusing():
            return self._recorder.incident_of(stream)

    def _tell_all(self) -> None:
        for tell in self._told:
            tell()


def open_log(database: str) -> Log:
    """Open the log that ``JOINTLOG_DATABASE`` would name so.

    Raises:
        StoreError: see `Log.open`.

    """
    return Log.open(Settings.of({DATABASE: database}))


def _open_sqlite(path: Path) -> SQLiteEntryRecorder:
    factory = SQLiteEntryFactory({"SQLITE_DBNAME": str(path)})
    try:
        with refusing():
            for_owner(path)
            recorder = factory.application_recorder()
            sync_wal(path)
    except BaseException:
        factory.close()
        raise
    assert isinstance(recorder, SQLiteEntryRecorder), "the factory makes ours"
    return recorder


def _open_postgres(url: str, *, must_exist: bool) -> EntryRecorder:
    try:
        from jointlog.domain.store.postgres import open_recorder  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise StoreError(
            f"PostgreSQL needs {error.name}: pip install 'jointlog[postgres]'"
        ) from error
    return open_recorder(url, must_exist=must_exist)
