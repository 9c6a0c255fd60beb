"""The session's lists and questions: the findings, the keys, and a line to type in."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from jointlog.cli.output import Part
from jointlog.cli.replay.keys import KEYS, SCROLLING
from jointlog.cli.replay.panels import place_words
from jointlog.cli.replay.show import shown
from jointlog.projections.replay import Place, Replay
from jointlog.projections.wording.times import Clock


class FindingList(ModalScreen[Place | None]):
    """All findings, the gravest and longest first; Enter goes to one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "chosen", "go there", show=True),
        Binding("s", "sort", "by time / gravity"),
        Binding("a", "only('')", "all"),
        Binding("1", "only('S1')", "S1"),
        Binding("2", "only('S2')", "S2"),
        Binding("3", "only('S3')", "S3"),
        Binding("g", "only('gap')", "gaps"),
        Binding("escape,o,q", "dismiss(None)", "back"),
    ]

    def __init__(self, session: Replay, clock: Clock) -> None:
        super().__init__()
        self._session = session
        self._clock = clock
        self._only = ""
        self._by_time = False
        self._rows: list[Place] = []
        self._marked = 0

    def compose(self) -> ComposeResult:
        """A heading, the list, the keys."""
        yield Static("", id="title")
        yield OptionList(id="findings", markup=False)
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Fill the list."""
        self._fill()

    def _fill(self) -> None:
        held = self._session.places if self._by_time else self._session.worst
        self._rows = [
            place
            for place in held
            if self._only in ("", place.finding.severity, "gap" if place.is_gap else None)
        ]
        self._marked = 0
        options = self.query_one("#findings", OptionList)
        options.clear_options()
        options.add_options(Option(self._row(number)) for number in range(len(self._rows)))
        order = "by time" if self._by_time else "by severity and length"
        only = f", only {self._only}" if self._only else ""
        self.query_one("#title", Static).update(
            Text(f"{len(self._rows)} findings {order}{only}", style="bold")
        )
        if self._rows:
            options.highlighted = 0
        options.focus()

    def _row(self, number: int) -> Text:
        """A finding; the one that is chosen has a sign, so that it is seen without colour."""
        place = self._rows[number]
        version = self._session.steps[place.first].statement.version
        sign = "▶ " if number == self._marked else "  "
        return shown([[f"{sign}{place_words(place, self._clock)} · #{version}"]])

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Move the sign."""
        before, self._marked = self._marked, event.option_index
        for number in {before, self._marked}:
            event.option_list.replace_option_prompt_at_index(number, self._row(number))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the finding of the row."""
        self.dismiss(self._rows[event.option_index])

    def action_chosen(self) -> None:
        """Go to the finding that is highlighted."""
        at = self.query_one("#findings", OptionList).highlighted
        self.dismiss(None if at is None else self._rows[at])

    def action_sort(self) -> None:
        """By time, or by gravity."""
        self._by_time = not self._by_time
        self._fill()

    def action_only(self, what: str) -> None:
        """Only those of a severity, or gaps, or all."""
        self._only = what
        self._fill()


class Help(ModalScreen[None]):
    """The keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "dismiss(None)", "back")
    ]

    def compose(self) -> ComposeResult:
        """One row a key."""
        rows: list[list[Part]] = [[f"  {key.shown:<14} {key.help}"] for key in KEYS]
        rows += [[f"  {keys:<14} {what}"] for keys, what in SCROLLING]
        rows += [
            [],
            ["  In the panels: * changed by this entry · ░ held by nobody · ▚ contested"],
            ["  Above: ░ entries during which a gap stands · ▲ where you are"],
        ]
        with VerticalScroll(id="help"):
            yield Static(shown(rows))
        yield Footer(compact=True)


class Ask(ModalScreen[str]):
    """A line to type in; Escape leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss('')", "back")]

    def __init__(self, question: str, given: str = "") -> None:
        super().__init__()
        self._question = question
        self._given = given

    def compose(self) -> ComposeResult:
        """The question and the line."""
        yield Static(Text(self._question), id="question")
        yield Input(self._given, id="answer", max_length=200)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give back what was typed."""
        self.dismiss(event.value.strip())
