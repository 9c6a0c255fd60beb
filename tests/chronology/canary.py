"""Entries of every event type whose every text is a canary."""

import types
from enum import StrEnum
from typing import Any, Union, get_args, get_origin
from uuid import UUID, uuid5

from jointlog.domain.declare import Event, fields_of
from jointlog.domain.entry import Entry, Envelope
from jointlog.domain.events import catalogue
from jointlog.domain.time import Occurred
from jointlog.domain.timetext import parse
from jointlog.domain.vocabulary import Agency
from jointlog.projections.chronology.masking import _Walk
from tests.grammar import NAMESPACE, RECORDED_MS, line_id

CANARY = "<img src=x onerror=alert(1)>canary"
IDS = ("canary-1", "canary-2", "canary-3")
KINDS = ("police", "ambulance", "mental_health", "oversight", "acute")


def agency(number: int) -> Agency:
    """One of fifteen agencies with a canary in their ids."""
    return Agency.parse(f"{KINDS[number % 5]}:{IDS[number % 3]}")


def entries_of_every_type() -> list[Entry]:
    """One entry of each type, all fields set; each answers, follows and corrects the one before."""
    made: list[Entry] = []
    for number, cls in enumerate(catalogue(), 1):
        fact: Event = _of(cls, number)
        made.append(entry(number, fact, _of(Envelope, number)))
    return made


def entry(number: int, fact: Event, envelope: Envelope) -> Entry:
    """An entry of these, of the agency of its number."""
    return Entry(
        event_id=line_id(number),
        incident="canary-incident",
        version=number,
        recorded_at_ms=RECORDED_MS + number * 1000,
        agency=agency(number),
        fact=fact,
        envelope=envelope,
    )


def with_canaries(value: Any, salt: str) -> Any:
    """A declared value with a canary in place of each text, and of each agency's id."""
    walk = _Walk(
        lambda path, text: f"{CANARY}{salt}{path}{len(text)}",
        lambda each: Agency(each.kind, IDS[0]) if each.id else each,
    )
    return walk.of_declared(value, "")


def _of(cls: Any, number: int) -> Any:
    values = {each.name: _value(each.hint, number, each.name) for each in fields_of(cls)}
    return cls(**values)


def _value(hint: Any, number: int, name: str) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (arg for arg in get_args(hint) if arg is not type(None))
    if get_origin(hint) is tuple:
        return (_value(get_args(hint)[0], number, f"{name}0"),)
    if hint is bool:
        return True
    if hint in (int, float):
        return hint(number)
    if hint is str:
        return f"P{CANARY}" if name in ("subject", "for_subject") else f"{CANARY} {name} {number}"
    if hint is UUID:
        return uuid5(NAMESPACE, str(max(1, number - 1)))
    if hint is Agency:
        return agency(number + 1)
    if hint is Occurred:
        return parse(f"2026-03-01 12:{number % 60:02} Europe/London")
    if issubclass(hint, StrEnum):
        return list(hint)[number % len(hint)]
    return _of(hint, number)
