"""Finding an entry by what a reader types: its number, its type, or words in it."""

from difflib import get_close_matches

from jointlog.cli.words import fact_words, who_words
from jointlog.projections.replay import Replay, Step


class Finder:
    """Looks through the entries of one replay."""

    def __init__(self, session: Replay) -> None:
        self._session = session

    def find(self, text: str, index: int) -> tuple[int | None, str]:
        """The step that is meant, looked for after ``index``, and what to say to the reader."""
        number = text.removeprefix("#")
        if number.isdecimal():
            found = self._session.of_version(int(number))
            return found, "" if found is not None else f"There is no entry #{number} in this view."
        wanted = text.casefold()
        found = self._session.search(index, lambda step: wanted in _words(step))
        if found is not None:
            return found, f"Found {text!r}; N for the next."
        names = [step.statement.name for step in self._session.steps]
        said = [word.strip(":;,.") for step in self._session.steps for word in _words(step).split()]
        near = get_close_matches(wanted.replace(" ", "_"), {*names, *said}, n=1)
        hint = f"; did you mean {near[0]}?" if near else "."
        return None, f"No entry has {text!r}{hint}"


def _words(step: Step) -> str:
    """All that an entry says, in one text without capitals; its type also in words."""
    statement = step.statement
    name = statement.name
    said = (name, name.replace("_", " "), who_words(statement.entry), fact_words(statement.entry))
    return " ".join(said).casefold()
