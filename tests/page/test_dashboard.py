"""The dashboard over HTTP and in a browser."""

import re

import pytest

from jointlog.api.page.plots import columns, tally_marks, waited_marks
from jointlog.projections.dashboard.counting import Tally, Waited
from tests.page.browser import Browser
from tests.page.site import Site
from tests.page.test_browser import signed_in, visit

__all__ = ["visit"]

GAP = (
    "12:00 police:met s136_power_used limb=remove",
    "13:00:00 police:met resource_left_scene reason=other",
    "13:40:00 acute:kings handover_accepted strands=DET",
)
WAIT = (
    "12:10:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las",
    "12:40:00 ambulance:las resource_arrived_at_scene callsign=A1",
)
PLOTS = {
    *("findings-time", "findings-kind", "findings-hour"),
    *("waits-time", "waits-kind", "waits-pair", "waits-hour"),
}


def given_many(site: Site, count: int) -> None:
    """So many incidents, each with one gap and one wait."""
    for number in range(count):
        site.api.given(*GAP, *WAIT, incident=f"many-{number}", first=1 + 10 * number)


def table_row(html: str, plot: str, name: str) -> list[str]:
    """The cells of a name in the table of a plot."""
    part = html.partition(f'id="{plot}"')[2].partition("</section>")[0]
    row = next(r for r in re.findall(r"<tr>(.*?)</tr>", part, re.DOTALL) if name in r)
    return [re.sub(r"<.*?>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", row)]


def test_every_plot_has_its_table_and_a_name(reader: Site) -> None:
    """Seven plots; the numbers of each stand in a table too."""
    given_many(reader, 12)
    html = reader.get("/dashboard").then(200).response.text
    page = reader.elements("/dashboard")
    assert {a["id"] for a in page.named("section")} == PLOTS
    assert table_row(html, "findings-kind", "F-GAP-01") == ["12", "0", "0"]
    assert table_row(html, "waits-pair", "police:met → ambulance:las") == [
        *("12", "30 min", "30 min"),
        *("0", "0"),
    ]
    assert table_row(html, "findings-time", "1 Mar 2026")[0] != "0"
    assert table_row(html, "waits-hour", ">12<")[0] == "12"
    assert "<title>Held by nobody (F-GAP-01): definite 12, possible 0</title>" in html


def test_small_counts_are_kept_back_unless_asked_for(reader: Site) -> None:
    """Nine people are fewer than ten: no number, no link; whoever asks for all counts gets them."""
    given_many(reader, 9)
    html = reader.get("/dashboard").then(200).response.text
    assert "Counts of fewer than 10 people are kept back" in html
    assert table_row(html, "findings-kind", "F-GAP-01") == ["kept back", "0", "0"]
    assert "finding=F-GAP-01" not in html
    assert "30 min" not in html
    shown = reader.get("/dashboard?counts=all").then(200).response.text
    assert table_row(shown, "findings-kind", "F-GAP-01") == ["9", "0", "0"]
    assert "Do not pass this page on" in shown


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", "gap wait"),
        ("agency=police:met", "gap wait"),
        ("agency=ambulance", "wait"),
        ("finding=F-GAP-01", "gap wait"),
        ("finding=F-RST-01", "wait"),
        ("severity=S1", "gap wait"),
        ("severity=S3", "wait"),
        ("wait=bed", "gap"),
        ("from=2026-03-01&to=2026-03-01", "gap wait"),
        ("from=2026-03-02", ""),
    ],
)
def test_the_address_narrows(reader: Site, query: str, shown: str) -> None:
    """Agency, finding, severity, kind of wait and days; what is asked for stays in the form."""
    given_many(reader, 1)
    html = reader.get(f"/dashboard?counts=all&{query}").then(200).response.text
    kinds = html.partition('id="findings-kind"')[2].partition("</section>")[0]
    pairs = html.partition('id="waits-pair"')[2].partition("</section>")[0]
    told = {"gap": "(F-GAP-01)" in kinds, "wait": "→ ambulance:las" in pairs}
    assert [name for name, is_shown in told.items() if is_shown] == shown.split()


def test_a_bar_leads_to_the_same_question_of_the_list(reader: Site) -> None:
    """By kind and by time; a bad day or agency is refused in words."""
    given_many(reader, 12)
    html = reader.get("/dashboard?severity=S1").then(200).response.text
    assert 'href="/?finding=F-GAP-01&amp;severity=S1"' in html
    assert "from=2026-03-01&amp;to=2026-03-01&amp;severity=S1" in html
    reader.get("/dashboard?from=soon").then(400)
    reader.get("/dashboard?counts=some").then(400)


def test_an_empty_log_has_an_empty_dashboard(reader: Site) -> None:
    """And one whose incidents have nothing to count."""
    assert "None recorded" in reader.get("/dashboard").then(200).response.text


def test_columns_have_a_round_axis_and_nothing_of_what_is_kept_back() -> None:
    """2100 is drawn below 2500, 95 min below 2 h; a hidden count has a stub of one size."""
    plot = columns("x", "X", tally_marks([Tally("a", 2000, 100, 0), Tally("b", None, 0, 0)], {}))
    assert plot.lines[0] == ("0", "2500")
    assert plot.drawn[1].parts == (("kept", "144", "6"),)
    waits = [Waited("a", 3, 0, 0, 5700, 5700), Waited("b", 2, 0, 0, 60, None)]
    timed = columns("x", "X", waited_marks(waits, {}))
    assert timed.lines[0] == ("0", "2 h")
    assert [kind for kind, _, _ in timed.drawn[1].parts] == ["sure", "possible"]
    assert timed.drawn[1].mark.text == "at least 1 min, 2 waits"


@pytest.mark.parametrize(
    ("tally", "text"),
    [
        (Tally("x", 5, 0, 0), "5"),
        (Tally("x", 5, 2, 0), "5 + 2 possible"),
        (Tally("x", 0, 2, 0), "2 possible"),
        (Tally("x", 5, None, 0), "5, possible kept back"),
        (Tally("x", None, 2, 0), "2 possible, definite kept back"),
        (Tally("x", None, None, 0), "kept back"),
        (Tally("x", 0, None, 0), "kept back"),
    ],
)
def test_definite_and_possible_are_told_apart(tally: Tally, text: str) -> None:
    """Never added up."""
    assert tally_marks([tally], {}).marks[0].text == text


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_dashboard_fits_and_complains_of_nothing(
    visit: Site, browser: Browser, width: int
) -> None:
    """No sideways scrolling, no refused address, with all tables open."""
    page = signed_in(browser, visit, "/dashboard").resize(width, 800)
    page.run("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.run("return document.documentElement.scrollWidth") <= width
    assert page.complaints() == []
    page.devtools("Emulation.clearDeviceMetricsOverride", {})


def test_the_canary_stays_text_on_the_dashboard(reader: Site) -> None:
    """Nothing that agencies write in free text becomes an element."""
    called = "12:05 police:met contact_received channel=999 caller_kind=public"
    reader.api.given(*GAP, f"{called} location='<img src=x onerror=alert(1)>'")
    assert "<img" not in reader.get("/dashboard?counts=all").then(200).response.text


def test_what_is_kept_back_is_not_drawn_as_nothing(reader: Site) -> None:
    """Three incidents: no axis from 0 to 1, but how many numbers are kept back, and what to do."""
    given_many(reader, 3)
    html = reader.get("/dashboard").then(200).response.text
    assert '<svg class="columns"' not in html
    assert html.count("What there is of this is kept back") == len(PLOTS)
    assert "disclosure control" in html
    assert "3 incidents are few to count" in html
    assert "jointlog demo --practice" in html
    every = reader.get("/dashboard?counts=all").then(200).response.text
    assert "What there is of this is kept back" not in every
    assert "are few to count" not in every
