"""The document in a real browser: read by axe-core, and hostile texts that stay texts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jointlog.projections.chronology.as_html import html_of
from tests.chronology.test_forms import BETHNAL, HOSTILE
from tests.page.browser import Browser

AXE = Path(__file__).parents[1] / "page" / "vendor" / "axe.min.js"
WIDE = "return document.documentElement.scrollWidth <= innerWidth + 1"


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One window for the tests of this file."""
    with Browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


def shown(window: Browser, folder: Path, html: bytes) -> Browser:
    """The file opened."""
    file = folder / "chronology.html"
    file.write_bytes(html)
    return window.open(file.as_uri())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(window: Browser, tmp_path: Path, scheme: str) -> None:
    """All its rules, in light and dark."""
    page = shown(window, tmp_path, html_of(BETHNAL))
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    page.devtools("Emulation.setEmulatedMedia", media)
    page.run(AXE.read_text())
    page.run("window.told = ''; axe.run().then(r => { told = JSON.stringify(r.violations) })")
    assert page.wait("return window.told") == "[]"
    page.devtools("Emulation.setEmulatedMedia", {"features": []})


def test_a_hostile_record_runs_nothing(window: Browser, tmp_path: Path) -> None:
    """A canary in every text of every event type: no image, no dialog, no complaint."""
    page = shown(window, tmp_path, html_of(HOSTILE))
    assert page.run("return document.images.length") == 0
    assert page.run("return document.querySelectorAll('#entries tbody tr').length") > 100
    assert page.complaints() == []


@pytest.mark.parametrize("width", [1280, 390])
def test_only_its_tables_scroll_sideways(window: Browser, tmp_path: Path, width: int) -> None:
    """On a wide and on a narrow screen."""
    page = shown(window, tmp_path, html_of(BETHNAL)).resize(width, 900)
    assert page.run(WIDE)
