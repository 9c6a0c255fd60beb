"""What a replay shows of one step, as lines: the session and the plain form print the same.

A line that changed begins with ``*``; a strand has its sign (``░`` nobody, ``▚`` contested,
``━`` held), so that nothing rests on colour.
"""

from collections.abc import Iterable, Iterator

from jointlog.cli.listing import SEVERITY_INK, said_lines, text_lines, when_words
from jointlog.cli.output import Ink, Inked, Part, wrapped
from jointlog.cli.words import (
    agencies,
    change_words,
    fact_words,
    holding_words,
    said,
    strand_short,
    who_words,
)
from jointlog.domain.incident import Change, Order, State, Statement, Visit
from jointlog.domain.incident.clocks import Ending
from jointlog.domain.incident.spans import UNHELD, Holding
from jointlog.domain.lines import say_recorded_at
from jointlog.domain.time import FIRST_S, LAST_S, Length, Window, say_seconds, short
from jointlog.domain.vocabulary import Agency
from jointlog.projections.knowing.learning import Known
from jointlog.projections.replay import (
    Limit,
    Place,
    Replay,
    Standing,
    Step,
    Ticking,
    Waiting,
)
from jointlog.projections.wording.times import Clock
from jointlog.projections.wording.words import finding_length

Line = list[Part]
INDENT = " " * 5
CHANGE_INK = {"wait opened": Ink.WAIT, "wait answered": Ink.WAIT, "wait ended": Ink.WAIT}
NAME_WIDTH = 16
LIMIT_WORDS = {Limit.PASSED: "PASSED", Limit.PERHAPS: "perhaps passed"}
ENDINGS = {Ending.STOPPED: "stopped", Ending.SUPERSEDED: "superseded"}


def entry_lines(step: Step, session: Replay, clock: Clock, width: int) -> Iterator[Line]:
    """The entry: number, time, type, who says it, its facts, and what was said of it later."""
    yield from statement_lines(step.statement, session, clock, width)


def statement_lines(
    statement: Statement, session: Replay, clock: Clock, width: int
) -> Iterator[Line]:
    """The same of an entry that may be no step: it was taken back."""
    case = session.case
    entry = statement.entry
    number = f"#{statement.version}"
    head = f"{number:<4} {clock.says_window(statement.window)}  "
    person = f"  [{statement.subject}]" if len(case.timeline.subjects) > 1 else ""
    yield [Inked(head, Ink.HEADING), Inked(statement.name, Ink.HEADING), person]
    told = [who_words(entry)]
    if case.question.order is Order.RECORDED or case.question.known_at_ms is not None:
        told.append(f"recorded {say_recorded_at(entry.recorded_at_ms)}")
    if statement.amended_by:
        told.append(f"amended by {', '.join(f'#{version}' for version in statement.amended_by)}")
    yield from text_lines(" · ".join(told), width, INDENT)
    facts = fact_words(entry)
    if facts:
        yield from text_lines(facts, width, INDENT)
    yield from said_lines(session.said.get(statement.version, ()), clock, width, INDENT)


def change_lines(step: Step, width: int) -> Iterator[Line]:
    """What the entry changed: strands, waits, presence, and clocks that it starts or ends."""
    for change in step.changes:
        yield from text_lines(
            change_words(change), width, f"{INDENT}* ", f"{INDENT}  ", ink=_change_ink(change)
        )
    for tick in step.clocks:
        if tick.is_started or tick.is_ended:
            yield from text_lines(_clock_change(tick), width, f"{INDENT}* ", f"{INDENT}  ")


def _change_ink(change: Change) -> Ink:
    is_gap = change.after is not None and change.after.state in UNHELD and not change.after.holders
    return Ink.GAP if is_gap else CHANGE_INK.get(change.what, Ink.HELD)


def _clock_change(tick: Ticking) -> str:
    run = tick.run
    limit = f", limit {say_seconds(run.limit_s)}" if run.limit_s is not None else ""
    name, ran = f"{run.standard.reference} ({run.standard.name})", short(tick.elapsed)
    if tick.is_ended:
        how = {Ending.STOPPED: "stops", Ending.SUPERSEDED: "is superseded"}
        return f"clock {how.get(run.ending, 'is cancelled')}: {name} after {ran}{limit}"
    return f"clock starts: {name}{limit}"


def strand_lines(step: Step, clock: Clock, width: int, *, people: bool) -> Iterator[Line]:
    """Who holds what after the entry, since when, and for how long nobody has."""
    if not step.standings:
        yield [Inked("  no strand is spoken of yet", Ink.QUIET)]
    subject = ""
    for each in step.standings:
        if people and each.subject != subject:
            subject = each.subject
            yield [Inked(f"  [{subject}]", Ink.HEADING)]
        yield from _strand(each, step, clock, width)


def _strand(each: Standing, step: Step, clock: Clock, width: int) -> Iterator[Line]:
    sign, ink = _sign(each)
    mark = "*" if each.is_changed else " "
    first = f"{mark}{sign} {strand_short(each.strand):<{NAME_WIDTH}} "
    text = _stands(each.holding)
    if each.holding.state is not State.NOT_NEEDED and not each.is_changed:
        text += f" · {_lasting(each, step, clock)}"
    lines = wrapped(text, width, first, " " * 5)
    for line in lines:
        yield [Inked(line, ink)] if ink is not None else [line]


def _lasting(each: Standing, step: Step, clock: Clock) -> str:
    """Since when it has stood so: for how long, or from when where that is not known."""
    length = Length.between(each.since.window, step.now)
    if length.max_s is None and not length.min_s:
        at = each.since.window
        return f"since {clock.says_window(at)}" if at.earliest_s > FIRST_S else "start not recorded"
    return short(length)


def _sign(each: Standing) -> tuple[str, Ink | None]:
    if each.is_unheld:
        return "░", Ink.GAP
    if each.is_contested:
        return "▚", Ink.CONTESTED
    if each.holding.state is State.NOT_NEEDED:
        return " ", Ink.QUIET
    return "━", Ink.HELD if each.is_changed else None


def _stands(holding: Holding) -> str:
    """Who holds a strand, in few words."""
    offered = f", offered to {agencies(holding.offered_to, ', ')}" if holding.offered_to else ""
    match holding.state:
        case State.HELD:
            return f"{agencies(holding.holders)}{offered}"
        case State.NEEDED:
            return f"nobody{offered}"
        case State.OFFERED:
            return f"{agencies(holding.holders) or 'nobody'}{offered or ', offered'}"
        case _:
            return holding_words(holding)


def wait_lines(step: Step, width: int) -> Iterator[Line]:
    """Who waits for whom."""
    for each in step.waits:
        mark = "*" if each.is_started or each.is_ended else " "
        for line in wrapped(_wait(each), width, f"{mark} ", "    "):
            yield [Inked(line, Ink.WAIT)]


def _wait(each: Waiting) -> str:
    request = each.request
    to = f" for {request.to}" if request.to is not None else ""
    what = f"{request.by} waits{to}: {said(request.kind)}"
    if each.is_ended:
        return f"{what} · ended after {short(each.elapsed)}"
    return f"{what} · asked now" if each.is_started else f"{what} · {short(each.elapsed)}"


def clock_lines(step: Step, width: int) -> Iterator[Line]:
    """The clocks of standards that run, and those that this entry ended."""
    for each in step.clocks:
        mark = "*" if each.is_started or each.is_ended else " "
        is_over = each.limit is Limit.PASSED
        for line in wrapped(_clock(each), width, f"{mark} ", "    "):
            yield [Inked(line, Ink.GAP)] if is_over else [line]


def _clock(each: Ticking) -> str:
    run = each.run
    limit = f", limit {say_seconds(run.limit_s)}" if run.limit_s is not None else ""
    name = f"{run.standard.id} {run.standard.name}"
    passed = LIMIT_WORDS.get(each.limit, "")
    if each.is_ended:
        how = ENDINGS.get(run.ending, "cancelled")
        return f"{name}: {how} after {short(each.elapsed)}{limit}"
    if each.is_started:
        return f"{name}: starts{limit}"
    is_known = each.elapsed.max_s is not None or each.elapsed.min_s > 0
    ran = short(each.elapsed) if is_known else "since an unknown time"
    return f"{name}: {ran}{limit}{f' {passed}' if passed else ''}"


def presence_lines(visits: Iterable[Visit], width: int, *, people: bool) -> Iterator[Line]:
    """Who is with the person."""
    found: dict[str, list[str]] = {}
    for visit in visits:
        found.setdefault(visit.subject, []).append(str(visit.agency))
    for subject, who in found.items():
        yield from text_lines(", ".join(who), width, f"  [{subject}] " if people else "  ", "    ")
    if not found:
        yield [Inked("  no agency is recorded", Ink.QUIET)]


def knew_lines(session: Replay, index: int, clock: Clock, width: int) -> Iterator[Line]:
    """Who had what the entry says when it happened, and of whom no record shows it."""
    held = session.learnt(index)
    for each in held:
        yield from text_lines(each.item, width, "  ", "    ")
        for known in each.known:
            when = clock.says_window(_since(known, session))
            text = f"{known.agency}: {known.how_and_by_whom} {when}"
            yield from text_lines(text, width, "    ", "      ")
        if each.not_known:
            text = f"no record shows it of {_row(each.not_known)}"
            yield from text_lines(text, width, "    ", "      ", ink=Ink.CONTESTED)
    if not held:
        yield [Inked("  nothing about the person", Ink.QUIET)]


def _since(known: Known, session: Replay) -> Window:
    """Since when it was had, as the incident tells it: not bounded by when this log recorded it."""
    has_no_end = session.case.by_version[known.version].window.latest_s >= LAST_S
    return Window(known.when.earliest_s, LAST_S) if has_no_end else known.when


def _row(who: tuple[Agency, ...]) -> str:
    return agencies(who, ", ")


def bearing_lines(places: Iterable[Place], index: int, width: int) -> Iterator[Line]:
    """The findings that rest on the entry."""
    for place in places:
        finding = place.finding
        length = finding_length(finding.found)
        long = f" · {length}" if length else ""
        begins = {place.first: "begins: ", place.last: "ends: "}.get(index, "")
        text = f"{finding.severity} {begins}{said(finding.name)}{long} ({finding.code})"
        yield from text_lines(text, width, "  ", "    ", ink=SEVERITY_INK[finding.severity])


def place_words(place: Place, clock: Clock) -> str:
    """A finding in one line: severity, length, name, strands, when, grade."""
    finding = place.finding
    found = finding.found
    length = finding_length(found)
    strands = ", ".join(strand_short(strand) for strand in found.strands)
    when = when_words(found.start, found.end, clock)
    parts = (length, said(finding.name), strands, when, found.grade.value, finding.code)
    return f"{finding.severity}  " + " · ".join(part for part in parts if part)


def sections(
    session: Replay, index: int, clock: Clock, width: int
) -> Iterator[tuple[str, list[Line]]]:
    """Everything that stands after a step, by heading."""
    step = session.steps[index]
    people = len(session.case.timeline.subjects) > 1
    yield "Who holds what", list(strand_lines(step, clock, width, people=people))
    yield "With the person", list(presence_lines(step.visits, width, people=people))
    yield "Waits", list(wait_lines(step, width))
    yield "Clocks", list(clock_lines(step, width))
    yield "Who knew", list(knew_lines(session, index, clock, width))
    yield "Findings on this entry", list(bearing_lines(session.bearing_on(index), index, width))
