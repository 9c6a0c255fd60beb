"""Which findings are held against which orders of an incident.

A finding that reads who held what, who waited and who was there is examined in every order that can
change those. One that reads a few kinds of entries is examined in the orders of these only: they
are fewer, and what else is vague in the incident leaves it as sure as it is.
"""

from typing import Final

from jointlog.domain.incident.footprints import Aspect

BY_ORDER: Final = frozenset(
    {
        *("F-GAP-01", "F-GAP-02", "F-GAP-03"),
        *(f"F-WAIT-{n:02d}" for n in (1, 2, 3, 4, 7, 8, 10, 11, 12, 13, 14, 15, 17)),
        *("F-DISP-01", "F-DISP-02", "F-CMD-01", "F-SAFE-01", "F-SAFE-02", "F-RISK-01"),
        *("F-DELEG-01", "F-PRES-01", "F-DEP-01", "F-ALONE-01", "F-INFO-04", "F-CUS-02"),
    }
)
"""They read who held what, who waited and who was there, which another order can change."""

HELD: Final = frozenset(
    {
        "restraint_started",
        "restraint_position_changed",
        "restraint_ended",
        "serious_injury_or_death_recorded",
    }
)
FORCE: Final = Aspect("force", HELD)
BY_ASPECT: Final = {
    "F-RST-01": FORCE,
    "F-RST-02": FORCE,
}
"""They read a few kinds of entries: only the orders of those are looked at. A finding in neither
list compares the times that entries carry, and says itself where those can stand either way."""
