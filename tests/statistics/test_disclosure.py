"""Small numbers kept back: nothing that is hidden can be reckoned from what is shown."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from jointlog.projections.statistics.disclosure import Count, Name, kept_back

LEAST = 10


def with_totals(cells: dict[Name, int]) -> dict[Name, int]:
    """The cells with every total that is shown beside them; no empty one."""
    made = {name: rows for name, rows in cells.items() if rows}
    for name, rows in list(made.items()):
        totals = {(name[0], None), (None, name[1]), (None, None)} if len(name) == 2 else {(None,)}
        for total in totals if name else ():
            made[total] = made.get(total, 0) + rows
    return made


def equations(counts: dict[Name, int]) -> list[dict[Name, int]]:
    """What everyone knows of a table: parts less their total is nothing, for every total."""
    made = []
    for total in counts:
        for place in [i for i, name in enumerate(total) if name is None]:
            beside = _beside(total, place)
            named = [name for name in counts if name[place] is not None]
            parts = [name for name in named if _beside(name, place) == beside]
            made.append({**dict.fromkeys(parts, 1), total: -1})
    return made


def _beside(name: Name, place: int) -> Name:
    return (*name[:place], *name[place + 1 :])


def reckoned(counts: dict[Name, int], hidden: set[Name]) -> set[Name]:
    """The hidden numbers that follow from the others: by solving all equations (Gauss-Jordan)."""
    names = sorted(hidden, key=repr)
    rows = [[Fraction(each.get(name, 0)) for name in names] for each in equations(counts)]
    rank = 0
    for column in range(len(names)):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        rows[rank] = [value / rows[rank][column] for value in rows[rank]]
        for r in range(len(rows)):
            if r != rank and rows[r][column]:
                factor = rows[r][column]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[rank], strict=True)]
        rank += 1
    found = set()
    for row in rows[:rank]:
        involved = [names[i] for i, value in enumerate(row) if value]
        if len(involved) == 1:
            found.add(involved[0])
    return found


def hidden_of(counts: dict[Name, int]) -> set[Name]:
    """What is kept back where each row counted is another person's."""
    return kept_back({n: Count(rows, rows < LEAST) for n, rows in counts.items()}, LEAST)


SIZES = st.one_of(st.just(0), st.integers(1, 12), st.integers(1, 200))
TABLES = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(
    lambda shape: st.lists(SIZES, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]).map(
        lambda sizes: with_totals(
            {(f"r{i // shape[1]}", f"c{i % shape[1]}"): size for i, size in enumerate(sizes)}
        )
    )
)


@settings(max_examples=300)
@given(TABLES)
def test_no_hidden_cell_of_a_table_follows_from_its_totals(counts: dict[Name, int]) -> None:
    """By solving the equations of all rows, columns and totals: none of the unknowns is fixed."""
    hidden = hidden_of(counts)
    assert {name for name, rows in counts.items() if rows < LEAST} <= hidden
    assert reckoned(counts, hidden) == set()


@given(st.lists(SIZES, min_size=1, max_size=12))
def test_no_hidden_count_of_a_list_follows_from_its_total(sizes: list[int]) -> None:
    """The same for one dimension; and a small count could be any of ten values."""
    counts = with_totals({(f"n{i}",): size for i, size in enumerate(sizes)})
    hidden = hidden_of(counts)
    assert reckoned(counts, hidden) == set()
    small = [name for name, rows in counts.items() if rows < LEAST]
    if small and (None,) not in hidden:
        others = [counts[name] - 1 for name in hidden if name != small[0]]
        assert max(others) >= LEAST - 1


def test_the_cheapest_are_kept_back_with_a_small_count() -> None:
    """3, 20 and 300 of 323: with the 3 the 20 is kept back, not the 300, and the total is shown."""
    counts = with_totals({("a",): 3, ("b",): 20, ("c",): 300})
    assert hidden_of(counts) == {("a",), ("b",)}


def test_two_small_ones_do_not_protect_each_other_where_their_sum_tells_them() -> None:
    """1, 1 and 300: if only the first two are hidden both must be 1; so the 300 is hidden too."""
    counts = with_totals({("a",): 1, ("b",): 1, ("c",): 300})
    assert hidden_of(counts) == {("a",), ("b",), ("c",)}


def test_a_table_without_small_numbers_is_shown_whole() -> None:
    """Nothing is hidden without need; a total alone is hidden where it is small."""
    assert hidden_of(with_totals({("a", "x"): 10, ("b", "y"): 11})) == set()
    assert hidden_of({(): 9}) == {()}
    assert hidden_of({(): 10}) == set()
    assert hidden_of({}) == set()
