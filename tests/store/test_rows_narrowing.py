"""Findings across incidents narrowed by the rows that are kept: the same answers, less examined."""

from collections.abc import Iterator

import pytest

from jointlog.api.narrowing import narrow_by
from jointlog.domain.entry import Entry
from jointlog.domain.store.rows.rebuild import ensure
from jointlog.domain.vocabulary import Agency, Strand
from jointlog.projections.across import Across
from jointlog.projections.asked import ALL, Filter, FindingRow, Page
from jointlog.projections.case import Case, examine
from jointlog.projections.finding import Grade, Severity
from tests.grammar import at
from tests.store.conftest import STORES, place_of
from tests.store.followed import LINES, Followed, followed

HOUR_S = 3600
FILTERS = (
    ALL,
    Filter(kind="F-GAP-01"),
    Filter(kind="held_by_nobody"),
    Filter(kind="F-WAIT-01"),
    Filter(grade=Grade.POSSIBLE),
    Filter(severity=Severity.S1),
    Filter(strand=Strand.CONV),
    Filter(agency=Agency.parse("police:met")),
    Filter(agency=Agency.parse("ambulance")),
    Filter(min_s=HOUR_S),
    Filter(to_s=at("12:00")),
    Filter(from_s=at("12:00") + HOUR_S),
    Filter(from_s=at("12:00") + 9 * HOUR_S),
)


@pytest.fixture(params=STORES[1:])
def it(request: pytest.FixtureRequest) -> Iterator[Followed]:
    """Six incidents in each store that lasts: one line of the story, two, ... then all, twice."""
    with followed(place_of(request.param, request)) as made:
        for number in range(1, 7):
            made.record(*LINES[:number], incident=f"I-{number}")
        made.follower().catch_up()
        yield made


def pages(asked_of: Across, asked: Filter, limit: int) -> list[Page[FindingRow]]:
    """Every page of a question."""
    found = [asked_of.findings(asked, limit=limit)]
    while found[-1].last is not None:
        found.append(asked_of.findings(asked, found[-1].last, limit))
    return found


@pytest.mark.parametrize("limit", [1, 3, 500])
def test_narrowed_by_rows_the_answers_are_the_same(it: Followed, limit: int) -> None:
    """Each filter, page by page, from nothing and from what is known already."""
    narrowed = Across(it.log, narrow_by(it.reader))
    for asked in FILTERS:
        told = pages(Across(it.log), asked, limit)
        assert pages(Across(it.log, narrow_by(it.reader)), asked, limit) == told
        assert pages(narrowed, asked, limit) == told
    assert any(page.rows for page in pages(narrowed, ALL, limit))


def test_what_the_rows_have_not_read_yet_is_examined(it: Followed) -> None:
    """A new incident, and a line more of an old one, behind the rows: both are in the answer."""
    it.record(*LINES, incident="I-7")
    it.record(LINES[1], incident="I-1")
    for asked in FILTERS:
        told = Across(it.log).findings(asked)
        assert Across(it.log, narrow_by(it.reader)).findings(asked) == told


def test_one_page_examines_the_incidents_that_it_shows(
    it: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first finding of six incidents: the first incident that has one, and no more than two."""
    seen: list[str] = []

    def counting(entries: list[Entry]) -> Case:
        case = examine(entries)
        seen.append(case.incident)
        return case

    monkeypatch.setattr("jointlog.projections.across.examine", counting)
    page = Across(it.log, narrow_by(it.reader)).findings(ALL, limit=1)
    assert page.rows[0].incident == seen[0]
    assert len(seen) <= 2


def test_rows_that_are_not_there_or_of_another_edition_narrow_nothing(it: Followed) -> None:
    """Then every incident is examined, and the answers are the same."""
    with it.of.database.writing() as run:
        run.execute("UPDATE rows_position SET columns = 'of another edition'")
    assert narrow_by(it.reader)(ALL) is None
    with followed(":memory:") as other:
        assert narrow_by(other.reader)(ALL) is None
        ensure(other.of.database, other.of.kind)
        assert narrow_by(other.reader)(ALL) is not None


def test_an_incident_that_cannot_be_examined_is_named(
    it: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marked in the rows: it is examined on every page, whatever is asked for."""
    with it.of.database.writing() as run:
        run.execute("UPDATE rows_heads SET problem = 'x' WHERE incident = 'I-5'")

    def failing(_entries: object) -> Case:
        raise ZeroDivisionError

    monkeypatch.setattr("jointlog.projections.across.examine", failing)
    page = Across(it.log, narrow_by(it.reader)).findings(Filter(kind="F-NONE-00"))
    assert [incident for incident, _ in page.unreadable] == ["I-5"]
