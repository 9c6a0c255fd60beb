"""Hours counted once: against a count of every minute, and by hand."""

from hypothesis import given
from hypothesis import strategies as st

from jointlog.domain.time import FIRST_S, LAST_S, Length
from jointlog.projections.statistics.attribution import Waited, attributed

MINUTES = 30
NUMBERS = st.one_of(st.none(), st.integers(0, 4))


@st.composite
def stretches(draw: st.DrawFn) -> Waited:
    """A stretch within half an hour, of one of three; its widest time holds its sure time."""
    bounds = sorted(draw(st.lists(st.integers(0, MINUTES), min_size=4, max_size=4)))
    first, second, third, fourth = bounds
    sure = (second, third) if draw(st.booleans()) else (third, second)  # often surely none
    people = draw(NUMBERS)
    return Waited(draw(st.sampled_from("abc")), sure, (first, fourth), people)


def runs(each: Waited, minute: int, *, is_sure: bool) -> bool:
    """Whether a stretch surely, or possibly, runs in a minute."""
    start, end = each.sure if is_sure else each.widest
    return start <= minute < end


def brute(waited: list[Waited], *, is_sure: bool) -> tuple[int, int]:
    """Every minute of each looked at: by the clock, and times the most people then."""
    clock = person = 0
    for name in "abc":
        of = [each for each in waited if each.of == name]
        for minute in range(MINUTES):
            here = [each for each in of if runs(each, minute, is_sure=is_sure)]
            clock += bool(here)
            person += max((each.people or 0 for each in here), default=0)
    return clock, person


def brute_apart(waited: list[Waited], *, is_sure: bool) -> int:
    """Every minute in which one without a number runs, and none with one may, or surely does."""
    count = 0
    for name in "abc":
        of = [each for each in waited if each.of == name]
        without = [each for each in of if each.people is None]
        numbered = [each for each in of if each.people is not None]
        for minute in range(MINUTES):
            is_one = any(runs(each, minute, is_sure=is_sure) for each in without)
            count += is_one and not any(runs(e, minute, is_sure=not is_sure) for e in numbered)
    return count


@given(st.lists(stretches(), max_size=8))
def test_hours_are_those_of_every_minute_counted(waited: list[Waited]) -> None:
    """By the clock a minute counts once however many waits run; in person-hours times people."""
    made = attributed(waited)
    least, most = brute(waited, is_sure=True), brute(waited, is_sure=False)
    assert (made.clock, made.person) == (Length(least[0], most[0]), Length(least[1], most[1]))
    apart = Length(brute_apart(waited, is_sure=True), brute_apart(waited, is_sure=False))
    assert made.without_number == apart


def test_two_waits_at_once_are_one_hour_by_the_clock() -> None:
    """12:00 to 12:40 and 12:20 to 13:00, two officers: 60 min by the clock, 120 person-minutes."""
    first = Waited.between("a", [(0, 0, 2400, 2400)], 2)
    second = Waited.between("a", [(1200, 1200, 3600, 3600)], 2)
    made = attributed([first, second])
    assert (made.clock, made.person) == (Length(3600, 3600), Length(7200, 7200))
    assert attributed([first, Waited.between("b", [(0, 0, 600, 600)])]).clock.min_s == 3000


def test_no_number_is_guessed() -> None:
    """Nobody recorded how many: the time stands apart, and person-hours are none."""
    made = attributed([Waited.between("a", [(0, 60, 3600, 3660)])])
    assert (made.person, made.without_number) == (Length(0, 0), Length(3540, 3660))


def test_what_has_no_bound_is_at_least() -> None:
    """No end is recorded: at least nothing, at most nobody knows; the same for each measure."""
    made = attributed([Waited.between("a", [(0, 0, None, None)], 2)])
    assert made.clock == made.person == Length(0, None)
    assert Waited.between("a", [(None, None, 5, 5)]).sure == (LAST_S, 5)
    assert Waited.between("a", [(None, None, 5, 5)]).widest == (FIRST_S, 5)
    apart = attributed([Waited.between("a", [(0, 0, None, None)])])
    assert apart.without_number == Length(0, None)


def test_a_wait_counts_while_detention_is_held_alone() -> None:
    """Waited 0 to 60, held 20 to 90: the time in common is 20 to 60."""
    both = Waited.between("a", [(0, 0, 60, 60), (20, 20, 90, 90)])
    assert both.sure == both.widest == (20, 60)
