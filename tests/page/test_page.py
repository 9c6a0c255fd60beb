"""What the page shows, over the real server."""

import json
import re

import pytest

from benchmarks.merged import merged_entries
from jointlog.api.page.gate import CSP, STATIC, static_text
from tests.grammar import RECORDED_MS
from tests.page.site import Elements, Site, svg_of

POWER = "12:00 police:met s136_power_used limb=remove"
LEFT = "13:00 police:met resource_left_scene reason=other"
TAKEN = "13:40 acute:kings handover_accepted strands=DET"
INCIDENT = "/incidents/test-incident"
BETHNAL = "/incidents/bethnal-green-2011"
SVG_BYTES_MAX = 150_000
ELEMENTS_MAX = 2_000


def drawn_ids(page: Elements) -> list[str]:
    """The bars and marks of the drawing, in its order."""
    kinds = ("bar", "entry", "late")
    return [a["id"] for a in page.named("a") if a.get("class", "").split(" ")[0] in kinds]


def test_every_answer_has_the_strict_policy(reader: Site) -> None:
    """Pages, refusals, redirects and files: nothing inline, nothing from elsewhere, not kept."""
    reader.api.given(POWER, LEFT)
    for path in ("/", INCIDENT, "/incidents/none", "/sign-in", f"{INCIDENT}?from=x"):
        headers = reader.get(path).response.headers
        assert headers["content-security-policy"] == CSP
        assert headers["cache-control"] == "no-store"
    assert "unsafe" not in CSP


def test_nothing_is_inline_and_nothing_is_fetched_from_elsewhere(reader: Site) -> None:
    """No script or style in the page, no handler, no address that is not ours."""
    reader.given_case("bethnal-green-2011")
    finding = re.search(r"findings/F-[^\"?#]+", reader.get(BETHNAL).response.text)
    assert finding is not None
    for path in ("/", BETHNAL, f"{BETHNAL}/knowledge", f"{BETHNAL}/{finding[0]}", "/sign-in"):
        page = reader.elements(path)
        assert page.named("style") == []
        assert all("src" in attributes for attributes in page.named("script"))
        for _, attributes, _ in page.all:
            assert not [name for name in attributes if name == "style" or name.startswith("on")]
            for name in ("src", "href", "action"):
                assert attributes.get(name, "/").startswith(("/", "#")), attributes
    for name in STATIC:
        text = static_text(name).replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text
        assert "https:" not in text
    assert len(static_text("script.js").encode()) <= 10_240


def test_files_are_served_to_anybody_and_kept(site: Site) -> None:
    """The stylesheet and script have addresses that change with their content."""
    page = site.elements("/sign-in")
    for address in (page.named("link")[0]["href"], page.named("script")[0]["src"]):
        headers = site.get(address).then(200).response.headers
        assert "immutable" in headers["cache-control"]
    site.get("/page/x/none.css").then(404)


@pytest.mark.parametrize("path", [INCIDENT, f"{INCIDENT}/knowledge", "/"])
def test_a_canary_in_free_text_stays_text(reader: Site, path: str) -> None:
    """An <img onerror> in every text that agencies write is shown as it stands."""
    canary = '<img src=x onerror="document.title=1">'
    word = f"'{canary}'"
    asked = "12:02 police:met assistance_requested kind=ambulance_treat to=ambulance:las"
    used = f"12:03 police:met s136_power_used limb=remove @subject={word}"
    reader.api.given(
        f"12:00 police:met contact_received channel=999 caller_kind=public location={word}",
        f"12:01 police:met call_information_recorded item={word} value_recorded={word}",
        f"{asked} facts_given={word}",
        f"{used} grounds={word} @person={word}",
        f"13:00 police:met resource_left_scene reason=other callsign={word} @subject={word}",
    )
    html = reader.get(path).then(200).response.text
    assert Elements(html).named("img") == []
    assert "<img" not in html
    if path == INCIDENT:
        assert "&lt;img src=x onerror=" in html


def test_the_drawing_is_the_projection(reader: Site) -> None:
    """Every bar of the lanes' JSON is drawn once, in its order, and nothing else is."""
    for name in ("bethnal-green-2011", "luton-2013", "clean-section-136"):
        reader.given_case(name)
    for head in reader.api.log.incidents():
        path = f"/incidents/{head.incident}"
        plain = json.loads(reader.get(f"{path}/lanes").then(200).response.text)
        bars = [bar["id"] for lane in plain["lanes"] for bar in lane["bars"]]
        page = reader.elements(path)
        assert drawn_ids(page) == bars
        ids = [attributes["id"] for _, attributes, _ in page.all if "id" in attributes]
        assert len(ids) == len(set(ids)), "every id stands once"
        inner = {a["href"][1:] for a in page.named("a") if a.get("href", "").startswith("#")}
        assert inner <= {*ids}, "every link inside the page leads somewhere"


def test_a_gap_is_drawn_with_hatch_dashes_length_and_evidence(reader: Site) -> None:
    """Never by colour alone; it leads to what it rests on, and the table has the same."""
    reader.api.given(POWER, LEFT, TAKEN)
    html = reader.get(INCIDENT).then(200).response.text
    gap = re.search(r'<a id="open-p0-DET-2".*?</a>', html, re.DOTALL)
    assert gap is not None
    assert 'fill="url(#hatch-gap)"' in gap[0]
    assert "Gap: Detention, nobody, 40 min, from 13:00 until 13:40" in gap[0]
    assert "Detention: nobody, 40 min</text>" in html
    address = re.search(r'href="([^"]+)"', gap[0])
    assert address is not None
    evidence = reader.get(address[1]).then(200).response.text
    assert "Resource left scene" in evidence
    assert "Handover accepted" in evidence
    assert "What it finds:" in evidence
    assert 'id="row-open-p0-DET-2"' in html


def test_the_address_reproduces_the_picture(reader: Site) -> None:
    """Window, person and moment stand in the address; the same address gives the same page."""
    reader.api.given(POWER, LEFT, TAKEN)
    path = f"{INCIDENT}?from=2026-03-01T12:50:00Z&to=2026-03-01T13:10:00Z&subject=P1"
    first = reader.get(path).then(200).response.text
    assert first == reader.get(path).response.text
    assert 'data-from="1772369400" data-to="1772370600"' in first
    assert drawn_ids(Elements(first)) != drawn_ids(reader.elements(INCIDENT))
    local = f"{INCIDENT}?from=2026-03-01T12:50:00&to=2026-03-01T13:10:00"
    assert 'data-from="1772369400" data-to="1772370600"' in reader.get(local).response.text


def test_known_at_and_since_show_what_the_log_learnt(reader: Site) -> None:
    """Before entry 3 was recorded detention stood unheld to the end; the diff names entry 3."""
    reader.api.given(POWER, LEFT, "15:00 fire:lfb resource_arrived_at_scene")
    reader.api.given(TAKEN, first=9)
    moment = "2026-03-01T21:20:05.000Z"
    assert RECORDED_MS + 5000 == 1_772_400_005_000
    before = reader.get(f"{INCIDENT}?known_at={moment}").then(200).response.text
    assert "Only what this log had recorded by" in before
    assert "acute:kings" not in svg_of(before)
    changed = reader.get(f"{INCIDENT}?since={moment}").then(200).response.text
    assert "What changed since" in changed
    assert "acute:kings: handover accepted" in changed
    assert "shortened" in changed
    same = reader.get(f"{INCIDENT}?since={moment}&known_at={moment}").then(200).response.text
    assert "No finding changed." in same


@pytest.mark.parametrize(
    "query",
    [
        "from=x",
        "to=1",
        "from=2026-03-01T13:00:00Z&to=2026-03-01T12:00:00Z",
        "known_at=yesterday",
        "since=now",
        "protocol=nowhere",
        f"subject={'x' * 101}",
    ],
)
def test_a_bad_question_is_refused_in_words(reader: Site, query: str) -> None:
    """As a page, with the status of the problem."""
    reader.api.given(POWER)
    answer = reader.get(f"{INCIDENT}?{query}")
    assert answer.response.status_code in (400, 404)
    assert answer.response.headers["content-type"].startswith("text/html")
    assert "<h1>" in answer.response.text


def test_what_is_not_there_is_a_page_too(reader: Site) -> None:
    """An unknown incident or finding, or a name that is none."""
    reader.api.given(POWER)
    for path in ("/incidents/none", f"{INCIDENT}/findings/F-GAP-01.0", "/incidents/%20"):
        text = reader.get(path).response.text
        assert "<h1>" in text
        assert '<a href="/dashboard">Dashboard</a>' in text
        assert "Sign out" in text
        assert reader.get(path).response.status_code in (400, 404)


def test_the_repeated_hour_has_two_names(reader: Site) -> None:
    """On 25 October 2026 the clocks go back: 01:30 is there as BST and as GMT."""
    reader.api.given(
        "2026-10-24T23:45:00Z police:met resource_arrived_at_scene",
        "2026-10-25_00:10_Europe/London police:met s136_power_used limb=remove",
        "2026-10-25T02:30:00Z police:met resource_left_scene reason=other",
    )
    html = reader.get(INCIDENT).then(200).response.text
    assert "times in Europe/London (BST and GMT)" in html
    assert '<div class="axis"><span class="name zone">Europe/London (BST and GMT)</span>' in html
    labels = re.findall(r"<text[^>]*>(\d\d:\d\d (?:BST|GMT))</text>", html)
    assert {"01:30 BST", "01:30 GMT"} <= set(labels)


def test_late_entries_are_marked_with_when_they_were_learnt(reader: Site) -> None:
    """A mark in the drawing, words in the table; nothing is said where nothing is late."""
    reader.api.given(POWER, "21:10 police:met resource_arrived_at_scene", LEFT)
    reader.api.given("22:00 police:met resource_arrived_at_scene", first=4)
    html = reader.get(INCIDENT).then(200).response.text
    assert 'class="late"' in html
    assert "◆ entry 1 learnt 21:20" in html


def test_knowledge_shows_holes(reader: Site) -> None:
    """What police recorded and the ambulance asked for is not recorded as having had."""
    reader.given_case("bethnal-green-2011")
    html = reader.get(f"{BETHNAL}/knowledge").then(200).response.text
    assert html.count('<td class="hole">not recorded</td>') >= 2
    assert "No record shows that ambulance:las had" in html
    reader.api.given(POWER)
    assert "No item of information" in reader.get(f"{INCIDENT}/knowledge").response.text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"bethnal-green-2011", "luton-2013"}),
        ("search=royal-london", {"bethnal-green-2011"}),
        ("search=luton", {"luton-2013"}),
        ("search=prone restraint", {"bethnal-green-2011", "luton-2013"}),
        ("agency=ambulance:las", {"bethnal-green-2011"}),
        ("finding=F-WAIT-07", {"bethnal-green-2011"}),
        ("severity=S3", {"bethnal-green-2011"}),
        ("from=2012-01-01", {"luton-2013"}),
        ("to=2012-01-01", {"bethnal-green-2011"}),
        ("from=2011-04-18&to=2011-04-18", {"bethnal-green-2011"}),
        ("search=nothing-like-it", set()),
        ("after=100", set()),
    ],
)
def test_the_list_narrows(reader: Site, query: str, shown: set[str]) -> None:
    """By words, agency, finding, severity and days."""
    reader.given_case("bethnal-green-2011")
    reader.given_case("luton-2013")
    page = reader.elements(f"/?{query}")
    links = {a["href"].rpartition("/")[2] for a in page.named("a") if "/incidents/" in a["href"]}
    assert links == shown


def test_the_list_says_what_is_open(reader: Site) -> None:
    """An incident whose wait or finding has no end is open; the filter shows only such."""
    reader.api.given(POWER, LEFT, "14:00 fire:lfb resource_arrived_at_scene")
    reader.api.given("12:00 fire:lfb resource_arrived_at_scene", incident="quiet", first=20)
    html = reader.get("/?state=open").then(200).response.text
    assert "/incidents/test-incident" in html
    assert "/incidents/quiet" not in html
    assert reader.get("/?from=soon").then(400).response.text


def links_of(page: Elements) -> list[str]:
    """The incidents that a list shows, in its order."""
    return [
        a["href"].rpartition("/")[2]
        for a in page.named("a")
        if a["href"].startswith("/incidents/") and "class" not in a
    ]


def test_the_list_says_what_is_new(reader: Site) -> None:
    """New is what was recorded behind what the reader marked as seen; the address can say it too.

    On the first visit nothing is new. Entry 4 makes it new, reading again does not change that.
    """
    reader.api.given(POWER, LEFT, TAKEN)
    assert "Nothing new" in reader.get("/").then(200).response.text
    reader.api.given("14:00 fire:lfb resource_arrived_at_scene", incident="later", first=20)
    html = reader.get("/?state=new").then(200).response.text
    assert html == reader.get("/?state=new").response.text
    assert links_of(Elements(html)) == ["later"]
    assert "1 new since you last marked them as seen, 2026-03-01 21:20 UTC" in html
    assert 'aria-label="later: new"' in html
    reader.api.given("15:00 fire:lfb resource_arrived_at_scene", first=21)
    changed = reader.get("/").response.text
    found = re.search(r'href="([^"]+since=[^"]+)" aria-label="test-incident: new, what', changed)
    assert found is not None
    assert "What changed since" in reader.get(found[1]).then(200).response.text
    assert len(links_of(reader.elements("/?state=new&new_since=0"))) == 2
    assert links_of(reader.elements("/?state=new&new_since=5")) == []
    seen = {"position": "5"}
    reader.post("/seen", seen).then(303)
    assert "Nothing new" in reader.get("/").response.text
    reader.post("/seen", {"position": "none"}).then(303)
    reader.http.cookies.set("jointlog_seen", "x" * 30)
    assert "Nothing new" in reader.get("/").then(200).response.text
    reader.post("/seen", seen, Origin="http://elsewhere.test").then(401)


@pytest.mark.parametrize(
    ("sort", "first"),
    [("", "quiet"), ("begins", "test-incident"), ("gravest", "test-incident"), ("name", "quiet")],
)
def test_the_list_is_ordered(reader: Site, sort: str, first: str) -> None:
    """By its newest entry, by when it began, by its gravest findings, or by name."""
    reader.api.given(POWER, LEFT, TAKEN)
    reader.api.given("11:00 fire:lfb resource_arrived_at_scene", incident="quiet", first=20)
    page = reader.elements(f"/?sort={sort}")
    assert links_of(page) == [first, *({"quiet", "test-incident"} - {first})]
    reader.get("/?sort=size").then(400)


def test_an_agency_that_only_recorded_is_found(reader: Site) -> None:
    """It is no party to any finding or wait."""
    reader.api.given("11:00 fire:lfb resource_arrived_at_scene", incident="quiet")
    assert links_of(reader.elements("/?agency=fire:lfb")) == ["quiet"]
    assert links_of(reader.elements("/?search=fire:lfb")) == ["quiet"]


@pytest.mark.parametrize(("entries", "days", "people"), [(300, 1, 3), (2000, 14, 1)])
def test_a_varied_incident_is_a_small_drawing(
    reader: Site, entries: int, days: int, people: int
) -> None:
    """Many simulated courses as one incident: 2,000 elements at most, 300 entries under 150 kB."""
    span_s = days * 86_400
    told = merged_entries("varied", entries=entries, span_s=span_s, people=people)
    reader.api.log.restore(told)
    html = reader.get("/incidents/varied").then(200).response.text
    drawing = svg_of(html)
    assert len(Elements(drawing).all) < ELEMENTS_MAX
    if entries == 300:
        assert len(drawing.encode()) < SVG_BYTES_MAX
        assert 'aria-label="Person"' in html
        return
    assert html.count('<tr id="entry-') == 400
    assert f"{entries - 400} more entries are not listed" in html
    page = Elements(html)
    ids = {attributes["id"] for _, attributes, _ in page.all if "id" in attributes}
    inner = {a["href"][1:] for a in page.named("a") if a.get("href", "").startswith("#")}
    assert inner <= ids, "every link inside the page leads somewhere"
    everything = reader.get("/incidents/varied?rows=all").then(200).response.text
    assert everything.count('<tr id="entry-') == entries


def test_stretches_and_windows_narrow_what_is_listed(reader: Site) -> None:
    """A day of silence parts the record; the window of one part leaves the other's findings out."""
    reader.api.given(POWER, LEFT, TAKEN, "2026-03-03_12:00 fire:lfb resource_arrived_at_scene")
    html = reader.get(INCIDENT).then(200).response.text
    assert "The record has 2 stretches apart from each other" in html
    narrow = f"{INCIDENT}?from=2026-03-03T11:00:00Z&to=2026-03-03T13:00:00Z"
    part = reader.get(narrow).then(200).response.text
    assert "lie outside this window" in part
    assert part.count('<tr id="entry-') == 1
    assert 'href="/incidents/test-incident?rows=all#entry-3"' in part


def test_a_large_incident_is_a_small_drawing(reader: Site) -> None:
    """300 entries: under 150 kB of SVG and 2,000 elements; each entry is in the table."""
    lines = []
    for number in range(300):
        when = f"{8 + number // 60:02}:{number % 60:02}"
        what = (
            "s136_power_used limb=remove",
            "resource_left_scene reason=other",
            "assistance_requested kind=ambulance_treat to=ambulance:las",
            "handover_offered strands=DET to=acute:kings",
        )[number % 4]
        lines.append(f"{when} police:met {what} @subject=P{number % 3}")
    reader.api.given(*lines)
    html = reader.get(INCIDENT).then(200).response.text
    drawing = svg_of(html)
    assert len(drawing.encode()) < SVG_BYTES_MAX
    assert len(Elements(drawing).all) < ELEMENTS_MAX
    assert html.count('<tr id="entry-') == 300


def test_corrections_and_answers_are_seen(reader: Site) -> None:
    """An entry that was amended, disputed or taken back says so; a finding has its answers."""
    reader.api.given(
        POWER,
        LEFT,
        TAKEN,
        "14:00 police:met entry_amended @corrects=#1 field=occurred old=12:00 new=12:01",
        "14:01 acute:kings entry_disputed @corrects=#2 position='they stayed until 13:30'",
        "14:02 police:met resource_arrived_at_scene",
        "14:03 police:met entry_retracted @corrects=#6 why=duplicate",
    )
    html = reader.get(INCIDENT).then(200).response.text
    finding = re.search(r'href="([^"]+/findings/(F-GAP-01\.[^"?#]+))"', html)
    assert finding is not None
    reader.api.given(
        f"15:00 police:met finding_answered finding_id={finding[2]} explanation='we stayed near'",
        first=8,
    )
    html = reader.get(INCIDENT).then(200).response.text
    assert "<strong>amended</strong> by entry 4 of police:met" in html
    assert "<strong>disputed</strong> by entry 5 of acute:kings: they stayed until 13:30" in html
    assert '<tr id="entry-6" class="retracted">' in html
    assert "<strong>answer</strong> of police:met" in html
    assert f"/findings/{finding[2]}#rule" in html
    evidence = reader.get(finding[1]).then(200).response.text
    assert "we stayed near" in evidence
    assert "As known then" in evidence
    assert 'id="rule"' in evidence
