"""A row becomes statements, whole or not at all, and always the same ones."""

import pytest

from jointlog.domain.errors import LogError
from jointlog.domain.events.contact import CallGraded
from jointlog.domain.events.information import InformationProvided
from jointlog.domain.events.requests import RequestAcknowledged
from jointlog.projections.profile import Profile, Row
from jointlog.projections.profile.mapping import OUT_OF_ORDER, REPEATED_HOUR
from tests.profile.making import HEAD, ROW, profile, rows, stated

TOLD = """
[[event]]
name = "told"
type = "information_provided"
occurred = "came"
agency = { column = "unit", map = "agency" }
when = [{ column = "unit", differs = ["A9"], matches = "A" }]
replies_to = "sent"
[event.facts]
items = ["unit", { column = "unit" }, { column = "came" }]
unsolicited = { column = "id", map = "truth" }
to = { columns = ["log", "unit"], pattern = "(L)", replace = { L = "ambulance" } }
[maps.agency]
A1 = "police:met"
A2 = "police"
[maps.truth]
1 = true
"*" = false
"""
TYPED = """
[[event]]
name = "typed"
type = "{type}"
occurred = "sent"
agency = "ambulance:las"
[event.facts]
{facts}
"""


def refused(made: Profile, raw: str) -> str:
    """Why the only row is refused."""
    (row,) = rows(made, raw)
    assert isinstance(row, Row)
    with pytest.raises(LogError) as caught:
        made.statements(row, {})
    return str(caught.value)


def test_a_row_becomes_several_events_that_refer_to_each_other() -> None:
    """Ids come from namespace, event and row key; an event that is not made is no link."""
    made = profile(more=TOLD)
    sent, came, told = stated(made, HEAD + ROW)
    assert came.draft.envelope.caused_by == sent.draft.event_id
    assert told.draft.envelope.replies_to == sent.draft.event_id
    assert (sent.draft.incident, str(told.agency)) == ("T-L1", "police:met")
    fact = told.draft.fact
    assert isinstance(fact, InformationProvided)
    assert fact.items == ("unit", "A1", "01/03/2017 10:05:00")
    assert (fact.unsolicited, str(fact.to)) == (True, "ambulance")
    assert told.because == "A1"
    assert stated(profile(more=TOLD), HEAD + ROW) == [sent, came, told]
    (alone,) = stated(profile(), HEAD + "1,L1,A1,-,01/03/2017 10:05:00\n")
    assert (alone.name, alone.draft.envelope.caused_by) == ("came", None)


def test_a_missing_time_makes_no_event() -> None:
    """An empty cell and a null spelling are the same."""
    for empty in ("", "-", " - "):
        assert [
            m.name for m in stated(profile(), HEAD + f"1,L1,A1,01/03/2017 10:00,{empty}\n")
        ] == ["sent"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,L1,A1,yesterday,\n", "sent.occurred: 'yesterday' is not a time"),
        ("1,L1,A1,26/03/2017 01:30,\n", "does not exist in Europe/London"),
        ("1,L1,A1,,\n", "states no event of the profile"),
        (",L1,A1,01/03/2017 10:00,\n", "id: is empty"),
        ("1,,A1,01/03/2017 10:00,\n", "incident: '' is not an incident id"),
        ("1,L 1,A1,01/03/2017 10:00,\n", "is not an incident id"),
        (f"1,L1,{'A' * 41},01/03/2017 10:00,\n", "sent.facts.callsign: 41 characters"),
        ("1,L1,,01/03/2017 10:00,\n", "sent.facts.callsign: is missing"),
        ("1,L1,A1,01/03/2017 10:00,soon\n", "came.occurred: 'soon' is not a time"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_whole(row: str, reason: str) -> None:
    """The message names event and field."""
    assert reason in refused(profile(), HEAD + row)


def test_an_agency_that_may_not_say_it_is_refused() -> None:
    """What the log would refuse is refused before any of the row is posted."""
    made = profile(("police:met", "acute:uch"))
    assert "acute:uch may not record resource_allocated" in refused(made, HEAD + ROW)
    empty = profile(('"police:met"\n[', '{ column = "came" }\n['))
    assert "sent.agency: is empty" in refused(empty, HEAD + "1,L1,A1,01/03/2017 10:00,\n")
    told = profile(more=TOLD)
    assert "is no one agency" in refused(told, HEAD + ROW.replace("A1", "A2"))
    assert "is not in the map" in refused(told, HEAD + ROW.replace("A1", "A3"))
    assert len(stated(told, HEAD + ROW.replace("A1", "A9"))) == 2


def test_required_time_unknown_first_and_skip() -> None:
    """What an event's keys and the profile's keys do."""
    required = profile(('occurred = "came"', 'occurred = "came"\nrequired = true'))
    assert "came.occurred: is empty" in refused(required, HEAD + "1,L1,A1,01/03/2017 10:00,\n")
    unknown = profile(
        ('occurred = "came"', "time_unknown = true\nwhen = [{ column = 'came', present = false }]")
    )
    assert len(stated(unknown, HEAD + ROW)) == 1
    found = stated(unknown, HEAD + "1,L1,A1,01/03/2017 10:00,\n")[1]
    assert found.draft.envelope.occurred.text == "unknown"
    first = profile(('row_key = ["id"]', 'row_key = ["id"]\ntake = "first"'))
    assert [each.name for each in stated(first, HEAD + ROW)] == ["sent"]
    skip = profile(
        ('row_key = ["id"]', "row_key = ['id']\nskip = [{ column = 'unit', equals = ['A1'] }]")
    )
    assert stated(skip, HEAD + ROW) == []
    assert skip.effects["rows skipped by the profile"] == 1
    lacks = profile(('occurred = "came"', "occurred='came'\nwhen=[{column='unit', lacks='A'}]"))
    assert [each.name for each in stated(lacks, HEAD + ROW)] == ["sent"]


def test_a_cell_of_the_envelope_is_said_where_it_is_filled() -> None:
    """An empty cell leaves the field at its default; what the field refuses names event and field.

    Likewise a link of an empty cell is none. A pseudonym has at most 64 characters.
    """
    by = 'skill = "constable"\n[event.envelope]\nperson = { column = "by" }\n\n[[event]]'
    linked = 'caused_by = { column = "of" }'
    made = profile(
        ('skill = "constable"\n\n[[event]]', by),
        ('caused_by = "sent"', linked),
        (
            'row_key = ["id"]',
            'references = "00000000-0000-4000-8000-000000000009"\nrow_key = ["id"]',
        ),
    )
    head = f"{HEAD[:-1]},by,of\n"
    (sent, came) = stated(made, f"{head}{ROW[:-1]},-,\n")
    assert (sent.draft.envelope.person, came.draft.envelope.caused_by) == ("", None)
    (sent, came) = stated(made, f"{head}{ROW[:-1]},constable-1,R7\n")
    assert sent.draft.envelope.person == "constable-1"
    assert [named.field for named in came.named] == ["caused_by"]
    assert "sent.person: 65 characters" in refused(made, f"{head}{ROW[:-1]},{'x' * 65},\n")


def test_a_shared_event_is_the_same_in_each_row_that_says_the_same() -> None:
    """Its id comes from all that it says; the row's number and hash can be said too."""
    shared = profile(('occurred = "came"', 'occurred = "came"\nshared = true'))
    one, two = (
        m for m in stated(shared, HEAD + ROW + ROW.replace("1,", "2,", 1)) if m.name == "came"
    )
    assert one.draft.event_id == two.draft.event_id
    hashed = profile(
        more='[envelope]\nsource = { kind = "cad_log", ref = { column = "#" },'
        ' sha256 = { column = "#sha256" } }'
    )
    source = stated(hashed, HEAD + ROW)[0].draft.envelope.source
    assert source is not None
    assert (source.ref, len(source.sha256)) == ("2", 64)


def test_effects_are_counted() -> None:
    """A repeated hour and times out of order are kept and counted."""
    made = profile(('row_key = ["id"]', 'row_key = ["id"]\norder = ["sent", "came"]'))
    stated(made, HEAD + "1,L1,A1,29/10/2017 01:30,29/10/2017 00:10\n")
    stated(made, HEAD + ROW)
    assert made.effects == {REPEATED_HOUR: 1, OUT_OF_ORDER: 1}


def test_cells_become_values_of_the_type_of_their_field() -> None:
    """Whole numbers, numbers, truth, times, lists and objects; what is none is refused."""

    def typed(type_: str, facts: str, row: str) -> str:
        made = profile(more=TYPED.format(type=type_, facts=facts))
        return refused(made, f"{HEAD[:-1]},x\n{row}")

    grade = 'scheme = "arp"\ngrade = "category_2"\n'
    code = 'local_code = { system = "S", code = { column = "came" } }'
    reviewed = f'{grade}supervisor_reviewed = {{ column = "x" }}\n{code}'
    made = profile(more=TYPED.format(type="call_graded", facts=reviewed))
    fact = stated(made, f"{HEAD[:-1]},x\n1,L1,A1,01/03/2017 10:00,,TRUE\n")[-1].draft.fact
    assert isinstance(fact, CallGraded)
    assert (fact.supervisor_reviewed, fact.local_code) == (True, None)
    assert "not true or false" in typed("call_graded", reviewed, "1,L1,A1,01/03/2017 10:00,,Y\n")
    eta = 'eta_latest = { column = "x" }'
    made = profile(more=TYPED.format(type="request_acknowledged", facts=eta))
    fact = stated(made, f"{HEAD[:-1]},x\n1,L1,A1,01/03/2017 10:00,,01/03/2017 10:30\n")[
        -1
    ].draft.fact
    assert isinstance(fact, RequestAcknowledged)
    assert fact.eta_latest is not None
    metres = 'distance_m = { column = "x" }'
    assert "not a whole number" in typed(
        "conveyance_ended", metres, "1,L1,A1,01/03/2017 10:00,,1.5\n"
    )
    made = profile(more=TYPED.format(type="conveyance_ended", facts=metres))
    assert stated(made, f"{HEAD[:-1]},x\n1,L1,A1,01/03/2017 10:00,,15\n")[-1].name == "typed"
    items = 'items = { column = "x" }'
    made = profile(more=TYPED.format(type="information_provided", facts=items))
    fact = stated(made, f"{HEAD[:-1]},x\n1,L1,A1,01/03/2017 10:00,,one\n")[-1].draft.fact
    assert isinstance(fact, InformationProvided)
    assert fact.items == ("one",)
    dose = 'drug = "lorazepam"\nroute = "oral"\ndose_mg = { column = "x" }'
    assert "'much' is not a number" in typed(
        "medication_given", dose, "1,L1,A1,01/03/2017 10:00,,much\n"
    )
    made = profile(more=TYPED.format(type="medication_given", facts=dose))
    assert stated(made, f"{HEAD[:-1]},x\n1,L1,A1,01/03/2017 10:00,,0.5\n")[-1].name == "typed"
