"""Fields of a declared class as a table."""

import types
from enum import StrEnum
from typing import Any, Union, get_args, get_origin

from jointlog.cli.pages.markdown import table
from jointlog.domain.declare import COUNT_MAX, Field, fields_of
from jointlog.domain.wire import bounds, writer

NAMES = {
    "str": "text",
    "bool": "true or false",
    "int": "whole number",
    "float": "number",
    "UUID": "id of an event",
    "Occurred": "time",
    "Agency": "agency, `kind:id`",
}


def fields_table(cls: type[Any]) -> str:
    """Name, type, bounds and meaning of each field; required ones are bold."""
    rows = [_row(field) for field in fields_of(cls)]
    return table(("field", "type", "meaning"), rows) if rows else "It has no facts."


def _row(field: Field) -> tuple[str, str, str]:
    required = "" if field.is_required else _default(field)
    name = f"**`{field.name}`**" if field.is_required else f"`{field.name}`"
    unit = f" Unit: {field.about.unit}." if field.about.unit else ""
    return name, type_words(field.hint, field), f"{field.about.text}{unit}{required}"


def _default(field: Field) -> str:
    if field.default in (None, "", (), False):
        return ""
    plain = writer(field.hint)(field.default)
    return f" Default: `{plain}`."


def type_words(hint: Any, field: Field) -> str:
    """The type in words, with its bounds."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        (inner,) = (each for each in get_args(hint) if each is not type(None))
        return type_words(inner, field)
    if origin is tuple:
        return f"list of {type_words(get_args(hint)[0], field)}, at most {COUNT_MAX}"
    if hint is str:
        return f"text, at most {field.about.length_max}"
    if hint in (int, float):
        low, high = bounds(hint, field.about)
        unit = f" {field.about.unit}" if field.about.unit else ""
        return f"{NAMES[hint.__name__]}, {low} to {high}{unit}"
    if hint.__name__ in NAMES:
        return NAMES[hint.__name__]
    if issubclass(hint, StrEnum):
        return " ".join(f"`{member.value}`" for member in hint)
    inner_names = ", ".join(f"`{each.name}`" for each in fields_of(hint))
    return f"object of {inner_names}"
