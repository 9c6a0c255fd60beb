"""One statement over HTTP, with nothing but the standard library."""

import json
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from jointlog.domain.errors import (
    IdReusedError,
    KeyRefusedError,
    LogError,
    MalformedError,
    NotFoundError,
    NotPermittedError,
    StoreBusyError,
    StoreError,
    VersionMovedError,
)

TIMEOUT_S: Final = 30
ANSWER_BYTES_MAX: Final = 1_000_000
SCHEMES: Final = ("http", "https")
KINDS: Final[dict[int, type[LogError]]] = {
    400: MalformedError,
    401: KeyRefusedError,
    403: NotPermittedError,
    404: NotFoundError,
    409: IdReusedError,
    412: VersionMovedError,
    413: MalformedError,
    415: MalformedError,
    422: MalformedError,
    503: StoreBusyError,
}
"""Which refusal an HTTP status stands for, so that the exit code is the same as here."""


def send(url: str, incident: str, statement: dict[str, Any], key_file: Path) -> dict[str, Any]:
    """Post a statement, and return the receipt.

    Raises:
        LogError: the server refuses it, in the server's own words, or cannot be reached.

    """
    if urlsplit(url).scheme not in SCHEMES:
        raise MalformedError("--url", f"{url!r:.80} is no address", "http://... or https://...")
    address = f"{url.rstrip('/')}/v1/incidents/{quote(incident, safe='')}/events"
    headers = {
        "Authorization": f"Bearer {read_key(key_file)}",
        "Content-Type": "application/json",
        "Accept": "application/json",
    }
    body = json.dumps(statement, allow_nan=False).encode()
    request = Request(address, body, headers, method="POST")  # noqa: S310 - checked above
    try:
        with urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            receipt: dict[str, Any] = json.loads(answer.read(ANSWER_BYTES_MAX))
            return receipt
    except HTTPError as error:
        raise refusal(error.code, error.read(ANSWER_BYTES_MAX)) from None
    except (URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        raise StoreBusyError(
            f"{url} cannot be reached ({reason}): is 'jointlog serve' running? send the same again"
        ) from None


def read_key(key_file: Path) -> str:
    """The key in a file.

    Raises:
        NotFoundError: there is no such file.
        MalformedError: it holds no key.

    """
    try:
        key = key_file.read_text("ascii").strip()
    except FileNotFoundError:
        raise NotFoundError(f"there is no key file {key_file}: write the key into it") from None
    except UnicodeDecodeError:
        key = ""
    if not key or not key.isprintable() or " " in key:
        raise MalformedError("--key-file", f"{key_file} holds no key", "the key and nothing else")
    return key


def refusal(status: int, body: bytes) -> LogError:
    """The refusal that a status stands for, in the server's words."""
    try:
        problem = json.loads(body)
        detail = str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        detail = f"the server answered {status}"
    kind = KINDS.get(status, StoreError)
    made = kind.__new__(kind)
    Exception.__init__(made, detail)
    return made
