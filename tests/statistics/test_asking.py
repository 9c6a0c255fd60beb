"""What narrows a question, in both stores; lists in pages; questions as words."""

from typing import Any

import pytest

from jointlog.domain.errors import MalformedError
from jointlog.domain.time import say_instant
from jointlog.domain.vocabulary import Agency
from jointlog.projections.rows import IncidentRow
from jointlog.projections.statistics.asking import Asked
from jointlog.projections.statistics.listing import Behind, listed
from jointlog.projections.statistics.plain import query_text
from jointlog.projections.statistics.reading import least, read_asked, subject_of, zone_of
from jointlog.projections.statistics.subjects import CONVEYANCES, GAPS, HANDOVERS, WAITS
from tests.statistics.stock import START_S, add, stocked, wait

ROWS = [
    wait("a", 0, 10, waiting="police:met", area="N_1", strand="DET", detaining_max_s=5),
    wait("b", 60, 20, waiting="police:m_t", area="N%1", strand="CLIN", why="bed"),
    wait("c", 120, 30, waiting="police", for_agency="", grade="definite", severity="S2"),
    wait("d", 180, 40, 5, waiting="acute:a", for_agency="police:met", standard="T-1@2020-01-01"),
    wait("e", 240, 50, subject="P2", protocol="wales@2025-01-01", outcome="declined"),
]
FILTERS: list[tuple[dict[str, Any], str]] = [
    ({}, "abcde"),
    ({"agency": Agency.parse("police:met")}, "acde"),
    ({"agency": Agency.parse("police")}, "abcde"),
    ({"agency": Agency.parse("fire")}, ""),
    ({"pair": "police:met>"}, "ace"),
    ({"pair": ">police:met"}, "d"),
    ({"pair": "police>ambulance"}, "abe"),
    ({"area": "N_1"}, "a"),
    ({"area": "N%1"}, "b"),
    ({"strand": "DET"}, "a"),
    ({"why": "bed, doctor"}, "b"),
    ({"grade": "definite", "severity": "S2"}, "c"),
    ({"standard": "T-1"}, "d"),
    ({"standard": "T-1@2020-01-01"}, "d"),
    ({"standard": "T"}, ""),
    ({"protocol": "wales"}, "e"),
    ({"protocol": "england@2025-01-01"}, "abcd"),
    ({"outcome": "declined"}, "e"),
    ({"person": "P2"}, "e"),
    ({"min_s": 40 * 60}, "e"),
    ({"max_s": 20 * 60}, "ab"),
    ({"from_s": START_S + 60 * 60}, "bcde"),
    ({"to_s": START_S + 60 * 60}, "a"),
    ({"detaining": True}, "a"),
    ({"kind": "amhp", "code": ""}, "abcde"),
]


@pytest.mark.parametrize(("given", "keys"), FILTERS, ids=lambda each: str(each)[:60])
def test_each_filter_narrows(given: dict[str, Any], keys: str) -> None:
    """Five waits, each of another sort; signs of SQL patterns are only signs."""
    with stocked(":memory:", ROWS) as reader:
        found = listed(reader, WAITS, Asked(**given), limit=10)
    assert "".join(row["key"] for row in found.rows) == keys


def test_every_filter_is_the_same_in_the_other_store(place: str) -> None:
    """All filters of above on one server."""
    with stocked(place, ROWS) as reader:
        for given, keys in FILTERS:
            found = listed(reader, WAITS, Asked(**given), limit=10)
            assert "".join(row["key"] for row in found.rows) == keys, given


def test_a_filter_that_a_subject_lacks_is_refused() -> None:
    """Journeys have no strand; only waits have a waiting agency; a pair has an arrow."""
    with stocked(":memory:", []) as reader:
        for subject, given in (
            (CONVEYANCES, {"strand": "DET"}),
            (HANDOVERS, {"detaining": True}),
            (WAITS, {"pair": "police"}),
            (WAITS, {"pair": ">"}),
            (WAITS, {"pair": "a>b>c"}),
            (WAITS, {"pair": "circus>"}),
        ):
            with pytest.raises(MalformedError):
                listed(reader, subject, Asked(**given), limit=1)


def test_pages_skip_and_repeat_nothing_when_rows_change(place: str) -> None:
    """Pages of one; rows come before and behind, one goes: those that stay are told once."""
    with stocked(place, ROWS) as reader:
        first = listed(reader, WAITS, Asked(), limit=2)
        add(reader._database, [wait("0"), wait("z"), wait("bb")])
        keys = [row["key"] for row in first.rows]
        behind: Behind | None = first.behind
        while behind is not None:
            page = listed(reader, WAITS, Asked(), limit=1, behind=behind)
            keys += [row["key"] for row in page.rows]
            behind = page.behind
    assert keys == ["a", "b", "bb", "c", "d", "e", "z"]


def test_the_longest_come_first_and_the_earliest(place: str) -> None:
    """By length the surely longest, without an upper bound before with one; no page follows."""
    open_end = wait("f", 10, 50, max_s=None, to_latest_s=None)
    with stocked(place, [*ROWS, open_end]) as reader:
        longest = listed(reader, WAITS, Asked(), limit=3, sort="length")
        earliest = listed(reader, WAITS, Asked(), limit=2, sort="time")
    assert [row["key"] for row in longest.rows] == ["f", "e", "d"]
    assert longest.behind is None
    assert [row["key"] for row in earliest.rows] == ["a", "f"]
    assert longest.rows[0]["to_latest"] is None
    assert longest.rows[0]["from_earliest"] == say_instant(START_S + 600)


def test_one_wait_offered_for_two_responsibilities_is_told_once(place: str) -> None:
    """Equal in person, pair, reason and time; another time is another wait."""
    twins = [wait("a", strand="DET"), wait("b", strand="SAFE"), wait("c", 1, strand="SAFE")]
    with stocked(place, twins) as reader:
        found = listed(reader, WAITS, Asked(), limit=9, once=True)
    assert [row["key"] for row in found.rows] == ["a", "c"]


def test_what_was_known_then_is_asked_again(place: str) -> None:
    """A row known since second 100 is not there at the end of second 99."""
    with stocked(place, []) as reader:
        add(reader._database, [wait("a")], known_ms=100_500)
        for at_ms, count in ((99_999, 0), (100_000, 1), (200_000, 1)):
            assert len(listed(reader, WAITS, Asked(known_at_ms=at_ms), limit=9).rows) == count


def test_an_agency_sees_only_its_incidents(place: str) -> None:
    """The incident of which it is recorded that it said something."""
    texts: dict[str, Any] = dict.fromkeys(IncidentRow.declared.names, "")
    bounds: dict[str, Any] = dict.fromkeys(
        ("from_earliest_s", "from_latest_s", "to_earliest_s", "to_latest_s", "max_s")
    )
    named = {"incident": "I", "agencies": "police:met acute:a", "min_s": 0}
    with stocked(place, [wait("a"), IncidentRow(**{**texts, **bounds, **named})]) as reader:
        for agency, count in (("acute:a", 1), ("acute:b", 0), ("police", 0)):
            asked = Asked(visible_to=Agency.parse(agency))
            assert len(listed(reader, WAITS, asked, limit=9).rows) == count


def instant(_name: str, text: str) -> int | None:
    """A time in milliseconds as digits."""
    return int(text) if text else None


def test_words_are_read_and_told_again() -> None:
    """What was asked stands in one line that says the same."""
    given = {"from": "0", "to": "1000", "known_at": "5000", "agency": "police", "why": "bed,amhp"}
    asked = read_asked(WAITS, given, instant, min_s=60, detaining=True)
    assert (asked.from_s, asked.to_s, asked.known_at_ms) == (0, 1, 5000)
    assert query_text("waits", asked, by=("why",), sort="") == (
        "of=waits&from=1970-01-01T00:00:00Z&to=1970-01-01T00:00:01Z&agency=police&why=bed,amhp"
        "&min_s=60&detaining=true&known_at=1970-01-01T00:00:05.000Z&by=why"
    )


def test_words_that_say_nothing_are_refused() -> None:
    """Named: the filter, and what it can be."""
    for subject, name, value in (
        (WAITS, "kind", "pigeon"),
        (WAITS, "why", "bed,sun"),
        (WAITS, "code", "F-GAP-01"),
        (WAITS, "agency", "circus"),
        (WAITS, "area", "x" * 101),
        (WAITS, "area", "\0"),
        (GAPS, "why", "bed"),
        (CONVEYANCES, "why", "amhp"),
    ):
        with pytest.raises(MalformedError, match=name):
            read_asked(subject, {name: value}, instant)
    with pytest.raises(MalformedError, match="of"):
        subject_of("doors")
    for zone in ("Mars/Base", "/etc/passwd", "\0"):
        with pytest.raises(MalformedError, match="zone"):
            zone_of(zone)


def test_the_threshold_has_its_source() -> None:
    """Ten people, a proposal of the dossier."""
    assert (least().value, least().mark.value) == (10, "proposal")
    assert subject_of("gaps") is GAPS
    assert zone_of("").key == "Europe/London"
