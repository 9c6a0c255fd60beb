"""Tables of the other shapes that the how-to names: each reads as the page says it does."""

from io import BytesIO
from typing import Final

from jointlog.domain.wire import write
from jointlog.projections.profile import Made, Row, read_profile, rows_of

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
