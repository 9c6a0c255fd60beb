"""What Prometheus reads at ``/metrics``: of this process, or of all workers together.

With several workers each writes its numbers into a file of its own in the directory that
``PROMETHEUS_MULTIPROC_DIR`` names (`jointlog serve` makes it), and the one that is asked adds them
up. How the log stands is asked of the log when the page is read. Labels are route templates,
methods and statuses: no incident, no agency, no person.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from jointlog.api.release import RELEASE
from jointlog.domain.store.backup.manifest import Age
from jointlog.domain.store.contract import Observer
from jointlog.domain.store.rows.reading import Lag

MULTIPROCESS: Final = "PROMETHEUS_MULTIPROC_DIR"
MS: Final = 1000
APPEND_S: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
REQUEST_S: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
GROUP: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
AGE_S: Final = (1, 10, 60, 300, 900, 3_600, 21_600, 86_400, 604_800, 2_592_000, 31_536_000)


@dataclass(frozen=True, slots=True)
class State:
    """How the log stands; what is None is not known or not kept.

    Attributes:
        is_up: whether it could be asked.
        position: of the last entry.
        lag: how far the rows are behind.
        parked: entries and states of which no rows could be made.
        is_following: whether the process that answers keeps the rows.
        backup: how old the last verified backup is.

    """

    is_up: bool = True
    position: int | None = None
    lag: Lag | None = None
    parked: int | None = None
    is_following: bool = False
    backup: Age | None = None


class Metrics(Observer):
    """The numbers of one process."""

    def __init__(self) -> None:
        self._registry = own = CollectorRegistry()
        if MULTIPROCESS not in os.environ:
            ProcessCollector(registry=own)
            PlatformCollector(registry=own)
        self._requests = Counter(
            "jointlog_http_requests",
            "Requests that were answered.",
            ("method", "route", "status"),
            registry=own,
        )
        self._request_s = Histogram(
            "jointlog_http_request_seconds",
            "From the first byte of a request to the last of its answer.",
            ("method", "route"),
            registry=own,
            buckets=REQUEST_S,
        )
        self._append_s = Histogram(
            "jointlog_append_seconds",
            "From a post to its being durable, waiting included.",
            registry=own,
            buckets=APPEND_S,
        )
        self._group = Histogram(
            "jointlog_append_group_posts",
            "Posts that were committed together.",
            registry=own,
            buckets=GROUP,
        )
        self._waiting = Gauge(
            "jointlog_append_waiting_posts",
            "Posts that waited when the last group was begun.",
            registry=own,
            multiprocess_mode="livesum",
        )
        self._age_s = Histogram(
            "jointlog_entry_age_seconds",
            "From the time that an entry states to its recording; late entries are the tail.",
            registry=own,
            buckets=AGE_S,
        )

        self._of_request: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        """The numbers of each kind of request, which the library looks up under a lock."""

    def request(self, method: str, route: str, status: int, took_s: float) -> None:
        """Count a request that was answered."""
        known = self._of_request.get((method, route, status))
        if known is None:
            known = (
                self._requests.labels(method, route, str(status)),
                self._request_s.labels(method, route),
            )
            self._of_request[method, route, status] = known
        count, seconds = known
        count.inc()
        seconds.observe(took_s)

    def posted(self, took_s: float) -> None:
        """Count a post whose rows are durable."""
        self._append_s.observe(took_s)

    def committing(self, posts: int, waiting: int) -> None:
        """Count a group of posts, and note how many wait behind it."""
        self._group.observe(posts)
        self._waiting.set(waiting)

    def entry_age(self, age_s: float) -> None:
        """Count an entry that was recorded so long after the time that it states."""
        self._age_s.observe(max(0.0, age_s))

    def exposition(self, state: State) -> tuple[bytes, str]:
        """The text that Prometheus reads, and its media type."""
        registry = CollectorRegistry()
        registry.register(StateCollector(state))
        if MULTIPROCESS in os.environ:
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
            return generate_latest(registry), CONTENT_TYPE_LATEST
        return generate_latest(self._registry) + generate_latest(registry), CONTENT_TYPE_LATEST


class StateCollector(Collector):
    """How the log stands, as metrics."""

    def __init__(self, state: State) -> None:
        self._state = state

    def collect(self) -> Iterator[Metric]:
        """Each metric whose value is known."""
        state, lag, age = self._state, self._state.lag, self._state.backup
        yield InfoMetricFamily("jointlog", "The program.", value={"release": RELEASE})
        told: tuple[tuple[str, str, float | None], ...] = (
            ("jointlog_up", "Whether the log can be read.", float(state.is_up)),
            ("jointlog_position", "Position of the last entry.", state.position),
            (
                "jointlog_rows_lag_events",
                "Positions that the rows are behind.",
                None if lag is None else lag.events,
            ),
            (
                "jointlog_rows_lag_seconds",
                "Seconds since the first entry that is not in the rows was recorded.",
                None if lag is None else lag.seconds,
            ),
            ("jointlog_rows_parked", "Entries of which no rows could be made.", state.parked),
            (
                "jointlog_rows_following",
                "Whether the process that answered keeps the rows.",
                float(state.is_following),
            ),
            (
                "jointlog_backup_age_seconds",
                "Seconds since the newest verified backup was begun; +Inf for none.",
                None if age is None else _age_s(age),
            ),
        )
        for name, help_text, value in told:
            if value is not None:
                yield GaugeMetricFamily(name, help_text, value=value)


def _age_s(age: Age) -> float:
    return float("inf") if age.age_ms is None else age.age_ms / MS
