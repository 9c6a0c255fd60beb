"""Where a field's value comes from: a constant, cells of the row, or both; and conditions on cells.

Each value is checked against the type of its field when the profile is read, so that a profile
that cannot work is refused before the first row.
"""

import re
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from typing import Any, Final, Protocol, Union, get_args, get_origin

from jointlog.domain.declare import About, fields_of
from jointlog.domain.errors import MalformedError
from jointlog.domain.time import Occurred
from jointlog.domain.vocabulary import Agency
from jointlog.domain.wire import reader, write
from jointlog.projections.profile.times import Times

OTHERWISE: Final = "*"
"""Key of a map for every value that the map does not name."""
MISSING: Final = object()
"""The value of a field whose cells are empty: the field is left out."""
TRUTH: Final = {"true": True, "false": False}
WHOLE: Final = re.compile(r"-?[0-9]{1,15}")

Cells = Mapping[str, str]
"""A row: column name to text; an empty text is no value."""


class Value(Protocol):
    """Where a field's value comes from."""

    @property
    def columns(self) -> frozenset[str]:
        """The columns that it reads."""

    def plain(self, cells: Cells) -> Any:
        """The plain value for a row, or `MISSING`.

        Raises:
            MalformedError: the row has no such value.

        """

    def check(self, hint: Any, about: About, times: Times) -> None:
        """Make sure that it can be a value of this type, and remember how to read it.

        Raises:
            MalformedError: it never can.

        """


@dataclass(slots=True)
class Constant:
    """The same value in every row."""

    value: Any

    @property
    def columns(self) -> frozenset[str]:
        """None."""
        return frozenset()

    def plain(self, cells: Cells) -> Any:
        """The constant."""
        del cells
        return self.value

    def check(self, hint: Any, about: About, times: Times) -> None:
        """Read it as the field's type."""
        del times
        reader(hint, about)(self.value)


@dataclass(slots=True)
class Cell:
    """The text of columns, joined; then what a pattern finds in it, replaced, mapped.

    Attributes:
        names: the columns, those with a value joined by ``join``.
        prefix: stands before the text.
        pattern: its first group is taken; where it finds nothing there is no value.
        replaced: texts to be replaced, each by another.
        mapped: what each text stands for; any other text is refused unless ``*`` is named.

    """

    names: tuple[str, ...]
    join: str = " "
    prefix: str = ""
    pattern: re.Pattern[str] | None = None
    replaced: Mapping[str, str] = field(default_factory=dict)
    mapped: Mapping[str, Any] | None = None
    convert: Callable[[str], Any] = str
    is_plain: bool = field(init=False)

    def __post_init__(self) -> None:
        is_whole = self.pattern is None and not self.replaced and not self.prefix
        self.is_plain = is_whole and len(self.names) == 1

    @property
    def columns(self) -> frozenset[str]:
        """The columns named."""
        return frozenset(self.names)

    def text(self, cells: Cells) -> str:
        """The text, or "" where there is no value."""
        if self.is_plain:
            return cells[self.names[0]]
        text = self.join.join(filter(None, (cells[name] for name in self.names)))
        if self.pattern is not None:
            found = self.pattern.search(text)
            text = (found[1] or "").strip() if found else ""
        for old, new in self.replaced.items():
            text = text.replace(old, new)
        return f"{self.prefix}{text}" if text else ""

    def plain(self, cells: Cells) -> Any:
        """The value of the text, by the map or by the field's type."""
        text = self.text(cells)
        if not text:
            return MISSING
        if self.mapped is None:
            return self.convert(text)
        found = self.mapped.get(text, self.mapped.get(OTHERWISE, MISSING))
        if found is MISSING:
            known = ", ".join(self.mapped)
            raise MalformedError("", f"{text[:60]!r} is not in the map", f"one of {known:.200}")
        return found

    def check(self, hint: Any, about: About, times: Times) -> None:
        """Choose the conversion; values of a map are read as the field's type."""
        if self.mapped is None:
            self.convert = _conversion(hint, times)
            return
        read = reader(hint, about)
        for key, value in self.mapped.items():
            try:
                read(value)
            except MalformedError as error:
                raise error.within(f"map {key!r}") from None


@dataclass(slots=True)
class Items:
    """A list; items without a value are left out."""

    items: tuple[Value, ...]

    @property
    def columns(self) -> frozenset[str]:
        """Those of the items."""
        return frozenset().union(*(item.columns for item in self.items))

    def plain(self, cells: Cells) -> Any:
        """The list, or `MISSING` where no item has a value."""
        made = [item.plain(cells) for item in self.items]
        return [each for each in made if each is not MISSING] or MISSING

    def check(self, hint: Any, about: About, times: Times) -> None:
        """Check each item."""
        inner = _bare(hint)
        if get_origin(inner) is not tuple:
            raise MalformedError("", "a list is given", "one value")
        for item in self.items:
            item.check(get_args(inner)[0], about, times)


@dataclass(slots=True)
class Object:
    """An object of fields; left out where it reads columns and all of them are empty."""

    fields: Mapping[str, Value]
    columns: frozenset[str] = field(init=False)
    _read: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.columns = frozenset().union(*(value.columns for value in self.fields.values()))
        self._read = tuple(name for name, value in self.fields.items() if value.columns)

    def plain(self, cells: Cells) -> Any:
        """The object, or `MISSING`."""
        made = self.own(cells)
        return made if not self._read or any(name in made for name in self._read) else MISSING

    def own(self, cells: Cells) -> dict[str, Any]:
        """The object's fields that have a value."""
        made = {}
        for name, value in self.fields.items():
            try:
                plain = value.plain(cells)
            except MalformedError as error:
                raise error.within(name) from None
            if plain is not MISSING:
                made[name] = plain
        return made

    def check(self, hint: Any, about: About, times: Times) -> None:
        """Check that each field exists and each required one is given."""
        del about
        cls = _bare(hint)
        if not _is_object(cls):
            raise MalformedError("", "an object is given", 'a value, or { column = "..." }')
        known = {each.name: each for each in fields_of(cls)}
        for name, value in self.fields.items():
            if name not in known:
                said = ", ".join(known) or "no field at all"
                raise MalformedError(name, "no such field", f"one of {said}")
            try:
                value.check(known[name].hint, known[name].about, times)
            except MalformedError as error:
                raise error.within(name) from None
        for each in known.values():
            if each.is_required and each.name not in self.fields:
                raise MalformedError(each.name, "is missing", each.about.text)


@dataclass(frozen=True, slots=True)
class Condition:
    """What has to hold of a column: each test that is given."""

    column: str
    present: bool | None = None
    equals: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    matches: re.Pattern[str] | None = None
    lacks: re.Pattern[str] | None = None

    def holds(self, cells: Cells) -> bool:
        """Whether the row passes."""
        return all(self._tests(cells[self.column]))

    def _tests(self, text: str) -> Iterator[bool]:
        if self.present is not None:
            yield bool(text) is self.present
        if self.equals:
            yield text in self.equals
        if self.differs:
            yield text not in self.differs
        if self.matches is not None:
            yield self.matches.search(text) is not None
        if self.lacks is not None:
            yield self.lacks.search(text) is None


def _bare(hint: Any) -> Any:
    """The type without "or nothing"."""
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (each for each in get_args(hint) if each is not type(None))
    return hint


def _is_object(bare: Any) -> bool:
    """Whether the type is written as a table: agencies and times are written as text."""
    return is_dataclass(bare) and bare not in (Agency, Occurred)


def _conversion(hint: Any, times: Times) -> Callable[[str], Any]:
    """How a cell's text becomes a plain value of a field's type."""
    bare = _bare(hint)
    if get_origin(bare) is tuple:
        convert = _conversion(get_args(bare)[0], times)
        return lambda text: [convert(text)]
    if bare is Occurred:
        return lambda text: write(times.read(text))
    if _is_object(bare):
        raise MalformedError("", "one text is given", "an object")
    return {bool: _truth, int: _whole, float: _number}.get(bare, str)


def _truth(text: str) -> bool:
    if text.lower() not in TRUTH:
        raise MalformedError("", f"{text[:60]!r} is not true or false", "a map that says which")
    return TRUTH[text.lower()]


def _whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise MalformedError("", f"{text[:60]!r} is not a whole number", "digits")
    return int(text)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise MalformedError("", f"{text[:60]!r} is not a number", "digits") from None
