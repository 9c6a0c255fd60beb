"""The page of a 300-event incident, against the JSON of the same timeline.

python -m benchmarks.page

A real server in a process of its own, one client, a connection a request; the time to the first
byte of the answer. The incident is ten simulated courses told as one, of three people in a day.
"""

import http.client
import re
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.http_post import YEAR_MS, server
from benchmarks.measure import interleave, machine, report
from benchmarks.merged import merged_entries
from benchmarks.store import NOW_MS
from jointlog.domain.store.keys import Scope
from jointlog.domain.store.log import Log
from jointlog.domain.store.settings import Settings
from jointlog.domain.vocabulary import Agency

SIZES = ((300, 86_400, 3, 41), (2000, 14 * 86_400, 1, 9))
"""Entries, seconds, people, rounds."""


def asking(port: int, path: str, headers: dict[str, str]) -> Callable[[], None]:
    """A side that asks, and is done as soon as the answer begins."""

    def ask() -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read(1)
            assert answer.status == http.client.OK, f"{path}: {answer.status}"

    return ask


def whole(port: int, path: str, headers: dict[str, str]) -> str:
    """The whole answer."""
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().read().decode()


def cookie_of(port: int, key: str) -> str:
    """Sign in with a key."""
    form = urlencode({"key": key, "next": "/"})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"http://127.0.0.1:{port}",
    }
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("POST", "/sign-in", form, headers)
        return str(connection.getresponse().headers["Set-Cookie"]).partition(";")[0]


def measure(database: str, key: str) -> None:
    """Print ratios and sizes of each incident."""
    jointlog = str(Path(sys.executable).parent / "jointlog")
    with server(jointlog, "serve", "--database", database, environ={}) as port:
        page = {"Cookie": cookie_of(port, key)}
        bearer = {"Authorization": f"Bearer {key}"}
        for entries, _, _, rounds in SIZES:
            shown, plain = f"/incidents/i{entries}", f"/v1/incidents/i{entries}/timeline"

            sides = {
                "JSON of the timeline": asking(port, plain, bearer),
                "page": asking(port, shown, page),
            }
            taken = interleave(sides, rounds=rounds)
            report(f"First byte, {entries} entries", taken, base="JSON of the timeline")
            html = whole(port, shown, page)
            drawing = "".join(re.findall(r"<svg.*?</svg>", html, re.DOTALL))
            count = len(re.findall(r"<[a-z]", drawing))
            print(f"\npage {len(html.encode()):,} bytes")
            print(f"its SVG {len(drawing.encode()):,} bytes, {count:,} elements")


def main() -> None:
    """Record the incidents, and measure."""
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder) / "log.sqlite")
        with Log.open(Settings(database=Path(database))) as log:
            for entries, span_s, people, _ in SIZES:
                told = merged_entries(
                    f"i{entries}", entries=entries, span_s=span_s, people=people, seed=entries
                )
                log.restore(told)
            key = log.keys.issue(
                Agency.parse("oversight:review"),
                Scope.REVIEWER,
                now_ms=NOW_MS,
                expires_ms=NOW_MS + YEAR_MS,
            )
        measure(database, key)


if __name__ == "__main__":
    main()
