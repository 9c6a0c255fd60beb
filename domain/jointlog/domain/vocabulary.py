"""The words of the field: kinds of agency, roles, strands, and the codes that entries carry.

Names follow `docs/glossary.md`. Values are stored, so they never change and are never reused.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from jointlog.domain.errors import MalformedError

AGENCY_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class AgencyKind(StrEnum):
    """What sort of organisation acts, holds or is asked."""

    POLICE = "police"
    AMBULANCE = "ambulance"
    PATIENT_TRANSPORT = "patient_transport"
    LOCAL_AUTHORITY = "local_authority"  # AMHP service, emergency duty team
    MENTAL_HEALTH = "mental_health"  # mental-health trust: wards, place of safety, community teams
    ACUTE = "acute"  # acute trust: emergency department
    COMMISSIONER = "commissioner"  # ICB, LHB
    CUSTODY_HEALTH = "custody_health"
    DOCTOR = "doctor"  # independent section 12 doctor or GP
    FIRE = "fire"
    COASTGUARD = "coastguard"
    LIFEBOAT = "lifeboat"
    RAIL = "rail"
    HOUSING = "housing"  # supported housing, hostel, care provider
    SECURITY = "security"
    FAMILY = "family"  # nearest relative, nominated person, carer
    PUBLIC = "public"
    OVERSIGHT = "oversight"  # IOPC, coroner, safeguarding review: reads, and notes what is wrong


class AgencyText:
    """What a reader of stored bytes looks for where an agency stands as text."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, order=True)
class Agency(AgencyText):
    """One organisation, written ``kind:id`` (``police:met``), or any of a kind (``police``)."""

    kind: AgencyKind
    id: str = ""

    @classmethod
    def parse(cls, text: str) -> "Agency":
        """Read ``kind`` or ``kind:id``.

        Raises:
            MalformedError: no such kind, or an id that is not lower-case letters, digits, - and _.

        """
        kind, colon, name = text.partition(":")
        if kind not in AgencyKind.__members__.values():
            near = get_close_matches(kind, AgencyKind, n=1, cutoff=0.7)
            hint = f"; did you mean {near[0]}?" if near else ""
            known = f"kind:id, such as police:met; the kinds are {', '.join(AgencyKind)}"
            raise MalformedError("", f"{kind!r:.60} is not a kind of agency{hint}", known)
        if colon and not AGENCY_ID.fullmatch(name):
            raise MalformedError("", f"{name!r} is not an agency id", "1 to 40 of a-z 0-9 - _")
        return cls(AgencyKind(kind), name)

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else str(self.kind)

    def matches(self, other: "Agency") -> bool:
        """Whether both can be the same organisation; an agency without id is any of its kind."""
        return self.kind == other.kind and (not self.id or not other.id or self.id == other.id)


class Recorder(StrEnum):
    """Who may record an event type: the position, not the person."""

    POLICE_CONTROL = "police control room"
    CONSTABLE = "constable"
    POLICE_SUPERVISOR = "police supervisor"
    CUSTODY = "custody staff"
    AMBULANCE_CONTROL = "ambulance control"
    CREW = "ambulance crew"
    AMHP = "AMHP"
    DOCTOR = "doctor"
    PLACE_OF_SAFETY = "place-of-safety staff"
    EMERGENCY_DEPARTMENT = "emergency department"
    WARD = "ward"
    COMMUNITY_TEAM = "community or crisis team"
    BED_MANAGER = "bed manager"
    REVIEWER = "reviewer"
    ANY = "any agency"


class Role(StrEnum):
    """The part a person plays; §2.2 of the field dossier says which strands each can hold."""

    POLICE_CALL_HANDLER = "police_call_handler"
    DISPATCHER = "dispatcher"
    CONSTABLE = "constable"
    SERGEANT = "sergeant"
    INSPECTOR = "inspector"
    CUSTODY_SERGEANT = "custody_sergeant"
    DETENTION_OFFICER = "detention_officer"
    EMERGENCY_MEDICAL_DISPATCHER = "emergency_medical_dispatcher"
    CLINICAL_DESK = "clinical_desk"
    PARAMEDIC = "paramedic"
    TECHNICIAN = "technician"
    HART = "hart"
    EMERGENCY_DOCTOR = "emergency_doctor"
    TRANSPORT_CREW = "transport_crew"
    AMHP = "amhp"
    AMHP_OUT_OF_HOURS = "amhp_out_of_hours"
    SECTION_12_DOCTOR = "section_12_doctor"
    RESPONSIBLE_CLINICIAN = "responsible_clinician"
    PLACE_OF_SAFETY_COORDINATOR = "place_of_safety_coordinator"
    PLACE_OF_SAFETY_NURSE = "place_of_safety_nurse"
    WARD_NURSE = "ward_nurse"
    WARD_DOCTOR = "ward_doctor"
    EMERGENCY_NURSE = "emergency_nurse"
    EMERGENCY_CONSULTANT = "emergency_consultant"
    LIAISON_PSYCHIATRY = "liaison_psychiatry"
    SECURITY_OFFICER = "security_officer"
    BED_MANAGER = "bed_manager"
    DIRECTOR_ON_CALL = "director_on_call"
    CRISIS_TEAM = "crisis_team"
    STREET_TRIAGE_NURSE = "street_triage_nurse"
    CARE_COORDINATOR = "care_coordinator"
    CUSTODY_HEALTHCARE = "custody_healthcare"
    APPROPRIATE_ADULT = "appropriate_adult"
    NEAREST_RELATIVE = "nearest_relative"
    ADVOCATE = "advocate"
    HOUSING_STAFF = "housing_staff"
    FIREFIGHTER = "firefighter"
    MEMBER_OF_PUBLIC = "member_of_public"
    REVIEWER = "reviewer"
    OTHER = "other"


class Strand(StrEnum):
    """A responsibility that one agency at a time should hold for one person (§2.3)."""

    CMD = "CMD"
    DET = "DET"
    FORCE = "FORCE"
    CLIN = "CLIN"
    SAFE = "SAFE"
    CONV = "CONV"
    MHA = "MHA"
    BED = "BED"
    PLACE = "PLACE"
    INFO = "INFO"
    CONTACT = "CONTACT"
    RISK = "RISK"
    DEP = "DEP"
    FOLLOW = "FOLLOW"


STRAND_NAMES: Final = {
    Strand.CMD: "scene command",
    Strand.DET: "detention",
    Strand.FORCE: "physical control",
    Strand.CLIN: "clinical care",
    Strand.SAFE: "supervision",
    Strand.CONV: "conveyance",
    Strand.MHA: "assessment",
    Strand.BED: "bed finding",
    Strand.PLACE: "place of safety",
    Strand.INFO: "information",
    Strand.CONTACT: "going to see the person",
    Strand.RISK: "risk plan",
    Strand.DEP: "dependants and property",
    Strand.FOLLOW: "follow-up",
}


class Jurisdiction(StrEnum):
    """Whose law and standards govern the incident."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"
    OTHER = "other"


class EvidenceGrade(StrEnum):
    """How good the source of an assertion is, best first; a finding inherits the weakest."""

    MACHINE = "machine"
    CONTEMPORANEOUS = "contemporaneous"
    RETROSPECTIVE = "retrospective"  # written within 24 hours
    STATEMENT = "statement"
    HEARSAY = "hearsay"
    INFERRED = "inferred"


EVIDENCE_RANK: Final = {grade: rank for rank, grade in enumerate(EvidenceGrade)}


class Basis(StrEnum):
    """What a change of holder rests on (R4)."""

    EXPLICIT_WORDS = "explicit_words"
    SIGNED_FORM = "signed_form"
    SYSTEM_RECORD = "system_record"
    CONDUCT = "inferred_from_conduct"
    ASSERTED_LATER = "asserted_later"


class SourceKind(StrEnum):
    """Where an assertion is taken from."""

    CAD_LOG = "cad_log"
    CALL_AUDIO = "call_audio"
    RADIO = "radio"
    AVL = "avl"
    CUSTODY_RECORD = "custody_record"
    EPCR = "epcr"
    EPR = "epr"
    BODY_WORN_VIDEO = "body_worn_video"
    CCTV = "cctv"
    FORM = "form"
    STATEMENT = "statement"
    RECOLLECTION = "recollection"
    INQUEST_EVIDENCE = "inquest_evidence"
    MEDIA_REPORT = "media_report"
    OTHER = "other"


class Gateway(StrEnum):
    """The lawful basis that lets other agencies see an entry; a permission, not a duty (§7.4)."""

    VITAL_INTERESTS = "vital_interests"
    PUBLIC_INTEREST_SAFETY = "public_interest_safety"
    DIRECT_CARE = "direct_care"
    SAFEGUARDING = "safeguarding"
    CRIME_PREVENTION_S115CDA = "crime_prevention_s115CDA"
    LAW_ENFORCEMENT_PART3 = "law_enforcement_part3"
    CONSENT = "consent"
    CORONER_SCH5 = "coroner_sch5"
    COURT_ORDER = "court_order"
    IOPC_INVESTIGATION = "iopc_investigation"
    NONE_RECORDED = "none_recorded"


RECORDERS: Final[dict[AgencyKind, frozenset[Recorder]]] = {
    AgencyKind.POLICE: frozenset(
        {
            Recorder.POLICE_CONTROL,
            Recorder.CONSTABLE,
            Recorder.POLICE_SUPERVISOR,
            Recorder.CUSTODY,
        }
    ),
    AgencyKind.AMBULANCE: frozenset({Recorder.AMBULANCE_CONTROL, Recorder.CREW, Recorder.DOCTOR}),
    AgencyKind.PATIENT_TRANSPORT: frozenset({Recorder.AMBULANCE_CONTROL, Recorder.CREW}),
    AgencyKind.LOCAL_AUTHORITY: frozenset({Recorder.AMHP}),
    AgencyKind.MENTAL_HEALTH: frozenset(
        {
            Recorder.DOCTOR,
            Recorder.PLACE_OF_SAFETY,
            Recorder.WARD,
            Recorder.COMMUNITY_TEAM,
            Recorder.BED_MANAGER,
        }
    ),
    AgencyKind.ACUTE: frozenset(
        {Recorder.DOCTOR, Recorder.EMERGENCY_DEPARTMENT, Recorder.WARD, Recorder.PLACE_OF_SAFETY}
    ),
    AgencyKind.CUSTODY_HEALTH: frozenset({Recorder.DOCTOR, Recorder.CUSTODY}),
    AgencyKind.DOCTOR: frozenset({Recorder.DOCTOR}),
    AgencyKind.FIRE: frozenset({Recorder.AMBULANCE_CONTROL, Recorder.CREW}),
    AgencyKind.COASTGUARD: frozenset({Recorder.AMBULANCE_CONTROL, Recorder.CREW}),
    AgencyKind.LIFEBOAT: frozenset({Recorder.CREW}),
    AgencyKind.OVERSIGHT: frozenset({Recorder.REVIEWER}),
}
"""The positions each kind of agency has; every agency may record what ANY may."""
