"""The page in a real Chromium: keys, announcements, scripts off, narrow and large."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jointlog.domain.store.keys import Scope
from jointlog.domain.store.log import open_log
from tests.api.grammar import Api
from tests.page.browser import Browser
from tests.page.site import Site

BETHNAL = "/incidents/bethnal-green-2011"
GAPS = ["open-p0-CONTACT-1", "open-p0-CLIN-6", "open-p0-PLACE-12"]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
EVIDENCE = f"{BETHNAL}/findings/F-GAP-01.d998ce3a"
LANES = "return [...document.querySelectorAll('#lanes .lane a')].map(a => a.id)"


@pytest.fixture
def visit(site: Site, demo: Path) -> Iterator[Site]:
    """The page of all cases."""
    with open_log(str(demo)) as log:
        clock = site.running.turn_to(log)
        site.api = Api(log, clock, site.api.http, demo)
        yield site


def signed_in(window: Browser, visit: Site, path: str) -> Browser:
    """The window at this address, signed in by typing a key."""
    window.open(f"{visit.url}{path}")
    if "/sign-in" in window.url:
        window.fill("#key", visit.api.key("oversight:iopc", Scope.REVIEWER)).click("main button")
        window.wait("return location.pathname !== '/sign-in' && document.readyState !== 'loading'")
    assert window.url == f"{visit.url}{path}"
    window.complaints()
    return window


def test_dot_and_comma_go_from_gap_to_gap(visit: Site, browser: Browser) -> None:
    """In the order of their start, announced with their place; they stop at the ends."""
    page = signed_in(browser, visit, BETHNAL)
    seen = []
    for _ in range(4):
        page.press(".")
        seen.append(page.focused)
    assert seen == [*GAPS, GAPS[-1]]
    said = page.run("return document.getElementById('live').textContent")
    assert said == "3 of 3. Gap: Place of safety, nobody, 26 min, from 20:01 until 20:27"
    assert page.press(",").focused == GAPS[1]
    assert page.press(",", ",").focused == GAPS[0]


def test_arrows_move_on_a_lane_and_between_lanes(visit: Site, browser: Browser) -> None:
    """Left and right along a lane, up and down to the nearest bar, Home and End to its ends."""
    page = signed_in(browser, visit, BETHNAL)
    page.run("document.getElementById('p0-CLIN-6').focus()")
    assert page.press("ArrowRight").focused == "p0-CLIN-13"
    assert page.press("ArrowLeft").focused == "p0-CLIN-6"
    assert page.press("End").focused == "p0-CLIN-13"
    assert page.press("Home").focused == "p0-CLIN-6"
    assert page.press("ArrowDown").focused == "p0-CONV-11"
    assert page.press("ArrowUp").focused == "p0-CLIN-6"
    assert page.run("return document.querySelectorAll('#lanes a[tabindex=\"0\"]').length") == 1


def test_enter_opens_the_evidence(visit: Site, browser: Browser) -> None:
    """On the gap of clinical care: the finding, its entries, its rule."""
    page = signed_in(browser, visit, BETHNAL)
    page.press(".", ".", "Enter")
    page.wait("return location.pathname.includes('/findings/F-GAP-01.')")
    text = page.wait("return document.querySelector('main h1') && document.body.innerText")
    assert "47 to 54 min" in text
    assert "Medical emergency recognised" in text


def test_plus_and_minus_zoom_and_the_address_says_so(visit: Site, browser: Browser) -> None:
    """Around the focused bar; the address reproduces it, and Back goes back."""
    page = signed_in(browser, visit, BETHNAL)
    whole = page.run("return document.getElementById('window-form').dataset.from")
    page.press(".", ".", "+")
    page.wait("return location.search.includes('from=')")
    page.wait(f"return document.getElementById('window-form').dataset.from !== '{whole}'")
    assert page.focused == GAPS[1]
    shown = page.run(LANES)
    zoomed = page.url
    assert page.open(zoomed).run(LANES) == shown
    page.press("f")
    page.wait(f"return document.getElementById('window-form').dataset.from === '{whole}'")
    page.run("history.back()")
    page.wait("return location.search.includes('from=')")


def test_a_window_that_is_typed_is_shown(visit: Site, browser: Browser) -> None:
    """The form keeps a moment of recording that was chosen, and asks for the rest."""
    page = signed_in(browser, visit, BETHNAL)
    page.click(".controls summary")
    page.run("document.getElementById('to').value = '2011-04-18T19:50:00'")
    page.click("#window-form button")
    page.wait("return location.search.includes('to=')")
    page.wait("return !document.getElementById('p0-PLACE-12')")
    assert "from=" not in page.url


def test_sliders_set_the_window_and_the_moment(visit: Site, browser: Browser) -> None:
    """Two sliders over the whole record, named and told; the address takes what they say."""
    page = signed_in(browser, visit, BETHNAL)
    page.click(".controls summary")
    names = "return [...document.querySelectorAll('input[type=range]')].map(r => r.ariaLabel)"
    assert sorted(page.run(names)) == ["As known at", "Window from", "Window to"]
    shown = page.run(LANES)
    page.run(
        "const r = document.querySelector('input[aria-label=\"Window from\"]');"
        "r.value = +r.min + (r.max - r.min) / 2; r.dispatchEvent(new Event('input'));"
        "r.dispatchEvent(new Event('change'))"
    )
    page.wait("return location.search.includes('from=')")
    page.wait("return document.querySelector('output').textContent.startsWith('2011-04-18 20:0')")
    assert page.run(LANES) != shown
    address = page.url
    assert page.run(LANES) == page.open(address).run(LANES)


def test_question_mark_helps_and_escape_closes(visit: Site, browser: Browser) -> None:
    """A dialog with every key; while it is open no key moves anything."""
    page = signed_in(browser, visit, BETHNAL)
    page.press("?")
    assert page.run("return document.getElementById('help').open")
    page.press(".", "Escape")
    assert not page.run("return document.getElementById('help').open")
    assert page.focused not in GAPS


def test_the_list_and_keys_do_not_disturb_typing(visit: Site, browser: Browser) -> None:
    """A dot in the search box is a dot."""
    page = signed_in(browser, visit, "/")
    page.fill("#search", "bethnal.f-")
    assert page.run("return document.getElementById('search').value") == "bethnal.f-"


@pytest.mark.parametrize("name", ["bethnal-green-2011", "luton-2013", "synthetic-clean-2024"])
def test_the_browser_draws_what_the_projection_says(
    visit: Site, browser: Browser, name: str
) -> None:
    """Bars in the order of the JSON, in time from left to right, without any complaint."""
    page = signed_in(browser, visit, f"/incidents/{name}")
    plain = page.run(
        "const r = new XMLHttpRequest(); r.open('GET', location.pathname + '/lanes', false);"
        "r.send(); return JSON.parse(r.responseText)"
    )
    assert page.run(LANES) == [bar["id"] for lane in plain["lanes"] for bar in lane["bars"]]
    assert page.run("return document.querySelectorAll('svg *').length") <= 2000
    assert page.complaints() == []


@pytest.mark.parametrize("path", ["/", BETHNAL, f"{BETHNAL}/knowledge"])
@pytest.mark.parametrize("width", [390, 320])
def test_nothing_is_wider_than_a_narrow_screen(
    visit: Site, browser: Browser, path: str, width: int
) -> None:
    """390 pixels, and 320: what 1280 are at 400 %. Only tables scroll, inside their own box."""
    page = signed_in(browser, visit, path).resize(width, 800)
    assert page.run("return document.documentElement.scrollWidth") <= width
    page.devtools("Emulation.clearDeviceMetricsOverride", {})


def test_without_scripts_everything_is_still_there(visit: Site, plain_browser: Browser) -> None:
    """Sign-in, drawing, a bar that leads to its evidence, and the window by a form."""
    page = signed_in(plain_browser, visit, BETHNAL)
    page.click("#open-p0-CLIN-6 rect")
    page.arrive("/findings/F-GAP-01.")
    page.click(".button")
    page.arrive("from=")
    page.click(".fit")
    page.arrive(BETHNAL, without="from=")
    page.click("header button")
    page.arrive("/sign-in")


def test_every_control_has_a_name_and_every_picture_a_description(
    visit: Site, browser: Browser
) -> None:
    """What a screen reader is told: Chromium's own accessibility tree has no nameless control."""
    for path in ("/", "/dashboard?counts=all", BETHNAL, f"{BETHNAL}/knowledge"):
        page = signed_in(browser, visit, path)
        tree = page.accessibility()
        roles = {"link", "button", "textbox", "searchbox", "combobox", "slider", "region"}
        nameless = [
            node
            for node in tree
            if not node.get("ignored")
            and node.get("role", {}).get("value") in roles
            and not node.get("name", {}).get("value")
        ]
        assert nameless == []
        headings = [n for n in tree if n.get("role", {}).get("value") == "heading"]
        assert headings


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(visit: Site, browser: Browser, scheme: str) -> None:
    """On every page, with all that is folded opened, in light and dark."""
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    signed = ("/", "/dashboard", BETHNAL, f"{BETHNAL}/knowledge", "/incidents/none", EVIDENCE)
    for path in ("/sign-in", *signed, "/dashboard?counts=all"):
        is_open = path == "/sign-in"
        page = browser.open(visit.url + path) if is_open else signed_in(browser, visit, path)
        page.devtools("Emulation.setEmulatedMedia", media)
        page.run("document.querySelectorAll('details').forEach(each => { each.open = true })")
        page.run(AXE.read_text())
        page.run("window.told = ''; axe.run().then(r => { told = JSON.stringify(r.violations) })")
        assert page.wait("return window.told") == "[]"
    browser.devtools("Emulation.setEmulatedMedia", {"features": []})


@pytest.mark.parametrize("colours", ["active", "none"])
def test_forced_colours_and_print_keep_the_hatch(
    visit: Site, browser: Browser, colours: str
) -> None:
    """A gap keeps its pattern and its dashes where a page has no colours of its own."""
    page = signed_in(browser, visit, BETHNAL)
    media = {"features": [{"name": "forced-colors", "value": colours}], "media": "print"}
    page.devtools("Emulation.setEmulatedMedia", media)
    rect = "document.querySelector('#open-p0-CLIN-6 rect:not(.f)')"
    assert page.run(f"return {rect}.getAttribute('fill')") == "url(#hatch-gap)"
    assert page.run(f"return getComputedStyle({rect}).strokeDasharray") != "none"
    assert page.run("return getComputedStyle(document.querySelector('.top')).display") == "none"
    page.devtools("Emulation.setEmulatedMedia", {"media": "", "features": []})


def test_a_missing_browser_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests say which Debian packages they need; they are never skipped."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match="apt-get install chromium chromium-driver"):
        Browser(Path())
