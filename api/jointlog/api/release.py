"""The version of the program that answers."""

from importlib.metadata import PackageNotFoundError, version
from typing import Final


def release() -> str:
    """The installed version; ``0`` in a checkout that is not installed."""
    try:
        return version("jointlog")
    except PackageNotFoundError:
        return "0"


RELEASE: Final = release()
