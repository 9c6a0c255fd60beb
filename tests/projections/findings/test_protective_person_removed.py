"""F-SAFE-02: somebody who protected the person was asked to leave."""

from jointlog.projections.findings.responsibility.protective_person_removed import (
    protective_person_removed,
)
from tests.grammar import given

ASKED = "16:00 acute:a protective_person_asked_to_leave by_relation=parent"


def test_a_mother_asked_to_leave_is_reported() -> None:
    """The entry says it; supervision is recorded as held by nobody: definite."""
    found = given(ASKED).when_examined(protective_person_removed)
    found.then(("definite", "SAFE"))
    assert "not recorded as held by anybody" in found.findings[0].found.sentence


def test_one_holder_of_supervision_is_single() -> None:
    """The hospital alone holds supervision: reported, with the one who asked."""
    found = given(
        "15:00 acute:a handover_accepted strands=SAFE", f"{ASKED} asked_by=security:s"
    ).when_examined(protective_person_removed)
    found.then(("definite", "SAFE"))
    assert found.findings[0].found.sentence.startswith("security:s")
    assert "held by acute:a" in found.findings[0].found.sentence


def test_the_persons_own_wish_is_respected() -> None:
    """The person wished it."""
    given(f"{ASKED} own_wish=true").when_examined(protective_person_removed).then_nothing()


def test_infection_control_is_a_reason_of_its_own() -> None:
    """The reason is infection control; another reason is reported."""
    covid = f'{ASKED} reason="covid rules"'
    given(covid).when_examined(protective_person_removed).then_nothing()
    given(f'{ASKED} reason="visiting hours"').when_examined(protective_person_removed).then(
        ("definite", "SAFE")
    )


JOINT = "15:00 acute:a responsibility_shared strand=SAFE holders=acute:a,police:met"


def test_supervision_held_jointly_is_not_single() -> None:
    """Two agencies watch together from 15:00."""
    given(JOINT, ASKED).when_examined(protective_person_removed).then_nothing()


def test_joint_for_some_orderings_only_is_possible() -> None:
    """Joint supervision ends within the minute in which she is asked to leave."""
    given(JOINT, "16:00 acute:a responsibility_accepted strand=SAFE", ASKED).when_examined(
        protective_person_removed
    ).then(("possible", "SAFE"))


def test_a_disputed_entry_is_possible() -> None:
    """The hospital's entry is disputed by the family through a reviewer."""
    given(ASKED, "17:00 oversight:o entry_disputed position=stayed @corrects=#1").when_examined(
        protective_person_removed
    ).then(("possible", "SAFE"))
