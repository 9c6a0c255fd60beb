"""Some findings said in the words of their pages, for a world where every time is exact.

Nothing here is of the engine: no fold, no clock, no detector. A world is the entries of one person
in their order; a find is its code, its grade, when it begins and how long it lasts (None where its
words give no length). Thresholds are those of the pages.

    finds(world, "F-RST-01")
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from jointlog.domain.entry import Entry

Find = tuple[str, int, int | None]
"""Its grade, when it begins (UTC seconds), how many seconds it lasts."""
Span = tuple[int, int]
HELD_S, RESPONSE_S, ANSWER_S = 600, 60, 900
RESPONSES: Final = (
    "restraint_ended",
    "restraint_position_changed",
    "observations_recorded",
    "medical_emergency_recognised",
    "medication_given",
    "assistance_requested",
)
"""What an incident of these themes can hold that is a response to words of distress."""


def at(entry: Entry) -> int:
    """When it happened."""
    return entry.envelope.occurred.window.earliest_s


def text(entry: Entry, field: str) -> str:
    """A field of its fact, as text."""
    return str(getattr(entry.fact, field, ""))


def end_of(world: Sequence[Entry]) -> int:
    """The end of the record: the last that it tells."""
    return max(map(at, world))


def held(world: Sequence[Entry], *ends: str, until_seen: bool = False) -> Iterator[Span]:
    """Each report of a restraint: to its own agency's end of it, or to the first of any agency.

    With no end at all it goes on to the end of the record; or, ``until_seen``, to the last change
    of position that any agency tells.
    """
    for place, begun in enumerate(world):
        if begun.name != "restraint_started":
            continue
        over = [each for each in world[place + 1 :] if each.name in ends]
        own = [each for each in over if each.agency == begun.agency]
        seen = [at(e) for e in world[place + 1 :] if e.name == "restraint_position_changed"]
        if over:
            yield at(begun), at((own or over)[0])
        elif until_seen:
            yield at(begun), max(seen, default=at(begun))
        else:
            yield at(begun), end_of(world)


def covered_s(spans: Sequence[Span]) -> int:
    """How many seconds lie in one of the spans or in several."""
    total, reached = 0, min((start for start, _ in spans), default=0)
    for start, end in sorted(spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def long_restraint(world: Sequence[Entry]) -> Iterator[Find]:
    """F-RST-01: the union of all restraint, longer than 10 min."""
    spans = list(held(world, "restraint_ended"))
    in_all_s = covered_s(spans)
    if in_all_s > HELD_S:
        surely_s = covered_s(list(held(world, "restraint_ended", until_seen=True)))
        grade = "definite" if surely_s > HELD_S else "indeterminate"
        yield grade, min(start for start, _ in spans), in_all_s


def prone_restraint(world: Sequence[Entry]) -> Iterator[Find]:
    """F-RST-02: any restraint face down, to its end or to another position; here all begin so."""
    spans = list(held(world, "restraint_ended", "restraint_position_changed"))
    if spans:
        yield "definite", min(start for start, _ in spans), covered_s(spans)


def distress_not_acted_on(world: Sequence[Entry]) -> Iterator[Find]:
    """F-RST-04: words of distress, and no response within 60 s; possible, as entries say no more.

    Words repeated before any response are one find, from the first of them.
    """
    told: set[int | None] = set()
    for place, heard in enumerate(world):
        if heard.name != "distress_statement_heard":
            continue
        answers = [at(each) for each in world[place + 1 :] if each.name in RESPONSES]
        first = answers[0] if answers else None
        if first in told:
            continue
        told.add(first)
        if first is None or first - at(heard) > RESPONSE_S:
            yield "possible", at(heard), None if first is None else first - at(heard)


def minimal_answer(world: Sequence[Entry]) -> Iterator[Find]:
    """F-INFO-03: an answer to a request, less than was asked for; told until the full one.

    It is none where the holder recorded why it gave no more.
    """
    if any(each.name == "information_declined" and text(each, "reason") for each in world):
        return
    is_open = False
    for place, each in enumerate(world):
        if each.name == "information_requested":
            is_open = True
        elif each.name == "information_provided":
            if is_open and text(each, "completeness") in ("partial", "minimal"):
                rest = [
                    at(other)
                    for other in world[place + 1 :]
                    if other.name == "information_provided"
                    and text(other, "completeness") == "full"
                ]
                yield "definite", at(each), (rest[0] if rest else end_of(world)) - at(each)
            is_open = False


def information_unanswered(world: Sequence[Entry]) -> Iterator[Find]:
    """F-INFO-04: an urgent request, not answered or declined with a reason within 15 min."""
    for place, asked in enumerate(world):
        if asked.name != "information_requested":
            continue
        answers = [
            each
            for each in world[place + 1 :]
            if each.name in ("information_provided", "information_declined")
        ]
        if answers and answers[0].name == "information_declined":
            continue  # here every refusal gives its reason
        length_s = (at(answers[0]) if answers else end_of(world)) - at(asked)
        if length_s > ANSWER_S:
            yield "definite", at(asked), length_s
        elif not answers and length_s > 0:
            yield "indeterminate", at(asked), length_s


BY_CODE: Final[dict[str, Callable[[Sequence[Entry]], Iterator[Find]]]] = {
    "F-RST-01": long_restraint,
    "F-RST-02": prone_restraint,
    "F-RST-04": distress_not_acted_on,
    "F-INFO-03": minimal_answer,
    "F-INFO-04": information_unanswered,
}
