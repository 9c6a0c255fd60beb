"""F-WAIT-10: no AMHP to send, or none recorded."""

import pytest

from jointlog.projections.findings.waits.amhp_unavailable import amhp_unavailable
from tests.grammar import given

ASKED = "22:00:00 mental_health:elft assistance_requested kind=amhp to=local_authority:th"
NONE = "22:10:00 local_authority:th amhp_unavailable reason=out_of_hours"


def test_unavailable_out_of_hours_until_allocated() -> None:
    """Asked for at 22:00, unavailable, allocated at 23:30: 90 min from the request."""
    found = given(ASKED, NONE, "23:30:00 local_authority:th amhp_allocated").when_examined(
        amhp_unavailable, until="23:59:00"
    )
    found.then(("definite", 5400, 5400, "MHA"))
    (finding,) = found.findings
    assert "(out of hours)" in finding.found.sentence
    assert finding.standard_reference == "T-AMHP-RESP@undated [memory]"
    assert [str(a) for a in finding.found.parties] == ["mental_health:elft", "local_authority:th"]


def test_unavailable_until_the_assessment() -> None:
    """No allocation is recorded, the AMHP came at 23:00: 60 min; when next available is told."""
    found = given(
        ASKED,
        f"{NONE} next_available=23:00",
        "23:00:00 local_authority:th assessor_arrived assessor=amhp",
    ).when_examined(amhp_unavailable, until="23:59:00")
    found.then(("definite", 3600, 3600, "MHA"))
    assert "next available" in found.findings[0].found.sentence


def test_each_person_has_their_own_clock() -> None:
    """P2's AMHP was asked for and allocated at 21:30; the standard named is that of P1's clock."""
    found = given(
        "21:00:00 mental_health:elft assistance_requested kind=amhp @subject=P2",
        "21:30:00 local_authority:th amhp_allocated @subject=P2",
        ASKED,
        NONE,
    ).when_examined(amhp_unavailable, until="23:00:00")
    found.then(("definite", 3600, 3600, "MHA"))
    assert found.findings[0].standard_reference == "T-AMHP-RESP@undated [memory]"


def test_unavailable_and_cancelled() -> None:
    """The request was cancelled at 22:30: nobody came, and the sentence says so."""
    found = given(
        ASKED, NONE, "22:30:00 mental_health:elft request_cancelled kind=amhp"
    ).when_examined(amhp_unavailable, until="23:59:00")
    found.then(("definite", 1800, 1800, "MHA"))
    assert "cancelled at" in found.findings[0].found.sentence


def test_open_when_the_record_ends_is_possible() -> None:
    """Asked for at 22:00, nothing more by 23:00: an allocation may be recorded elsewhere."""
    found = given(ASKED).when_examined(amhp_unavailable, until="23:00:00")
    found.then(("possible", 3600, 3600, "MHA"))
    assert found.findings[0].found.settle == "a record of when an AMHP was allocated"


def test_about_a_time_has_both_bounds() -> None:
    """Asked at about 22:00, allocated at 23:30:00: 84:01 to 95 min."""
    given(
        ASKED.replace("22:00:00", "~22:00"), NONE, "23:30:00 local_authority:th amhp_allocated"
    ).when_examined(amhp_unavailable, until="23:59:00").then(("definite", 5041, 5700, "MHA"))


def test_allocated_or_attended_is_nothing() -> None:
    """An AMHP was allocated, or came, and nobody said that none was available."""
    given(ASKED, "22:30:00 local_authority:th amhp_allocated").when_examined(
        amhp_unavailable, until="23:59:00"
    ).then_nothing()
    given(ASKED, "22:30:00 local_authority:th assessor_arrived assessor=amhp").when_examined(
        amhp_unavailable, until="23:59:00"
    ).then_nothing()


@pytest.mark.parametrize("ground", ["clinical", "intoxication"])
def test_put_off_to_daylight_on_clinical_grounds_is_nothing(ground: str) -> None:
    """A planned assessment is no want of an AMHP."""
    delayed = f"22:20:00 mental_health:elft assessment_delayed ground={ground}"
    given(ASKED, delayed).when_examined(amhp_unavailable, until="23:59:00").then_nothing()


def test_put_off_for_want_of_an_assessor_or_for_another_person() -> None:
    """A delay on other grounds, or P2's, leaves the want as it was."""
    given(
        ASKED,
        "22:20:00 mental_health:elft assessment_delayed ground=assessor",
        "22:20:00 mental_health:elft assessment_delayed ground=clinical @subject=P2",
    ).when_examined(amhp_unavailable, until="23:00:00").then(("possible", 3600, 3600, "MHA"))


def test_reported_with_no_request_recorded() -> None:
    """Twice reported, then allocated: one finding from the first report; a doctor ends nothing."""
    found = given(
        NONE,
        "22:20:00 local_authority:th responder_reported_unavailable what=amhp reason=other_work",
        "22:30:00 mental_health:elft assessor_arrived assessor=section_12",
        "22:40:00 local_authority:th amhp_allocated",
    ).when_examined(amhp_unavailable, until="23:59:00")
    found.then(("definite", 1800, 1800, "MHA"))
    assert "no request for an AMHP is recorded" in found.findings[0].found.sentence


def test_reported_with_no_request_and_no_end() -> None:
    """50 min from the report to the end of the record; other responders do not count."""
    given(
        NONE,
        "22:11:00 mental_health:elft responder_reported_unavailable what=bed",
    ).when_examined(amhp_unavailable, until="23:00:00").then(("definite", 3000, 3000, "MHA"))


def test_reported_until_an_amhp_came() -> None:
    """The AMHP that came at 22:50 ends the want of one: 40 min."""
    given(NONE, "22:50:00 local_authority:th assessor_arrived assessor=amhp").when_examined(
        amhp_unavailable, until="23:59:00"
    ).then(("definite", 2400, 2400, "MHA"))


def test_other_requests_are_not_for_an_amhp() -> None:
    """A doctor asked for and not come is no want of an AMHP."""
    given("22:00:00 mental_health:elft assistance_requested kind=s12_doctor").when_examined(
        amhp_unavailable, until="23:59:00"
    ).then_nothing()
