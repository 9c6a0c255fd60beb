"""The rules of responsibility, R1 to R10, and each state of a strand (§2.4)."""

from itertools import pairwise

from jointlog.domain.incident import Span, State
from jointlog.domain.vocabulary import Agency, Basis, Strand
from tests.grammar import given

DETAINED = "12:00 police:met s136_power_used"
LEFT = "13:00 police:met resource_left_scene reason=other"


def spans(strand: Strand, *lines: str) -> list[Span]:
    """The spans of the strand."""
    return given(*lines).when_folded().spans("P1", strand)


def told(strand: Strand, *lines: str) -> tuple[str, ...]:
    """The last state of the strand, and who holds it."""
    last = spans(strand, *lines)[-1]
    return (last.state.value, *map(str, last.holders))


def det(*lines: str) -> tuple[str, ...]:
    """The last state of detention."""
    return told(Strand.DET, *lines)


def safe(*lines: str) -> tuple[str, ...]:
    """The last state of supervision."""
    return told(Strand.SAFE, *lines)


def test_r1_no_acceptance_no_transfer() -> None:
    """An offer, a request and silence move nothing; acceptance does, at its own time."""
    offered = "12:30 police:met handover_offered strands=DET to=acute:kings"
    assert det(DETAINED, offered) == ("offered", "police:met")
    assert det(DETAINED, offered, "12:40 police:met s136_power_used") == ("offered", "police:met")
    accepted = "12:45 acute:kings handover_accepted strands=DET"
    made = spans(Strand.DET, DETAINED, offered, accepted)
    assert made[-1].holders == (Agency.parse("acute:kings"),)
    assert made[-1].start.entries == (3,)


def test_r1_departure_moves_nothing_to_who_was_offered_it() -> None:
    """Police leave with the offer open: offered, and held by nobody."""
    lines = (DETAINED, "12:30 police:met handover_offered strands=DET to=acute:kings", LEFT)
    assert det(*lines) == ("offered",)
    assert spans(Strand.DET, *lines)[-1].is_unheld


def test_r1_conduct_after_an_offer_is_no_acceptance() -> None:
    """Who was offered supervision and then watches has not accepted it; a holder keeps it."""
    lines = (
        "12:00 police:met responsibility_assumed strand=SAFE",
        "12:30 police:met responsibility_offered strand=SAFE to=acute:kings",
    )
    check = "12:40 acute:kings welfare_check_made setting=ward"
    assert safe(*lines, check) == ("offered", "police:met")
    unheld = "12:00 police:met responsibility_identified strand=SAFE"
    assert safe(unheld, check) == ("held", "acute:kings")
    assert spans(Strand.SAFE, unheld, check)[-1].basis is Basis.CONDUCT


def test_an_offer_between_two_agencies_outlives_a_third_ones_end() -> None:
    """The death that a hospital records does not answer what police offered to custody."""
    folded = given(
        DETAINED,
        "12:30 police:met handover_offered strands=DET to=security:gate",
        "13:00 acute:kings serious_injury_or_death_recorded what=death",
    ).when_folded()
    assert [offer.version for offer in folded.track("P1", Strand.DET).offers] == [2]


def test_r2_a_holder_persists() -> None:
    """Until accepted, relinquished, lapsed or overridden; who does not hold gives up nothing."""
    assert det(DETAINED, "13:00 acute:kings police_asked_to_remain") == ("held", "police:met")
    gave = "13:00 police:met responsibility_relinquished strand=DET accepted_by=acute:kings"
    assert det(DETAINED, gave) == ("needed, held by nobody",)
    assert det(DETAINED, gave.replace("police:met", "fire")) == ("held", "police:met")
    assert det(DETAINED, LEFT) == ("needed, held by nobody",)


def test_r2_travelling_is_not_leaving() -> None:
    """Who goes with the person holds on; released by the place, the journey is over."""
    going = "12:50 police:met police_vehicle_conveyance_started"
    given_up = given(DETAINED, going, LEFT).when_folded()
    assert det(DETAINED, going, LEFT) == ("held", "police:met")
    assert given_up.presence.visits[0].end is None
    released = "13:30 acute:kings police_released police=police:met"
    assert det(DETAINED, going, released) == ("needed, held by nobody",)
    arrived = "13:20 police:met conveyance_ended"
    assert det(DETAINED, going, arrived, LEFT.replace("13:00", "13:30")) == (
        "needed, held by nobody",
    )


def test_r2_one_resource_of_several_may_leave() -> None:
    """P1 leaves and P2 stays: police are still there."""
    came = [f"12:0{n} police:met resource_arrived_at_scene callsign=P{n}" for n in (1, 2)]
    left = "13:00 police:met resource_left_scene callsign=P1 reason=other"
    assert det(DETAINED, *came, left) == ("held", "police:met")
    assert det(DETAINED, *came, left, left.replace("P1", "P2")) == ("needed, held by nobody",)


def test_r3_contested_is_a_value() -> None:
    """Two agencies assert that they hold it; a third joins; saying it again changes nothing."""
    claim = "13:00 {} responsibility_assumed strand=SAFE"
    police, acute, trust = map(claim.format, ("police:met", "acute:kings", "mental_health:slam"))
    assert safe(police, acute) == ("contested", "police:met", "acute:kings")
    assert safe(police, acute, acute) == ("contested", "police:met", "acute:kings")
    assert len(safe(police, acute, trust)) == 4
    assert safe(police, acute, "13:05 fire:lfb responsibility_declined strand=SAFE")[0] == (
        "contested"
    )
    assert safe(police, acute, "13:05 acute:kings welfare_check_made setting=ward")[0] == (
        "contested"
    )
    assert safe(police, acute, "13:05 fire:lfb responsibility_offered strand=SAFE")[0] == (
        "contested"
    )


def test_r3_a_dispute_is_settled_by_name_or_as_before() -> None:
    """With a holder named, that one; with none, who held it before; without a dispute, nothing."""
    lines = (
        "13:00 police:met responsibility_assumed strand=SAFE",
        "13:01 acute:kings responsibility_assumed strand=SAFE",
    )
    settled = "13:10 police:met dispute_resolved strand=SAFE"
    assert safe(*lines, f"{settled} held_by=acute:kings") == ("held", "acute:kings")
    assert safe(*lines, settled) == ("held", "police:met")
    assert safe(lines[0], settled) == ("held", "police:met")


def test_r3_leaving_a_dispute_moves_nothing_to_who_disclaims() -> None:
    """The other holds it only if it says so; else who held it before; else nobody does."""
    disputed = (
        "13:00 police:met responsibility_disputed strand=SAFE parties=acute:kings/{},police:met"
    )
    left = "13:10 police:met resource_left_scene reason=other"
    disclaimed = disputed.format("disclaims")
    assert safe(disclaimed, left) == ("needed, held by nobody",)
    assert safe(disputed.format("claims"), left) == ("held", "acute:kings")
    before = "12:00 acute:kings responsibility_assumed strand=SAFE"
    assert safe(before, disclaimed, left) == ("held", "acute:kings")
    third = "13:05 mental_health:slam responsibility_assumed strand=SAFE"
    assert safe(disclaimed, third, left)[0] == "contested"


def test_r4_each_change_says_what_it_rests_on() -> None:
    """Words, a form, a system, conduct, or told later."""
    accepted = "12:00 acute:kings responsibility_accepted strand=SAFE"
    basis = {
        accepted: Basis.EXPLICIT_WORDS,
        f"{accepted} form_ref=F1": Basis.SIGNED_FORM,
        f"{accepted} @source=form": Basis.SIGNED_FORM,
        f"{accepted} @source=cctv": Basis.SYSTEM_RECORD,
        f"{accepted} @evidence=machine": Basis.SYSTEM_RECORD,
        f"{accepted} @evidence=statement": Basis.ASSERTED_LATER,
        "12:00 police:met safety_monitor_assigned": Basis.CONDUCT,
    }
    for line, expected in basis.items():
        assert spans(Strand.SAFE, line)[-1].basis is expected, line


def test_r5_joint_holding_is_explicit() -> None:
    """Agreed, with a lead; one who leaves leaves it with the other; saying it again is no claim."""
    shared = (
        "12:00 police:met responsibility_shared strand=SAFE"
        " holders=police:met,acute:kings lead=acute:kings"
    )
    assert safe(shared) == ("held jointly", "police:met", "acute:kings")
    assert safe(shared, "12:10 acute:kings responsibility_assumed strand=SAFE")[0] == "held jointly"
    assert safe(shared, "12:10 fire:lfb responsibility_assumed strand=SAFE")[0] == "contested"
    assert safe(shared, LEFT) == ("held", "acute:kings")
    assert spans(Strand.SAFE, shared, LEFT)[-1].holding.lead == Agency.parse("acute:kings")
    assert safe(shared, "12:10 police:met responsibility_offered strand=SAFE")[0] == "held jointly"
    assert safe(shared, "12:10 police:met responsibility_declined strand=SAFE")[0] == "held jointly"
    alone = "12:00 police:met responsibility_shared strand=SAFE holders= lead=acute:kings"
    assert safe(alone) == ("held", "acute:kings")
    assert safe(alone.replace(" lead=acute:kings", "")) == ("held", "police:met")


def test_r6_delegation_keeps_a_principal() -> None:
    """The crew conveys for the AMHP; what the crew drops, the AMHP holds, and may take back."""
    delegated = (
        "12:00 local_authority:x application_made section=s2",
        "12:10 local_authority:x conveyance_authority_delegated to=ambulance:las accepted=true",
    )
    last = spans(Strand.DET, *delegated)[-1]
    assert (last.state, str(last.holding.principal)) == (State.DELEGATED, "local_authority:x")
    left = "13:00 ambulance:las resource_left_scene reason=other"
    assert det(*delegated, left) == ("held", "local_authority:x")
    back = "13:00 local_authority:x responsibility_assumed strand=DET"
    assert det(*delegated, back) == ("held", "local_authority:x")
    assert det(*delegated, "13:00 fire:lfb responsibility_assumed strand=DET")[0] == "contested"
    offered = "12:10 local_authority:x conveyance_authority_delegated to=ambulance:las"
    assert det(delegated[0], offered) == ("offered", "local_authority:x")
    unheld = "12:10 police:met responsibility_delegated strand=SAFE delegate=security:g4s"
    assert safe(unheld) == ("delegated", "security:g4s")


def test_r7_detention_is_not_control_nor_watching() -> None:
    """Handing over supervision leaves detention; restraint by several is joint, and ends."""
    lines = (DETAINED, "12:30 acute:kings handover_accepted strands=SAFE")
    assert (det(*lines)[1], safe(*lines)[1]) == ("police:met", "acute:kings")
    held = "12:05 police:met restraint_started by=ambulance:las,police:met"
    assert told(Strand.FORCE, DETAINED, held)[0] == "held jointly"
    again = "12:06 police:met restraint_started"
    assert told(Strand.FORCE, DETAINED, held, again)[0] == "held jointly"
    assert told(Strand.FORCE, held, "12:10 police:met restraint_ended") == ("not needed",)


def test_r8_each_person_has_strands_of_their_own() -> None:
    """Detaining P1 says nothing of P2."""
    timeline = given(DETAINED, f"{DETAINED.replace('12', '13')} @subject=P2").when_folded()
    assert timeline.subjects == ["P1", "P2"]
    assert timeline.spans("P3", Strand.DET) == []
    assert {span.subject for span in timeline.all_spans()} == {"P1", "P2"}


def test_r9_a_strand_may_be_not_needed() -> None:
    """Ended, declared, or held by conduct alone when the holder leaves."""
    ended = "12:50 doctor:x detention_authority_ended how=discharged"
    assert det(DETAINED, ended) == ("not needed",)
    assert det("12:00 police:met s136_power_not_used") == ("not needed",)
    assert safe("12:00 police:met safety_monitor_assigned", LEFT) == ("not needed",)
    assert safe("12:00 police:met responsibility_declined strand=SAFE") == ("not needed",)
    assert safe("12:00 police:met person_absconded") == ("not needed",)


def test_r9_what_is_held_by_conduct_can_be_needed_later() -> None:
    """A crew cares, then an emergency is recognised, then the crew leaves: needed."""
    lines = (
        "12:00 ambulance:las observations_recorded taken=true",
        "12:05 police:met medical_emergency_recognised sign=collapse",
        "12:10 ambulance:las resource_left_scene reason=other",
    )
    assert told(Strand.CLIN, *lines) == ("needed, held by nobody",)


def test_r10_an_unknown_departure_leaves_the_holder_unknown() -> None:
    """Until something else is recorded; who needs it then ends the doubt."""
    left = "unknown police:met resource_left_scene reason=other"
    assert det(DETAINED, left) == ("unknown",)
    need = "13:30 acute:kings responsibility_identified strand=DET"
    assert det(DETAINED, left, need) == ("needed, held by nobody",)


def test_lapsed_suspended_and_disclaimed_are_reached() -> None:
    """Authority expired; the person absconded and was retaken; all who were asked declined."""
    assert det(DETAINED, "13:00 police:met detention_authority_ended how=expired") == ("lapsed",)
    gone = "12:30 police:met person_absconded"
    assert det(DETAINED, gone) == ("suspended", "police:met")
    assert det(DETAINED, gone, LEFT) == ("suspended", "police:met")
    assert det(DETAINED, gone, "13:00 police:btp person_retaken") == ("held", "police:btp")
    assert det(DETAINED, gone, "13:00 acute:x responsibility_assumed strand=DET")[1] == "acute:x"
    watched = "12:10 acute:kings responsibility_assumed strand=SAFE"
    assert safe(DETAINED, watched, gone) == ("needed, held by nobody",)
    need = "12:00 police:met responsibility_identified strand=SAFE"
    no = [
        f"12:1{n} {a} responsibility_declined strand=SAFE" for n, a in enumerate(("fire", "rail"))
    ]
    assert safe(need, *no) == ("disclaimed by all",)
    asked = "12:01 police:met responsibility_offered strand=SAFE to=acute:kings"
    assert safe(need, asked, *no) == ("offered",)


def test_a_refusal_leaves_it_where_it_was() -> None:
    """One of two who were asked, the last, one never asked, and the holder itself."""
    offers = [
        f"12:1{n} police:met responsibility_offered strand=DET to={a}"
        for n, a in enumerate(("acute:kings", "mental_health:slam"))
    ]
    no = "12:20 {} responsibility_declined strand=DET"
    acute, trust, fire, police = map(
        no.format, ("acute:kings", "mental_health:slam", "fire:lfb", "police:met")
    )
    assert det(DETAINED, *offers, acute) == ("offered", "police:met")
    assert det(DETAINED, *offers, acute, trust) == ("held", "police:met")
    assert det(DETAINED, fire) == ("held", "police:met")
    assert det(DETAINED, police) == ("held", "police:met")  # R2: not relinquished


def test_a_composite_handover_moves_each_strand() -> None:
    """One line for the user, several transitions for the engine."""
    timeline = given(
        DETAINED,
        "12:30 police:met handover_offered strands=DET,SAFE,CLIN to=acute",
        "12:40 acute:kings handover_accepted strands=DET,SAFE,CLIN",
    ).when_folded()
    for strand in (Strand.DET, Strand.SAFE, Strand.CLIN):
        assert timeline.spans("P1", strand)[-1].holders == (Agency.parse("acute:kings"),)
    assert [change.what for change in timeline.changes] == ["strand"] * 3


def test_a_kind_of_agency_is_the_one_that_is_known() -> None:
    """'police' accepts what was offered to police:met."""
    lines = (
        "12:00 acute:kings responsibility_assumed strand=SAFE",
        "12:10 acute:kings responsibility_offered strand=SAFE to=police:met",
        "12:20 police responsibility_accepted strand=SAFE",
    )
    assert safe(*lines) == ("held", "police:met")


def test_a_scenes_strand_ends_for_who_leaves() -> None:
    """Scene command ends with its only holder; a joint plan stays with the others, and its lead."""
    lead = "12:00 police:met responsibility_assumed strand=CMD"
    assert told(Strand.CMD, lead, LEFT) == ("not needed",)
    plan = (
        "12:00 local_authority:x risk_plan_agreed"
        " agencies=local_authority:x,police:met,ambulance:las lead=local_authority:x"
    )
    assert told(Strand.RISK, plan, LEFT)[0] == "held jointly"
    assert spans(Strand.RISK, plan, LEFT)[-1].holding.lead == Agency.parse("local_authority:x")
    assert told(Strand.CMD, plan) == ("held", "local_authority:x")


def test_each_agency_departs_with_what_it_held() -> None:
    """Two forces are released by one entry: only the one that held detention dropped it."""
    timeline = given(
        DETAINED,
        "12:10 police:btp resource_arrived_at_scene",
        "13:00 acute:kings police_released",
    ).when_folded()
    dropped = {str(d.agency): d.dropped for d in timeline.presence.departures}
    assert dropped == {"police:met": (Strand.DET,), "police:btp": ()}


def test_spans_have_no_gaps_between_them() -> None:
    """Each begins where the one before ends."""
    made = spans(Strand.DET, DETAINED, LEFT, "13:30 acute:kings handover_accepted strands=DET")
    assert [span.state for span in made] == [
        State.NOT_NEEDED,
        State.HELD,
        State.NEEDED,
        State.HELD,
    ]
    assert all(before.end == after.start for before, after in pairwise(made))
    assert made[1].holders == made[2].previous
