"""What was examined a moment ago is shown again, and never in place of what is recorded since."""

from concurrent.futures import ThreadPoolExecutor

from jointlog.api.door import Record
from jointlog.api.examined import Examination, Examined
from jointlog.domain.store.columns import Located
from jointlog.projections.case import EVERYTHING, Question
from tests.grammar import INCIDENT, entry
from tests.page.site import Site

WHERE = f"/incidents/{INCIDENT}"
LINES = (
    "10:00 police:met s136_power_used",
    "10:05 police:met assistance_requested kind=ambulance_convey to=ambulance:las",
)


def record(*lines: str, incident: str = "CAD-1") -> Record:
    """The record of these lines."""
    made = [entry(number, line, incident=incident) for number, line in enumerate(lines, 1)]
    return Record(incident, tuple(Located(each.version, each) for each in made))


def test_the_same_record_under_the_same_question_is_examined_once() -> None:
    """The findings are the same list; another question, entry or incident has its own case."""
    examined = Examined()
    with examined.of(record(*LINES), EVERYTHING) as first:
        found = first.findings()
    with examined.of(record(*LINES), EVERYTHING) as again:
        assert again.findings() is found
    others = (
        (record(*LINES), Question(known_at_ms=1)),
        (record(*LINES[:1]), EVERYTHING),
        (record(*LINES, incident="CAD-2"), EVERYTHING),
    )
    for held, question in others:
        with examined.of(held, question) as other:
            assert other is not first
            assert other.case.question == question
            assert len(other.case.entries) == held.version


def test_few_cases_are_kept() -> None:
    """Given room for two, then the third takes the place of the one asked for longest ago."""
    examined = Examined(at_most=2)
    made: dict[str, Examination] = {}
    for name in ("A", "B", "A", "C"):
        with examined.of(record(*LINES, incident=name), EVERYTHING) as each:
            made.setdefault(name, each)
            assert made[name] is each
    for name, is_kept in (("A", True), ("C", True), ("B", False)):
        with examined.of(record(*LINES, incident=name), EVERYTHING) as each:
            assert (made[name] is each) is is_kept


def test_requests_at_once_have_one_case_each_in_turn() -> None:
    """Eight ask at once: all read the same findings, and nobody works on a case beside another."""
    examined, inside = Examined(), []

    def ask(_: int) -> object:
        with examined.of(record(*LINES), EVERYTHING) as each:
            inside.append(each)
            found = each.findings()
            assert inside.pop() is each
            return found

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(ask, range(8)))
    assert all(found is results[0] for found in results)


def test_the_page_shows_what_was_recorded_since(reader: Site) -> None:
    """Given a page that was read, when an entry comes, then the next page has it."""
    reader.api.given(LINES[0])
    first = reader.get(WHERE).then(200).response.text
    assert reader.get(WHERE).then(200).response.text == first
    reader.api.given(LINES[1], first=2)
    assert "assistance requested" not in first.casefold()
    assert "assistance requested" in reader.get(WHERE).then(200).response.text.casefold()
