"""Plain values in and out: what is written reads back, what is wrong is refused by name."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jointlog.domain.declare import about, fields_of
from jointlog.domain.entry import Envelope
from jointlog.domain.errors import MalformedError
from jointlog.domain.events import catalogue
from jointlog.domain.events.conveyance import HandoverOffered
from jointlog.domain.events.force import MedicationGiven, ObservationsRecorded
from jointlog.domain.events.oversight import ContradictionNoted, FindingAnswered
from jointlog.domain.events.requests import RequestAcknowledged
from jointlog.domain.events.responsibility import ResponsibilityDisputed
from jointlog.domain.time import ANY_TIME, Length, Occurred, Precision, Window
from jointlog.domain.timetext import parse
from jointlog.domain.vocabulary import Strand
from jointlog.domain.wire import Form, read, write
from tests.strategies import LAWS, declared

DECLARED = (*catalogue(), Envelope)
each_class = pytest.mark.parametrize("cls", DECLARED, ids=lambda cls: cls.__name__)


@each_class
@LAWS
@given(data=st.data())
def test_the_wire_form_reads_back(cls: type[Any], data: st.DataObject) -> None:
    """A value written for people reads as the same value."""
    value = data.draw(declared(cls))
    assert read(cls, write(value)) == value


@each_class
@LAWS
@given(data=st.data())
def test_the_stored_form_reads_back(cls: type[Any], data: st.DataObject) -> None:
    """A value survives MessagePack in its stored form."""
    value = data.draw(declared(cls))
    stored = msgpack.unpackb(msgpack.packb(write(value, Form.STORED)))
    assert read(cls, stored, Form.STORED) == value


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@each_class
@LAWS
@given(data=st.data())
def test_any_plain_value_is_read_or_refused(cls: type[Any], data: st.DataObject) -> None:
    """No input breaks the reader: it gives a value or refuses."""
    names = [field.name for field in fields_of(cls)]
    values = st.dictionaries(st.sampled_from(names), ANY_JSON, max_size=4)
    with suppress(MalformedError):
        assert isinstance(read(cls, data.draw(ANY_JSON | values)), cls)


def test_fields_at_their_default_are_left_out() -> None:
    """A short statement is short on the wire."""
    offer = HandoverOffered(strands=(Strand.DET, Strand.SAFE))
    assert write(offer) == {"strands": ["DET", "SAFE"]}


@dataclass(frozen=True)
class Bare:
    """A class with no field."""


def test_what_has_no_field_is_an_empty_object() -> None:
    """In both forms, and it is read back as itself."""
    for form in Form:
        assert write(Bare(), form) == {}
        assert read(Bare, {}, form) == Bare()


def test_a_time_whose_precision_is_a_bare_number_is_not_stored() -> None:
    """Only what some text or object could have stated is stored."""
    moment = replace(parse("2026-03-01T10:00Z"), precision=1)  # type: ignore[arg-type]
    with pytest.raises(MalformedError) as caught:
        write(moment, Form.STORED)
    assert caught.value.field == "precision"


def _refused(cls: type[Any], plain: object, field: str, problem: str) -> None:
    with pytest.raises(MalformedError) as caught:
        read(cls, plain)
    assert (caught.value.field, caught.value.problem) == (field, problem)


@pytest.mark.parametrize(
    ("cls", "plain", "field", "problem"),
    [
        (HandoverOffered, None, "", "nothing is not an object"),
        (HandoverOffered, [], "", "a list is not an object"),
        (HandoverOffered, {}, "strands", "is missing"),
        (HandoverOffered, {"colour": 1}, "'colour'", "no such field"),
        (HandoverOffered, {7: 1}, "the number 7", "no such field"),
        (HandoverOffered, {"strands": "DET"}, "strands", "text is not a list"),
        (HandoverOffered, {"strands": ["DET"] * 51}, "strands", "51 items"),
        (HandoverOffered, {"strands": ["x"]}, "strands.0", "'x' is not a value of this field"),
        (HandoverOffered, {"strands": [{}]}, "strands.0", "an object is not a value of this field"),
        (HandoverOffered, {"to": 5}, "to", "the number 5 is not an agency"),
        (HandoverOffered, {"to": "army"}, "to", "'army' is not a kind of agency"),
        (HandoverOffered, {"papers": 1}, "papers", "the number 1 is not true or false"),
        (FindingAnswered, {"explanation": 5}, "explanation", "the number 5 is not text"),
        (FindingAnswered, {"explanation": "a\x00"}, "explanation", "contains NUL"),
        (
            FindingAnswered,
            {"explanation": "\ud800"},
            "explanation",
            "contains half a surrogate pair",
        ),
        (FindingAnswered, {"finding_id": "x" * 201}, "finding_id", "201 characters"),
        (ObservationsRecorded, {"gcs": True}, "gcs", "a truth value is not a whole number"),
        (ObservationsRecorded, {"gcs": 3.0}, "gcs", "the number 3.0 is not a whole number"),
        (ObservationsRecorded, {"gcs": 2}, "gcs", "2 is out of bounds"),
        (MedicationGiven, {"dose_mg": "5"}, "dose_mg", "text is not a number"),
        (MedicationGiven, {"dose_mg": float("nan")}, "dose_mg", "nan is out of bounds"),
        (MedicationGiven, {"dose_mg": float("inf")}, "dose_mg", "inf is out of bounds"),
        (ContradictionNoted, {"events": ["x"]}, "events.0", "'x' is not an id"),
        (ContradictionNoted, {"preferred": 5}, "preferred", "the number 5 is not an id"),
        (
            ContradictionNoted,
            {"preferred": "{0195576c-8a20-7000-8000-000000000001}"},
            "preferred",
            "'{0195576c-8a20-7000-8000-000000000001}' is not an id",
        ),
        (ResponsibilityDisputed, {"parties": [{}]}, "parties.0.agency", "is missing"),
        (RequestAcknowledged, {"eta_latest": 5}, "eta_latest", "the number 5 is not a time"),
        (RequestAcknowledged, {"eta_latest": "soon"}, "eta_latest", "'soon' is not a time"),
    ],
)
def test_what_is_wrong_is_named(cls: type[Any], plain: object, field: str, problem: str) -> None:
    """A refusal gives the path of the value and what is wrong with it."""
    _refused(cls, plain, field, problem)


def test_what_is_expected_is_said_with_its_unit() -> None:
    """Bounds are said in full figures: a reader must be able to use them."""
    with pytest.raises(MalformedError, match=r"a number from 0 to 100000 mg"):
        read(MedicationGiven, {"drug": "midazolam", "dose_mg": -1})


def test_a_type_without_fields_says_so() -> None:
    """The list of known fields is not an empty list."""

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Nothing:
        """Has no field."""

    assert read(Nothing, {}) == Nothing()
    with pytest.raises(MalformedError, match="no field at all"):
        read(Nothing, {"x": 1})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbounded:
    """Numbers without bounds of their own."""

    ratio: float = about("Any number.", default=0.0)


def test_a_number_without_bounds_is_still_bounded() -> None:
    """A whole number too great for a float is refused, not an error of our own."""
    assert read(Unbounded, {"ratio": 3}) == Unbounded(ratio=3.0)
    _refused(Unbounded, {"ratio": 10**400}, "ratio", f"{10**400!r:.40} is out of bounds")


def test_null_stands_for_an_absent_value() -> None:
    """An optional field may be left out or be null; a tuple may come as such."""
    assert read(HandoverOffered, {"strands": ("DET",), "to": None}).to is None


def test_an_id_may_be_in_capitals() -> None:
    """Some systems write ids in upper case."""
    plain = {"events": ["0195576C-8A20-7000-8000-000000000001"]}
    held = read(ContradictionNoted, plain).events
    assert held == (UUID("0195576c-8a20-7000-8000-000000000001"),)


def _shown(**extra: object) -> Occurred:
    plain = {"eta_latest": {"text": "x", "precision": "minute", **extra}}
    held = read(RequestAcknowledged, plain).eta_latest
    assert held is not None
    return held


def test_the_object_form_of_a_time_is_read() -> None:
    """What the log prints for a time can be imported elsewhere; a missing bound is no bound."""
    assert _shown().window == ANY_TIME
    shown = _shown(
        earliest="1970-01-01T00:01:00Z",
        latest="1970-01-01T00:02:00Z",
        offset_s=3600,
        zone="Europe/London",
        lasted_min_s=60,
    )
    window, zone = Window(60, 120), "Europe/London"
    assert shown == Occurred(window, Precision.MINUTE, "x", 3600, zone, Length(60, None))
    assert _shown(lasted_min_s=60, lasted_max_s=90).lasted == Length(60, 90)


@pytest.mark.parametrize(
    ("extra", "field"),
    [
        ({"earliest": "2026-01-02Z", "latest": "2026-01-01Z"}, "latest"),
        ({"earliest": "soon"}, "earliest"),
        ({"zone": "Europe/Nowhere"}, "zone"),
        ({"lasted_max_s": 5}, "lasted_max_s"),
        ({"lasted_min_s": 6, "lasted_max_s": 5}, "lasted_max_s"),
        ({"offset_s": 90_000}, "offset_s"),
        ({"colour": "red"}, "'colour'"),
    ],
)
def test_an_object_form_that_is_wrong_is_refused(extra: dict[str, object], field: str) -> None:
    """Bounds are in order, lengths too, and a zone is one that is known."""
    with pytest.raises(MalformedError) as caught:
        _shown(**extra)
    assert caught.value.field == f"eta_latest.{field}"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("unknown", [-2_208_988_800, 7_258_118_399, 8, "unknown"]),
        (
            "1970-01-01 00:01 UTC",
            [60, 119, 2, "1970-01-01 00:01 UTC", 0, "UTC"],
        ),
        (
            "1970-01-01T00:01:00Z for >5 s",
            [60, 60, 1, "1970-01-01T00:01:00Z for >5 s", 0, None, 5],
        ),
    ],
)
def test_a_time_is_stored_as_a_short_list(text: str, stored: list[object]) -> None:
    """Bounds, precision, words, offset, zone, length; trailing absent values are cut off."""
    assert write(parse(text), Form.STORED) == stored


@pytest.mark.parametrize(
    "stored",
    [
        "text",
        [1, 2, 3],
        ["x", 2, 3, "t"],
        [1, 2, 99, "t"],
        [1, 2, -1, "t"],
        [1, 2, 3, 4],
        [1, 2, 3, "t", "0"],
        [1, 2, 3, "t", None, None, None, None, None],
        [1, True, 3, "t"],
    ],
)
def test_a_damaged_stored_time_is_refused(stored: object) -> None:
    """Bytes that are no stored time do not become one."""
    with pytest.raises(MalformedError):
        read(Occurred, stored, Form.STORED)
