"""The dashboard: counts and waits across incidents as small plots, each with its table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Query

from jointlog.api.door import Door
from jointlog.api.page.asked import Begins, Ends, Text
from jointlog.api.page.listing import ALL_ROWS, period_of
from jointlog.api.page.plots import Marks, Plot, bars, columns, tally_marks, waited_marks
from jointlog.domain.asking import RequestKind
from jointlog.domain.time import FIRST_S, LAST_S, Window
from jointlog.domain.vocabulary import Agency
from jointlog.projections.asked import FindingRow, WaitRow
from jointlog.projections.dashboard.counting import (
    HOUR_UNSURE,
    Bucket,
    begins,
    bucket_of,
    buckets,
    day_of,
    hour_of,
    pair_of,
    tallied,
    waited,
)
from jointlog.projections.findings import TABLE
from jointlog.projections.wording.times import ZONE
from jointlog.projections.wording.words import kind_words

HOURS: Final = tuple(f"{hour:02}" for hour in range(24))
NAMES: Final = {each.code: kind_words(each.name) for each in TABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardAsked:
    """What is counted; what is left out does not narrow. ``counts`` "all" keeps nothing back."""

    begins: Begins = ""
    ends: Ends = ""
    agency: Text = ""
    finding: Text = ""
    severity: Text = ""
    wait: Text = ""
    counts: Annotated[str, Query(pattern="^(all)?$")] = ""

    def url(self, **changes: str) -> str:
        """The address of the dashboard with something else asked."""
        asked = replace(self, **changes)
        held = {
            "from": asked.begins,
            "to": asked.ends,
            "agency": asked.agency,
            "finding": asked.finding,
            "severity": asked.severity,
            "wait": asked.wait,
            "counts": asked.counts,
        }
        query = urlencode({name: text for name, text in held.items() if text})
        return f"/dashboard{'?' if query else ''}{query}"

    def incidents(self, **changes: str) -> str:
        """The address of the list of the same incidents, narrowed further."""
        held = {
            "from": self.begins,
            "to": self.ends,
            "agency": self.agency,
            "finding": self.finding,
            "severity": self.severity,
            **changes,
        }
        return f"/?{urlencode({name: text for name, text in held.items() if text})}"


@dataclass(frozen=True, slots=True)
class _Counted:
    """The rows asked for, and how they are counted."""

    asked: DashboardAsked
    findings: list[FindingRow]
    waits: list[WaitRow]
    least: int
    zone: ZoneInfo


def dashboard_context(door: Door, asked: DashboardAsked) -> dict[str, Any]:
    """What the dashboard's template shows.

    Raises:
        MalformedError: a day or an agency that cannot be read.

    """
    every = door.across.findings(limit=ALL_ROWS)
    waits = door.across.waits(limit=ALL_ROWS).rows
    seen, _ = door.across.seen()
    period = period_of(asked.begins, asked.ends)
    agencies = sorted({str(each) for row in every.rows for each in row.finding.found.parties})
    counted = _Counted(
        asked,
        [row for row in every.rows if _has_finding(asked, row, period)],
        [row for row in waits if _has_wait(asked, row, period)],
        0 if asked.counts else max((each.small for each in seen), default=0),
        ZoneInfo(ZONE),
    )
    plots = list(_plots(counted))
    every_plot = [plot for group in plots for plot in group]
    return {
        "asked": asked,
        "few": 2 * sum(plot.is_all_hidden for plot in every_plot) >= len(every_plot),
        "agencies": agencies,
        "findings": list(NAMES.items()),
        "kinds": [(kind.value, kind_words(kind)) for kind in RequestKind],
        "least": counted.least,
        "incidents": len(
            {row.incident for row in counted.findings} | {row.incident for row in counted.waits}
        ),
        "total": len(door.log.incidents()),
        "unreadable": len(every.unreadable),
        "plots": plots,
        "zone": ZONE,
    }


def _plots(counted: _Counted) -> Iterator[list[Plot]]:
    """The findings, and beside them the waits, in the same order."""
    asked, zone = counted.asked, counted.zone
    rows: list[FindingRow | WaitRow] = [*counted.findings, *counted.waits]
    days = [day for row in rows if (day := day_of(row, zone)) is not None]
    held = buckets(days)
    links = {bucket.name: _in_time(asked, bucket) for bucket in held}
    yield list(_finding_plots(counted, held, links))
    yield list(_wait_plots(counted, held, links))


def _finding_plots(counted: _Counted, held: list[Bucket], links: dict[str, str]) -> Iterator[Plot]:
    rows, zone, least = counted.findings, counted.zone, counted.least
    names = [bucket.name for bucket in held]
    times = tallied(rows, lambda row: bucket_of(held, day_of(row, zone)), least, names)
    yield columns("findings-time", "Findings over time", tally_marks(times, links))
    kinds = tallied(rows, lambda row: _named(row.finding.code), least)
    links = {_named(code): counted.asked.incidents(finding=code) for code in NAMES}
    yield bars("findings-kind", "Findings by kind", tally_marks(kinds, links))
    hours = tally_marks(tallied(rows, lambda row: _hour(row, zone), least, HOURS), {})
    title = "Findings by hour of day in which they began"
    yield columns("findings-hour", title, hours, _unsure(hours), len(HOURS))


def _wait_plots(counted: _Counted, held: list[Bucket], links: dict[str, str]) -> Iterator[Plot]:
    rows, zone, least = counted.waits, counted.zone, counted.least
    names = [bucket.name for bucket in held]
    times = waited(rows, lambda row: bucket_of(held, day_of(row, zone)), least, names)
    yield columns("waits-time", "Median wait over time", waited_marks(times, links))
    kinds = waited(rows, lambda row: kind_words(row.wait.kind), least)
    links = {kind_words(kind): counted.asked.url(wait=kind.value) for kind in RequestKind}
    yield bars("waits-kind", "Median wait by what was asked for", waited_marks(kinds, links))
    yield bars("waits-pair", "Median wait by who waited for whom", _pairs(counted))
    hours = waited_marks(waited(rows, lambda row: _hour(row, zone), least, HOURS), {})
    title = "Median wait by hour of day in which it was asked"
    yield columns("waits-hour", title, hours, _unsure(hours), len(HOURS))


def _unsure(hours: Marks) -> str:
    more = hours.marks[len(HOURS) :]
    return "The table also has those whose hour is not sure." if more else ""


def _pairs(counted: _Counted) -> Marks:
    made = waited(counted.waits, pair_of, counted.least)
    links = {
        pair_of(row): counted.asked.url(agency=str(row.wait.to))
        for row in counted.waits
        if row.wait.to is not None
    }
    return waited_marks(made, links)


def _named(code: str) -> str:
    return f"{NAMES[code]} ({code})"


def _hour(row: FindingRow | WaitRow, zone: ZoneInfo) -> str:
    name = hour_of(row, zone)
    return "hour not sure" if name == HOUR_UNSURE else name


def _in_time(asked: DashboardAsked, bucket: Bucket) -> str:
    return asked.incidents(**{"from": _day(bucket.first), "to": _day(bucket.last)})


def _day(day: date) -> str:
    return day.isoformat()


def _has_finding(asked: DashboardAsked, row: FindingRow, period: Window) -> bool:
    return (
        asked.finding in ("", row.finding.code)
        and asked.severity in ("", row.finding.severity.value)
        and _has(asked, row.finding.found.parties, begins(row), period)
    )


def _has_wait(asked: DashboardAsked, row: WaitRow, period: Window) -> bool:
    parties = [party for party in (row.wait.by, row.wait.to) if party is not None]
    return asked.wait in ("", row.wait.kind.value) and _has(asked, parties, begins(row), period)


def _has(asked: DashboardAsked, parties: Iterable[Agency], window: Window, period: Window) -> bool:
    """Whether a party and the time are those asked for; begun in the period, if it can be said."""
    if asked.agency:
        wanted = Agency.parse(asked.agency)
        if not any(wanted.matches(party) for party in parties):
            return False
    low_s = window.earliest_s if window.earliest_s > FIRST_S else window.latest_s
    if period == Window(FIRST_S, LAST_S):
        return True
    return period.earliest_s <= low_s <= period.latest_s
