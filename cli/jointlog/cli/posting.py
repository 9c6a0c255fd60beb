"""The options of `jointlog post`, made from an event's class, and how their texts are read."""

import types
from enum import StrEnum
from typing import Any, Final, Union, get_args, get_origin

import click

from jointlog.domain.declare import Event, Field, fields_of
from jointlog.domain.entry import Envelope
from jointlog.domain.errors import MalformedError
from jointlog.domain.lines import read_json

FACT: Final = "fact_"
ENVELOPE: Final = "envelope_"
CHOICES_SHOWN_MAX: Final = 48
"""Longer lists of values stand in the help of an option, not in its name."""
OWN: Final = ("incident", "as", "id", "url", "key-file", "database", "json", "help")
"""Options of the command itself; a fact of such a name is given as ``--fact-NAME``."""


def option_name(field: str, *, is_fact: bool) -> str:
    """The option of a field: ``--callsign``."""
    dashed = field.replace("_", "-")
    taken = dashed in OWN or field in {each.name for each in fields_of(Envelope)}
    return f"--fact-{dashed}" if is_fact and taken else f"--{dashed}"


def options_of(cls: type[Event]) -> list[click.Option]:
    """One option for each field of the event, then one for each of the envelope."""
    facts = [_option(field, FACT, is_fact=True) for field in fields_of(cls)]
    return [*facts, *(_option(field, ENVELOPE, is_fact=False) for field in fields_of(Envelope))]


def _option(field: Field, prefix: str, *, is_fact: bool) -> click.Option:
    hint, is_list = kind_of(field.hint)
    help_text = field.about.text
    if field.about.unit:
        help_text = f"{help_text.rstrip('.')}, in {field.about.unit}."
    if is_list:
        help_text += " May be repeated."
    choices = _type(hint)
    names = list(choices.choices) if isinstance(choices, click.Choice) else []
    is_long = len("|".join(names)) > CHOICES_SHOWN_MAX
    if is_long:
        help_text += f" One of: {', '.join(names)}."
    return click.Option(
        [option_name(field.name, is_fact=is_fact), f"{prefix}{field.name}"],
        required=field.is_required,
        multiple=is_list,
        type=choices,
        metavar=field.name.upper() if is_long else None if names else metavar(hint),
        help=help_text,
        default=None,
    )


def kind_of(hint: Any) -> tuple[Any, bool]:
    """The type of one value, and whether there can be several."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        (hint,) = (each for each in get_args(hint) if each is not type(None))
        origin = get_origin(hint)
    return (get_args(hint)[0], True) if origin is tuple else (hint, False)


def _type(hint: Any) -> "click.ParamType[Any]":
    if hint is bool:
        return click.Choice(["true", "false"])
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return click.Choice([member.value for member in hint])  # the values, never the names
    return click.STRING


def metavar(hint: Any) -> str:
    """What stands for a value in the help."""
    named = {str: "TEXT", int: "N", float: "N"}.get(hint)
    if named is not None:
        return named
    name = getattr(hint, "__name__", "TEXT")
    known = {"UUID": "ID", "Occurred": "TIME", "Agency": "KIND:ID"}.get(name)
    if known is not None:
        return known
    return ",".join(f"{each.name}=..." for each in fields_of(hint)[:2])


def plain_of(cls: type[Any], given: dict[str, Any], prefix: str) -> dict[str, Any]:
    """The plain values of the options given; the domain's own reader then checks them."""
    plain: dict[str, Any] = {}
    for field in fields_of(cls):
        value = given.get(f"{prefix}{field.name}")
        if value is None or value == ():
            continue
        hint, is_list = kind_of(field.hint)
        try:
            read = [_plain(hint, each) for each in value] if is_list else _plain(hint, value)
        except MalformedError as error:
            raise error.within(field.name) from None
        plain[field.name] = read
    return plain


def _plain(hint: Any, text: str) -> Any:
    if hint is bool:
        return text == "true"
    if hint in (int, float):
        return _number(text)
    if hasattr(hint, "__dataclass_fields__") and metavar(hint) not in ("TIME", "KIND:ID"):
        return _object(hint, text)
    return text


def _number(text: str) -> Any:
    value = read_json(text.encode(errors="replace")) if _is_number(text) else text
    return value if not isinstance(value, (dict, list)) else text


def _is_number(text: str) -> bool:
    return bool(text) and text.isascii() and all(sign in "0123456789.-+eE" for sign in text)


def _object(hint: Any, text: str) -> Any:
    """``{...}`` as JSON, ``name=value,name=value``, or only the first field's value."""
    if text.startswith("{"):
        return read_json(text.encode(errors="replace"))
    first, *_ = fields_of(hint)
    if "=" not in text:
        return {first.name: text}
    kinds = {field.name: kind_of(field.hint)[0] for field in fields_of(hint)}
    pairs = (pair.partition("=") for pair in text.split(","))
    return {name.strip(): _plain(kinds.get(name.strip(), str), value) for name, _, value in pairs}
