"""F-MED-01: a sign of an emergency, recognised late or not at all."""

import pytest

from jointlog.projections.findings.force.recognition_delay import recognition_delay
from tests.grammar import given

SAID = '19:30:00 police:met distress_statement_heard words="I cannot breathe"'
ASKED = "19:41:00 police:met assistance_requested kind=ambulance_treat"
LATE = ("definite", 660, 660, "CLIN")
COLLAPSE = "19:45:00 police:met person_became_unresponsive"


def test_eleven_minutes_from_the_words_to_the_request() -> None:
    """Said 19:30, asked 19:41: 11 min against 5."""
    given(SAID, ASKED).when_examined(recognition_delay).then(LATE)


@pytest.mark.parametrize(
    "sign",
    [
        "19:30:00 custody_health:c observations_recorded taken=true oxygen_saturation_percent=85",
        "19:30:00 custody_health:c observations_recorded taken=true avpu=pain",
        "19:30:00 police:met restraint_ended avpu=unresponsive",
    ],
)
def test_each_sign(sign: str) -> None:
    """Low oxygen or a lowered response; who measured it is police, so that nobody has care yet."""
    line = sign.replace("custody_health:c", "police:met")
    given(line, ASKED).when_examined(recognition_delay).then(LATE)


@pytest.mark.parametrize(
    "other",
    [
        '19:30:00 police:met distress_statement_heard words="let me go home"',
        "19:30:00 police:met observations_recorded taken=true oxygen_saturation_percent=98",
        "19:30:00 police:met observations_recorded taken=false",
        "19:30:00 police:met restraint_ended avpu=alert",
        "19:30:00 police:met person_became_unresponsive",
    ],
)
def test_what_is_no_sign_here_starts_nothing(other: str) -> None:
    """Other words, normal or no observations, alert; a collapse with no force before."""
    given(other, ASKED).when_examined(recognition_delay).then_nothing()


@pytest.mark.parametrize(
    "later",
    [
        f"{SAID} @source=cctv/a",
        f"{SAID} @source=body_worn_video/a",
        SAID.replace("police:met", "oversight:o"),
    ],
)
def test_a_sign_seen_only_afterwards_was_not_known(later: str) -> None:
    """The as-known test: video seen later, a reviewer's finding."""
    given(later, ASKED).when_examined(recognition_delay).then_nothing()


def test_a_sign_from_another_record_was_known() -> None:
    """The officers' own log."""
    given(f"{SAID} @source=cad_log/a", ASKED).when_examined(recognition_delay).then(LATE)


@pytest.mark.parametrize(
    "treated",
    [
        "19:32:00 police:met medical_emergency_recognised sign=breathing",
        "19:32:00 police:met assistance_requested kind=ambulance_treat",
        "19:32:00 ambulance:las clinician_reached_patient skill=paramedic",
        "19:32:00 ambulance:las responsibility_accepted strand=CLIN",
        "19:25:00 police:met medical_emergency_recognised sign=breathing",
        "19:25:00 ambulance:las responsibility_accepted strand=CLIN",
        "19:40:00 police:met person_became_unresponsive cpr_started_at=19:33:00",
    ],
)
def test_treated_as_an_emergency_in_time_or_before_is_nothing(treated: str) -> None:
    """Recognised, asked, reached, cared for or resuscitated by 19:33, or already before."""
    given(SAID, treated, ASKED).when_examined(recognition_delay).then_nothing()


def test_a_request_that_had_ended_before_does_not_count() -> None:
    """Asked 19:00 and cancelled 19:10; asked again 19:41 for these words; advice is no help."""
    given(
        "19:00:00 police:met assistance_requested kind=ambulance_treat",
        "19:10:00 police:met request_cancelled kind=ambulance_treat",
        SAID,
        "19:31:00 police:met assistance_requested kind=advice",
        ASKED,
    ).when_examined(recognition_delay).then(LATE)


def test_care_by_police_or_over_before_is_not_recognition() -> None:
    """Officers hold care by conduct; a crew's care ended at 19:20."""
    given(
        "19:00:00 ambulance:las responsibility_accepted strand=CLIN",
        "19:20:00 ambulance:las responsibility_ended strand=CLIN",
        "19:29:00 police:met responsibility_accepted strand=CLIN",
        SAID,
        ASKED,
    ).when_examined(recognition_delay).then(LATE)


def test_the_collapse_ends_it_at_the_latest() -> None:
    """Said 19:30, not responding 19:45: 15 min."""
    given(SAID, COLLAPSE).when_examined(recognition_delay).then(("definite", 900, 900, "CLIN"))


def test_a_collapse_after_force_with_nothing_recorded_after_is_possible() -> None:
    """Held, collapsed, and no entry that treats it as an emergency."""
    found = given("19:35:00 police:met restraint_started", COLLAPSE).when_examined(
        recognition_delay
    )
    found.then(("possible", "CLIN"))
    assert "no entry is recorded" in found.findings[0].found.sentence


def test_words_and_no_harm_and_nothing_recorded_is_nothing() -> None:
    """Nothing came of it, as far as is recorded; harm before it is not of it."""
    given(
        "18:00:00 police:met serious_injury_or_death_recorded what=serious_injury", SAID
    ).when_examined(recognition_delay).then_nothing()


def test_uncertain_times_make_it_possible_and_a_day_says_nothing() -> None:
    """Asked about 19:35, five minutes either way: 0 to 10 min; on the same day: nothing."""
    given(SAID, ASKED.replace("19:41:00", "~19:35:00")).when_examined(recognition_delay).then(
        ("possible", 0, 600, "CLIN")
    )
    given(
        SAID.replace("19:30:00", "2026-03-01"), ASKED.replace("19:41:00", "2026-03-01")
    ).when_examined(recognition_delay).then_nothing()


@pytest.mark.parametrize("kind", ["ambulance_treat", "healthcare_professional", "hart"])
def test_a_request_before_the_sign_recognises_nothing(kind: str) -> None:
    """Asked 19:25, words 19:30, asked again 19:41: 11 min, possible, for help had been sought."""
    found = given(
        f"19:25:00 police:met assistance_requested kind={kind}", SAID, ASKED
    ).when_examined(recognition_delay)
    found.then(("possible", 660, 660, "CLIN"))
    (only,) = found.findings
    assert only.found.sentence.endswith(
        "treatment had been asked for before the sign; this is possible, not certain"
    )
    assert only.found.entries == (2, 3, 1)


def test_conveyance_alone_treats_nothing_as_an_emergency() -> None:
    """Asked at 19:25 or 19:32 to convey: the delay stands; at 19:32 and urgent: recognised."""
    convey = "police:met assistance_requested kind=ambulance_convey"
    for clock in ("19:25:00", "19:32:00"):
        given(SAID, f"{clock} {convey}", ASKED).when_examined(recognition_delay).then(LATE)
    given(SAID, f"19:32:00 {convey} urgency=immediate", ASKED).when_examined(
        recognition_delay
    ).then_nothing()
    given(SAID, f"19:32:00 {convey} urgency=routine", ASKED).when_examined(recognition_delay).then(
        LATE
    )
