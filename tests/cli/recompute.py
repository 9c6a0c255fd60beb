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
                or (line["type"] == ARRIVED and came)
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
                (self.window(line) for line in self.ends_of(asked)),
                key=sum,
            )
            ends = [end for end in ends if end[1] >= begin[0]]
            first, *others = ends
            is_sure = first[0] >= begin[1] and all(other[0] > first[1] for other in others)
            yield asked["event_id"], max(0, first[0] - begin[1]), first[1] - begin[0], is_sure


def incidents_of(lines: Iterable[Line]) -> list[Incident]:
    """The incidents of exported lines."""
    held: dict[str, list[Line]] = {}
    for line in lines:
        held.setdefault(line["incident"], []).append(line)
    return [Incident(each) for each in held.values()]
