"""The tables of rows, each column with its meaning and unit: `docs/rows.md` is made from here.

Times are windows in UTC seconds since 1970; a bound that is not recorded is null. Lengths are at
least ``min_s`` and at most ``max_s`` seconds; without an upper bound ``max_s`` is null. Lists are
text with spaces between. A text that says nothing is empty.
"""

from jointlog.domain.declare import about
from jointlog.domain.table import Row, Table, table


@table("incidents")
class IncidentRow(Row):
    """One incident: whom it is about, who speaks in it, under which standards."""

    subjects: str = about("The people it is about, by pseudonym.")
    agencies: str = about("The agencies that recorded something.")
    jurisdiction: str = about("Whose law governs it, where an entry says so.")
    protocol: str = about("The time standards it is read under.")
    area: str = about("Area, as the first entry says that names one.")
    from_earliest_s: int | None = about("The record begins at or after.", unit="s")
    from_latest_s: int | None = about("The record begins at or before.", unit="s")
    to_earliest_s: int | None = about("The record ends at or after.", unit="s")
    to_latest_s: int | None = about("The record ends at or before.", unit="s")
    min_s: int = about("It lasted at least.", unit="s")
    max_s: int | None = about("It lasted at most.", unit="s")


@table("holds")
class HoldRow(Row):
    """One stretch in which the holding of a responsibility did not change."""

    subject: str = about("The person, by pseudonym.")
    strand: str = about("The responsibility, such as DET.")
    state: str = about("What is recorded of it, such as held or offered.")
    holders: str = about("The agencies that hold it, or are in dispute over it.")
    lead: str = about("The agency that leads, where several hold it.")
    principal: str = about("The agency on whose behalf it is held.")
    offered_to: str = about("The agencies it is offered to.")
    previous: str = about("The agencies that held it last.")
    is_unheld: bool = about("Whether it is needed and nobody is recorded as holding it.")
    is_open: bool = about("Whether it still stands at the end of the record.")
    from_earliest_s: int | None = about("It began at or after.", unit="s")
    from_latest_s: int | None = about("It began at or before.", unit="s")
    to_earliest_s: int | None = about("It ended at or after; or the record did.", unit="s")
    to_latest_s: int | None = about("It ended at or before; or the record did.", unit="s")
    min_s: int = about("It lasted at least.", unit="s")
    max_s: int | None = about("It lasted at most.", unit="s")
    basis: str = about("What the change that began it rests on.")
    evidence: str = about("The weakest evidence that its ends rest on.")
    area: str = about("The incident's area.")
    protocol: str = about("The time standards the incident is read under.")
    entries: str = about("Versions of the entries it rests on.")


@table("waits")
class WaitRow(Row):
    """One wait of an agency for another: a request, or an offer that waits to be decided."""

    subject: str = about("The person, by pseudonym.")
    kind: str = about("What was asked for, such as amhp; handover for an offer.")
    why: str = about(
        "What was waited for: ambulance, amhp, doctor, bed, place_of_safety, information, "
        "decision or other."
    )
    strand: str = about("The responsibility that was asked for, where it is one.")
    waiting: str = about("The agency that waited.")
    for_agency: str = about("The agency asked, or the kind that such a request is for.")
    outcome: str = about("How it ended, or how it stands at the end of the record.")
    is_open: bool = about("Whether nothing recorded has ended it.")
    from_earliest_s: int | None = about("It began at or after.", unit="s")
    from_latest_s: int | None = about("It began at or before.", unit="s")
    to_earliest_s: int | None = about("It ended at or after; or the record did.", unit="s")
    to_latest_s: int | None = about("It ended at or before; or the record did.", unit="s")
    min_s: int = about("It lasted at least.", unit="s")
    max_s: int | None = about("It lasted at most.", unit="s")
    grade: str = about(
        "Whether it surely or possibly passed the limit: definite, possible or none."
    )
    severity: str = about("How much it matters, where a limit is passed.")
    standard: str = about("The time standard that measures it.")
    limit_s: int | None = about("The limit of that standard.", unit="s")
    people: int | None = about(
        "People of the waiting agency recorded with the person meanwhile, the most at once; null "
        "where none is recorded.",
        unit="people",
    )
    present_min_s: int = about("The waiting agency was with the person at least.", unit="s")
    present_max_s: int | None = about("The same, at most.", unit="s")
    detaining_min_s: int = about("The waiting agency held DET meanwhile at least.", unit="s")
    detaining_max_s: int | None = about("The same, at most.", unit="s")
    evidence: str = about("The weakest evidence it rests on.")
    area: str = about("The incident's area.")
    protocol: str = about("The time standards the incident is read under.")
    entries: str = about("Versions of the entries it rests on.")


@table("handovers")
class HandoverRow(Row):
    """One offer of a responsibility to an agency, and what came of it."""

    subject: str = about("The person, by pseudonym.")
    strand: str = about("The responsibility offered.")
    offered_by: str = about("The agency that offered or asked.")
    offered_to: str = about("The agency it was offered to; empty where none is named.")
    offered_how: str = about("The event type that offered it.")
    held_by: str = about("The agencies that held it meanwhile.")
    outcome: str = about("accepted, declined, taken by another, ended or unanswered.")
    answered_by: str = about("The agency that answered, or that took it.")
    is_open: bool = about("Whether nothing recorded has answered it.")
    from_earliest_s: int | None = about("It was offered at or after.", unit="s")
    from_latest_s: int | None = about("It was offered at or before.", unit="s")
    to_earliest_s: int | None = about("It was answered at or after; or the record ended.", unit="s")
    to_latest_s: int | None = about("It was answered at or before; or the record ended.", unit="s")
    min_s: int = about("It lasted at least.", unit="s")
    max_s: int | None = about("It lasted at most.", unit="s")
    evidence: str = about("The weakest evidence it rests on.")
    area: str = about("The incident's area.")
    protocol: str = about("The time standards the incident is read under.")
    entries: str = about("Versions of the entries it rests on.")


@table("findings")
class FindingRow(Row):
    """One finding of the catalogue (`docs/findings.md`); its key is the finding's id."""

    subject: str = about("The person, by pseudonym; empty for the incident as a whole.")
    code: str = about("The rule's code, such as F-GAP-01.")
    name: str = about("The rule's name.")
    severity: str = about("How much it matters: S1, S2 or S3.")
    grade: str = about("How sure it is: definite, possible or indeterminate.")
    strands: str = about("The responsibilities concerned.")
    parties: str = about("The agencies concerned; who waited first, for whom second.")
    is_open: bool = about("Whether it stands at the end of the record.")
    from_earliest_s: int | None = about("It began at or after.", unit="s")
    from_latest_s: int | None = about("It began at or before.", unit="s")
    to_earliest_s: int | None = about("It ended at or after; or the record did.", unit="s")
    to_latest_s: int | None = about("It ended at or before; or the record did.", unit="s")
    min_s: int | None = about("It lasted at least; null where it has no length.", unit="s")
    max_s: int | None = about("It lasted at most.", unit="s")
    standard: str = about("The time standard it is measured by.")
    limit_s: int | None = about("The limit that was used.", unit="s")
    evidence: str = about("The weakest evidence it rests on.")
    sentence: str = about("What is recorded and what is not.")
    settle: str = about("Which record would settle it, where it is not definite.")
    answers: int = about("How many answers agencies gave.")
    area: str = about("The incident's area.")
    protocol: str = about("The time standards the incident is read under.")
    entries: str = about("Versions of the entries it rests on.")


@table("conveyances")
class ConveyanceRow(Row):
    """One journey of a person: by whom, in what, and why by police where it was police."""

    subject: str = about("The person, by pseudonym.")
    conveyed_by: str = about("The agency that took the person.")
    vehicle: str = about("What the person was taken in, such as ambulance or police_vehicle.")
    is_police: bool = about("Whether police took the person, in whatever vehicle.")
    reason: str = about("Why in a police vehicle, as police recorded it.")
    authorised_by: str = about("Role of the person who authorised a police vehicle.")
    authority: str = about("The law that the person was conveyed under.")
    escorts: str = about("The other agencies that went with the person.")
    from_place: str = about("Where from.")
    to_place: str = about("Where to.")
    ambulance: str = about(
        "What came of the last request for an ambulance before it set off; 'not requested' where "
        "none is recorded."
    )
    ambulance_min_s: int | None = about("That request had run at least, as it set off.", unit="s")
    ambulance_max_s: int | None = about("That request had run at most, as it set off.", unit="s")
    is_open: bool = about("Whether no end of the journey is recorded.")
    from_earliest_s: int | None = about("It set off at or after.", unit="s")
    from_latest_s: int | None = about("It set off at or before.", unit="s")
    to_earliest_s: int | None = about("It ended at or after; or the record did.", unit="s")
    to_latest_s: int | None = about("It ended at or before; or the record did.", unit="s")
    min_s: int = about("It lasted at least.", unit="s")
    max_s: int | None = about("It lasted at most.", unit="s")
    evidence: str = about("The weakest evidence it rests on.")
    area: str = about("The incident's area.")
    protocol: str = about("The time standards the incident is read under.")
    entries: str = about("Versions of the entries it rests on.")


TABLES: tuple[Table, ...] = tuple(
    cls.declared for cls in (IncidentRow, HoldRow, WaitRow, HandoverRow, FindingRow, ConveyanceRow)
)
"""Every table, in the order of the pages."""
