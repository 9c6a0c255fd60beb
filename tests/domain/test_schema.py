"""The JSON Schema says what the reader accepts."""

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jointlog.domain.declare import Event, fields_of
from jointlog.domain.entry import Envelope
from jointlog.domain.errors import MalformedError
from jointlog.domain.events import catalogue
from jointlog.domain.events.attendance import ClinicianReachedPatient
from jointlog.domain.events.force import ObservationsRecorded
from jointlog.domain.events.oversight import ClockOffsetDeclared
from jointlog.domain.events.powers import S136PowerUsed
from jointlog.domain.schema import DIALECT, example, json_schema
from jointlog.domain.wire import read, write
from tests.strategies import LAWS, declared

DECLARED = (*catalogue(), Envelope)
each_class = pytest.mark.parametrize("cls", DECLARED, ids=lambda cls: cls.__name__)


def _check(plain: object, cls: type[Any]) -> None:
    schema = json_schema(cls) | {"$schema": DIALECT}
    jsonschema.Draft202012Validator(schema).validate(plain)


@each_class
def test_the_schema_is_a_schema(cls: type[Any]) -> None:
    """Each schema is valid in the dialect that it names."""
    jsonschema.Draft202012Validator.check_schema(json_schema(cls))


@each_class
def test_the_example_is_valid(cls: type[Any]) -> None:
    """An example reads, and passes the schema; it shows at least one field, if there is one."""
    plain = example(cls)
    assert plain
    read(cls, plain)
    _check(plain, cls)


@each_class
@LAWS
@given(data=st.data())
def test_what_is_written_is_valid(cls: type[Any], data: st.DataObject) -> None:
    """Whatever the log writes passes the schema that it publishes."""
    _check(write(data.draw(declared(cls))), cls)


def test_the_schema_describes_each_property() -> None:
    """A number has its bounds and its unit; an optional value may be null."""
    schema = json_schema(ClockOffsetDeclared)
    assert schema["required"] == ["system", "offset_s"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["offset_s"] == {
        "description": "Seconds that the clock is ahead of true time; negative where it is "
        "behind. Unit: s.",
        "type": "integer",
        "minimum": -86_400,
        "maximum": 86_400,
    }
    assert schema["properties"]["uncertainty_s"]["default"] == 0
    agency = schema["properties"]["agency"]["anyOf"]
    assert agency[0]["pattern"].startswith("^(police|ambulance|")
    assert agency[1] == {"type": "null"}
    text, shown = schema["properties"]["valid_from"]["anyOf"][0]["oneOf"]
    assert text["type"] == "string"
    assert shown["required"] == ["text", "precision"]


def test_a_type_without_required_field_requires_none() -> None:
    """The use of a power is a statement by itself; its example shows the first field."""
    assert "required" not in json_schema(S136PowerUsed)
    assert example(S136PowerUsed) == {"limb": "remove"}


def test_an_example_that_is_declared_is_used() -> None:
    """A named example wins over the first value of the type."""
    assert example(ClinicianReachedPatient) == {"skill": "paramedic"}
    assert example(Envelope) == {"occurred": "2026-03-01 22:41 Europe/London"}


@each_class
def test_an_example_of_each_field_reads(cls: type[Event]) -> None:
    """Each field alone, beside the required ones, takes the value that its type suggests."""
    for field in fields_of(cls):
        plain = example(cls)
        only = {"description": "x", "properties": {}, **json_schema(cls)["properties"][field.name]}
        assert only["description"].startswith(field.about.text)
        plain.setdefault(field.name, None)
        if "anyOf" in only:
            read(cls, plain)


def test_numbers_out_of_bounds_are_refused_by_both() -> None:
    """An oxygen saturation of 101 % is no saturation."""
    plain = {"taken": True, "oxygen_saturation_percent": 101}
    with pytest.raises(jsonschema.ValidationError):
        _check(plain, ObservationsRecorded)
    with pytest.raises(MalformedError, match="from 0 to 100 %"):
        read(ObservationsRecorded, plain)
