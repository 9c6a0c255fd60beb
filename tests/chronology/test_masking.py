"""Redaction: what is withheld appears nowhere, is counted, and can be shown later."""

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given as draws
from hypothesis import strategies as st

from jointlog.domain.entry import Entry
from jointlog.domain.errors import MalformedError
from jointlog.domain.vocabulary import Agency
from jointlog.projections.chronology.as_csv import csv_of
from jointlog.projections.chronology.as_html import html_of
from jointlog.projections.chronology.asked import Asked
from jointlog.projections.chronology.commitment import checked, commitment, digest, salt_of
from jointlog.projections.chronology.document import Document
from jointlog.projections.chronology.masking import Profile, Withheld, counted, mask
from jointlog.projections.chronology.writing import chronology
from jointlog.projections.findings.responsibility.left_without_acceptance import (
    left_without_acceptance,
)
from tests.cases.checking import recorded
from tests.chronology.canary import CANARY, IDS, agency, entries_of_every_type, entry, with_canaries
from tests.chronology.test_chronology import RELEASE, table, text
from tests.grammar import given
from tests.strategies import LAWS, envelopes, facts

ROLES = Profile.parse("roles-only")
OWN = Profile.parse("own:police:met")
SECRET = b"0123456789abcdef"
TOLD = "12:10 police:met assistance_requested kind=ambulance_treat to=ambulance:las words=secretly"


def redacted(entries: list[Entry], profile: Profile, secret: bytes = b"") -> Document:
    """The chronology of these under a profile."""
    return chronology(entries, Asked(release=RELEASE, profile=profile, secret=secret))


def whole(document: Document) -> str:
    """All that any form of the document is written from."""
    tables = "".join(csv_of(document, each.key).decode() for each in document.tables)
    return f"{document}{html_of(document).decode()}{csv_of(document).decode()}{tables}"


def test_roles_only_has_no_canary_of_any_field_of_any_type() -> None:
    """112 types, every field of each and of the envelope set to a canary, and each agency's id."""
    made = whole(redacted(entries_of_every_type(), ROLES, SECRET))
    assert "canary" not in made
    assert "onerror" not in made
    assert "[withheld]" in made


@LAWS
@draws(st.lists(st.tuples(facts(), envelopes()), min_size=1, max_size=5))
def test_roles_only_has_no_canary_whatever_is_recorded(
    drawn: list[tuple[object, object]],
) -> None:
    """Any facts and envelopes, each of their texts made a canary: none is in any form."""
    entries = [
        entry(number, with_canaries(fact, f"f{number}"), with_canaries(envelope, f"e{number}"))
        for number, (fact, envelope) in enumerate(drawn, 1)
    ]
    assert "canary" not in whole(redacted(entries, ROLES))


def test_own_has_no_canary_of_what_others_recorded_and_did_not_tell() -> None:
    """Every type by others: what is not told to police:met is not there, nor is its author."""
    others = [each for each in entries_of_every_type() if each.agency != agency(1)]
    own = given("12:00 police:met s136_power_used limb=remove").entries[0]
    made = redacted([own, *others], OWN, SECRET)
    assert "canary" not in whole(made).replace("canary-incident", "")
    assert f"{len(others)} whole entries" in dict(made.about)["Withheld"]


def test_own_shows_what_was_told_and_only_the_items_of_it() -> None:
    """The ambulance was told what for; the words kept in the police's own log are withheld."""
    facts_given = TOLD.replace("words=secretly", "words=secretly facts_given=calm")
    made = redacted(list(given(facts_given).entries), Profile.parse("own:ambulance:las"))
    row = text(made, "entries")
    assert "facts given: calm" in row
    assert "words: [withheld]" in row
    assert dict(made.about)["Withheld"] == "1 field of 1 entry"
    assert text(made, "withheld") == "#1\nfacts.words"


def test_own_says_that_a_hidden_entry_changed_what_is_shown() -> None:
    """The police amended, in their own log, what they had told; what they took back is not told."""
    asked = "12:10 police:met assistance_requested kind=ambulance_treat to=ambulance:las"
    amended = "12:20 police:met entry_amended field=occurred new=2026-03-01T12:11Z @corrects=#1"
    taken = "12:30 police:met entry_retracted why=untrue @corrects=#1"
    profile = Profile.parse("own:ambulance:las")
    one = redacted(list(given(asked, amended).entries), profile)
    assert "Changed since by an entry that is withheld" in text(one, "entries")
    other = redacted(list(given(asked, taken).entries), profile)
    assert table(other, "entries").rows == ()


def test_own_keeps_findings_waits_and_holdings_that_its_entries_alone_show() -> None:
    """All by one agency: its own is the whole; of the other nothing is left."""
    lines = (
        "12:00 police:met s136_power_used limb=remove",
        "12:10 police:met assistance_requested kind=ambulance_convey to=ambulance:las",
        "13:00 police:met resource_left_scene reason=other",
    )
    entries = list(given(*lines).entries)
    full = chronology(entries, Asked(release=RELEASE))
    own = redacted(entries, OWN)
    for key in ("entries", "findings", "holders", "waits", "coverage"):
        assert table(own, key).rows == table(full, key).rows, key
    (found,) = given(*lines).when_examined(left_without_acceptance).findings
    answer = f"15:00 ambulance:las finding_answered finding_id={found.id} explanation=no"
    assert "Answered" not in text(redacted(list(given(*lines, answer).entries), OWN), "findings")
    came = "12:05 ambulance:las resource_arrived_at_scene skill=paramedic @actor=ambulance:las"
    left = "17:00 ambulance:las resource_left_scene reason=other"
    both = redacted(list(given(*lines, came, left).entries), OWN)
    assert "ambulance" not in text(both, "coverage")
    none = redacted(entries, Profile.parse("own:fire:london"))
    assert table(none, "entries").rows == ()
    assert table(none, "findings").empty == "None that these entries alone show."
    assert none.limits[0].startswith("It shows only what fire:london recorded")


def test_roles_only_keeps_times_lengths_and_every_finding(
    cases: Callable[[], list[list[Entry]]],
) -> None:
    """All shipped cases: as many findings of the same code, length and time; amendments applied."""
    for entries in cases():
        full, made = chronology(entries, Asked(release=RELEASE)), redacted(entries, ROLES)
        for key, column in (("findings", 0), ("findings", 2), ("waits", 4), ("holders", 4)):
            told = [row.cells[column].lines for row in table(made, key).rows]
            assert told == [row.cells[column].lines for row in table(full, key).rows], key
        shown = [row.cells[2].lines[0] for row in table(made, "entries").rows]
        assert shown == [row.cells[2].lines[0] for row in table(full, "entries").rows]


def test_roles_only_numbers_agencies_of_a_kind_and_keeps_any_of_a_kind() -> None:
    """Two police forces are told apart; an ambulance that is not named stays any."""
    lines = (
        "12:00 police:met assistance_requested kind=ambulance_treat to=ambulance",
        "12:05 police:btp resource_arrived_at_scene skill=constable",
    )
    made = text(redacted(list(given(*lines).entries), ROLES), "entries")
    assert "police:1" in made
    assert "police:2" in made
    assert "to: ambulance\n" in made


def test_an_amended_time_stands_in_a_redacted_document() -> None:
    """What amends it is withheld, and the amended time is the one shown."""
    lines = (
        "12:00 police:met s136_power_used limb=remove",
        "12:20 police:met entry_amended field=occurred new=2026-03-01T11:00Z @corrects=#1",
    )
    made = redacted(list(given(*lines).entries), ROLES)
    assert "11:00:00 to 11:00:59 UTC" in text(made, "entries")
    assert "new: [withheld]" in text(made, "entries")
    taken = (lines[0], "12:20 police:met entry_retracted why=untrue @corrects=#1")
    again = redacted(list(given(*taken).entries), ROLES)
    assert [row.anchor for row in table(again, "retracted").rows] == ["e1"]


def test_a_commitment_can_be_opened_with_its_salt_and_one_value() -> None:
    """SHA-256 over salt and value; the whole entry's is the same in each profile."""
    entries = list(given(TOLD).entries)
    held = next(
        each for each in mask(given(TOLD).case(), ROLES).withheld if each.path == "facts.words"
    )
    made = commitment(SECRET, entries[0], held)
    salt = salt_of(SECRET, entries[0], "facts.words")
    assert made == hashlib.sha256(salt + b"secretly").hexdigest()
    profiles = (ROLES, Profile.parse("own:ambulance:las"), Profile.parse("own:fire:x"))
    for profile in profiles:
        told = text(redacted(entries, profile, SECRET), "withheld")
        assert digest(SECRET, entries[0]) in told
        assert (made in told) == (profile is not profiles[2])
    assert made not in text(redacted(entries, ROLES, b"fedcba9876543210"), "withheld")


def test_a_short_secret_is_refused() -> None:
    """Fifteen bytes are one too few."""
    assert checked(SECRET) == SECRET
    with pytest.raises(MalformedError, match="15 bytes"):
        checked(SECRET[1:])


@pytest.mark.parametrize("wrong", ["", "none", "own", "own:police", "own:nobody:x", "roles_only"])
def test_what_is_no_profile_is_refused(wrong: str) -> None:
    """A slip of the pen must not show everything."""
    with pytest.raises(MalformedError):
        Profile.parse(wrong)
    assert str(OWN) == "own:police:met"
    assert str(ROLES) == "roles-only"


def test_the_count_of_what_is_withheld_is_in_words() -> None:
    """Whole entries and fields apart, one and several."""
    one, other = Withheld(1, "", ""), Withheld(2, "facts.a", "x")
    assert counted([]) == "nothing"
    assert counted([one]) == "1 whole entry"
    assert counted([one, other]) == "1 whole entry and 1 field of 1 entry"
    more = [one, Withheld(3, "", ""), other, Withheld(4, "a", "b")]
    assert counted(more) == "2 whole entries and 2 fields of 2 entries"


def test_full_masks_nothing() -> None:
    """The same entries, and nothing withheld."""
    masked = mask(given(TOLD).case(), Profile.parse("full"))
    assert (masked.entries, masked.withheld) == (list(given(TOLD).entries), [])
    assert masked.agency(Agency.parse("police:met")) == Agency.parse("police:met")
    assert CANARY
    assert IDS


@pytest.fixture
def cases() -> Callable[[], list[list[Entry]]]:
    """The entries of all shipped cases."""
    from jointlog.domain.cases import load, names  # noqa: PLC0415 - read when asked

    return lambda: [recorded(load(name)) for name in names()]
