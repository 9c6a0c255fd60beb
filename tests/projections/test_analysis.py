"""Findings over a partition: given recorded entries, when analysed, then findings and marks."""

from dataclasses import replace

import pytest

from jointlog.domain.errors import MalformedError
from jointlog.projections.analysis import TABLES, Analysed, Recorded, analyse
from jointlog.projections.analysis.partition import REASON_MAX
from jointlog.projections.rows import FindingRow, rows_of
from tests.grammar import entry

DETAINED = "12:00 police:met s136_power_used limb=remove"
LEFT = "13:00 police:met assistance_requested kind=ambulance_convey"
LATER = "14:00 police:met resource_arrived_at_scene"


def recorded(incident: str, *lines: str) -> list[Recorded]:
    """These lines as the entries of an incident."""
    made = [entry(number, line, incident=incident) for number, line in enumerate(lines, 1)]
    return [Recorded(incident, each.version, 10 + each.version, each.name, each) for each in made]


def damaged(each: Recorded) -> Recorded:
    """The same entry, unreadable."""
    return replace(each, entry=None, problem="no such name")


def test_the_findings_are_those_of_each_incident_by_itself() -> None:
    """Two incidents in one partition: each has the findings that its rows have, in their order."""
    first, second = recorded("A", DETAINED, LEFT, LATER), recorded("B", DETAINED)
    made = list(analyse(first + second))
    for held, each in zip((first, second), made, strict=True):
        rows = rows_of([one.entry for one in held if one.entry is not None])
        assert list(each.findings) == [row for row in rows if isinstance(row, FindingRow)]
        assert each.incident.findings == len(each.findings)
        assert (each.incident.entries, each.incident.position) == (len(held), 10 + len(held))
        assert (each.incident.problem, each.parked) == ("", ())
    assert made[0].findings


def test_an_unreadable_entry_is_parked_and_its_incident_marked() -> None:
    """Entry 2 of 3 cannot be read: the findings rest on 1 and 3, and the others are untouched."""
    held, other = recorded("A", DETAINED, LEFT, LATER), recorded("B", DETAINED)
    one, two = analyse([held[0], damaged(held[1]), held[2], *other])
    (parked,) = one.parked
    assert (parked.incident, parked.key, parked.version, parked.position) == ("A", "2", 2, 12)
    assert (parked.type, parked.reason) == ("assistance_requested", "no such name")
    assert one.incident.problem == "1 of 3 entries cannot be read"
    assert (one.incident.entries, one.incident.unreadable) == (2, 1)
    assert two == next(analyse(other))


def test_an_incident_without_a_readable_entry_has_no_findings() -> None:
    """All it says is that it is there."""
    (made,) = analyse([damaged(each) for each in recorded("A", DETAINED)])
    assert (made.findings, made.incident.entries, made.incident.unreadable) == ((), 0, 1)


def test_a_gap_between_versions_marks_the_incident() -> None:
    """Versions 1 and 4 are there: 2 of 4 are not."""
    first, _, _, fourth = recorded("A", DETAINED, LEFT, LATER, LATER.replace("14", "15"))
    (made,) = analyse([first, fourth])
    assert made.incident.missing == 2
    assert made.incident.problem == "2 of 4 entries are not there"


def test_an_incident_whose_findings_cannot_be_made_is_parked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A fault in one incident stops no other; its reason is kept, at most 500 characters."""

    def fail(entries: object) -> list[FindingRow]:
        raise ZeroDivisionError("x" * 2 * REASON_MAX + str(entries))

    monkeypatch.setattr("jointlog.projections.analysis.partition.finding_rows", fail)
    made = list(analyse([*recorded("A", DETAINED, LEFT), *recorded("B", DETAINED)]))
    assert [each.incident.incident for each in made] == ["A", "B"]
    (parked,) = made[0].parked
    assert (parked.key, parked.version, parked.type) == ("", 2, "")
    assert parked.reason.startswith("its findings cannot be made: ZeroDivisionError: xxx")
    assert len(parked.reason) == REASON_MAX
    assert made[0].incident.problem == parked.reason


@pytest.mark.parametrize("order", [(0, 2, 1), (2, 0, 1), (1, 0, 2), (0, 0, 1)])
def test_another_order_is_refused(order: tuple[int, ...]) -> None:
    """An incident in two pieces, ids that fall, versions that fall, or one that stands twice."""
    held = [*recorded("A", DETAINED, LEFT), *recorded("B", DETAINED)]
    with pytest.raises(MalformedError, match="stands behind"):
        list(analyse(held[number] for number in order))


def test_nothing_makes_nothing() -> None:
    """An empty partition has no incident."""
    made: list[Analysed] = list(analyse([]))
    assert made == []
    assert [table.name for table in TABLES] == ["findings", "analysed", "parked"]
