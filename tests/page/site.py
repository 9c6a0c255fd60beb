"""The page over HTTP, as a browser without scripts sees it."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, Self

import httpx2

from jointlog.domain.cases import load
from jointlog.domain.store.log import Log
from tests.api.grammar import Answer, Api, Running

VOID = {"meta", "link", "input", "br", "rect", "circle", "line", "stop", "path"}


class Elements(HTMLParser):
    """Every element of a page: its name, its attributes and the text straight in it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.all: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.all.append((tag, {name: value or "" for name, value in attrs}, []))
        if tag not in VOID:
            self._open.append(len(self.all) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element without content."""
        self.all.append((tag, {name: value or "" for name, value in attrs}, []))

    def handle_endtag(self, tag: str) -> None:
        """Close it."""
        while self._open and self.all[self._open.pop()][0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note text."""
        if self._open:
            self.all[self._open[-1]][2].append(data)

    def named(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """Attributes of the elements of a name, with these among their attributes."""
        return [
            attributes
            for name, attributes, _ in self.all
            if name == tag and all(attributes.get(key) == value for key, value in wanted.items())
        ]


@dataclass
class Site:
    """One visitor, with a cookie jar."""

    api: Api
    running: Running
    http: httpx2.Client

    @classmethod
    def of(cls, api: Api, running: Running) -> "Site":
        """A new visitor."""
        return cls(api, running, httpx2.Client(base_url=running.url, timeout=180))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    @property
    def url(self) -> str:
        """Where the page is."""
        return self.running.url

    def get(self, path: str, **how: Any) -> Answer:
        """A read, redirects not followed."""
        return Answer(self.http.get(path, **how))

    def post(self, path: str, form: dict[str, str], **headers: str) -> Answer:
        """A form as this page's own forms are sent."""
        sent = {"Origin": self.url, **{name.replace("_", "-"): v for name, v in headers.items()}}
        return Answer(self.http.post(path, data=form, headers=sent))

    def sign_in(self, key: str, go_on: str = "/") -> Answer:
        """Send the sign-in form."""
        return self.post("/sign-in", {"key": key, "next": go_on})

    def elements(self, path: str) -> Elements:
        """The elements of a page."""
        return Elements(self.get(path).then(200).response.text)

    def given_case(self, name: str, log: Log | None = None) -> None:
        """Record a case of the package."""
        for draft, agency in load(name).drafts:
            (log or self.api.log).post(draft, agency, now_ms=self.api.clock())


def svg_of(html: str) -> str:
    """All drawings of a page."""
    return "".join(re.findall(r"<svg.*?</svg>", html, re.DOTALL))
