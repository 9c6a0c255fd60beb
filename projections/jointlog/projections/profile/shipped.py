"""The profiles that come with the program, by name."""

from importlib.resources import files
from typing import Final

from jointlog.domain.errors import NotFoundError

SUFFIX: Final = ".toml"


def shipped_names() -> list[str]:
    """The names, in order."""
    folder = files(__package__) / "data"
    return sorted(
        each.name.removesuffix(SUFFIX) for each in folder.iterdir() if each.name.endswith(SUFFIX)
    )


def shipped_text(name: str) -> str:
    """The TOML text of a profile.

    Raises:
        NotFoundError: none has this name; names those there are.

    """
    if name not in shipped_names():
        known = ", ".join(shipped_names())
        raise NotFoundError(f"there is no profile {name!r:.80}: name a file, or one of {known}")
    return (files(__package__) / "data" / f"{name}{SUFFIX}").read_text("utf-8")
