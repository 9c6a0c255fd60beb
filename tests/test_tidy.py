"""The house rules that no linter holds: sizes, words, and what may not be committed."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINES_PER_FILE_MAX = 400
LINES_PER_FUNCTION_MAX = 70
SOURCES = ("domain", "projections", "api", "cli", "tests", "benchmarks")
TEXTS = (".py", ".md", ".toml", ".html", ".css", ".js", ".yaml", ".lock", "")
NOW = re.compile(r"\b(datetime\.now|time\.time|time\.time_ns|utcnow|date\.today)\(")
NOW_ALLOWED = {"cli/jointlog/cli/now.py", "api/jointlog/api/server.py"}
LEFTOVER = re.compile(r"\b(TODO|FIXME|XXX|breakpoint\(|NotImplementedError)\b")
FORBIDDEN = re.compile(
    r"/work/|/root/|/home/\w|file:///|pypi\.org|registry\.npmjs|deb\.debian\.org"
)


def tracked() -> list[Path]:
    """Every file of the project that git tracks, or would."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def sources() -> list[Path]:
    """Every Python file of ours."""
    return [path for path in tracked() if path.suffix == ".py"]


def name(path: Path) -> str:
    """The path inside the project."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_longer_than_400_lines() -> None:
    """A file that grows past 400 lines holds two subjects."""
    long = {name(p): n for p in sources() if (n := len(p.read_text().splitlines())) > 400}
    assert long == {}


def test_no_function_is_longer_than_70_lines() -> None:
    """Docstring included."""
    long = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in sources()
        for node in functions(path)
        if (node.end_lineno or node.lineno) - node.lineno + 1 > LINES_PER_FUNCTION_MAX
    ]
    assert long == []


def test_every_test_says_its_rule() -> None:
    """Each test function has a docstring."""
    silent = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in sources()
        if path.name.startswith("test_")
        for node in functions(path)
        if node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_the_time_is_taken_in_one_place_an_edge() -> None:
    """Time is an argument everywhere else, so that a replay is the same text for ever."""
    used = {
        name(path)
        for path in sources()
        if name(path).startswith(("domain", "projections", "api", "cli"))
        and NOW.search(path.read_text())
    }
    assert used <= NOW_ALLOWED


@pytest.mark.parametrize("pattern", [LEFTOVER, FORBIDDEN])
def test_nothing_is_left_over_and_no_machine_is_named(pattern: re.Pattern[str]) -> None:
    """No stub or debug mark, no path of a machine, no registry host."""
    found = [
        f"{name(path)}: {match[0]}"
        for path in tracked()
        if path.suffix in TEXTS and path != Path(__file__)
        for match in [pattern.search(path.read_text(errors="replace"))]
        if match
    ]
    assert found == []


def test_no_namespace_root_has_an_init_file() -> None:
    """`jointlog` is one namespace over four source roots."""
    assert [root for root in SOURCES if (ROOT / root / "jointlog" / "__init__.py").exists()] == []
    for root in ("domain", "projections", "api", "cli"):
        assert (ROOT / root / "jointlog" / root / "py.typed").exists()
