"""What is printed: golden pages, escapes, lengths."""

import json
import sys
from collections.abc import Iterator

import click
import pytest

from jointlog.cli.output import escaped, fits, show, table, wrapped
from jointlog.domain.time import Length, few, short
from tests.cli.running import golden, run

BETHNAL = "bethnal-green-2011"
HOSTILE = "a\x1b]0;title\x07b\u202ec\x9bd\u2066e\nf\x00g\u200bh"


@pytest.mark.parametrize("width", [80, 120])
def test_timeline_golden(demo_log: str, width: int) -> None:
    """The timeline of Bethnal Green is the text that a reviewer has read and found clear."""
    done = run("timeline", BETHNAL, "--database", demo_log, "--width", str(width))
    assert done.exit_code == 0, done.output
    golden(f"timeline-{width}.txt", done.stdout)


def test_replay_golden(demo_log: str) -> None:
    """The replay of Bethnal Green says what each entry changed, in the order of occurrence."""
    done = run("replay", BETHNAL, "--database", demo_log)
    assert done.exit_code == 0, done.output
    golden("replay.txt", done.stdout)


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_every_case_fits_its_width(demo_log: str, width: int) -> None:
    """No line of any page is wider than was asked for, in any of the shipped cases."""
    heads = json.loads(run("incidents", "--json", "--database", demo_log).stdout)
    for head in heads:
        for command in ("timeline", "replay"):
            name = head["incident"]
            done = run(command, name, "--database", demo_log, "--width", str(width))
            assert done.exit_code == 0, done.output
            wide = [line for line in done.stdout.splitlines() if len(line) > width]
            assert not wide, (name, command)


def test_every_gap_is_marked_without_colour(demo_log: str) -> None:
    """A gap stands between '!' marks with its length, so that no colour is needed."""
    text = run("timeline", BETHNAL, "--database", demo_log).stdout
    (row,) = [line for line in text.splitlines() if line.startswith("  clinical care")]
    assert "░" in row
    assert row.count("!") == 2
    assert "held by nobody for 47 to 54 min" in row


@pytest.mark.parametrize("sign", ["\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\u200b", "\x00"])
def test_no_control_or_format_character_is_printed(sign: str) -> None:
    """ESC, BEL, C1, bidi overrides and isolates, zero-width and NUL are printed as escapes."""
    shown = escaped(f"a{sign}b")
    assert sign not in shown
    assert shown.startswith("a\\")


def test_ordinary_text_is_left_alone() -> None:
    """Accents, other scripts and our own signs are printed as they are."""
    assert escaped("Zoë Łódź 東京 ░━→") == "Zoë Łódź 東京 ░━→"
    assert escaped("a\tb\nc\rd") == "a\\tb\\nc\\rd"


def test_hostile_text_of_an_entry_is_escaped_everywhere(empty_log: str) -> None:
    """An entry whose text holds escape codes prints none of them in any command."""
    statement = {
        "agency": "police:met",
        "incident": "h1",
        "type": "contact_received",
        "occurred": "2026-03-01 22:41 Europe/London",
        "subject": "P\u202e1",
        "facts": {
            "caller_kind": "public",
            "channel": "phone",
            "location": HOSTILE.replace("\x00", ""),
        },
    }
    line = json.dumps(statement).encode()
    done = run("import", "-", "--database", empty_log, stdin=line)
    assert done.exit_code == 0, done.output
    for args in (["timeline", "h1"], ["replay", "h1"], ["findings"], ["waits"], ["gaps"]):
        for as_json in ([], ["--json"]):
            text = run(*args, *as_json, "--database", empty_log).output
            assert not set("\x1b\x07\x9b\u202e\u2066\u200b") & set(text), args
    assert "\\x1b]0;title\\x07b\\u202ec" in run("replay", "h1", "--database", empty_log).stdout


def test_wrapping_and_tables_keep_the_width() -> None:
    """Text is wrapped between words, and the last column of a table within the width."""
    assert wrapped("one two three", 9, "- ") == ["- one two", "  three"]
    rows = [["a", "word " * 20]]
    lines = ["".join(map(str, line)) for line in table(["x", "y"], rows, 40)]
    assert max(map(len, lines[1:])) <= 40


def test_a_table_that_is_too_wide_breaks_words_at_their_marks() -> None:
    """In 80 columns one name is broken behind ':', in 40 all behind '_' and ':', in 20 anywhere."""
    head, row = ["one", "two", "three"], ["custody_health:west-midlands"] * 3

    def lines(width: int) -> list[str]:
        return ["".join(map(str, line)) for line in table(head, [row], width)[1:]]

    assert lines(80)[1].split() == ["west-midlands"]
    assert [line.split()[0] for line in lines(40)] == ["custody_", "health:", "west-", "midlands"]
    assert lines(20)[0] == "custo custo custody_"
    assert max(map(len, [*lines(80), *lines(40), *lines(20)])) <= 80
    assert max(map(len, lines(40))) <= 40
    assert (fits(head, [row], 90), fits(head, [row], 80)) == (True, False)


@pytest.mark.parametrize(
    "command",
    [
        "incidents",
        "waits",
        "gaps",
        "handovers",
        "conveyances",
        "findings",
        "patterns",
        "units",
        "protocols",
        "ask --list",
        "ask foi-2017 --year 2024",
        "stats waits --by pair,why --hours",
        "stats gaps --by strand,grade --hours",
    ],
)
def test_every_list_fits_80_columns(demo_log: str, command: str) -> None:
    """No line is wider; a question that is one word, to be copied, stays in one piece."""
    options = [] if command.startswith("protocols") else ["--database", demo_log]
    done = run(*command.split(), *options)
    assert done.exit_code == 0, done.output
    wide = [line for line in done.stdout.splitlines() if len(line) > 80 and "of=" not in line]
    assert not wide


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (2_821, 2_939, "48 min"),
        (841, 1_559, "14 to 26 min"),
        (0, None, "length not recorded"),
        (1_200, None, "at least 20 min"),
        (0, 59, "under 1 min"),
        (0, 359, "up to 6 min"),
        (75, 75, "1 min 15 s"),
        (7_500, 7_500, "2 h 05 min"),
        (172_800, 345_600, "2 to 4 d"),
        (3_000, 7_200, "50 min to 2 h"),
    ],
)
def test_lengths_in_a_few_characters(low: int, high: int | None, said: str) -> None:
    """A length from two times to the minute is one number; others are said as bounds."""
    assert short(Length(low, high)) == said


def test_a_length_of_days_drops_the_minutes() -> None:
    """256,500 s are 2 d 23 h 15 min: shown as 2 d 23 h."""
    assert few(256_500) == "2 d 23 h"


def test_a_wide_table_is_wrapped_without_cutting_a_length() -> None:
    """52 columns: 17 + 2 + 11 + 2 + 20; "2 d 23 h to" are 11 signs, and no length is parted."""
    rows = [["a-long-identifier", "2 d 23 h to 3 d 7 h", "one two three four five"]]
    lines = ["".join(map(str, line)) for line in table(["id", "took", "what"], rows, 52)[1:]]
    assert lines == [
        "a-long-identifier  2 d 23 h to  one two three four",
        "                   3 d 7 h      five",
    ]


def test_a_pager_shows_the_first_lines_before_the_last_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of 100 lines a terminal of 10 rows takes 10 to know that it needs its pager, and no more."""
    taken = []

    def lines() -> Iterator[str]:
        for number in range(100):
            taken.append(number)
            yield str(number)

    monkeypatch.setenv("LINES", "10")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(click, "echo_via_pager", next)
    show(lines())
    assert taken == list(range(10))
