"""How a record was kept: as things went on, from a log, or gathered afterwards.

A chronology gathered from reports is not a log: that it is silent, or was recorded years later,
says nothing of the agency it speaks of.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from jointlog.domain.events.oversight import LateEntryMade
from jointlog.domain.incident import Statement
from jointlog.domain.incident.statements import ABOUT_THE_RECORD
from jointlog.domain.time import Window
from jointlog.domain.vocabulary import Agency, EvidenceGrade, SourceKind
from jointlog.projections.case import Case

GATHERED_GRADES: Final = frozenset(
    {EvidenceGrade.STATEMENT, EvidenceGrade.HEARSAY, EvidenceGrade.INFERRED}
)
GATHERED_SOURCES: Final = frozenset(
    {
        SourceKind.STATEMENT,
        SourceKind.RECOLLECTION,
        SourceKind.INQUEST_EVIDENCE,
        SourceKind.MEDIA_REPORT,
    }
)
LOGS: Final = frozenset(
    {
        SourceKind.CAD_LOG,
        SourceKind.RADIO,
        SourceKind.AVL,
        SourceKind.CUSTODY_RECORD,
        SourceKind.EPCR,
        SourceKind.EPR,
    }
)


def made_late(statement: Statement) -> tuple[UUID, ...]:
    """Ids of the entries whose lateness a `LateEntryMade` explains; none where it names none."""
    fact, envelope = statement.fact, statement.entry.envelope
    assert isinstance(fact, LateEntryMade)
    named = (fact.late_entry, envelope.caused_by, envelope.replies_to)
    return tuple(dict.fromkeys(each for each in named if each is not None))


def recorded(statement: Statement) -> Window:
    """When this log recorded it."""
    at_s = statement.entry.recorded_at_ms // 1000
    return Window(at_s, at_s)


def is_gathered(statement: Statement) -> bool:
    """Whether it was told or gathered afterwards, by its grade or its source."""
    source = statement.entry.envelope.source
    return statement.evidence in GATHERED_GRADES or (
        source is not None and source.kind in GATHERED_SOURCES
    )


def is_live(statement: Statement, within_s: int) -> bool:
    """Whether this log surely had it within so long of its happening."""
    window, at_s = statement.window, statement.entry.recorded_at_ms // 1000
    return at_s - window.earliest_s <= within_s and window.is_bounded


def is_of_a_log(statement: Statement) -> bool:
    """Whether it is taken from a log that its agency keeps as it goes on."""
    source = statement.entry.envelope.source
    return source is not None and source.kind in LOGS


def recorded_by(case: Case) -> dict[Agency, list[Statement]]:
    """What each agency recorded; read once."""
    return case.once("recorded by", lambda: _recorded_by(case))


def _recorded_by(case: Case) -> dict[Agency, list[Statement]]:
    found: dict[Agency, list[Statement]] = {}
    for statement in case.statements:
        agency = statement.entry.agency
        made = found.get(agency)
        if made is None:
            made = found[agency] = []
        made.append(statement)
    return found


def own(case: Case) -> dict[Agency, list[Statement]]:
    """What each agency itself recorded of the incident, not of the record."""
    told = {
        agency: [s for s in made if not isinstance(s.fact, ABOUT_THE_RECORD)]
        for agency, made in recorded_by(case).items()
    }
    return {agency: made for agency, made in told.items() if made}


def records_as_it_goes_on(made: Sequence[Statement], least: int, within_s: int) -> bool:
    """Whether most of an agency's entries, and so many at least, reached this log in time."""
    live = sum(is_live(statement, within_s) for statement in made)
    return live >= least and 2 * live > len(made)


def supplies_a_log(made: Sequence[Statement], least: int, within_s: int) -> bool:
    """Whether silence of an agency says something: recorded as it goes on, or from a log."""
    logged = sum(is_of_a_log(statement) for statement in made)
    if logged >= least and 2 * logged > len(made):
        return True
    return records_as_it_goes_on(made, least, within_s)
