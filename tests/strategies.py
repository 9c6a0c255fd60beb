"""Hypothesis strategies that build any declared value from its fields alone."""

import types
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st

from jointlog.domain.declare import About, Event, Field, fields_of
from jointlog.domain.entry import Draft, Envelope
from jointlog.domain.events import catalogue
from jointlog.domain.time import Occurred
from jointlog.domain.timetext import parse
from jointlog.domain.vocabulary import Agency, AgencyKind
from jointlog.domain.wire import bounds

LAWS = settings(max_examples=12, deadline=None, derandomize=True)
"""A law holds for each of 112 types, so a dozen values of each; the same values in each run."""

TEXT = st.characters(codec="utf-8", exclude_characters="\x00")


def texts(length_max: int = 40) -> st.SearchStrategy[str]:
    """Any text that an entry may hold."""
    return st.text(TEXT, max_size=min(length_max, 40))


def agencies() -> st.SearchStrategy[Agency]:
    """Any agency, with and without id."""
    ids = st.one_of(st.just(""), st.from_regex(r"[a-z0-9][a-z0-9_-]{0,9}", fullmatch=True))
    return st.builds(Agency, st.sampled_from(AgencyKind), ids)


@st.composite
def stamps(draw: st.DrawFn, *, zoned: bool) -> str:
    """A day, minute, second or fraction; zoned, at hours that no clock change skips."""
    day = draw(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
    hour, minute, second = draw(st.tuples(st.integers(3, 23), *[st.integers(0, 59)] * 2))
    clock = f"{hour:02d}:{minute:02d}"
    joint = " " if zoned else "T"
    full = f"{day}{joint}{clock}:{second:02d}"
    return draw(st.sampled_from((f"{day}", f"{day}{joint}{clock}", full, f"{full}.25")))


LENGTHS = ("8 min", "4/8 min", ">13 min", "<5 min", "~20 min", "90 s", "2 h", "3 d")


@st.composite
def time_texts(draw: st.DrawFn) -> str:
    """Any text form of a time."""
    zone = draw(st.sampled_from(("Z", "+01:00", "-05:30", " Europe/London", " UTC")))
    zoned = zone.startswith(" ")
    stamp = draw(stamps(zoned=zoned))
    later = draw(
        st.sampled_from(("23:59", "2101-01-01", f"2101-01-02{' ' if zoned else 'T'}08:15"))
    )
    when = draw(
        st.sampled_from(
            (
                f"{stamp}{zone}",
                f"~{stamp}{zone}",
                f"~{stamp} ±2 min{zone}" if zoned else f"~{stamp}{zone} ±2 h",
                f"before {stamp}{zone}",
                f"after {stamp}{zone}",
                f"{stamp}/{later}{zone}",
                "2025-10-26 01:30 Europe/London",
            )
        )
    )
    length = draw(st.sampled_from(LENGTHS))
    return draw(st.sampled_from((when, when, f"{when} for {length}", f"for {length}", "unknown")))


def occurrences() -> st.SearchStrategy[Occurred]:
    """Any time that a text form states."""
    return time_texts().map(parse)


def declared(cls: type[Any]) -> st.SearchStrategy[Any]:
    """Any value of a declared class."""
    hint: Any = cls
    return _declared(hint)


@cache
def _declared(cls: Any) -> st.SearchStrategy[Any]:
    return st.builds(cls, **{field.name: _of_field(field) for field in fields_of(cls)})


def facts() -> st.SearchStrategy[Event]:
    """Any event of any type."""
    return st.sampled_from(tuple(catalogue())).flatmap(declared)


def envelopes() -> st.SearchStrategy[Envelope]:
    """Any envelope."""
    return declared(Envelope)


def drafts() -> st.SearchStrategy[Draft]:
    """Any statement that an agency might post."""
    incidents = st.from_regex(r"[A-Z][A-Z0-9-]{0,9}", fullmatch=True)
    return st.builds(Draft, st.uuids(), incidents, facts(), envelopes())


def _of_field(field: Field) -> st.SearchStrategy[Any]:
    values = _of_hint(field.hint, field.about)
    return values if field.is_required else st.one_of(st.just(field.default), values)


def _of_hint(hint: Any, about: About) -> st.SearchStrategy[Any]:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        (inner,) = (arg for arg in get_args(hint) if arg is not type(None))
        return _of_hint(inner, about)
    if origin is tuple:
        return st.lists(_of_hint(get_args(hint)[0], about), max_size=3).map(tuple)
    if hint is int:
        low, high = bounds(int, about)
        return st.integers(int(low), int(high))
    if hint is float:
        low, high = bounds(float, about)
        return st.floats(low, high, allow_nan=False)
    if hint is str:
        return texts(about.length_max)
    simple: dict[Any, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        UUID: st.uuids(),
        Agency: agencies(),
        Occurred: occurrences(),
    }
    if hint in simple:
        return simple[hint]
    return st.sampled_from(hint) if issubclass(hint, StrEnum) else declared(hint)
