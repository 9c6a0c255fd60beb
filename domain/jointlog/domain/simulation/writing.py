"""How an agency writes a time: by which clock, how sharply, in which form."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from jointlog.domain.simulation.plan import chance, pick
from jointlog.domain.time import from_s

ZONE: Final = "Europe/London"
LONDON: Final = ZoneInfo(ZONE)
TOLERANCES_MIN: Final = (2, 5, 10)


@dataclass(frozen=True, slots=True)
class Habit:
    """How one agency writes times.

    Attributes:
        form: ``zone``, ``offset`` or ``utc``.
        to_second: whether it writes seconds.
        vague_percent: how often it only says "about".
        skew_s: how far its clock is ahead of true time.
        is_declared: whether that is declared.
        said_s: the offset declared.
        unsure_s: the uncertainty declared with it.

    """

    form: str = "utc"
    to_second: bool = True
    vague_percent: int = 0
    skew_s: int = 0
    is_declared: bool = False
    said_s: int = 0
    unsure_s: int = 0


def habit_of(rng: Random) -> Habit:
    """The habit of one agency in one incident."""
    form = pick(rng, {"zone": 60, "offset": 25, "utc": 15})
    to_second = chance(rng, 45)
    vague = 5 if chance(rng, 50) else 0
    kind = pick(rng, {"true": 80, "declared": 12, "undeclared": 8})
    skew_s = 0 if kind == "true" else rng.choice((-1, 1)) * rng.randint(20, 240)
    if kind != "declared":
        return Habit(form, to_second, vague, skew_s)
    unsure_s = rng.choice((0, 2, 5, 15))
    said_s = skew_s + rng.randint(-unsure_s, unsure_s)
    return Habit(form, to_second, vague, skew_s, is_declared=True, said_s=said_s, unsure_s=unsure_s)


def written(rng: Random, habit: Habit, at_s: int) -> str:
    """Write a true instant as this agency would; what it writes allows for the instant."""
    shown_s = at_s + habit.skew_s
    if chance(rng, habit.vague_percent):
        tolerance_min = rng.choice(TOLERANCES_MIN)
        shown_s += rng.randint(-60 * tolerance_min, 60 * tolerance_min)
        return f"~{_stamp(shown_s, 'utc', to_second=False)} ±{tolerance_min} min".replace(
            "Z ", "+00:00 "
        )
    return _stamp(shown_s, habit.form, to_second=habit.to_second)


def _stamp(at_s: int, form: str, *, to_second: bool) -> str:
    instant = from_s(at_s)
    pattern = "%H:%M:%S" if to_second else "%H:%M"
    if form == "utc":
        return f"{instant:%Y-%m-%dT{pattern}}Z"
    local: datetime = instant.astimezone(LONDON)
    if form == "zone":
        return f"{local:%Y-%m-%d {pattern}} {ZONE}"
    sign = f"{local:%z}"
    return f"{local:%Y-%m-%dT{pattern}}{sign[:3]}:{sign[3:]}"
