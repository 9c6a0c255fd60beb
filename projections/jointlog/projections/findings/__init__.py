"""The table of all findings, in the order of the catalogue (§4).

To add one: its file in the folder of its group, its line here, its test and its negative control.
F-PAT-01 and F-PAT-02 look across incidents: `jointlog.projections.patterns.across_incidents`.
"""

from collections.abc import Iterable

from jointlog.projections.case import Case
from jointlog.projections.finding import Detector, Finding
from jointlog.projections.findings.force.advice_not_followed import advice_not_followed
from jointlog.projections.findings.force.custody_check_late import custody_check_late
from jointlog.projections.findings.force.distress_not_acted_on import distress_not_acted_on
from jointlog.projections.findings.force.face_or_neck import face_or_neck
from jointlog.projections.findings.force.left_alone import left_alone
from jointlog.projections.findings.force.long_restraint import long_restraint
from jointlog.projections.findings.force.no_body_worn_video import no_body_worn_video
from jointlog.projections.findings.force.no_monitor import no_monitor
from jointlog.projections.findings.force.police_station_conditions import police_station_conditions
from jointlog.projections.findings.force.prone_restraint import prone_restraint
from jointlog.projections.findings.force.recognition_delay import recognition_delay
from jointlog.projections.findings.force.restraint_after_emergency import restraint_after_emergency
from jointlog.projections.findings.information.call_information_inaccurate import (
    call_information_inaccurate,
)
from jointlog.projections.findings.information.crisis_plan_missing import crisis_plan_missing
from jointlog.projections.findings.information.critical_information_not_passed import (
    critical_information_not_passed,
)
from jointlog.projections.findings.information.family_concern_without_effect import (
    family_concern_without_effect,
)
from jointlog.projections.findings.information.information_unanswered import information_unanswered
from jointlog.projections.findings.information.minimal_answer import minimal_answer
from jointlog.projections.findings.information.not_briefed import not_briefed
from jointlog.projections.findings.information.risk_seen_not_escalated import (
    risk_seen_not_escalated,
)
from jointlog.projections.findings.information.stale_knowledge import stale_knowledge
from jointlog.projections.findings.record.clock_restarted import clock_restarted
from jointlog.projections.findings.record.coverage_hole import coverage_hole
from jointlog.projections.findings.record.impossible_order import impossible_order
from jointlog.projections.findings.record.late_entry import late_entry
from jointlog.projections.findings.record.required_missing import required_missing
from jointlog.projections.findings.record.sources_contradict import sources_contradict
from jointlog.projections.findings.responsibility.ambiguous_handoff_language import (
    ambiguous_handoff_language,
)
from jointlog.projections.findings.responsibility.circular_referral import circular_referral
from jointlog.projections.findings.responsibility.delegation_without_safety_facts import (
    delegation_without_safety_facts,
)
from jointlog.projections.findings.responsibility.dependants_left import dependants_left
from jointlog.projections.findings.responsibility.disclaimed_by_all import disclaimed_by_all
from jointlog.projections.findings.responsibility.held_by_nobody import held_by_nobody
from jointlog.projections.findings.responsibility.left_without_acceptance import (
    left_without_acceptance,
)
from jointlog.projections.findings.responsibility.no_identified_lead import no_identified_lead
from jointlog.projections.findings.responsibility.offer_never_answered import offer_never_answered
from jointlog.projections.findings.responsibility.present_but_not_engaged import (
    present_but_not_engaged,
)
from jointlog.projections.findings.responsibility.protective_person_removed import (
    protective_person_removed,
)
from jointlog.projections.findings.responsibility.responsibility_disputed import (
    responsibility_disputed,
)
from jointlog.projections.findings.responsibility.risk_management_superseded import (
    risk_management_superseded,
)
from jointlog.projections.findings.responsibility.status_lost_in_handover import (
    status_lost_in_handover,
)
from jointlog.projections.findings.responsibility.supervision_lapsed import supervision_lapsed
from jointlog.projections.findings.waits.ambulance_later_than_comparator import (
    ambulance_later_than_comparator,
)
from jointlog.projections.findings.waits.ambulance_never_attended import ambulance_never_attended
from jointlog.projections.findings.waits.ambulance_requested_late import ambulance_requested_late
from jointlog.projections.findings.waits.amhp_unavailable import amhp_unavailable
from jointlog.projections.findings.waits.assessment_started_late import assessment_started_late
from jointlog.projections.findings.waits.contact_cadence_exceeded import contact_cadence_exceeded
from jointlog.projections.findings.waits.conveyance_wait_after_decision import (
    conveyance_wait_after_decision,
)
from jointlog.projections.findings.waits.detention_authority_ran_out import (
    detention_authority_ran_out,
)
from jointlog.projections.findings.waits.extension_basis import extension_basis
from jointlog.projections.findings.waits.handover_wait import handover_wait
from jointlog.projections.findings.waits.no_bed import no_bed
from jointlog.projections.findings.waits.nobody_attended import nobody_attended
from jointlog.projections.findings.waits.place_of_safety_refused import place_of_safety_refused
from jointlog.projections.findings.waits.police_held_at_place_of_safety import (
    police_held_at_place_of_safety,
)
from jointlog.projections.findings.waits.police_vehicle_no_ambulance import (
    police_vehicle_no_ambulance,
)
from jointlog.projections.findings.waits.relay_delay import relay_delay
from jointlog.projections.findings.waits.repeated_calls_unchanged_grade import (
    repeated_calls_unchanged_grade,
)
from jointlog.projections.findings.waits.under_triage import under_triage

TABLE: tuple[Detector, ...] = (
    held_by_nobody,
    offer_never_answered,
    left_without_acceptance,
    status_lost_in_handover,
    responsibility_disputed,
    disclaimed_by_all,
    circular_referral,
    ambiguous_handoff_language,
    no_identified_lead,
    risk_management_superseded,
    supervision_lapsed,
    protective_person_removed,
    delegation_without_safety_facts,
    present_but_not_engaged,
    dependants_left,
    ambulance_never_attended,
    ambulance_later_than_comparator,
    police_vehicle_no_ambulance,
    ambulance_requested_late,
    relay_delay,
    under_triage,
    handover_wait,
    police_held_at_place_of_safety,
    place_of_safety_refused,
    amhp_unavailable,
    assessment_started_late,
    no_bed,
    detention_authority_ran_out,
    extension_basis,
    nobody_attended,
    repeated_calls_unchanged_grade,
    conveyance_wait_after_decision,
    contact_cadence_exceeded,
    call_information_inaccurate,
    critical_information_not_passed,
    minimal_answer,
    information_unanswered,
    not_briefed,
    family_concern_without_effect,
    risk_seen_not_escalated,
    crisis_plan_missing,
    stale_knowledge,
    long_restraint,
    prone_restraint,
    no_monitor,
    distress_not_acted_on,
    face_or_neck,
    restraint_after_emergency,
    recognition_delay,
    advice_not_followed,
    left_alone,
    custody_check_late,
    police_station_conditions,
    no_body_worn_video,
    late_entry,
    sources_contradict,
    required_missing,
    impossible_order,
    coverage_hole,
    clock_restarted,
)


def find(case: Case, detectors: Iterable[Detector] = TABLE) -> list[Finding]:
    """Every finding of the case, in the order of the table, then of time."""
    return [finding for each in detectors for finding in each.find(case)]
