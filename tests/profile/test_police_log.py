"""Lines of a police control room: minutes, positions, and no phrase is ever an acceptance."""

from pathlib import Path

import pytest

from jointlog.domain.events import catalogue
from jointlog.domain.events.requests import AssistanceRequested, ResponderDivertedFromRequest
from jointlog.domain.events.requests import ResponderReportedUnavailable as Unavailable
from jointlog.domain.time import Precision
from jointlog.domain.vocabulary import EvidenceGrade
from jointlog.projections.profile import Made, Profile, read_profile, shipped_text
from tests.cli.running import run
from tests.profile.making import stated

ASKED, SHARED = "assistance_requested", "information_provided"
GONE, CANCELLED = "responder_reported_unavailable", "request_cancelled"
DIVERTED = "responder_diverted_from_request"
PHRASES = {
    "passed to ambulance": ASKED,
    "Passed it on to the LAS, ref 44": ASKED,
    "one for ambulance": ASKED,
    "ONE FOR THE AMBULANCE": ASKED,
    "ambulance requested": ASKED,
    "passed to AMHP": ASKED,
    "one for EDT": ASKED,
    "job passed": SHARED,
    "log has been passed": SHARED,
    "passed to neighbouring force": SHARED,
    "for info, known to mental health services": SHARED,
    "for your information only": SHARED,
    "FYI caller rang before": SHARED,
    "ambulance cancelled": CANCELLED,
    "ambulance has been cancelled": CANCELLED,
    "ambulance diverted to Cat 1": DIVERTED,
    "diverted to a category 2": DIVERTED,
    "no ambulance available": GONE,
    "no bed": GONE,
    "no beds tonight": GONE,
    "no AMHP till morning": GONE,
}
WORDS_ONLY = (
    "can you take him?",
    "sign here",
    "136 papers accepted",
    "papers accepted by nurse in charge",
    "we'll stay till he's seen",
    "resume",
    "resumed from",
    "stood down",
    "NFA",
    "no units",
    "crew refused",
    "declined - full",
    "not medically fit",
    "too intoxicated",
    "police please remain",
    "ambulance have accepted the job",
    "ambulance service agreed to take him",
    "ward will take over",
    "not passed to ambulance",
    "has this been passed to ambulance?",
    "if violent, one for ambulance",
    "ambulance requested police remain",
    "x" * 1500 + " for info",
)
MOVES_NOTHING = {ASKED, SHARED, GONE, CANCELLED, DIVERTED, "call_information_recorded"}


@pytest.fixture(scope="module")
def police() -> Profile:
    """The shipped profile."""
    return read_profile("police-log.toml", shipped_text("police-log"))


def read(police: Profile, text: str) -> list[Made]:
    """The statements of one line with this text."""
    raw = f"180411 - 1939 - CCO1 - {text}\n"
    return stated(police, raw, incident="CAD-1", agency="police:met")


@pytest.mark.parametrize("text", PHRASES)
def test_a_phrase_is_recorded_in_its_words_and_as_the_least_it_states(
    police: Profile, text: str
) -> None:
    """The line first, then what is inferred from it, with the line as its cause."""
    line, found = read(police, text)
    assert line.draft.fact.declared.name == "call_information_recorded"
    assert getattr(line.draft.fact, "value_recorded", "") == text
    assert found.draft.fact.declared.name == PHRASES[text]
    assert found.draft.envelope.evidence is EvidenceGrade.INFERRED
    assert found.draft.envelope.caused_by == line.draft.event_id
    assert found.because.startswith(text)


@pytest.mark.parametrize("text", WORDS_ONLY)
def test_any_other_line_is_its_words_and_nothing_more(police: Profile, text: str) -> None:
    """Acceptances, negations, questions and words without one meaning are not interpreted."""
    (line,) = read(police, text)
    assert line.draft.fact.declared.name == "call_information_recorded"


def test_no_rule_can_state_an_acceptance(police: Profile) -> None:
    """The profile has no event that moves a responsibility or is another's own act."""
    names = {rule.cls.declared.name for rule in police.rules}
    assert names == MOVES_NOTHING
    assert not any(catalogue().named(name).declared.own_act for name in names)


def test_a_line_has_its_minute_and_its_position(police: Profile) -> None:
    """The author is the position; the time is to the minute, with the words of the source."""
    (line,) = read(police, "male in street")
    envelope = line.draft.envelope
    assert envelope.person == "CCO1"
    assert envelope.occurred.precision is Precision.MINUTE
    assert (envelope.occurred.text, envelope.occurred.offset_s) == ("180411 1939", 3600)
    assert envelope.source is not None
    assert envelope.source.locator == "180411 - 1939 - CCO1"


def test_who_is_asked_and_who_lacks(police: Profile) -> None:
    """A kind of agency, never one that the line does not name."""
    asked = read(police, "passed to ambulance")[1].draft.fact
    assert isinstance(asked, AssistanceRequested)
    assert (str(asked.to), asked.words) == ("ambulance", "passed to ambulance")
    diverted = read(police, "ambulance diverted to Cat 1")[1].draft
    assert isinstance(diverted.fact, ResponderDivertedFromRequest)
    assert diverted.fact.diverted_to_category == "category_1"
    bed = read(police, "no bed")[1].draft
    assert isinstance(bed.fact, Unavailable)
    assert bed.envelope.actor is not None
    assert str(bed.envelope.actor.agency) == "mental_health"


def test_lines_are_imported_and_what_was_mapped_is_shown(tmp_path: Path) -> None:
    """Two authors in one minute, a repeated line, an odd line; the wait that follows."""
    log, database = tmp_path / "log.txt", str(tmp_path / "log.sqlite")
    log.write_text(
        "180411 - 1939 - CCO1 - passed to ambulance\n"
        "180411 - 1939 - SGT2 - noted\n"
        "180411 - 1939 - SGT2 - noted\n"
        "not a line\n"
        "180411 - 1959 - CCO1 - ambulance cancelled\n"
    )
    args = ("import", "--profile", "police-log", str(log), "--database", database)
    given = ("--set", "incident=CAD-1", "--set", "agency=police:met")
    done = run(*args, *given)
    assert done.exit_code == 7
    assert "row 1: read as assistance_requested (ambulance_asked): passed to amb" in done.output
    assert "row 4: is not a line of the form of the profile" in done.stderr
    assert "5 rows: 4 imported, 1 quarantined; statements: 6 recorded" in done.output
    assert "16 min" not in done.output
    waits = run("waits", "CAD-1", "--database", database)
    assert "20 min" in waits.output
    assert "cancelled" in waits.output
    assert "statements: 0 recorded, 6 were there" in run(*args, *given).output
    assert "incident: is not given" in run(*args).output
