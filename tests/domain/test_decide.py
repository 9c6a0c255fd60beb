"""The decision to record: who may say what, and of whose entry."""

from contextlib import suppress
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given

from jointlog.domain.decide import decide, may_record
from jointlog.domain.declare import Event, about, event
from jointlog.domain.entry import Draft, Entry, Envelope, Person, incident_id
from jointlog.domain.errors import MalformedError, NotPermittedError
from jointlog.domain.events.conveyance import HandoverAccepted, HandoverOffered
from jointlog.domain.events.oversight import EntryAmended, EntryDisputed
from jointlog.domain.events.responsibility import ResponsibilityAccepted
from jointlog.domain.timetext import parse
from jointlog.domain.vocabulary import Agency, AgencyKind, Recorder, Role, Strand
from tests.strategies import LAWS, drafts

POLICE = Agency(AgencyKind.POLICE, "met")
OTHER_POLICE = Agency(AgencyKind.POLICE, "btp")
TRUST = Agency(AgencyKind.MENTAL_HEALTH, "slam")
FIRST, SECOND = UUID(int=1), UUID(int=2)
ENVELOPE = Envelope(occurred=parse("2026-03-01 22:41 Europe/London"))
OFFER = HandoverOffered(strands=(Strand.DET,))
ACCEPTANCE = HandoverAccepted(strands=(Strand.DET,))


def _draft(fact: Event, envelope: Envelope = ENVELOPE) -> Draft:
    return Draft(FIRST, "INC-1", fact, envelope)


def _decide(draft: Draft, agency: Agency, corrected: Entry | None = None) -> Entry:
    return decide(draft, agency=agency, version=1, now_ms=1_772_404_860_000, corrected=corrected)


def test_what_may_be_said_is_recorded_as_it_was_said() -> None:
    """The entry is the draft, with the agency of the key, its place and the time of recording."""
    entry = _decide(_draft(OFFER), POLICE)
    assert (entry.event_id, entry.incident, entry.version) == (FIRST, "INC-1", 1)
    assert (entry.agency, entry.recorded_at_ms) == (POLICE, 1_772_404_860_000)
    assert (entry.fact, entry.envelope) == (OFFER, ENVELOPE)
    assert (entry.name, entry.subject) == ("handover_offered", "P1")


def test_without_an_actor_the_agency_that_says_it_acted() -> None:
    """The envelope's role is the actor's, where no other actor is named."""
    entry = _decide(_draft(OFFER, replace(ENVELOPE, role=Role.CONSTABLE)), POLICE)
    assert (entry.actor, entry.actor_role) == (POLICE, Role.CONSTABLE)


def test_an_actor_named_is_the_actor() -> None:
    """Police may state what another force did."""
    actor = Person(agency=OTHER_POLICE, role=Role.SERGEANT)
    entry = _decide(_draft(OFFER, replace(ENVELOPE, actor=actor)), POLICE)
    assert (entry.actor, entry.actor_role) == (OTHER_POLICE, Role.SERGEANT)


def test_a_position_that_the_agency_lacks_is_refused() -> None:
    """A trust has no constables and no crews, so it offers no handover; the message names them."""
    with pytest.raises(NotPermittedError, match="it is for ambulance crew, constable"):
        _decide(_draft(OFFER), TRUST)


def test_nobody_accepts_for_the_receiver() -> None:
    """The trust records an acceptance as its own, never as the ambulance service's."""
    actor = Person(agency=Agency(AgencyKind.AMBULANCE, "las"))
    assert _decide(_draft(ACCEPTANCE), TRUST).fact is ACCEPTANCE
    with pytest.raises(NotPermittedError, match="only the agency that acted can state it"):
        _decide(_draft(ACCEPTANCE, replace(ENVELOPE, actor=actor)), TRUST)


def test_an_own_act_may_name_its_own_agency() -> None:
    """Naming the actor is allowed where it is the same agency, with or without its id."""
    fact = ResponsibilityAccepted(strand=Strand.RISK)
    for actor in (TRUST, Agency(AgencyKind.MENTAL_HEALTH)):
        envelope = replace(ENVELOPE, actor=Person(agency=actor))
        assert _decide(_draft(fact, envelope), TRUST).fact is fact


def test_a_retired_type_takes_no_new_entries() -> None:
    """It stays readable; a new entry is pointed to its successor."""

    @event("once_said", posted_by=(Recorder.ANY,), retired=True)
    class OnceSaid(Event):
        """Something that is stated otherwise now."""

        words: str = about("The words.", default="")

    with pytest.raises(NotPermittedError, match="once_said is retired"):
        _decide(_draft(OnceSaid()), POLICE)


def test_any_agency_records_what_any_may() -> None:
    """Housing staff hold no position of their own, and may still state what any agency may."""
    housing = Agency(AgencyKind.HOUSING, "hostel")
    assert may_record(housing, frozenset({Recorder.ANY}))
    assert not may_record(housing, frozenset({Recorder.CONSTABLE}))


AMENDMENT = EntryAmended(field="facts.strands", new="DET")
DISPUTE = EntryDisputed(position="Nothing was offered.")
CORRECTING = replace(ENVELOPE, corrects=SECOND)


def test_a_correction_names_its_entry() -> None:
    """What corrects nothing is no correction."""
    with pytest.raises(MalformedError) as caught:
        _decide(_draft(AMENDMENT), POLICE)
    assert caught.value.field == "corrects"


def test_an_agency_amends_its_own_entries() -> None:
    """The entry of the same agency may be amended, also one that this log does not hold."""
    own = _decide(_draft(OFFER), POLICE)
    assert _decide(_draft(AMENDMENT, CORRECTING), POLICE, own).fact is AMENDMENT
    assert _decide(_draft(AMENDMENT, CORRECTING), POLICE).fact is AMENDMENT


def test_nobody_amends_the_entry_of_another() -> None:
    """Another agency's entry can be disputed, not amended."""
    own = _decide(_draft(OFFER), POLICE)
    with pytest.raises(NotPermittedError, match="post entry_disputed instead"):
        _decide(_draft(AMENDMENT, CORRECTING), TRUST, own)
    assert _decide(_draft(DISPUTE, CORRECTING), TRUST, own).fact is DISPUTE


@LAWS
@given(draft=drafts())
def test_a_draft_is_recorded_or_refused(draft: Draft) -> None:
    """No draft breaks the decision: it gives the same fact, or is refused."""
    with suppress(MalformedError, NotPermittedError):
        assert _decide(draft, POLICE).fact is draft.fact


def test_an_incident_id_is_a_reference_or_a_uuid() -> None:
    """A reference keeps its case; a UUID is one id in either case."""
    assert incident_id("CAD-2026.0301_7") == "CAD-2026.0301_7"
    assert incident_id("0195576C-8A20-7000-8000-000000000001").startswith("0195576c-8a20")


@pytest.mark.parametrize("text", ["", "-x", "a b", "a" * 65, "é", "a\n"])
def test_what_is_no_incident_id_is_refused(text: str) -> None:
    """An id is 1 to 64 letters, digits, dots, hyphens and underscores."""
    with pytest.raises(MalformedError, match="incident: "):
        incident_id(text)
