"""Where a log is, as it is written: a path, or a URL of PostgreSQL that may hold a password.

A URL that is written wrongly is read by libpq with a part of the password as host, port or name,
and its errors repeat that part. So it is read here first, strictly, and an error repeats nothing.
"""

import re
from typing import Final

from jointlog.domain.errors import StoreError

DATABASE: Final = "JOINTLOG_DATABASE"

_CODED: Final = "%[0-9A-Fa-f]{2}"
_HOST: Final = rf"(?:\[[0-9A-Za-z:.%]*\]|(?:[^\s@/?:,\[\]%]|{_CODED})*)(?::\d{{0,5}})?"
_PARAMETER: Final = rf"[A-Za-z_]+=(?:[^\s&=%]|{_CODED})*"
_URL: Final = re.compile(
    rf"""(?P<scheme>postgres(?:ql)?)://
    (?:(?:[^\s@/?:%]|{_CODED})*(?::(?:[^\s@/?%]|{_CODED})*)?@)?
    (?P<hosts>{_HOST}(?:,{_HOST})*)
    (?:/(?P<name>(?:[^\s@/?%]|{_CODED})*))?
    (?:\?(?:{_PARAMETER}(?:&{_PARAMETER})*)?)?""",
    re.VERBOSE,
)
_SURELY_A_PATH: Final = re.compile(r"/(?!/)|\.\.?/")
_NO_PATH: Final = re.compile(r":.*@|^[A-Za-z][A-Za-z0-9+.-]+:/|\b(?:password|dbname|host)\s*=")


def is_postgresql(text: str) -> bool:
    """Whether ``JOINTLOG_DATABASE`` names a PostgreSQL database so."""
    return text.startswith(("postgresql://", "postgres://"))


def check_postgresql(url: str) -> None:
    """Refuse a URL of PostgreSQL that is not written as one; nothing of it is repeated.

    Raises:
        StoreError: it says how one is written.

    """
    if _URL.fullmatch(url) is None:
        raise StoreError(
            f"{DATABASE} is no URL of PostgreSQL: write postgresql://user:password@host:5432/name, "
            "and in a password %40 for @, %3A for :, %2F for /, %3F for ?, %25 for %, %20 for a "
            "space; or leave the password to ~/.pgpass"
        )


def check_path(text: str) -> None:
    """Refuse a path that looks like an address with a password; nothing of it is repeated.

    Raises:
        StoreError: it says what can be named.

    """
    if _NO_PATH.search(text) and not _SURELY_A_PATH.match(text):
        raise StoreError(
            f"{DATABASE} is no path, and no URL of PostgreSQL, which begins with postgresql://: "
            "set one of them"
        )


def shown(text: str) -> str:
    """The log's place, without what stands before the host and behind the name in a URL.

    Raises:
        StoreError: it is written wrongly.

    """
    if not is_postgresql(text):
        return text
    check_postgresql(text)
    read = _URL.fullmatch(text)
    assert read is not None, "it was checked"
    return f"{read['scheme']}://{read['hosts']}/{read['name'] or ''}"
