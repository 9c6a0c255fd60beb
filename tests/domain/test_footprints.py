"""What each kind of statement can move, as far as orders are concerned."""

import pytest

from jointlog.domain.incident.footprints import (
    Footprints,
    aspect_of_clock,
    leavers_of,
    likeness,
    strands_of,
)
from jointlog.domain.incident.statements import Statement
from jointlog.projections.case import Case
from tests.grammar import given

ASKED = (
    "12:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las",
    "12:01 police:met assistance_requested kind=bed",
    "12:02 police:met information_requested to=mental_health:slam",
)
LEFT = "CLIN CMD CONTACT DEP DET FORCE RISK SAFE"
"""Who leaves may drop any of these."""
ALL = "BED CLIN CMD CONTACT CONV DET FORCE MHA PLACE RISK SAFE"
"""Death ends the need of each of these."""


TABLE = """
police:met resource_arrived_at_scene callsign=P1
  moves presence police; strand CONTACT
ambulance:las resource_arrived_at_scene callsign=A1
  moves care; presence ambulance; request ambulance_treat; strand CONTACT
mental_health:slam resource_arrived_at_scene callsign=M1
  moves care; presence mental_health; strand CONTACT
family resource_arrived_at_scene callsign=F
  moves presence family; strand CONTACT
police:met resource_left_scene reason=other
  moves journey; presence police; strand CLIN
  ends LEFT
police:met s136_power_used limb=remove
  moves presence police; strand CONTACT; strand DET
  opens DET
police:met restraint_started
  moves presence police; strand FORCE
police:met restraint_ended
  moves strand FORCE
  ends FORCE
police:met responsibility_identified strand=SAFE
  moves strand SAFE
  opens SAFE
  says SAFE
police:met responsibility_assumed strand=CMD
  moves strand CMD
police:met responsibility_accepted strand=DET
  moves strand DET
  opens DET
police:met responsibility_offered strand=DET to=acute:kings
  moves strand DET
  opens DET
police:met responsibility_declined strand=DET
  moves strand DET
police:met responsibility_relinquished strand=SAFE
  moves strand SAFE
  ends SAFE
police:met responsibility_ended strand=SAFE
  moves strand SAFE
  ends SAFE
police:met handover_offered strands=DET,SAFE to=acute:kings
  moves strand DET; strand SAFE
  opens DET SAFE
acute:kings handover_accepted strands=DET,CLIN
  moves care; strand CLIN; strand DET
  opens CLIN DET
acute:kings handover_refused strands=DET
  moves strand DET
police:met assistance_requested kind=ambulance_treat to=ambulance:las
  moves request ambulance_treat; sought ambulance_treat; strand CLIN
police:met assistance_requested kind=advice
  moves request advice
ambulance:las request_accepted kind=ambulance_treat
  moves care; request ambulance_treat; strand CLIN
ambulance:las request_accepted
  moves care; request ambulance_treat; request bed; request information; strand BED; strand CLIN
ambulance:las request_accepted @replies_to=#2
  moves request bed; strand BED
ambulance:las request_declined
  moves care; request ambulance_treat; request bed; request information; strand BED; strand CLIN
ambulance:las responder_reported_unavailable what=ambulance_treat
  moves care; request ambulance_treat; strand CLIN
ambulance:las responder_diverted_from_request kind=ambulance_treat
  moves care; request ambulance_treat; strand CLIN
police:met request_cancelled
  moves request ambulance_treat; request bed; request information; strand BED; strand CLIN
ambulance:las resource_held_at_rendezvous reason=scene_unsafe
  moves care; request ambulance_treat; request bed; request information; strand BED; strand CLIN
ambulance:las resource_allocated callsign=A1 skill=paramedic
  moves strand CONTACT
police:met clinician_reached_patient skill=paramedic
  moves care; presence police; request ambulance_treat
ambulance:las observations_recorded taken=true
  moves care; presence ambulance; request ambulance_treat; strand CLIN
police:met observations_recorded taken=false
  moves care
ambulance:las medication_given drug=lorazepam
  moves care; presence ambulance; request ambulance_treat; strand CLIN
ambulance:las conveyance_started
  moves care; journey; presence ambulance; request ambulance_treat; strand CONV
  opens CONV
police:met police_vehicle_conveyance_started
  moves care; journey; presence police; request ambulance_treat; strand CONV
  opens CONV
police:met conveyance_ended
  moves journey; strand CONV
  ends CONV
police:met arrived_at_place_of_safety run_by=mental_health:slam
  moves journey; presence police; strand CONV; strand PLACE
  opens PLACE
  ends CONV
  says PLACE
police:met police_released
  moves journey; presence police; strand CLIN
  ends LEFT
police:met incident_closed_without_attendance
  moves request ambulance_treat; request bed; request information; strand CONTACT
  ends CONTACT
police:met attendance_declined
  moves request ambulance_treat; strand CLIN; strand CONTACT
police:met serious_injury_or_death_recorded what=death
  moves care; each of ALL
  ends ALL
mental_health:slam bed_identified
  moves request bed; strand BED
  opens BED
mental_health:slam patient_received_at_hospital
  moves journey; strand BED; strand CONV; strand DET; strand PLACE; strand SAFE
  opens DET
  ends BED CONV PLACE
mental_health:slam information_provided to=police:met items=x
  moves request information
local_authority:x assessment_started
local_authority:x assessment_concluded outcome=s2
  moves strand BED; strand MHA
  opens BED
  ends MHA
  says BED
doctor:d detention_authority_ended how=released
  moves strand DET
  ends DET
police:met person_absconded
  moves strand DET; strand SAFE
  ends DET SAFE
police:met person_found by_whom=police condition=well
  moves strand CONTACT
  ends CONTACT
police:met contact_received channel=999 caller_kind=family
  moves strand CONTACT
  opens CONTACT
  says CONTACT
police:met responsibility_disputed strand=DET parties=police:met/claims,acute:kings/claims
  moves strand DET
  ends DET
police:met responsibility_shared strand=CLIN holders=police:met,ambulance:las
  moves strand CLIN
local_authority:l conveyance_authority_delegated to=patient_transport:p
  moves strand CONV; strand DET
  opens CONV DET
police:met medical_emergency_recognised sign=collapse
  moves strand CLIN
  opens CLIN
  says CLIN
police:met intelligence_check_performed
mental_health:slam welfare_check_made setting=ward
  moves strand SAFE
"""
"""An entry of 12:10, what it can move, what it surely makes needed, of what it may end the need,
and what it says is needed and nothing more."""


def rows() -> list[tuple[str, dict[str, str]]]:
    """The entries of the table, with what is told of each."""
    found: list[tuple[str, dict[str, str]]] = []
    for line in TABLE.strip().splitlines():
        if line.startswith("  "):
            word, _, told = line.strip().partition(" ")
            found[-1][1][word] = told
        else:
            found.append((line, {}))
    return found


def written(*lines: str) -> tuple[Case, Statement, Footprints]:
    """The case, its last entry and the footprints."""
    case = given(*lines).case()
    (last,) = (each for each in case.statements if each.version == len(lines))
    return case, last, Footprints(case.statements, case.protocol)


def keys(footprints: Footprints, statement: Statement) -> list[str]:
    """What it moves of the one person, without clocks."""
    moved = footprints.of(statement)
    assert {key[1] for key in moved} <= {"P1"}
    return sorted(" ".join((key[0], *key[2:])) for key in moved if key[0] != "clock")


def strands(openers: dict[tuple[str, ...], list[Statement]], statement: Statement) -> str:
    """The strands under which the statement is noted."""
    return " ".join(sorted(key[2] for key, noted in openers.items() if statement in noted))


@pytest.mark.parametrize(("line", "told"), rows())
def test_what_a_statement_moves(line: str, told: dict[str, str]) -> None:
    """Beside open requests for an ambulance, a bed and information, all by police."""
    _, last, footprints = written(*ASKED, f"12:10 {line}")
    every = "; ".join(f"strand {each}" for each in ALL.split())
    moves = told.get("moves", "").replace("each of ALL", every)
    ends = {"LEFT": LEFT, "ALL": ALL}.get(told.get("ends", ""), told.get("ends", ""))
    assert keys(footprints, last) == [each for each in moves.split("; ") if each]
    assert strands(footprints.openers, last) == told.get("opens", "")
    assert strands(footprints.enders, last) == ends
    says = sorted(key[2] for key in footprints.only_needs(last))
    assert says == told.get("says", "").split()


def test_clocks_are_of_the_person_and_the_standard() -> None:
    """Police come: their clocks. A restraint starts clocks of its own, in orders of their own."""
    started = "12:00 police:met restraint_started"
    _, last, footprints = written(started)
    clocks = sorted(key for key in footprints.of(last) if key[0] == "clock")
    assert clocks == [("clock", "P1", f"T-POL-0{number}") for number in (1, 2, 3, 4)]
    case, last, _ = written(started)
    for standard, moves in (("T-RST-MAN", 1), ("T-RST-PRONE", 0)):
        aspect = aspect_of_clock(standard)
        own = Footprints(case.statements, case.protocol, aspect)
        assert len(own.of(last)) == moves
    assert aspect_of_clock("T-POL-01") is None


def test_who_leaves_can_move_what_its_kind_can_come_to_hold() -> None:
    """Police were offered supervision, are named in a request and declined: those, and no more."""
    case, last, footprints = written(
        "12:00 acute:kings responsibility_offered strand=SAFE to=police:met",
        "12:01 acute:kings responsibility_identified strand=RISK",
        "12:02 police:met responsibility_offered strand=DET to=acute:kings @subject=P2",
        "12:05 police:met resource_left_scene reason=other",
    )
    assert keys(footprints, last) == ["journey", "presence police", "strand SAFE"]
    other = case.by_version[3]
    assert {key[1] for key in footprints.of(other)} == {"P2"}


def test_requests_of_another_person_are_not_moved() -> None:
    """An ambulance that comes for P1 ends no request for P2; nor does an answer."""
    asked = f"{ASKED[0]} @subject=P2"
    _, last, footprints = written(asked, "12:10 ambulance:las request_declined")
    assert keys(footprints, last) == []
    _, last, footprints = written(asked, "12:10 ambulance:las resource_arrived_at_scene")
    assert "request ambulance_treat" not in keys(footprints, last)


def test_whoever_is_named_by_a_request_can_end_it() -> None:
    """A mental health team was asked for an ambulance; fire was not."""
    asked = ASKED[0].replace("ambulance:las", "mental_health:m")
    for who, moved in (("mental_health:m", True), ("ambulance:las", True), ("fire:f", False)):
        _, last, footprints = written(asked, f"12:10 {who} resource_arrived_at_scene")
        assert ("request ambulance_treat" in keys(footprints, last)) is moved


def test_skills_and_clinical_agencies_are_of_care() -> None:
    """They are compared with visits: a nurse with police, a doctor, and not a constable's act."""
    for line, is_of_care in (
        ("police:met clinician_reached_patient skill=triage_nurse", True),
        ("doctor:d resource_arrived_at_scene callsign=D", True),
        ("custody_health:c resource_arrived_at_scene callsign=D", True),
        ("acute:a resource_arrived_at_scene callsign=D", True),
        ("acute:a responsibility_accepted strand=CLIN", True),
        ("acute:a responsibility_accepted strand=DET", False),
        ("police:met responsibility_accepted strand=CLIN", False),
    ):
        _, last, footprints = written(f"12:10 {line}")
        assert ("care" in keys(footprints, last)) is is_of_care, line


def test_who_leaves_by_a_statement() -> None:
    """The actor; those that the entry names; and nobody by another entry."""
    for line, leavers in (
        ("police:met resource_left_scene reason=other", ["police:met"]),
        ("acute:a police_released", ["police"]),
        ("police:met resource_arrived_at_scene", []),
    ):
        _, last, _ = written(f"12:10 {line}")
        assert list(map(str, leavers_of(last))) == leavers, line


def test_strands_that_an_effect_names() -> None:
    """By itself, by one field, by a field of several, or none."""
    for line, expected in (
        ("police:met s136_power_used", {"DET", "CONTACT"}),
        ("police:met responsibility_offered strand=SAFE", {"SAFE"}),
        ("police:met handover_offered strands=DET,SAFE", {"DET", "SAFE"}),
        ("police:met resource_left_scene", set()),
    ):
        _, last, _ = written(f"12:10 {line}")
        named = {s for e in last.fact.declared.effects for s in strands_of(last, e)}
        assert named <= expected, line
        assert named or not expected, line


def test_which_statements_are_alike() -> None:
    """The same act of the same person, by the same agency at one time, whatever its free words."""
    base = "12:10 police:met responsibility_offered strand=SAFE to=acute:a"

    def like(other: str) -> bool:
        case = given(base, other).case()
        return likeness(case.by_version[1]) == likeness(case.by_version[2])

    assert like(base)
    assert like(f"{base} words=please")
    for other in (
        base.replace("12:10", "12:11"),
        base.replace("12:10", "12:10:00/12:10:59"),
        base.replace("police:met", "police:x"),
        base.replace("SAFE", "DET"),
        base.replace("acute:a", "acute:b"),
        base.replace("offered", "relinquished").replace(" to=acute:a", ""),
        f"{base} @subject=P2",
        f"{base} @evidence=hearsay",
    ):
        assert not like(other), other
