"""`jointlog serve` prints a link that opens the page once, where only this machine can reach it."""

import signal
import subprocess
import sys
from pathlib import Path

import httpx2

PROGRAM = """
import sys
from pathlib import Path
from jointlog.api.server import serve
from jointlog.domain.store.settings import Settings
announce = lambda link: print(link, flush=True)
serve(Settings(Path(sys.argv[1])), sys.argv[2], 0, announce=announce)
"""
WITHIN_S = 30


def test_the_printed_link_opens_the_page_once(tmp_path: Path) -> None:
    """It signs in without a key; the second time it is refused."""
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "log.sqlite"), "127.0.0.1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        link = server.stdout.readline().strip()
        with httpx2.Client(timeout=WITHIN_S) as http:
            assert http.get(link).headers["location"] == "/"
            page = http.get(link.partition("/enter/")[0] + "/")
            assert "0 of 0 incidents" in page.text
            assert http.get(link).status_code == 401
        server.send_signal(signal.SIGINT)
        assert server.wait(WITHIN_S) == 0


def test_no_link_is_printed_where_others_can_reach_the_server(tmp_path: Path) -> None:
    """On every address of the machine there is nothing to announce."""
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "log.sqlite"), "0.0.0.0"]  # noqa: S104
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        while not (tmp_path / "log.sqlite").exists():
            assert server.poll() is None
        server.send_signal(signal.SIGINT)
        assert server.stdout.read() == ""
        server.wait(WITHIN_S)
