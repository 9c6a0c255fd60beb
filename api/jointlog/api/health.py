"""Whether the process is alive, and whether it can do its work."""

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import PlainTextResponse, Response

from jointlog.api.door import Door, TheDoor
from jointlog.api.openapi import refusals
from jointlog.api.operating.metrics import State
from jointlog.api.release import RELEASE
from jointlog.domain.errors import LogError
from jointlog.domain.store.settings import sqlite_wal_reset_bug

MS = 1000

router = APIRouter(tags=["health"])


class HealthView(BaseModel):
    """The process answers."""

    status: str
    release: str = Field(description="The version of the program.")


class RowsView(BaseModel):
    """How far the rows for queries across incidents are behind the log."""

    position: int = Field(description="Position of the last entry that they rest on.")
    lag_events: int = Field(description="Positions behind the log.")
    lag_s: float = Field(description="Seconds since the first entry behind was recorded.")
    is_following: bool = Field(description="Whether this process keeps them; else another may.")
    trouble: str = Field(description="What keeps this process from following; empty for nothing.")


class BackupView(BaseModel):
    """How old the newest verified backup is: what was recorded since is in none."""

    age_s: int | None = Field(description="Seconds since it was begun; null where there is none.")
    age_max_s: int = Field(description="Seconds from which on it is too old.")
    is_too_old: bool = Field(description="Whether it is, or there is none.")


class ReadyView(BaseModel):
    """The log can be read."""

    status: str
    position: int = Field(description="Position of the last entry.")
    warnings: list[str] = Field(description="What whoever runs the log should know.")
    rows: RowsView | None = Field(description="The rows for queries, where they are kept.")
    backup: BackupView | None = Field(description="The last verified backup, where configured.")


@router.get("/health")
def health() -> HealthView:
    """Say that the process is alive; the log is not asked."""
    return HealthView(status="alive", release=RELEASE)


@router.get("/ready", responses=refusals(503))
def ready(door: TheDoor) -> ReadyView:
    """Say that the log can be read, and how far it has got."""
    position = door.log.head()
    warnings = []
    if door.log.is_sqlite_file and sqlite_wal_reset_bug():
        warnings.append(
            "this SQLite has the WAL-reset fault: no other program may write to the log's file "
            "(docs/storage.md)"
        )
    backup = backup_view(door)
    if backup is not None and backup.is_too_old:
        warnings.append(
            "the last verified backup is too old, or there is none: run 'jointlog backup create'"
        )
    return ReadyView(
        status="ready",
        position=position,
        warnings=warnings,
        rows=rows_view(door),
        backup=backup,
    )


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    responses={200: {"description": "Numbers in the text form of Prometheus."}},
)
def metrics(door: TheDoor) -> Response:
    """Say what Prometheus reads; labels hold route templates, never an address."""
    text, media_type = door.watch.metrics.exposition(state_of(door))
    return Response(text, media_type=media_type, headers={"Cache-Control": "no-store"})


def state_of(door: Door) -> State:
    """How the log stands now, as far as it can be asked."""
    now_ms = door.clock()
    age = None if door.backups is None else door.backups.age(now_ms)
    try:
        position = door.log.head()
        lag = None if door.rows is None else door.rows.lag(now_ms)
        parked = None if door.rows is None else door.rows.parked_number()
    except LogError:
        return State(is_up=False, backup=age)
    is_following = door.follower is not None and door.follower.is_leader
    return State(
        position=position,
        lag=lag,
        parked=parked,
        is_following=is_following,
        backup=age,
    )


def backup_view(door: Door) -> BackupView | None:
    """How old the newest verified backup is; None where no folder of backups is named."""
    if door.backups is None:
        return None
    age = door.backups.age(door.clock())
    return BackupView(
        age_s=None if age.age_ms is None else age.age_ms // MS,
        age_max_s=door.backups.age_max_ms // MS,
        is_too_old=age.is_too_old,
    )


def rows_view(door: Door) -> RowsView | None:
    """How far the rows are behind; None where none are kept."""
    if door.rows is None:
        return None
    lag = door.rows.lag(door.clock())
    return RowsView(
        position=lag.position,
        lag_events=lag.events,
        lag_s=lag.seconds,
        is_following=door.follower is not None and door.follower.is_leader,
        trouble="" if door.follower is None else door.follower.trouble,
    )
