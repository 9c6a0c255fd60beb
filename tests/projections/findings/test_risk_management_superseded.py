"""F-RISK-01 and its traps."""

from jointlog.projections.findings.responsibility.risk_management_superseded import (
    risk_management_superseded,
)
from tests.grammar import given

PLAN = "13:00:00 local_authority:x risk_plan_agreed agencies=local_authority:x,police:met"
CHANGED = (
    "13:30:00 police:met risk_management_superseded superseded=local_authority:x"
    " superseding=police:met"
)


def test_a_change_of_plan_is_found_with_its_reason() -> None:
    """An emergency entry is reported, and its reason is quoted."""
    found = given(PLAN, f'{CHANGED} reason="smoke seen"').when_examined(risk_management_superseded)
    found.then(("definite", "RISK"))
    assert 'the reason given is "smoke seen"' in found.findings[0].found.sentence


def test_no_reason_is_said() -> None:
    """The sentence says that none is recorded, and no dissent."""
    found = given(PLAN, CHANGED).when_examined(risk_management_superseded)
    assert found.findings[0].found.sentence.endswith("no reason is recorded")


def test_dissent_is_one_finding() -> None:
    """The contested plan began with the entry: it is not told twice."""
    found = given(PLAN, f"{CHANGED} dissent=true").when_examined(
        risk_management_superseded, until="14:00"
    )
    found.then(("definite", "RISK"))
    assert "dissent is recorded" in found.findings[0].found.sentence


def test_a_contested_plan_is_found() -> None:
    """Disputed from 13:30 to 13:40, and to the end of the record at 14:00."""
    disputed = "13:30:00 police:met responsibility_disputed strand=RISK parties=police,ambulance"
    given(
        PLAN, disputed, "13:40:00 police:met dispute_resolved strand=RISK held_by=police:met"
    ).when_examined(risk_management_superseded).then(("definite", 600, 600, "RISK"))
    given(PLAN, disputed).when_examined(risk_management_superseded, until="14:00").then(
        ("definite", 1800, 1800, "RISK")
    )


def test_an_agreed_plan_is_no_finding() -> None:
    """A plan, and a new plan agreed by the same agencies."""
    given(PLAN, PLAN.replace("13:00", "13:20")).when_examined(
        risk_management_superseded
    ).then_nothing()
