"""A real server, and a real browser in front of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jointlog.domain.store.keys import Scope
from jointlog.domain.store.log import open_log
from tests.api.conftest import api, running
from tests.api.grammar import Api, Running
from tests.page.browser import Browser
from tests.page.site import Site

__all__ = ["api", "running"]


@pytest.fixture
def site(api: Api, running: Running) -> Iterator[Site]:
    """The page of an empty log, as somebody who is not signed in sees it."""
    with Site.of(api, running) as made:
        yield made


@pytest.fixture
def reader(site: Site) -> Site:
    """The same, signed in as a reviewer."""
    site.sign_in(site.api.key("oversight:iopc", Scope.REVIEWER)).then(303)
    return site


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One window for all tests; each signs in anew."""
    with Browser(tmp_path_factory.mktemp("profile")) as window:
        yield window


@pytest.fixture(scope="session")
def plain_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A window in which no script runs."""
    with Browser(tmp_path_factory.mktemp("profile"), scripts=False) as window:
        yield window


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with every case of the package."""
    from jointlog.domain.cases import load, names  # noqa: PLC0415 - read when it is needed

    file = tmp_path_factory.mktemp("demo") / "log.sqlite"
    with open_log(str(file)) as log:
        for name in names():
            for draft, agency in load(name).drafts:
                log.post(draft, agency, now_ms=1_772_400_000_000)
    return file
