"""What is told of a name that is not known: the names that it may mean."""

from uuid import UUID

import pytest

from jointlog.domain.errors import MalformedError
from jointlog.domain.events import catalogue
from jointlog.domain.events.conveyance import HandoverOffered
from jointlog.domain.nearest import hint, nearest
from jointlog.domain.statement import draft_of
from jointlog.domain.wire import read

NAMES = tuple(cls.declared.name for cls in catalogue())


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("handover_acepted", "handover_accepted"),  # a letter is missing
        ("assistance_request", "assistance_requested"),  # another ending
        ("request_assistance", "assistance_requested"),  # another order
        ("ambulance_request", "assistance_requested"),  # one word is another
        ("accept_handover", "handover_accepted"),
        ("acceptance_of_responsibility", "responsibility_accepted"),
        ("cancel_request", "request_cancelled"),
        ("retract_entry", "entry_retracted"),
        ("arrival_at_scene", "resource_arrived_at_scene"),
        ("left_scene", "resource_left_scene"),  # a word is missing
        ("welfare_check_request", "welfare_check_made"),
        ("HandoverAccepted", "handover_accepted"),  # as a class is written
        ("handover-accepted", "handover_accepted"),
        ("HANDOVER ACCEPTED", "handover_accepted"),
        ("136_used", "s136_power_used"),
        ("s136_power_use", "s136_power_used"),
    ],
)
def test_the_likeliest_name_is_told_first(name: str, meant: str) -> None:
    """Words are found in any order, with other endings and slips of letters."""
    assert nearest(name, NAMES)[0] == meant


def test_names_that_are_as_near_are_told_together() -> None:
    """A handover is offered, accepted or refused: one word alone may mean any of the three."""
    near = nearest("handover", NAMES)
    assert set(near) == {"handover_offered", "handover_accepted", "handover_refused"}
    assert hint(near) == f"; did you mean {near[0]}, {near[1]} or {near[2]}?"


@pytest.mark.parametrize("name", ["zzz", "foo", "x", "", "9", "__", "\x1b[31m", "é" * 200])
def test_nothing_is_guessed_for_a_strange_name(name: str) -> None:
    """Where no known name is near, none is told."""
    assert nearest(name, NAMES) == ()
    assert hint(()) == ""


def test_no_name_is_near_where_none_is_known() -> None:
    """A thing without fields has no field that could be meant."""
    assert nearest("colour", ()) == ()


def test_a_misspelt_field_names_the_nearest() -> None:
    """A field of the facts, or of the statement, is met with the field that was meant."""
    with pytest.raises(MalformedError, match="no such field; did you mean callsign"):
        draft_of(_statement(facts={"call_sign": "A1"}), incident="one", new_id=_no_id)
    with pytest.raises(MalformedError, match="no such field; did you mean occurred"):
        draft_of(_statement(occurred_at="2026-03-01T22:41:00Z"), incident="one", new_id=_no_id)
    with pytest.raises(MalformedError, match="no such field; did you mean strands"):
        read(HandoverOffered, {"strand": ["DET"]})


def _statement(**more: object) -> dict[str, object]:
    return {
        "id": "11111111-1111-4111-8111-111111111111",
        "type": "resource_arrived_at_scene",
        "occurred": "2026-03-01T22:41:00Z",
        "facts": {"callsign": "A1"},
    } | more


def _no_id() -> UUID:
    raise AssertionError("each statement here has an id")
