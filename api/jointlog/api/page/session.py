"""Who is signed in: a signed cookie that expires, and the link that opens the page once.

The cookie names a key, not the secret of it, and is signed with a secret derived from the log's
pepper. A key that is revoked or has expired signs nobody in any longer.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from jointlog.api.door import Door
from jointlog.domain.errors import KeyRefusedError, NotPermittedError
from jointlog.domain.store.keys import Holder, Scope
from jointlog.domain.vocabulary import Agency, AgencyKind

COOKIE: Final = "jointlog"
SEEN: Final = "jointlog_seen"
SEEN_DAYS: Final = 365
SEEN_DIGITS: Final = 15
HOURS: Final = 8
SIGNED_IN_MS: Final = HOURS * 3_600_000
LINK_MS: Final = 5 * 60_000
COOKIE_LENGTH_MAX: Final = 300
PURPOSE: Final = "page cookie"
LOCAL: Final = Agency(AgencyKind.OVERSIGHT, "this-machine")
READERS: Final = (Scope.REVIEWER, Scope.ANALYST)


@dataclass(slots=True)
class Links:
    """The links that open the page once, for whoever runs the server on this machine.

    Who has the log's file can read all of it; such a link saves them a key. What it opens ends
    with the server.
    """

    run: str = field(default_factory=lambda: secrets.token_hex(8))
    _ends_ms: dict[str, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def make(self, now_ms: int) -> str:
        """The path of a new link."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._ends_ms[token] = now_ms + LINK_MS
        return f"/enter/{token}"

    def use(self, token: str, now_ms: int) -> bool:
        """Whether the link opens the page; it does so once, within five minutes."""
        with self._lock:
            ends_ms = self._ends_ms.pop(token, None)
        return ends_ms is not None and now_ms < ends_ms

    @property
    def key_id(self) -> str:
        """What a cookie has in place of a key's id."""
        return f"link-{self.run}"


def link_maker(app_state: object, clock: Callable[[], int]) -> Callable[[], str]:
    """A function that makes a one-time path on an application."""
    links = getattr(app_state, "links", None)
    assert isinstance(links, Links), "create_app makes them"
    return lambda: links.make(clock())


def check(door: Door, key_text: str) -> Holder:
    """The holder of a key that may read the page.

    Raises:
        KeyRefusedError: the key is unknown, expired or revoked.
        NotPermittedError: an agency's key.

    """
    holder = door.log.keys.check(key_text.strip(), now_ms=door.clock())
    if holder.scope not in READERS:
        raise NotPermittedError(
            "this is an agency's key: the page is for reviewers and analysts, who read all "
            "incidents; agencies read their own over HTTP"
        )
    return holder


def sign_in(response: Response, request: Request, door: Door, key_id: str) -> None:
    """Give the browser its cookie."""
    ends_ms = door.clock() + SIGNED_IN_MS
    said = f"{key_id}.{ends_ms}"
    response.set_cookie(
        COOKIE,
        f"{said}.{_signature(door, said)}",
        max_age=SIGNED_IN_MS // 1000,
        secure=_is_secure(request),
        httponly=True,
        samesite="strict",
    )


def sign_out(response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


def signed_in(request: Request, door: Door, links: Links) -> Holder | None:
    """Who the request's cookie signs in; None for nobody."""
    text = request.cookies.get(COOKIE, "")[:COOKIE_LENGTH_MAX]
    said, _, signature = text.rpartition(".")
    key_id, _, ends = said.partition(".")
    if not said or not text.isascii():
        return None
    if not hmac.compare_digest(signature, _signature(door, said)):
        return None
    now_ms = door.clock()
    if int(ends) <= now_ms:
        return None
    if key_id == links.key_id:
        return Holder(LOCAL, Scope.REVIEWER, key_id)
    for row in door.log.keys.issued():
        if row.key_id == key_id and row.revoked_ms is None and row.expires_ms > now_ms:
            return Holder(Agency.parse(row.agency), Scope(row.scope), key_id)
    return None


def mark_seen(response: Response, request: Request, position: int) -> None:
    """Remember up to which position of the log this browser has seen it."""
    response.set_cookie(
        SEEN,
        str(position),
        max_age=SEEN_DAYS * 86_400,
        secure=_is_secure(request),
        httponly=True,
        samesite="strict",
    )


def seen_by(request: Request) -> int | None:
    """Up to which position this browser has seen the log; None on its first visit."""
    text = request.cookies.get(SEEN, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < SEEN_DIGITS else None


def check_same_site(request: Request) -> None:
    """Refuse a form that another site's page sends.

    Raises:
        KeyRefusedError: the browser says that it comes from elsewhere, or does not say.

    """
    fetched = request.headers.get("sec-fetch-site")
    origin = urlsplit(request.headers.get("origin", ""))
    is_same = bool(origin.netloc) and origin.netloc == request.headers.get("host")
    if fetched not in (None, "same-origin") or not is_same:
        raise KeyRefusedError("the form was not sent from this page: open it again, and send it")


def _is_secure(request: Request) -> bool:
    """Whether the browser came by HTTPS; behind a proxy only its Origin tells."""
    origin = request.headers.get("origin", "")
    return "https" in (request.url.scheme, urlsplit(origin).scheme)


def _signature(door: Door, said: str) -> str:
    return hmac.digest(door.log.keys.derived(PURPOSE), said.encode(), "sha256").hex()
