"""What a statement names that is not in its incident: said to who posted it, never refused."""

from dataclasses import replace
from pathlib import Path

from jointlog.domain.store.log import Log, open_log
from tests.store.samples import AMBULANCE, NOW_MS, draft, event_id


def test_what_a_statement_names_that_is_not_there_is_said(log: Log) -> None:
    """Nothing of that id, or of another incident; what is there, or no link, says nothing."""
    log.post(draft(1), AMBULANCE, now_ms=NOW_MS)
    log.post(draft(2, incident="CAD-2"), AMBULANCE, now_ms=NOW_MS)
    made = draft(3)
    envelope = replace(
        made.envelope, replies_to=event_id(1), caused_by=event_id(2), corrects=event_id(9)
    )
    named = replace(made, envelope=envelope)
    assert [said.partition(" names ")[0] for said in log.unlinked(named)] == [
        "caused_by",
        "corrects",
    ]
    assert log.unlinked(made) == []


def test_a_log_that_cannot_be_asked_gives_no_warning(tmp_path: Path) -> None:
    """The statement is recorded already: a fault of the look-up is not its refusal."""
    log, made = open_log(str(tmp_path / "log.sqlite")), draft(1)
    named = replace(made, envelope=replace(made.envelope, replies_to=event_id(9)))
    log.post(named, AMBULANCE, now_ms=NOW_MS)
    log.close()
    assert log.unlinked(named) == []
