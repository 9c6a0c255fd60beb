"""The session of `jointlog replay`, driven by keys on a screen of 80 columns and 24 rows."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from jointlog.cli.replay.app import ReplayApp
from jointlog.cli.replay.keys import KEYS
from jointlog.domain.entry import Entry
from jointlog.domain.errors import StoreBusyError
from jointlog.domain.incident import view
from jointlog.projections.case import examine
from jointlog.projections.replay import Replay, replay
from jointlog.projections.wording.times import Clock
from tests.grammar import at, given

STORY = given(
    "12:00 police:met contact_received channel=999 caller_kind=public "
    "location='[bold]a[/bold] \x1b[31m\u202epub'",
    "12:05 police:met resource_arrived_at_scene callsign=u1",
    "12:10 police:met s136_power_used limb=remove",
    "12:15 police:met assistance_requested kind=ambulance_convey to=ambulance:las",
    "12:30 ambulance:las resource_arrived_at_scene callsign=A1",
    "12:40 police:met handover_offered strands=DET,SAFE to=mental_health:slam",
    "12:50 police:met resource_left_scene callsign=u1 reason=handed_over",
    "13:30 mental_health:slam handover_accepted strands=DET,SAFE by_role=ward_nurse",
).entries
Driven = Callable[[ReplayApp, Pilot[None]], Awaitable[None]]


class Held:
    """A log that holds so many entries of the story."""

    def __init__(self, count: int = len(STORY)) -> None:
        self.count = count
        self.is_busy = False

    def load(self) -> tuple[Replay, Clock]:
        """The replay of what it holds."""
        entries: tuple[Entry, ...] = STORY[: self.count]
        return replay(examine(entries)), Clock.of(view(entries), entries)

    def version(self) -> int:
        """How many it holds."""
        if self.is_busy:
            raise StoreBusyError("the log is busy")
        return self.count


def drive(
    act: Driven, held: Held | None = None, size: tuple[int, int] = (80, 24), **options: bool | int
) -> None:
    """Run the session without a terminal, and act on it."""

    async def run() -> None:
        log = held or Held()
        app = ReplayApp(log.load, log.version, **options)  # type: ignore[arg-type]
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await act(app, pilot)

    asyncio.run(run())


def text(app: ReplayApp, name: str) -> str:
    """What a part of the session's own screen says."""
    return str(app.screen_stack[0].query_one(f"#{name}", Static).content)


def test_stepping_shows_each_state_and_stops_at_the_ends() -> None:
    """Two steps on is the third entry: police hold detention; before the first is no entry."""

    async def act(app: ReplayApp, pilot: Pilot[None]) -> None:
        await pilot.press("right", "right")
        assert "s136_power_used" in text(app, "entry-text")
        assert "*━ detention        police:met" in text(app, "left-text")
        assert text(app, "head").endswith("3/8")
        await pilot.press("home", "left")
        assert app.index == 0
        assert "no more entry" in text(app, "status")
        await pilot.press("end")
        assert app.index == 7

    drive(act)


def test_free_text_is_never_markup_nor_a_code() -> None:
    """A location with markup, an escape and a turned line is shown as it was written."""

    async def act(app: ReplayApp, pilot: Pilot[None]) -> None:
        del pilot
        shown = " ".join(text(app, "entry-text").split())
        assert "[bold]a[/bold] \\x1b[31m\\u202epub" in shown

    drive(act)


def test_gap_finding_and_the_worst_are_gone_to() -> None:
    """The gap begins when police leave (7th), ends when the trust accepts (8th); e goes there."""

    async def act(app: ReplayApp, pilot: Pilot[None]) -> None:
        await pilot.press("e")
        assert "Go to a gap or finding first" in text(app, "status")
        await pilot.press("w")
        worst = app.session.worst_gaps[0]
        assert app.index == worst.first
        assert f"1 of {len(app.session.worst_gaps)}" in text(app, "status")
        await pilot.press("e")
        assert app.index == worst.last
        await pilot.press("e")
        assert app.index == worst.first
        await pilot.press("W")
        assert text(app, "status").startswith(f"{len(app.session.worst_gaps)} of")
        await pilot.press("home", "g")
        first = app.session.next_place(0, gaps=True)
        assert first is not None
        assert app.index == first.first
        await pilot.press("end", "G")
        assert app.index < 7
        await pilot.press("end", "g")
        assert text(app, "status") == "No gap begins later."
        await pilot.press("F", "home", "F")
        assert text(app, "status") == "No finding begins before."

    drive(act)


def test_an_incident_without_findings_says_so() -> None:
    """The first entry alone has no gap; w and g say so and stay."""

    async def act(app: ReplayApp, pilot: Pilot[None]) -> None:
        await pilot.press("w")
        assert app.session.worst or "No gap and no finding" in text(app, "status")
        await pilot.press("space", "space", "minus")
        assert app.index == 0

    drive(act, Held(2))


def test_the_list_sorts_narrows_and_goes_there() -> None:
    """O lists the worst first, s by time, 1 only S1; Enter goes to the one with the sign."""

    async def act(app: ReplayApp, pilot: Pilot[None]) -> None:
        await pilot.press("o")
        await pilot.pause()
        options = app.screen.query_one(OptionList)
        assert options.option_count == len(app.session.worst)
        assert str(options.get_option_at_index(0).prompt).startswith("▶ S")
        await pilot.press("g")
        assert options.option_count == len(app.session.worst_gaps)
        await pilot.press("2", "a", "s", "s", "down")
        await pilot.pause()
        assert str(options.get_option_at_index(1).prompt).startswith("▶ S")
        await pilot.press("enter")
        await pilot.pause()
        assert app.index == app.session.worst[1].first
        assert app.session.worst[1].finding.id in text(app, "status")
        await pilot.press("o")
        await pilot.press("escape")
        assert app.index == app.session.worst[1].first

    drive(act)


def test_going_to_a_time_and_to_an_entry() -> None:
    """T 12:20 is the 4th entry; / #7, a type, words; what is not there names the nearest."""

    async def ask(pilot: Pilot[None], key: str, words: str) -> None:
        await pilot.press(key)
        await pilot.press(*words.replace(" ", "_"), "enter")
        await pilot.pause()

    async def act(app: ReplayApp, pilot: Pilot[None]) -> None:
        await ask(pilot, "t", "12:20")
        assert app.index == 3
        await ask(pilot, "t", "teatime")
        assert app.index == 3
        assert "teatime" in text(app, "status")
        await ask(pilot, "slash", "7")
        assert app.index == 6
        await ask(pilot, "slash", "99")
        assert "no entry #99" in text(app, "status")
        await ask(pilot, "slash", "arrived")
        assert app.index == 1
        await pilot.press("N")
        assert app.index == 4
        await ask(pilot, "slash", "ambulanz")
        assert "did you mean ambulance" in text(app, "status")
        await ask(pilot, "slash", "xyzzy")
        assert text(app, "status") == "No entry has 'xyzzy'."
        await pilot.press("slash", "escape", "t", "escape")
        assert app.index == 4

    drive(act)


def test_playing_goes_on_by_itself_and_stops_at_the_end() -> None:
    """At the highest speed each step takes 0.2 s; at the last entry it stops; space begins anew."""

    async def act(app: ReplayApp, pilot: Pilot[None]) -> None:
        await pilot.press("plus", "plus", "plus", "plus", "end", "left", "space")
        assert "playing 7200x" in text(app, "head")
        await pilot.pause(0.5)
        assert app.index == 7
        assert "playing" not in text(app, "head")
        await pilot.press("space")
        assert app.index == 0
        await pilot.press("minus", "space")
        assert "playing" not in text(app, "head")

    drive(act)


def test_a_live_log_brings_new_entries_and_a_refusal_is_said() -> None:
    """A reader at the end goes on to the newest; one before it stays where they are."""
    held = Held(3)

    async def act(app: ReplayApp, pilot: Pilot[None]) -> None:
        await app._poll()
        await pilot.press("end")
        held.count = 4
        await app._poll()
        assert app.index == 3
        assert text(app, "status") == "1 new entry."
        assert "LIVE" in text(app, "head")
        await pilot.press("home")
        held.count = 8
        await app._poll()
        assert (app.index, len(app.session.steps)) == (0, 8)
        assert text(app, "status") == "4 new entries."
        held.is_busy = True
        await app._poll()
        assert text(app, "status") == "the log is busy"
        await pilot.press("L")
        await app._poll()
        assert text(app, "status") == "No longer followed."

    drive(act, held, is_followed=True)


def test_an_empty_view_goes_on_when_something_is_recorded() -> None:
    """Nothing is recorded, and no key fails; the first entry appears when it comes."""
    held = Held(0)

    async def act(app: ReplayApp, pilot: Pilot[None]) -> None:
        assert "Nothing is recorded" in text(app, "status")
        await pilot.press("right", "left", "g", "w", "t", "escape", "space", "end", "home", "o")
        await pilot.press("escape")
        held.count = 2
        await app._poll()
        assert app.index == 1

    drive(act, held, is_followed=True)


@pytest.mark.parametrize("size", [(80, 24), (140, 40), (60, 15)])
def test_every_screen_keeps_its_width_and_shows_its_keys(size: tuple[int, int]) -> None:
    """On a wide screen who knew has a column of its own; help names every key."""

    async def act(app: ReplayApp, pilot: Pilot[None]) -> None:
        await pilot.press("right", "right", "right")
        told = "knew-text" if size[0] >= 120 else "right-text"
        assert "Who knew" in text(app, told)
        for name in ("left-text", "right-text"):
            assert max(map(len, text(app, name).splitlines())) <= size[0] // 2 + 20
        await pilot.press("question_mark")
        await pilot.pause()
        said = str(app.screen.query_one("#help Static", Static).content)
        assert all(key.help in said for key in KEYS)
        await pilot.resize_terminal(100, 30)
        await pilot.press("escape")

    drive(act, size=size)


def test_it_begins_at_the_time_asked_for() -> None:
    """--at 12:20 begins at the fourth entry."""

    async def act(app: ReplayApp, pilot: Pilot[None]) -> None:
        del pilot
        assert app.index == 3

    drive(act, start_s=at("12:20"))
