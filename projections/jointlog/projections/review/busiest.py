"""Where to look first: the twenty minutes in which most of the gravest findings begin."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from jointlog.domain.time import Window
from jointlog.projections.finding import Finding, Severity

LASTS_S: Final = 20 * 60
SHORT_S: Final = 2 * 60 * 60
"""Where findings begin within so short a time, the eye needs no help."""
LEAST: Final = 2
"""One alone makes no stretch of time stand out."""
MINUTE_S: Final = 60


@dataclass(frozen=True, slots=True)
class Busiest:
    """Twenty minutes, and how many findings of a severity begin in them, of how many in all."""

    window: Window
    severity: Severity
    begin: int
    of: int


def busiest(findings: Iterable[Finding]) -> Busiest | None:
    """The twenty minutes in which most findings surely begin, of the gravest that stand together.

    Of several with as many the first. None where nothing stands out: all begin within two hours,
    or no two of one severity surely begin within twenty minutes of each other.
    """
    begun: dict[Severity, list[Window]] = {}
    for finding in findings:
        start = finding.found.start
        if start is not None and start.window.is_bounded:
            begun.setdefault(finding.severity, []).append(start.window)
    lows = [each.earliest_s for held in begun.values() for each in held]
    if not lows or max(lows) - min(lows) < SHORT_S:
        return None
    for severity, held in sorted(begun.items()):
        begin, low_s = _most(sorted(held, key=_low_s))
        if begin >= LEAST:
            return Busiest(Window(low_s, low_s + LASTS_S), severity, begin, len(held))
    return None


def _low_s(window: Window) -> int:
    return window.earliest_s


def _most(held: list[Window]) -> tuple[int, int]:
    """How many at most lie in twenty minutes from the minute of one of them; and from when."""
    best = (0, 0)
    for at, first in enumerate(held):
        low_s = first.earliest_s // MINUTE_S * MINUTE_S
        count = 0
        for each in held[at:]:
            if each.earliest_s > low_s + LASTS_S:
                break
            count += each.latest_s <= low_s + LASTS_S
        if count > best[0]:
            best = count, low_s
    return best
