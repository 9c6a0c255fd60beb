"""The synthetic incident that is recorded as the best-run services would: no finding at all."""

from jointlog.domain import cases
from jointlog.domain.incident import Order
from jointlog.domain.vocabulary import AgencyKind
from jointlog.projections.case import Question, examine
from jointlog.projections.findings import find
from tests.cases.checking import found, recorded, say

NAME = "clean-section-136"


def test_a_fully_recorded_incident_gives_no_finding() -> None:
    """From the call to the ward, every wait short and every responsibility accepted."""
    assert [say(finding) for finding in found(cases.load(NAME))] == []


def test_nor_does_it_as_recorded() -> None:
    """It was recorded in the order in which it happened."""
    entries = recorded(cases.load(NAME))
    findings = find(examine(entries, Question(order=Order.RECORDED)))
    assert [say(finding) for finding in findings] == []


def test_all_services_record_it() -> None:
    """Six kinds of agency, in 60 to 80 entries with contemporaneous or better evidence."""
    case = cases.load(NAME)
    assert 60 <= len(case.drafts) <= 80
    assert {agency.kind for _, agency in case.drafts} == {
        AgencyKind.POLICE,
        AgencyKind.AMBULANCE,
        AgencyKind.LOCAL_AUTHORITY,
        AgencyKind.MENTAL_HEALTH,
        AgencyKind.DOCTOR,
        AgencyKind.PATIENT_TRANSPORT,
    }
    assert {draft.envelope.evidence.value for draft, _ in case.drafts} == {
        "contemporaneous",
        "machine",
    }
