"""The session on a terminal: a thin layer of keys and panels over `Replay`."""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.timer import Timer
from textual.widgets import Footer, Static

from jointlog.cli.output import Ink, Inked
from jointlog.cli.replay.finding_entries import Finder
from jointlog.cli.replay.keys import KEYS, SPEED_FIRST, SPEEDS
from jointlog.cli.replay.panels import Line, change_lines, entry_lines, sections
from jointlog.cli.replay.screens import Ask, FindingList, Help
from jointlog.cli.replay.show import shown, strip
from jointlog.domain.errors import LogError, MalformedError
from jointlog.projections.replay import Place, Replay
from jointlog.projections.wording.times import Clock
from jointlog.projections.wording.words import finding_length

Loaded = tuple[Replay, Clock]
POLL_S = 1.0
WIDE = 120
LEFT = ("Who holds what", "With the person")
KNEW = "Who knew"


class ReplayApp(App[None]):
    """One incident, entry by entry.

    Args:
        load: reads the incident and makes its replay.
        version: how many entries it has now.
        start_s: the time to begin at (UTC seconds), or None.
        is_followed: whether new entries are shown from the start.

    """

    ENABLE_COMMAND_PALETTE = False
    TITLE = "jointlog replay"
    CSS = """
    Screen { layout: vertical; }
    #head { height: 1; }
    #status { color: ansi_yellow; height: auto; min-height: 1; max-height: 4; }
    #strip { height: 2; }
    #entry { height: auto; max-height: 40%; border-bottom: none; }
    #panels { height: 1fr; border-top: solid ansi_bright_black; }
    #panels > VerticalScroll { width: 1fr; }
    #panels > VerticalScroll:focus { border-left: outer ansi_yellow; }
    VerticalScroll { scrollbar-size-vertical: 1; }
    #knew { display: none; }
    .wide #knew { display: block; }
    FindingList, Help { background: $background; }
    OptionList { height: 1fr; border: none; }
    #title { height: 1; }
    Ask { align: left bottom; background: transparent; }
    Ask > Static { height: 1; width: 100%; }
    Ask > Input { border: none; height: 1; width: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key.keys, key.action, key.label, show=bool(key.label), key_display=key.shown)
        for key in KEYS
    ]

    def __init__(
        self,
        load: Callable[[], Loaded],
        version: Callable[[], int],
        *,
        start_s: int | None = None,
        is_followed: bool = False,
    ) -> None:
        super().__init__(ansi_color=True)
        self.fault: Exception | None = None
        self.session, self.clock = load()
        self.index = 0 if start_s is None else self.session.at_time(start_s)
        self._load = load
        self._version = version
        self._known = len(self.session.case.entries)
        self._is_live = is_followed
        self._speed = SPEED_FIRST
        self._player: Timer | None = None
        self._gone_to: Place | None = None
        self._worst = -1
        self._words = ""
        self._said = ""

    def _handle_exception(self, error: Exception) -> None:
        """Keep the fault: who ran the session says it, in one sentence."""
        self.fault = error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Leave the screen without a traceback."""
        self._close_messages_no_wait()

    def compose(self) -> ComposeResult:
        """Head, strip, entry, panels, what was said, keys."""
        yield Static(id="head")
        yield Static(id="strip")
        with VerticalScroll(id="entry"):
            yield Static(id="entry-text")
        with Horizontal(id="panels"):
            for name in ("left", "right", "knew"):
                with VerticalScroll(id=name):
                    yield Static(id=f"{name}-text")
        yield Static(id="status")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Use the terminal's own colours, show the first step, and begin to look for new ones."""
        self.theme = "ansi-dark" if "ansi-dark" in self.available_themes else self.theme
        self.set_interval(POLL_S, self._poll)
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        """Show it again in the new width."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        """Draw the step where the reader is."""
        width = self.size.width
        is_wide = width >= WIDE
        self.set_class(is_wide, "wide")
        self.screen_stack[0].set_class(is_wide, "wide")
        self._put("head", [self._head()])
        if not self.session.steps:
            self._put("status", [["Nothing is recorded in this view."]])
            return
        step = self.session.steps[self.index]
        self._put("strip", strip(self.session, self.index, width))
        room = width - 2
        entry = [*entry_lines(step, self.session, self.clock, room), *change_lines(step, room)]
        self._put("entry-text", entry)
        column = width // (3 if is_wide else 2) - 3
        panels: dict[str, list[Line]] = {"left": [], "right": [], "knew": []}
        for title, lines in sections(self.session, self.index, self.clock, column):
            to = "left" if title in LEFT else "knew" if title == KNEW and is_wide else "right"
            if lines:
                panels[to] += [[Inked(title, Ink.HEADING)], *lines]
        for name, lines in panels.items():
            self._put(f"{name}-text", lines)
            self.query_one(f"#{name}").scroll_home(animate=False)
        self.query_one("#entry").scroll_home(animate=False)
        self._put("status", [[self._said]])

    def _put(self, name: str, lines: list[Line]) -> None:
        base = self.screen_stack[0]
        text: Text = shown(lines)
        base.query_one(f"#{name}", Static).update(text)

    def _head(self) -> Line:
        count = len(self.session.steps)
        state = ""
        if self._player is not None:
            state += f"  playing {SPEEDS[self._speed]}x"
        state += "  LIVE" if self._is_live else ""
        where = f"{self.index + 1 if count else 0}/{count}"
        right = f"{where}{state}"
        name = self.session.case.incident
        room = self.size.width - len(right) - len(name) - 4
        return [
            Inked(name, Ink.HEADING),
            f"  {self.clock.heading():.{room}}".ljust(room + 4)[: room + 3],
            right,
        ]

    def _go(self, index: int, said: str = "") -> None:
        self.index = self.session.clamped(index)
        self._said = said
        self._show()

    def action_step(self, count: int) -> None:
        """To the next entry, or the one before."""
        to = self.index + count
        said = "" if to == self.session.clamped(to) else "There is no more entry that way."
        self._go(to, said)

    def action_edge(self, index: int) -> None:
        """To the first entry, or the last."""
        self._go(index if index >= 0 else len(self.session.steps) - 1)

    def action_gap(self, way: int) -> None:
        """To the next gap, or the one before."""
        self._to_place(way, gaps=True)

    def action_finding(self, way: int) -> None:
        """To the next finding, or the one before."""
        self._to_place(way, gaps=False)

    def _to_place(self, way: int, *, gaps: bool) -> None:
        look = self.session.next_place if way > 0 else self.session.previous_place
        place = look(self.index, gaps=gaps)
        if place is None:
            what = "gap" if gaps else "finding"
            self._go(self.index, f"No {what} begins {'later' if way > 0 else 'before'}.")
        else:
            self._arrive(place)

    def _arrive(self, place: Place | None, rank: str = "") -> None:
        """Go to where a finding begins, and say what it is."""
        if place is None:
            return
        self._gone_to = place
        found = place.finding.found
        length = f", {finding_length(found)}" if found.length is not None else ""
        name = place.finding.name.replace("_", " ")
        ends = self.session.steps[place.last].statement.version
        self._go(
            place.first,
            f"{rank}{place.finding.severity} {name}{length}, to #{ends} (e) · {place.finding.id}",
        )

    def action_worst(self, way: int) -> None:
        """To the worst gap, then the next worst, going round."""
        gaps = self.session.worst_gaps or self.session.worst
        if not gaps:
            self._go(self.index, "No gap and no finding is recorded.")
            return
        self._worst = (self._worst + way) % len(gaps) if self._worst >= 0 or way > 0 else 0
        self._arrive(gaps[self._worst], f"{self._worst + 1} of {len(gaps)}: ")

    def action_other_end(self) -> None:
        """To the other end of the finding gone to last."""
        place = self._gone_to
        if place is None:
            self._go(self.index, "Go to a gap or finding first: g, f, w or o.")
        else:
            self._go(place.last if self.index == place.first else place.first, self._said)

    def action_list(self) -> None:
        """Show all findings."""
        self._stop()
        self.push_screen(FindingList(self.session, self.clock), self._arrive)

    def action_help(self) -> None:
        """Show the keys."""
        self._stop()
        self.push_screen(Help())

    def action_ask_time(self) -> None:
        """Ask for a time and go there."""
        self._stop()
        self.push_screen(Ask("To what time? 19:45, or 18 Apr 19:45 as 2011-04-18 19:45"), self._at)

    def _at(self, text: str | None) -> None:
        if not text:
            return
        try:
            at_s = self.clock.instant_s(text, "time")
        except MalformedError as error:
            self._go(self.index, str(error))
            return
        self._go(self.session.at_time(at_s), f"The last entry by {self.clock.says(at_s)}.")

    def action_ask_entry(self) -> None:
        """Ask for an entry and go there."""
        self._stop()
        self.push_screen(Ask("To which entry? #12, an event type, or words in it"), self._find)

    def action_again(self) -> None:
        """The next entry with the same words."""
        self._find(self._words)

    def _find(self, text: str | None) -> None:
        if not text:
            return
        self._words = text
        found, said = Finder(self.session).find(text, self.index)
        self._go(self.index if found is None else found, said)

    def action_play(self) -> None:
        """Play, or stop."""
        if self._player is not None:
            self._stop()
        elif self.session.steps:
            if self.index == len(self.session.steps) - 1:
                self.index = 0
            self._plan()
        self._go(self.index)

    def action_speed(self, way: int) -> None:
        """Play faster or slower."""
        self._speed = max(0, min(self._speed + way, len(SPEEDS) - 1))
        if self._player is not None:
            self._plan()
        self._go(self.index, f"{SPEEDS[self._speed]} seconds of the incident in one.")

    def _plan(self) -> None:
        """Set the timer for the next step."""
        self._stop()
        delay_s = self.session.delay_s(self.index, SPEEDS[self._speed])
        self._player = self.set_timer(delay_s, self._tick)

    def _tick(self) -> None:
        is_last = self.index >= len(self.session.steps) - 2
        if is_last and not self._is_live:
            self._stop()
        else:
            self._player = None
        self._go(self.index + 1)
        if not is_last:
            self._plan()

    def _stop(self) -> None:
        if self._player is not None:
            self._player.stop()
            self._player = None

    def action_live(self) -> None:
        """Follow the log, or no longer."""
        self._is_live = not self._is_live
        self._go(self.index, "New entries appear." if self._is_live else "No longer followed.")

    async def _poll(self) -> None:
        """Where it is followed: read the incident again when it has more entries."""
        if not self._is_live:
            return
        try:
            version = await asyncio.to_thread(self._version)
            if version == self._known:
                return
            session, clock = await asyncio.to_thread(self._load)
        except LogError as error:
            self._go(self.index, str(error))
            return
        self._renew(session, clock, version)

    def _renew(self, session: Replay, clock: Clock, version: int) -> None:
        """Take the new entries in; a reader at the end goes on to the newest."""
        more, self._known = version - self._known, version
        before = self.session.steps
        was_last = self.index >= len(before) - 1
        event = before[self.index].statement.entry.event_id if before else None
        self.session, self.clock = session, clock
        stayed = None if event is None else session.of_event(event)
        self._worst, self._gone_to = -1, None
        said = f"{more} new entr{'y' if more == 1 else 'ies'}."
        self._go(len(session.steps) - 1 if was_last else stayed or 0, said)
