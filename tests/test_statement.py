"""A posted statement: one reader for every door, which names what it refuses."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given

from jointlog.domain.entry import Draft
from jointlog.domain.errors import MalformedError, UnknownEventError
from jointlog.domain.statement import draft_of, draft_to_plain
from tests.store.samples import UNHURRIED, draft, event_id
from tests.strategies import drafts

PLAIN: dict[str, Any] = {
    "type": "resource_arrived_at_scene",
    "occurred": "2026-03-01T22:41:00Z",
    "facts": {"callsign": "A1"},
}


def read(plain: object, incident: str | None = "CAD-1") -> Draft:
    """The draft of a statement; ids are those of sample 1."""
    return draft_of(plain, incident=incident, new_id=lambda: event_id(1))


def test_a_statement_is_a_draft() -> None:
    """Type, time and facts are enough; the incident comes from the address, the id is made."""
    assert read(PLAIN) == draft(1)


def test_facts_may_be_left_out() -> None:
    """A type without required facts is stated without facts."""
    assert read({"type": "resource_arrived_at_scene", "occurred": "unknown"}).incident == "CAD-1"


def test_a_statement_brings_its_own_id_and_incident() -> None:
    """The id and incident of the statement are kept, and may repeat the address."""
    own = "0190b6a0-7e57-7000-8000-00000000beef"
    plain = PLAIN | {"id": own, "incident": own.upper()}
    for incident in (None, own, own.upper()):
        made = read(plain, incident)
        assert (made.event_id, made.incident) == (UUID(own), own)


@UNHURRIED
@given(drafts())
def test_a_draft_is_read_back(made: Draft) -> None:
    """Any draft comes back equal from the statement that it writes."""
    assert read(draft_to_plain(made), None) == made


@pytest.mark.parametrize(
    ("plain", "incident", "field"),
    [
        ([], "CAD-1", ""),
        (PLAIN, None, "incident"),
        (PLAIN, "a/b", "incident"),
        (PLAIN | {"incident": "CAD-2"}, "CAD-1", "incident"),
        (PLAIN | {"incident": 5}, "CAD-1", "incident"),
        (PLAIN | {"id": "{0190b6a0-7e57-7000-8000-00000000beef}"}, "CAD-1", "id"),
        (PLAIN | {"id": None}, "CAD-1", "id"),
        (PLAIN | {"type": 5}, "CAD-1", "type"),
        ({"occurred": "unknown"}, "CAD-1", "type"),
        ({"type": "resource_arrived_at_scene"}, "CAD-1", "occurred"),
        (PLAIN | {"occurred": "2026-03-01 22:41"}, "CAD-1", "occurred"),
        (PLAIN | {"facts": {"people": -1}}, "CAD-1", "facts.people"),
        (PLAIN | {"facts": None}, "CAD-1", "facts"),
        (PLAIN | {"actor": {"agency": "x"}}, "CAD-1", "actor.agency"),
        (PLAIN | {"colour": "red"}, "CAD-1", "'colour'"),
        (PLAIN | {"\x1b[31m": 1}, "CAD-1", "'\\x1b[31m'"),
    ],
)
def test_a_refusal_names_the_field(plain: object, incident: str | None, field: str) -> None:
    """Each refusal has the path of the value that it is about."""
    with pytest.raises(MalformedError) as caught:
        read(plain, incident)
    assert caught.value.field == field


def test_an_unknown_type_names_the_nearest() -> None:
    """A name that is not in the catalogue is refused with the nearest that is."""
    with pytest.raises(UnknownEventError, match="did you mean resource_arrived_at_scene"):
        read(PLAIN | {"type": "resource_arrived"})
