"""Where every time is exact, a detector says what the words of its page say.

The other half of the proof in `tests/oracle/test_oracle.py`, which runs the detectors in each
world: here they are held against rules that share nothing with them (`tests/oracle/plain.py`).
"""

from itertools import islice

import pytest
from hypothesis import given as law
from hypothesis import strategies as st

from jointlog.domain.entry import Entry
from jointlog.domain.incident import Order
from jointlog.projections.case import Question, examine
from jointlog.projections.findings import TABLE
from tests.oracle.plain import BY_CODE, Find
from tests.oracle.test_oracle import PROTOCOL, SEARCHED, incidents, reports_of
from tests.oracle.themes import THEMES
from tests.oracle.worlds import worlds

LOOKED_AT = 12
"""Worlds of one incident."""


def said(code: str, world: list[Entry]) -> list[Find]:
    """What the detector of the code finds in the world."""
    (detector,) = (each for each in TABLE if each.code == code)
    case = examine(world, Question(order=Order.RECORDED, protocol=PROTOCOL))
    return [
        (
            found.grade.value,
            found.start.window.earliest_s,
            found.length.max_s if found.length is not None else None,
        )
        for found in detector.detect(case)
        if found.start is not None
    ]


@pytest.mark.parametrize("code", BY_CODE)
@SEARCHED
@law(data=st.data())
def test_in_an_exact_world_a_detector_says_what_its_words_say(
    code: str, data: st.DataObject
) -> None:
    """Grade, beginning and length of each find, in some worlds of each incident."""
    (theme,) = (each for each in THEMES.values() if code in each.codes)
    lines, is_skewed = data.draw(incidents(theme))
    reports = reports_of(lines, is_skewed=is_skewed)
    for world in islice(worlds(reports, theme.step_min * 60), LOOKED_AT):
        told = [f"{each.fact} {each.envelope.occurred}" for each in world]
        assert said(code, world) == list(BY_CODE[code](world)), told
