"""The door of Python: what `Log.post` accepts can be read back, whatever a program hands it."""

import dataclasses
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jointlog.domain.declare import Event, fields_of
from jointlog.domain.entry import Draft, Envelope
from jointlog.domain.errors import BatchRefusedError, MalformedError, NotPermittedError
from jointlog.domain.store.log import Log, open_log
from jointlog.domain.time import FIRST_S, LAST_S, Length, Occurred, Precision, Window
from jointlog.domain.timetext import parse
from jointlog.domain.vocabulary import Agency, AgencyKind
from tests.api.grammar import recorder_of
from tests.grammar import INCIDENT, RECORDED_MS, draft
from tests.strategies import drafts

POLICE = Agency(AgencyKind.POLICE, "met")
LINE = "12:00 police:met contact_received channel=999 caller_kind=public"


@pytest.fixture(scope="module")
def log() -> Iterator[Log]:
    """A log in memory: what is refused is refused before any store."""
    with open_log(":memory:") as made:
        yield made


def wild_times() -> st.SearchStrategy[Occurred]:
    """Times of any bounds, words and lengths."""
    seconds = st.integers(FIRST_S - 2, LAST_S + 2) | st.sampled_from((FIRST_S, LAST_S, 2**70))
    lengths = st.builds(Length, st.integers(-2, 10), st.none() | st.integers(-2, 10))
    return st.builds(
        Occurred,
        st.builds(Window, seconds, seconds),
        st.sampled_from(Precision),
        wild_texts(),
        st.none() | st.integers(-90_000, 90_000),
        st.sampled_from(("", "Europe/London", "x" * 65)),
        st.none() | lengths,
    )


def wild_texts() -> st.SearchStrategy[str]:
    """Texts with NUL and half surrogate pairs, and texts at the bounds and beyond."""
    odd = st.text(st.characters(), max_size=4)
    return odd | st.sampled_from((64, 65, 200, 201, 500, 2000, 2001)).map(lambda size: "x" * size)


WILD = st.one_of(
    wild_texts(),
    wild_times(),
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.binary(max_size=16),
    st.uuids(),
    st.lists(wild_texts(), max_size=2),
    st.lists(wild_texts(), max_size=60).map(tuple),
    st.builds(Agency, st.sampled_from(AgencyKind), wild_texts()),
)


@st.composite
def spoiled(draw: st.DrawFn) -> Draft:
    """A statement with one value, of its fact or envelope, replaced by any other."""
    made = draw(drafts())
    has_facts = bool(fields_of(type(made.fact)))
    if has_facts and draw(st.booleans()):
        return replace(made, fact=_spoiled(draw, made.fact))
    return replace(made, envelope=_spoiled(draw, made.envelope))


def _spoiled(draw: st.DrawFn, whole: Any) -> Any:
    name = draw(st.sampled_from([field.name for field in fields_of(type(whole))]))
    held = getattr(whole, name)
    if dataclasses.is_dataclass(held) and not isinstance(held, Occurred) and draw(st.booleans()):
        return replace(whole, **{name: _spoiled(draw, held)})
    return replace(whole, **{name: draw(WILD)})


@settings(max_examples=400, deadline=None, derandomize=True)
@given(made=spoiled())
def test_what_is_accepted_can_be_read_back(log: Log, made: Draft) -> None:
    """Either it is refused and nothing is stored, or the incident's last entry is what was said.

    A value of another type is a mistake of the program and may end in its TypeError.
    """
    agency = Agency.parse(recorder_of(type(made.fact)))
    before = log.head()
    made = replace(made, event_id=uuid4())
    try:
        receipt = log.post(made, agency, now_ms=RECORDED_MS)
    except (MalformedError, NotPermittedError, TypeError, AttributeError):
        assert log.head() == before
        return
    found = log.entry(receipt.event_id)
    assert found is not None
    assert (found[1].fact, found[1].envelope) == (made.fact, made.envelope)


def test_a_text_that_is_too_long_is_refused_by_name(log: Log) -> None:
    """2001 characters where at most 2000 may stand: the field is named, and nothing is stored."""
    made, agency = draft(1, f"{LINE} call_ref=x")
    before = log.head()
    with pytest.raises(MalformedError, match=r"facts\.call_ref: 2001 characters"):
        log.post(
            replace(made, fact=replace(made.fact, call_ref="x" * 2001)),
            agency,
            now_ms=RECORDED_MS,
        )
    assert log.head() == before


def test_a_spoiled_item_of_a_batch_spoils_no_neighbour(log: Log) -> None:
    """Of three the middle one is refused, also as the reason of a batch that is all or none."""
    first, agency = draft(11, LINE, incident="batch")
    second, _ = draft(12, LINE, incident="batch")
    third, _ = draft(13, LINE, incident="batch")
    long = replace(second, envelope=replace(second.envelope, person="x" * 65))
    with pytest.raises(BatchRefusedError, match="item 1: person"):
        log.post_many([first, long, third], agency, now_ms=RECORDED_MS, atomic=True)
    assert log.version("batch") == 0
    results = log.post_many([first, long, third], agency, now_ms=RECORDED_MS, atomic=False)
    assert [isinstance(each, MalformedError) for each in results] == [False, True, False]
    assert log.version("batch") == 2


@pytest.mark.parametrize("now_ms", [(FIRST_S * 1000) - 1, (LAST_S + 1) * 1000, 2**70])
def test_a_clock_that_shows_no_time_records_nothing(log: Log, now_ms: int) -> None:
    """Before 1900 or after 2199 the time of recording could not be written as RFC 3339."""
    made, agency = draft(21, LINE, incident="clock")
    with pytest.raises(MalformedError, match="recorded_at"):
        log.post(made, agency, now_ms=now_ms)
    assert log.version("clock") == 0


@pytest.mark.parametrize("offset_ms", [0, -86_400_000, 86_400_000])
def test_a_clock_that_steps_loses_nothing(log: Log, offset_ms: int) -> None:
    """Each entry has the time that the clock showed; the order of recording is the version's."""
    incident = f"steps{offset_ms}"
    for number, now_ms in enumerate((RECORDED_MS, RECORDED_MS + offset_ms, RECORDED_MS), 31):
        log.post(draft(number + offset_ms, LINE, incident=incident)[0], POLICE, now_ms=now_ms)
    entries = log.entries(incident)
    assert [entry.version for entry in entries] == [1, 2, 3]
    assert entries[1].recorded_at_ms == RECORDED_MS + offset_ms


def test_every_bound_of_a_time_is_held() -> None:
    """The window, the words, the zone, the offset and the length: each names its field."""
    made, _ = draft(41, LINE, incident=INCIDENT)
    day = parse("2026-03-01T12:00:00Z")
    wrong = {
        "out of range": replace(day, window=Window(LAST_S, FIRST_S)),
        "occurred.text": replace(day, text="x" * 2001),
        "occurred.zone": replace(day, zone="x" * 65),
        "occurred.offset_s": replace(day, offset_s=90_000),
        "occurred.lasted_min_s": replace(day, lasted=Length(-1, None)),
        "occurred.lasted_max_s": replace(day, lasted=Length(2, 1)),
    }
    with open_log(":memory:") as log:
        for name, occurred in wrong.items():
            envelope: Envelope = replace(made.envelope, occurred=occurred)
            with pytest.raises(MalformedError, match=name):
                log.post(replace(made, envelope=envelope), POLICE, now_ms=RECORDED_MS)


def test_a_type_or_agency_that_is_none_is_refused(log: Log) -> None:
    """A class of the same name as an event type, and an agency of no such id or kind."""
    made, _ = draft(51, LINE, incident="none")
    twin = dataclasses.make_dataclass("Twin", [], bases=(Event,), frozen=True, slots=True)
    twin.declared = made.fact.declared  # type: ignore[attr-defined]
    with pytest.raises(MalformedError, match="Twin is not in the catalogue"):
        log.post(replace(made, fact=twin()), POLICE, now_ms=RECORDED_MS)
    for agency in (Agency(AgencyKind.POLICE, "The Met"), Agency(AgencyKind.POLICE, None)):  # type: ignore[arg-type]
        with pytest.raises(MalformedError, match=r"is no(t an)? agency"):
            log.post(made, agency, now_ms=RECORDED_MS)
    assert log.version("none") == 0
