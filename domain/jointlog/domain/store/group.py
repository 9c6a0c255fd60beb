"""Group commit: one writer a process, and posts that wait for it are committed together.

A thread that posts while nobody writes does so itself, at once. One that comes while another writes
waits; the first of those that wait is the next to write, and takes the others with it. Each post
keeps its own result: what cannot be written together is written alone. See docs/decisions/0009.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue
from threading import Condition, Lock, Thread
from typing import Any, Final, Generic, TypeVar, cast

from jointlog.domain.errors import LogError, StoreBusyError, StoreError
from jointlog.domain.store.codec import StoredEntry
from jointlog.domain.store.contract import (
    NEXT,
    AnswerLostError,
    EntryRecorder,
    Observer,
    Place,
    RaceLostError,
    refusing,
)
from jointlog.domain.store.posting import Post

T = TypeVar("T")
TRIES_MAX: Final = 100
TRYING_S_MAX: Final = 10
GROUP_ROWS_MAX: Final = 512
"""Rows from which on a group takes no further post."""
WOKEN_AT_ONCE: Final = 2
"""Threads that are woken at once when their posts are done; each wakes one more."""
CLOSE_S_MAX: Final = 60
WAIT_S_MAX: Final = 20
"""How long a post waits for the one that writes; it may be stored nevertheless."""


class Waiting(Generic[T]):
    """A post on its way, and its outcome."""

    def __init__(self, post: Post[T]) -> None:
        self.post = post
        self.is_done = False
        self.is_next = False
        self.is_woken = False
        self.is_gone = False
        self.behind: Waiting[Any] | None = None
        """Whom its thread wakes, once it is woken."""
        self._result: T | None = None
        self._error: BaseException | None = None
        self._gate = Lock()
        self._gate.acquire()

    def wait(self) -> None:
        """Wait until it is done, or this thread's turn to write.

        Raises:
            StoreBusyError: that takes too long.

        """
        if not self._gate.acquire(timeout=WAIT_S_MAX):
            raise StoreBusyError(
                "the database has not answered in time; send the same again, with the same id"
            )

    def wake(self) -> None:
        """Let the thread that waits go on."""
        if self._gate.locked():
            self._gate.release()

    def turn(self) -> None:
        """Let the thread that waits write."""
        self.is_next = True
        self.wake()

    def succeed(self, result: T) -> None:
        """Note the result."""
        self.is_done, self._result = True, result

    def fail(self, error: BaseException) -> None:
        """Note the refusal."""
        self.is_done, self._error = True, error

    def outcome(self) -> T:
        """The result, or raise the refusal."""
        if self._error is not None:
            raise self._error
        return cast("T", self._result)


class Submitted(Waiting[T]):
    """A post that no thread waits for: the writer's own thread writes, and tells of it."""

    def __init__(
        self, post: Post[T], tell: Callable[["Submitted[T]"], None], turns: "Turns"
    ) -> None:
        super().__init__(post)
        self._tell = tell
        self._turns = turns

    def wake(self) -> None:
        """Tell that it is done."""
        self._tell(self)

    @property
    def is_recorded(self) -> bool:
        """Whether it was not refused."""
        return self._error is None

    def turn(self) -> None:
        """Let the writer's thread write."""
        self._turns.put(self)


Turns = SimpleQueue[Submitted[Any] | None]
"""The turns of the writer's thread; None ends it."""


class GroupWriter:
    """Everything that one process writes goes through here."""

    def __init__(
        self,
        recorder: EntryRecorder,
        pause: Callable[[int], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._recorder = recorder
        self._pause = pause
        self._clock = clock
        self._mutex = Lock()
        self._idle = Condition(self._mutex)
        self._queue: deque[Waiting[Any]] = deque()
        self._is_writing = False
        self._is_closed = False
        self.observer = Observer()
        self._turns: Turns = SimpleQueue()
        self._thread: Thread | None = None

    def do(self, post: Post[T]) -> T:
        """Record a post and return its result, once that is durable.

        Raises:
            LogError: what the post's own work refuses.
            StoreBusyError: too many races were lost, or the connection was; the same may be sent
                again with the same ids.
            StoreError: the database cannot keep it, or the log is closed.

        """
        begun_s = time.perf_counter()
        result = self._do(Waiting(post))
        self.observer.posted(time.perf_counter() - begun_s)
        return result

    def _do(self, waiting: Waiting[T]) -> T:
        with self._mutex:
            self._refuse_closed()
            is_first = not self._is_writing
            self._is_writing = True
            if not is_first:
                self._queue.append(waiting)
        if not is_first:
            self._wait(waiting)
            if waiting.is_done:
                return waiting.outcome()
        self._write([waiting] if is_first else self._take(), waiting)
        return waiting.outcome()

    def submit(self, post: Post[T], tell: Callable[[Submitted[T]], None]) -> None:
        """Record a post, and tell when it is durable or refused, in the thread that wrote it.

        Raises:
            StoreError: the log is closed.

        """
        begun_s = time.perf_counter()

        def done(submitted: Submitted[T]) -> None:
            if submitted.is_recorded:
                self.observer.posted(time.perf_counter() - begun_s)
            tell(submitted)

        waiting = Submitted(post, done, self._turns)
        with self._mutex:
            self._refuse_closed()
            if self._thread is None:
                self._thread = Thread(target=self._run, name="jointlog-writer", daemon=True)
                self._thread.start()
            self._queue.append(waiting)
            is_first = not self._is_writing
            self._is_writing = True
        if is_first:
            waiting.turn()

    def _run(self) -> None:
        """Write whenever the first of those that wait is one that was submitted."""
        while self._turns.get() is not None:
            self._write(self._take())

    def _write(self, group: list[Waiting[Any]], own: Waiting[Any] | None = None) -> None:
        self.observer.committing(len(group), len(self._queue))
        try:
            self._commit(group)
        finally:
            self._hand_over()
            for waiting in group:
                if not waiting.is_done:
                    waiting.fail(StoreBusyError("the writer was stopped; send the same again"))
            others = [waiting for waiting in group if waiting is not own]
            if others:
                self._tell(others)

    def _tell(self, done: Sequence[Waiting[Any]]) -> None:
        """Wake the threads of posts that are done, some at once, each of which wakes another.

        Woken all at once, each would wait once more, for the interpreter.
        """
        asleep = [waiting for waiting in done if not isinstance(waiting, Submitted)]
        for waiting, behind in zip(asleep, asleep[WOKEN_AT_ONCE:], strict=False):
            waiting.behind = behind
        for waiting in asleep[:WOKEN_AT_ONCE]:
            self._wake(waiting)
        for waiting in done:
            if isinstance(waiting, Submitted):
                waiting.wake()

    def _wake(self, first: Waiting[Any] | None) -> None:
        """Wake the first of a chain whose thread still waits."""
        waiting = first
        with self._mutex:
            while waiting is not None and (waiting.is_gone or waiting.is_woken):
                waiting = waiting.behind
            if waiting is not None:
                waiting.wake()
                waiting.is_woken = True

    def _refuse_closed(self) -> None:
        if self._is_closed:
            raise StoreError("the log is closed: open it again")

    def close(self) -> None:
        """Refuse further posts, and return when those on their way are done."""
        with self._mutex:
            self._is_closed = True
            self._idle.wait_for(lambda: not self._is_writing, CLOSE_S_MAX)
        self._turns.put(None)
        if self._thread is not None:
            self._thread.join(CLOSE_S_MAX)

    def _wait(self, waiting: Waiting[Any]) -> None:
        try:
            waiting.wait()
            if waiting.behind is not None:
                self._wake(waiting.behind)
        except BaseException:  # this thread takes neither its turn nor its answer
            with self._mutex:
                waiting.is_gone = True
                if waiting in self._queue:
                    self._queue.remove(waiting)
            if waiting.is_next:
                self._hand_over()
            if waiting.is_woken:
                self._wake(waiting.behind)
            raise

    def _take(self) -> list[Waiting[Any]]:
        """The posts of the next group, in the order in which they came."""
        group: list[Waiting[Any]] = []
        rows = 0
        with self._mutex:
            while self._queue and rows < GROUP_ROWS_MAX:
                waiting = self._queue.popleft()
                group.append(waiting)
                rows += len(waiting.post.rows)
        return group

    def _hand_over(self) -> None:
        with self._mutex:
            if self._queue:
                self._queue[0].turn()
            else:
                self._is_writing = False
                self._idle.notify_all()

    def _commit(self, group: Sequence[Waiting[Any]]) -> None:
        is_simple = len(group) == 1 and bool(group[0].post.rows)
        together, alone = ([*group], []) if is_simple else _split(group)
        if together:
            alone += self._commit_together(together)
        for waiting in alone:
            try:
                waiting.succeed(self._work(waiting.post))
            except Exception as error:  # noqa: BLE001 - it is the poster's, whatever it is
                waiting.fail(error)

    def _commit_together(self, group: list[Waiting[Any]]) -> list[Waiting[Any]]:
        """Write the rows of all in one transaction; returns those to be worked out alone."""
        rows = [row for waiting in group for row in waiting.post.rows]
        try:
            places = self._record(rows)
        except RaceLostError:
            return self._commit_unknown(group)
        except StoreBusyError as error:
            for waiting in group:
                waiting.fail(StoreBusyError(str(error)))
            return []
        except Exception:  # noqa: BLE001 - one of them is to blame: each is told by its own work
            return group
        start = 0
        for waiting in group:
            end = start + len(waiting.post.rows)
            waiting.succeed(waiting.post.finish(places[start:end]))
            start = end
        return []

    def _commit_unknown(self, group: list[Waiting[Any]]) -> list[Waiting[Any]]:
        """After a conflict: those with a recorded id are for themselves, the others try again."""
        ids = [row.event_id for waiting in group for row in waiting.post.rows if row.event_id]
        try:
            with refusing():
                known = {row.event_id for row in self._recorder.found(ids)}
        except LogError:
            return group
        repeats = [w for w in group if any(row.event_id in known for row in w.post.rows)]
        others = [w for w in group if w not in repeats]
        if repeats and len(others) > 1:
            return repeats + self._commit_together(others)
        return group

    def _record(self, rows: Sequence[StoredEntry]) -> Sequence[Place]:
        problem = ""
        for tries in self._tries():
            try:
                with refusing():
                    return self._recorder.record(rows)
            except AnswerLostError as error:
                problem = str(error)
                self._pause(tries)
        raise StoreBusyError(problem)

    def _work(self, post: Post[T]) -> T:
        """Do work in one write transaction, again while a race is lost.

        Work that is run again looks its event ids up first, so a commit that was done though its
        answer was lost comes back as success.
        """
        problem = ""
        for tries in self._tries():
            try:
                with refusing(), self._recorder.writing() as to:
                    return post.work(to)
            except RaceLostError as error:
                problem = str(error)
                self._pause(tries)
        raise StoreBusyError(problem)

    def _tries(self) -> Iterator[int]:
        """Numbers of the tries, until there were many or they took long."""
        end_s = self._clock() + TRYING_S_MAX
        for tries in range(TRIES_MAX):
            if tries and self._clock() > end_s:
                return
            yield tries


def _split(group: Sequence[Waiting[Any]]) -> tuple[list[Waiting[Any]], list[Waiting[Any]]]:
    """Those that can be written together, and those that must look at the log, or at another."""
    together: list[Waiting[Any]] = []
    alone: list[Waiting[Any]] = []
    ids: set[bytes | None] = set()
    streams: set[object] = set()
    for waiting in group:
        rows = waiting.post.rows
        is_repeat = any(row.event_id in ids for row in rows)
        is_behind = any(r.originator_version != NEXT and r.originator_id in streams for r in rows)
        if not rows or is_repeat or is_behind:
            alone.append(waiting)
            continue
        together.append(waiting)
        ids.update(row.event_id for row in rows)
        streams.update(row.originator_id for row in rows)
    return together, alone
