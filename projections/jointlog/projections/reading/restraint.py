"""How long a person was held by force: the union of all reports, never their sum.

A report is one agency's account of one stretch: a start, an end, or a duration without a clock.
Reports of several agencies may be of the same restraint, so together they last at least as long as
the longest of them and at most as long as all of them one after the other; clocks narrow that.
Stretches that one agency reports with an end between them are separate, and add up.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from jointlog.domain.incident import Bound, Statement
from jointlog.domain.time import FIRST_S, LAST_S, Length, Window
from jointlog.domain.vocabulary import Agency

Stretch = tuple[int, int]
"""From and to, in UTC seconds."""
Says = Callable[[Statement], bool]


@dataclass(slots=True)
class Report:
    """One agency's account of one stretch of restraint.

    Attributes:
        reporter: the agency that says so.
        episode: which of its stretches; an end between two makes them separate.
        start: when it began.
        end: when it ended, None where no end is recorded.
        lasted: how long, where its source says so.
        seen: the last that the record shows of its going on, None where it shows nothing.

    """

    reporter: Agency
    episode: int
    start: Bound
    end: Bound | None = None
    lasted: Length | None = None
    seen: Bound | None = None

    @property
    def seen_s(self) -> int:
        """Until when it surely went on, in UTC seconds."""
        return self.seen.window.earliest_s if self.seen is not None else FIRST_S

    @property
    def is_open(self) -> bool:
        """Whether neither an end nor a duration is recorded."""
        return self.end is None and self.lasted is None

    @property
    def entries(self) -> tuple[int, ...]:
        """Versions of the entries it rests on."""
        return (*self.start.entries, *(self.end.entries if self.end is not None else ()))

    def length(self, horizon: Window) -> Length:
        """How long it lasted; where no end is recorded, at least as long as it is seen to go on."""
        if self.lasted is not None:
            if self.lasted.max_s is None and self.end is not None:
                clocked = Length.between(self.start.window, self.end.window)
                return _at_least(self.lasted.min_s, clocked.max_s)
            return self.lasted
        if self.end is not None:
            return Length.between(self.start.window, self.end.window)
        most = Length.between(self.start.window, horizon)
        return _at_least(self.seen_s - self.start.window.latest_s, most.max_s)

    def core(self) -> Stretch | None:
        """The stretch that it covers however its times fall, None where there is none."""
        start_s = self.start.window.latest_s
        if self.lasted is not None:
            end_s = start_s - self._slack_s + self.lasted.min_s
        else:
            end_s = self.seen_s if self.end is None else self.end.window.earliest_s
        return (start_s, end_s) if self.start.window.is_bounded and start_s < end_s else None

    @property
    def _slack_s(self) -> int:
        return self.start.window.latest_s - self.start.window.earliest_s

    def hull(self, horizon: Window) -> Stretch | None:
        """The stretch that it cannot reach beyond, None where it has no such bound."""
        window = self.start.window
        if self.lasted is not None and self.lasted.max_s is not None:
            end_s = window.latest_s + self.lasted.max_s
        elif self.end is not None:
            end_s = self.end.window.latest_s
        elif self.lasted is None:
            end_s = horizon.latest_s
        else:
            return None
        if window.earliest_s <= FIRST_S or window.latest_s >= LAST_S or end_s >= LAST_S:
            return None
        return window.earliest_s, max(window.earliest_s, end_s)


@dataclass(slots=True)
class _Reporter:
    agency: Agency
    episode: int = 0
    running: list[Report] = field(default_factory=list)


def reports(
    statements: Iterable[Statement], subject: str, *, begins: Says, goes_on: Says, ends: Says
) -> list[Report]:
    """The reports of one person's restraint, in the order they begin.

    An end closes what its own agency reports; a report that its own agency never closes ends with
    the first end that any agency records after it.
    """
    made: list[Report] = []
    reporters: list[_Reporter] = []
    others: dict[int, Bound] = {}
    for statement in statements:
        if statement.subject != subject:
            continue
        own = _reporter(reporters, statement.entry.agency)
        bound = Bound(statement.window, (statement.version,))
        if begins(statement):
            lasted = statement.occurred.lasted
            report = Report(own.agency, own.episode, bound, lasted=lasted)
            own.running.append(report)
            made.append(report)
        elif ends(statement):
            for report in own.running:
                report.end = bound
            own.running.clear()
            own.episode += 1
            for report in made:
                if report.end is None:
                    others.setdefault(report.start.entries[0], bound)
        elif goes_on(statement):
            for report in made:
                if report.end is None and statement.window.earliest_s > report.seen_s:
                    report.seen = bound
    for report in made:
        if report.is_open:
            report.end = others.get(report.start.entries[0])
    return made


def _reporter(reporters: list[_Reporter], agency: Agency) -> _Reporter:
    for known in reporters:
        if known.agency.matches(agency):
            return known
    reporters.append(_Reporter(agency))
    return reporters[-1]


def union(found: Sequence[Report], horizon: Window) -> Length:
    """How long the person was held in all, counting no instant twice."""
    cores = [core for report in found if (core := report.core()) is not None]
    by_agency: dict[Agency, int] = {}
    for agency, _, length in _episodes(found, horizon):
        by_agency[agency] = by_agency.get(agency, 0) + length.min_s
    least_s = max(_measure(cores), *by_agency.values(), 0)
    return _at_least(least_s, _most_s(found, horizon))


def longest(found: Sequence[Report], horizon: Window) -> Length:
    """How long the person was held without a break, at the longest."""
    episodes = _episodes(found, horizon)
    cores = _joined(core for report in found if (core := report.core()) is not None)
    certain_s = max((end_s - start_s for start_s, end_s in cores), default=0)
    least_s = max(certain_s, *(length.min_s for _, _, length in episodes), 0)
    hulls = [report.hull(horizon) for report in found]
    bounded = [hull for hull in hulls if hull is not None]
    most_s = _most_s(found, horizon)
    if len({agency for agency, _, _ in episodes}) == 1:
        lengths = [length.max_s for _, _, length in episodes]
        known = [length_s for length_s in lengths if length_s is not None]
        most_s = max(known) if len(known) == len(lengths) else None
    elif len(bounded) == len(hulls) and most_s is not None:
        joined_s = max((end_s - start_s for start_s, end_s in _joined(bounded)), default=0)
        most_s = min(most_s, joined_s)
    return _at_least(least_s, most_s)


def _episodes(found: Sequence[Report], horizon: Window) -> list[tuple[Agency, int, Length]]:
    """Each agency's separate stretches, with how long each was."""
    grouped: dict[tuple[Agency, int], list[Report]] = {}
    for report in found:
        grouped.setdefault((report.reporter, report.episode), []).append(report)
    made = []
    for (agency, episode), group in grouped.items():
        cores = [core for report in group if (core := report.core()) is not None]
        least_s = max(_measure(cores), *(report.length(horizon).min_s for report in group))
        made.append((agency, episode, _at_least(least_s, _most_s(group, horizon))))
    return made


def _most_s(found: Sequence[Report], horizon: Window) -> int | None:
    """At most: what the bounded ones cover and the others' sum, or the sum of all."""
    hulls = [hull for report in found if (hull := report.hull(horizon)) is not None]
    lengths = [report.length(horizon).max_s for report in found]
    unbounded = [
        length_s
        for report, length_s in zip(found, lengths, strict=True)
        if report.hull(horizon) is None
    ]
    if any(length_s is None for length_s in unbounded):
        return None
    covered_s = _measure(hulls) + sum(length_s or 0 for length_s in unbounded)
    return min(covered_s, sum(length_s or 0 for length_s in lengths))


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same instants as stretches that do not touch."""
    joined: list[Stretch] = []
    for start_s, end_s in sorted(stretches):
        if joined and start_s <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end_s))
        else:
            joined.append((start_s, end_s))
    return joined


def _measure(stretches: Iterable[Stretch]) -> int:
    return sum(end_s - start_s for start_s, end_s in _joined(stretches))


def _at_least(least_s: int, most_s: int | None) -> Length:
    least_s = max(0, least_s)
    return Length(least_s, None if most_s is None else max(least_s, most_s))
