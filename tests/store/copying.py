"""Logs to copy, and copies of them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from jointlog.domain.store.backup.manifest import Manifest, manifest_path
from jointlog.domain.store.backup.sqlite import create, sha256_of
from jointlog.domain.store.keys import Scope
from jointlog.domain.store.log import open_log
from tests.store.samples import AMBULANCE, NOW_MS, draft


def fill(path: Path, numbers: range) -> None:
    """Post samples; every third one is of another incident."""
    with open_log(str(path)) as log:
        for number in numbers:
            incident = "CAD-2" if number % 3 == 0 else "CAD-1"
            log.post(draft(number, incident=incident), AMBULANCE, now_ms=NOW_MS + number)
        if not log.keys.issued():
            log.keys.issue(AMBULANCE, Scope.AGENCY, now_ms=0, expires_ms=NOW_MS)


def copied(log: Path, *, now_ms: int = NOW_MS) -> Path:
    """A copy in the folder `backups` beside the log."""
    return create(log, log.with_name("backups"), now_ms=now_ms, made_by="test")[0]


def sealed(copy: Path, **changes: Any) -> Path:
    """The copy with a manifest that fits its bytes, so that only what is inside can be wrong."""
    path = manifest_path(copy)
    held = replace(Manifest.read(path), bytes=copy.stat().st_size, sha256=sha256_of(copy))
    path.unlink()
    replace(held, **changes).write(path)
    return copy
