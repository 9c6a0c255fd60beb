"""What a post is before it is committed: its rows, and its work where it must see the log.

Most posts are decided by themselves. A correction, an import's repeat and a refusal are not: they
are worked out within a write transaction, as is every post that meets a conflict.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar
from uuid import UUID

from jointlog.domain.decide import decide
from jointlog.domain.entry import Draft, Entry, incident_id
from jointlog.domain.errors import (
    BatchRefusedError,
    CorruptEntryError,
    IdReusedError,
    LogError,
    VersionMovedError,
)
from jointlog.domain.store.codec import StoredEntry, from_row, to_row
from jointlog.domain.store.contract import NEXT, Place, Writing
from jointlog.domain.store.streams import stream_id
from jointlog.domain.vocabulary import Agency

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Receipt:
    """That and where an entry is recorded, durably.

    ``position`` is its place in the whole log, ``version`` in its incident, both from 1;
    ``recorded_at_ms`` is UTC milliseconds since 1970; ``is_repeat`` says that the same statement
    was recorded before under the same id, and that this is its first receipt again.
    """

    event_id: UUID
    incident: str
    version: int
    position: int
    recorded_at_ms: int
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class Post(Generic[T]):
    """Something to record.

    Attributes:
        rows: what it writes if nothing in the log is against it; empty where that must be seen.
        finish: its result from the places of these rows.
        work: all of it, within a write transaction.

    """

    rows: Sequence[StoredEntry]
    finish: Callable[[Sequence[Place]], T]
    work: Callable[[Writing], T]


def post_of(
    draft: Draft, agency: Agency, now_ms: int, expected_version: int | None
) -> Post[Receipt]:
    """A post of one statement."""
    row = _row(draft, agency, now_ms, expected_version)
    rows = [] if row is None else [row]

    def finish(places: Sequence[Place]) -> Receipt:
        return _receipt(draft.event_id, rows[0], places[0], now_ms)

    return Post(rows, finish, lambda to: _record(to, draft, agency, now_ms, expected_version))


def batch_of(
    drafts: Sequence[Draft], agency: Agency, now_ms: int, *, atomic: bool
) -> Post[list[Receipt | LogError]]:
    """A post of several statements."""
    rows = _all_or_none([_row(draft, agency, now_ms, None) for draft in drafts])

    def finish(places: Sequence[Place]) -> list[Receipt | LogError]:
        done = zip(drafts, rows, places, strict=True)
        return [_receipt(draft.event_id, row, place, now_ms) for draft, row, place in done]

    def work(to: Writing) -> list[Receipt | LogError]:
        results: list[Receipt | LogError] = []
        for index, draft in enumerate(drafts):
            try:
                results.append(_record(to, draft, agency, now_ms, None))
            except LogError as error:
                if atomic:
                    raise BatchRefusedError(index, error) from error
                results.append(error)
        return results

    return Post(rows, finish, work)


def whole_of(statements: Sequence[tuple[Draft, Agency]], now_ms: int) -> Post[None]:
    """A post of statements of several agencies, all or none, without receipts."""
    rows = _all_or_none([_row(draft, agency, now_ms, None) for draft, agency in statements])

    def work(to: Writing) -> None:
        for index, (draft, agency) in enumerate(statements):
            try:
                _record(to, draft, agency, now_ms, None)
            except LogError as error:
                raise BatchRefusedError(index, error) from error

    return Post(rows, lambda _: None, work)


def restore_of(entries: Sequence[Entry]) -> Post[tuple[list[Receipt], LogError | None]]:
    """A post of entries as they were recorded before, with their versions and times.

    The result is the receipts of the entries before the first that is refused, and that refusal.
    """
    rows = _all_or_none([_stored(entry) for entry in entries])

    def finish(places: Sequence[Place]) -> tuple[list[Receipt], LogError | None]:
        done = zip(entries, rows, places, strict=True)
        return [_receipt(e.event_id, row, place, e.recorded_at_ms) for e, row, place in done], None

    return Post(rows, finish, partial(_restore, entries))


def _row(
    draft: Draft, agency: Agency, now_ms: int, expected_version: int | None
) -> StoredEntry | None:
    """The row of a statement that can be decided by itself."""
    if draft.envelope.corrects is not None or (expected_version or 0) < 0:
        return None
    version = NEXT if expected_version is None else expected_version + 1
    try:
        draft = _normal(draft)
        return to_row(decide(draft, agency=agency, version=version, now_ms=now_ms))
    except LogError:
        return None  # refused with its reason by `_record`, unless it is a repeat


def _stored(entry: Entry) -> StoredEntry | None:
    try:
        return to_row(entry) if entry.version > NEXT else None
    except LogError:
        return None


def _all_or_none(rows: Sequence[StoredEntry | None]) -> Sequence[StoredEntry]:
    """The rows if each can be written and none has the event id of another."""
    found = [row for row in rows if row is not None]
    is_whole = len({row.event_id for row in found}) == len(rows)
    return found if is_whole else ()


def _normal(draft: Draft) -> Draft:
    incident = incident_id(draft.incident)
    return draft if incident == draft.incident else replace(draft, incident=incident)


def _receipt(event_id: UUID, row: StoredEntry, place: Place, recorded_at_ms: int) -> Receipt:
    return Receipt(
        event_id, row.incident, place.version, place.position, recorded_at_ms, is_repeat=False
    )


def _record(
    to: Writing, draft: Draft, agency: Agency, now_ms: int, expected_version: int | None
) -> Receipt:
    draft = _normal(draft)
    row = to.find(draft.event_id)
    if row is not None:
        first = from_row(row)
        said = (draft.incident, agency, draft.fact, draft.envelope)
        if said != (first.incident, first.agency, first.fact, first.envelope):
            raise IdReusedError(str(draft.event_id), first.incident)
        return _receipt_of(first, row.id, is_repeat=True)
    version = to.version(stream_id(draft.incident))
    if expected_version not in (None, version):
        raise VersionMovedError(draft.incident, expected_version, version)
    corrected = _corrected(to, draft)
    entry = decide(draft, agency=agency, version=version + 1, now_ms=now_ms, corrected=corrected)
    return _receipt_of(entry, to.append(to_row(entry)), is_repeat=False)


def _corrected(to: Writing, draft: Draft) -> Entry | None:
    """The entry that the draft corrects, where it is in the log and can be read."""
    if draft.envelope.corrects is None:
        return None
    row = to.find(draft.envelope.corrects)
    try:
        return None if row is None else from_row(row)
    except CorruptEntryError:
        return None


def _restore(entries: Sequence[Entry], to: Writing) -> tuple[list[Receipt], LogError | None]:
    receipts: list[Receipt] = []
    for entry in entries:
        try:
            receipts.append(_restore_one(to, entry))
        except LogError as error:
            return receipts, error
    return receipts, None


def _restore_one(to: Writing, entry: Entry) -> Receipt:
    row = to.find(entry.event_id)
    if row is not None:
        if from_row(row) != entry:
            raise IdReusedError(str(entry.event_id), entry.incident)
        return _receipt_of(entry, row.id, is_repeat=True)
    version = to.version(stream_id(entry.incident))
    if version != entry.version - 1:
        raise VersionMovedError(entry.incident, entry.version - 1, version)
    return _receipt_of(entry, to.append(to_row(entry)), is_repeat=False)


def _receipt_of(entry: Entry, position: int, *, is_repeat: bool) -> Receipt:
    return Receipt(
        entry.event_id, entry.incident, entry.version, position, entry.recorded_at_ms, is_repeat
    )
