"""A brute force of what may have happened, which shares no code with the engine's orders.

A small incident is a list of acts; each has a window, and may be told a second time by another
agency. Its *worlds* are: for each act one of the versions told, for each act an exact instant out
of that version's window (its ends, the ends of every other window inside it, and each step of the
times drawn), and for instants that are equal every order. A world is admissible if what says that
it follows another act does not stand before it where it need not, and if nobody leaves before
having come who is recorded as coming.

In each world every time is exact and the entries are numbered in the world's own order, so the
detectors run on them as recorded, without any choice left.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, permutations, product

from jointlog.domain.entry import Entry
from jointlog.domain.incident import Order
from jointlog.domain.time import Length, Occurred, Precision, Window
from jointlog.projections.case import Question, examine
from jointlog.projections.finding import Detector, Found, Grade

WORLDS_MAX = 600
LEAVES = {"resource_left_scene", "police_released"}
COMES = {
    "resource_arrived_at_scene",
    "s136_power_used",
    "restraint_started",
    "clinician_reached_patient",
    "conveyance_started",
    "police_vehicle_conveyance_started",
}


@dataclass(frozen=True)
class Told:
    """One report: its entry, the act it tells, and the window by its agency's corrected clock."""

    entry: Entry
    act: int
    window: Window

    @property
    def who(self) -> str:
        """Who came or left."""
        if self.entry.name == "police_released":
            return "police"
        return self.entry.actor.kind.value


def is_too_many(reports: Sequence[Told], step_s: int) -> bool:
    """Whether there are more assignments than are looked at."""
    number = 1
    for versions in _by_act(reports).values():
        number *= sum(len(_instants(each.window, reports, step_s)) for each in versions)
    return number > WORLDS_MAX


def worlds(reports: Sequence[Told], step_s: int) -> Iterator[list[Entry]]:
    """Every admissible world: its entries in order, with exact times."""
    acts = _by_act(reports)
    for taken in product(*acts.values()):
        windows = {each.act: each.window for each in taken}
        instants = [
            [(at, each) for at in _instants(each.window, reports, step_s)] for each in taken
        ]
        for placed in product(*instants):
            for order in _orders(placed):
                if _is_admissible(order, acts, windows):
                    yield _written(order, acts)


def _by_act(reports: Sequence[Told]) -> dict[int, list[Told]]:
    acts: dict[int, list[Told]] = {}
    for each in reports:
        acts.setdefault(each.act, []).append(each)
    return acts


def _instants(window: Window, reports: Sequence[Told], step_s: int) -> list[int]:
    ends = {at for each in reports for at in (each.window.earliest_s, each.window.latest_s)}
    steps = range(window.earliest_s, window.latest_s + 1, step_s)
    return sorted({at for at in ends if window.earliest_s <= at <= window.latest_s} | set(steps))


def _orders(placed: Sequence[tuple[int, Told]]) -> Iterator[list[tuple[int, Told]]]:
    """The acts by time, those of one instant in every order."""
    ordered = sorted(placed, key=lambda each: each[0])
    ties = [list(permutations(group)) for _, group in groupby(ordered, key=lambda each: each[0])]
    for chosen in product(*ties):
        yield [each for group in chosen for each in group]


def _is_admissible(
    order: list[tuple[int, Told]], acts: dict[int, list[Told]], windows: dict[int, Window]
) -> bool:
    place = {told.act: at for at, (_, told) in enumerate(order)}
    act_of = {each.entry.event_id: act for act, told in acts.items() for each in told}
    for _, told in order:
        envelope = told.entry.envelope
        for name in (envelope.caused_by, envelope.replies_to):
            cause = act_of.get(name) if name is not None else None
            if cause is None or cause == told.act:
                continue
            if windows[cause].earliest_s > windows[told.act].latest_s:
                continue  # its own time says otherwise
            if place[cause] > place[told.act]:
                return False
    for at, (_, told) in enumerate(order):
        if told.entry.name not in LEAVES:
            continue
        came = [each for _, each in order if each.entry.name in COMES and each.who == told.who]
        came = [c for c in came if windows[c.act].earliest_s <= windows[told.act].latest_s]
        if came and all(place[each.act] > at for each in came):
            return False
    return True


def _written(order: Sequence[tuple[int, Told]], acts: dict[int, list[Told]]) -> list[Entry]:
    made: list[Entry] = []
    for at_s, told in order:
        others = [each for each in acts[told.act] if each is not told]
        for each in (told, *others):
            occurred = Occurred(Window(at_s, at_s), Precision.SECOND, "exactly")
            envelope = replace(each.entry.envelope, occurred=occurred, clock=None)
            made.append(replace(each.entry, version=len(made) + 1, envelope=envelope))
    return made


@dataclass
class Sum:
    """What all worlds say of one find."""

    code: str
    strand: str
    ends: set[int | None]
    grades: dict[int, Grade]
    lengths: list[Length | None]
    rests: set[frozenset[int]]

    def told(self, number: int) -> tuple[str, str, str, Length | None]:
        """Code, strand, grade and from the shortest to the longest, of so many worlds."""
        grades = set(self.grades.values())
        grade = Grade.POSSIBLE
        if grades == {Grade.INDETERMINATE}:
            grade = Grade.INDETERMINATE
        elif grades == {Grade.DEFINITE} and len(self.grades) == number:
            grade = Grade.DEFINITE
        lengths = [length for length in self.lengths if length is not None]
        if self.code == "F-WAIT-07" and len(self.ends) > 1:
            lengths = []  # of standards that end with different acts
        highs = [length.max_s for length in lengths]
        known = [high for high in highs if high is not None]
        low_s = min((length.min_s for length in lengths), default=0)
        length = Length(low_s, max(known) if known == highs else None) if lengths else None
        return self.code, self.strand, grade.value, length


def judged(
    reports: Sequence[Told], detectors: Sequence[Detector], protocol: str, step_s: int
) -> list[tuple[str, str, str, Length | None]]:
    """Everything that the detectors find in some world, with its grade and its lengths."""
    act_of = {each.entry.event_id: each.act for each in reports}
    sums: dict[tuple[str, str, int | None, int], Sum] = {}
    number = 0
    for number, entries in enumerate(worlds(reports, step_s), 1):
        case = examine(entries, Question(order=Order.RECORDED, protocol=protocol))
        acts = {each.version: act_of[each.event_id] for each in entries}
        for detector in detectors:
            seen: dict[tuple[str, str, int | None], int] = {}
            for found in detector.detect(case):
                begin, end = _bounds(found, acts)
                for strand in found.strands or ("",):
                    key = (detector.code, str(strand), begin)
                    seen[key] = seen.get(key, -1) + 1
                    made = sums.setdefault(
                        (*key, seen[key]), Sum(detector.code, str(strand), set(), {}, [], set())
                    )
                    made.ends.add(end)
                    made.rests.add(frozenset(acts[version] for version in found.entries))
                    made.grades[number] = found.grade
                    made.lengths.append(found.length)
    return [each.told(number) for each in _joined(list(sums.values()))]


def _bounds(found: Found, acts: dict[int, int]) -> tuple[int | None, int | None]:
    begin = acts[found.start.entries[0]] if found.start is not None else None
    return begin, acts[found.end.entries[0]] if found.end is not None else None


def _joined(sums: list[Sum]) -> list[Sum]:
    """What never occurs together, and ends with the same act or rests on the same, is one find."""
    kept: list[Sum] = []
    for each in sums:
        for other in kept:
            same = (other.code, other.strand) == (each.code, each.strand)
            is_like = other.ends & each.ends or other.rests & each.rests
            if same and is_like and not other.grades.keys() & each.grades.keys():
                other.ends |= each.ends
                other.rests |= each.rests
                other.grades |= each.grades
                other.lengths += each.lengths
                break
        else:
            kept.append(each)
    return kept
