"""``--sort``, ``--reverse`` and ``--text``: the same on every list."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

import click

from jointlog.projections.plain import Plain

F = TypeVar("F", bound=Callable[..., Any])
R = TypeVar("R")
Keys = Mapping[str, Callable[[R], Any]]


@dataclass(frozen=True, slots=True)
class Sorting:
    """How a list is asked for: by which column, backwards or not, and with which words in it."""

    by: str
    is_reversed: bool
    text: str

    def rows(self, rows: Iterable[R], keys: Keys[R], plain: Callable[[R], Plain]) -> list[R]:
        """The rows that have the words, sorted; equal ones stay in their order."""
        wanted = self.text.casefold()
        held = [row for row in rows if not wanted or wanted in _words(plain(row))]
        if self.by:
            held.sort(key=keys[self.by])
        return held[::-1] if self.is_reversed else held


def _words(value: Any) -> str:
    """Everything that a plain value says, in one text without capitals."""
    match value:
        case dict():
            return " ".join(_words(each) for each in value.values())
        case list():
            return " ".join(_words(each) for each in value)
        case _:
            return str(value).replace("_", " ").casefold()


def sort_options(*names: str, default: str = "") -> Callable[[F], F]:
    """Add ``--sort`` with these names, ``--reverse`` and ``--text``; gives ``sorting``."""

    def add(command: F) -> F:
        @wraps(command)
        def with_sorting(
            *args: Any, sort_by: str | None, is_reversed: bool, text: str, **options: Any
        ) -> Any:
            asked = Sorting(sort_by or default, is_reversed, text.replace("_", " ").strip())
            return command(*args, sorting=asked, **options)

        made: Any = with_sorting
        for option in (
            click.option("--text", default="", metavar="WORDS", help="Only rows that say this."),
            click.option("--reverse", "is_reversed", is_flag=True, help="The other way round."),
            click.option(
                "--sort",
                "sort_by",
                type=click.Choice(names),
                help=f"In which order.{f'  [default: {default}]' if default else ''}",
            ),
        ):
            made = option(made)
        result: F = made
        return result

    return add
