"""How many entries are parked, before and after rows were made."""

from pathlib import Path

from jointlog.domain.store.log import open_log
from jointlog.domain.store.rows.loop import FollowerLoop
from jointlog.domain.store.rows.opening import open_rows
from jointlog.domain.store.rows.reading import RowsReader
from jointlog.domain.store.settings import Settings
from jointlog.projections.rows import KIND


def test_none_are_parked_before_rows_are_made_nor_after(tmp_path: Path) -> None:
    """Without tables the number is 0, and so it is with empty ones."""
    path = tmp_path / "log.sqlite"
    with open_log(str(path)) as log, open_rows(log, Settings(path), KIND) as rows:
        assert RowsReader(rows).parked_number() == 0
        FollowerLoop(rows).catch_up()
        assert RowsReader(rows).parked_number() == 0
