"""What an object-centric event log (OCEL 2.0) says: each entry with the objects that it touches.

    for happening, things in told: ...

Objects: incident, person, agency, resource, responsibility, request. A person, responsibility and
request belong to one incident; agencies and resources are met in many. Every entry is one event,
whatever was said of it later.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jointlog.domain.declare import Event
from jointlog.domain.entry import Entry
from jointlog.domain.events import catalogue
from jointlog.domain.incident import State
from jointlog.domain.lines import say_recorded_at
from jointlog.domain.time import say_instant
from jointlog.domain.vocabulary import STRAND_NAMES, Agency, Strand
from jointlog.projections.case import Case, examine
from jointlog.projections.extract.values import COMMON, agencies_in, at_ms, common, told_facts
from jointlog.projections.extract.values import types as fact_types

OBJECT_TYPES: Final[dict[str, dict[str, str]]] = {
    "incident": {"incident": "string", "protocol": "string"},
    "person": {"pseudonym": "string"},
    "agency": {"agency": "string", "kind": "string"},
    "resource": {"callsign": "string"},
    "responsibility": {"strand": "string", "name": "string"},
    "request": {"kind": "string", "by": "string", "to": "string", "outcome": "string"},
}
"""The attributes of each type of object, with their types."""
QUALIFIERS: Final = {
    "in incident": "of an event or person: the incident",
    "done by": "of an event: the agency that did it",
    "said by": "of an event: the agency that says it, where another did it",
    "about": "of an event: the person",
    "for": "of an event: another person that the facts name; of a request or responsibility: whose",
    "by resource": "of an event: the resource that the facts name",
    "of": "of a resource: its agency",
    "asks, asks again, ends": "of an event: the request that it makes, repeats or ends",
    "asked by, asked of": "of a request: the agencies",
    "accepted, declined, unavailable and others": "of an event: the request that it so answers",
    "held, offered, not needed and others": "of an event: the responsibility that then is so",
    "a field of the facts, such as to": "of an event: the agency that the field names",
}
"""What the qualifiers of relations mean."""
SHARED: Final = ("agency", "resource")
"""Types of objects that several incidents have in common."""
IN_INCIDENT: Final = "in incident"


@dataclass(frozen=True, slots=True)
class Thing:
    """An object: ``links`` are pairs of another object's id and the qualifier."""

    id: str
    type: str
    attributes: Mapping[str, str]
    links: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Happening:
    """An event; ``at_ms`` is its time, UTC milliseconds."""

    id: str
    type: str
    at_ms: int
    attributes: Mapping[str, Any]
    links: Sequence[tuple[str, str]]


@dataclass(slots=True)
class Story:
    """The events and objects of one incident."""

    happenings: list[Happening] = field(default_factory=list)
    things: dict[str, Thing] = field(default_factory=dict)

    def of(self, thing: Thing) -> str:
        """Note an object, once, and give its id."""
        self.things.setdefault(thing.id, thing)
        return thing.id


def event_types() -> dict[str, dict[str, str]]:
    """The attributes of each event type, with their types."""
    return {cls.declared.name: {**COMMON, **fact_types(cls)} for cls in catalogue()}


def story_of(entries: Sequence[Entry]) -> Story:
    """The events and objects of one incident, the events in order of version."""
    case = examine(entries)
    story = Story()
    links: dict[int, list[tuple[str, str]]] = {entry.version: [] for entry in entries}
    shared = {"incident": case.incident, "protocol": case.protocol.name}
    incident = story.of(Thing(f"incident:{case.incident}", "incident", shared))
    for entry in entries:
        links[entry.version] += _named(story, entry, incident)
    for version, link in (*_responsibilities(story, case), *_requests(story, case)):
        links[version].append(link)
    for entry in entries:
        story.happenings.append(
            Happening(
                str(entry.event_id),
                entry.name,
                at_ms(entry),
                {**common(entry), **told_facts(entry.fact)},
                tuple(dict.fromkeys(links[entry.version])),
            )
        )
    return story


def _named(story: Story, entry: Entry, incident: str) -> Iterator[tuple[str, str]]:
    """What an entry itself names."""
    yield incident, IN_INCIDENT
    yield _agency(story, entry.actor), "done by"
    if entry.agency != entry.actor:
        yield _agency(story, entry.agency), "said by"
    for path, agency in agencies_in(entry.fact):
        yield _agency(story, agency), path
    yield _person(story, entry.incident, entry.subject), "about"
    if other := _text_of(entry.fact, "for_subject"):
        yield _person(story, entry.incident, other), "for"
    if callsign := _text_of(entry.fact, "callsign"):
        owner = _agency(story, entry.actor)
        thing = Thing(
            f"resource:{entry.actor}/{callsign}",
            "resource",
            {"callsign": callsign},
            ((owner, "of"),),
        )
        yield story.of(thing), "by resource"


def _text_of(fact: Event, name: str) -> str:
    return str(getattr(fact, name, "") or "")


def _agency(story: Story, agency: Agency) -> str:
    told = {"agency": str(agency), "kind": agency.kind.value}
    return story.of(Thing(f"agency:{agency}", "agency", told))


def _person(story: Story, incident: str, subject: str) -> str:
    links = ((f"incident:{incident}", IN_INCIDENT),)
    person = Thing(f"person:{incident}/{subject}", "person", {"pseudonym": subject}, links)
    return story.of(person)


def _responsibilities(story: Story, case: Case) -> Iterator[tuple[int, tuple[str, str]]]:
    """Each entry that a stretch of a responsibility begins with; the state is the qualifier.

    A responsibility is there from when it is first needed.
    """
    needed: set[tuple[str, Strand]] = set()
    for span in case.timeline.all_spans():
        if span.state is State.NOT_NEEDED and (span.subject, span.strand) not in needed:
            continue
        needed.add((span.subject, span.strand))
        person = _person(story, case.incident, span.subject)
        strand = span.strand
        thing = Thing(
            f"responsibility:{case.incident}/{span.subject}/{strand}",
            "responsibility",
            {"strand": strand.value, "name": STRAND_NAMES[strand]},
            ((person, "for"),),
        )
        for version in span.start.entries:
            yield version, (story.of(thing), span.state.value)


def _requests(story: Story, case: Case) -> Iterator[tuple[int, tuple[str, str]]]:
    """Each entry that asks, asks again, answers, or ends a request."""
    for request in case.timeline.requests.all:
        person = _person(story, case.incident, request.subject)
        parties = [(_agency(story, request.by), "asked by")]
        if request.to is not None:
            parties.append((_agency(story, request.to), "asked of"))
        thing = Thing(
            f"request:{request.event_id}",
            "request",
            {
                "kind": request.kind.value,
                "by": str(request.by),
                "to": str(request.to or ""),
                "outcome": request.outcome.value,
            },
            ((person, "for"), *parties),
        )
        name = story.of(thing)
        said = [(version, "asks") for version in request.start.entries]
        said += [(version, "asks again") for version in request.repeats]
        said += [(v, each.answer.value) for each in request.answers for v in each.bound.entries]
        if request.end is not None:
            said += [(version, "ends") for version in request.end.entries]
        yield from ((version, (name, qualifier)) for version, qualifier in said)


def as_text(value: object) -> str:
    """A value of an attribute as OCEL's JSON has it: always a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def instant(ms: int) -> str:
    """A time of an event: RFC 3339 in UTC, with milliseconds where there are any."""
    return say_recorded_at(ms) if ms % 1000 else say_instant(ms // 1000)
