"""The table of findings: its order, its pages, and what it says of the cases."""

import ast
import re
from pathlib import Path

import pytest

from jointlog.domain import cases
from jointlog.domain.entry import Entry
from jointlog.projections.case import Case, Question, examine
from jointlog.projections.finding import Detector
from jointlog.projections.findings import TABLE
from jointlog.projections.patterns.across_incidents import PATTERNS, Pattern

HERE = Path(__file__).parent
ROOT = HERE.parents[2]

CATALOGUE = [
    f"F-{code}"
    for code in """
    GAP-01 GAP-02 GAP-03 GAP-04 DISP-01 DISP-02 DISP-03 AMBIG-01 CMD-01 RISK-01 SAFE-01 SAFE-02
    DELEG-01 PRES-01 DEP-01 WAIT-01 WAIT-02 WAIT-03 WAIT-04 WAIT-05 WAIT-06 WAIT-07 WAIT-08 WAIT-09
    WAIT-10 WAIT-11 WAIT-12 WAIT-13 WAIT-14 WAIT-15 WAIT-16 WAIT-17 CAD-01 INFO-01 INFO-02 INFO-03
    INFO-04 INFO-05 INFO-06 INFO-07 INFO-08 KNOW-01 RST-01 RST-02 RST-03 RST-04 RST-05 RST-06 MED-01
    MED-02 ALONE-01 CUS-01 CUS-02 CAM-01 REC-01 REC-02 REC-03 REC-04 REC-05 REC-06
    """.split()  # noqa: SIM905 - in the rows of the catalogue
]
"""The 62 of the dossier but F-PAT-01 and F-PAT-02, which look across incidents."""
PARTS = (
    "What it finds:",
    "Why it matters:",
    "When it is wrong to raise it:",
    "Example:",
    "Source:",
)
WORDS = ("failed", "should have", "breach", "unlawful", "negligen", "fault of", "blame")


def case_of(name: str) -> Case:
    """A case that ships with the package, examined as it stands."""
    case = cases.load(name)
    entries = [
        Entry(
            draft.event_id,
            draft.incident,
            number,
            number * 1000,
            agency,
            draft.fact,
            draft.envelope,
        )
        for number, (draft, agency) in enumerate(case.drafts, 1)
    ]
    return examine(entries, Question(until_s=case.until_s))


def test_the_table_is_in_the_order_of_the_catalogue() -> None:
    """Each code once; a detector's name is that of its file."""
    assert [detector.code for detector in TABLE] == CATALOGUE
    for detector in TABLE:
        assert detector.detect.__module__.rpartition(".")[2] == detector.name


@pytest.mark.parametrize("rule", [*TABLE, *PATTERNS], ids=lambda each: each.code)
def test_each_page_has_its_parts(rule: Detector | Pattern) -> None:
    """What, why, when not, example, source: in this order, each said in more than a word or two."""
    places = [rule.page.find(part) for part in PARTS]
    assert places == sorted(places)
    assert -1 not in places
    ends = [*places[1:], len(rule.page)]
    for part, begin, end in zip(PARTS, places, ends, strict=True):
        assert len(rule.page[begin + len(part) : end].split()) >= 2, part


@pytest.mark.parametrize("rule", [*TABLE, *PATTERNS], ids=lambda each: each.code)
def test_each_rule_has_its_section_in_the_docs(rule: Detector | Pattern) -> None:
    """Under its name, with its code and severity, and all five parts."""
    page = (ROOT / "docs" / "findings.md").read_text("utf-8")
    _, _, rest = page.partition(f"\n## {rule.name}\n")
    section = rest.partition("\n## ")[0]
    assert f"`{rule.code}` · {rule.severity.value}" in section
    for part in PARTS:
        assert f"**{part}**" in section


@pytest.mark.parametrize("detector", TABLE, ids=lambda each: each.code)
def test_each_rule_has_a_test_that_finds_it_and_one_that_does_not(detector: Detector) -> None:
    """In the file of its name: a test that expects it, and a negative control beside it."""
    file = HERE / f"test_{detector.name}.py"
    tests = [
        ast.unparse(node)
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    nothing = [text for text in tests if "then_nothing()" in text or "== []" in text]
    finds = [text for text in tests if re.search(r"\.then\((?!\))|\.findings", text)]
    assert finds
    assert nothing


@pytest.mark.parametrize("name", cases.names())
def test_what_it_says_of_a_case(name: str) -> None:
    """Neutral words, distinct ids, and a record named wherever it is not sure."""
    case = case_of(name)
    found = [finding for detector in TABLE for finding in detector.find(case)]
    assert len({finding.id for finding in found}) == len(found)
    for finding in found:
        assert not any(word in finding.found.sentence for word in WORDS)
        assert bool(finding.found.settle) is (finding.found.grade.value != "definite")
        assert finding.found.entries
