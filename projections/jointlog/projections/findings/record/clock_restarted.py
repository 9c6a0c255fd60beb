"""F-REC-06."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from jointlog.domain.events.conveyance import ArrivedAtPlaceOfSafety
from jointlog.domain.events.powers import DetentionAuthorityEnded, DetentionExtended, EndedHow
from jointlog.domain.events.shared import PlaceKind
from jointlog.domain.incident import Bound, Statement
from jointlog.domain.protocol import Standard
from jointlog.domain.time import Length, Window, say_instant
from jointlog.domain.vocabulary import Strand
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector
from jointlog.projections.reading.clock_readings import STARTS, Reading, readings
from jointlog.projections.reading.sequence import (
    may_follow,
    maybe_after,
    of_subject,
    people,
    surely_after,
    versions,
)

CODE = "F-REC-06"
LIMITS: Final = "F-WAIT-13"
POWER: Final = "s136_power_used"
ARRIVED: Final = "arrived_at_place_of_safety"
MOVES: Final = (
    "conveyance_started",
    "police_vehicle_conveyance_started",
    "transferred_between_places_of_safety",
)
AT_LARGE: Final = (
    "contact_received",
    "patient_received_at_hospital",
    "person_absconded",
    "person_arrested",
    "person_found",
    "responsibility_ended",
)
"""Between two uses of the power they say that the person may have been free, or held otherwise."""
LEFT_DETENTION: Final = (
    EndedHow.DISCHARGED,
    EndedHow.ADMITTED,
    EndedHow.INFORMAL,
    EndedHow.ARRESTED,
)
SURE_PLACES: Final = (PlaceKind.HEALTH_BASED_PLACE_OF_SAFETY, PlaceKind.POLICE_STATION)


@detector(CODE, Severity.S2)
def clock_restarted(case: Case) -> Iterator[Found]:
    """Report each detention whose permitted period seems counted again from a second place.

    What it finds: an extension whose expiry fits only when counted from a second place (definite,
    if the first was a place of safety beyond doubt); the power used again about a move, with
    nothing recorded that ended the detention, or with an end just before; two expiries recorded for
    one detention.

    Why it matters: the period runs from the first arrival; a second run is detention beyond it.

    When it is wrong to raise it: the first place was not a place of safety in law, such as a
    hospital for treatment only; the person was free in between, which the record may not say.

    Example: arrival at a first suite at 10:00 and at a second at 16:00 on 1 March; an extension
    says that the authority ends at 04:00 on 3 March, 36 h from the second arrival and 42 h from
    the first.

    Source: field dossier §1.3 (S22b) and §4.5; tolerances [proposal].
    """
    standards = [s for s in case.protocol.for_finding(LIMITS) if _is_read(s)]
    if not standards:
        return
    for subject in people(case, POWER, "detention_extended"):
        extensions = of_subject(case, subject, "detention_extended")
        for extension in extensions:
            yield from _counted_again(case, extension, standards[0])
        for one, other in pairwise(extensions):
            yield from _two_expiries(case, one, other)
        uses = of_subject(case, subject, POWER)
        if len(uses) > 1:
            near = _Near(case, subject)
            for used, again in pairwise(uses):
                yield from _used_again(case, near, used, again)


def _is_read(standard: Standard) -> bool:
    starts = {trigger.event for trigger in standard.start}
    return standard.extends is None and standard.limit_s is not None and bool(starts & STARTS)


def _counted_again(case: Case, extension: Statement, standard: Standard) -> Iterator[Found]:
    """An expiry that is later than the whole period from the first place allows."""
    expiry = _expiry(extension)
    rule = case.protocol.extension_of(standard.id)
    first = _first(case, extension)
    if expiry is None or rule is None or rule.limit_s is None or not first:
        return
    assert standard.limit_s is not None, "only limits with a figure are read"
    total_s = standard.limit_s + rule.limit_s
    limit = Window(
        min(reading.begun.window.earliest_s for reading in first) + total_s,
        max(reading.begun.window.latest_s for reading in first) + total_s,
    )
    rounding_s = case.limit_s(CODE, "rounding")
    if expiry.earliest_s <= limit.latest_s + rounding_s:
        return
    begun = case.by_version[first[0].begun.entries[0]]
    for later in of_subject(case, extension.subject, ARRIVED):
        fits = expiry.earliest_s <= later.window.latest_s + total_s + rounding_s
        if fits and surely_after(later.window, begun.window) and later.version != begun.version:
            found = _found(
                (extension, begun, later),
                (first[0].begun, case.bound_of(later)),
                f"the expiry recorded with the extension, {say_instant(expiry.earliest_s)}, fits "
                f"{later.actor}'s arrival at a further place and not the first start, from which "
                f"the period with its extension ends by {say_instant(limit.latest_s)}",
                Grade.DEFINITE if _is_sure(begun) else Grade.POSSIBLE,
            )
            yield replace(found, standard=standard, limit_s=standard.limit_s)
            return


def _expiry(extension: Statement) -> Window | None:
    assert isinstance(extension.fact, DetentionExtended)
    expiry = extension.fact.new_expiry
    return None if expiry is None or not expiry.window.is_bounded else expiry.window


def _first(case: Case, extension: Statement) -> list[Reading]:
    """The readings of the clock that the extension lengthens, by their start."""
    found = [
        reading
        for reading in readings(case, extension.subject)
        if maybe_after(extension.window, reading.begun.window)
        and (reading.ended is None or maybe_after(reading.ended.window, extension.window))
        and reading.begun.window.is_bounded
    ]
    last = max((reading.period for reading in found), default=0)
    return [reading for reading in found if reading.period == last]


def _is_sure(begun: Statement) -> bool:
    """Whether the first place was a place of safety beyond doubt."""
    fact = begun.fact
    return not isinstance(fact, ArrivedAtPlaceOfSafety) or fact.kind in SURE_PLACES


def _two_expiries(case: Case, one: Statement, other: Statement) -> Iterator[Found]:
    """Two extensions of one detention that do not end at one time."""
    first, second = _expiry(one), _expiry(other)
    if first is None or second is None:
        return
    between = of_subject(case, one.subject, POWER, "detention_authority_ended")
    if any(may_follow(case, s, one) and may_follow(case, other, s) for s in between):
        return
    early, late = sorted((first, second), key=lambda window: window.earliest_s)
    if late.earliest_s - early.latest_s > case.limit_s(CODE, "rounding"):
        yield _found(
            (one, other),
            (Bound(early, (one.version,)), Bound(late, (other.version,))),
            f"two expiries of one detention are recorded: {say_instant(early.earliest_s)} and "
            f"{say_instant(late.earliest_s)}",
            Grade.POSSIBLE,
        )


class _Near:
    """What is recorded of one person that a second use of the power may stand near to."""

    def __init__(self, case: Case, subject: str) -> None:
        self.arrivals = of_subject(case, subject, ARRIVED)
        self.moves = of_subject(case, subject, ARRIVED, *MOVES)
        self.at_large = of_subject(case, subject, *AT_LARGE)
        self.ends = of_subject(case, subject, "detention_authority_ended")


def _used_again(case: Case, near: _Near, used: Statement, again: Statement) -> Iterator[Found]:
    """The power used a second time about a move, with no end of the first detention between."""
    first = next(
        (
            s
            for s in near.arrivals
            if surely_after(s.window, used.window) and again.window.earliest_s > s.window.latest_s
        ),
        None,
    )
    if first is None or not _moved(case, near, again, first):
        return
    if any(_may_be_between(case, first, s, again) for s in near.at_large):
        return
    ends = [s for s in near.ends if _may_be_between(case, used, s, again)]
    if any(not _is_only_a_form(case, end, again) for end in ends):
        return
    what = "an end of the authority just before" if ends else "no end of the detention recorded"
    yield _found(
        (again, used, first, *ends),
        (case.bound_of(first), case.bound_of(again)),
        f"the power is recorded as used again about a move, with {what}",
        Grade.POSSIBLE,
    )


def _moved(case: Case, near: _Near, again: Statement, first: Statement) -> bool:
    """Whether a move, or an arrival at another place, stands near the second use."""
    near_s = case.limit_s(CODE, "near")
    return any(
        _apart_s(move.window, again.window) <= near_s
        and move.version != first.version
        and not _is_same_place(move, first)
        and may_follow(case, move, first)
        for move in near.moves
    )


def _is_same_place(move: Statement, first: Statement) -> bool:
    """Whether it is the first arrival told again."""
    one, other = move.fact, first.fact
    assert isinstance(other, ArrivedAtPlaceOfSafety)
    return isinstance(one, ArrivedAtPlaceOfSafety) and (
        one.place_id == other.place_id and one.kind == other.kind
    )


def _apart_s(one: Window, other: Window) -> int:
    """The least that two instants can lie apart."""
    return max(0, one.earliest_s - other.latest_s, other.earliest_s - one.latest_s)


def _may_be_between(case: Case, one: Statement, between: Statement, other: Statement) -> bool:
    return may_follow(case, between, one) and may_follow(case, other, between)


def _is_only_a_form(case: Case, end: Statement, again: Statement) -> bool:
    """Whether the end is followed by the new use so soon that the person was not free between."""
    assert isinstance(end.fact, DetentionAuthorityEnded)
    is_soon = _apart_s(end.window, again.window) <= case.limit_s(CODE, "near")
    return is_soon and end.fact.how not in LEFT_DETENTION


def _found(
    statements: Sequence[Statement], ends: tuple[Bound, Bound], sentence: str, grade: Grade
) -> Found:
    start, end = ends
    return Found(
        subject=statements[0].subject,
        sentence=sentence,
        grade=grade,
        entries=versions(*statements),
        start=start,
        end=end,
        length=Length.between(start.window, end.window),
        strands=(Strand.DET,),
        parties=tuple(dict.fromkeys(statement.actor for statement in statements)),
        settle=(
            "" if grade is Grade.DEFINITE else "the detention papers: each start and expiry on them"
        ),
    )
