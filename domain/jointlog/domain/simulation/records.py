"""How agencies record what happened: their clocks and habits, what they leave out or write late."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from jointlog.domain.simulation.course import AMBULANCE, POLICE, Act, Course
from jointlog.domain.simulation.plan import Amhp, chance
from jointlog.domain.simulation.shapes import Stated
from jointlog.domain.simulation.writing import Habit, habit_of, written
from jointlog.domain.statement import draft_of
from jointlog.domain.time import ANY_TIME, Window
from jointlog.domain.vocabulary import Agency

NAMESPACE: Final = UUID("7a0c6f0e-6f0a-4b52-9c39-5f6f8d7d0003")
"""Event ids are UUIDs under this one, so that a seed gives the same ids everywhere."""
MISSING: Final = {"sent": 5, "crew": 8, "left": 12, "crew-left": 15, "turned": 15, "cmd": 5}
"""How often in a hundred an act is left out of the record."""
TAKEN_MISSING: Final = 30
LATE: Final = 6
LINKED: Final = 85
VAGUE_WHEN_LATE: Final = 60


@dataclass(slots=True)
class Report:
    """One record of one act."""

    act: Act
    agency: str
    subject: str
    at_s: int
    is_late: bool = False
    evidence: str = ""
    window: Window = ANY_TIME


@dataclass(slots=True)
class Record:
    """All that was recorded of an incident.

    Attributes:
        incident: its id.
        reports: the records, in the order they are posted.
        stated: the statements made of them.
        traits: what is special about the record.

    """

    incident: str
    rng: Random
    habits: dict[str, Habit] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    traits: list[str] = field(default_factory=list)

    def windows(self, subject: str, key: str) -> list[tuple[str, Window]]:
        """Who recorded an act, and when it may have been by that record."""
        return [
            (each.agency, each.window)
            for each in self.reports
            if each.subject == subject and each.act.key == key
        ]

    @property
    def horizon(self) -> Window:
        """The end of the record: the latest instant that it speaks of."""
        bounded = [each.window for each in self.reports if each.window.is_bounded]
        low_s = max(window.earliest_s for window in bounded)
        return Window(low_s, max(window.latest_s for window in bounded))


def recorded(rng: Random, incident: str, courses: Iterable[Course], start_s: int) -> Record:
    """Let the agencies record the courses."""
    record = Record(incident, rng)
    for course in courses:
        _forget(rng, course)
        for act in course.acts.values():
            if act.recorded:
                record.reports.append(_report(rng, act, course.subject))
            record.reports += _again(rng, course, act)
    record.reports.sort(key=lambda report: report.at_s)
    for agency in sorted({report.agency for report in record.reports}):
        record.habits[agency] = habit_of(rng)
    _batch(record)
    _declare(record, start_s)
    known = {(report.subject, report.act.key) for report in record.reports}
    is_linked = chance(rng, LINKED)
    if not is_linked:
        record.traits.append("unlinked")
    for number, report in enumerate(record.reports):
        _state(record, report, known if is_linked else set(), is_first=number == 0)
    return record


def _forget(rng: Random, course: Course) -> None:
    """Choose which acts nobody records, and which departure has no time."""
    acts = course.acts
    for key, percent in MISSING.items():
        if key in acts and chance(rng, percent):
            acts[key].recorded = False
    ends_here = course.plan.amhp is Amhp.NEVER
    if "taken" in acts and ends_here and chance(rng, TAKEN_MISSING):
        acts["taken"].recorded = False
    left = acts["left"]
    if left.recorded and not course.plan.absconds and chance(rng, 4):
        left.undated = True


def _report(rng: Random, act: Act, subject: str) -> Report:
    is_late = not act.undated and chance(rng, LATE)
    return Report(act, act.agency, subject, act.at_s, is_late, "statement" if is_late else "")


def _again(rng: Random, course: Course, act: Act) -> list[Report]:
    """Reports of the same act by a second agency."""
    second = ""
    match act.key:
        case "crew" if chance(rng, 15):
            second, act = POLICE, replace(act, actor=AMBULANCE)
        case "arrived" if act.agency == AMBULANCE and chance(rng, 25):
            second = POLICE
        case "left" if not act.undated and chance(rng, 30):
            second = course.place
            act = replace(act, name="police_released", facts={"police": POLICE})
        case "held" | "turned" | "freed" if "crew" in course.acts and course.plan.to_department:
            second, act = AMBULANCE, replace(act, actor=POLICE)
    if not second:
        return []
    hearsay = "hearsay" if act.actor == POLICE else ""
    return [Report(act, second, course.subject, act.at_s, evidence=hearsay)]


def _batch(record: Record) -> None:
    """Late entries come last; sometimes one agency's whole record comes after the others'."""
    after = record.rng.choice(sorted(record.habits)) if chance(record.rng, 15) else ""
    if after:
        record.traits.append("one agency's record came after the others'")
    record.reports.sort(key=lambda report: (report.is_late, report.agency == after))
    if any(report.is_late for report in record.reports):
        record.traits.append("late entries")


def _declare(record: Record, start_s: int) -> None:
    """State the offsets of the clocks that are known to be off."""
    for agency, habit in sorted(record.habits.items()):
        if habit.skew_s and not habit.is_declared:
            record.traits.append("undeclared skew")
        if habit.is_declared:
            record.traits.append("declared skew")
            facts = {
                "system": "CAD",
                "offset_s": habit.said_s,
                "uncertainty_s": habit.unsure_s,
                "basis": "compared with the speaking clock",
            }
            act = Act(f"clock-{agency}", agency, "clock_offset_declared", start_s, facts)
            plain = _plain(record, act, agency, "", written(record.rng, Habit(), start_s))
            _keep(record, agency, plain)


def _plain(record: Record, act: Act, agency: str, subject: str, occurred: str) -> dict[str, Any]:
    made = {
        "id": str(_id(record, act, agency, subject)),
        "incident": record.incident,
        "type": act.name,
        "facts": act.facts,
        "occurred": occurred,
    }
    return {**made, "subject": subject} if subject else made


def _state(record: Record, report: Report, known: set[tuple[str, str]], *, is_first: bool) -> None:
    """Write one report as a statement, and note when its act may have been by it."""
    act, agency, rng = report.act, report.agency, record.rng
    habit = record.habits[agency]
    if report.is_late or report.evidence == "hearsay":
        habit = replace(habit, vague_percent=VAGUE_WHEN_LATE)
    occurred = "unknown" if act.undated else written(rng, habit, act.at_s)
    plain = _plain(record, act, agency, report.subject, occurred)
    if is_first:
        plain["jurisdiction"] = "england"
    if report.evidence:
        plain["evidence"] = report.evidence
    if act.actor:
        plain["actor"] = {"agency": act.actor}
    if habit.is_declared:
        plain["clock"] = {"system": "CAD"}
    if (report.subject, act.cause) in known:
        link = "replies_to" if act.answers else "caused_by"
        plain[link] = str(_id_of(record, report.subject, act.cause))
    stated = _keep(record, agency, plain)
    window = stated.draft.envelope.occurred.window
    if habit.is_declared:
        window = window.shifted(-habit.said_s, habit.unsure_s)
    report.window = window


def _id(record: Record, act: Act, agency: str, subject: str) -> UUID:
    return uuid5(NAMESPACE, f"{record.incident}/{subject}/{act.key}/{agency}")


def _id_of(record: Record, subject: str, key: str) -> UUID:
    """The id of the first record of an act."""
    first = next(r for r in record.reports if r.subject == subject and r.act.key == key)
    return _id(record, first.act, first.agency, subject)


def _keep(record: Record, agency: str, plain: dict[str, Any]) -> Stated:
    stated = Stated(Agency.parse(agency), plain, draft_of(plain, incident=None, new_id=uuid4))
    record.stated.append(stated)
    return stated
