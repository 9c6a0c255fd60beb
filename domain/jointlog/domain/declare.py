"""How an event type is declared: one class, one place.

    @event("handover_accepted", posted_by={...}, effects=(Takes(Of("strands")),), own_act=True)
    class HandoverAccepted(Event):
        \"\"\"Staff of the place accepted the strands named.\"\"\"

        by_role: Role = about("Role of the person who accepted.")

From that class come the wire form and its JSON Schema, the command line's options, the section in
`docs/events.md`, the stored form, the permission, and the effect on strands and waits.
"""

import dataclasses
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache
from types import MappingProxyType, ModuleType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Final,
    Self,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
)
from uuid import UUID

import msgspec

from jointlog.domain.compact import compacted
from jointlog.domain.effects import Effect
from jointlog.domain.errors import UnknownEventError
from jointlog.domain.nearest import nearest
from jointlog.domain.time import Occurred, StoredTime
from jointlog.domain.vocabulary import Agency, AgencyText, Recorder

__all__ = [
    "COUNT_MAX",
    "INT_MAX",
    "TEXT_LENGTH_MAX",
    "About",
    "Catalogue",
    "Corrects",
    "Declared",
    "Event",
    "Field",
    "about",
    "bounds",
    "declared",
    "event",
    "fields_of",
]

ABOUT: Final = "about"
TEXT_LENGTH_MAX: Final = 2_000
COUNT_MAX: Final = 50
INT_MAX: Final = 2**53 - 1
"""Whole numbers beyond this are not exact in every JSON reader."""


@dataclass(frozen=True, slots=True)
class About:
    """What a field means: its description, unit, bounds (both included) and an example."""

    text: str
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None
    length_max: int = TEXT_LENGTH_MAX
    example: Any = None


def about(
    text: str,
    *,
    default: Any = dataclasses.MISSING,
    unit: str = "",
    at_least: float | None = None,
    at_most: float | None = None,
    length_max: int = TEXT_LENGTH_MAX,
    example: Any = None,
) -> Any:
    """Declare a field; without ``default`` it is required."""
    described = About(text, unit, at_least, at_most, length_max, example)
    return dataclasses.field(default=default, metadata={ABOUT: described})


def bounds(hint: type[int | float], about: About) -> tuple[int | float, int | float]:
    """The least and the greatest number of a field; whole numbers start at 0 unless told."""
    low = about.at_least if about.at_least is not None else (0 if hint is int else -INT_MAX)
    high = about.at_most if about.at_most is not None else INT_MAX
    return low, high


def _stored_hint(hint: Any, about: About) -> Any:
    """The type as which `msgspec` reads a field from stored bytes, with its bounds.

    What it cannot check of a value, `jointlog.domain.store.straight` does.
    """
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        (inner,) = (arg for arg in get_args(hint) if arg is not type(None))
        return _stored_hint(inner, about) | None
    if origin is tuple:
        items: Any = tuple[_stored_hint(get_args(hint)[0], about), ...]  # type: ignore[misc]
        return Annotated[items, msgspec.Meta(max_length=COUNT_MAX)]
    if hint is str:
        return Annotated[str, msgspec.Meta(max_length=about.length_max)]
    if hint in (int, float):
        low, high = map(hint, bounds(hint, about))
        return Annotated[hint, msgspec.Meta(ge=low, le=high)]
    return {Agency: AgencyText, Occurred: StoredTime}.get(hint, hint)


def _stored(field: dataclasses.Field[Any]) -> Any:
    return _stored_hint(field.type, field.metadata.get(ABOUT, About("")))


if TYPE_CHECKING:
    from dataclasses import dataclass as declared
else:

    def declared(*, frozen: bool, slots: bool, kw_only: bool) -> Callable[[type], type]:
        """Make a compact class whose fields are described by `about`."""
        assert frozen, "what is recorded is never changed"
        assert slots, "it has no dictionary"
        return lambda cls: compacted(cls, kw_only=kw_only, stored=_stored)


class Corrects(Enum):
    """Which entries an event type may correct."""

    NOTHING = "nothing"
    OWN = "an entry of the same agency"
    ANY = "an entry of any agency"


@dataclass(frozen=True, slots=True)
class Declared:
    """What is declared of an event type.

    Attributes:
        name: the stored name; never changed, never reused.
        summary: the class's docstring.
        subject: the file of the vocabulary it stands in, such as ``conveyance``.
        posted_by: the positions that may record it.
        effects: what it does to strands and waits.
        own_act: only the agency that acted may say it (nobody accepts for the receiver).
        corrects: whose entry it corrects; the envelope must then name that entry.
        retired: kept for reading, refused for new entries.

    """

    name: str
    summary: str
    subject: str
    posted_by: frozenset[Recorder]
    effects: tuple[Effect, ...]
    own_act: bool
    corrects: Corrects
    retired: bool


class Event:
    """A fact that an agency states; each type is a subclass made by `event`."""

    __slots__ = ()
    declared: ClassVar[Declared]
    if TYPE_CHECKING:  # each type made by `event` has it
        __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]


E = TypeVar("E", bound=Event)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(about,))
def event(
    name: str,
    *,
    posted_by: Iterable[Recorder],
    effects: Iterable[Effect] = (),
    own_act: bool = False,
    corrects: Corrects = Corrects.NOTHING,
    retired: bool = False,
) -> Callable[[type[E]], type[E]]:
    """Declare an event type under the name that is stored for ever."""

    def declare(cls: type[E]) -> type[E]:
        assert cls.__doc__, f"{cls.__name__} says what it states"
        made = compacted(cls, kw_only=True, stored=_stored)
        made.declared = Declared(
            name=name,
            summary=cls.__doc__.strip(),
            subject=cls.__module__.rpartition(".")[2],
            posted_by=frozenset(posted_by),
            effects=tuple(effects),
            own_act=own_act,
            corrects=corrects,
            retired=retired,
        )
        return made

    return declare


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a declared class, with its type resolved."""

    name: str
    hint: Any
    about: About
    default: Any
    is_link: bool
    """Whether it holds the id of another entry, several of them or none."""

    @property
    def is_required(self) -> bool:
        """Whether it has no default."""
        return self.default is dataclasses.MISSING

    @property
    def expected(self) -> str:
        """What it is for, and its values where they are named."""
        hint = self.hint
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return f"{self.about.text} One of {', '.join(hint)}"
        return self.about.text


def fields_of(cls: type[Any]) -> tuple[Field, ...]:
    """The fields of a declared class, in order."""
    kept: Any = cls
    return _fields_of(kept)


def _holds_ids(hint: Any) -> bool:
    return hint is UUID or any(map(_holds_ids, get_args(hint)))


@cache
def _fields_of(cls: Any) -> tuple[Field, ...]:
    return tuple(
        Field(
            field.name,
            field.type,
            field.metadata.get(ABOUT, About("")),
            field.default,
            _holds_ids(field.type),
        )
        for field in dataclasses.fields(cls)
    )


class Catalogue:
    """All event types by name, built once the modules that declare them are imported."""

    def __init__(self, types: Iterable[type[Event]]) -> None:
        by_name: dict[str, type[Event]] = {}
        for cls in types:
            name = cls.declared.name
            assert name not in by_name, f"{name} is declared twice"
            by_name[name] = cls
        self._types: Mapping[str, type[Event]] = MappingProxyType(by_name)

    @classmethod
    def of_modules(cls, modules: Iterable[ModuleType]) -> Self:
        """The event types declared in these modules, in the order they are written."""
        return cls(
            value
            for module in modules
            for value in vars(module).values()
            if isinstance(value, type)
            and issubclass(value, Event)
            and value is not Event
            and value.__module__ == module.__name__
        )

    def __iter__(self) -> Iterator[type[Event]]:
        return iter(self._types.values())

    def __len__(self) -> int:
        return len(self._types)

    def __contains__(self, name: object) -> bool:
        return name in self._types

    def named(self, name: str) -> type[Event]:
        """The type of this name.

        Raises:
            UnknownEventError: no type has it; the message names the nearest.

        """
        found = self._types.get(name)
        if found is None:
            raise UnknownEventError(name[:100], nearest(name, self._types))
        return found
