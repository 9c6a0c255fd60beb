"""The list of reasons for a late entry: dated data, and how a text names one of it."""

from datetime import date, timedelta

import pytest

from jointlog.domain.events import catalogue
from jointlog.domain.protocol import LateReason, Library, Mark
from jointlog.domain.vocabulary import Jurisdiction
from tests.domain.test_protocol_reader import read, refused, table

LIBRARY = Library.load(catalogue())
TODAY = LIBRARY.named("england@2026-03-01")
DAY = timedelta(days=1)
ROW = {
    "id": "system_unavailable",
    "name": "the system was down",
    "words": ["no signal"],
    "mark": "proposal",
    "source": "an example",
}
REASONS = pytest.mark.parametrize("reason", LIBRARY.late_reasons, ids=lambda each: each.id)


def dated(**days: str) -> LateReason:
    """The only reason of a file with these dates."""
    lines = "".join(f"{name} = {day}\n" for name, day in days.items())
    (reason,) = read(table("late_reason", ROW) + lines).late_reasons
    return reason


@REASONS
def test_each_reason_has_a_mark_a_source_and_a_note(reason: LateReason) -> None:
    """No document in force gives the list, so no row is marked as confirmed."""
    assert reason.mark is Mark.PROPOSAL
    assert len(reason.source) > 10
    assert reason.note


@REASONS
def test_each_way_to_write_a_reason_names_it_and_no_other(reason: LateReason) -> None:
    """Its id, its name and its words, alone and with more behind a stop."""
    for words in (reason.id, reason.name, *reason.words):
        assert TODAY.late_reason(words) is reason
        assert TODAY.late_reason(f" {words.upper()}: as the log says") is reason


@pytest.mark.parametrize(
    "text", ["", " ", "busy", "illegible hand", "evidently", "system downstairs"]
)
def test_a_text_that_only_begins_like_a_reason_is_none(text: str) -> None:
    """Also no text at all: what stands behind the words has to be a stop."""
    assert TODAY.late_reason(text) is None


def test_a_reason_is_on_the_list_from_its_first_to_its_last_day() -> None:
    """Both days count, the day before and the day after do not; the incident's day chooses."""
    reason = dated(in_force_from="2020-01-01", in_force_to="2020-12-31")
    first, last = date(2020, 1, 1), date(2020, 12, 31)
    assert reason.applies(first)
    assert reason.applies(last)
    assert not reason.applies(first - DAY)
    assert not reason.applies(last + DAY)
    library = read(table("late_reason", ROW) + "in_force_to = 2020-12-31\n")
    for where in Jurisdiction:
        assert library.choose(where, last).late_reason("no signal") is not None
        assert library.choose(where, last + DAY).late_reason("no signal") is None


def test_a_bad_row_of_the_list_is_refused() -> None:
    """By file and row: a word that is no text, an id of another form, dates, a row twice."""
    row, good = "system_unavailable", table("late_reason", ROW)
    refused("words are texts", table("late_reason", ROW, words=[1]), row=row)
    refused("is not of the form system_unavailable", table("late_reason", ROW, id="A B"), row="A B")
    refused("stands twice", good, good, file="b.toml", row=row)
    late = good + "in_force_from = 2020-01-02\nin_force_to = 2020-01-01\n"
    refused("in_force_to 2020-01-01 is before in_force_from 2020-01-02", late, row=row)
