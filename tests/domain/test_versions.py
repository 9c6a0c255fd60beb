"""When two reports are of one act, and when they are of two."""

import pytest

from jointlog.domain.incident.versions import LETS_GO, acts_told_twice, agree, source_of
from jointlog.domain.vocabulary import Agency
from tests.grammar import given

POLICE = "12:00:00 police:met"
PLACE = "12:10:00 acute:rlh"
DETAINED = "s136_power_used"
BY_POLICE = "@actor=police:met"
LEFT = "resource_left_scene reason=other"
EMERGENCY = "arrived_at_place_of_safety kind=emergency_department"


def told(*lines: str) -> list[tuple[int, ...]]:
    """The versions of the reports of each act that is told twice."""
    groups = acts_told_twice(given(*lines).statements)
    return [tuple(each.version for each in group) for group in groups]


def test_two_sources_that_say_the_same_are_two_reports_of_one_act() -> None:
    """The hospital says what police did: one act. Police saying it again is not another source."""
    assert told(f"{POLICE} {DETAINED}", f"{PLACE} {DETAINED} {BY_POLICE}") == [(1, 2)]
    assert told(f"{POLICE} {DETAINED}", f"12:10:00 police:met {DETAINED}") == []
    form = "@source=form/A1"
    assert told(f"{POLICE} {DETAINED}", f"12:10:00 police:met {DETAINED} {form}") == [(1, 2)]


def test_two_agencies_acts_are_two() -> None:
    """Each says what it did itself; of the person's arrival it does not matter who says it."""
    assert told(f"{POLICE} {DETAINED}", f"12:10:00 police:btp {DETAINED}") == []
    assert told(f"{POLICE} {EMERGENCY}", f"{PLACE} {EMERGENCY}") == [(1, 2)]


def test_two_people_are_two_acts() -> None:
    """The same words of another person."""
    other = f"{PLACE} {DETAINED} {BY_POLICE} @subject=P2"
    assert told(f"{POLICE} {DETAINED}", other) == []
    left = f"{PLACE} {LEFT} {BY_POLICE} @subject=P2"
    assert told(f"{POLICE} {LEFT}", left) == []


def test_what_is_said_otherwise_is_another_act() -> None:
    """A code or a place that differs makes two; free text, or nothing said, does not."""
    remove, keep = f"{DETAINED} limb=remove", f"{DETAINED} limb=keep"
    assert told(f"{POLICE} {remove}", f"{PLACE} {keep} {BY_POLICE}") == []
    assert told(f"{POLICE} {remove}", f"{PLACE} {DETAINED} {BY_POLICE}") == [(1, 2)]
    assert told(f"{POLICE} {DETAINED}", f"{PLACE} {remove} {BY_POLICE}") == [(1, 2)]
    words = [f"{DETAINED} grounds={each}" for each in ("agitated", "distressed")]
    assert told(f"{POLICE} {words[0]}", f"{PLACE} {words[1]} {BY_POLICE}") == [(1, 2)]
    places = [f"{EMERGENCY} place_id={each}" for each in ("rlh", "kings")]
    assert told(f"{POLICE} {places[0]}", f"{PLACE} {places[1]}") == []
    runs = [f"{EMERGENCY} run_by={each}" for each in ("acute:rlh", "acute:kings", "acute")]
    assert told(f"{POLICE} {runs[0]}", f"{PLACE} {runs[1]}") == []
    assert told(f"{POLICE} {runs[0]}", f"{PLACE} {runs[2]}") == [(1, 2)]


def test_two_readings_of_an_arrival_are_two() -> None:
    """At the apron and at the door: side by side, not two reports of one moment."""
    bases = [f"{EMERGENCY} arrival_basis={each}" for each in ("apron", "door")]
    assert told(f"{POLICE} {bases[0]}", f"{PLACE} {bases[1]}") == []
    assert told(f"{POLICE} {bases[0]}", f"{PLACE} {bases[0]}") == [(1, 2)]


def test_two_hours_apart_is_another_act() -> None:
    """Two hours after 12:00:00 is one act still; a second more is another."""
    for last, found in (("14:00:00", [(1, 2)]), ("14:00:01", [])):
        assert told(f"{POLICE} {DETAINED}", f"{last} acute:rlh {DETAINED} {BY_POLICE}") == found


def test_an_act_without_a_time_is_not_compared() -> None:
    """Nothing says that it is the same."""
    assert told(f"unknown police:met {DETAINED}", f"{PLACE} {DETAINED} {BY_POLICE}") == []


@pytest.mark.parametrize("between", sorted(LETS_GO))
def test_after_the_person_goes_it_can_happen_again(between: str) -> None:
    """Absconded, conveyed, transferred or released: the next detention is another."""
    more = {"detention_authority_ended": " how=discharged"}.get(between, "")
    lines = f"{POLICE} {DETAINED}", f"{PLACE} {DETAINED} {BY_POLICE}"
    needs = {
        "transferred_between_places_of_safety": " from_place=a to_place=b",
        "conveyance_started": "",
    }
    step = f"12:05:00 police:met {between}{more}{needs.get(between, '')}"
    assert told(lines[0], step, lines[1]) == []
    assert told(lines[0], f"{step} @subject=P2", lines[1]) == [(1, 3)]


def test_who_leaves_twice_came_back() -> None:
    """Two tell one leaving; where police came again between, there were two."""
    left, again = f"{POLICE} {LEFT}", f"{PLACE} {LEFT} {BY_POLICE}"
    came = "12:05:00 {} resource_arrived_at_scene"
    assert told(left, again) == [(1, 2)]
    assert told(left, came.format("police:met"), again) == []
    assert told(left, came.format("ambulance:las"), again) == [(1, 3)]
    assert told(left, f"{PLACE} police_released") == [(1, 2)]


def test_who_comes_twice_left_between() -> None:
    """Two tell one arrival; where police left between, there were two."""
    came = "{} resource_arrived_at_scene{}"
    first, second = came.format(POLICE, ""), came.format(PLACE, f" {BY_POLICE}")
    assert told(first, second) == [(1, 2)]
    assert told(first, f"12:05:00 police:met {LEFT}", second) == []
    assert told(first, f"12:05:00 ambulance:las {LEFT}", second) == [(1, 3)]


def test_two_callsigns_are_two_resources() -> None:
    """P1 and P2 are two cars; one that is not named may be either; one source tells of two."""
    lines = (
        "{} resource_arrived_at_scene callsign={}",
        "{} resource_arrived_at_scene callsign={} {}",
    )
    first = lines[0].format(POLICE, "P1")
    assert told(first, lines[1].format(PLACE, "P2", BY_POLICE)) == []
    assert told(first, lines[1].format(PLACE, "P1", BY_POLICE)) == [(1, 2)]
    assert told(first, f"{PLACE} resource_arrived_at_scene {BY_POLICE}") == [(1, 2)]
    assert told(first, "12:10:00 police:met resource_arrived_at_scene callsign=P1") == []


@pytest.mark.parametrize(
    "fact",
    [
        "s136_power_used limb=remove",
        "s135_warrant_executed outcome=remove",
        "person_arrested",
        EMERGENCY,
        "application_made section=s2",
        "assessment_concluded outcome=s2",
        "patient_received_at_hospital",
        "serious_injury_or_death_recorded what=death",
    ],
)
def test_each_fact_that_happens_once(fact: str) -> None:
    """Told by two sources within ten minutes: one act."""
    assert told(f"{POLICE} {fact}", f"{PLACE} {fact} {BY_POLICE}") == [(1, 2)]


def test_an_acts_agency_matters_beside_its_source() -> None:
    """The hospital tells that a crew came; that is not police's coming, which police tell."""
    came = "resource_arrived_at_scene"
    assert told(f"{POLICE} {came}", f"{PLACE} {came} @actor=ambulance:las") == []
    assert told(f"{POLICE} {came}", f"{PLACE} {came} @actor=police:btp") == []
    assert told(f"{POLICE} {came}", f"{PLACE} {came} @actor=police") == [(1, 2)]


def test_a_clinician_is_told_by_name_where_it_has_no_callsign() -> None:
    """Two that are named differently are two; one that is not named may be either."""
    came = "clinician_reached_patient skill=paramedic"
    first = f"12:00:00 ambulance:las {came} who=A1"
    other = f"12:10:00 acute:rlh {came} who={{}} @actor=ambulance:las"
    assert told(first, other.format("B2")) == []
    assert told(first, other.format("A1")) == [(1, 2)]


def test_whether_two_values_differ() -> None:
    """What is not said differs from nothing; agencies by their match; free text never."""
    one, other = Agency.parse("acute:rlh"), Agency.parse("acute:kings")
    assert not agree("run_by", one, other)
    assert agree("run_by", one, Agency.parse("acute"))
    assert not agree("to", one, 7)
    for unsaid in (None, "", "unknown", ()):
        assert agree("place_id", unsaid, "rlh")
        assert agree("place_id", "rlh", unsaid)
    assert not agree("place_id", "rlh", "kings")
    assert not agree("hospital", "rlh", "kings")
    assert agree("grounds", "agitated", "distressed")
    assert not agree("people", 2, 3)
    assert agree("people", 2, 2)


def test_where_a_source_is() -> None:
    """The agency, the kind of record and its reference; without a source, neither."""
    (bare,) = given(f"{POLICE} {DETAINED}").statements
    (form,) = given(f"{POLICE} {DETAINED} @source=form/A1").statements
    assert source_of(bare) == (Agency.parse("police:met"), "", "")
    assert source_of(form) == (Agency.parse("police:met"), "form", "A1")
