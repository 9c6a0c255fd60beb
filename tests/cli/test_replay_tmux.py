"""`jointlog replay` in a real terminal of 80 columns and 24 rows: type keys, read the screen."""

import re
from collections.abc import Callable

import pytest

from jointlog.domain.store.log import open_log
from tests.cli.running import run
from tests.cli.terminal import Terminal
from tests.grammar import INCIDENT, at, draft

BETHNAL = "bethnal-green-2011"
COLOUR = re.compile(r"\x1b\[[0-9;]*\b(3[0-8]|4[0-8]|9[0-7])(;|m)")


def test_a_reviewer_finds_the_worst_gap_with_one_key(terminal: Terminal, demo_log: str) -> None:
    """W goes to the longest gap, e to its end, q leaves with 0; all in 80 columns and 24 rows."""
    terminal.start("replay", BETHNAL, "--database", demo_log)
    first = terminal.sees("q quit").splitlines()
    assert len(first) <= 24
    assert all(len(line) <= 80 for line in first)
    for label in ("←→ step", "g gap", "f finding", "w worst", "t time", "space play", "? help"):
        assert label in first[-1]
    terminal.type("w")
    seen = terminal.sees("1 of 1: S1 held by nobody, 47 to 54 min")
    assert "*░ clinical care    nobody" in seen
    assert "police:met: recorded 19:34-19:39" in seen
    terminal.type("e")
    terminal.sees("clinical care    acute")
    terminal.type("t")
    terminal.sees("To what time?")
    terminal.type("19:45", "Enter")
    terminal.sees("The last entry by 19:45")
    terminal.type("t")
    terminal.sees("To what time?")
    terminal.type("nonsense", "Enter")
    refused = terminal.sees("in Europe/London)")
    assert "'nonsense' is not a time" in refused
    assert "q quit" in refused
    terminal.type("/")
    terminal.sees("To which entry?")
    terminal.type("ambulanz", "Enter")
    terminal.sees("did you mean ambulance?")
    terminal.type("?")
    terminal.sees("the worst gap; again for the next worst")
    terminal.type("q")
    terminal.sees("No entry has")
    terminal.type("q")
    terminal.sees("left with 0")


def test_without_colour_the_screen_has_none(terminal: Terminal, demo_log: str) -> None:
    """NO_COLOR: bold and signs only; the chosen finding of the list is told by its sign."""
    terminal.start("replay", BETHNAL, "--database", demo_log, NO_COLOR="1")
    terminal.sees("q quit")
    assert not COLOUR.search(terminal.screen("-e"))
    terminal.type("o")
    terminal.sees("▶ S1")
    terminal.type("Down")
    terminal.sees("▶ S1  14 to 23 min")
    assert not COLOUR.search(terminal.screen("-e"))


def test_a_wide_terminal_shows_who_knew_in_a_column(terminal: Terminal, demo_log: str) -> None:
    """At 140 columns three panels stand side by side."""
    terminal.start("replay", BETHNAL, "--database", demo_log, width=140, height=40)
    seen = terminal.sees("? help")
    assert re.search(r"Who holds what .* Who knew", seen)


def test_a_log_that_grows_is_followed(
    terminal: Terminal, empty_log: str, clocked: Callable[[int, str], None]
) -> None:
    """An entry that is posted while the session is open appears by itself, state and all."""
    clocked(1, "12:00:00 police:met s136_power_used limb=remove")
    terminal.start("replay", INCIDENT, "--follow", "--database", empty_log)
    terminal.sees("1/1  LIVE")
    clocked(2, "13:00:00 police:met resource_left_scene reason=other")
    seen = terminal.sees("2/2  LIVE")
    assert "*░ detention        nobody" in seen


def test_the_plain_form_follows_too(
    terminal: Terminal, empty_log: str, clocked: Callable[[int, str], None]
) -> None:
    """With --plain --follow a new entry is printed when it comes; Ctrl-C leaves with 130."""
    clocked(1, "12:00:00 police:met s136_power_used limb=remove")
    terminal.start("replay", INCIDENT, "--plain", "--follow", "--database", empty_log, height=200)
    terminal.sees("s136_power_used")
    clocked(2, "13:00:00 police:met resource_left_scene reason=other")
    assert "*░ detention        nobody" in terminal.sees("resource_left_scene")
    terminal.type("C-c")
    terminal.sees("stopped")
    terminal.sees("left with 130")


@pytest.fixture
def clocked(empty_log: str) -> Callable[[int, str], None]:
    """Records a line of the grammar as that numbered entry."""

    def record(number: int, line: str) -> None:
        made, agency = draft(number, line)
        with open_log(empty_log) as log:
            log.post(made, agency, now_ms=at("14:00") * 1000)

    return record


def test_plain_on_a_terminal_and_for_a_pipe_is_the_same(terminal: Terminal, demo_log: str) -> None:
    """--plain prints what a pipe gets: after each entry the state, the clocks, who knew."""
    piped = run("replay", BETHNAL, "--database", demo_log).stdout
    terminal.start("replay", BETHNAL, "--plain", "--database", demo_log, width=80, height=2000)
    seen = terminal.sees("left with 0").partition("left with 0")[0]
    assert seen.rstrip().splitlines() == [line.rstrip() for line in piped.splitlines()]
    for heading in (
        "Worst first",
        "Who holds what",
        "With the person",
        "Waits",
        "Clocks",
        "Who knew",
    ):
        assert heading in piped
