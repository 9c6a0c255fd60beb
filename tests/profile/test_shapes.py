"""Tables of the other shapes that the how-to names: each reads as the page says it does."""

from datetime import datetime
from importlib import import_module
from io import BytesIO
from typing import Final

from jointlog.domain.wire import write
from jointlog.projections.profile import BadRow, Made, Row, read_profile, rows_of

HEAD: Final = """
[profile]
name = "shape"
namespace = "00000000-0000-4000-8000-000000000002"
zone = "Europe/Berlin"
"""
GERMAN: Final = (
    HEAD
    + """
format = "csv"
delimiter = ";"
encoding = "cp1252"
times = ["%d.%m.%Y %H:%M"]
nulls = ["k.A."]
row_key = ["Einsatz", "Wagen"]
incident = { column = "Einsatz", replace = { "/" = "-" } }

[maps.drug]
Diazepam = "diazepam"
"*" = "other"

[[event]]
name = "given"
type = "medication_given"
occurred = { columns = ["Datum", "Gabe"] }
when = [{ column = "Gabe", present = true }]
agency = "ambulance:rd"
[event.facts]
drug = { column = "Mittel", map = "drug" }
route = "oral"
dose_mg = { column = "mg", replace = { "." = "", "," = "." } }

[[event]]
name = "sent"
type = "resource_allocated"
occurred = { columns = ["Datum", "Alarm"] }
agency = "ambulance:rd"
[event.facts]
callsign = { column = "Wagen" }
skill = "paramedic"
"""
)
NESTED: Final = (
    HEAD
    + """
format = "ndjson"
times = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"]
row_key = ["job.id", "at", "state"]
incident = { column = "job.id", prefix = "J-" }

[[event]]
name = "sent"
type = "resource_allocated"
occurred = "at"
when = [{ column = "state", equals = ["SENT"] }]
agency = "ambulance:rd"
[event.facts]
callsign = { column = "job.units.0.callsign" }
skill = "paramedic"

[[event]]
name = "came"
type = "resource_arrived_at_scene"
occurred = "at"
when = [{ column = "state", equals = ["THERE"] }]
agency = "ambulance:rd"
[event.facts]
callsign = { column = "job.units.0.callsign" }
"""
)


def read(profile: str, raw: bytes) -> tuple[list[Made], list[str]]:
    """What the rows state, and the effects counted."""
    made = read_profile("shape.toml", profile)
    found = []
    for row in rows_of(made.shape, BytesIO(raw)):
        assert isinstance(row, Row), row
        found += made.statements(row, {})
    return found, sorted(made.effects)


def test_semicolons_german_dates_and_decimal_commas_are_read() -> None:
    """1.234,5 is 1234.5 mg; the empty time states no event though its date is there.

    02:30 on 27 October 2024 occurs twice in Berlin: 00:30 and 01:30 UTC.
    """
    table = (
        "Einsatz;Wagen;Datum;Alarm;Gabe;Mittel;mg\n"
        "24/7;Süd 1;27.10.2024;01:50;02:30;Diazepam;1.234,5\n"
        "24/8;Süd 1;28.10.2024;01:50;;;k.A.\n"
    )
    found, effects = read(GERMAN, table.encode("cp1252"))
    assert [each.name for each in found] == ["given", "sent", "sent"]
    plain = write(found[0].draft.fact)
    assert plain["dose_mg"] == 1234.5
    assert write(found[1].draft.fact)["callsign"] == "Süd 1"
    window = found[0].draft.envelope.occurred.window
    assert window.latest_s - window.earliest_s == 3600 + 59
    assert effects == ["times in a repeated hour, kept as the interval of both readings"]


def test_nested_keys_and_a_row_for_each_event_are_read() -> None:
    """Two objects of one job, one event each; both offsets are the same second."""
    lines = (
        b'{"at": "2024-05-01T10:00:00.250Z", "state": "SENT",'
        b' "job": {"id": 7, "units": [{"callsign": "M1"}]}}\n'
        b'{"at": "2024-05-01T12:00:00+02:00", "state": "THERE",'
        b' "job": {"id": 7, "units": [{"callsign": "M1"}]}}\n'
    )
    found, _ = read(NESTED, lines)
    assert [(each.name, each.draft.incident) for each in found] == [
        ("sent", "J-7"),
        ("came", "J-7"),
    ]
    first, second = (each.draft.envelope.occurred.window for each in found)
    assert first == second
    assert len({each.draft.event_id for each in found}) == 2


def test_each_item_of_a_list_is_a_row() -> None:
    """Two vehicles, none, one: four rows of three objects; what stands outside is in each."""
    text = NESTED.replace('format = "ndjson"', 'format = "ndjson"\neach = "job.units"')
    text = text.replace('"job.id", "at", "state"', '"job.id", "job.units.#"')
    made = read_profile("nested.toml", text.replace("units.0.", "units."))
    raw = (
        b'{"job":{"id":"1","units":[{"callsign":"A1"},{"callsign":"B2"}],"units_left":3},'
        b'"at":"2024-11-02T22:00:00Z","state":"THERE"}\n'
        b'{"job":{"id":"2","units":[]},"at":"2024-11-02T22:00:00Z","state":"THERE"}\n'
        b'{"job":{"id":"3","units":["C3"]},"at":"2024-11-02T22:00:00Z","state":"THERE"}\n'
        b'{"job":{"id":"4","units":{"callsign":"D4"}}}\n{"job":7}\n'
    )
    found = list(rows_of(made.shape, BytesIO(raw)))
    assert [each.number for each in found] == [1, 1, 2, 3, 4, 5]
    cells = [each.cells for each in found if isinstance(each, Row)]
    assert [each["job.units.#"] for each in cells] == ["1", "2", "0", "1", "0"]
    assert [each.get("job.units.callsign") for each in cells] == ["A1", "B2", None, None, None]
    assert cells[1]["job.units_left"] == "3"
    assert cells[3]["job.units"] == "C3"
    (bad,) = (each for each in found if isinstance(each, BadRow))
    assert bad.reason == "has no list at 'job.units'"
    first, second = (made.statements(each, {})[0] for each in found[:2] if isinstance(each, Row))
    assert first.draft.event_id != second.draft.event_id


def test_a_sheet_may_have_its_heading_further_down_and_times_to_the_minute() -> None:
    """A title, an empty row, the names; 22:10:00 is a minute where the pattern ends in :00."""
    openpyxl = import_module("openpyxl")
    book = openpyxl.Workbook()
    for cells in (
        ["Log of November"],
        [],
        ["job", "at"],
        [1, datetime(2024, 11, 2, 22, 10)],  # noqa: DTZ001 - as a sheet has it
        [2, datetime(2024, 11, 3)],  # noqa: DTZ001
    ):
        book.active.append(cells)
    raw = BytesIO()
    book.save(raw)
    event = """
format = "xlsx"
heading_row = 3
times = ["%Y-%m-%d 00:00:00", "%Y-%m-%d %H:%M:00"]
row_key = ["job"]
incident = "job"
[[event]]
name = "used"
type = "s136_power_used"
occurred = "at"
agency = "police:met"
"""
    made = read_profile("sheet.toml", HEAD + event)
    found = list(rows_of(made.shape, BytesIO(raw.getvalue())))
    assert [each.number for each in found] == [4, 5]
    times = [
        made.statements(each, {})[0].draft.envelope.occurred
        for each in found
        if isinstance(each, Row)
    ]
    assert [str(each.precision) for each in times] == ["minute", "day"]
