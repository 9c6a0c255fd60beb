"""What takes a second or longer says so, on a terminal only; it goes before what is printed."""

import io
import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from jointlog.cli.progress import bar, hush, progress, working
from tests.cli.running import ROOT

BETHNAL = "bethnal-green-2011"


def test_a_bar_tells_how_far_and_how_long_still() -> None:
    """50 of 200 in 10 s: a quarter, 30 s left; without a total only the pace."""
    assert bar(50, 200, 10, "rows") == "[#####---------------]  25% 50 of 200 rows, 30 s left"
    assert bar(50, None, 10, "lines") == "50 lines, 5 a second"


@pytest.mark.parametrize(("is_terminal", "step_s"), [(True, 0.4), (True, 0.001), (False, 0.4)])
def test_a_bar_is_shown_from_the_first_second_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, step_s: float, *, is_terminal: bool
) -> None:
    """10 items of 0.4 s: shown after a second, and gone at the end; fast ones or a pipe: never."""
    stream = io.StringIO()
    clock = iter(range(100))
    monkeypatch.setattr(stream, "isatty", lambda: is_terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(time, "monotonic", lambda: next(clock) * step_s)
    assert list(progress(range(10), "items", 10)) == list(range(10))
    shown = stream.getvalue()
    if is_terminal and step_s > 0.1:
        assert "30% 3 of 10 items" in shown
        assert "20% 2 of 10" not in shown
        assert shown.endswith("\r\x1b[K")
    else:
        assert shown == ""


def impatient(*args: str, log: str, together: bool = False) -> str:
    """What a command says on a terminal, with no patience at all: on stderr, or all of it."""
    shown = "from jointlog.cli import main, progress; progress.PATIENCE_S = 0; main.main()"
    roots = os.pathsep.join(str(ROOT / each) for each in ("domain", "projections", "api", "cli"))
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", 0) as read:
        child = subprocess.Popen(
            [sys.executable, "-c", shown, *args, "--database", log],
            env={**os.environ, "PYTHONPATH": roots, "NO_COLOR": "1"},
            stdout=theirs if together else subprocess.DEVNULL,
            stderr=theirs,
        )
        os.close(theirs)
        seen = b"".join(parts_of(read))
    assert child.wait() == 0, seen
    return seen.decode()


def parts_of(terminal: io.FileIO) -> Iterator[bytes]:
    """What is written to a terminal, until all have left it."""
    with suppress(OSError):
        while part := terminal.read(4096):
            yield part


TOLD = r"\r\x1b\[K[^\r\x1b]+"
"""One state of the line."""


@pytest.mark.parametrize(
    "args",
    [
        ("timeline", BETHNAL),
        ("replay", BETHNAL),
        ("findings", BETHNAL),
        ("hindsight", BETHNAL, "--from", "2011-04-18"),
        ("coverage", BETHNAL),
        ("explain", "F-GAP-01.d998ce3a", "--incident", BETHNAL),
        ("gaps", BETHNAL, "--json"),
    ],
    ids=lambda args: args[0],
)
def test_a_terminal_is_told_what_takes_long(demo_log: str, args: tuple[str, ...]) -> None:
    """With no patience each says at once that it works, and what at; nothing of it is left."""
    seen = impatient(*args, log=demo_log)
    assert re.search(r"\r\x1b\[Kexamining \d+ entries[^\r]*, \d s so far", seen)
    assert re.fullmatch(rf"({TOLD})+\r\x1b\[K", seen.replace("\r\x1b[K\r", "\r"))


@pytest.mark.parametrize("form", ["html", "docx"])
def test_a_terminal_is_told_that_a_long_document_is_being_made(
    demo_log: str, form: str, tmp_path: Path
) -> None:
    """With no patience at all it is told at once, and gone before what comes next is printed."""
    seen = impatient("chronology", BETHNAL, "--output", str(tmp_path / f"a.{form}"), log=demo_log)
    assert re.search(r"\r\x1b\[Kexamining \d+ entries, 0 s so far", seen)
    assert f"\r\x1b[Kwrote {tmp_path}" in seen


def test_the_line_is_gone_before_anything_is_printed(demo_log: str) -> None:
    """No line of what is printed begins with, or follows in its line, what is told of the work."""
    seen = impatient("--no-pager", "skew", BETHNAL, log=demo_log, together=True)
    printed = re.sub(r"[^\n]*\r\x1b\[K(?=[^\r])", "", seen.replace("\r\n", "\n"))
    assert "s so far" in seen
    assert "s so far" not in printed
    assert printed.splitlines()[0].startswith(BETHNAL)


class Shown(io.StringIO):
    """A terminal that keeps what it was given."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_pieces_in_pieces_and_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The innermost is told; after `hush` the outer ones are not told again, a new one is.

    A bar goes on after what is printed, and stays where that went to no terminal.
    """
    monkeypatch.setattr("jointlog.cli.progress.PATIENCE_S", 0)
    monkeypatch.setattr(sys, "stderr", shown := Shown())
    with working("outer"), working("inner"):
        hush()
        with working("new"):
            pass
        list(progress(range(2), "items", 2))
        hush(for_good=True)
        with working("never"):
            pass
    told = re.findall(r"\x1b\[K(\w+), 0 s so far", shown.getvalue())
    assert list(dict.fromkeys(told)) == ["outer", "inner", "new"]
    assert shown.getvalue().endswith("\r\x1b[K")
    bars = progress(range(3), "items", 3)
    next(bars)
    monkeypatch.setattr("jointlog.cli.progress.BETWEEN_S", 0)
    next(bars)
    hush(is_terminal=False)
    assert shown.getvalue().endswith("1 of 3 items, 0 s left")
    hush()
    assert shown.getvalue().endswith("\r\x1b[K")
    bars.close()
