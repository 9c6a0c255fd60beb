"""Contacts about one person that repeat each other with nobody coming in between."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from jointlog.domain.events.contact import ContactReceived
from jointlog.domain.incident import Bound, Statement
from jointlog.domain.time import Window
from jointlog.projections.case import Case
from jointlog.projections.reading.sequence import (
    maybe_after,
    of_subject,
    people,
    surely_after,
    visits_of,
)

CODE: Final = "F-WAIT-16"
"""The finding whose thresholds say how many contacts, and how near each other, are a chain."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Contacts that are linked, with no attendance surely between them.

    Attributes:
        subject: the person.
        contacts: three or more, in order.
        declined: entries among them that say that nobody comes.
        may_be_attended: whether somebody can have come between the first and the last.

    """

    subject: str
    contacts: tuple[Statement, ...]
    declined: tuple[Statement, ...]
    may_be_attended: bool

    @property
    def start(self) -> Bound:
        """When the first contact was, whichever of them it is."""
        windows = [contact.window for contact in self.contacts]
        first = Window(min(w.earliest_s for w in windows), min(w.latest_s for w in windows))
        return Bound(first, (self.contacts[0].version,))

    @property
    def second(self) -> Window:
        """When the second contact was, whichever of them it is."""
        windows = [contact.window for contact in self.contacts]
        earliest = sorted(window.earliest_s for window in windows)[1]
        return Window(earliest, sorted(window.latest_s for window in windows)[1])

    @property
    def end(self) -> Bound:
        """When the last contact was, whichever of them it is."""
        windows = [contact.window for contact in self.contacts]
        last = Window(max(w.earliest_s for w in windows), max(w.latest_s for w in windows))
        return Bound(last, (self.contacts[-1].version,))


def chains(case: Case) -> Iterator[Chain]:
    """The chains of an incident that have as many contacts as the threshold says."""
    least = case.limit_s(CODE, "contacts")
    for subject in people(case, "contact_received"):
        for linked in _linked(case, of_subject(case, subject, "contact_received")):
            for contacts in _unattended(case, subject, linked):
                if len(contacts) >= least:
                    yield _chain(case, subject, contacts)


def _linked(case: Case, contacts: list[Statement]) -> list[list[Statement]]:
    """By what each says it repeats; where none says so, those near each other in time."""
    ids: dict[UUID | None, Statement] = {c.entry.event_id: c for c in contacts}
    if any(_repeated(contact) in ids for contact in contacts):
        groups: dict[int, list[Statement]] = {}
        for contact in contacts:
            earlier, linked = contact, {contact.version}
            while (found := ids.get(_repeated(earlier))) and found.version not in linked:
                earlier = found
                linked.add(earlier.version)
            groups.setdefault(min(linked), []).append(contact)
        return list(groups.values())
    within_s = case.limit_s(CODE, "within")
    near: list[list[Statement]] = []
    for contact in contacts:
        last = near[-1][-1] if near else None
        if last is None or contact.window.earliest_s - last.window.latest_s > within_s:
            near.append([])
        near[-1].append(contact)
    return near


def _repeated(contact: Statement) -> UUID | None:
    assert isinstance(contact.fact, ContactReceived)
    return contact.fact.is_repeat_of


def _unattended(case: Case, subject: str, linked: list[Statement]) -> Iterator[list[Statement]]:
    """Cut where somebody surely came between one contact and the next."""
    run: list[Statement] = []
    for contact in linked:
        came = run and any(
            surely_after(visit.start.window, run[-1].window)
            and surely_after(contact.window, visit.start.window)
            for visit in visits_of(case, subject)
        )
        if came:
            yield run
            run = []
        run.append(contact)
    yield run


def _chain(case: Case, subject: str, contacts: list[Statement]) -> Chain:
    chain = Chain(subject, tuple(contacts), (), may_be_attended=False)
    first, last = chain.start.window, chain.end.window
    declined = tuple(
        statement
        for statement in of_subject(case, subject, "attendance_declined")
        if maybe_after(statement.window, first)
    )
    may_be_attended = any(
        maybe_after(visit.start.window, first) and maybe_after(last, visit.start.window)
        for visit in visits_of(case, subject)
    )
    return replace(chain, declined=declined, may_be_attended=may_be_attended)
