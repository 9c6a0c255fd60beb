"""Libraries that are not installed with every jointlog."""

from importlib import import_module
from typing import Any

import click


def needed(module: str, extra: str, what: str) -> Any:
    """The module, or a sentence that says how to install it.

    Raises:
        UsageError: it is not installed.

    """
    try:
        return import_module(module)
    except ImportError:
        message = f"{what} needs {module}: pip install 'jointlog[{extra}]'"
        raise click.UsageError(message) from None
