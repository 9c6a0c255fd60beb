"""A table of TOML, read strictly: each key once, with its place told in every error."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from jointlog.domain.errors import MalformedError

T = TypeVar("T")

SAID: Final[Mapping[type, str]] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    list: 'a list, as in ["a", "b"]',
    dict: "a table, as in { column = ... }",
}


class TomlTable:
    """A table being read: each key is taken once, and none may be left over."""

    def __init__(self, where: str, plain: dict[str, Any]) -> None:
        self.where = where
        self._left = dict(plain)
        self._known: dict[str, None] = {}

    def error(self, key: str, problem: str, expected: str = "") -> MalformedError:
        """What is wrong with a key, and where."""
        where = f"{self.where} {key}" if key else self.where.rstrip(":")
        return MalformedError(where.strip(), problem, expected)

    def has(self, key: str) -> bool:
        """Whether a key is given; it is known from then on."""
        self._known[key] = None
        return key in self._left

    def take(self, key: str, kind: type[T]) -> T:
        """The value of a key.

        Raises:
            MalformedError: it is missing, or of another type.

        """
        if not self.has(key):
            raise self.error(key, "is missing", SAID[kind])
        value = self._left.pop(key)
        if type(value) is not kind:
            raise self.error(key, f"is {value!r:.60}", SAID[kind])
        return value

    def maybe(self, key: str, kind: type[T], default: T) -> T:
        """The value of a key, or a default."""
        return self.take(key, kind) if self.has(key) else default

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts, or a default."""
        if default is not None and not self.has(key):
            return default
        given = self.take(key, list)
        if not all(isinstance(each, str) for each in given):
            raise self.error(key, f"is {given!r:.60}", "a list of texts")
        return tuple(given)

    def one_of(self, key: str, known: tuple[str, ...], default: str = "") -> str:
        """One of some words."""
        value = self.maybe(key, str, default) if default else self.take(key, str)
        if value not in known:
            raise self.error(key, f"{value!r:.60} is not known", f"one of {', '.join(known)}")
        return value

    def expression(self, key: str) -> re.Pattern[str] | None:
        """A regular expression, or None where none is given."""
        if not self.has(key):
            return None
        try:
            return re.compile(self.take(key, str))
        except re.error as error:
            raise self.error(key, f"is no regular expression: {error}") from None

    def tables(self, key: str) -> "Iterator[TomlTable]":
        """Each of a list of tables."""
        for place, plain in enumerate(self.maybe(key, list, []), start=1):
            if not isinstance(plain, dict):
                raise self.error(key, f"is {plain!r:.60}", "tables")
            name = plain.get("name", place) if not self.where else place
            yield TomlTable(f"{self.where} {key} {name}:".replace(": ", " ").strip(), plain)

    def anything(self, key: str) -> Any:
        """The value of a key that is there, whatever it is."""
        return self._left.pop(key)

    def close(self) -> None:
        """Refuse keys that nothing has asked for.

        Raises:
            MalformedError: there is one.

        """
        for key in self._left:
            near = get_close_matches(key, self._known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise self.error(key, f"no such key{hint}", f"one of {', '.join(self._known)}")
