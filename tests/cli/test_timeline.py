"""``jointlog timeline``: a part of the time, the clocks, and the picture as a file."""

import json
import shlex
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.running import run

BETHNAL = "bethnal-green-2011"


def test_from_and_to_draw_a_part(demo_log: str) -> None:
    """From 19:35 to 20:05: physical control, after 20:27, is not drawn; what goes on has ▶."""
    args = ("timeline", BETHNAL, "--database", demo_log, "--from", "19:35", "--to", "20:05")
    text = run(*args).stdout
    assert "physical control" not in text
    (row,) = [line for line in text.splitlines() if line.startswith("  detention")]
    assert row.endswith("▶")
    assert "◀ ▶ begun before, goes on" in text


def test_from_and_to_narrow_the_json_too(demo_log: str) -> None:
    """The ambulance was asked at 19:39 and replaced by 20:04: no wait goes on at 20:10."""
    args = ("timeline", BETHNAL, "--database", demo_log, "--json")
    whole = json.loads(run(*args).stdout)
    part = json.loads(run(*args, "--from", "20:10", "--to", "20:12").stdout)
    assert (len(whole["waits"]), part["waits"]) == (1, [])
    held = [(span["strand"], span["is_unheld"]) for span in part["spans"]]
    assert ("CLIN", True) in held
    assert len(part["spans"]) < len(whole["spans"])


def test_a_gap_that_goes_on_is_not_closed(demo_log: str) -> None:
    """Nobody supervises when the record of London ends: the bar ends in ▶, not in '!'."""
    text = run("timeline", "london-2010-custody-to-hospital", "--database", demo_log).stdout
    (row,) = [line for line in text.splitlines() if line.startswith("  supervision")]
    assert row.endswith("░▶")
    (row,) = [line for line in text.splitlines() if line.startswith("  ambulance:las")]
    assert "◀─" in row


def test_clocks_past_their_limit_are_lanes(demo_log: str) -> None:
    """The handover of 26 min has a limit of 15 min; the limit of 30 min is not passed."""
    text = run("timeline", BETHNAL, "--database", demo_log).stdout
    assert "Clocks past their limit, or possibly" in text
    assert "26 min, limit 15 min" in text
    assert "T-HO-30" not in text


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--from", "20:05", "--to", "19:35"), "is not after --from"),
        (("--from", "soon"), "--from"),
    ],
)
def test_times_that_cannot_be_read_are_refused(
    demo_log: str, args: tuple[str, ...], says: str
) -> None:
    """Exit code 7, and the option by name."""
    done = run("timeline", BETHNAL, "--database", demo_log, *args)
    assert (done.exit_code, says in done.stderr) == (7, True)


def test_the_picture_is_written_as_svg_and_png(demo_log: str, tmp_path: Path) -> None:
    """SVG is XML that is the same each time; PNG begins with its signature."""
    svg, png = tmp_path / "a.svg", tmp_path / "a.png"
    files = ("--svg", str(svg), "--png", str(png))
    done = run("timeline", BETHNAL, "--database", demo_log, "--from", "19:50", *files)
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    assert done.stderr == f"wrote {svg}\nwrote {png}\n"
    assert ET.fromstring(svg.read_text("utf-8")).tag.endswith("svg")  # noqa: S314 - made here
    assert png.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    first = svg.read_bytes()
    run("timeline", BETHNAL, "--database", demo_log, "--from", "19:50", *files)
    assert svg.read_bytes() == first


def test_without_the_extra_png_says_what_to_install(
    demo_log: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Exit code 2 and one sentence; nothing is written."""
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    png = tmp_path / "a.png"
    done = run("timeline", BETHNAL, "--database", demo_log, "--png", str(png))
    assert done.exit_code == 2
    assert "--png needs vl_convert: pip install 'jointlog[analysis]'" in done.stderr
    assert not png.exists()


def test_a_long_record_begins_with_where_to_look(demo_log: str) -> None:
    """Brixton: two of five S1 findings begin from 16:55 to 17:15; what is named shows just that.

    Asked for that part, or of a record of an hour (Bethnal Green), nothing is named.
    """
    where = "2 of the 5 S1 findings begin within 16:55-17:15, the most in any twenty minutes:\n"
    typed = "  jointlog timeline brixton-2008 --from '2008-08-21 16:55' --to '2008-08-21 17:15'"
    for name in ("timeline", "findings"):
        told = run(name, "brixton-2008", "--width", "90", "--database", demo_log).stdout
        assert where + typed in told
    asked = shlex.split(typed)[1:]
    shown = run(*asked, "--database", demo_log).stdout
    assert "16:55" in shown.splitlines()[3]
    assert "findings begin" not in shown
    assert "findings begin" not in run("timeline", BETHNAL, "--database", demo_log).stdout


def test_what_is_to_be_typed_is_continued_where_it_is_too_long(demo_log: str) -> None:
    """An incident with a long name: the second line is its options, as a shell reads it."""
    name = "birmingham-2004-police-station"
    told = run("timeline", name, "--database", demo_log).stdout
    assert f"  jointlog timeline {name} \\\n    --from '2004-12-06 06:55' --to" in told
    assert max(map(len, told.splitlines())) <= 80
