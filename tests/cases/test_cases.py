"""The published chronologies: what each must give, may give, and must not (§6 of the dossier)."""

from random import Random

import pytest

from jointlog.domain import cases
from jointlog.domain.statement import draft_of, draft_to_plain
from jointlog.projections.case import examine
from tests.cases.checking import CODES, found, missing, recorded, say, unexpected, wrong

NAMES = [name for name in cases.names() if name != "clean-section-136"]
FIRST_ID = "bethnal-green-2011"


def test_all_cases_of_the_dossier_are_here() -> None:
    """Eight incidents, four short ones, and the synthetic one."""
    assert len(NAMES) == 12
    assert "clean-section-136" in cases.names()


@pytest.mark.parametrize("name", NAMES)
def test_a_case_gives_what_it_must(name: str) -> None:
    """Every finding of its must-find list, with its length, grade, strands and parties."""
    assert missing(cases.load(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_case_does_not_give_what_it_must_not(name: str) -> None:
    """The tempting wrong answers of the dossier."""
    assert wrong(cases.load(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_case_gives_nothing_else(name: str) -> None:
    """A finding that is right and not in the dossier's list stands in the file with its reason."""
    assert unexpected(cases.load(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_what_a_case_may_give_it_gives(name: str) -> None:
    """No reason stands in a file for a finding that is not given."""
    case = cases.load(name)
    codes = {finding.code for finding in found(case)}
    assert {expected.finding for expected in case.may_find} <= codes


def test_every_expected_finding_exists() -> None:
    """No case waits for a rule that is not in the table."""
    expected = {
        each.finding
        for name in NAMES
        for case in [cases.load(name)]
        for each in (*case.must_find, *case.may_find, *case.must_not)
    }
    assert expected <= set(CODES)


@pytest.mark.parametrize("name", cases.names())
def test_agencies_may_record_what_they_state(name: str) -> None:
    """Every fact is posted by an agency whose position may record its type."""
    case = cases.load(name)
    assert len(recorded(case)) == len(case.drafts)


@pytest.mark.parametrize("name", cases.names())
def test_a_case_can_be_posted(name: str) -> None:
    """Written as statements and read again, the drafts are the same."""
    for draft, _ in cases.load(name).drafts:
        again = draft_of(draft_to_plain(draft), incident=None, new_id=lambda: draft.event_id)  # noqa: B023
        assert again == draft


def test_event_ids_are_unique_and_stable() -> None:
    """An event id is the same in every run, and no two facts share one."""
    ids = [draft.event_id for name in cases.names() for draft, _ in cases.load(name).drafts]
    assert len(set(ids)) == len(ids)
    first, _ = cases.load(FIRST_ID).drafts[0]
    assert str(first.event_id) == "b71cd80c-954a-5aba-aca9-67488b47bd1e"


def test_incidents_are_named_by_place_and_year() -> None:
    """The id of a real case is its file's name."""
    assert [cases.load(name).id for name in NAMES] == NAMES


def test_the_standards_are_those_of_the_local_day() -> None:
    """A record that begins at midnight in summer begins on that day, not the day before in UTC."""
    case = examine(recorded(cases.load("bethlem-2010")))
    assert case.protocol.name == "england@2010-08-31"


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_of_a_real_case_has_source_and_mark(name: str) -> None:
    """Each entry names a source of the file's list and how sure it is."""
    case = cases.load(name)
    marks = {f"mark: {mark}" for mark in cases.FactMark}
    for draft, _ in case.drafts:
        source = draft.envelope.source
        assert source is not None
        assert source.ref in case.sources
        assert source.locator in marks


@pytest.mark.parametrize("name", NAMES)
def test_findings_do_not_depend_on_the_order_of_reading(name: str) -> None:
    """The same entries, shuffled, give the same findings with the same ids."""
    case = cases.load(name)
    entries = recorded(case)
    expected = [(finding.id, say(finding)) for finding in found(case, entries)]
    Random(1).shuffle(entries)  # noqa: S311 - no secret
    assert [(finding.id, say(finding)) for finding in found(case, entries)] == expected
