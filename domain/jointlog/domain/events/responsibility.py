"""Responsibility: identified, offered, accepted, shared, given up, disputed (§3.5).

Without a recorded acceptance nothing moves.
"""

from enum import StrEnum

from jointlog.domain.declare import Event, about, declared, event
from jointlog.domain.effects import (
    Claims,
    Declines,
    Delegates,
    Disputes,
    Ends,
    Needs,
    Of,
    Offers,
    Relinquishes,
    Settles,
    Shares,
    Takes,
    When,
)
from jointlog.domain.events.shared import (
    ID_LENGTH_MAX,
    ITEM_LENGTH_MAX,
    PLACE_LENGTH_MAX,
    REASON_LENGTH_MAX,
    Channel,
    DeclineReason,
)
from jointlog.domain.time import Occurred
from jointlog.domain.vocabulary import Agency, Recorder, Role, Strand


class AssumptionBasis(StrEnum):
    """What an agency took a responsibility on."""

    FIRST_ON_SCENE = "first_on_scene"
    STATUTE = "statute"
    EMERGENCY = "emergency"
    CONDUCT = "conduct"
    OTHER = "other"
    UNKNOWN = "unknown"


class DelegationAuthority(StrEnum):
    """What a delegation rests on."""

    SECTION_6 = "section_6"
    SECTION_137 = "section_137"
    CONTRACT = "contract"
    INSTRUCTION = "instruction"
    OTHER = "other"
    UNKNOWN = "unknown"


class EndReason(StrEnum):
    """Why a responsibility is not needed any more."""

    NEED_CEASED = "need_ceased"
    POWER_ENDED = "power_ended"
    PERSON_LEFT = "person_left"
    OTHER = "other"
    UNKNOWN = "unknown"


class Stance(StrEnum):
    """What a party to a dispute says about a responsibility."""

    CLAIMS = "claims"
    DISCLAIMS = "disclaims"
    NAMES_ANOTHER = "names_another"
    OTHER = "other"
    UNKNOWN = "unknown"


class EscalationTarget(StrEnum):
    """To whom a dispute was taken."""

    INSPECTOR = "inspector"
    FORCE_INCIDENT_MANAGER = "force_incident_manager"
    SITE_MANAGER = "site_manager"
    ON_CALL_DIRECTOR = "on_call_director"
    CLINICAL_DESK = "clinical_desk"
    OTHER = "other"


@declared(frozen=True, slots=True, kw_only=True)
class Position:
    """What one party to a dispute says."""

    agency: Agency = about("The party.")
    position: Stance = about("What it says.", default=Stance.UNKNOWN)
    words: str = about("In its own words.", default="")


@event(
    "responsibility_identified",
    posted_by=(Recorder.ANY,),
    effects=(Needs(Of("strand")),),
)
class ResponsibilityIdentified(Event):
    """An agency said that a responsibility is needed for the person."""

    strand: Strand = about("The responsibility.")
    why_needed: str = about("Why.", default="", length_max=REASON_LENGTH_MAX)
    since: Occurred | None = about("Since when, where not at the time of the entry.", default=None)


@event("responsibility_assumed", posted_by=(Recorder.ANY,), effects=(Claims(Of("strand")),))
class ResponsibilityAssumed(Event):
    """An agency said that it now holds a responsibility that it was not offered."""

    strand: Strand = about("The responsibility.")
    basis: AssumptionBasis = about("What that rests on.", default=AssumptionBasis.UNKNOWN)


@event(
    "responsibility_offered",
    posted_by=(Recorder.ANY,),
    effects=(Offers(Of("strand"), to=Of("to")),),
)
class ResponsibilityOffered(Event):
    """The holder offered a responsibility to another agency; it still holds it."""

    strand: Strand = about("The responsibility.")
    to: Agency | None = about("The agency that it was offered to.", default=None)
    information_given: tuple[str, ...] = about(
        "The information given with it.", default=(), length_max=ITEM_LENGTH_MAX
    )
    words: str = about("The words used.", default="")
    form_ref: str = about("Reference of the form used.", default="", length_max=ID_LENGTH_MAX)


@event(
    "responsibility_accepted",
    posted_by=(Recorder.ANY,),
    effects=(Takes(Of("strand")),),
    own_act=True,
)
class ResponsibilityAccepted(Event):
    """An agency accepted a responsibility."""

    strand: Strand = about("The responsibility.")
    from_agency: Agency | None = about("The agency that held it before.", default=None)
    by_role: Role | None = about("Role of the person who accepted.", default=None)
    words: str = about("The words used.", default="")
    form_ref: str = about("Reference of the form used.", default="", length_max=ID_LENGTH_MAX)
    conditions: str = about(
        "The conditions of the acceptance.", default="", length_max=REASON_LENGTH_MAX
    )


@event(
    "responsibility_declined",
    posted_by=(Recorder.ANY,),
    effects=(Declines(Of("strand")),),
    own_act=True,
)
class ResponsibilityDeclined(Event):
    """An agency said that it does not take a responsibility; it stays where it was."""

    strand: Strand = about("The responsibility.")
    reason_code: DeclineReason = about("Why.", default=DeclineReason.UNKNOWN)
    alternative: Agency | None = about("The agency that it pointed to.", default=None)


@event(
    "responsibility_shared",
    posted_by=(Recorder.ANY,),
    effects=(Shares(Of("strand"), holders=Of("holders"), lead=Of("lead")),),
)
class ResponsibilityShared(Event):
    """Agencies agreed to hold a responsibility together."""

    strand: Strand = about("The responsibility.")
    holders: tuple[Agency, ...] = about("The agencies that hold it together.")
    lead: Agency | None = about("The agency that leads.", default=None)


@event(
    "responsibility_delegated",
    posted_by=(Recorder.ANY,),
    effects=(Delegates(Of("strand"), to=Of("delegate")),),
)
class ResponsibilityDelegated(Event):
    """An agency had another hold a responsibility for it, and stays the principal."""

    strand: Strand = about("The responsibility.")
    delegate: Agency = about("The agency that holds it for the principal.")
    authority: DelegationAuthority = about(
        "What that rests on.", default=DelegationAuthority.UNKNOWN
    )
    limits: str = about("Its limits.", default="", length_max=REASON_LENGTH_MAX)


@event(
    "responsibility_relinquished",
    posted_by=(Recorder.ANY,),
    effects=(Relinquishes(Of("strand")),),
)
class ResponsibilityRelinquished(Event):
    """The holder gave a responsibility up; it passes only by a recorded acceptance."""

    strand: Strand = about("The responsibility.")
    reason: str = about("Why.", default="", length_max=REASON_LENGTH_MAX)
    accepted_by: Agency | None = about(
        "The agency that the holder says accepted it; no acceptance is inferred.", default=None
    )


@event("responsibility_ended", posted_by=(Recorder.ANY,), effects=(Ends(Of("strand")),))
class ResponsibilityEnded(Event):
    """An agency said that a responsibility is not needed any more."""

    strand: Strand = about("The responsibility.")
    reason: EndReason = about("Why.", default=EndReason.UNKNOWN)


@event(
    "responsibility_disputed",
    posted_by=(Recorder.ANY,),
    effects=(Disputes(Of("strand"), parties=(Of("parties"),)),),
)
class ResponsibilityDisputed(Event):
    """Agencies disagreed over who holds a responsibility."""

    strand: Strand = about("The responsibility.")
    parties: tuple[Position, ...] = about("The parties, and what each says.")
    location: str = about("Where they disagreed.", default="", length_max=PLACE_LENGTH_MAX)


@event("dispute_escalated", posted_by=(Recorder.ANY,))
class DisputeEscalated(Event):
    """A dispute was taken to somebody more senior."""

    to_role: EscalationTarget = about("To whom.")
    channel: Channel | None = about("How.", default=None)
    strand: Strand | None = about("The responsibility in dispute.", default=None)


@event(
    "dispute_resolved",
    posted_by=(Recorder.ANY,),
    effects=(Settles(Of("strand"), holder=Of("held_by")),),
)
class DisputeResolved(Event):
    """A dispute over a responsibility ended."""

    strand: Strand = about("The responsibility that was in dispute.")
    outcome: str = about("What was decided.", default="", length_max=REASON_LENGTH_MAX)
    held_by: Agency | None = about(
        "The agency that holds it from now on; without one, who held it before.", default=None
    )
    decided_by: Role | None = about("Role of the person who decided.", default=None)
    agreed_by: tuple[Agency, ...] = about("The agencies that agreed.", default=())


@event(
    "risk_plan_agreed",
    posted_by=(Recorder.AMHP, Recorder.CONSTABLE, Recorder.POLICE_SUPERVISOR, Recorder.CREW),
    effects=(
        Shares(Strand.RISK, holders=Of("agencies"), lead=Of("lead")),
        Takes(Strand.CMD, by=Of("lead"), when=When("lead", ("none",), negated=True)),
    ),
)
class RiskPlanAgreed(Event):
    """Agencies agreed how the risk is to be managed, and who leads."""

    agencies: tuple[Agency, ...] = about("The agencies that agreed.")
    lead: Agency | None = about("The agency that leads.", default=None)
    plan: str = about("The plan.", default="")
    entry_arrangements: str = about(
        "How a place is to be entered.", default="", length_max=REASON_LENGTH_MAX
    )
    force_arrangements: str = about(
        "Who may use force, and how it is to be watched.", default="", length_max=REASON_LENGTH_MAX
    )
    transport_arrangements: str = about(
        "How the person is to be taken.", default="", length_max=REASON_LENGTH_MAX
    )
    notes: str = about("METHANE or decision-model notes.", default="")


@event(
    "risk_management_superseded",
    posted_by=(Recorder.ANY,),
    effects=(
        Takes(Strand.RISK, by=Of("superseding"), when=When("dissent", ("true",), negated=True)),
        Disputes(
            Strand.RISK,
            parties=(Of("superseded"), Of("superseding")),
            when=When("dissent", ("true",)),
        ),
    ),
)
class RiskManagementSuperseded(Event):
    """One agency's management of the risk took the place of another's."""

    superseded: Agency = about("The agency whose plan governed before.")
    superseded_role: Role | None = about("Role of the person who led before.", default=None)
    superseding: Agency = about("The agency whose plan governs from now on.")
    superseding_role: Role | None = about("Role of the person who leads now.", default=None)
    reason: str = about("Why.", default="", length_max=REASON_LENGTH_MAX)
    dissent: bool | None = about("Whether somebody dissented.", default=None)
