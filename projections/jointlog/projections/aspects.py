"""Which findings are held against which orders of an incident.

A finding that reads who held what, who waited and who was there is examined in every order that can
change those. One that reads a few kinds of entries is examined in the orders of these only: they
are fewer, and what else is vague in the incident leaves it as sure as it is.
"""

from typing import Final

from jointlog.domain.asking import RequestKind
from jointlog.domain.incident.footprints import Aspect
from jointlog.domain.vocabulary import AgencyKind, Strand

BY_ORDER: Final = frozenset(
    {
        *("F-GAP-01", "F-GAP-02", "F-GAP-03"),
        *(f"F-WAIT-{n:02d}" for n in (1, 2, 3, 7, 8, 10, 11, 12, 13, 14, 15, 17)),
        *("F-DISP-01", "F-DISP-02", "F-SAFE-01", "F-SAFE-02", "F-RISK-01"),
        *("F-DELEG-01", "F-PRES-01", "F-DEP-01", "F-AMBIG-01", "F-ALONE-01", "F-CUS-02"),
    }
)
"""They read who held what, who waited and who was there, which another order can change."""

WEEK_S: Final = 604_800
"""Contacts are told by the day, and cadences are of weeks."""
HELD: Final = frozenset(
    {
        "restraint_started",
        "restraint_position_changed",
        "restraint_ended",
        "serious_injury_or_death_recorded",
    }
)
FORCE: Final = Aspect("force", HELD)
SIGNS: Final = frozenset(
    {
        "distress_statement_heard",
        "medical_emergency_recognised",
        "observations_recorded",
        "person_became_unresponsive",
        "clinician_reached_patient",
    }
)
AMBULANCE: Final = (
    RequestKind.AMBULANCE_TREAT,
    RequestKind.AMBULANCE_CONVEY,
    RequestKind.HART,
)
CARE: Final = ("strand", Strand.CLIN)
CLINICIANS: Final = tuple(
    ("presence", kind)
    for kind in (AgencyKind.AMBULANCE, AgencyKind.DOCTOR, AgencyKind.CUSTODY_HEALTH)
)
WATCHED: Final = Aspect("watched", HELD | SIGNS | {"safety_monitor_assigned"}, CLINICIANS)
HEARD: Final = Aspect(
    "heard",
    frozenset({"restraint_device_changed", "medication_given", "assistance_requested"})
    | (HELD - {"restraint_started"})
    | (SIGNS - {"person_became_unresponsive"}),
)
EMERGENCY: Final = Aspect(
    "emergency", HELD | {"medical_emergency_recognised", "risk_plan_agreed"}, (CARE,)
)
RECOGNISED: Final = Aspect(
    "recognised", SIGNS | HELD | {"assistance_requested"}, (CARE, ("request",))
)
ASKED: Final = Aspect(
    "asked",
    frozenset({"information_requested", "information_provided", "information_declined"}),
    (("request", RequestKind.INFORMATION),),
)
LEAD: Final = Aspect(
    "lead",
    HELD | {"responsibility_identified", "responsibility_relinquished"},
    (("presence",), ("strand", Strand.CMD), ("strand", Strand.FORCE)),
)
CUSTODY: Final = Aspect(
    "custody",
    SIGNS
    | frozenset(
        {
            *("welfare_check_made", "restraint_started", "restraint_ended", "medication_given"),
            *("assessment_started", "assessor_arrived", "arrived_at_place_of_safety"),
        }
    ),
    tuple(("clock", standard) for standard in ("T-CUS-OBS1", "T-CUS-OBS2", "T-SEC-15")),
)
SOUGHT: Final = Aspect(
    "sought",
    frozenset(
        {
            *("medical_emergency_recognised", "person_became_unresponsive", "s136_power_used"),
            *("arrived_at_place_of_safety", "conveyance_started", "responsibility_ended"),
            *("police_vehicle_conveyance_started", "detention_authority_ended"),
            "clinician_reached_patient",
        }
    ),
    (
        *(("request", kind) for kind in AMBULANCE),
        ("presence", AgencyKind.ACUTE),
        *CLINICIANS,
    ),
)
TEAM: Final = Aspect(
    "team",
    frozenset(
        {
            *("contact_cadence_set", "care_contact_made", "care_contact_missed"),
            *("patient_received_at_hospital", "detention_authority_ended", "follow_up_arranged"),
            "serious_injury_or_death_recorded",
        }
    ),
    wide_s=WEEK_S,
)
BY_ASPECT: Final = {
    "F-WAIT-04": SOUGHT,
    "F-CAD-01": TEAM,
    "F-CUS-01": CUSTODY,
    "F-CMD-01": LEAD,
    "F-RST-01": FORCE,
    "F-RST-02": FORCE,
    "F-RST-03": WATCHED,
    "F-RST-04": HEARD,
    "F-RST-06": EMERGENCY,
    "F-MED-01": RECOGNISED,
    "F-INFO-03": ASKED,
    "F-INFO-04": ASKED,
}
"""They read a few kinds of entries: only the orders of those are looked at. A finding in neither
list compares the times that entries carry, and says itself where those can stand either way."""

BEGINS: Final = {
    "F-RST-01": ("restraint_started",),
    "F-RST-02": ("restraint_started", "restraint_position_changed"),
    "F-RST-03": ("restraint_started",),
    "F-RST-04": ("distress_statement_heard",),
    "F-RST-06": ("medical_emergency_recognised",),
    "F-INFO-03": ("information_requested",),
    "F-INFO-04": ("information_requested",),
    "F-CUS-01": (
        *("welfare_check_made", "handover_accepted", "seclusion_started"),
        "person_became_unresponsive",
    ),
    "F-WAIT-04": (
        *("medical_emergency_recognised", "person_became_unresponsive", "s136_power_used"),
    ),
    "F-CAD-01": (
        *("contact_cadence_set", "care_contact_made", "detention_authority_ended"),
        "follow_up_arranged",
    ),
}
"""Without an entry of one of these types there is no such find, in whatever order: then none of the
orders is made."""
