"""A time as it is stored: a list, so compact that most are a dozen bytes beside their text.

``[earliest_s, latest_s, precision, text, offset_s, zone, lasted_min_s, lasted_max_s]``; trailing
absent values are cut off. `docs/storage.md` describes it.
"""

from itertools import product
from typing import Any, Final

from jointlog.domain.errors import MalformedError
from jointlog.domain.time import Length, Occurred, Precision, StoredTime, Window

_PRECISIONS: Final = tuple(Precision)
_REQUIRED: Final = (int, int, int, str)
_OPTIONAL: Final = (int, str, int, int)
_ABSENT: Final = [None] * len(_REQUIRED + _OPTIONAL)
_KINDS: Final = frozenset(
    _REQUIRED + kinds
    for number in range(len(_OPTIONAL) + 1)
    for kinds in product(*((kind, type(None)) for kind in _OPTIONAL[:number]))
)
"""The types of the parts, in every form that is read."""


def write_stored_time(value: Occurred) -> list[Any]:
    """The list of a time."""
    window, lasted = value.window, value.lasted
    number = _PRECISIONS.index(value.precision)
    plain: list[Any] = [window.earliest_s, window.latest_s, number, value.text]
    if lasted is not None:
        plain += (value.offset_s, value.zone or None, lasted.min_s)
        if lasted.max_s is not None:
            plain.append(lasted.max_s)
    elif value.zone:
        plain += (value.offset_s, value.zone)
    elif value.offset_s is not None:
        plain.append(value.offset_s)
    return plain


def read_stored_time(plain: Any) -> Occurred:
    """The time of a list.

    Raises:
        MalformedError: it is no such list.

    """
    if not isinstance(plain, list):
        raise MalformedError("", f"{type(plain).__name__} is not a stored time")
    if tuple(map(type, plain)) not in _KINDS:
        raise MalformedError("", "a part is of another type than that of a stored time")
    whole: list[Any] = plain + _ABSENT[len(plain) :]
    earliest_s, latest_s, number, text, offset_s, zone, low_s, high_s = whole
    if not 0 <= number < len(_PRECISIONS):
        raise MalformedError("", f"{number} is not a stored precision")
    lasted = None if low_s is None else Length(low_s, high_s)
    window = Window(earliest_s, latest_s)
    return Occurred(window, _PRECISIONS[number], text, offset_s, zone or "", lasted)


def time_of(read: StoredTime) -> Occurred:
    """The time of a list that `msgspec` read, as `read_stored_time` makes it."""
    low_s = read.lasted_min_s
    return Occurred(
        Window(read.earliest_s, read.latest_s),
        _PRECISIONS[read.number],
        read.text,
        read.offset_s,
        read.zone or "",
        None if low_s is None else Length(low_s, read.lasted_max_s),
    )
