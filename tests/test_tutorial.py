"""The tutorial is true: its statements are recorded as they stand, and give what it says."""

import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from jointlog.domain.statement import draft_of
from jointlog.domain.store.log import Log, open_log
from jointlog.domain.vocabulary import Agency
from jointlog.projections.case import examine
from jointlog.projections.findings import find

PAGE = (Path(__file__).parent.parent / "docs" / "tutorial.md").read_text("utf-8")
INCIDENT = "CAD-1842"
NOW_MS = 1_772_500_000_000
POLICE, AMBULANCE, TRUST = map(Agency.parse, ("police:met", "ambulance:las", "mental_health:slam"))


def posted(log: Log, plain: dict[str, Any], agency: Agency) -> UUID:
    """Record one statement of the page."""
    draft = draft_of(plain, incident=INCIDENT, new_id=uuid4)
    return log.post(draft, agency, now_ms=NOW_MS).event_id


def codes(log: Log) -> set[str]:
    """The codes found."""
    return {finding.code for finding in find(examine(log.entries(INCIDENT)))}


def test_the_tutorial_finds_what_it_says() -> None:
    """Left at 00:10 without an acceptance before 00:40; amended to 00:05 the gap is gone."""
    (batch,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    unavailable, accepted, amended = map(json.loads, re.findall(r"-d '(\{.*?\})'", PAGE, re.DOTALL))
    with open_log(":memory:") as log:
        for item in json.loads(batch):
            posted(log, item, POLICE)
        posted(log, unavailable, AMBULANCE)
        acceptance = posted(log, accepted, TRUST)
        assert {"F-GAP-01", "F-GAP-03", "F-WAIT-01", "F-WAIT-03"} <= codes(log)
        posted(log, {**amended, "corrects": str(acceptance)}, TRUST)
        assert not {"F-GAP-01", "F-GAP-03"} & codes(log)
