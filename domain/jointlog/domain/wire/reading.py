"""The strict reader: plain values to typed ones."""

import re
import types
from collections.abc import Callable, Mapping
from enum import Enum, StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, Final, TypeVar, Union, get_args, get_origin
from uuid import UUID

from jointlog.domain.declare import COUNT_MAX, About, about, bounds, declared, fields_of
from jointlog.domain.errors import MalformedError
from jointlog.domain.nearest import hint, nearest
from jointlog.domain.stored_time import read_stored_time
from jointlog.domain.time import (
    FIRST_S,
    LAST_S,
    Length,
    Occurred,
    Precision,
    Window,
)
from jointlog.domain.timetext import parse, zone_named
from jointlog.domain.vocabulary import Agency

T = TypeVar("T")
Reader = Callable[[Any], Any]


class Form(Enum):
    """Which plain form: the one people post and read, or the one that is stored."""

    WIRE = "wire"
    STORED = "stored"


PLAIN: Final = About("")
UUID_TEXT: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@cache
def reader(hint: Any, about: About = PLAIN, form: Form = Form.WIRE) -> Reader:
    """A function that reads plain values of this type, or raises `MalformedError`."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        (inner,) = (arg for arg in get_args(hint) if arg is not type(None))
        read_inner = reader(inner, about, form)
        return lambda value: None if value is None else read_inner(value)
    if origin is tuple:
        return tuple_reader(reader(get_args(hint)[0], about, form))
    if hint is str:
        return _text_reader(about)
    if hint is bool:
        return _read_bool
    if hint in (int, float):
        return _number_reader(hint, about)
    if hint is UUID:
        return _read_uuid if form is Form.WIRE else _read_uuid_bytes
    if hint is Agency:
        return _read_agency
    if hint is Occurred:
        return _read_occurred if form is Form.WIRE else read_stored_time
    if issubclass(hint, StrEnum):
        return _enum_reader(hint)
    return object_reader(hint, form)


def read(cls: type[T], plain: object, form: Form = Form.WIRE) -> T:
    """Read a plain value as this type.

    Raises:
        MalformedError: names the field, the problem and what is expected.

    """
    known = _WIRE_READERS if form is Form.WIRE else _STORED_READERS
    read_value = known.get(cls)
    if read_value is None:
        hint: Any = cls
        read_value = known[cls] = reader(hint, PLAIN, form)
    value: T = read_value(plain)
    return value


_WIRE_READERS: Final[dict[type, Reader]] = {}
_STORED_READERS: Final[dict[type, Reader]] = {}


def object_reader(
    cls: type[Any], form: Form, keys: Mapping[str, str] = MappingProxyType({})
) -> Reader:
    """Reads objects; ``keys`` are the names of fields in them, where those are others."""
    fields = {keys.get(field.name, field.name): field for field in fields_of(cls)}
    readers = {key: (f.name, reader(f.hint, f.about, form)) for key, f in fields.items()}
    required = [(key, field) for key, field in fields.items() if field.is_required]
    names = ", ".join(fields) or "no field"

    def read_object(plain: Any) -> Any:
        if not isinstance(plain, dict):
            raise MalformedError("", f"{kind_of(plain)} is not an object", f"an object of {names}")
        values: dict[str, Any] = {}
        for key, value in plain.items():
            found = readers.get(key)
            if found is None:
                known = f"one of {names}" if fields else "no field at all"
                near = hint(nearest(str(key), fields))
                raise MalformedError(_shown(key), f"no such field{near}", known)
            name, read_value = found
            try:
                values[name] = read_value(value)
            except MalformedError as error:
                raise error.within(name) from None
        for key, field in required:
            if field.name not in values:
                raise MalformedError(key, "is missing", field.expected)
        return cls(**values)

    return read_object


def tuple_reader(read_item: Reader) -> Reader:
    """A function that reads a list of at most 50 such items."""

    def read_tuple(plain: Any) -> tuple[Any, ...]:
        if not isinstance(plain, (list, tuple)):
            raise MalformedError("", f"{kind_of(plain)} is not a list", "a list")
        if len(plain) > COUNT_MAX:
            raise MalformedError("", f"{len(plain)} items", f"at most {COUNT_MAX}")
        values = []
        for index, item in enumerate(plain):
            try:
                values.append(read_item(item))
            except MalformedError as error:
                raise error.within(str(index)) from None
        return tuple(values)

    return read_tuple


def _text_reader(about: About) -> Reader:
    def read_text(plain: Any) -> str:
        if not isinstance(plain, str):
            raise MalformedError("", f"{kind_of(plain)} is not text", "text")
        if len(plain) > about.length_max:
            raise MalformedError("", f"{len(plain)} characters", f"at most {about.length_max}")
        if "\x00" in plain:
            raise MalformedError("", "contains NUL", "text without NUL")
        try:
            if not plain.isascii():
                plain.encode()
        except UnicodeEncodeError:
            raise MalformedError("", "contains half a surrogate pair", "valid Unicode") from None
        return plain

    return read_text


_read_text: Final = _text_reader(PLAIN)


def _read_bool(plain: Any) -> bool:
    if not isinstance(plain, bool):
        raise MalformedError("", f"{kind_of(plain)} is not true or false", "true or false")
    return plain


def _number_reader(hint: type[int | float], about: About) -> Reader:
    low, high = bounds(hint, about)
    unit = f" {about.unit}" if about.unit else ""
    what = "a whole number" if hint is int else "a number"
    expected = f"{what} from {low} to {high}{unit}"
    allowed = (int,) if hint is int else (int, float)

    def read_number(plain: Any) -> int | float:
        if isinstance(plain, bool) or not isinstance(plain, allowed):
            raise MalformedError("", f"{kind_of(plain)} is not {what}", expected)
        if not low <= plain <= high:
            raise MalformedError("", f"{plain!r:.40} is out of bounds", expected)
        return plain if hint is int else float(plain)

    return read_number


def _enum_reader(hint: type[StrEnum]) -> Reader:
    by_value = {member.value: member for member in hint}
    expected = f"one of {', '.join(by_value)}"

    def read_enum(plain: Any) -> StrEnum:
        found = by_value.get(plain) if isinstance(plain, str) else None
        if found is None:
            raise MalformedError("", f"{_shown(plain)} is not a value of this field", expected)
        return found

    return read_enum


def _read_uuid(plain: Any) -> UUID:
    if not (isinstance(plain, str) and UUID_TEXT.fullmatch(plain)):
        raise MalformedError("", f"{_shown(plain)} is not an id", "a UUID: 8-4-4-4-12 hex digits")
    return UUID(plain)


def _read_uuid_bytes(plain: Any) -> UUID:
    return UUID(bytes=plain)


def _read_agency(plain: Any) -> Agency:
    if not isinstance(plain, str):
        raise MalformedError("", f"{kind_of(plain)} is not an agency", "text such as police:met")
    return Agency.parse(plain[:200])


def _read_occurred(plain: Any) -> Occurred:
    if isinstance(plain, str):
        return parse(_read_text(plain))
    if isinstance(plain, dict):
        shown: OccurredShown = reader(OccurredShown)(plain)
        return shown.occurred()
    raise MalformedError("", f"{kind_of(plain)} is not a time", "text, as in docs/time.md")


@declared(frozen=True, slots=True, kw_only=True)
class OccurredShown:
    """The object form of a time, as the log prints it; read back by import."""

    text: str = about("The source's own words.", example="2026-03-01 22:41 Europe/London")
    precision: Precision = about("How sharply the time is known.", example=Precision.MINUTE)
    earliest: str | None = about("Not before, in UTC.", default=None, length_max=40)
    latest: str | None = about("Not after, in UTC.", default=None, length_max=40)
    offset_s: int | None = about(
        "The source's offset from UTC.",
        default=None,
        unit="s",
        at_least=-86_400,
        at_most=86_400,
    )
    zone: str = about("IANA name of the source's zone.", default="", length_max=64)
    lasted_min_s: int | None = about("How long it lasted, at least.", default=None, unit="s")
    lasted_max_s: int | None = about("How long it lasted, at most.", default=None, unit="s")

    def occurred(self) -> Occurred:
        """The time shown."""
        low_s = FIRST_S if self.earliest is None else within("earliest", _instant, self.earliest)
        high_s = LAST_S if self.latest is None else within("latest", _instant, self.latest)
        if low_s > high_s:
            raise MalformedError("latest", "is before earliest", "earliest, then latest")
        if self.zone:
            within("zone", zone_named, self.zone)
        window = Window(low_s, high_s)
        lasted = self._lasted()
        return Occurred(window, self.precision, self.text, self.offset_s, self.zone, lasted)

    def _lasted(self) -> Length | None:
        low_s, high_s = self.lasted_min_s, self.lasted_max_s
        if low_s is None and high_s is None:
            return None
        if low_s is None or (high_s is not None and high_s < low_s):
            raise MalformedError("lasted_max_s", "has no shorter length", "lasted_min_s up to it")
        return Length(low_s, high_s)


def _instant(text: str) -> int:
    return parse(text).window.earliest_s


def within(field: str, read_value: Callable[[Any], T], value: object) -> T:
    """Read the value of a field; a refusal names it.

    Raises:
        MalformedError: the value is refused.

    """
    try:
        return read_value(value)
    except MalformedError as error:
        raise error.within(field) from None


def kind_of(plain: object) -> str:
    """What a plain value is, in words."""
    names = {dict: "an object", list: "a list", str: "text", bool: "a truth value"}
    return "nothing" if plain is None else names.get(type(plain), f"the number {plain!r:.40}")


def _shown(plain: object) -> str:
    return repr(plain[:60]) if isinstance(plain, str) else kind_of(plain)
