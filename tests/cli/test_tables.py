"""Tables of `jointlog stats` as text: what is said once is not said again."""

from jointlog.cli.rows_shown import without_repeats
from jointlog.domain.time import Length
from jointlog.projections.statistics.tabling import Line, Measures


def measures(count: int) -> Measures:
    """So many of an hour each."""
    hour = Length(3600, 3600)
    return Measures(count, Length(3600 * count, 3600 * count), hour, hour, hour)


def test_a_total_over_one_cell_is_not_said_again() -> None:
    """One cell of A: no total of A. Two of B, and the whole: their totals stay.

    Machine forms keep every line: they are read by name.
    """
    lone, first, second = (
        Line(("A", "amhp"), measures(9)),
        Line(("B", "amhp"), measures(7)),
        Line(("B", "bed"), measures(8)),
    )
    of_a, of_b = Line(("A", None), measures(9)), Line(("B", None), measures(15))
    whole = Line((None, None), measures(24))
    told = without_repeats([lone, of_a, first, second, of_b, whole])
    assert told == [lone, first, second, of_b, whole]


def test_a_total_that_tells_more_than_the_cell_shown_stays() -> None:
    """A cell that is kept back is not its total; both kept back say one thing once."""
    lone, total = Line(("A", "bed"), None), Line(("A", None), measures(12))
    assert without_repeats([lone, total]) == [lone, total]
    assert without_repeats([lone, Line(("A", None), None)]) == [lone]
    whole = Line((None,), measures(9))
    assert without_repeats([Line(("A",), measures(9)), whole])[-1] is whole
