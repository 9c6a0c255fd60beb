"""Profiles, rows and entries that the tests of this folder make."""

from collections.abc import Iterable
from io import BytesIO
from typing import Final
from uuid import UUID, uuid5

from jointlog.domain.decide import decide
from jointlog.domain.entry import Entry
from jointlog.domain.incident import view
from jointlog.domain.statement import draft_of
from jointlog.domain.vocabulary import Agency
from jointlog.projections.profile import BadRow, Made, Profile, Row, read_profile, rows_of
from jointlog.projections.units.resources import Resources, resources_of

NAMESPACE: Final = UUID("00000000-0000-4000-8000-000000000001")
PROFILE: Final = """
[profile]
name = "test"
format = "csv"
namespace = "00000000-0000-4000-8000-000000000001"
zone = "Europe/London"
times = ["%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S%z", "written"]
nulls = ["-"]
row_key = ["id"]
incident = { column = "log", prefix = "T-" }

[[event]]
name = "sent"
type = "resource_allocated"
occurred = "sent"
agency = "police:met"
[event.facts]
callsign = { column = "unit" }
skill = "constable"

[[event]]
name = "came"
type = "resource_arrived_at_scene"
occurred = "came"
agency = "police:met"
caused_by = "sent"
[event.facts]
callsign = { column = "unit" }
"""
HEAD: Final = "id,log,unit,sent,came\n"
ROW: Final = "1,L1,A1,01/03/2017 10:00:00,01/03/2017 10:05:00\n"


def profile(*changes: tuple[str, str], more: str = "") -> Profile:
    """The profile of the tests with texts replaced and others added."""
    return read_profile("test.toml", changed(PROFILE, changes) + more)


def changed(text: str, changes: Iterable[tuple[str, str]]) -> str:
    """A text with others in place of some that stand in it."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def rows(made: Profile, raw: str | bytes) -> list[Row | BadRow]:
    """The rows of a file of this text."""
    return list(rows_of(made.shape, BytesIO(raw if isinstance(raw, bytes) else raw.encode())))


def stated(made: Profile, raw: str | bytes, **given: str) -> list[Made]:
    """The statements of every row, all of which can be read."""
    found = []
    for row in rows(made, raw):
        assert isinstance(row, Row), row
        found += made.statements(row, given)
    return found


def entry(
    version: int, type_: str, occurred: str, agency: str = "police:met", **more: object
) -> Entry:
    """An entry of one incident; its id is made from its version."""
    envelope: dict[str, object] = {
        name: more.pop(name) for name in ("caused_by", "replies_to", "source") if name in more
    }
    plain: dict[str, object] = {"type": type_, "occurred": occurred, "facts": more, **envelope}
    draft = draft_of(plain, incident="T-1", new_id=lambda: event_id(version))
    return decide(draft, agency=Agency.parse(agency), version=version, now_ms=version)


def event_id(version: int) -> UUID:
    """The id of the entry of this version."""
    return uuid5(NAMESPACE, str(version))


def at(clock: str) -> str:
    """A time of the day of the tests, in UTC."""
    return f"2017-03-01T{clock}Z"


def resources(*entries: Entry) -> Resources:
    """The resources of these entries."""
    return resources_of(view(entries))
