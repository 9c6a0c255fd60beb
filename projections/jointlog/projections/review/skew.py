"""Skew: how far two agencies' clocks seem to differ, estimated from records that pair up.

An anchor is a pair of entries by two agencies of one moment: both sides' record of one act (same
event type, actor and subject within `PAIR_WITHIN_S`, where no other entry could be meant), or a
request or offer and its answer. An estimate needs `ANCHORS_MIN` anchors and a median absolute
deviation of at most `SCATTER_MAX_S`. Records of one act are used alone where they are enough; an
answer takes time to give, so estimates from answers are uncertain by `ANSWER_S` more.

What is found is a proposal. A difference that its own uncertainty explains is not proposed, and
nothing is applied: a person posts the statement, or does not. All figures [proposal].
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from statistics import median
from typing import Any, Final

from jointlog.domain.effects import Answer
from jointlog.domain.incident import Statement
from jointlog.domain.time import Window, say_instant
from jointlog.domain.vocabulary import Agency
from jointlog.projections.case import Case

ANCHORS_MIN: Final = 3
SCATTER_MAX_S: Final = 60
PAIR_WITHIN_S: Final = 1_800
WIDTH_MAX_S: Final = 120
"""A time less sharp than this is no anchor."""
ANSWER_S: Final = 120
"""How long an answer may take and still be called immediate."""
BASIS_LENGTH_MAX: Final = 500
ACTS: Final = frozenset(
    {
        "arrived_at_place_of_safety",
        "clinician_reached_patient",
        "conveyance_ended",
        "conveyance_started",
        "handover_offered",
        "police_released",
        "police_vehicle_conveyance_started",
        "resource_arrived_at_scene",
        "resource_left_scene",
        "restraint_ended",
        "restraint_started",
        "s136_power_used",
    }
)
"""Acts that happen at one instant and that more than one agency records."""
ASKS: Final = (
    "assistance_requested",
    "handover_offered",
    "information_requested",
    "responsibility_offered",
)
ANSWERS: Final = (
    "handover_accepted",
    "request_accepted",
    "request_acknowledged",
    "responsibility_accepted",
)
IMMEDIATE: Final = frozenset({Answer.ACKNOWLEDGED, Answer.ACCEPTED})


class Pairing(StrEnum):
    """What pairs two entries."""

    ONE_ACT = "both sides' record of one act"
    ANSWER = "a request or offer and its answer"


@dataclass(frozen=True, slots=True, order=True)
class SourceClock:
    """The clock of one system of one agency; ``system`` is "" where the entries name none."""

    agency: Agency
    system: str

    def __str__(self) -> str:
        return f"{self.agency} {self.system or '(clock not named)'}"


@dataclass(frozen=True, slots=True)
class Anchor:
    """One pair: versions of the entries by the first and the second clock.

    ``difference_s`` is the second clock's reading less the first's, between the middles of their
    windows; ``blur_s`` is how far that can be off by the windows alone.
    """

    first: int
    second: int
    pairing: Pairing
    difference_s: int
    blur_s: int
    second_offset_s: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """An estimated skew between two clocks.

    Attributes:
        first: the clock that the other is compared with.
        second: the clock that the statement would declare.
        offset_s: how far the second is ahead of the first; negative where it is behind. What is
            already declared or recorded of either clock is taken off before.
        scatter_s: median absolute deviation of the anchors.
        uncertainty_s: scatter, sharpness of the times and, for answers, the time to answer.
        anchors: the pairs it rests on.
        at: when the last of them was recorded to happen, RFC 3339.
        known_offset_s: what is already known of the second clock's offset.

    """

    first: SourceClock
    second: SourceClock
    offset_s: int
    scatter_s: int
    uncertainty_s: int
    anchors: tuple[Anchor, ...]
    at: str
    known_offset_s: int

    @property
    def basis(self) -> str:
        """What the estimate rests on, in words."""
        kinds = ", ".join(dict.fromkeys(anchor.pairing for anchor in self.anchors))
        pairs = ", ".join(f"{anchor.first}/{anchor.second}" for anchor in self.anchors)
        text = (
            f"estimated against {self.first}, taken as true, from {len(self.anchors)} pairs "
            f"({kinds}), scatter {self.scatter_s} s; entries {pairs}"
        )
        return text[:BASIS_LENGTH_MAX]

    @property
    def statement(self) -> dict[str, Any] | None:
        """The clock_offset_declared to post; None where the second clock has no name.

        It replaces what was known of the second clock, so it says the whole offset.
        """
        if not self.second.system:
            return None
        return {
            "type": "clock_offset_declared",
            "occurred": self.at,
            "evidence": "inferred",
            "facts": {
                "system": self.second.system,
                "offset_s": self.known_offset_s + self.offset_s,
                "uncertainty_s": self.uncertainty_s,
                "basis": self.basis,
                "agency": str(self.second.agency),
            },
        }


def skews(case: Case) -> list[Proposal]:
    """The skews that the paired records of a case suggest, by clocks."""
    found: dict[tuple[SourceClock, SourceClock], list[Anchor]] = {}
    for one, other, pairing in _pairs(case):
        if not (_is_sharp(one) and _is_sharp(other)):
            continue
        first, second = sorted((one, other), key=_place)
        anchor = _anchor(first, second, pairing)
        if abs(anchor.difference_s) <= PAIR_WITHIN_S:
            found.setdefault((_clock(first), _clock(second)), []).append(anchor)
    made = (_proposal(case, *clocks, anchors) for clocks, anchors in sorted(found.items()))
    return [proposal for proposal in made if proposal is not None]


def _place(statement: Statement) -> tuple[bool, SourceClock]:
    """Which clock is declared: one that has a name, else the later in the order of agencies."""
    clock = _clock(statement)
    return bool(clock.system), clock


def _clock(statement: Statement) -> SourceClock:
    clock = statement.entry.envelope.clock
    return SourceClock(statement.entry.agency, "" if clock is None else clock.system)


def _is_sharp(statement: Statement) -> bool:
    window = statement.occurred.window
    return window.is_bounded and window.latest_s - window.earliest_s <= WIDTH_MAX_S


def _twice_middle_s(window: Window) -> int:
    return window.earliest_s + window.latest_s


def _anchor(first: Statement, second: Statement, pairing: Pairing) -> Anchor:
    difference_s = (_twice_middle_s(second.window) - _twice_middle_s(first.window)) // 2
    widths = [each.latest_s - each.earliest_s for each in (first.window, second.window)]
    known = (_twice_middle_s(second.occurred.window) - _twice_middle_s(second.window)) // 2
    return Anchor(
        first.version, second.version, pairing, difference_s, (sum(widths) + 1) // 2, known
    )


def _proposal(
    case: Case, first: SourceClock, second: SourceClock, anchors: Sequence[Anchor]
) -> Proposal | None:
    """The estimate, where there are enough anchors, close together, and it is not nothing."""
    acts = [anchor for anchor in anchors if anchor.pairing is Pairing.ONE_ACT]
    used = acts if len(acts) >= ANCHORS_MIN else anchors
    if len(used) < ANCHORS_MIN:
        return None
    offset_s = round(median(anchor.difference_s for anchor in used))
    scatter_s = round(median(abs(anchor.difference_s - offset_s) for anchor in used))
    if scatter_s > SCATTER_MAX_S:
        return None
    blur_s = round(median(anchor.blur_s for anchor in used))
    answers = any(anchor.pairing is Pairing.ANSWER for anchor in used)
    uncertainty_s = scatter_s + blur_s + (ANSWER_S if answers else 0)
    if abs(offset_s) <= uncertainty_s:
        return None
    versions = {version for anchor in used for version in (anchor.first, anchor.second)}
    last_s = max(case.by_version[version].window.earliest_s for version in versions)
    known_s = round(median(anchor.second_offset_s for anchor in used))
    return Proposal(
        first,
        second,
        offset_s,
        scatter_s,
        uncertainty_s,
        tuple(used),
        say_instant(last_s),
        known_s,
    )


def _pairs(case: Case) -> Iterator[tuple[Statement, Statement, Pairing]]:
    for one, other in _acts(case):
        yield one, other, Pairing.ONE_ACT
    for one, other in _answers(case):
        if one.entry.agency != other.entry.agency:
            yield one, other, Pairing.ANSWER


def _acts(case: Case) -> Iterator[tuple[Statement, Statement]]:
    """Two agencies' records of one act; an entry with two candidates pairs with neither."""
    groups: dict[tuple[str, ...], dict[Agency, list[Statement]]] = {}
    for statement in sorted(filter(_is_sharp, case.named(*ACTS)), key=_middle):
        by_agency = groups.setdefault(_act(statement), {})
        by_agency.setdefault(statement.entry.agency, []).append(statement)
    for (*_, kind), by_agency in groups.items():
        for mine, theirs in combinations(by_agency.values(), 2):
            for one in mine:
                other = _only(one, theirs)
                if other is None or _only(other, mine) is not one:
                    continue
                if not kind or one.actor.matches(other.actor):
                    yield one, other


def _act(statement: Statement) -> tuple[str, ...]:
    """What both sides' records of one act share.

    A person's arrival is the same whoever records it, but the apron is not the door.
    """
    point = str(getattr(statement.fact, "arrival_basis", ""))
    kind = "" if statement.name == "arrived_at_place_of_safety" else statement.actor.kind
    return statement.name, statement.subject, point, kind


def _middle(statement: Statement) -> int:
    return _twice_middle_s(statement.window)


def _only(one: Statement, others: Sequence[Statement]) -> Statement | None:
    """The one of the others (in order of time) that is near enough; None where two are."""
    low = bisect_left(others, _middle(one) - 2 * PAIR_WITHIN_S, key=_middle)
    high = bisect_right(others, _middle(one) + 2 * PAIR_WITHIN_S, key=_middle)
    return others[low] if high - low == 1 else None


def _answers(case: Case) -> Iterator[tuple[Statement, Statement]]:
    """What was asked or offered, with its first answer: the one that names it, else the fold's.

    By a skewed clock an answer can stand before its request, where the fold does not see it.
    """
    asked = {statement.entry.event_id: statement for statement in case.named(*ASKS)}
    answered: dict[int, Statement] = {}
    for answer in case.named(*ANSWERS):
        named = answer.entry.envelope.replies_to
        if named is not None and named in asked:
            answered.setdefault(asked[named].version, answer)
    for request in case.timeline.requests.all:
        said = next((each for each in request.answers if each.answer in IMMEDIATE), None)
        if said is not None:
            answered.setdefault(request.version, case.by_version[said.bound.entries[0]])
    for version, answer in answered.items():
        yield case.by_version[version], answer
