"""What an entry says that it followed: its own words fix an order where its time does not."""

from collections.abc import Iterable, Iterator
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


def joined(edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Groups of what hangs together by the edges, each in order."""
    group_of: dict[int, list[int]] = {}
    for one, other in edges:
        first, second = group_of.get(one, [one]), group_of.get(other, [other])
        if first is second:
            continue
        merged = first + second
        group_of |= dict.fromkeys(merged, merged)
    groups = {id(group): group for group in group_of.values()}
    return sorted((sorted(group) for group in groups.values()), key=lambda group: group[0])
