"""The page's own answers: who may see it, which headers it has, and refusals as HTML."""

from collections.abc import Callable, Coroutine
from hashlib import sha256
from importlib.resources import files
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from jointlog.api.door import Door, TheDoor, Visit
from jointlog.api.operating.watch import HOLDER
from jointlog.api.page.session import Links, signed_in
from jointlog.api.problems import of_validation, problem_of, row_of
from jointlog.domain.errors import LogError
from jointlog.projections.wording.harmless import SEEN_IN_LINES
from jointlog.projections.wording.words import said

CSP: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with none, a browser's forms would have no Origin
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Cookie",
}
STATIC: Final = {
    "style.css": "text/css; charset=utf-8",
    "script.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
SEE_OTHER: Final = 303


def static_text(name: str) -> str:
    """A stylesheet, script or picture of the page."""
    return (files("jointlog.api.page") / "static" / name).read_text("utf-8")


def _addresses() -> dict[str, str]:
    """Where each is: the address changes with the content, so that it may be kept for ever."""
    return {
        name: f"/page/{sha256(static_text(name).encode()).hexdigest()[:12]}/{name}"
        for name in STATIC
    }


def _seen(value: Any) -> Any:
    """A text of the log with what turns or hides text shown; markup of ours as it is.

    Nothing that is shown so is printable, and most texts are printable to their end.
    """
    if type(value) is not str or value.isprintable():
        return value
    return value.translate(SEEN_IN_LINES)


templates: Final = Environment(
    loader=PackageLoader("jointlog.api.page"),
    autoescape=True,
    finalize=_seen,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.globals["static"] = _addresses()
templates.filters["said"] = said
templates.filters["segment"] = lambda text: quote(str(text), safe="")


def page(name: str, status: int = 200, **shown: Any) -> Response:
    """A page made from a template."""
    shown.setdefault("holder", None)
    return HTMLResponse(templates.get_template(name).render(**shown), status, headers=HEADERS)


def go_to(address: str) -> Response:
    """Send the browser to another address of ours."""
    return RedirectResponse(address, SEE_OTHER, headers=HEADERS)


class SignInError(Exception):
    """Nobody is signed in; ``address`` is what was asked for."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class PageRoute(APIRoute):
    """A route whose refusals are pages, and which sends who is not signed in to the sign-in."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of the route, with its refusals as pages."""
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await answer(request)
            except SignInError as error:
                return go_to(f"/sign-in?next={quote(error.address, safe='')}")
            except RequestValidationError as error:
                return refused(of_validation(error), request)
            except LogError as error:
                return refused(error, request)

        return handle


def refused(error: LogError, request: Request) -> Response:
    """A refusal as a page, with the ways on of who is signed in."""
    status, holder = row_of(type(error)).status, request.scope.get(HOLDER)
    return page("refused.html", status, problem=problem_of(error), holder=holder)


def the_links(request: Request) -> Links:
    """The one-time links of this server."""
    links: Links = request.app.state.links
    return links


TheLinks = Annotated[Links, Depends(the_links)]


def reading_page(request: Request, door: TheDoor, links: TheLinks) -> Visit:
    """A visit by who is signed in.

    Raises:
        SignInError: nobody is.

    """
    holder = signed_in(request, door, links)
    if holder is None:
        query = f"?{request.url.query}" if request.url.query else ""
        raise SignInError(f"{quote(request.url.path)}{query}")
    request.scope[HOLDER] = holder
    return Visit(request, door, holder)


Signed = Annotated[Visit, Depends(reading_page)]

__all__ = [
    "HEADERS",
    "STATIC",
    "Door",
    "PageRoute",
    "Signed",
    "TheLinks",
    "go_to",
    "page",
    "refused",
    "static_text",
    "templates",
]
