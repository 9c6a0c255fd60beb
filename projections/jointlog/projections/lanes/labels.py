"""What is written on a bar, and where: the longest text that fits, and none over another."""

from dataclasses import dataclass, field
from typing import Final

from jointlog.domain.time import few, short
from jointlog.projections.lanes.parts import Bar, Group, Lane, Look
from jointlog.projections.wording.words import strand_words, told_length

LETTER_PX: Final = 7.2
PADDING_PX: Final = 14
FADE_LEAST: Final = 0.5
"""An end known this well, in percent of the width, is drawn sharp."""
Ends = tuple[float, float, float, float]
"""Earliest and latest start, earliest and latest end, in percent of the width."""


@dataclass(slots=True)
class Texts:
    """Where texts stand on a lane so many pixels wide: row, and from where to where in percent."""

    width_px: int
    held: list[tuple[int, float, float]] = field(default_factory=list)

    def need(self, text: str) -> float:
        """How wide a text is, in percent."""
        return (len(text) * LETTER_PX + PADDING_PX) * 100 / self.width_px

    def take(self, row: int, low: float, high: float) -> bool:
        """Take the room if no other text stands there."""
        is_free = all(on != row or high <= begin or end <= low for on, begin, end in self.held)
        if is_free:
            self.held.append((row, low, high))
        return is_free


def percent(share: float) -> str:
    """A share of the width as an attribute."""
    return f"{share:.2f}".rstrip("0").rstrip(".") + "%"


def texts_of(lane: Lane, bar: Bar) -> list[str]:
    """What is written on a bar, the longest first."""
    told = told_length(bar.length, is_open=bar.end is None)
    length = short(told) if told.max_s is not None or told.min_s else ""
    if bar.count > 1:
        return [bar.label, str(bar.count)]
    if lane.group is Group.OPEN and bar.strand is not None:
        strand = strand_words(bar.strand)
        return _told(f"{strand}: {bar.label}, {length}", f"{strand}, {length}", length)
    match bar.look:
        case Look.GAP | Look.CONTESTED:
            return _told(f"{bar.label}, {length}", length)
        case Look.WAIT:
            return _told(f"{length}, {bar.label}", length)
        case Look.CLOCK:
            limit = "" if bar.limit_s is None else f"limit {few(bar.limit_s)}"
            return _told(f"{length} ({limit}), {bar.label}", length)
        case Look.PRESENT:
            return _told(length)
        case _:
            return [bar.label, bar.label.partition(":")[0]]


def _told(*texts: str) -> list[str]:
    """The texts without what stands for a length that is not recorded."""
    return [text.strip(", ") for text in texts if text.strip(", ")]


def fitted(texts: list[str], row: int, ends: Ends, free_to: float, told: Texts) -> tuple[str, str]:
    """The longest text that fits on the bar, or the shortest behind it; and where.

    None stands over one that is already ``told`` on the same row.
    """
    low, high, end, last = ends
    begin = low if high > end or high - low <= FADE_LEAST else high
    stop = min(last, free_to)
    for text in texts:
        need = told.need(text)
        behind = free_to - last if text == texts[-1] else 0.0
        for room, at in ((stop - begin, begin), (stop - low, low), (behind, last)):
            if need <= room and told.take(row, at, at + need):
                return text, percent(at)
    return "", ""
