"""Group commit: posts that wait are committed together, and each keeps its own result."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from threading import Event

import pytest
from eventsourcing.persistence import ConnectionUnavailableError, IntegrityError, PersistenceError

from jointlog.domain.errors import (
    IdReusedError,
    LogError,
    MalformedError,
    StoreBusyError,
    StoreError,
    VersionMovedError,
)
from jointlog.domain.store import group
from jointlog.domain.store.codec import LocatedRow, StoredEntry, to_row
from jointlog.domain.store.contract import Place
from jointlog.domain.store.group import GroupWriter, Submitted, Waiting
from jointlog.domain.store.log import Log, Receipt, open_log
from jointlog.domain.store.memory import MemoryEntryRecorder
from jointlog.domain.store.posting import Post, post_of
from tests.store.samples import AMBULANCE, NOW_MS, draft, entry, event_id, retraction

Record = Callable[[Sequence[StoredEntry]], list[Place]]


class Held:
    """Holds the first write of a log until the posts behind it wait, and notes the groups."""

    def __init__(self, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
        self.log = log
        self.groups: list[int] = []
        self.fail: Exception | None = None
        self._begun, self._go_on = Event(), Event()
        self._record: Record = log._recorder.record
        monkeypatch.setattr(log._recorder, "record", self.record)

    def record(self, rows: Sequence[StoredEntry]) -> list[Place]:
        """Write when told to."""
        if not self.groups:
            self._begun.set()
            assert self._go_on.wait(20)
        self.groups.append(len(rows))
        if self.fail is not None and len(rows) > 1:
            raise self.fail
        return self._record(rows)

    def together(self, *posts: Callable[[], Receipt]) -> list[Receipt | LogError]:
        """The results of posts that all waited behind another."""
        with ThreadPoolExecutor(len(posts) + 1) as pool:
            first = pool.submit(self.log.post, draft(1000), AMBULANCE, now_ms=NOW_MS)
            assert self._begun.wait(20)
            futures: list[Future[Receipt]] = []
            for number, post in enumerate(posts, start=1):
                futures.append(pool.submit(post))
                until(partial(self._waits, number))
            self._go_on.set()
            assert first.result(20).version == 1
            return [outcome(future) for future in futures]

    def _waits(self, number: int) -> bool:
        return len(self.log._writer._queue) == number


def until(holds: Callable[[], bool]) -> None:
    """Wait until it holds."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.001)


def outcome(future: Future[Receipt]) -> Receipt | LogError:
    """A receipt or refusal."""
    try:
        return future.result(20)
    except LogError as error:
        return error


@pytest.fixture
def held(log: Log, monkeypatch: pytest.MonkeyPatch) -> Held:
    """A log whose first write waits."""
    return Held(log, monkeypatch)


def poster(
    log: Log, number: int, *, callsign: str = "A1", expected: int | None = None
) -> Callable[[], Receipt]:
    """A post of this sample, to be called in a thread."""
    made = draft(number, callsign=callsign)
    return lambda: log.post(made, AMBULANCE, now_ms=NOW_MS, expected_version=expected)


def kinds(results: Sequence[Receipt | LogError]) -> list[object]:
    """Version and repeat of each receipt, and the class of each refusal."""
    return [
        (result.version, result.is_repeat) if isinstance(result, Receipt) else type(result)
        for result in results
    ]


def test_those_that_wait_are_written_together(held: Held) -> None:
    """Given five posts behind one, then two transactions hold six entries in their order."""
    results = held.together(*(poster(held.log, number) for number in range(5)))
    assert kinds(results) == [(version, False) for version in range(2, 7)]
    assert held.groups == [1, 5]


def test_a_bad_post_loses_no_neighbour(held: Held) -> None:
    """Given a refused, a repeated, a doubled and a late post among good ones: each its own."""
    bad = retraction(20, None)
    results = held.together(
        poster(held.log, 1),
        lambda: held.log.post(bad, AMBULANCE, now_ms=NOW_MS),
        poster(held.log, 1),
        poster(held.log, 1, callsign="A2"),
        poster(held.log, 1000),
        poster(held.log, 2, expected=7),
        poster(held.log, 3),
    )
    found = kinds(results)
    assert found[1] is MalformedError
    assert found[3] is IdReusedError
    assert found[5] is VersionMovedError
    assert {result[1] for result in (found[2], found[4]) if isinstance(result, tuple)} == {True}
    ids = {kept.event_id for kept in held.log.entries("CAD-1")}
    assert ids == {event_id(number) for number in (1000, 1, 3)}
    assert [kept.version for kept in held.log.entries("CAD-1")] == [1, 2, 3]


def test_a_stale_expectation_is_alone_in_its_refusal(held: Held) -> None:
    """Given a first expectation that is stale, then its neighbours are written one by one."""
    results = held.together(
        poster(held.log, 1, expected=0), poster(held.log, 2), poster(held.log, 3)
    )
    assert kinds(results)[0] is VersionMovedError
    assert held.log.version("CAD-1") == 3


def test_expectations_that_hold_are_written(held: Held) -> None:
    """Given an expectation of the version behind which it comes, then it is recorded."""
    results = held.together(poster(held.log, 1, expected=1), poster(held.log, 2, expected=2))
    assert kinds(results) == [(2, False), (3, False)]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ConnectionUnavailableError("no connection"), [StoreBusyError, StoreBusyError]),
        (PersistenceError("value too long"), [(2, False), (3, False)]),
        (IntegrityError("taken"), [(2, False), (3, False)]),
    ],
)
def test_a_group_that_fails(held: Held, error: Exception, expected: list[object]) -> None:
    """A busy store tells each; anything else is tried for each alone."""
    held.fail = error
    assert kinds(held.together(poster(held.log, 1), poster(held.log, 2))) == expected


def test_what_is_recorded_cannot_be_asked(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a conflict and a look-up that fails, then each is worked out alone."""

    def found(_: Sequence[bytes]) -> Sequence[LocatedRow]:
        raise PersistenceError("the disk answered with an error")

    held.fail = IntegrityError("taken")
    monkeypatch.setattr(held.log._recorder, "found", found)
    assert kinds(held.together(poster(held.log, 1), poster(held.log, 2))) == [
        (2, False),
        (3, False),
    ]


def test_a_post_without_conflict_needs_one_round_trip(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given posts, a batch and an import, then nothing is looked up before they are written."""

    def work(_: object) -> None:
        pytest.fail("it was looked up")

    monkeypatch.setattr(log._writer, "_work", work)
    assert log.post(draft(1), AMBULANCE, now_ms=NOW_MS, expected_version=0).version == 1
    drafts = [draft(2), draft(3, incident="CAD-2"), draft(4)]
    log.post_many(drafts, AMBULANCE, now_ms=NOW_MS, atomic=False)
    entries = [entry(5, version=4), entry(6, incident="CAD-2", version=2), entry(7, version=5)]
    assert log.restore(entries).recorded == 3
    assert [kept.version for kept in log.entries("CAD-1")] == [1, 2, 3, 4, 5]


def test_a_negative_expectation_is_refused(log: Log) -> None:
    """Given an expectation below zero, then it is a version that moved, and not the next."""
    with pytest.raises(VersionMovedError):
        log.post(draft(1), AMBULANCE, now_ms=NOW_MS, expected_version=-1)


def test_an_import_whose_versions_jump(log: Log) -> None:
    """Given versions of an incident that are not contiguous, then what follows is refused."""
    with pytest.raises(LogError, match="item 1"):
        log.restore([entry(1, version=1), entry(2, version=3)])
    with pytest.raises(LogError, match="item 0"):
        log.restore([entry(3, version=0)])
    unwritable = replace(entry(4, version=2), fact=draft(1, callsign="\ud800").fact)
    with pytest.raises(LogError, match="item 0"):
        log.restore([unwritable])
    assert log.version("CAD-1") == 1


def test_closing_finishes_what_waits(held: Held) -> None:
    """Given a close while posts wait, then they are recorded, and the next one is refused."""
    with ThreadPoolExecutor(1) as pool:
        closing: list[Future[None]] = []

        def post_and_close() -> Receipt:
            closing.append(pool.submit(held.log._writer.close))
            until(lambda: held.log._writer._is_closed)
            return Receipt(event_id(0), "", 0, 0, 0, is_repeat=False)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(held, "_go_on", Gate(held._go_on, post_and_close))
            assert kinds(held.together(poster(held.log, 1))) == [(2, False)]
        closing[0].result(20)
    with pytest.raises(StoreError, match="the log is closed"):
        held.log.post(draft(3), AMBULANCE, now_ms=NOW_MS)


class Gate:
    """An event that does something before it is set."""

    def __init__(self, event: Event, first: Callable[[], object]) -> None:
        self._event = event
        self._first = first
        self.wait = event.wait

    def set(self) -> None:
        """Do it, then set the event."""
        self._first()
        self._event.set()


def test_a_writer_that_is_stopped_answers_those_behind(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given an interrupt while a group is written, then its posts are told and others go on."""

    def interrupted(_: Sequence[StoredEntry]) -> list[Place]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(log._recorder, "record", interrupted)
        with pytest.raises(KeyboardInterrupt):
            log.post(draft(1), AMBULANCE, now_ms=NOW_MS)
    assert log.post(draft(1), AMBULANCE, now_ms=NOW_MS).version == 1


def writer() -> GroupWriter:
    """A writer on an empty log in memory."""
    return GroupWriter(MemoryEntryRecorder(), lambda _: None)


@pytest.mark.parametrize(
    ("is_queued", "is_next", "goes_on"),
    [(True, False, True), (True, True, False), (False, False, True)],
)
def test_an_interrupted_wait_holds_up_nobody(
    is_queued: bool,  # noqa: FBT001 - a column of the table
    is_next: bool,  # noqa: FBT001
    goes_on: bool,  # noqa: FBT001
) -> None:
    """Given a thread that is interrupted while it waits, then its turn goes to the next."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    busy = writer()
    busy._is_writing = True
    waiting = Waiting(post_of(draft(1), AMBULANCE, NOW_MS, None))
    waiting.is_next = is_next
    waiting.wait = interrupt  # type: ignore[method-assign]  # what a signal does
    busy._queue.extend([waiting] * is_queued)
    with pytest.raises(KeyboardInterrupt):
        busy._wait(waiting)
    assert (len(busy._queue), busy._is_writing) == (0, goes_on)


def waitings(number: int) -> list[Waiting[Receipt]]:
    """As many posts that are done, and whose threads wait to be told."""
    return [Waiting(post_of(draft(n), AMBULANCE, NOW_MS, None)) for n in range(number)]


def test_each_thread_wakes_one_more() -> None:
    """Of six threads two are woken at once; each wakes the second behind it when it goes on."""
    busy, done = writer(), waitings(6)
    busy._tell(done)
    for number, waiting in enumerate(done):
        assert [each.is_woken for each in done] == [n < number + 2 for n in range(6)]
        busy._wait(waiting)


def test_a_thread_that_has_gone_holds_up_nobody_behind_it() -> None:
    """Given that two gave up before they were told, and one that is interrupted as it is told.

    Of six, the threads 0 and 2 are gone: 4 is woken in their place. 1 is interrupted, and 3 is
    woken all the same, which wakes 5.
    """

    def interrupt() -> None:
        raise KeyboardInterrupt

    busy, done = writer(), waitings(6)
    done[0].is_gone = done[2].is_gone = True
    busy._tell(done)
    assert [number for number, each in enumerate(done) if each.is_woken] == [1, 4]
    done[1].wait = interrupt  # type: ignore[method-assign]  # what a signal does
    with pytest.raises(KeyboardInterrupt):
        busy._wait(done[1])
    assert [number for number, each in enumerate(done) if each.is_woken] == [1, 3, 4]
    busy._wait(done[3])
    busy._wait(done[5])


def test_nobody_is_woken_in_vain_or_twice() -> None:
    """Given that the last has gone, then nobody is woken; a gate that is open stays so."""
    busy, done = writer(), waitings(2)
    done[1].is_gone = True
    busy._tell(done)
    busy._wake(done[1])
    done[0].wake()
    done[0].wake()
    done[0].wait()
    assert [each.is_woken for each in done] == [True, False]


def test_a_wait_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a writer that hangs, then a post behind it is refused as busy, and leaves the queue."""
    monkeypatch.setattr(group, "WAIT_S_MAX", 0.01)
    busy = writer()
    busy._is_writing = True
    with pytest.raises(StoreBusyError, match="send the same again, with the same id"):
        busy.do(post_of(draft(1), AMBULANCE, NOW_MS, None))
    assert (len(busy._queue), busy._is_writing) == (0, True)


def test_a_group_is_bounded() -> None:
    """Given more rows than a group takes, then the rest is the next group's."""
    busy = writer()
    row = to_row(entry(1))
    for _ in range(3):
        post: Post[int] = Post([row] * 400, len, lambda _: 0)
        busy._queue.append(Waiting(post))
    assert [len(busy._take()), len(busy._take())] == [2, 1]


def test_trying_ends_with_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a store that is lost for long, then trying ends before the tries do."""
    recorder = MemoryEntryRecorder()
    clock = iter(range(0, 1000, 4))
    busy = GroupWriter(recorder, lambda _: None, lambda: next(clock))

    def lose(*_: object) -> Iterator[object]:
        raise IntegrityError("taken")

    monkeypatch.setattr(recorder, "record", lose)
    monkeypatch.setattr(recorder, "writing", lose)
    with pytest.raises(StoreBusyError, match="send the same again"):
        busy.do(post_of(draft(1), AMBULANCE, NOW_MS, None))


def test_submitted_posts_are_told_of_when_they_are_durable() -> None:
    """Given 20 submitted posts and one of a thread, then each is told of once, and all are read."""
    told: list[Submitted[Receipt]] = []
    with open_log(":memory:") as log:
        for number in range(1, 21):
            log.submit(draft(number), AMBULANCE, now_ms=NOW_MS, tell=told.append)
        log.post(draft(21), AMBULANCE, now_ms=NOW_MS)
        log.submit(draft(1), AMBULANCE, now_ms=NOW_MS, tell=told.append)
    assert {each.outcome().event_id for each in told} == {event_id(n) for n in range(1, 21)}
    assert [each.outcome().is_repeat for each in told].count(True) == 1


def test_a_closed_log_takes_no_submitted_post() -> None:
    """Given a log that is closed, then a post is refused at once and nobody is told of it."""
    log = open_log(":memory:")
    log.close()
    with pytest.raises(StoreError, match="closed"):
        log.submit(draft(1), AMBULANCE, now_ms=NOW_MS, tell=lambda submitted: None)  # noqa: ARG005
