"""Which acts small incidents are made of, and which findings are compared in them.

A theme is a place where several findings meet; its step is the grain of its times, so that their
thresholds lie inside the hours that an incident takes.

Not compared, because they do not agree yet:

* F-WAIT-16 judges by windows, and is possible and too long where each order settles what came
  between two calls (12 of 200); F-WAIT-06 reads the same chains of calls, and was not tried;
* F-DISP-03 sees no circle that only another order closes, and tells one circle of two referrals
  where the worlds tell one from each end; F-GAP-04 is possible where no order has it (10 of 150).

These and F-DELEG-01 and F-AMBIG-01 are held against three instants of each time in
`tests/projections/findings/test_uncertain_times.py`. F-RST-05, F-INFO-01 and -08 are shown by one
entry, and no order changes them.

Not comparable by worlds of exact times:

* F-REC-01: it compares when an entry was recorded, which is exact, with when it happened;
* F-REC-02: it is about windows that do not meet; in a world each act has one instant;
* F-REC-03: it is about entries that are missing, in whatever order the others stand;
* F-REC-04: it is about an order that the times exclude: no world has it;
* F-REC-05: silence by the hour over a whole record, of agencies that are known to be there;
* F-KNOW-01, F-INFO-02 and F-INFO-05: what an agency had at a moment goes by when entries were
  recorded, which a world of exact times does not change;
* F-CAM-01: whether a source is linked; F-PAT-01 and -02: over many incidents.

In five of the compared findings the rule itself is written a second time, in the words of its page
(`tests/oracle/plain.py`); in the others a world is judged by the detector.
"""

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True)
class Theme:
    """Acts that go together.

    Attributes:
        acts: an agency, an event type and its facts.
        codes: the findings that are compared.
        step_min: minutes between the times that are drawn.
        last: so many steps after noon is the last time drawn.
        second: how another agency tells the same act.

    """

    acts: tuple[str, ...]
    codes: frozenset[str]
    step_min: int = 5
    last: int = 10
    second: dict[str, str] = field(default_factory=dict)


POWER: Final = "police:met s136_power_used limb=remove"
ABSCONDED: Final = "police:met person_absconded"
ENDED: Final = "police:met detention_authority_ended how=discharged"
ASKED: Final = (
    "police:met assistance_requested kind=ambulance_convey to=ambulance:las urgency=urgent"
)
POLICE_CAME: Final = "police:met resource_arrived_at_scene callsign=P1"
POLICE_LEFT: Final = "police:met resource_left_scene callsign=P1 reason=other"
CREW_CAME: Final = "ambulance:las resource_arrived_at_scene callsign=A1 skill=paramedic"
CREW_LEFT: Final = "ambulance:las resource_left_scene callsign=A1 reason=other"
OBSERVED: Final = "ambulance:las observations_recorded taken=true"
AT_PLACE: Final = "police:met arrived_at_place_of_safety kind=emergency_department run_by=acute:rlh"

SUPERSEDED: Final = (
    "police:met risk_management_superseded superseded=local_authority:th superseding=police:met"
)
AUTHORISED: Final = (
    "police:met police_station_use_authorised inspector_rank=true hcp_present=true "
    "reg2_limbs=imminent_risk,no_other_place,healthcare_available"
)
WANTED: Final = (
    "police:met information_requested items=risk purpose=safety urgency=urgent to=mental_health:x"
)


SCENE: Final = Theme(
    acts=(
        POWER,
        POLICE_CAME,
        POLICE_LEFT,
        ASKED,
        "police:met handover_offered strands=DET,SAFE to=acute:rlh",
        "police:met responsibility_identified strand=CLIN",
        "police:met responsibility_assumed strand=SAFE",
        ABSCONDED,
        "police:met person_retaken",
        AT_PLACE,
        ENDED,
        CREW_CAME,
        CREW_LEFT,
        "ambulance:las request_accepted kind=ambulance_convey",
        "ambulance:las request_declined kind=ambulance_convey",
        OBSERVED,
        "acute:rlh handover_accepted strands=DET,SAFE",
        "acute:rlh handover_refused strands=DET",
        "acute:rlh responsibility_assumed strand=DET",
    ),
    codes=frozenset(
        {
            *("F-GAP-01", "F-GAP-02", "F-GAP-03", "F-PRES-01", "F-DISP-01", "F-DISP-02"),
            *("F-WAIT-01", "F-WAIT-02", "F-WAIT-07", "F-WAIT-08", "F-SAFE-01", "F-ALONE-01"),
        }
    ),
    second={
        POLICE_LEFT: "acute:rlh police_released",
        CREW_CAME: "police:met resource_arrived_at_scene callsign=A1 @actor=ambulance:las",
        CREW_LEFT: "police:met resource_left_scene callsign=A1 reason=other @actor=ambulance:las",
    },
)
ASSESSMENT: Final = Theme(
    acts=(
        POWER,
        AT_PLACE,
        ENDED,
        "acute:rlh assistance_requested kind=amhp to=local_authority:th",
        "local_authority:th amhp_unavailable reason=out_of_hours",
        "local_authority:th amhp_allocated service=day",
        "local_authority:th assessor_arrived assessor=amhp",
        "local_authority:th assessment_started",
        "acute:rlh assessment_delayed ground=clinical",
        "local_authority:th assessment_concluded outcome=s2",
        "local_authority:th assistance_requested kind=bed to=mental_health:x",
        "mental_health:elft bed_identified hospital=A",
        "local_authority:th no_bed_found reason=none_vacant",
        "local_authority:th application_made section=s2",
        "patient_transport:x conveyance_started mode=other",
    ),
    codes=frozenset({"F-WAIT-10", "F-WAIT-11", "F-WAIT-12", "F-WAIT-17"}),
    step_min=30,
)
DETENTION: Final = Theme(
    acts=(
        POWER,
        AT_PLACE,
        "police:met arrived_at_place_of_safety kind=police_station place_id=b run_by=police:met",
        ABSCONDED,
        "police:met person_retaken",
        ENDED,
        "local_authority:th application_made section=s2",
        "patient_transport:x conveyance_started mode=other",
        "acute:rlh detention_extended reason_condition=physical_illness",
    ),
    codes=frozenset({"F-WAIT-13", "F-WAIT-14", "F-REC-06"}),
    step_min=110,
    last=16,
)
COMMAND: Final = Theme(
    acts=(
        POLICE_CAME,
        POLICE_LEFT,
        CREW_CAME,
        CREW_LEFT,
        "fire:lfb resource_arrived_at_scene callsign=F1",
        "police:met responsibility_identified strand=CMD",
        "police:met responsibility_assumed strand=CMD",
        "police:met restraint_started people=5",
        "police:met restraint_ended released_into=seated",
        "police:met responsibility_identified strand=DEP",
        "police:met dependant_or_property_arranged what=pet held_by=family",
        "local_authority:th risk_plan_agreed agencies=local_authority:th,police:met",
        SUPERSEDED,
        "police:met dispute_resolved strand=RISK held_by=police:met",
        "police:met responsibility_assumed strand=SAFE",
        "acute:rlh protective_person_asked_to_leave by_relation=parent",
    ),
    codes=frozenset({"F-CMD-01", "F-DEP-01", "F-RISK-01", "F-SAFE-02"}),
)
WAITS: Final = Theme(
    acts=(
        "police:met contact_received channel=999 caller_kind=public",
        "ambulance:las contact_received channel=999 caller_kind=public",
        POLICE_CAME,
        ASKED,
        "police:met assistance_requested kind=ambulance_treat to=ambulance:las",
        "ambulance:las request_declined kind=ambulance_treat",
        "police:met medical_emergency_recognised sign=acute_behavioural_disturbance",
        "police:met police_vehicle_conveyance_started reason_code=no_ambulance_available",
        "ambulance:las conveyance_started mode=ambulance",
        CREW_CAME,
        "police:met incident_closed_without_attendance",
        "acute:rlh place_of_safety_refused reason_code=full place_id=a",
        AT_PLACE,
        "acute:rlh handover_accepted strands=DET,SAFE",
        POWER,
    ),
    codes=frozenset({"F-WAIT-03", "F-WAIT-04", "F-WAIT-05", "F-WAIT-09", "F-WAIT-15"}),
)
CUSTODY: Final = Theme(
    acts=(
        POWER,
        "police:met arrived_at_place_of_safety kind=police_station run_by=police:met",
        AUTHORISED,
        "custody_health:h observations_recorded taken=true",
        "police:met welfare_check_made setting=police_cell level=general roused=true",
        "custody_health:h welfare_check_made setting=police_cell level=general roused=true",
        "acute:rlh handover_accepted strands=DET,SAFE",
        ABSCONDED,
        ENDED,
    ),
    codes=frozenset({"F-CUS-01", "F-CUS-02"}),
    step_min=15,
)
FORCE: Final = Theme(
    acts=(
        "police:met restraint_started position=prone people=2",
        "acute:rlh restraint_started position=prone people=2",
        "police:met restraint_position_changed position=side",
        "police:met restraint_ended released_into=seated",
        "police:met safety_monitor_assigned who=P2",
        OBSERVED,
        CREW_CAME,
        "police:met distress_statement_heard words=breathe",
        "police:met medical_emergency_recognised sign=acute_behavioural_disturbance",
        ASKED,
        "ambulance:las medication_given drug=lorazepam",
        "police:met welfare_check_made setting=police_cell level=general roused=true",
        "police:met person_became_unresponsive",
    ),
    codes=frozenset(
        {
            *("F-ALONE-01", "F-RST-01", "F-RST-02", "F-RST-03", "F-RST-04", "F-RST-06"),
            "F-MED-01",
        }
    ),
)
INFORMATION: Final = Theme(
    acts=(
        WANTED,
        "mental_health:x information_provided items=risk completeness=minimal to=police:met",
        "mental_health:x information_declined items=risk reason=consent",
        "family family_concern_raised by_relation=parent content=knife to=mental_health:x",
        "mental_health:x information_provided items=risk completeness=full to=police:met",
        POLICE_CAME,
        POWER,
        "police:met call_information_recorded item=weapon value_recorded=knife",
        "acute:rlh conveyance_started mode=ambulance",
    ),
    codes=frozenset({"F-INFO-03", "F-INFO-04", "F-INFO-06", "F-INFO-07", "F-MED-02"}),
)
TEAM: Final = Theme(
    acts=(
        "mental_health:x contact_cadence_set interval_s=604800",
        "mental_health:x contact_cadence_set interval_s=1209600",
        "mental_health:x care_contact_made kind=face_to_face_inside substantive=true",
        "mental_health:y care_contact_made kind=face_to_face_inside substantive=true",
        "mental_health:x care_contact_made kind=doorstep",
        "mental_health:x care_contact_missed",
        "acute:rlh patient_received_at_hospital",
        ENDED,
        "mental_health:x follow_up_arranged",
        "police:met resource_arrived_at_scene callsign=P1",
    ),
    codes=frozenset({"F-CAD-01"}),
    step_min=1440,
    last=24,
)
THEMES: Final = {
    "scene": SCENE,
    "assessment": ASSESSMENT,
    "detention": DETENTION,
    "command": COMMAND,
    "waits": WAITS,
    "custody": CUSTODY,
    "force": FORCE,
    "information": INFORMATION,
    "team": TEAM,
}
