"""What every store keeps, over memory, SQLite and PostgreSQL: given posts, when posted, then."""

import contextlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from eventsourcing.persistence import IntegrityError

from jointlog.domain.errors import (
    BatchRefusedError,
    CorruptEntryError,
    IdReusedError,
    LogError,
    MalformedError,
    NotPermittedError,
    StoreBusyError,
    VersionMovedError,
)
from jointlog.domain.store.codec import StoredEntry
from jointlog.domain.store.contract import IncidentHead, Place, Writing
from jointlog.domain.store.group import TRIES_MAX
from jointlog.domain.store.keys import pepper_of
from jointlog.domain.store.log import Log, Receipt, Restored, open_log, pause
from jointlog.domain.store.settings import Settings
from jointlog.domain.store.streams import stream_id
from tests.store.samples import (
    AMBULANCE,
    NOW_MS,
    POLICE,
    draft,
    entry,
    event_id,
    retraction,
)

INCIDENT_UUID = "0190b6a0-7e57-7000-8000-00000000beef"


def post(log: Log, *numbers: int, incident: str = "CAD-1") -> list[Receipt]:
    """Post these samples as the ambulance service, one at a time."""
    drafts = [draft(number, incident=incident) for number in numbers]
    return [log.post(made, AMBULANCE, now_ms=NOW_MS) for made in drafts]


def raw(log: Log, row: StoredEntry) -> None:
    """Write a row past the codec, as a damaged disk or a later version would."""
    with log._recorder.writing() as to:
        to.append(row)


def bad_row(version: int, *, incident: str = "CAD-1", topic: str = "os:system") -> StoredEntry:
    """A row whose name is no event type."""
    return StoredEntry(stream_id(incident), version, topic, b"\x80", uuid4().bytes, incident)


def test_a_post_is_an_entry(log: Log) -> None:
    """Given nothing, when one statement is posted, then it is version 1 at position 1."""
    receipt = log.post(draft(1), AMBULANCE, now_ms=NOW_MS)
    assert receipt == Receipt(event_id(1), "CAD-1", 1, 1, NOW_MS, is_repeat=False)
    (kept,) = log.entries("CAD-1")
    assert (kept.fact, kept.envelope) == (draft(1).fact, draft(1).envelope)
    assert (kept.agency, kept.recorded_at_ms, kept.version) == (AMBULANCE, NOW_MS, 1)
    assert log.entry(event_id(1)) == (1, kept)


def test_an_empty_log(log: Log) -> None:
    """Given nothing, then nothing is found and no position is taken."""
    assert log.entries("CAD-1") == []
    assert log.entry(event_id(1)) is None
    assert (log.version("CAD-1"), log.head(), log.incidents(), log.read(0, 10)) == (0, 0, [], [])


def test_the_same_statement_again_is_the_first_receipt(log: Log) -> None:
    """Given a post, when it is sent again later, then its first receipt returns, marked."""
    first = log.post(draft(1), AMBULANCE, now_ms=NOW_MS)
    again = log.post(draft(1), AMBULANCE, now_ms=NOW_MS + 5000, expected_version=0)
    assert again == replace(first, is_repeat=True)
    assert log.version("CAD-1") == 1


@pytest.mark.parametrize(
    ("other", "agency"),
    [
        (draft(1, callsign="A2"), AMBULANCE),
        (draft(1, incident="CAD-2"), AMBULANCE),
        (draft(1), POLICE),
    ],
)
def test_an_id_is_not_used_twice(log: Log, other: object, agency: object) -> None:
    """Given a post, when another fact, incident or agency uses its id, then it is refused."""
    post(log, 1)
    with pytest.raises(IdReusedError, match="CAD-1"):
        log.post(other, agency, now_ms=NOW_MS)  # type: ignore[arg-type]  # one table, two types
    assert log.head() == 1


def test_an_expected_version(log: Log) -> None:
    """Given one entry, when version 0 is expected, then it is refused; 1 is right."""
    post(log, 1)
    with pytest.raises(VersionMovedError) as caught:
        log.post(draft(2), AMBULANCE, now_ms=NOW_MS, expected_version=0)
    assert (caught.value.expected, caught.value.actual) == (0, 1)
    assert log.post(draft(2), AMBULANCE, now_ms=NOW_MS, expected_version=1).version == 2


def test_the_decision_sees_the_corrected_entry(log: Log) -> None:
    """Given an ambulance entry, then the ambulance service takes it back and the police cannot."""
    post(log, 1)
    with pytest.raises(NotPermittedError, match="ambulance:las"):
        log.post(retraction(2, event_id(1)), POLICE, now_ms=NOW_MS)
    assert log.post(retraction(2, event_id(1)), AMBULANCE, now_ms=NOW_MS).version == 2
    assert log.post(retraction(3, event_id(99)), POLICE, now_ms=NOW_MS).version == 3


def test_an_unreadable_entry_can_be_corrected(log: Log) -> None:
    """Given a row that cannot be read, when it is retracted, then that is recorded."""
    raw(log, replace(bad_row(1), event_id=event_id(1).bytes))
    assert log.post(retraction(2, event_id(1)), POLICE, now_ms=NOW_MS).version == 2


def test_incidents_are_apart(log: Log) -> None:
    """Given two incidents, then each has its versions and the log has one row of positions."""
    post(log, 1, 2)
    post(log, 3, incident=INCIDENT_UUID)
    post(log, 4)
    assert [kept.version for kept in log.entries("CAD-1")] == [1, 2, 3]
    assert [kept.version for kept in log.entries("CAD-1", after_version=2)] == [3]
    assert [kept.incident for kept in log.entries(INCIDENT_UUID.upper())] == [INCIDENT_UUID]
    assert log.incidents() == [IncidentHead("CAD-1", 3, 4), IncidentHead(INCIDENT_UUID, 1, 3)]
    assert log.head() == 4


def test_an_incident_id_is_normal_before_it_is_stored(log: Log) -> None:
    """Given a UUID in capitals, when it is posted twice, then it is one entry."""
    first = log.post(draft(1, incident=INCIDENT_UUID.upper()), AMBULANCE, now_ms=NOW_MS)
    again = log.post(draft(1, incident=INCIDENT_UUID), AMBULANCE, now_ms=NOW_MS)
    assert (first.incident, again.is_repeat) == (INCIDENT_UUID, True)
    with pytest.raises(MalformedError):
        log.entries("no incident/at all")


def test_reading_on_in_pages(log: Log) -> None:
    """Given five entries, then pages of two follow each other without gap or repeat."""
    post(log, 1, 2, 3, 4, 5)
    seen: list[int] = []
    while page := log.read(after=seen[-1] if seen else 0, limit=2):
        assert len(page) <= 2
        seen += [located.position for located in page]
    assert seen == [1, 2, 3, 4, 5]


def test_an_unreadable_row_hides_nothing(log: Log) -> None:
    """Given a row with an unknown name between two, then it is shown with its problem."""
    post(log, 1)
    raw(log, bad_row(2))
    post(log, 3)
    first, second, third = log.read(0, 10)
    assert first.entry is not None
    assert third.entry is not None
    assert (second.position, second.entry) == (2, None)
    assert "no event type 'os:system'" in second.problem
    assert log.located("CAD-1") == [first, second, third]
    with pytest.raises(CorruptEntryError, match="version 2"):
        log.entries("CAD-1")
    assert log.incidents() == [IncidentHead("CAD-1", 3, 3)]


def test_a_repeat_of_an_unreadable_row_is_refused(log: Log) -> None:
    """Given an unreadable row, when its id is posted, then it is neither repeated nor replaced."""
    raw(log, replace(bad_row(1), event_id=event_id(1).bytes))
    with pytest.raises(CorruptEntryError):
        post(log, 1)
    with pytest.raises(CorruptEntryError):
        log.entry(event_id(1))
    assert log.head() == 1


def test_a_batch_gives_each_item_its_result(log: Log) -> None:
    """Given a batch of good, repeated and bad items, then the good are kept around the bad."""
    post(log, 1)
    drafts = [draft(2), retraction(3, None), draft(1, callsign="A9"), draft(2), draft(4)]
    results = log.post_many(drafts, AMBULANCE, now_ms=NOW_MS, atomic=False)
    kinds = [type(r) if isinstance(r, LogError) else (r.version, r.is_repeat) for r in results]
    assert kinds == [(2, False), MalformedError, IdReusedError, (2, True), (3, False)]
    assert [kept.event_id for kept in log.entries("CAD-1")] == [*map(event_id, (1, 2, 4))]


def test_an_atomic_batch_is_all_or_none(log: Log) -> None:
    """Given a bad third item, then nothing is recorded and no incident appears; without it all."""
    drafts = [draft(1), draft(2, incident="CAD-2"), retraction(3, None)]
    with pytest.raises(BatchRefusedError, match="item 2: corrects") as caught:
        log.post_many(drafts, AMBULANCE, now_ms=NOW_MS, atomic=True)
    assert (caught.value.index, type(caught.value.error)) == (2, MalformedError)
    assert (log.incidents(), log.read(0, 9), log.entry(event_id(1))) == ([], [], None)
    receipts = log.post_many(drafts[:2], AMBULANCE, now_ms=NOW_MS, atomic=True)
    assert [r.version for r in receipts if isinstance(r, Receipt)] == [1, 1]


def test_a_refused_batch_leaves_what_was_there(log: Log) -> None:
    """Given an entry, when an atomic batch behind it is refused, then the entry stays alone."""
    post(log, 1)
    drafts = [draft(2), retraction(3, None)]
    with pytest.raises(BatchRefusedError):
        log.post_many(drafts, AMBULANCE, now_ms=NOW_MS, atomic=True)
    assert log.incidents() == [IncidentHead("CAD-1", 1, 1)]
    assert post(log, 2)[0].version == 2


def test_statements_of_several_agencies_are_all_or_none(log: Log) -> None:
    """Given one recorded before, it is not doubled; given a bad second, then nothing is new."""
    post(log, 1)
    log.post_all([(draft(1), AMBULANCE), (draft(2), POLICE)], now_ms=NOW_MS)
    assert [(e.version, e.agency) for e in log.entries("CAD-1")] == [(1, AMBULANCE), (2, POLICE)]
    with pytest.raises(BatchRefusedError, match="item 1: corrects"):
        log.post_all([(draft(3), POLICE), (retraction(4, None), POLICE)], now_ms=NOW_MS)
    assert [head.version for head in log.incidents()] == [2]


def test_sixteen_writers_on_one_incident(log: Log) -> None:
    """Given 16 threads with 10 posts each, then all are stored and the versions are 1 to 160."""

    def write(thread: int) -> list[Receipt]:
        return post(log, *range(thread * 10, thread * 10 + 10))

    with ThreadPoolExecutor(16) as pool:
        receipts = [receipt for done in pool.map(write, range(16)) for receipt in done]
    assert sorted(receipt.version for receipt in receipts) == list(range(1, 161))
    assert sorted(receipt.position for receipt in receipts) == list(range(1, 161))
    assert {kept.event_id for kept in log.entries("CAD-1")} == {*map(event_id, range(160))}


def test_one_statement_from_sixteen_threads_is_one_entry(log: Log) -> None:
    """Given the same post from 16 threads, then one records it and 15 repeat."""
    with ThreadPoolExecutor(16) as pool:
        receipts = list(pool.map(lambda _: post(log, 1)[0], range(16)))
    assert sorted(receipt.is_repeat for receipt in receipts) == [False] + [True] * 15
    assert len({replace(receipt, is_repeat=False) for receipt in receipts}) == 1


def lose(log: Log, monkeypatch: pytest.MonkeyPatch, times: int, *, answer_only: bool) -> list[int]:
    """Let ``times`` transactions fail with the library's conflict; return the pauses made."""
    pauses: list[int] = []
    stock = log._recorder.writing
    stock_record = log._recorder.record
    left = iter(range(times))

    def record(rows: Sequence[StoredEntry]) -> list[Place]:
        is_lost = next(left, None) is not None
        places = [] if is_lost and not answer_only else stock_record(rows)
        if is_lost:
            raise IntegrityError("version taken, or the answer to COMMIT was lost")
        return places

    @contextlib.contextmanager
    def writing() -> Iterator[Writing]:
        is_lost = next(left, None) is not None
        if is_lost and not answer_only:
            raise IntegrityError("version taken")
        with stock() as to:
            yield to
        if is_lost:
            raise IntegrityError("the answer to COMMIT was lost")

    monkeypatch.setattr(log._recorder, "writing", writing)
    monkeypatch.setattr(log._recorder, "record", record)
    monkeypatch.setattr(log._writer, "_pause", pauses.append)
    return pauses


def test_a_lost_race_is_run_again(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given four lost races, then the fifth try records the statement."""
    pauses = lose(log, monkeypatch, 4, answer_only=False)
    assert post(log, 1)[0].version == 1
    assert pauses == [0, 1, 2]


def test_a_lost_answer_is_success(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a commit whose answer is lost, then the entry is found and its receipt returned."""
    lose(log, monkeypatch, 1, answer_only=True)
    assert post(log, 1)[0].version == 1
    assert log.head() == 1


def test_races_are_bounded(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given nothing but lost races, then the store says it is busy."""
    pauses = lose(log, monkeypatch, 10**9, answer_only=False)
    with pytest.raises(StoreBusyError, match="send the same"):
        post(log, 1)
    assert len(pauses) == TRIES_MAX


def test_the_pause_is_short_and_grows_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """At most a millisecond at first, and never more than 50."""
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    monkeypatch.setattr("random.random", lambda: 1.0)
    for tries in (0, 3, 40):
        pause(tries)
    assert slept == [0.001, 0.008, 0.05]


def test_an_export_is_restored_as_it_was(log: Log) -> None:
    """Given entries, when restored twice, then versions and times are theirs, once."""
    entries = [entry(number) for number in range(1, 700)]
    assert log.restore(entries) == Restored(recorded=699, repeats=0)
    assert log.restore(iter(entries)) == Restored(recorded=0, repeats=699)
    assert log.entries("CAD-1") == entries


def refused_restore(log: Log, entries: Sequence[object]) -> BatchRefusedError:
    """The refusal of this import."""
    with pytest.raises(BatchRefusedError) as caught:
        log.restore(entries)  # type: ignore[arg-type]  # entries all
    return caught.value


def test_a_taken_version_is_not_restored(log: Log) -> None:
    """Given version 2, when another entry claims it, then what stood before it is kept."""
    log.restore([entry(1), entry(2)])
    refusal = refused_restore(log, [entry(1), entry(3), entry(4, version=2)])
    assert (refusal.index, type(refusal.error)) == (2, VersionMovedError)
    assert log.version("CAD-1") == 3


def test_a_missing_version_is_not_skipped(log: Log) -> None:
    """Given nothing, when an import begins with version 2, then it is refused."""
    refusal = refused_restore(log, [entry(2)])
    assert (refusal.index, type(refusal.error)) == (0, VersionMovedError)


def test_a_changed_entry_is_not_restored(log: Log) -> None:
    """Given an entry, when an import has its id with another time of recording: refused."""
    log.restore([entry(1)])
    refusal = refused_restore(log, [replace(entry(1), recorded_at_ms=1)])
    assert isinstance(refusal.error, IdReusedError)


def test_what_cannot_be_encoded_is_refused(log: Log) -> None:
    """Given half a surrogate pair past the reader, then the item is refused and others kept."""
    drafts = [draft(1, callsign="\ud800"), draft(2)]
    first, second = log.post_many(drafts, AMBULANCE, now_ms=NOW_MS, atomic=False)
    assert isinstance(first, MalformedError)
    assert isinstance(second, Receipt)


def test_a_reopened_log_has_everything(kept: str) -> None:
    """Given a log that is kept, when it is opened again, then entries and heads are there."""
    with open_log(kept) as first:
        post(first, 1, 2)
        entries = first.entries("CAD-1")
    with open_log(kept) as second:
        assert second.entries("CAD-1") == entries
        assert second.incidents() == [IncidentHead("CAD-1", 2, 2)]
        assert post(second, 1)[0].is_repeat
        assert post(second, 3)[0].position == 3


def test_two_openers_write_one_log(kept: str) -> None:
    """Given one log opened twice, when both write one incident, then versions are contiguous."""
    numbers = (range(40), range(40, 80))
    with open_log(kept) as one, open_log(kept) as two, ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda log, chosen: post(log, *chosen), (one, two), numbers))
    assert sorted(r.version for receipts in done for r in receipts) == list(range(1, 81))


def test_a_log_is_given_its_parts() -> None:
    """A log in memory has a pepper of its own for each opening."""
    settings = Settings.of({"JOINTLOG_DATABASE": ":memory:"})
    assert pepper_of(settings)(may_create=True) != pepper_of(settings)(may_create=True)


def test_entries_are_found_by_a_whole_text_in_them(log: Log) -> None:
    """Given callsigns A1 and A10, then A1 finds its own entries only, in order, up to the limit."""
    for number, callsign in enumerate(("A1", "A10", "A1", "a1"), 1):
        made = draft(number, incident=f"CAD-{number}", callsign=callsign)
        log.post(made, AMBULANCE, now_ms=NOW_MS)
    assert [held.position for held in log.holding(["A1"])] == [1, 3]
    assert [held.position for held in log.holding(["A1", "a1"])] == [1, 3, 4]
    assert [held.position for held in log.holding(["A1", "a1"], limit=2)] == [1, 3]
    assert log.holding(["A"]) == []
