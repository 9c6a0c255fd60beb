"""Start-up, colour and exit codes of the program as users start it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from jointlog.cli.exits import CODES, MEANINGS, Exit, exit_of
from jointlog.cli.main import COMMANDS, MODULES, cli
from jointlog.cli.output import wants_colour
from jointlog.domain import errors
from tests.cli.running import ROOT, run, start

HEAVY = (
    *("fastapi", "pydantic", "uvicorn", "eventsourcing", "msgpack", "sqlite3", "psycopg"),
    *("textual", "rich", "docx", "prometheus_client", "pyarrow", "altair", "pyspark"),
    *("jointlog.api", "jointlog.domain", "jointlog.projections"),
)


def test_help_imports_nothing_heavy() -> None:
    """`jointlog --help` imports click and the table of commands, and no part of the domain.

    What that costs is measured by `benchmarks/startup.py`.
    """
    code = (
        "import sys\nfrom jointlog.cli.main import main\nsys.argv = ['jointlog', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    print(*sys.modules, file=sys.stderr)\n"
    )
    paths = ":".join(str(ROOT / each) for each in ("domain", "projections", "api", "cli"))
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": paths}, capture_output=True, check=True
    )
    modules = done.stderr.decode().split()
    assert "click" in modules
    assert not [name for name in modules if name.startswith(HEAVY)]


def test_each_command_has_the_help_of_the_table() -> None:
    """The table names every command's module, and each has a help text of its own."""
    context = cli.make_context("jointlog", ["incidents"])
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.help
    assert set(MODULES) <= set(COMMANDS)


def test_an_unknown_command_names_the_nearest() -> None:
    """A slip in a command's name is answered with the nearest one, and exit code 2."""
    done = start("tymeline")
    assert done.returncode == Exit.USAGE
    assert b"did you mean 'timeline'?" in done.stderr
    assert done.stdout == b""


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["incidents", "--nothing"], Exit.USAGE),
        (["incidents", "--database", "/nowhere/log.sqlite"], Exit.NOT_FOUND),
        (["import", "/nowhere/lines.jsonl"], Exit.USAGE),
        (["protocols", "T-NONE"], Exit.NOT_FOUND),
        (["protocols", "--on", "yesterday"], Exit.MALFORMED),
        (["post", "resource_arrived_at_scene", "--incident", "x", "--occurred", "now"], Exit.USAGE),
    ],
)
def test_exit_codes(args: list[str], code: Exit) -> None:
    """Each kind of refusal has its exit code and one sentence on stderr, never a traceback."""
    done = start(*args)
    assert done.returncode == code
    assert done.stderr.count(b"\n") == 1
    assert done.stderr.startswith(b"jointlog: ")


def test_every_refusal_has_an_exit_code() -> None:
    """No refusal of the domain is taken for a fault of the program."""
    kinds = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, errors.LogError)
    ]
    for kind in kinds:
        if kind not in (errors.LogError, errors.BatchRefusedError):
            assert exit_of(kind.__new__(kind)) is not Exit.BUG, kind
    inner = errors.NotPermittedError("no")
    assert exit_of(errors.BatchRefusedError(3, inner)) is Exit.NOT_PERMITTED
    assert set(CODES.values()) <= set(MEANINGS)


def test_a_fault_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the program is one sentence that asks for a report; exit code 70."""
    monkeypatch.setitem(MODULES, "incidents", "no_such_module")
    done = run("incidents")
    assert done.exit_code == Exit.BUG
    assert "please report it: ModuleNotFoundError" in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("choice", "environ", "is_terminal", "colours"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colour_policy(
    choice: str, environ: dict[str, str], *, is_terminal: bool, colours: bool
) -> None:
    """The option is stronger than NO_COLOR, which is stronger than FORCE_COLOR and TERM."""
    assert wants_colour(choice, environ, is_terminal=is_terminal) is colours


def test_the_program_colours_only_when_told(demo_log: str) -> None:
    """Into a pipe there is no colour; FORCE_COLOR brings it, NO_COLOR takes it, text stays."""
    args = ("timeline", "bethnal-green-2011", "--database", demo_log)
    plain = start(*args)
    assert b"\x1b" not in plain.stdout
    assert b"\x1b[" in start(*args, env={"FORCE_COLOR": "1"}).stdout
    both = start(*args, env={"FORCE_COLOR": "1", "NO_COLOR": "1"})
    assert both.stdout == plain.stdout
    assert b"\x1b[" in start("--color", "always", *args).stdout


def test_a_terminal_without_our_signs_gets_ascii(demo_log: str) -> None:
    """Where the character set has no bars, gaps are hatched with '/' and bars drawn with '='."""
    done = start(
        "timeline",
        "bethnal-green-2011",
        "--database",
        demo_log,
        env={"PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0, done.stderr
    assert b"!////" in done.stdout
    assert done.stdout.isascii()


def test_a_closed_pipe_is_no_error(demo_log: str) -> None:
    """`jointlog export | head -1` ends quietly, and with 0: 1 would say that findings are there."""
    export = f"{sys.executable} -m jointlog.cli export --database {demo_log}"
    command = f"set -o pipefail; {export} | head -1"
    paths = ":".join(str(ROOT / each) for each in ("domain", "projections", "api", "cli"))
    done = subprocess.run(
        ["bash", "-c", command],
        env={"PYTHONPATH": paths, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
    )
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


def test_practice_incidents_are_enough_to_count(tmp_path: Path) -> None:
    """25 synthetic incidents: waits for an ambulance are counted; again, nothing is new."""
    file = str(tmp_path / "practice.sqlite")
    first = run("demo", "--practice", "25", "--database", file)
    assert first.exit_code == Exit.OK, first.output
    assert re.search(r"^ambulance +\d+ ", first.stdout, re.MULTILINE)
    entries = re.search(r"25 synthetic incidents with (\d+) entries", first.stdout)
    assert entries
    again = run("demo", "--practice", "25", "--database", file)
    assert f"with {entries[1]} entries" in again.stdout


def test_practice_incidents_go_into_a_log_of_their_own(demo_log: str) -> None:
    """The log of the real cases gets none of them."""
    done = run("demo", "--practice", "2", "--database", demo_log)
    assert done.exit_code == Exit.USAGE
    assert "a log of their own" in done.stderr


def test_numbers_that_are_kept_back_say_how_to_see_them(demo_log: str) -> None:
    """Thirteen incidents are few: disclosure control, --exact, and the practice log are named."""
    told = " ".join(run("stats", "waits", "--by", "why", "--database", demo_log).stdout.split())
    assert "kept back, so that nobody is known from a small number (disclosure control)" in told
    assert "--exact" in told
    assert "'jointlog demo --practice 300'" in told
    assert "disclosure" not in run("stats", "waits", "--exact", "--database", demo_log).stdout
