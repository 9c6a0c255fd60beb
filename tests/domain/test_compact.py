"""Compact classes: made like frozen dataclasses, known to `dataclasses`, and never changed."""

import pickle
from copy import copy, deepcopy
from dataclasses import astuple, fields, is_dataclass, replace
from typing import ClassVar

import pytest

from jointlog.domain.compact import compact
from jointlog.domain.entry import Clock, Person
from jointlog.domain.events import catalogue
from jointlog.domain.time import Latest, Length, Window
from jointlog.domain.vocabulary import Agency


@compact(frozen=True, slots=True)
class Weighed:
    """Something with a weight."""

    unit: ClassVar = "kg"
    weight: int
    name: str = "?"

    @property
    def said(self) -> str:
        """The weight with its unit."""
        return f"{self.weight} {self.unit}"


def test_a_compact_class_is_a_dataclass_to_who_asks() -> None:
    """Two fields, a class variable beside them; a copy with 3 in place of 2; a tuple of both."""
    made = Weighed(2)
    assert is_dataclass(made)
    assert [field.name for field in fields(made)] == ["weight", "name"]
    assert replace(made, weight=3) == Weighed(3, "?")
    assert astuple(made) == (2, "?")
    assert (made.said, repr(made)) == ("2 kg", "Weighed(weight=2, name='?')")
    assert Weighed.__doc__ == "Something with a weight."


def test_a_compact_value_is_never_changed_and_equal_by_its_fields() -> None:
    """Two that are equal are one in a set, also after pickling; another class is never equal."""
    clock = Clock(system="CAD", offset_s=5)
    with pytest.raises(AttributeError):
        clock.system = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        Clock("CAD")  # type: ignore[call-arg]
    again = pickle.loads(pickle.dumps(clock))  # noqa: S301 - our own
    assert {clock, again, copy(clock), deepcopy(clock)} == {Clock(system="CAD", offset_s=5)}
    others: list[object] = [Window(1, 2), Length(1, 2)]
    assert len(set(others)) == len(others)


def test_a_compact_class_may_have_a_compact_base() -> None:
    """`Latest` has its two fields behind the two of `Window`, and is no equal of one."""
    window = Window(1, 2)
    latest = Latest(1, 2, window, 7)
    assert [field.name for field in fields(latest)] == [
        "earliest_s",
        "latest_s",
        "last",
        "others_s",
    ]
    assert replace(latest, others_s=8) == Latest(1, 2, window, 8)
    assert latest != window
    assert isinstance(latest, Window)


def test_every_event_type_keeps_its_name_and_place() -> None:
    """A fact is pickled by the name of its class, as `--workers` and rebuilds send it."""
    for cls in catalogue():
        assert cls.__qualname__ == cls.__name__
        assert pickle.loads(pickle.dumps(cls)) is cls  # noqa: S301 - our own
    person = Person(agency=Agency.parse("police:met"))
    assert pickle.loads(pickle.dumps(person)) == person  # noqa: S301 - our own
