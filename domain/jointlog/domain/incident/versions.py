"""Two agencies' reports of one act, which stand side by side: neither is preferred.

An act is reported twice where two sources tell the same of the same agency and nothing between
them undoes it: it cannot leave twice without having come back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jointlog.domain.declare import Event, fields_of
from jointlog.domain.effects import Leaves
from jointlog.domain.incident.beside import comes, types_with
from jointlog.domain.incident.footprints import leavers_of
from jointlog.domain.incident.statements import Statement
from jointlog.domain.time import anchor_s
from jointlog.domain.vocabulary import Agency

HAPPENS_ONCE: Final = (
    "s136_power_used",
    "s135_warrant_executed",
    "person_arrested",
    "arrived_at_place_of_safety",
    "application_made",
    "assessment_concluded",
    "patient_received_at_hospital",
    "detention_authority_ended",
    "serious_injury_or_death_recorded",
)
ANYBODY: Final = frozenset({"serious_injury_or_death_recorded", "arrived_at_place_of_safety"})
"""Facts about the person, whoever tells them."""
ARRIVALS: Final = frozenset({"resource_arrived_at_scene", "clinician_reached_patient"})
LEFT: Final = "left"
LETS_GO: Final = frozenset(
    {
        "detention_authority_ended",
        "person_absconded",
        "conveyance_started",
        "police_vehicle_conveyance_started",
        "transferred_between_places_of_safety",
    }
)
"""After these the person can be detained, or arrive at a place, again."""
PLACES: Final = frozenset({"place_id", "hospital"})
APART_MAX_S: Final = 7200
"""Reports further apart than two hours are of two acts: our own choice."""


def same_fact(one: Statement, other: Statement) -> bool:
    """Whether two sources say the same of the same agency; free text may differ."""
    if source_of(one) == source_of(other):
        return False
    if one.name not in ANYBODY and not one.actor.matches(other.actor):
        return False
    cls: type[Event] = type(one.fact)
    return all(
        agree(field.name, getattr(one.fact, field.name), getattr(other.fact, field.name))
        for field in fields_of(cls)
    )


def source_of(statement: Statement) -> tuple[Agency, str, str]:
    """The source that tells it: who says so, and from which record."""
    source = statement.entry.envelope.source
    kind, ref = (source.kind.value, source.ref) if source is not None else ("", "")
    return (statement.entry.agency, kind, ref)


def agree(name: str, one: object, other: object) -> bool:
    """Whether two values of a field do not differ; what is not said differs from nothing."""
    if one in (None, "", "unknown", ()) or other in (None, "", "unknown", ()):
        return True
    if isinstance(one, Agency) and isinstance(other, Agency):
        return one.matches(other)
    is_free_text = type(one) is str and name not in PLACES
    return is_free_text or hasattr(one, "window") or one == other


@dataclass(slots=True)
class _Act:
    """Reports of one act, while they are gathered."""

    what: str  # LEFT, or the name of an event that happens once or brings somebody
    agency: Agency
    reports: list[Statement]

    def is_told_by(self, statement: Statement, agency: Agency) -> bool:
        """Whether the statement is another report of it."""
        last = self.reports[-1]
        if statement.window.earliest_s - last.window.latest_s > APART_MAX_S:
            return False
        if self.what in HAPPENS_ONCE:
            return all(_same_act(each, statement) for each in self.reports)
        sources = {each.entry.agency for each in self.reports}
        signs = {_callsign(each) for each in (*self.reports, statement)} - {""}
        is_new_source = statement.entry.agency not in sources
        return is_new_source and self.agency.matches(agency) and len(signs) <= 1


def acts_told_twice(statements: Sequence[Statement]) -> list[tuple[Statement, ...]]:
    """The reports of each act that more than one source tells with a time, in order."""
    told_by: dict[tuple[str, str], set[tuple[Agency, str, str]]] = {}
    tellers = {*HAPPENS_ONCE, *ARRIVALS, *types_with(Leaves)}
    for statement in (each for each in statements if each.name in tellers):
        for what, agency in _told(statement):
            kind = "" if statement.name in ANYBODY else agency.kind.value
            told_by.setdefault((what, kind), set()).add(source_of(statement))
    if all(len(sources) == 1 for sources in told_by.values()):
        return []
    acts: list[_Act] = []
    open_acts: dict[tuple[str, str], list[_Act]] = {}  # by what and whose, that is not undone
    for statement in statements:
        subject = statement.subject
        for what in _undone_by(statement):
            left = open_acts.get((what, subject), ())
            open_acts[what, subject] = [act for act in left if not _undoes(statement, act)]
        for what, agency in _told(statement) if statement.name in tellers else ():
            known = open_acts.setdefault((what, subject), [])
            told = next((act for act in known if act.is_told_by(statement, agency)), None)
            if told is not None:
                told.reports.append(statement)
            else:
                acts.append(_Act(what, agency, [statement]))
                known.append(acts[-1])
    groups = [tuple(act.reports) for act in acts if len(act.reports) > 1]
    return sorted(groups, key=lambda group: group[0].version)


def _told(statement: Statement) -> Iterator[tuple[str, Agency]]:
    """The acts that the statement tells with a time, and whose they are."""
    if anchor_s(statement.window, statement.occurred.precision) is None:
        return
    if statement.name in HAPPENS_ONCE or statement.name in ARRIVALS:
        yield statement.name, statement.actor
    leavers = leavers_of(statement)
    if len(leavers) == 1:
        yield LEFT, leavers[0]


def _undone_by(statement: Statement) -> Iterator[str]:
    """What can happen again after the statement."""
    if statement.name in LETS_GO:
        yield from HAPPENS_ONCE
    if comes(statement):
        yield LEFT
    if any(leavers_of(statement)):
        yield from ARRIVALS


def _undoes(statement: Statement, act: _Act) -> bool:
    """Whether after the statement the act of the same person can happen again."""
    if act.what == LEFT:
        return statement.actor.matches(act.agency)
    if act.what in ARRIVALS:
        return any(agency.matches(act.agency) for agency in leavers_of(statement))
    return True


def _same_act(one: Statement, other: Statement) -> bool:
    """The same fact, and by the same reading: the apron and the door are two readings."""
    bases = {getattr(each.fact, "arrival_basis", None) for each in (one, other)}
    return len(bases) == 1 and same_fact(one, other)


def _callsign(statement: Statement) -> str:
    return str(getattr(statement.fact, "callsign", "") or getattr(statement.fact, "who", ""))
