"""The table of all findings, in the order of the catalogue (§4).

To add one: its file in the folder of its group, its line here, its test and its negative control.
"""

from collections.abc import Iterable

from jointlog.projections.case import Case
from jointlog.projections.finding import Detector, Finding
from jointlog.projections.findings.force.long_restraint import long_restraint
from jointlog.projections.findings.force.prone_restraint import prone_restraint
from jointlog.projections.findings.information.critical_information_not_passed import (
    critical_information_not_passed,
)
from jointlog.projections.findings.information.information_unanswered import information_unanswered
from jointlog.projections.findings.information.minimal_answer import minimal_answer
from jointlog.projections.findings.record.sources_contradict import sources_contradict
from jointlog.projections.findings.responsibility.circular_referral import circular_referral
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
from jointlog.projections.findings.responsibility.responsibility_disputed import (
    responsibility_disputed,
)
from jointlog.projections.findings.responsibility.risk_management_superseded import (
    risk_management_superseded,
)
from jointlog.projections.findings.responsibility.status_lost_in_handover import (
    status_lost_in_handover,
)
from jointlog.projections.findings.waits.ambulance_later_than_comparator import (
    ambulance_later_than_comparator,
)
from jointlog.projections.findings.waits.ambulance_never_attended import ambulance_never_attended
from jointlog.projections.findings.waits.ambulance_requested_late import ambulance_requested_late
from jointlog.projections.findings.waits.amhp_unavailable import amhp_unavailable
from jointlog.projections.findings.waits.detention_authority_ran_out import (
    detention_authority_ran_out,
)
from jointlog.projections.findings.waits.handover_wait import handover_wait
from jointlog.projections.findings.waits.no_bed import no_bed
from jointlog.projections.findings.waits.police_held_at_place_of_safety import (
    police_held_at_place_of_safety,
)
from jointlog.projections.findings.waits.police_vehicle_no_ambulance import (
    police_vehicle_no_ambulance,
)

TABLE: tuple[Detector, ...] = (
    held_by_nobody,
    offer_never_answered,
    left_without_acceptance,
    status_lost_in_handover,
    responsibility_disputed,
    disclaimed_by_all,
    circular_referral,
    no_identified_lead,
    risk_management_superseded,
    present_but_not_engaged,
    ambulance_never_attended,
    ambulance_later_than_comparator,
    police_vehicle_no_ambulance,
    ambulance_requested_late,
    handover_wait,
    police_held_at_place_of_safety,
    amhp_unavailable,
    no_bed,
    detention_authority_ran_out,
    critical_information_not_passed,
    minimal_answer,
    information_unanswered,
    long_restraint,
    prone_restraint,
    sources_contradict,
)


def find(case: Case, detectors: Iterable[Detector] = TABLE) -> list[Finding]:
    """Every finding of the case, in the order of the table, then of time."""
    return [finding for each in detectors for finding in each.find(case)]
