"""F-CAD-01: no substantive contact for longer than the cadence set."""

import pytest

from jointlog.projections.findings.waits.contact_cadence_exceeded import contact_cadence_exceeded
from tests.grammar import given

DAY_S = 86_400


def on(day: int, event: str, clock: str = "10:00:00") -> str:
    """An entry of the team on this day of May 2026."""
    return f"2026-05-{day:02}_{clock} mental_health:m {event}"


def seen(day: int, more: str = "kind=face_to_face_inside substantive=true") -> str:
    """A contact on this day; substantive unless told otherwise."""
    return on(day, f"care_contact_made {more}")


WEEKLY = on(1, "contact_cadence_set interval_s=604800")
THREE_WEEKS = ("definite", 21 * DAY_S, 21 * DAY_S, "FOLLOW")


def test_doorstep_visits_do_not_count() -> None:
    """Seen on 1 May, on the doorstep on 8 and 15, seen on 22: 21 days against 7."""
    found = given(
        WEEKLY,
        seen(1),
        seen(8, "kind=doorstep"),
        seen(15, "kind=attempted"),
        on(16, "care_contact_missed reason=no_answer"),
        seen(18, "kind=phone substantive=false"),
        seen(22),
    ).when_examined(contact_cadence_exceeded)
    found.then(THREE_WEEKS)
    assert "4 attempts, missed or doorstep contacts" in found.findings[0].found.sentence


def test_contacts_in_time_are_nothing() -> None:
    """Seen each week."""
    given(WEEKLY, seen(1), seen(8), seen(14)).when_examined(contact_cadence_exceeded).then_nothing()


def test_only_the_kind_that_the_plan_names_counts() -> None:
    """The plan counts face to face: the call on 8 May does not."""
    given(
        on(1, "contact_cadence_set interval_s=604800 contact_kind_that_counts=face_to_face_inside"),
        seen(1),
        seen(8, "kind=phone substantive=true"),
        seen(22),
    ).when_examined(contact_cadence_exceeded).then(THREE_WEEKS)


def test_two_recorded_contacts_and_nothing_between() -> None:
    """From the team's own record of the time: definite; from an account years later: possible."""
    given(WEEKLY, seen(1), seen(22)).when_examined(contact_cadence_exceeded).then(THREE_WEEKS)
    given(WEEKLY, seen(1), f"{seen(22)} @evidence=statement").when_examined(
        contact_cadence_exceeded
    ).then(("possible", *THREE_WEEKS[1:]))


def test_a_contact_of_unknown_substance_may_count() -> None:
    """Seen on 15 May, whether substantively is not told: both stretches possible at most."""
    unknown = seen(15, "kind=face_to_face_inside")
    given(WEEKLY, seen(1), unknown, seen(29)).when_examined(contact_cadence_exceeded).then(
        ("possible", 14 * DAY_S, 14 * DAY_S, "FOLLOW"),
        ("possible", 14 * DAY_S, 14 * DAY_S, "FOLLOW"),
    )


def test_the_end_of_the_record_alone_shows_little() -> None:
    """Nothing after 1 May, examined on 22 May: possible, until the team's list is read."""
    found = given(WEEKLY, seen(1)).when_examined(
        contact_cadence_exceeded, until="2026-05-22_10:00:00"
    )
    found.then(("possible", *THREE_WEEKS[1:]))
    assert found.findings[0].found.settle == "the team's own list of contacts in that time"


def test_day_precision_makes_it_possible() -> None:
    """Seen on 1 May and, at some time of the day, on 8 May: 6 d 14 h to 7 d 14 h."""
    given(
        WEEKLY,
        seen(1),
        "2026-05-08 mental_health:m care_contact_made kind=video substantive=true",
    ).when_examined(contact_cadence_exceeded).then(
        ("possible", 6 * DAY_S + 50_400, 7 * DAY_S + 50_399, "FOLLOW")
    )


@pytest.mark.parametrize("over", ["detention_authority_ended how=discharged", "follow_up_arranged"])
def test_time_in_hospital_does_not_count(over: str) -> None:
    """In hospital 3 to 20 May, visited there on 10, seen on 25: no stretch over 7 days."""
    given(
        WEEKLY,
        seen(1),
        on(3, "patient_received_at_hospital"),
        seen(10),
        on(20, over),
        seen(25),
    ).when_examined(contact_cadence_exceeded).then_nothing()


def test_too_long_before_the_admission_still_counts() -> None:
    """Seen on 1 May, admitted on 22 May; a new cadence ends the stay; an injury ends nothing."""
    given(
        WEEKLY,
        seen(1),
        on(22, "patient_received_at_hospital"),
        on(25, "contact_cadence_set interval_s=604800"),
        on(26, "serious_injury_or_death_recorded what=serious_injury"),
    ).when_examined(contact_cadence_exceeded).then(THREE_WEEKS)


def test_death_ends_it() -> None:
    """Died on 5 May: no contact is due after it."""
    given(WEEKLY, seen(1), on(5, "serious_injury_or_death_recorded what=death")).when_examined(
        contact_cadence_exceeded, until="2026-06-01"
    ).then_nothing()


def test_a_cadence_changed_in_time_governs_from_then() -> None:
    """Changed on 5 May to 28 days: seen on 22 May is in time."""
    given(WEEKLY, seen(1), on(5, "contact_cadence_set interval_s=2419200"), seen(22)).when_examined(
        contact_cadence_exceeded
    ).then_nothing()


def test_a_change_after_it_was_exceeded_does_not_heal_it() -> None:
    """Changed on 12 and 14 May, when 7 days had passed already: 21 days stand against 7."""
    found = given(
        WEEKLY,
        seen(1),
        on(12, "contact_cadence_set interval_s=2419200"),
        on(14, "contact_cadence_set interval_s=2419200"),
        seen(22),
    ).when_examined(contact_cadence_exceeded)
    found.then(THREE_WEEKS)
    assert found.findings[0].found.limit_s == 7 * DAY_S


def test_the_cadence_runs_from_when_it_was_set() -> None:
    """Recorded on 10 May as since 1 May; first seen on 22 May."""
    given(
        on(10, "contact_cadence_set interval_s=604800 since=2026-05-01_10:00:00"), seen(22)
    ).when_examined(contact_cadence_exceeded).then(THREE_WEEKS)


def test_no_cadence_recorded_and_only_doorstep_contacts_is_indeterminate() -> None:
    """Followed from 1 May, on the doorstep on 15: 21 days, and no cadence to hold it to."""
    found = given(
        on(1, "detention_authority_ended how=discharged", "08:00:00"),
        on(1, "follow_up_arranged by_whom=mental_health:m"),
        seen(15, "kind=doorstep substantive=false"),
    ).when_examined(contact_cadence_exceeded, until="2026-05-22_10:00:00")
    found.then(("indeterminate", *THREE_WEEKS[1:]))
    assert found.findings[0].found.settle == "a record of the cadence that the team had set"


@pytest.mark.parametrize(
    "lines",
    [
        (on(1, "follow_up_arranged"), on(15, "care_contact_missed")),
        (seen(15, "kind=doorstep"), on(16, "care_contact_missed")),
        (on(1, "follow_up_arranged"), seen(3, "kind=doorstep"), seen(5)),
    ],
)
def test_no_cadence_and_nothing_more_is_nothing(lines: tuple[str, ...]) -> None:
    """Nobody on the doorstep, nobody following, or seen within the week."""
    given(*lines).when_examined(contact_cadence_exceeded, until="2026-05-22").then_nothing()


def test_where_no_standard_speaks_of_it_nothing_is_said_without_a_cadence() -> None:
    """In Scotland no row stands for outreach; a cadence that is set is measured all the same."""
    doorstep = (on(1, "follow_up_arranged"), seen(15, "kind=doorstep"))
    given(*doorstep).when_examined(
        contact_cadence_exceeded, until="2026-05-22", protocol="scotland@2026-05-01"
    ).then_nothing()
    given(WEEKLY, seen(1), seen(22)).when_examined(
        contact_cadence_exceeded, protocol="scotland@2026-05-01"
    ).then(THREE_WEEKS)


def test_the_words_and_what_it_rests_on() -> None:
    """Seen on 1 May, on the doorstep on 8, seen on 22: the threshold, the standard, the entries.

    The cadence is set in the very second of the first contact: where that is later, it begins it.
    """
    found = given(WEEKLY, seen(1), seen(8, "kind=doorstep"), seen(22)).when_examined(
        contact_cadence_exceeded
    )
    (only,) = found.findings
    assert only.found.sentence == (
        "no contact that counts is recorded for 21 d 00 h 00 min (threshold 7 d 00 h 00 min); 1 "
        "attempts, missed or doorstep contacts are recorded in that time"
    )
    assert only.found.entries == (2, 3, 4, 1)
    assert only.standard_reference.startswith("T-AOT-CAD@")


def test_without_a_cadence_the_words_say_so() -> None:
    """Discharged on 1 May, on the doorstep on 15: examined on 22 May."""
    found = given(
        on(1, "detention_authority_ended how=discharged"),
        seen(15, "kind=doorstep substantive=false"),
    ).when_examined(contact_cadence_exceeded, until="2026-05-22_10:00:00")
    found.then(("indeterminate", *THREE_WEEKS[1:]))
    assert "(no cadence set is recorded; outreach " in found.findings[0].found.sentence


def test_a_contact_before_any_cadence_begins_a_gap() -> None:
    """Seen on 1 May, on the doorstep on 15, no cadence: 21 days on 22 May, indeterminate."""
    given(seen(1), seen(15, "kind=doorstep")).when_examined(
        contact_cadence_exceeded, until="2026-05-22_10:00:00"
    ).then(("indeterminate", *THREE_WEEKS[1:]))
    unknown = seen(1, "kind=face_to_face_inside")
    given(unknown, seen(15, "kind=doorstep")).when_examined(
        contact_cadence_exceeded, until="2026-05-22_10:00:00"
    ).then(("indeterminate", *THREE_WEEKS[1:]))


@pytest.mark.parametrize("over", ["detention_authority_ended how=discharged", "follow_up_arranged"])
def test_after_the_stay_in_hospital_the_cadence_runs_again(over: str) -> None:
    """In hospital 3 to 5 May, visited on 4; then seen on 26: 21 days from the discharge."""
    found = given(
        WEEKLY,
        seen(1),
        on(3, "patient_received_at_hospital"),
        seen(4),
        on(5, over),
        seen(26),
    ).when_examined(contact_cadence_exceeded)
    found.then(THREE_WEEKS)
    assert list(map(str, found.findings[0].found.parties)) == ["mental_health:m"]


def test_following_up_again_does_not_restart_a_gap_that_runs() -> None:
    """Under a cadence, or with a doorstep visit since: from the start; else from the last."""
    given(WEEKLY, seen(1), on(10, "follow_up_arranged"), seen(22)).when_examined(
        contact_cadence_exceeded
    ).then(THREE_WEEKS)
    first, again = on(1, "follow_up_arranged"), on(8, "follow_up_arranged")
    doorstep, until = seen(5, "kind=doorstep"), "2026-05-22_10:00:00"
    given(first, doorstep, again).when_examined(contact_cadence_exceeded, until=until).then(
        ("indeterminate", *THREE_WEEKS[1:])
    )
    given(first, again, seen(12, "kind=doorstep")).when_examined(
        contact_cadence_exceeded, until=until
    ).then(("indeterminate", 14 * DAY_S, 14 * DAY_S, "FOLLOW"))


def test_an_injury_ends_and_begins_nothing() -> None:
    """Injured on 5 May: the gap goes on, with and without a cadence."""
    hurt = on(5, "serious_injury_or_death_recorded what=serious_injury")
    until = "2026-05-22_10:00:00"
    given(WEEKLY, seen(1), hurt).when_examined(contact_cadence_exceeded, until=until).then(
        ("possible", *THREE_WEEKS[1:])
    )
    given(on(1, "follow_up_arranged"), hurt, seen(15, "kind=doorstep")).when_examined(
        contact_cadence_exceeded, until=until
    ).then(("indeterminate", *THREE_WEEKS[1:]))


def test_a_doorstep_visit_shows_the_gap_from_whatever_source() -> None:
    """From an account years later: the attempts themselves show that contact was not made."""
    later = [
        f"{each} @evidence=statement" for each in (seen(1), seen(8, "kind=doorstep"), seen(22))
    ]
    given(WEEKLY, *later).when_examined(contact_cadence_exceeded).then(THREE_WEEKS)


def test_what_was_perhaps_exceeded_under_the_old_cadence_stays_so() -> None:
    """Changed on some hour of 8 May, after 6 d 14 h to 7 d 14 h against 7: possible."""
    given(
        WEEKLY,
        seen(1),
        "2026-05-08 mental_health:m contact_cadence_set interval_s=2419200",
        seen(22),
    ).when_examined(contact_cadence_exceeded).then(("possible", *THREE_WEEKS[1:]))


def test_too_long_under_the_one_cadence_or_else_under_the_other() -> None:
    """Set about 6 May (5 to 7) to 7 days, changed on 13 to 14 days, seen on 23: definite.

    Either 7 days had passed by 13 May, or the 16 to 18 days are held against 14.
    """
    given(
        "2026-05-05_10:00:00/2026-05-07_10:00:00 mental_health:m contact_cadence_set "
        "interval_s=604800",
        on(13, "contact_cadence_set interval_s=1209600"),
        seen(16, "kind=doorstep"),
        seen(23),
    ).when_examined(contact_cadence_exceeded).then(("definite", 16 * DAY_S, 18 * DAY_S, "FOLLOW"))


def test_a_contact_on_the_day_of_another_may_have_come_before_it() -> None:
    """Seen within 1 May and on the doorstep within it; seen on 22 May: 20 to 22 days against 7.

    Where the doorstep came first nothing in the gap shows it but its two ends, which are of the
    time: definite in both.
    """
    given(
        WEEKLY,
        "2026-05-01_11:00:00/2026-05-02_11:00:00 mental_health:m care_contact_made "
        "kind=face_to_face_inside substantive=true",
        "2026-05-01_11:00:00/2026-05-02_11:00:00 mental_health:m care_contact_made kind=doorstep",
        seen(22, "kind=face_to_face_inside substantive=true"),
    ).when_examined(contact_cadence_exceeded).then(
        ("definite", 20 * DAY_S - 3600, 21 * DAY_S - 3600, "FOLLOW")
    )
