"""The reader of cases: what it reads, and that a refusal names the file, the row and the field."""

import pytest

from jointlog.domain import cases
from jointlog.domain.errors import MalformedError
from jointlog.domain.events.contact import ContactReceived
from jointlog.domain.events.information import ContactCadenceSet
from jointlog.domain.events.oversight import ContradictionNoted
from jointlog.domain.vocabulary import Agency, AgencyKind, EvidenceGrade, Gateway, Role, Strand

HEAD = """\
id = "somewhere-2024"
title = "A title"
place = "Somewhere"
year = 2024
summary = "A summary."
jurisdiction = "england"
zone = "Europe/London"
day = "2024-03-12"
until = "10:30"

[sources]
S1 = { kind = "media_report", text = "A newspaper" }
"""
CALL = """
[[entry]]
at = "09:02"
by = "police:met"
type = "contact_received"
facts = { channel = "999", caller_kind = "public" }
label = "call"
"""
REPEAT = """
[[entry]]
at = "before 09:30"
by = "police:met"
role = "police_call_handler"
person = "handler-1"
actor = "police:control"
subject = "P2"
type = "contact_received"
facts = { channel = "999", caller_kind = "public", is_repeat_of = "call" }
replies_to = "call"
evidence = "machine"
gateway = "vital_interests"
clock = "CAD"
first_written_at = "09:31"
source = "S1"
mark = "memory"
"""


def refusal(text: str) -> str:
    """What the reader says against a text."""
    with pytest.raises(MalformedError) as caught:
        cases.read(text, "somewhere-2024.toml")
    return str(caught.value)


def test_a_case_is_read() -> None:
    """Head, sources, expectations, and the drafts with the agencies that post them."""
    case = cases.read(
        HEAD
        + CALL
        + '[[must_find]]\nfinding = "F-WAIT-01"\nwhy = "x"\nstrands = ["CLIN"]\ncontains_s = 60\n'
        + '[[may_find]]\nfinding = "F-WAIT-02"\nwhy = "y"\n'
        + '[[must_not]]\nfinding = "F-WAIT-03"\nwhy = "z"\nparties = ["police"]\n',
        "somewhere-2024.toml",
    )
    assert (case.id, case.year, case.day.isoformat()) == ("somewhere-2024", 2024, "2024-03-12")
    assert case.until_s == 1_710_239_459  # 10:30:59, the end of the minute
    assert dict(case.sources) == {"S1": "A newspaper"}
    ((draft, agency),) = case.drafts
    assert (draft.incident, agency) == ("somewhere-2024", Agency(AgencyKind.POLICE, "met"))
    assert isinstance(draft.fact, ContactReceived)
    assert str(draft.envelope.occurred) == "2024-03-12 09:02 Europe/London"
    assert draft.envelope.evidence is EvidenceGrade.HEARSAY
    assert case.must_find[0].strands == (Strand.CLIN,)
    assert [one.finding for one in (*case.may_find, *case.must_not)] == ["F-WAIT-02", "F-WAIT-03"]


def test_a_case_without_an_end_has_none() -> None:
    """All of the record is asked for."""
    assert cases.read(HEAD.replace('until = "10:30"\n', ""), "x.toml").until_s is None


def test_an_entry_carries_its_envelope() -> None:
    """Labels become event ids, clock times get day and zone, and the mark is kept."""
    case = cases.read(HEAD + CALL + REPEAT, "x.toml")
    (call, _), (repeat, _) = case.drafts
    envelope = repeat.envelope
    assert isinstance(repeat.fact, ContactReceived)
    assert repeat.fact.is_repeat_of == envelope.replies_to == call.event_id
    assert (envelope.subject, envelope.person, envelope.role) == (
        "P2",
        "handler-1",
        Role.POLICE_CALL_HANDLER,
    )
    assert envelope.actor is not None
    assert envelope.actor.agency == Agency(AgencyKind.POLICE, "control")
    assert envelope.clock is not None
    assert envelope.source is not None
    assert (envelope.source.ref, envelope.source.locator) == ("S1", "mark: memory")
    assert str(envelope.first_written_at) == "2024-03-12 09:31 Europe/London"
    assert envelope.gateway is Gateway.VITAL_INTERESTS


def test_times_and_labels_in_facts_are_resolved() -> None:
    """A time of a fact gets the file's day; a list of labels becomes ids."""
    facts = 'facts = { events = ["call", "2"], reason = "x" }'
    text = CALL + (
        '[[entry]]\nat = "unknown"\nby = "mental_health:trust"\ntype = "contact_cadence_set"\n'
        'facts = { interval_s = 86400, since = "08:00" }\n'
        '[[entry]]\nat = "for 8 min"\nby = "oversight:x"\ntype = "contradiction_noted"\n' + facts
    )
    (call, _), (cadence, _), (noted, _) = cases.read(HEAD + text, "x.toml").drafts
    assert isinstance(cadence.fact, ContactCadenceSet)
    assert str(cadence.fact.since) == "2024-03-12 08:00 Europe/London"
    assert isinstance(noted.fact, ContradictionNoted)
    assert noted.fact.events == (call.event_id, cadence.event_id)


def test_an_unknown_case_is_refused() -> None:
    """The refusal lists the cases."""
    with pytest.raises(MalformedError, match=r"no case 'nowhere'.*bethnal-green-2011"):
        cases.load("nowhere")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id = ", "somewhere-2024.toml: is not TOML"),
        (HEAD + "entry = 1", "sources.entry"),
        ("entry = 1\n" + HEAD, "somewhere-2024.toml.entry: is not a list of tables"),
        ("entry = [1]\n" + HEAD, "somewhere-2024.toml.entry: is not a list of tables"),
        ('colour = "red"\n' + HEAD, "somewhere-2024.toml.'colour': no such field"),
        (HEAD.replace("[sources]\nS1", "sources"), "sources.kind"),
        (HEAD.split("[sources]", maxsplit=1)[0] + "sources = 1", "sources: is not a table"),
        (HEAD.replace("media_report", "rumour"), "somewhere-2024.toml.sources.S1.kind: 'rumour'"),
        (HEAD.replace("somewhere-2024", "-"), "somewhere-2024.toml.id.incident: '-' is not"),
        (HEAD.replace("Europe/London", "Europe/Nowhere"), "toml.zone: 'Europe/Nowhere' is not"),
        (HEAD.replace("2024-03-12", "12 March"), "somewhere-2024.toml.day: '12 March' is no date"),
        (HEAD.replace("10:30", "teatime"), "somewhere-2024.toml.until: 'teatime' is not a time"),
        (HEAD + CALL + CALL, "somewhere-2024.toml.entry 2.label: 'call' stands twice"),
        (HEAD + CALL.replace("09:02", "9"), "somewhere-2024.toml.entry 1.at: '9' is not a time"),
        (HEAD + CALL.replace("police:met", "x:y"), "entry 1.by: 'x' is not a kind of agency"),
        (HEAD + CALL + 'mood = "sad"', "somewhere-2024.toml.entry 1.'mood': no such field"),
        (HEAD + CALL.replace("contact_received", "contact"), "entry 1: there is no event type"),
        (HEAD + CALL.replace("channel", "medium"), "entry 1.facts.'medium': no such field"),
        (HEAD + CALL.replace("{ channel", "5 # {"), "entry 1.facts: the number 5 is not an object"),
        (HEAD + CALL + 'caused_by = "x"', "entry 1.caused_by: 'x' is the label of no entry"),
        (HEAD + CALL + 'source = "S9"', "entry 1.source: 'S9' is no source (expected S1)"),
        (HEAD + CALL + 'source = "S1"', "entry 1.mark: is missing"),
        (HEAD + CALL + 'mark = "memory"', "entry 1.source: '' is no source"),
        (HEAD + REPEAT, "entry 1.facts.is_repeat_of: 'call' is the label of no entry"),
        (
            HEAD + CALL + 'first_written_at = "soon"',
            "entry 1.first_written_at: 'soon' is not a time",
        ),
        (HEAD + '[[must_not]]\nfinding = "F-WAIT-01"', "must_not 1.why: is missing"),
        (HEAD + '[[must_find]]\nwhy = "x"\nlength = 5', "must_find 1.'length': no such field"),
    ],
)
def test_a_refusal_names_file_row_and_field(text: str, said: str) -> None:
    """A slip in a file is found where it stands."""
    assert said in refusal(text)
    assert "somewhere-2024.toml" in refusal(text)
