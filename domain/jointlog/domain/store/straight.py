"""Stored bytes straight into entries: `msgspec` fills the classes, and no Python runs for a field.

It reads what the log writes, and nothing that the strict reader (`codec.decode`) refuses. Where it
is not sure, it says so, and the strict reader decides: every refusal is that reader's. A property
test holds the two alike, for every event type, every envelope and every damage.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, Final, get_args
from uuid import UUID

import msgspec
from msgspec.msgpack import Decoder
from msgspec.structs import force_setattr

from jointlog.domain.declare import Event, fields_of
from jointlog.domain.entry import KEYS, Entry, Envelope
from jointlog.domain.errors import LogError
from jointlog.domain.events import catalogue
from jointlog.domain.store.streams import incident_of
from jointlog.domain.stored_time import time_of
from jointlog.domain.time import Occurred
from jointlog.domain.vocabulary import Agency

SURE_BYTES_MAX: Final = 700
"""A state of so many bytes holds no map of more than 256 items: each takes three bytes or more."""
LOOKED_BYTES_MAX: Final = 1 << 16
FIRST_MS: Final = 1 << 32
LAST_MS: Final = (1 << 48) - 1
"""Times of recording between them are stored in eight bytes, of which two or more are zero."""
TEXT_HEAD: Final = 0xD9
"""What begins a text of 32 to 255 bytes."""
UUID_TEXT: Final = re.compile(rb"(\xd9|\xda\0|\xdb\0\0\0)[\x20\x24][0-9a-fA-F]{8}")
"""How a text of 32 or 36 characters may begin that `msgspec` reads as an id, and the log never."""


_Get = Callable[[Any], Sequence[Any]]


class Unsure(Exception):  # noqa: N818 - no error: another is asked
    """The strict reader is to decide."""


def straight(name: str, state: bytes, event_id: Any, stream: bytes, version: int) -> Entry:
    """The entry of its columns; ``event_id`` and ``stream`` are 16 bytes each.

    Raises:
        Unsure: ask the strict reader.

    """
    try:
        read_held, times = _HELD[name]
        held = read_held(state)
        envelope = _read_envelope(state)
        key = _read_uuid(b"\xc4\x10" + event_id)
        incident = incident_of(stream, held.i)
        agency = agency_of(held.a)
    except _REFUSALS as error:
        raise Unsure from error
    occurred, fact, recorded_at_ms = envelope.occurred, held.f, held.r
    # Zero bytes of the time of recording and of the offset: any other may be a NUL in a text.
    known = 2 + (occurred.offset_s == 0) + (recorded_at_ms & 255 == 0)
    if (
        state.count(0) > known
        or not FIRST_MS <= recorded_at_ms <= LAST_MS
        or len(state) > SURE_BYTES_MAX
        or (TEXT_HEAD in state and _may_have_id(state))
    ):
        _look(state, fact, envelope)
    force_setattr(envelope, "occurred", time_of(occurred))
    if envelope.first_written_at is not None:
        force_setattr(envelope, "first_written_at", time_of(envelope.first_written_at))
    for field in times:
        value = getattr(fact, field)
        if value is not None:
            force_setattr(fact, field, time_of(value))
    return Entry(key, incident, version, recorded_at_ms, agency, fact, envelope)


agency_of: Final = lru_cache(maxsize=1024)(Agency.parse)
_agency: Final[Any] = lru_cache(maxsize=1024)(lambda _type, text: Agency.parse(text))
"""What `msgspec` calls for an agency within an envelope or facts."""


_REFUSALS: Final = (
    msgspec.MsgspecError,
    LogError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
)
_read_uuid: Final[Callable[[bytes], UUID]] = Decoder(UUID).decode
_read_envelope: Final[Callable[[bytes], Any]] = Decoder(Envelope, dec_hook=_agency).decode


def _held_of(cls: type[Event]) -> tuple[Callable[[bytes], Any], tuple[str, ...]]:
    """A decoder of all that a state of this type holds but its envelope, and its facts' times.

    The fields of the envelope are passed over; any other key is refused.
    """
    has_required = any(field.is_required for field in fields_of(cls))
    passed: Any = msgspec.Raw | msgspec.UnsetType
    held = msgspec.defstruct(
        "Held",
        [
            ("a", str),
            ("r", int),
            ("i", str | None, None),
            ("f", cls) if has_required else ("f", cls, msgspec.field(default=cls())),
            *((key, passed, msgspec.UNSET) for key in KEYS.values()),
        ],
        kw_only=True,
        forbid_unknown_fields=True,
        gc=False,
    )
    times = tuple(field.name for field in fields_of(cls) if _holds(field.hint, Occurred))
    return Decoder(held, dec_hook=_agency).decode, times


class _Held(dict[str, tuple[Callable[[bytes], Any], tuple[str, ...]]]):
    """The decoders, each made when it is first asked for."""

    def __missing__(self, name: str) -> tuple[Callable[[bytes], Any], tuple[str, ...]]:
        made = self[name] = _held_of(catalogue().named(name))
        return made


_HELD: Final = _Held()


def _may_have_id(state: bytes) -> bool:
    """Whether a text of 32 or 36 bytes may begin in it, its length said in one byte."""
    at = state.find(TEXT_HEAD)
    while at >= 0:
        if state[at + 1 : at + 2] in (b"\x20", b"\x24"):
            return True
        at = state.find(TEXT_HEAD, at + 1)
    return False


def _look(state: bytes, fact: Event, envelope: Envelope) -> None:
    """Look closer at a state in which a byte may be what the strict reader refuses.

    Raises:
        Unsure: it may be.

    """
    if len(state) > SURE_BYTES_MAX and (
        len(state) > LOOKED_BYTES_MAX or b"\xde" in state or b"\xdf" in state
    ):
        raise Unsure
    may_have_id = TEXT_HEAD in state or TEXT_HEAD + 1 in state or TEXT_HEAD + 2 in state
    if (may_have_id and UUID_TEXT.search(state)) or _has_nul(fact) or _has_nul(envelope):
        raise Unsure


def _has_nul(value: Any) -> bool:
    """Whether a text in a value has a NUL; those of times may."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, tuple):
        return any(map(_has_nul, value))
    kind: Any = type(value)
    texts_of, others_of = _texts_of(kind)
    if "\0" in "".join(texts_of(value)):
        return True
    return any(_has_nul(other) for other in others_of(value) if other is not None)


@cache
def _texts_of(cls: Any) -> tuple[_Get, _Get]:
    """What gets the texts of a class, and what gets its other values that may hold some."""
    fields = fields_of(cls) if issubclass(cls, msgspec.Struct) else ()
    texts = [field.name for field in fields if field.hint is str]
    others = [field for field in fields if field.hint is not str and _may_hold_text(field.hint)]
    return _all(texts), _all([field.name for field in others])


def _all(names: Sequence[str]) -> _Get:
    """What gets the values of these fields."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: [getattr(value, name) for name in names]


def _may_hold_text(hint: Any) -> bool:
    is_of_parts = isinstance(hint, type) and issubclass(hint, msgspec.Struct)
    is_whole = hint is str or (is_of_parts and hint is not Occurred)
    return is_whole or any(map(_may_hold_text, get_args(hint)))


def _holds(hint: Any, wanted: type) -> bool:
    return hint is wanted or any(_holds(part, wanted) for part in get_args(hint))
