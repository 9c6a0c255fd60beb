"""Who is with the person: visits of agencies, counted by callsign, and their departures."""

from dataclasses import dataclass, field

from jointlog.domain.incident.spans import Bound
from jointlog.domain.incident.statements import Statement
from jointlog.domain.time import Window
from jointlog.domain.vocabulary import Agency, Strand


@dataclass(slots=True)
class Resource:
    """So many people of an agency, who came together; ``callsign`` is "" where it is not told."""

    callsign: str
    people: int
    start: Bound
    end: Bound | None = None


@dataclass(slots=True)
class Visit:
    """One agency with one person, from its first resource's arrival to its last one's leaving."""

    subject: str
    agency: Agency
    start: Bound
    end: Bound | None = None
    callsigns: set[str] = field(default_factory=set)
    skills: set[str] = field(default_factory=set)
    resources: list[Resource] = field(default_factory=list)

    @property
    def people(self) -> int:
        """How many came in all."""
        return sum(resource.people for resource in self.resources)

    def end_window(self, horizon: Window) -> Window:
        """When the last one left, or the end of the record."""
        return self.end.window if self.end is not None else horizon


@dataclass(frozen=True, slots=True)
class Departure:
    """An agency left a person; ``dropped`` are the strands it held, which nobody accepted."""

    subject: str
    agency: Agency
    bound: Bound
    dropped: tuple[Strand, ...]


@dataclass(slots=True)
class Presence:
    """All visits, and who is travelling with the person."""

    visits: list[Visit] = field(default_factory=list)
    departures: list[Departure] = field(default_factory=list)
    travelling: dict[str, tuple[Agency, ...]] = field(default_factory=dict)
    _open: dict[str, list[Visit]] = field(default_factory=dict)

    def here(self, subject: str, agency: Agency) -> list[Visit]:
        """The open visits of agencies that match."""
        visits = self._open.get(subject, ())
        return [v for v in visits if v.end is None and v.agency.matches(agency)]

    def come(self, statement: Statement, subject: str, callsign: str) -> bool:
        """Note that the actor is with the person; whether its visit begins here."""
        agency = statement.actor
        bound = Bound(statement.window, (statement.version,))
        open_visits = [v for v in self.here(subject, agency) if v.agency == agency]
        begins = not open_visits
        if begins:
            open_visits = [Visit(subject, agency, bound)]
            self.visits += open_visits
            self._open[subject] = [v for v in self._open.get(subject, ()) if v.end is None]
            self._open[subject] += open_visits
        visit = open_visits[0]
        is_new = begins or (bool(callsign) and callsign not in visit.callsigns)
        if callsign:
            visit.callsigns.add(callsign)
        if skill := getattr(statement.fact, "skill", None):
            visit.skills.add(skill)
        if is_new:
            people = getattr(statement.fact, "people", None) or 1
            visit.resources.append(Resource(callsign, people, bound))
        return begins

    def leave(self, statement: Statement, subject: str, who: Agency, callsign: str) -> list[Visit]:
        """The visits that end here: all the agency's resources have left."""
        ended = []
        bound = Bound(statement.window, (statement.version,))
        for visit in self.here(subject, who):
            visit.callsigns.discard(callsign)
            others_stay = bool(callsign and visit.callsigns)
            for resource in visit.resources:
                if resource.end is None and not (others_stay and resource.callsign != callsign):
                    resource.end = bound
            if others_stay:
                continue
            visit.end = bound
            ended.append(visit)
        return ended

    def is_travelling(self, subject: str, agency: Agency) -> bool:
        """Whether the agency goes with the person."""
        return any(agency.matches(other) for other in self.travelling.get(subject, ()))
