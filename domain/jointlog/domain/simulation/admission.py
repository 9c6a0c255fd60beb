"""The second half of the course: absconding, assessment, and the bed or the way home."""

from random import Random

from jointlog.domain.simulation.course import COUNCIL, HOUR_S, POLICE, TRANSPORT, TRUST, Course
from jointlog.domain.simulation.plan import Amhp, chance


def assess(rng: Random, course: Course, at_s: int) -> None:
    """Let the person be assessed, and admitted or discharged."""
    plan = course.plan
    asked_s = course.add(
        "amhp",
        course.place,
        "assistance_requested",
        course.acts["arrived"].at_s + rng.randint(60, 1200),
        cause="arrived",
        kind="amhp",
        to=COUNCIL,
    )
    found_s = asked_s + (rng.randint(120, 800) if chance(rng, 60) else rng.randint(800, 5400))
    if plan.amhp is Amhp.NIGHT:
        none_s = course.add(
            "no-amhp",
            COUNCIL,
            "amhp_unavailable",
            asked_s + rng.randint(120, 900),
            cause="amhp",
            answers=True,
            reason="out_of_hours",
        )
        found_s = none_s + rng.randint(4 * HOUR_S, 9 * HOUR_S)
    course.add("amhp-sent", COUNCIL, "amhp_allocated", found_s, cause="amhp", answers=True)
    at_s = max(at_s, found_s)
    if plan.absconds:
        at_s = _abscond(rng, course, at_s)
    at_s = course.add(
        "assessed", COUNCIL, "assessment_started", at_s + rng.randint(900, 9000), cause="amhp-sent"
    )
    at_s = course.add(
        "decided",
        COUNCIL,
        "assessment_concluded",
        at_s + rng.randint(1800, 5400),
        cause="assessed",
        outcome="s2" if plan.admitted else "crisis_team",
    )
    if plan.admitted:
        _admit(rng, course, at_s)
    else:
        _discharge(rng, course, at_s)


def _abscond(rng: Random, course: Course, at_s: int) -> int:
    """The person leaves, is taken back by police, and is handed over again."""
    at_s = max(at_s, *(act.at_s for act in course.acts.values())) + rng.randint(600, 3600)
    course.add("gone", course.place, "person_absconded", at_s, lawful_status_then="s136")
    back_s = at_s + rng.randint(300, 3600)
    course.add("back", POLICE, "person_retaken", back_s, cause="gone", power="s138")
    watched_s = course.add(
        "watched",
        POLICE,
        "responsibility_assumed",
        back_s + rng.randint(1, 120),
        cause="back",
        strand="SAFE",
        basis="statute",
    )
    offered_s = course.add(
        "offered-2",
        POLICE,
        "handover_offered",
        watched_s + rng.randint(600, 1800),
        cause="back",
        strands=["DET", "SAFE"],
        to=course.place,
        legal_status_stated=True,
    )
    return course.add(
        "taken-2",
        course.place,
        "handover_accepted",
        offered_s + rng.randint(60, 900),
        cause="offered-2",
        answers=True,
        strands=["DET", "SAFE"],
    )


def _admit(rng: Random, course: Course, at_s: int) -> None:
    asked_s = course.add(
        "bed",
        COUNCIL,
        "assistance_requested",
        at_s + rng.randint(60, 1500),
        cause="decided",
        kind="bed",
        to=TRUST,
    )
    at_s = course.add(
        "bed-owned",
        TRUST,
        "request_accepted",
        asked_s + rng.randint(60, 1500),
        cause="bed",
        answers=True,
        kind="bed",
    )
    slow = 4 * HOUR_S if chance(rng, 50) else HOUR_S
    if course.plan.no_bed:
        at_s = course.add(
            "no-bed",
            TRUST,
            "no_bed_found",
            at_s + rng.randint(600, 3600),
            cause="bed",
            answers=True,
            reason="none_vacant",
        )
    at_s = course.add(
        "bed-found",
        TRUST,
        "bed_identified",
        at_s + rng.randint(600, slow),
        cause="bed",
        answers=True,
        hospital="Sim Hospital",
    )
    at_s = course.add(
        "applied",
        COUNCIL,
        "application_made",
        at_s + rng.randint(300, 1800),
        cause="decided",
        section="s2",
    )
    at_s = course.add(
        "off-2",
        TRANSPORT,
        "conveyance_started",
        at_s + rng.randint(600, 3600),
        cause="applied",
        mode="secure_transport",
        authority="s6",
        escorts=[course.place],
    )
    course.add(
        "received",
        TRUST,
        "patient_received_at_hospital",
        at_s + rng.randint(600, 3600),
        cause="off-2",
        ward="Ward 2",
    )


def _discharge(rng: Random, course: Course, at_s: int) -> None:
    at_s = course.add(
        "followed",
        TRUST,
        "follow_up_arranged",
        at_s + rng.randint(60, 900),
        cause="decided",
        by_whom=TRUST,
    )
    at_s = course.add(
        "ended",
        COUNCIL,
        "detention_authority_ended",
        at_s + rng.randint(60, 900),
        cause="decided",
        how="discharged",
    )
    course.add(
        "unwatched",
        course.place,
        "responsibility_ended",
        at_s + rng.randint(1, 300),
        cause="ended",
        strand="SAFE",
        reason="need_ceased",
    )
