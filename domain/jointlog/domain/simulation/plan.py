"""The choices of a simulated incident: what happens, before anybody records it."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Final, TypeVar

T = TypeVar("T")


class Ride(StrEnum):
    """What became of the request for an ambulance."""

    CAME = "came"
    REGRADED = "regraded"  # and came
    DIVERTED = "diverted"  # and another came
    LOST = "lost"  # never came, nobody said why
    TURNED_AWAY = "turned away"  # diverted, and none came
    DECLINED = "declined"
    CANCELLED = "cancelled"


CAME: Final = (Ride.CAME, Ride.REGRADED, Ride.DIVERTED)


class Handover(StrEnum):
    """What became of the handover at the place of safety."""

    ACCEPTED = "accepted"
    LATE = "accepted after police left"
    REFUSED_FIRST = "refused, then accepted"
    REFUSED = "refused, and police left"
    SILENT = "never answered, and police left"


TAKEN: Final = (Handover.ACCEPTED, Handover.LATE, Handover.REFUSED_FIRST)


class Amhp(StrEnum):
    """What became of the request for an AMHP."""

    DAY = "allocated"
    NIGHT = "none at night"
    NEVER = "never answered"


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to one person."""

    ride: Ride
    handover: Handover
    amhp: Amhp
    to_department: bool
    is_restrained: bool
    is_prone: bool
    absconds: bool
    admitted: bool
    no_bed: bool
    reason_kept: bool  # the reason for the police vehicle is recorded


def planned(rng: Random, *, at_night: bool) -> Plan:
    """Choose what happens to one person."""
    handover = pick(rng, dict(zip(Handover, (50, 18, 12, 8, 12), strict=True)))
    calm = handover in TAKEN
    amhp = pick(rng, {Amhp.NIGHT: 60 * at_night, Amhp.DAY: 80, Amhp.NEVER: 10})
    return Plan(
        ride=pick(rng, dict(zip(Ride, (48, 6, 7, 16, 7, 8, 8), strict=True))),
        handover=handover,
        amhp=amhp if calm else Amhp.NEVER,
        to_department=chance(rng, 35),
        is_restrained=chance(rng, 30),
        is_prone=chance(rng, 60),
        absconds=calm and chance(rng, 12),
        admitted=chance(rng, 60),
        no_bed=chance(rng, 30),
        reason_kept=chance(rng, 75),
    )


def chance(rng: Random, percent: int) -> bool:
    """True so many times in a hundred."""
    return rng.randrange(100) < percent


def pick(rng: Random, weights: dict[T, int]) -> T:
    """One of the keys, by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]
