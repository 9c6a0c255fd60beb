"""The vocabulary as a whole: what holds for each of its types."""

import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import StrEnum
from pathlib import Path
from types import ModuleType, UnionType
from typing import Any, get_args, get_origin
from uuid import UUID

import pytest

from jointlog.domain.asking import RequestKind
from jointlog.domain.declare import Catalogue, Event, Field, event, fields_of
from jointlog.domain.effects import Effect, Of, When
from jointlog.domain.entry import Envelope, Person
from jointlog.domain.errors import UnknownEventError
from jointlog.domain.events import catalogue
from jointlog.domain.events.conveyance import HandoverAccepted, PoliceReleased
from jointlog.domain.events.oversight import EntryAmended
from jointlog.domain.time import Occurred
from jointlog.domain.vocabulary import Agency, Recorder, Role, Strand

RELEASED = Path(__file__).with_name("released_names.txt")
TYPES = tuple(catalogue())
BLAME = re.compile(r"\bfail(ed|ure|s)?\b|should have|negligent|wrongly|\bfault\b", re.IGNORECASE)
SIMPLE = (str, bool, int, float, UUID, Agency, Occurred)

each_type = pytest.mark.parametrize("cls", TYPES, ids=lambda cls: cls.declared.name)


def test_the_dossier_s_112_types_are_there() -> None:
    """The dossier counts 112 types in its sections 3.2 to 3.11."""
    assert len(catalogue()) >= 112


def test_names_only_grow() -> None:
    """A released name stays; a new one is added to the list in the same change."""
    assert sorted(RELEASED.read_text().split()) == sorted(cls.declared.name for cls in TYPES)


@each_type
def test_the_stored_name_is_the_class_name_in_snake_case(cls: type[Event]) -> None:
    """S136PowerUsed is stored as s136_power_used, AMHPAllocated as amhp_allocated."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", cls.__name__)
    assert cls.declared.name == words.lower()


@each_type
def test_each_type_says_who_may_record_it(cls: type[Event]) -> None:
    """A type that nobody may record could never be stated."""
    assert cls.declared.posted_by
    assert cls.declared.subject == cls.__module__.rpartition(".")[2]


def _simple(hint: Any) -> Any:
    """The type inside an optional or a tuple."""
    if isinstance(hint, UnionType):
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
    return _simple(get_args(hint)[0]) if get_origin(hint) is tuple else hint


def _all_fields(cls: type[Any]) -> Iterator[tuple[str, Field]]:
    """Each field of a class and of the declared classes inside it."""
    for field in fields_of(cls):
        yield f"{cls.__name__}.{field.name}", field
        hint = _simple(field.hint)
        if is_dataclass(hint) and hint not in SIMPLE:
            assert isinstance(hint, type)
            yield from _all_fields(hint)


@pytest.mark.parametrize("cls", [*TYPES, Envelope], ids=lambda cls: cls.__name__)
def test_each_field_is_described(cls: type[Any]) -> None:
    """A description is a sentence; a number has a unit; an integer has bounds of its own."""
    for path, field in _all_fields(cls):
        assert field.about.text.endswith("."), path
        hint = _simple(field.hint)
        assert hint in SIMPLE or issubclass(hint, StrEnum) or is_dataclass(hint), path
        if hint in (int, float):
            assert field.about.unit, path


@each_type
def test_the_words_are_neutral(cls: type[Event]) -> None:
    """An entry states what happened and blames nobody."""
    texts = [cls.declared.summary, *(field.about.text for _, field in _all_fields(cls))]
    assert not [text for text in texts if BLAME.search(text)]


@each_type
def test_a_fact_has_no_field_of_the_envelope(cls: type[Event]) -> None:
    """The options of the command line are one namespace."""
    names = {field.name for field in fields_of(Envelope)}
    assert names.isdisjoint(field.name for field in fields_of(cls))


OF_TYPES: dict[str, tuple[Any, ...]] = {
    "strand": (Strand,),
    "kind": (RequestKind,),
    "callsign": (str,),
    "subject": (str,),
}


def _parts(effect: Effect) -> Iterator[tuple[str, Any]]:
    for name in effect.__dataclass_fields__:
        value = getattr(effect, name)
        yield from ((name, part) for part in (value if isinstance(value, tuple) else (value,)))


@each_type
def test_an_effect_names_fields_that_exist(cls: type[Event]) -> None:
    """`Of` names a field of a fitting type; `When` names a field and values it can have."""
    hints = {field.name: _simple(field.hint) for field in fields_of(cls)}
    for effect in cls.declared.effects:
        for name, part in _parts(effect):
            if isinstance(part, Of):
                hint = hints[part.field]
                fits = hint is Agency or any(f.name == "agency" for f in _nested(hint))
                assert hint in OF_TYPES[name] if name in OF_TYPES else fits
            elif isinstance(part, When):
                assert set(part.values) <= _values(hints[part.field])


def _nested(hint: Any) -> tuple[Field, ...]:
    return fields_of(hint) if is_dataclass(hint) and isinstance(hint, type) else ()


def _values(hint: Any) -> set[str]:
    if hint is bool:
        return {"true", "false", "none"}
    return {"none", *hint} if isinstance(hint, type) and issubclass(hint, StrEnum) else {"none"}


def test_a_time_and_a_person_are_not_declared_anew() -> None:
    """The check above looks inside nested classes: a person's fields are described too."""
    assert [path for path, _ in _all_fields(Person)] == [
        "Person.agency",
        "Person.role",
        "Person.person",
    ]


def test_a_type_is_found_by_name() -> None:
    """A known name gives its class."""
    assert "handover_accepted" in catalogue()
    assert catalogue().named("handover_accepted") is HandoverAccepted


def test_an_unknown_name_points_to_the_nearest() -> None:
    """A slip of one letter is met with the name that was meant."""
    with pytest.raises(UnknownEventError, match="did you mean handover_accepted") as caught:
        catalogue().named("handover_acepted")
    assert caught.value.nearest == ("handover_accepted",)


def test_a_strange_name_points_to_none() -> None:
    """Nothing is near to 'zzz'; nothing is guessed."""
    with pytest.raises(UnknownEventError, match=r"no event type 'zzz' \(see") as caught:
        catalogue().named("zzz")
    assert (caught.value.name, caught.value.nearest) == ("zzz", ())


def test_a_name_is_declared_once() -> None:
    """Two classes of one name would make stored entries ambiguous."""
    with pytest.raises(AssertionError, match="handover_accepted is declared twice"):
        Catalogue((HandoverAccepted, HandoverAccepted))


def test_only_types_of_the_module_itself_are_taken() -> None:
    """A type that a module imports, the base class and other values are not listed again."""
    module = ModuleType("a_subject")

    @event("something_done", posted_by=(Recorder.ANY,))
    class SomethingDone(Event):
        """Something was done."""

        __module__ = "a_subject"

    vars(module).update(taken=SomethingDone, base=Event, imported=HandoverAccepted, text="x")
    assert list(Catalogue.of_modules((module,))) == [SomethingDone]


def test_a_field_without_default_is_required() -> None:
    """An amendment names its field and the new value; a release of police names nothing."""
    required = [field.name for field in fields_of(EntryAmended) if field.is_required]
    assert required == ["field", "new"]
    assert not any(field.is_required for field in fields_of(PoliceReleased))


def test_a_role_of_another_kind_can_be_said() -> None:
    """Every set of roles has a way out for what nobody foresaw."""
    assert Role.OTHER.value == "other"
