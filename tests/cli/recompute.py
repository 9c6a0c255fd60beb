"""The waits for an ambulance and the journeys by police, from exported lines alone.

It knows nothing of the fold, the rows or SQL: it reads JSON, sets clocks right by what is declared
of them, and looks for the first thing that ends each request, by the middles of the times.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

Line = dict[str, Any]
ASKED, VEHICLE = "assistance_requested", "police_vehicle_conveyance_started"
ENDS = ("request_declined", "request_cancelled")
JOURNEYS = (VEHICLE, "conveyance_started")
ARRIVED = "resource_arrived_at_scene"
SIGNS = ("observations_recorded", "arrived_at_place_of_safety", "conveyance_started")
"""By an ambulance: it has come by then, and when is not recorded."""


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def _person(line: Line) -> str:
    return str(line.get("subject", "P1"))


class Incident:
    """The lines of one incident."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        declared = (line for line in lines if line["type"] == "clock_offset_declared")
        self.offsets = {
            (line["agency"], line["facts"]["system"]): (
                line["facts"]["offset_s"],
                line["facts"].get("uncertainty_s", 0),
            )
            for line in declared
        }

    def window(self, line: Line) -> tuple[int, int]:
        """When it happened, by a clock that is right."""
        occurred = line["occurred"]
        system = line.get("clock", {}).get("system")
        offset, unsure = self.offsets.get((line["agency"], system), (0, 0))
        first, last = _seconds(occurred["earliest"]), _seconds(occurred["latest"])
        return first - offset - unsure, last - offset + unsure

    def ends_of(self, asked: Line) -> Iterable[Line]:
        """What could end a request for an ambulance."""
        for line in self.lines:
            if _person(line) != _person(asked) or line["occurred"]["precision"] == "unknown":
                continue
            is_answer = (
                line.get("replies_to") in (None, asked["event_id"])
                and line["facts"].get("kind", "ambulance_convey") == "ambulance_convey"
            )
            came = line.get("actor", line)["agency"].startswith("ambulance")
            if (
                line["type"] in JOURNEYS
                or (line["type"] in ENDS and is_answer)
                or (line["type"] in (ARRIVED, *SIGNS) and came)
            ):
                yield line

    def waits(self) -> Iterable[tuple[str, int, int, bool]]:
        """Each wait for an ambulance that ended: its request, least, most; whether that is sure.

        It is not where another thing may have ended it before the one taken here.
        """
        for asked in self.lines:
            if asked["type"] != ASKED or asked["facts"]["kind"] != "ambulance_convey":
                continue
            begin = self.window(asked)
            ends = sorted(
                ((self.window(line), line["type"] in SIGNS) for line in self.ends_of(asked)),
                key=lambda end: sum(end[0]),
            )
            ends = [end for end in ends if end[0][1] >= begin[0]]
            (first, is_sign), *others = ends
            is_sure = first[0] >= begin[1] and all(other[0] > first[1] for other, _ in others)
            came = [end for end, by_sign in others if not by_sign and end[0] <= first[1]]
            if is_sign and came:  # the coming that the sign is of
                first, is_sign = came[0], False
            low = 0 if is_sign else max(0, first[0] - begin[1])
            yield asked["event_id"], low, first[1] - begin[0], is_sure


def incidents_of(lines: Iterable[Line]) -> list[Incident]:
    """The incidents of exported lines."""
    held: dict[str, list[Line]] = {}
    for line in lines:
        held.setdefault(line["incident"], []).append(line)
    return [Incident(each) for each in held.values()]
