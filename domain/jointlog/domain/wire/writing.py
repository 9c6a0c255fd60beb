"""The writer: typed values to plain ones; that of the stored form is as strict as the reader."""

import dataclasses
import types
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, Union, get_args, get_origin
from uuid import UUID

from jointlog.domain.declare import About, Field, fields_of
from jointlog.domain.errors import MalformedError
from jointlog.domain.stored_time import write_stored_time
from jointlog.domain.time import FIRST_S, LAST_S, Occurred, Precision, say_instant
from jointlog.domain.vocabulary import AGENCY_ID, Agency, AgencyKind
from jointlog.domain.wire.reading import (
    PLAIN,
    Form,
    OccurredShown,
    kind_of,
    reader,
    tuple_reader,
    within,
)

Writer = Callable[[Any], Any]


@cache
def writer(hint: Any, form: Form = Form.WIRE, about: About = PLAIN) -> Writer:
    """A function that writes values of this type as plain values.

    That of the stored form raises `MalformedError` for a value that the reader would refuse.
    """
    is_stored = form is Form.STORED
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        (inner,) = (arg for arg in get_args(hint) if arg is not type(None))
        write_inner = writer(inner, form, about)
        return lambda value: None if value is None else write_inner(value)
    if origin is tuple:
        write_item = writer(get_args(hint)[0], form, about)
        if is_stored:
            return _stored_tuple_writer(write_item)
        return lambda value: [write_item(item) for item in value]
    if hint in (str, bool, int, float):
        # As it is read it is written: the reader is the check.
        return reader(hint, about, form) if is_stored else lambda value: value
    if hint is UUID:
        return _stored_uuid if is_stored else str
    if hint is Agency:
        return agency_text if is_stored else str
    if hint is Occurred:
        return _stored_time if is_stored else _write_occurred
    if issubclass(hint, StrEnum):
        return _stored_enum_writer(hint) if is_stored else lambda value: value.value
    return _again(object_writer(hint, form)) if is_stored else object_writer(hint, form)


def _again(write_value: Writer) -> Writer:
    """Write the same frozen object once where it comes again: an import has one clock in all."""
    last: tuple[Any, Any] = (None, None)

    def write_again(value: Any) -> Any:
        nonlocal last
        held, plain = last
        if held is not value:
            plain = write_value(value)
            last = value, plain
        return plain

    return write_again


def write(value: object, form: Form = Form.WIRE) -> Any:
    """Write a declared value as a plain value; fields at their default are left out."""
    cls: Any = type(value)
    known = _WIRE_WRITERS if form is Form.WIRE else _STORED_WRITERS
    write_value = known.get(cls)
    if write_value is None:
        write_value = known[cls] = writer(cls, form)
    return write_value(value)


# By class alone: the caches of `reader` and `writer` hash every part of a field's description.
_WIRE_WRITERS: Final[dict[type, Writer]] = {}
_STORED_WRITERS: Final[dict[type, Writer]] = {}


def object_writer(
    cls: type[Any], form: Form, keys: Mapping[str, str] = MappingProxyType({})
) -> Writer:
    """Writes objects; ``keys`` are the names of fields in them, where those are others."""
    declared = fields_of(cls)
    names = [field.name for field in declared]
    parts = [
        (f.name, keys.get(f.name, f.name), writer(_said(f), form, f.about), f.default)
        for f in declared
    ]
    if not names:
        return lambda value: {}  # noqa: ARG005 - it has no field
    held_of = attrgetter(*names)  # all at once; a single one comes bare
    is_single = len(names) == 1

    def write_object(value: Any) -> dict[str, Any]:
        if type(value) is not cls:
            raise _no(value, cls)
        held_all = (held_of(value),) if is_single else held_of(value)
        plain = {}
        for held, (name, key, write_field, default) in zip(held_all, parts, strict=True):
            if held is not default and (default is dataclasses.MISSING or held != default):
                try:
                    plain[key] = write_field(held)
                except MalformedError as error:
                    raise error.within(name) from None
        return plain

    return write_object


def _said(field: Field) -> Any:
    """The type of what is written of a field: nothing is, where that is its default."""
    if field.default is None and get_origin(field.hint) in (Union, types.UnionType):
        (inner,) = (arg for arg in get_args(field.hint) if arg is not type(None))
        return inner
    return field.hint


def _no(value: object, cls: type) -> MalformedError:
    return MalformedError("", f"{value!r:.60} is no {cls.__name__}", cls.__name__)


def _stored_tuple_writer(write_item: Writer) -> Writer:
    write_items = tuple_reader(write_item)

    def write_tuple(value: Any) -> list[Any]:
        if not isinstance(value, tuple):
            raise MalformedError("", f"{kind_of(value)} is no tuple", "a tuple")
        return list(write_items(value))

    return write_tuple


def _stored_enum_writer(hint: type[StrEnum]) -> Writer:
    def write_enum(value: Any) -> str:
        if type(value) is not hint:
            raise _no(value, hint)
        return value._value_  # what `value` says, without a call

    return write_enum


def _stored_uuid(value: Any) -> bytes:
    if type(value) is not UUID:
        raise _no(value, UUID)
    return value.bytes


def agency_text(agency: Any) -> str:
    """The text of an agency.

    Raises:
        MalformedError: its kind or id is none.

    """
    if type(agency) is not Agency or type(agency.kind) is not AgencyKind:
        raise _no(agency, Agency)
    if agency.id != "" and not (type(agency.id) is str and AGENCY_ID.fullmatch(agency.id)):
        raise MalformedError("", f"{agency.id!r:.60} is not an agency id", "1 to 40 of a-z 0-9 - _")
    return str(agency)


_SHOWN: Final = {field.name: reader(field.hint, field.about) for field in fields_of(OccurredShown)}
"""The readers of the object form hold the bounds of a stored time too."""
_read_text: Final = _SHOWN["text"]


def _stored_time(value: Any) -> list[Any]:
    """A time that some text or object could have stated, as it is stored."""
    if type(value) is not Occurred:
        raise _no(value, Occurred)
    low_s, high_s = value.window.earliest_s, value.window.latest_s
    is_whole = type(low_s) is int and type(high_s) is int
    if not (is_whole and FIRST_S <= low_s <= high_s <= LAST_S):
        raise MalformedError("", f"{value.window} is out of range", "1900 to 2199, earliest first")
    if type(value.precision) is not Precision:
        raise _no(value.precision, Precision).within("precision")
    within("text", _read_text, value.text)
    if value.zone != "":
        within("zone", _SHOWN["zone"], value.zone)
    if value.offset_s is not None:
        within("offset_s", _SHOWN["offset_s"], value.offset_s)
    if value.lasted is not None:
        low_s = within("lasted_min_s", _SHOWN["lasted_max_s"], value.lasted.min_s)
        high_s = within("lasted_max_s", _SHOWN["lasted_max_s"], value.lasted.max_s)
        if low_s is None or (high_s is not None and high_s < low_s):
            raise MalformedError("lasted_max_s", "is less than lasted_min_s", "the shorter first")
    return write_stored_time(value)


def _write_occurred(value: Occurred) -> dict[str, Any]:
    """The object form; a missing bound is left out."""
    plain: dict[str, Any] = {"text": value.text, "precision": value.precision.value}
    if value.window.earliest_s > FIRST_S:
        plain["earliest"] = say_instant(value.window.earliest_s)
    if value.window.latest_s < LAST_S:
        plain["latest"] = say_instant(value.window.latest_s)
    if value.offset_s is not None:
        plain["offset_s"] = value.offset_s
    if value.zone:
        plain["zone"] = value.zone
    if value.lasted is not None:
        plain["lasted_min_s"] = value.lasted.min_s
        if value.lasted.max_s is not None:
            plain["lasted_max_s"] = value.lasted.max_s
    return plain
