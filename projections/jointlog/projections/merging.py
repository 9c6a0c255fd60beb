"""What is found in every admissible order of an incident, told as one.

A find is definite only if it is so in each order, and possible if it is found in some. Its length
is from the shortest to the longest of the orders in which it is found. It is the same find where
its code, its person, its responsibility and the act that it begins with are the same.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from jointlog.domain.incident import Bound
from jointlog.domain.incident.footprints import WIDE_S, Aspect
from jointlog.domain.incident.orders import Orders
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import STRAND_NAMES, Strand
from jointlog.projections.aspects import BEGINS, BY_ASPECT, BY_ORDER
from jointlog.projections.case import Case
from jointlog.projections.found import Found, Grade
from jointlog.projections.overall import bounding, hull, union

TOLD_MAX: Final = 2
"""Pairs of entries without a recorded order that a sentence names."""

Detect = Callable[[Case], Iterator[Found]]
Unit = tuple[str, Strand | None, tuple[int, ...], int]
"""Person, responsibility, act that it begins with, and the how-manieth such find."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """One find in one way; -1 is the order that is shown."""

    way: int
    found: Found


@dataclass(frozen=True, slots=True)
class _Merged:
    """What all ways say of one unit: the words of ``seen``, with this grade and length."""

    seen: _Seen
    grade: Grade
    length: Length | None
    entries: tuple[int, ...]
    ways: frozenset[int]  # in which it is found
    start: Bound | None
    end: Bound | None


def merged(detect: Detect, code: str, case: Case) -> Iterator[Found]:
    """What the detector finds, however it happened."""
    if code not in BY_ORDER and code not in BY_ASPECT:
        return detect(case)
    if code in BEGINS and not case.named(*BEGINS[code]):
        return iter(())
    aspect = BY_ASPECT.get(code)
    orders = case.ways.orders_of(case, aspect)
    return detect(case) if orders is None else _Merging(case, detect, orders, aspect).result()


class _Merging:
    def __init__(self, case: Case, detect: Detect, orders: Orders, aspect: Aspect | None) -> None:
        cases = case.ways.of(case, aspect)
        self._case, self._orders, self._number = case, orders, len(cases)
        self._aspect = aspect
        self._wide_s = WIDE_S if aspect is None else aspect.wide_s
        self._units: dict[Unit, list[_Seen]] = {}
        for way, each in enumerate((case, *cases), -1):
            self._gather(way, detect(each))

    def _gather(self, way: int, finds: Iterable[Found]) -> None:
        counts: dict[Unit, int] = {}
        for found in finds:
            for strand in found.strands or (None,):
                unit = (found.subject, strand, self._act(found), 0)
                counts[unit] = counts.get(unit, -1) + 1
                key = (*unit[:3], counts[unit])
                self._units.setdefault(key, []).append(_Seen(way, found))

    def _act(self, found: Found) -> tuple[int, ...]:
        """The act that it begins with, whichever report of it is taken."""
        acts = self._orders.acts
        begins = found.start.entries if found.start is not None else found.entries
        return tuple(sorted({acts.get(version, version) for version in begins}))

    def _ends(self, seen: Iterable[_Seen]) -> set[tuple[int, ...]]:
        """The acts that it ends with, () for the end of the record."""
        acts = self._orders.acts
        ends = (each.found.end.entries if each.found.end is not None else () for each in seen)
        return {tuple(sorted({acts.get(version, version) for version in end})) for end in ends}

    def _rests(self, seen: Iterable[_Seen]) -> set[frozenset[int]]:
        """The acts that it rests on."""
        acts = self._orders.acts
        return {frozenset(acts.get(v, v) for v in each.found.entries) for each in seen}

    def result(self) -> Iterator[Found]:
        """The finds, those that are told of several responsibilities together again."""
        alike: dict[object, list[tuple[Strand | None, _Merged]]] = {}
        for unit, seen in self._joined():
            told = self._told(seen)
            if told is not None:
                key = (unit[0], unit[2], unit[3], told.grade, told.length, _words(told.seen.found))
                alike.setdefault(key, []).append((unit[1], told))
        for group in alike.values():
            strands = tuple(strand for strand, _ in group if strand is not None)
            yield self._found(strands, group[0][1])

    def _joined(self) -> Iterator[tuple[Unit, list[_Seen]]]:
        """A find that begins with another act in another order is one, if no order has both.

        It ends with the same act then, or rests on the same acts.
        """
        kept: list[tuple[Unit, list[_Seen]]] = []
        for unit, seen in self._units.items():
            ways, ends, rests = _real(seen), self._ends(seen), self._rests(seen)
            for other, known in kept:
                is_apart = other[:2] == unit[:2] and not ways & _real(known)
                if is_apart and (ends & self._ends(known) or rests & self._rests(known)):
                    known += [each for each in seen if each.way >= 0]
                    break
            else:
                kept.append((unit, seen))
        yield from kept

    def _told(self, seen: list[_Seen]) -> _Merged | None:
        """What the ways say together; None where only the order that is shown has it."""
        real = [each for each in seen if each.way >= 0]
        if not real or (seen[0].way >= 0 and all(map(self._is_vague, real))):
            return None
        grades = {each.found.grade for each in real}
        ways = frozenset(each.way for each in real)
        grade = Grade.POSSIBLE
        if grades == {Grade.INDETERMINATE}:
            grade = Grade.INDETERMINATE
        elif grades == {Grade.DEFINITE} and len(ways) == self._number and self._orders.is_complete:
            grade = Grade.DEFINITE
        told = self._best(seen, grade)
        start = hull(told.found.start, [each.found.start for each in real])
        end = hull(told.found.end, [each.found.end for each in real])
        ends = (version for bound in (start, end) if bound for version in bound.entries)
        bounding_it = bounding(self._case, sorted(ways), ends, self._aspect)
        own = (version for each in (told, *real) for version in each.found.entries)
        lengths = [each.found.length for each in real if each.found.length is not None]
        length = union(lengths) if lengths else None
        entries = tuple(dict.fromkeys((*own, *bounding_it)))
        return _Merged(told, grade, length, entries, ways, start, end)

    def _is_vague(self, seen: _Seen) -> bool:
        """Whether it rests on an entry that is timed too widely to tell a find by it."""
        windows = (self._case.by_version[version].window for version in seen.found.entries)
        return any(window.latest_s - window.earliest_s > self._wide_s for window in windows)

    @staticmethod
    def _best(seen: list[_Seen], grade: Grade) -> _Seen:
        """The find whose words hold for all: of the least limit, as it is shown where it can be."""
        if grade is Grade.DEFINITE:
            least_s = min(each.found.limit_s or 0 for each in seen)
            return next(each for each in seen if (each.found.limit_s or 0) == least_s)
        return seen[0]

    def _found(self, strands: tuple[Strand, ...], told: _Merged) -> Found:
        found = told.seen.found
        sentence, settle = found.sentence, found.settle
        if strands != found.strands:
            sentence = sentence.replace(_names(found.strands), _names(strands))
        if told.length != found.length:
            sentence = sentence.replace(str(found.length), str(told.length))
        why = "" if told.grade is Grade.DEFINITE else self._why(told)
        if why:
            sentence = f"{sentence}; {why}"
        if told.grade is Grade.DEFINITE:
            settle = ""
        elif not settle:
            settle = "exact times of the entries that it rests on"
        return replace(
            found,
            sentence=sentence,
            settle=settle,
            grade=told.grade,
            strands=strands,
            start=told.start,
            end=told.end,
            length=told.length,
            entries=told.entries,
        )

    def _why(self, told: _Merged) -> str:
        """Which order, or which of two versions, decides whether it is so."""
        ways = self._orders.ways
        held = [ways[way] for way in sorted(told.ways)]
        others = [way for place, way in enumerate(ways) if place not in told.ways]
        if not others:
            return ""
        always = frozenset.intersection(*(way.before for way in held))
        turned = {
            (one, other) for way in others for one, other in always if (other, one) in way.before
        }
        words = [
            f"the order of {self._entry(one)} and {self._entry(other)} is not recorded"
            for one, other in sorted(turned)[:TOLD_MAX]
        ]
        taken = frozenset.intersection(*(way.taken for way in held))
        acts = self._orders.acts
        for version in sorted(taken - frozenset.intersection(*(way.taken for way in ways))):
            reports = sorted(each for each, act in acts.items() if act == acts[version])
            numbers = " and ".join(self._entry(each) for each in reports)
            words.append(f"{numbers} tell one act at different times")
        return "; ".join(words)

    def _entry(self, version: int) -> str:
        statement = self._case.by_version[version]
        return f"{statement.name.replace('_', ' ')} ({statement.occurred}, entry {version})"


def _real(seen: Iterable[_Seen]) -> set[int]:
    return {each.way for each in seen if each.way >= 0}


def _words(found: Found) -> tuple[str, tuple[int, ...]]:
    return (found.sentence, found.entries)


def _names(strands: Iterable[Strand]) -> str:
    return ", ".join(f"{STRAND_NAMES[strand]} ({strand})" for strand in strands)
