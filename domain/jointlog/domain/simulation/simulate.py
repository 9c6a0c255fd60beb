"""Make simulated incidents: a plan, a course, a record, and the truth of the two."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final

from jointlog.domain.simulation import course as happenings
from jointlog.domain.simulation.admission import assess
from jointlog.domain.simulation.course import HOUR_S, Course
from jointlog.domain.simulation.plan import TAKEN, Amhp, Plan, chance, pick, planned
from jointlog.domain.simulation.records import recorded
from jointlog.domain.simulation.shapes import Incident
from jointlog.domain.simulation.truth import holders_of, truths_of, waits_of
from jointlog.domain.simulation.writing import LONDON
from jointlog.domain.time import from_s, to_s

CHANGES: Final = ((2024, 3, 30), (2024, 10, 26), (2025, 3, 29), (2025, 10, 25))
"""Evenings before the nights on which clocks changed."""
FIRST_DAY: Final = datetime(2024, 1, 8, tzinfo=LONDON)
NIGHT_FROM, NIGHT_TO = 20, 6


def simulate(*, seed: int, count: int, first: int = 0) -> Iterator[Incident]:
    """The incidents ``first`` to ``first + count`` of a seed; the same seed gives the same ones."""
    for number in range(first, first + count):
        yield _made(seed, number)


def _made(seed: int, number: int) -> Incident:
    rng = Random(f"{seed}/{number}")  # noqa: S311 - practice data, no secret
    start_s, changes = _start(rng)
    hour = from_s(start_s).astimezone(LONDON).hour
    at_night = hour >= NIGHT_FROM or hour < NIGHT_TO
    first = _happen(rng, "P1", planned(rng, at_night=at_night), start_s, called=True)
    courses = [first]
    if chance(rng, 15):
        plan = planned(rng, at_night=at_night)
        met_s = first.acts["came"].at_s + rng.randint(5, 300)
        courses.append(_happen(rng, "P2", plan, met_s, called=False))
    record = recorded(rng, f"sim-{seed}-{number:05}", courses, start_s)
    end_s = max(each.end_s for each in courses)
    features = [*dict.fromkeys(record.traits)]
    if changes:
        features.append("clock-change night")
    if len(courses) > 1:
        features.append("two people")
    return Incident(
        id=record.incident,
        features=tuple(features),
        stated=tuple(record.stated),
        truths=tuple(truth for each in courses for truth in truths_of(each, record, end_s)),
        waits=tuple(wait for each in courses for wait in waits_of(each)),
        holders=tuple(holder for each in courses for holder in holders_of(each)),
        start_s=start_s,
        end_s=end_s,
    )


def _start(rng: Random) -> tuple[int, bool]:
    """When it begins, and whether clocks change in its night."""
    if chance(rng, 12):
        evening = datetime(*rng.choice(CHANGES), 22, 0, tzinfo=LONDON)
        return to_s(evening) + rng.randint(0, 3 * HOUR_S), True
    day = FIRST_DAY + timedelta(days=rng.randrange(700))
    hour = pick(rng, {12: 50, 20: 30, 23: 20})
    return to_s(day.replace(hour=hour)) + rng.randint(-4 * HOUR_S, 3 * HOUR_S), False


def _happen(rng: Random, subject: str, plan: Plan, start_s: int, *, called: bool) -> Course:
    """Let everything happen to one person.

    ``start_s`` is the call, or the arrival of police where they found the person on the way.
    """
    course = Course(subject, plan)
    at_s = happenings.call(rng, course, start_s) if called else start_s
    at_s = happenings.scene(rng, course, at_s)
    at_s = happenings.journey(rng, course, at_s)
    at_s = happenings.handover(rng, course, at_s)
    if plan.handover not in TAKEN or plan.amhp is Amhp.NEVER:
        happenings.trail(rng, course)
    else:
        assess(rng, course, at_s)
    return course
