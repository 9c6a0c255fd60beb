"""`/ready` tells how old the last verified backup is."""

from pathlib import Path

from jointlog.domain.store.backup.manifest import Backups, note_verified
from jointlog.domain.store.backup.sqlite import create
from tests.api.grammar import Api, Running


def test_readiness_tells_the_age_of_the_last_verified_backup(
    api: Api, running: Running, tmp_path: Path
) -> None:
    """None is too old; one begun an hour ago is 3,600 s old; of two hours with 1 h allowed, old."""
    assert api.nobody.get("/ready").json["backup"] is None
    now_ms = api.clock()
    running.turn_to_backups(Backups(tmp_path / "b", 3_600_000))
    told = api.nobody.get("/ready").then(200).json
    assert told["backup"] == {"age_s": None, "age_max_s": 3600, "is_too_old": True}
    assert any("jointlog backup create" in warning for warning in told["warnings"])
    for hours in (2, 1):
        begun_ms = now_ms - hours * 3_600_000
        copy, manifest = create(api.database, tmp_path / "b", now_ms=begun_ms, made_by="test")
        note_verified(copy, manifest, now_ms=now_ms, how="read", took_s=0.0)
        told = api.nobody.get("/ready").json["backup"]
        assert (told["age_s"], told["is_too_old"]) == (hours * 3600, hours == 2)
