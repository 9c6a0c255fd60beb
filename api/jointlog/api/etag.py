"""Entity tags: what a read was made from, and which version a post expects."""

import hashlib
import re
from typing import Final

from pydantic import BaseModel
from starlette.responses import Response

from jointlog.api.door import Visit
from jointlog.api.release import RELEASE
from jointlog.domain.errors import MalformedError

VERSION: Final = re.compile(r'"(\d{1,15})"')
TAG: Final = re.compile(r'(?:W/)?("[^"]*")')
HEADERS: Final = {
    "Cache-Control": "private, no-cache",
    "Vary": "Authorization",
    "X-Content-Type-Options": "nosniff",
}


def tag_of(visit: Visit, made_from: str) -> str:
    """The weak tag of an answer: what it is made from, and a hash of what was asked by whom."""
    url, holder = visit.request.url, visit.holder
    asked = f"{RELEASE}|{url.path}|{url.query}|{holder.agency}|{holder.scope}"
    return f'W/"{made_from}+{hashlib.sha256(asked.encode()).hexdigest()[:12]}"'


def is_known(visit: Visit, tag: str) -> bool:
    """Whether ``If-None-Match`` says that the client has this answer."""
    known = visit.request.headers.get("if-none-match", "")
    if known.strip() == "*":
        return True
    bare = tag.removeprefix("W/")
    return any(found[1] == bare for found in TAG.finditer(known))


def not_modified(tag: str) -> Response:
    """The answer to a client that has it."""
    return Response(status_code=304, headers={"ETag": tag, **HEADERS})


def tagged(answer: BaseModel, tag: str) -> Response:
    """An answer with its tag."""
    body = answer.model_dump_json(exclude_none=True)
    return Response(body, headers={"ETag": tag, **HEADERS}, media_type="application/json")


def expected_version(visit: Visit) -> int | None:
    """The version that ``If-Match`` names, as ``"12"``; None where the poster expects none.

    Raises:
        MalformedError: another form.

    """
    text = visit.request.headers.get("if-match")
    return None if text is None else version_in(text.encode("latin-1"))


def version_in(if_match: bytes | None) -> int | None:
    """The same, of the header as it came.

    Raises:
        MalformedError: another form.

    """
    if if_match is None:
        return None
    text = if_match.decode("latin-1")
    found = VERSION.fullmatch(text.strip())
    if found is None:
        raise MalformedError("If-Match", f"{text[:60]!r} is no version", 'the version, as "12"')
    return int(found[1])
