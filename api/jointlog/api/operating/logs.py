"""Lines of log on standard error: JSON or text, without anything that an entry says.

A message is its own constant text; of what is filled in, only numbers, codes of refusals and the
kinds of errors are written. The text of an error may hold a posted value, and so do addresses and
questions: none is written, at any level. `docs/how-to/operate.md` lists the members.
"""

import json
import logging
import os
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from jointlog.domain.errors import LogError
from jointlog.domain.store.contract import error_name
from jointlog.domain.store.keys import Holder

OURS: Final = "jointlog"
REQUESTS: Final = logging.getLogger("jointlog.request")
FIELDS: Final = "jointlog_fields"
FRAMES_MAX: Final = 20
PLACEHOLDER: Final = re.compile(r"%(?:\.\d+)?[sdrfia]")
MS: Final = 1000


@dataclass(frozen=True, slots=True)
class Logs:
    """How lines are written.

    Attributes:
        form: ``json``, ``text``, ``auto`` (text on a terminal, else JSON) or ``off``: as Python has
            it, without a line a request.
        level: of our own lines; other libraries' are written from ``warning`` on.

    """

    form: str = "auto"
    level: str = "info"


def configure(logs: Logs | None) -> None:
    """Write this process's lines to standard error; None leaves all as it is, without requests."""
    if logs is None or logs.form == "off":
        REQUESTS.setLevel(logging.CRITICAL)
        return
    is_text = logs.form == "text" or (logs.form == "auto" and sys.stderr.isatty())
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(TextLines() if is_text else JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger(OURS).setLevel(logs.level.upper())
    REQUESTS.setLevel(logging.NOTSET)


def request_line(fields: dict[str, Any], holder: Holder | None) -> None:
    """Write the line of one request."""
    if holder is not None:
        fields["key"] = holder.key_id
        fields["agency_kind"] = str(holder.agency.kind)
        fields["scope"] = str(holder.scope)
    REQUESTS.info("request", extra={FIELDS: fields})


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        return json.dumps(plain(record))


class TextLines(logging.Formatter):
    """One line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        held = plain(record)
        start = f"{held.pop('time')[11:23]} {held.pop('level')} {held.pop('message')}"
        del held["logger"], held["pid"]
        return " ".join([start, *(f"{name}={value}" for name, value in held.items())])


def plain(record: logging.LogRecord) -> dict[str, Any]:
    """What is written of a record."""
    at = datetime.fromtimestamp(record.created, UTC)
    held: dict[str, Any] = {
        "time": f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // MS:03}Z",
        "level": record.levelname.lower(),
        "logger": record.name,
        "pid": os.getpid(),
        "message": _message(record),
        **getattr(record, FIELDS, {}),
    }
    if record.exc_info and record.exc_info[1] is not None:
        held["error"] = described(record.exc_info[1])
        held["at"] = _frames(record.exc_info[2])
    return held


def described(value: object) -> str:
    """What is written of a value that a message was given."""
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, BaseException):
        code = value.code if isinstance(value, LogError) else ""
        names = [code, error_name(value), str(getattr(value, "errno", None) or "")]
        told = ", ".join(name for name in names if name)
        return f"{type(value).__name__}({told})"
    if isinstance(value, str) and value in _codes():
        return value
    return f"<{type(value).__name__}>"


def _message(record: logging.LogRecord) -> str:
    """The constant text, with what may be told in its places."""
    text = record.msg if isinstance(record.msg, str) else described(record.msg)
    args = record.args if isinstance(record.args, tuple) else ()
    parts = PLACEHOLDER.split(text)
    if not record.name.startswith(OURS) and len(parts) == 1:
        return text.partition("\n")[0] if text.isascii() else "<text>"
    told = [*map(described, args), *[""] * len(parts)]
    return "".join(f"{part}{told[n] if n < len(parts) - 1 else ''}" for n, part in enumerate(parts))


def _frames(trace: TracebackType | None) -> list[str]:
    """Where an error came from, the last of it: files and lines, no values."""
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-FRAMES_MAX:]


def _codes() -> set[str]:
    waiting, found = [LogError], set()
    while waiting:
        cls = waiting.pop()
        found.add(cls.code)
        waiting += cls.__subclasses__()
    return found
