"""Contradictions are kept and shown, never resolved (§6.23 of the dossier)."""

from pathlib import Path

from jointlog.domain import cases
from tests.cases.checking import found, missing, recorded, wrong

FILE = Path(__file__).parent / "contradictions.toml"
CASE = cases.read(FILE.read_text("utf-8"), FILE.name)


def test_each_contradiction_is_told_once() -> None:
    """Two official texts, two dates, two counts, two durations."""
    assert missing(CASE) == []


def test_rounding_is_no_contradiction() -> None:
    """19:53 and 19:52 to the minute may be one time."""
    assert wrong(CASE) == []


def test_both_versions_stand() -> None:
    """Each told contradiction rests on both entries, and names both values of a count."""
    assert len(recorded(CASE)) == len(CASE.drafts)
    contradictions = [finding for finding in found(CASE) if finding.code == "F-REC-02"]
    assert all(len(finding.found.entries) >= 2 for finding in contradictions)
    assert any("5 or 6" in finding.found.sentence for finding in contradictions)
