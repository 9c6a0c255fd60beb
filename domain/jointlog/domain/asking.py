"""What one agency can ask of another: who can answer, and what an acceptance moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from jointlog.domain.vocabulary import AgencyKind, Strand


class RequestKind(StrEnum):
    """What one agency asks of another."""

    AMBULANCE_TREAT = "ambulance_treat"
    AMBULANCE_CONVEY = "ambulance_convey"
    POLICE = "police"
    AMHP = "amhp"
    S12_DOCTOR = "s12_doctor"
    PLACE_OF_SAFETY = "place_of_safety"
    BED = "bed"
    HEALTHCARE_PROFESSIONAL = "healthcare_professional"
    APPROPRIATE_ADULT = "appropriate_adult"
    INTERPRETER = "interpreter"
    ADVICE = "advice"
    HART = "hart"
    FIRE = "fire"
    TRANSPORT = "transport"
    INFORMATION = "information"  # opened by information_requested only


REQUEST_NAMES: Final[Mapping[RequestKind, str]] = {
    RequestKind.AMBULANCE_TREAT: "an ambulance to treat",
    RequestKind.AMBULANCE_CONVEY: "an ambulance to convey",
    RequestKind.POLICE: "police",
    RequestKind.AMHP: "an AMHP",
    RequestKind.S12_DOCTOR: "a section 12 doctor",
    RequestKind.PLACE_OF_SAFETY: "a place of safety",
    RequestKind.BED: "a bed",
    RequestKind.HEALTHCARE_PROFESSIONAL: "a healthcare professional",
    RequestKind.APPROPRIATE_ADULT: "an appropriate adult",
    RequestKind.INTERPRETER: "an interpreter",
    RequestKind.ADVICE: "advice",
    RequestKind.HART: "a hazardous-area response team",
    RequestKind.FIRE: "the fire service",
    RequestKind.TRANSPORT: "transport",
    RequestKind.INFORMATION: "information",
}
"""What is asked for, as a sentence says it."""


@dataclass(frozen=True, slots=True)
class RequestRule:
    """What a kind of request offers, who can answer it by coming, and what acceptance moves.

    ``offers`` is the strand that the request offers; ``moves`` says whether a recorded acceptance
    of the task also moves that strand (care of a patient moves only at the patient's side).
    """

    responders: tuple[AgencyKind, ...]
    offers: Strand | None = None
    moves: bool = False
    needs: bool = False  # asking makes the strand needed
    ends_on_arrival: bool = False  # a responder reaching the person ends the wait


_TRUSTS: Final = (AgencyKind.MENTAL_HEALTH, AgencyKind.ACUTE, AgencyKind.DOCTOR)
REQUEST_RULES: Final[Mapping[RequestKind, RequestRule]] = {
    RequestKind.AMBULANCE_TREAT: RequestRule(
        (AgencyKind.AMBULANCE,), Strand.CLIN, ends_on_arrival=True
    ),
    RequestKind.AMBULANCE_CONVEY: RequestRule(
        (AgencyKind.AMBULANCE, AgencyKind.PATIENT_TRANSPORT),
        Strand.CONV,
        moves=True,
        needs=True,
        ends_on_arrival=True,
    ),
    RequestKind.POLICE: RequestRule(
        (AgencyKind.POLICE,), Strand.CONTACT, moves=True, ends_on_arrival=True
    ),
    RequestKind.AMHP: RequestRule(
        (AgencyKind.LOCAL_AUTHORITY,), Strand.MHA, moves=True, needs=True
    ),
    RequestKind.S12_DOCTOR: RequestRule(_TRUSTS),
    RequestKind.PLACE_OF_SAFETY: RequestRule(
        (AgencyKind.MENTAL_HEALTH, AgencyKind.ACUTE, AgencyKind.POLICE),
        Strand.PLACE,
        moves=True,
        needs=True,
    ),
    RequestKind.BED: RequestRule(
        (AgencyKind.MENTAL_HEALTH, AgencyKind.COMMISSIONER), Strand.BED, moves=True, needs=True
    ),
    RequestKind.HEALTHCARE_PROFESSIONAL: RequestRule(
        (AgencyKind.CUSTODY_HEALTH, AgencyKind.DOCTOR), Strand.CLIN, ends_on_arrival=True
    ),
    RequestKind.APPROPRIATE_ADULT: RequestRule((), ends_on_arrival=False),
    RequestKind.INTERPRETER: RequestRule(()),
    RequestKind.ADVICE: RequestRule((AgencyKind.MENTAL_HEALTH, AgencyKind.AMBULANCE)),
    RequestKind.HART: RequestRule((AgencyKind.AMBULANCE,), Strand.CLIN, ends_on_arrival=True),
    RequestKind.FIRE: RequestRule((AgencyKind.FIRE,), ends_on_arrival=True),
    RequestKind.TRANSPORT: RequestRule(
        (AgencyKind.PATIENT_TRANSPORT, AgencyKind.AMBULANCE),
        Strand.CONV,
        moves=True,
        needs=True,
        ends_on_arrival=True,
    ),
    RequestKind.INFORMATION: RequestRule(()),
}
