"""What an entry says that it followed: its own words fix an order where its time does not."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from jointlog.domain.incident.statements import ABOUT_THE_RECORD, Statement
from jointlog.domain.vocabulary import AgencyKind

FOUND_LATER: Final = frozenset(
    {
        "call_information_found_inaccurate",
        "critical_information_found_not_passed_on",
        "information_found_incomplete",
    }
)
"""They are timed by what they speak of, and caused by what brought it to light."""


def is_timed_otherwise(statement: Statement) -> bool:
    """Whether its time is that of what it speaks of, or of a review: a link says nothing of it."""
    return (
        isinstance(statement.fact, ABOUT_THE_RECORD)
        or statement.name in FOUND_LATER
        or statement.entry.agency.kind is AgencyKind.OVERSIGHT
    )


def causes_of(statement: Statement) -> Iterator[UUID]:
    """Ids of the entries that it answers or says that it followed from, in time."""
    if is_timed_otherwise(statement):
        return
    envelope = statement.entry.envelope
    for named in dict.fromkeys((envelope.replies_to, envelope.caused_by)):
        if named is not None:
            yield named
