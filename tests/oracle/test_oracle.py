"""The engine's grades and lengths, held against every admissible world of small incidents.

What is proved: for two to seven entries of the kinds below, with times to the second, to the
minute, about and between, with and without a declared clock offset, with links and with acts that
two agencies tell, and for each detector of its theme
(`tests/oracle/themes.py`; what is not compared is told there):

* it finds what is found in some world, and nothing else;
* it is definite exactly where every world has it;
* its longest length is the longest of any world; its shortest is the shortest of any world, or,
  where that is within the limit and so no find, not more than the shortest find.

F-WAIT-07 is compared in grade only where its standards end with different acts (45 minutes end when
the crew leaves, 30 minutes do not): in each world its length is that of the longest limit passed
there, and the engine's is that of the longest passed in all.

It does not prove that the detectors are right in a world where every time is exact: each has tests
of its own. More examples: ``JOINTLOG_ORACLE=5000 pytest tests/oracle``.
"""

import os
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis import given as law
from hypothesis import strategies as st

from jointlog.domain.time import Length, Window
from jointlog.projections.case import Question, examine
from jointlog.projections.finding import Finding
from jointlog.projections.findings import TABLE
from tests.grammar import entry
from tests.oracle.themes import SCENE, THEMES, Theme
from tests.oracle.worlds import Told, is_too_many, judged, worlds

FEW = 30
EXAMPLES = int(os.environ.get("JOINTLOG_ORACLE", str(FEW)))
SEARCHED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES == FEW,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
"""How incidents are made: always the same few, or as many others as are asked for."""
PROTOCOL = "england@2026-03-01"
SEVERAL_ENDS = frozenset({"F-WAIT-07"})
OFFSET_S, UNSURE_S = 300, 60
CLOCK = "12:00:00 police:met clock_offset_declared system=CAD offset_s=300 uncertainty_s=60"
ACTS = SCENE.acts
SECOND = SCENE.second


@dataclass(frozen=True)
class Line:
    """One entry to be: when, what, which act it tells and what it says that it followed."""

    when: str
    what: str
    act: int
    link: str = ""


def said(minutes: int, *, seconds: bool = True) -> str:
    """A time so many minutes after 12:00."""
    day, minute = divmod(720 + minutes, 1440)
    clock = f"{minute // 60:02d}:{minute % 60:02d}{':00' if seconds else ''}"
    return clock if not day else f"2026-03-{day + 1:02d}_{clock}"


@st.composite
def times(draw: st.DrawFn, step: int, last: int) -> str:
    """A time after 12:00, in so many minutes."""
    minutes = draw(st.integers(0, last)) * step
    form = draw(st.sampled_from(["second", "minute", "about", "between", "between"]))
    if form == "between":
        return f"{said(minutes)}/{said(minutes + step * draw(st.integers(1, 3)))}"
    about = f"~{said(minutes)}_±{step}_min"
    return {"second": said(minutes), "minute": said(minutes, seconds=False), "about": about}[form]


@st.composite
def incidents(draw: st.DrawFn, theme: Theme) -> tuple[list[Line], bool]:
    """Two to seven entries, with links and second reports; and whether the police clock is off."""
    chosen = draw(st.lists(st.sampled_from(theme.acts), min_size=2, max_size=6, unique=True))
    lines: list[Line] = []
    for act, what in enumerate(chosen):
        link = ""
        if act and draw(st.integers(0, 3)) == 0:
            kind = "replies_to" if "request_" in what else "caused_by"
            link = f" @{kind}=#{draw(st.integers(1, act))}"
        lines.append(Line(draw(times(theme.step_min, theme.last)), what, act, link))
    again = [line for line in lines if line.what in theme.second]
    is_again: bool = draw(st.sampled_from([True, False]))
    if again and is_again:
        first = draw(st.sampled_from(again))
        lines.append(
            Line(draw(times(theme.step_min, theme.last)), theme.second[first.what], first.act)
        )
    skewed: bool = draw(st.sampled_from([True, False]))
    return lines, skewed


def reports_of(lines: list[Line], *, is_skewed: bool) -> list[Told]:
    """The entries; police times are read from a clock that is five minutes ahead, if skewed."""
    made: list[Told] = []
    for number, line in enumerate(lines, 1):
        by_clock = " @clock=CAD" if is_skewed and line.what.startswith("police:") else ""
        each = entry(number, f"{line.when} {line.what}{line.link}{by_clock}")
        window = each.envelope.occurred.window
        if by_clock:
            low_s, high_s = window.earliest_s - OFFSET_S, window.latest_s - OFFSET_S
            window = Window(low_s - UNSURE_S, high_s + UNSURE_S)
        made.append(Told(each, line.act, window))
    return made


def agrees(lines: list[Line], *, is_skewed: bool = False, theme: Theme = SCENE) -> None:
    """The engine and the worlds say the same."""
    reports = reports_of(lines, is_skewed=is_skewed)
    entries = [each.entry for each in reports]
    if is_skewed:
        entries.append(entry(len(entries) + 1, CLOCK))
    case = examine(entries, Question(protocol=PROTOCOL))
    detectors = [each for each in TABLE if each.code in theme.codes]
    told_by = [
        (each.code, str(strand), each.found.grade.value, each.found.length, _limit_s(each))
        for detector in detectors
        for each in detector.find(case)
        for strand in each.found.strands or ("",)
    ]
    told_by.sort(key=lambda each: (*each[:3], _longest_s(each[3])))
    brute = judged(reports, detectors, PROTOCOL, theme.step_min * 60)
    brute.sort(key=lambda each: (*each[:3], _longest_s(each[3])))
    same = [each[:3] for each in told_by] == [each[:3] for each in brute]
    for (code, *_, length, limit_s), (*_, true) in zip(told_by, brute, strict=False):
        is_mixed = code in SEVERAL_ENDS and true is None
        same &= is_mixed or _is_same(length, limit_s, true)
    if not same:
        written = "\n".join(f"{line.when} {line.what}{line.link}" for line in lines)
        raise AssertionError(f"skewed {is_skewed}\n{written}\nengine: {told_by}\nworlds: {brute}")


def _limit_s(finding: Finding) -> int:
    """Up to which length it is no find; F-GAP-03 allows an acceptance within 15 minutes."""
    return 900 if finding.code == "F-GAP-03" else finding.found.limit_s or 0


def _longest_s(length: Length | None) -> int:
    return length.max_s or 0 if length is not None else 0


def _is_same(length: Length | None, limit_s: int, true: Length | None) -> bool:
    """Whether the engine's length is that of the worlds, as far as they are finds."""
    if length is None or true is None:
        return length is true
    is_shortest = length.min_s == true.min_s or length.min_s <= min(limit_s, true.min_s)
    return length.max_s == true.max_s and is_shortest


def _is_one_act(second: Told, reports: list[Told]) -> bool:
    """Whether nothing brings the agency back between the two reports of an act."""
    told = [each for each in reports if each.act == second.act]
    first_s = min(each.window.earliest_s for each in told)
    other = [each for each in reports if each.act != second.act and each.who == second.who]
    return all(each.window.latest_s < first_s for each in other)


@pytest.mark.parametrize("name", THEMES)
@SEARCHED
@law(data=st.data())
def test_the_engine_agrees_with_every_admissible_world(name: str, data: st.DataObject) -> None:
    """Grade, shortest and longest, of each compared finding."""
    theme = THEMES[name]
    lines, is_skewed = data.draw(incidents(theme))
    reports = reports_of(lines, is_skewed=is_skewed)
    step_s = theme.step_min * 60
    assume(not is_too_many(reports, step_s))
    assume(next(worlds(reports, step_s), None) is not None)  # links can exclude every order
    assume(all(_is_one_act(each, reports) for each in reports if each.act + 1 < each.entry.version))
    agrees(lines, is_skewed=is_skewed, theme=theme)


def lines_of(*written: str) -> list[Line]:
    """One act a line: when, then what."""
    parts = [each.split(" ", 1) for each in written]
    return [Line(when, what, act) for act, (when, what) in enumerate(parts)]


def test_the_end_of_the_record_is_not_later_than_its_own_last_act() -> None:
    """The request follows the power in one minute: from the last act on there is no length."""
    asked = f"{ACTS[3]} @caused_by=#1"
    agrees(lines_of("12:00 police:met s136_power_used limb=remove", f"12:00 {asked}"))


def test_what_says_that_a_strand_is_needed_is_not_itself_why_it_was() -> None:
    """Care is needed from 12:45 to 13:00 and held from 12:50: for up to 359 s by nobody."""
    agrees(lines_of(f"12:45:00/13:00:00 {ACTS[5]}", f"12:50 {ACTS[15]}"))


def test_who_came_back_before_leaving_is_not_back() -> None:
    """Retaken, then gone, within one uncertain minute: nothing follows, so no length."""
    agrees(lines_of(f"12:00:00 {ACTS[7]}", f"12:00:00 {ACTS[8]}"), is_skewed=True)


def test_an_arrival_before_the_request_is_no_answer_to_it() -> None:
    """The crew comes at 12:00, the request is from 11:59 to 12:01: possibly unanswered."""
    written = (f"12:00:00 {ACTS[4]}", f"12:00:00 {ACTS[11]}", f"12:05:00 {ACTS[15]}")
    agrees(lines_of(*written, f"12:05:00 {ACTS[3]}"), is_skewed=True)


def test_an_act_told_twice_does_not_prolong_the_record() -> None:
    """Two reports of one arrival, the one taken is the last act: no length from it."""
    lines = lines_of(f"12:00:00 {ACTS[0]}", f"12:00:00 {ACTS[11]}")
    agrees([*lines, Line("12:00", SECOND[ACTS[11]], 1)], is_skewed=True)


def test_who_had_left_before_the_request_is_not_who_it_waited_for() -> None:
    """The crew left from 12:50:00 to 12:50:59, the request is from 12:50 to 13:00.

    Where the crew left first, the request is the last act of the record: no length from it. Where
    the request came first, the crew was there: no ambulance was missing.
    """
    written = (
        f"12:00 {ACTS[11]}",
        f"12:50:00/13:00:00 {ACTS[3]} @caused_by=#1",
        f"~12:40:00_±5_min {ACTS[6]} @caused_by=#2",
        f"12:50 {ACTS[12]}",
        f"12:50:00 {ACTS[1]} @caused_by=#3",
        f"12:15:00/12:30:00 {ACTS[18]}",
    )
    agrees(lines_of(*written))
