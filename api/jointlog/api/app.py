"""The application: every route behind one door."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID, uuid4

from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig

from jointlog.api import (
    across,
    chronology,
    health,
    incidents,
    pages,
    posting,
    problems,
    reference,
    statistics,
)
from jointlog.api.door import Door
from jointlog.api.keeping import Keeper
from jointlog.api.narrowing import narrow_by
from jointlog.api.openapi import DocumentedAPI
from jointlog.api.operating.metrics import Metrics
from jointlog.api.operating.watch import Watch
from jointlog.api.operating.watching import Watching
from jointlog.api.page import routes as page_routes
from jointlog.api.page.session import Links
from jointlog.api.promptly import Promptly
from jointlog.api.release import RELEASE
from jointlog.domain.store.backup.manifest import Backups
from jointlog.domain.store.log import Log
from jointlog.domain.store.rows.own import OwnRows
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.projections.across import Across
from jointlog.projections.rows import KIND

DESCRIPTION = (
    "An append-only log of what agencies state about an incident, and who held which "
    "responsibility when. Agencies post with their own key and only as themselves; every refusal "
    "is a problem (RFC 9457) with a stable code that names the field and what is expected."
)
OWN_SPANS_ONLY: Final[TelemetryConfig] = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "auto_configure": False,
}
"""The framework's own spans have the address, which names an incident: docs/decisions/0015."""


def create_app(
    log: Log,
    *,
    clock: Callable[[], int],
    new_id: Callable[[], UUID] = uuid4,
    rows: RowsReader | None = None,
    follower: Keeper | None = None,
    backups: Backups | None = None,
    tracer: Any = None,
) -> DocumentedAPI:
    """The application on a log.

    Args:
        log: where statements are recorded, with its keys.
        clock: the time now, UTC milliseconds since 1970.
        new_id: makes the id of a statement that has none.
        rows: the rows for queries across incidents, where they are kept; else they are kept
            in memory, from the first such query on.
        follower: keeps them, where this process does.
        backups: the log's backups, where a folder of them is named.
        tracer: of OpenTelemetry, where it is configured.

    """
    app = DocumentedAPI(
        title="jointlog",
        version=RELEASE,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        telemetry=OWN_SPANS_ONLY,
    )
    own, watch = OwnRows(log, KIND), Watch(Metrics(), tracer)
    log.observe(watch.metrics)
    found = Across(log) if rows is None else Across(log, narrow_by(rows))
    app.state.door = Door(log, found, clock, new_id, rows, follower, backups, own, watch)
    app.add_middleware(Promptly, route=posting.event_route())
    app.add_middleware(Watching)  # the last one is the first to see a request
    app.state.links = Links()
    problems.install(app)
    for routes in (
        posting.router,  # first: the most requests are posts
        reference.router,
        incidents.router,
        chronology.router,
        across.router,
        statistics.router,
    ):
        app.include_router(routes, prefix="/v1")
    app.include_router(health.router)
    app.include_router(pages.router)
    app.include_router(page_routes.router)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name
