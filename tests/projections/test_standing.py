"""The picture as one file: well formed, alone, and the same as the lanes that it draws."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

from jointlog.domain.cases import load, names
from jointlog.domain.time import Window
from jointlog.projections.case import examine
from jointlog.projections.lanes.drawing import lanes
from jointlog.projections.lanes.parts import MARKS
from jointlog.projections.lanes.standing import NAME_MAX, _cut, standing
from tests.cases.checking import recorded
from tests.grammar import Given, at, given

SVG = "{http://www.w3.org/2000/svg}"
POWER = "12:00 police:met s136_power_used limb=remove"
LEFT = "13:00 police:met resource_left_scene reason=other"
TAKEN = "13:40 police:met s136_power_used limb=remove"
CANARY = "<img src=x onerror=alert(1)>&\x07"


def drawn(made: Given) -> str:
    """The file of these entries."""
    case = made.case()
    return standing(lanes(case), case.horizon, case.incident, "standards x")


def of_bars(text: str) -> list[ET.Element]:
    """The groups of the bars and marks of a file."""
    root = ET.fromstring(text)  # noqa: S314 - made here
    return [group for group in root.iter(f"{SVG}g") if group.find(f"{SVG}title") is not None]


def test_it_is_well_formed_and_stands_alone() -> None:
    """No script, no address but the name of SVG itself, and the words for who cannot see it."""
    text = drawn(given(POWER, LEFT, TAKEN))
    root = ET.fromstring(text)  # noqa: S314 - made here
    assert [root[0].tag, root[1].tag] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text == "test-incident"
    assert root[1].text == (
        "Sunday 1 March 2026, times in UTC, standards x. 5 lanes, "
        "1 stretch that nobody held or that was contested."
    )
    assert "script" not in text
    assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert re.findall(r"url\((?!#)", text) == []


def test_every_bar_is_there_with_its_sentence_and_gaps_are_hatched() -> None:
    """As many groups as bars; the gap of 13:00 to 13:40 tells its length, twice."""
    case = given(POWER, LEFT, TAKEN).case()
    bars = lanes(case).bars
    groups = of_bars(drawn(given(POWER, LEFT, TAKEN)))
    assert len(groups) == len(bars)
    gaps = [group for group in groups if group.get("class") == "gap"]
    hatched = [rect.get("fill") for group in gaps for rect in group.findall(f"{SVG}rect")]
    assert hatched == ["url(#hatch-gap)"] * len(hatched) != []
    root = ET.fromstring(drawn(given(POWER, LEFT, TAKEN)))  # noqa: S314 - made here
    texts = [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "gap"]
    assert texts == ["Detention: nobody, 40 min", "nobody, 40 min"]


def test_what_an_entry_says_is_escaped() -> None:
    """Markup in a pseudonym stays text, and a control character is no XML at all."""
    made = given(POWER, "12:10 police:met s136_power_used limb=remove @subject=P2")
    second = made.entries[1]
    hostile = replace(second, envelope=replace(second.envelope, subject=CANARY))
    case = examine((made.entries[0], hostile))
    text = standing(lanes(case), case.horizon, "x")
    assert "<img" not in text
    assert "person <img src=x onerror=alert(1)>&\ufffd" in "".join(
        ET.fromstring(text).itertext()  # noqa: S314
    )


def test_every_case_is_drawn_and_merged_marks_have_their_number() -> None:
    """All shipped cases; a mark of several entries is a circle with their number in it."""
    for name in names():
        case = examine(recorded(load(name)))
        made = lanes(case)
        text = standing(made, case.horizon, name)
        assert len(of_bars(text)) == len(made.bars)
        for bar in made.bars:
            if bar.look in MARKS and bar.count > 1:
                assert f">{bar.count}</text>" in text


def test_a_window_without_anything_says_so_and_long_names_keep_their_code() -> None:
    """The lane that never collapses tells that it is empty; T-X stays behind a cut name."""
    assert "none recorded in this window" in drawn(given(POWER))
    case = given(POWER, LEFT, TAKEN).case()
    early = standing(lanes(case, Window(at("11:00"), at("11:30"))), case.horizon, "x")
    assert ('class="end"' in early, early.count("none recorded")) == (False, 1)
    assert _cut("a" * 60) == "a" * (NAME_MAX - 1) + "…"
    assert _cut("a" * 60 + " (T-X)") == "a" * (NAME_MAX - 7) + "… (T-X)"
    assert _cut("a b (" + "c" * 60 + ")") == ("a b (" + "c" * 60)[: NAME_MAX - 1] + "…"
