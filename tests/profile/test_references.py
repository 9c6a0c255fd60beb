"""Rows that answer other rows by the agency's own reference: behind, before, elsewhere, nowhere."""

from pathlib import Path

import pytest

from jointlog.cli.commands import import_profile, import_references
from jointlog.domain.errors import LogError
from jointlog.domain.store.log import open_log
from tests.cli.running import run
from tests.profile.making import profile, stated

MESSAGES = """
[profile]
name = "messages"
format = "csv"
namespace = "00000000-0000-4000-8000-000000000002"
zone = "Europe/London"
times = ["%Y-%m-%d %H:%M"]
row_key = ["Msg"]
incident = { column = "Log" }

[[event]]
name = "asked"
type = "assistance_requested"
occurred = "At"
agency = "police:met"
when = [{ column = "Kind", equals = ["ASK"] }]
reference = "Msg"
[event.facts]
kind = "ambulance_treat"
to = "ambulance"

[[event]]
name = "declined"
type = "request_declined"
occurred = "At"
agency = "ambulance:las"
when = [{ column = "Kind", equals = ["NO"] }]
reference = { column = "Msg" }
replies_to = { column = "Answers" }
"""
HEAD = "Msg,Log,Kind,At,Answers\n"
ASK = "M1,L1,ASK,2017-03-01 10:00,\n"
NO = "M2,L1,NO,2017-03-01 10:05,M1\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, ...]:
    """The arguments of an import of messages."""
    (tmp_path / "p.toml").write_text(MESSAGES)
    (tmp_path / "d.csv").write_text(HEAD)
    mapping, data, log = (str(tmp_path / name) for name in ("p.toml", "d.csv", "log.sqlite"))
    return ("import", "--profile", mapping, data, "--database", log)


def links(tmp_path: Path) -> dict[str, str]:
    """Which entry each entry of the incident answers, by the names of their types."""
    with open_log(str(tmp_path / "log.sqlite")) as log:
        entries = log.entries("L1")
    names = {entry.event_id: entry.name for entry in entries}
    answers = ((entry, entry.envelope.replies_to) for entry in entries)
    return {entry.name: names.get(to, "nothing") for entry, to in answers if to is not None}


@pytest.mark.parametrize("rows", [ASK + NO, NO + ASK])
@pytest.mark.parametrize("at_once", [1, 4000])
def test_a_row_answers_one_before_or_behind_it(
    files: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rows: str,
    at_once: int,
) -> None:
    """Whichever comes first, in one batch or two, the refusal answers the request."""
    monkeypatch.setattr(import_profile, "AT_ONCE", at_once)
    (tmp_path / "d.csv").write_text(HEAD + rows)
    done = run(*files)
    assert "links to events of other rows: 1 kept, 0 of them" in done.output
    assert links(tmp_path) == {"request_declined": "assistance_requested"}
    assert "0 recorded, 2 were there" in run(*files).output


def test_a_reference_that_no_event_has_is_kept_and_told(
    files: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is linked once a later import records the event, and is then told no more."""
    monkeypatch.setattr(import_references, "LOOKED_UP_AT_ONCE", 1)
    (tmp_path / "d.csv").write_text(HEAD + NO + NO.replace("M2", "M3"))
    done = run(*files)
    assert done.exit_code == 0
    assert "row 2: replies_to names 'M1', which no event has" in done.output
    assert "2 kept, 2 of them to a reference that no event has yet" in done.output
    assert links(tmp_path) == {"request_declined": "nothing"}
    (tmp_path / "d.csv").write_text(HEAD + ASK + NO)
    assert "1 kept, 0 of them" in run(*files).output
    assert links(tmp_path) == {"request_declined": "assistance_requested"}


def test_a_dry_run_tells_them_from_the_file_alone(files: tuple[str, ...], tmp_path: Path) -> None:
    """Of two answers one names a row of the file."""
    (tmp_path / "d.csv").write_text(HEAD + NO + ASK + NO.replace("M2", "M3").replace("M1", "M9"))
    done = run(*files, "--dry-run")
    assert "2 would be kept, 1 of them to a reference" in done.output
    assert "row 4: replies_to names 'M9'" in done.output


def test_two_events_of_one_reference_are_refused(files: tuple[str, ...], tmp_path: Path) -> None:
    """The second row of message M1 says something else: it is left out with its reason."""
    (tmp_path / "d.csv").write_text(HEAD + ASK + ASK.replace("10:00", "11:00"))
    done = run(*files)
    assert "2 rows: 1 imported, 1 quarantined" in done.output
    (tmp_path / "d.csv").write_text(HEAD + ASK.replace("M1", ""))
    assert "Msg: is empty" in run(*files).stderr


def test_an_empty_reference_is_refused_where_it_is_not_the_key() -> None:
    """The event's id is made from it."""
    made = profile(('occurred = "came"', 'occurred = "came"\nreference = "x"'))
    head = "id,log,unit,sent,came,x\n"
    (only,) = stated(made, head + "1,L1,A1,01/03/2017 10:00,,\n")
    assert only.name == "sent"
    with pytest.raises(LogError, match=r"came\.reference: is empty"):
        stated(made, head + "1,L1,A1,01/03/2017 10:00,01/03/2017 10:05,\n")


def test_two_tables_of_one_space_of_references_link_to_each_other() -> None:
    """The same reference in profiles of two namespaces is the same id where they say so."""
    shared = 'references = "00000000-0000-4000-8000-000000000009"\nrow_key = ["id"]'
    key = ('row_key = ["id"]', shared)
    named = ('caused_by = "sent"', 'caused_by = { column = "unit" }')
    own = ('occurred = "sent"', 'occurred = "sent"\nreference = "unit"')
    other = ('"00000000-0000-4000-8000-000000000001"', '"00000000-0000-4000-8000-000000000003"')
    row = "id,log,unit,sent,came\n1,L1,A1,01/03/2017 10:00,01/03/2017 10:05\n"
    first = stated(profile(key, own), row)[0]
    second = stated(profile(key, named, other), row)[1]
    assert second.draft.envelope.caused_by == first.draft.event_id
    assert stated(profile(named), row)[1].draft.envelope.caused_by != first.draft.event_id
    assert [each.text for each in second.named] == ["A1"]


def test_an_event_may_name_one_that_stands_behind_it_in_the_profile() -> None:
    """The second event of the row is the cause of the first; one that is not made is no link."""
    made = profile(('occurred = "sent"', 'occurred = "sent"\ncaused_by = "came"'))
    head = "id,log,unit,sent,came\n"
    sent, came = stated(made, head + "1,L1,A1,01/03/2017 10:00,01/03/2017 10:05\n")
    assert sent.draft.envelope.caused_by == came.draft.event_id
    (alone,) = stated(made, head + "1,L1,A1,01/03/2017 10:00,\n")
    assert alone.draft.envelope.caused_by is None
    assert stated(made, head + "1,L1,A1,,01/03/2017 10:05\n")[0].name == "came"


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("caused_by = 3", "caused_by: names no event"),
        ('caused_by = { x = "unit" }', "caused_by: names no event"),
        ('caused_by = "nobody"', "there is no event 'nobody'"),
        ("caused_by = 'sent'\nreference = { columns = ['id'], map = 'm' }", "there is no"),
        ("reference = ['id']", "names no column"),
    ],
)
def test_a_link_that_can_lead_nowhere_is_refused_before_the_first_row(
    said: str, problem: str
) -> None:
    """The message names the event and its key."""
    with pytest.raises(LogError, match=problem):
        profile(('caused_by = "sent"', said))


def test_a_space_of_references_is_a_uuid() -> None:
    """Anything else is refused."""
    with pytest.raises(LogError, match="references: is not an id"):
        profile(('row_key = ["id"]', 'references = "ours"\nrow_key = ["id"]'))
