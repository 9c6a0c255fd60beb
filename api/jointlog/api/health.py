"""Whether the process is alive, and whether it can do its work."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from jointlog.api.door import TheDoor
from jointlog.api.openapi import refusals
from jointlog.api.release import RELEASE
from jointlog.domain.store.settings import sqlite_wal_reset_bug

router = APIRouter(tags=["health"])


class HealthView(BaseModel):
    """The process answers."""

    status: str
    release: str = Field(description="The version of the program.")


class ReadyView(BaseModel):
    """The log can be read."""

    status: str
    position: int = Field(description="Position of the last entry.")
    warnings: list[str] = Field(description="What whoever runs the log should know.")


@router.get("/health")
def health() -> HealthView:
    """Say that the process is alive; the log is not asked."""
    return HealthView(status="alive", release=RELEASE)


@router.get("/ready", responses=refusals(503))
def ready(door: TheDoor) -> ReadyView:
    """Say that the log can be read, and how far it has got."""
    position = door.log.head()
    warnings = []
    if sqlite_wal_reset_bug():
        warnings.append(
            "this SQLite has the WAL-reset fault: no other program may write to the log's file "
            "(docs/storage.md)"
        )
    return ReadyView(status="ready", position=position, warnings=warnings)
