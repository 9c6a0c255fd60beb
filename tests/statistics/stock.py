"""Rows put into a store by hand, for questions whose answers are worked out otherwise."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from random import Random
from typing import Any

from jointlog.domain.store.address import DATABASE
from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.store.rows.rebuild import ensure
from jointlog.domain.store.rows.schema import all_names, table_name
from jointlog.domain.store.settings import PEPPER, Settings
from jointlog.domain.table import Row
from jointlog.projections.rows import KIND, HoldRow, WaitRow

START_S = 1_735_689_600
"""2025-01-01T00:00:00Z."""
MINUTE_S = 60
FIELDS: dict[str, Any] = {
    **dict.fromkeys(WaitRow.declared.names, ""),
    "kind": "amhp",
    "why": "amhp",
    "subject": "P1",
    "waiting": "police:met",
    "for_agency": "ambulance:las",
    "is_open": False,
    "limit_s": None,
    "people": None,
    "present_min_s": 0,
    "present_max_s": 0,
    "detaining_min_s": 0,
    "detaining_max_s": 0,
    "protocol": "england@2025-01-01",
    "incident": "I",
}


def wait(key: str, begin_min: int = 0, minutes: int = 10, slack: int = 0, **more: Any) -> WaitRow:
    """A wait from so many minutes after `START_S`; each end may be ``slack`` minutes later."""
    begin, end = START_S + begin_min * MINUTE_S, START_S + (begin_min + minutes) * MINUTE_S
    slack_s = slack * MINUTE_S
    bounds = {
        "from_earliest_s": begin,
        "from_latest_s": begin + slack_s,
        "to_earliest_s": end,
        "to_latest_s": end + slack_s,
        "min_s": max(0, end - begin - slack_s),
        "max_s": end - begin + slack_s,
    }
    return WaitRow(**{**FIELDS, "key": key, **bounds, **more})


def hold(incident: str, holder: str, begin_min: int, end_min: int) -> HoldRow:
    """Detention of P1 held from minute to minute."""
    begin, end = START_S + begin_min * MINUTE_S, START_S + end_min * MINUTE_S
    texts: dict[str, Any] = dict.fromkeys(HoldRow.declared.names, "")
    bounds = {
        "from_earliest_s": begin,
        "from_latest_s": begin,
        "to_earliest_s": end,
        "to_latest_s": end,
        "min_s": end - begin,
        "max_s": end - begin,
    }
    named = {"incident": incident, "key": f"{holder}/{begin}", "subject": "P1", "strand": "DET"}
    flags = {"is_unheld": False, "is_open": False, "state": "held", "holders": holder}
    return HoldRow(**{**texts, **bounds, **named, **flags})


def some_waits(seed: int, count: int) -> list[WaitRow]:
    """Waits of all sorts, the same for a seed."""
    rng = Random(seed)  # noqa: S311 - no secret
    made = []
    for number in range(count):
        row = wait(
            f"k{number}",
            rng.randrange(0, 600_000),
            rng.randrange(0, 400),
            rng.choice((0, 0, 1, 90)),
            incident=f"I-{rng.randrange(count // 3 + 1)}",
            subject=rng.choice(("P1", "P2")),
            waiting=rng.choice(("police:met", "police:btp", "acute:a")),
            for_agency=rng.choice(("ambulance:las", "local_authority:x", "")),
            why=rng.choice(("amhp", "ambulance", "bed")),
            people=rng.choice((None, 1, 2, 4)),
            area=rng.choice(("N1", "S_%", "")),
        )
        if rng.randrange(20) == 0:
            row = replace(row, to_latest_s=None, max_s=None)
        if rng.randrange(40) == 0:
            row = replace(row, from_earliest_s=None, max_s=None)
        made.append(row)
    return made


@contextmanager
def stocked(place: str, rows: Sequence[Row]) -> Iterator[RowsReader]:
    """A reader of these rows and no others."""
    settings = Settings.of({PEPPER: "p" * 40, DATABASE: place})
    with Log.open(settings) as log, open_rows(log, settings, KIND) as kept:
        ensure(kept.database, KIND)
        add(kept.database, rows)
        yield RowsReader(kept)


def add(database: Any, rows: Sequence[Row], known_ms: int = 0) -> None:
    """Put rows into their tables, as known since then."""
    with database.writing() as run:
        for table in dict.fromkeys(row.declared for row in rows):
            of = [row for row in rows if row.declared is table]
            values = [(*table.values(row), 1, 1, known_ms, None, None) for row in of]
            run.insert(table_name(table), all_names(table), values)
