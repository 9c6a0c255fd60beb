"""Learning: what one statement shows that agencies had, since when, and how they learnt it.

An agency had what it recorded itself (from when it was first written, else from when it
happened), what it was told, and what stood in its call record. A statement tells its addressee:
the agency that ``to`` names, the agencies that heard it, or the one whose request it answers.
Telling counts from the time of the telling, for both sides, however late it was written down.
`jointlog.projections.knowing.knowledge` answers questions over all of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from jointlog.domain.events.information import Completeness, InformationProvided
from jointlog.domain.incident import Statement
from jointlog.domain.time import FIRST_S, LAST_S, Occurred, Window
from jointlog.domain.vocabulary import Agency, AgencyKind
from jointlog.projections.case import Case


class How(StrEnum):
    """How an agency learnt something."""

    RECORDED = "recorded"
    TOLD = "told"
    CALL_RECORD = "call record"
    HELD = "said by another agency to have been held"


class Awareness(StrEnum):
    """Whether an agency is recorded as having had something at a moment."""

    SURELY = "surely known"  # at every instant of the recorded window
    POSSIBLY = "possibly known"  # at some, or the record names only its kind of agency
    NOT_KNOWN = "not known"  # no record shows it by then


ITEM_FIELDS: Final[Mapping[str, str]] = {
    "assistance_requested": "facts_given",
    "attendance_declined": "advice_given",
    "call_information_found_inaccurate": "item",
    "call_information_recorded": "item",
    "conveyance_authority_delegated": "information_given",
    "crisis_plan_checked": "key_contents",
    "critical_information_found_not_passed_on": "item",
    "distress_statement_heard": "words",
    "family_concern_raised": "content",
    "handover_offered": "risk_given",
    "information_found_incomplete": "items_missing",
    "information_passed_to_resources": "items",
    "information_provided": "items",
    "intelligence_check_performed": "markers",
    "late_entry_made": "content",
    "rcrp_threshold_assessed": "factors",
    "request_accepted": "commitment",
    "responsibility_offered": "information_given",
    "s136_consultation_recorded": "advice",
}
"""Where an event type carries items of information; all others are facts only."""
DETAIL_FIELDS: Final[Mapping[str, str]] = {
    "call_information_found_inaccurate": "true_value",
    "call_information_recorded": "value_recorded",
}
CALL_EVENTS: Final = frozenset({"call_information_recorded", "contact_received"})
ABOUT_THE_LOG: Final = frozenset(
    {
        "clock_offset_declared",
        "contradiction_noted",
        "disclosure_made",
        "entry_amended",
        "entry_disputed",
        "entry_retracted",
        "finding_answered",
    }
)
"""Statements about entries, from which no agency learnt anything of the person."""
REPLIES: Final = frozenset(
    {
        "amhp_unavailable",
        "attendance_declined",
        "handover_accepted",
        "handover_refused",
        "information_declined",
        "information_provided",
        "place_of_safety_refused",
        "request_accepted",
        "request_acknowledged",
        "request_declined",
        "responder_reported_unavailable",
        "responsibility_accepted",
        "responsibility_declined",
    }
)
"""Answers that are told to who asked. A diversion or a new grade is not: it may stay inside."""
FAMILY: Final = Agency(AgencyKind.FAMILY)


def normal(item: str) -> str:
    """The text by which items are matched: case-folded, white space made even."""
    return " ".join(item.casefold().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One thing that an agency is recorded as having had, from one entry.

    Attributes:
        agency: who had it; an agency without id is any of its kind.
        subject: the person it is about.
        item: the item of information, or the event type in words.
        how: how the agency learnt it.
        when: since when it had it (UTC seconds).
        by: who told it or said that it was held; None where that is not recorded.
        version: the entry that shows it.
        is_item: an item of information, not only the fact of the entry.
        detail: the value recorded with the item.
        callsigns: the agency's resources that were told.
        is_named: the record names this very agency, not only its kind.

    """

    agency: Agency
    subject: str
    item: str
    how: How
    when: Window
    by: Agency | None
    version: int
    is_item: bool
    detail: str = ""
    callsigns: tuple[str, ...] = ()
    is_named: bool = True

    @property
    def how_and_by_whom(self) -> str:
        """How the agency learnt it: ``told by police:met``, ``as oversight:inquest says``."""
        if self.by is None or self.by == self.agency:
            return self.how.value
        return f"as {self.by} says" if self.how is How.HELD else f"{self.how} by {self.by}"

    @property
    def key(self) -> str:
        """The text by which it is matched."""
        return normal(self.item)

    def state(self, at_s: int) -> Awareness:
        """Whether it was known at an instant (UTC seconds)."""
        if at_s < self.when.earliest_s:
            return Awareness.NOT_KNOWN
        is_sure = self.is_named and self.when.latest_s <= at_s
        return Awareness.SURELY if is_sure else Awareness.POSSIBLY


@dataclass(frozen=True, slots=True)
class Engaged:
    """An agency that was called, was with a person, asked, or was asked, from ``since`` on."""

    subject: str
    agency: Agency
    since: Window


class Reading:
    """Reads one case; knows which agencies, callsigns and requests it speaks of."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._agencies = {s.entry.agency for s in case.statements if s.entry.agency.id}
        self._agencies |= {s.actor for s in case.statements if s.actor.id}
        self._callsigns = {
            callsign: s.actor
            for s in case.statements
            if (callsign := getattr(s.fact, "callsign", ""))
        }
        self._by_id = {s.entry.event_id: s.actor for s in case.statements}
        self._asked_by: dict[int, Agency] = {}
        for request in case.timeline.requests.all:
            for said in request.answers:
                self._asked_by |= dict.fromkeys(said.bound.entries, request.by)
            if request.end is not None:
                self._asked_by |= dict.fromkeys(request.end.entries, request.by)

    def engaged(self) -> Iterator[Engaged]:
        """Who was called for whom, was with whom, asked or was asked."""
        for contact in self._case.named("contact_received"):
            yield Engaged(contact.subject, self._resolved(contact.actor), contact.window)
        for visit in self._case.timeline.presence.visits:
            yield Engaged(visit.subject, self._resolved(visit.agency), visit.start.window)
        for request in self._case.timeline.requests.all:
            for agency in (request.by, request.to):
                if agency is not None:
                    yield Engaged(request.subject, self._resolved(agency), request.start.window)

    def known_of(self, statement: Statement) -> Iterator[Known]:
        """What the statement shows that agencies had: the fact itself, and its items."""
        if statement.name in ABOUT_THE_LOG:
            return
        fact = statement.name.replace("_", " ")
        detail = getattr(statement.fact, DETAIL_FIELDS.get(statement.name, ""), "")
        for agency, how, when, by in self._learners(statement):
            one = Known(
                agency=agency,
                subject=statement.subject,
                item=fact,
                how=how,
                when=when,
                by=by,
                version=statement.version,
                is_item=False,
                callsigns=self._told_callsigns(statement, agency),
                is_named=bool(agency.id),
            )
            yield one
            for item in _items(statement):
                yield replace(one, item=item, is_item=True, detail=detail)
        yield from self._held(statement)

    def _learners(
        self, statement: Statement
    ) -> Iterator[tuple[Agency, How, Window, Agency | None]]:
        """Who had it from when: who was told, who told it, and who wrote it down."""
        author, teller, told = statement.entry.agency, statement.actor, self._told(statement)
        by: Agency | None = teller
        if statement.name == "family_concern_raised":
            told = told or (teller if teller.kind is not AgencyKind.FAMILY else author,)
            by = FAMILY
        elif statement.name in ("s136_consultation_recorded", "distress_statement_heard"):
            told = told or (teller,)
            by = None
        for agency in told:
            yield agency, How.TOLD, statement.window, by
        if by == teller and told and teller not in told:
            how = How.RECORDED if teller == author else How.HELD
            yield teller, how, statement.window, None if teller == author else author
        if author in told or (told and author == teller == by):
            return
        if author.kind is not AgencyKind.OVERSIGHT:
            how = How.CALL_RECORD if statement.name in CALL_EVENTS else How.RECORDED
            yield author, how, _written(statement), None

    def _told(self, statement: Statement) -> tuple[Agency, ...]:
        """The agencies that the statement tells, each once."""
        fact, teller = statement.fact, statement.actor
        to = getattr(fact, "to", None)
        told: list[Agency] = [to] if isinstance(to, Agency) else []
        told += getattr(fact, "heard_by", ())
        if isinstance(to, tuple):
            told += [self._callsigns[each] for each in to if each in self._callsigns]
        if not told and statement.name in REPLIES:
            named = statement.entry.envelope.replies_to
            asker = self._asked_by.get(statement.version)
            if named is not None:
                asker = self._by_id.get(named, asker)
            told += [asker] if asker is not None else []
        found = dict.fromkeys(self._resolved(agency) for agency in told)
        is_heard = statement.name in ("distress_statement_heard", "family_concern_raised")
        return tuple(agency for agency in found if is_heard or agency != teller)

    def _told_callsigns(self, statement: Statement, agency: Agency) -> tuple[str, ...]:
        to = getattr(statement.fact, "to", None)
        if not isinstance(to, tuple):
            return ()
        own = statement.actor
        return tuple(each for each in to if self._callsigns.get(each, own) == agency)

    def _resolved(self, agency: Agency) -> Agency:
        """The one agency of the record that an agency without id can be, or itself."""
        if agency.id:
            return agency
        fitting = [each for each in self._agencies if each.kind is agency.kind]
        return fitting[0] if len(fitting) == 1 else agency

    def _held(self, statement: Statement) -> Iterator[Known]:
        """What an agency is said later to have held: since when, where that is said."""
        holder: Agency | None = getattr(statement.fact, "held_by", None)
        items = _items(statement)
        if holder is None or not items:
            return
        since: Occurred | None = getattr(statement.fact, "held_since", None)
        when = Window(FIRST_S, statement.window.latest_s) if since is None else since.window
        agency = self._resolved(holder)
        for item in items:
            yield Known(
                agency=agency,
                subject=statement.subject,
                item=item,
                how=How.HELD,
                when=when,
                by=statement.entry.agency,
                version=statement.version,
                is_item=True,
                is_named=bool(agency.id),
            )


def _items(statement: Statement) -> tuple[str, ...]:
    """The items of information that a statement carries; none where nothing was held."""
    fact = statement.fact
    if isinstance(fact, InformationProvided) and fact.completeness is Completeness.NIL_HELD:
        return ()
    value: str | Iterable[str] = getattr(fact, ITEM_FIELDS.get(statement.name, ""), ())
    items = (value,) if isinstance(value, str) else value
    return tuple(item for item in items if item.strip())


def _written(statement: Statement) -> Window:
    """When its agency had it in writing: first written, else when it happened.

    Without any latest bound it is the time this log recorded it: by then the agency had it.
    """
    first = statement.entry.envelope.first_written_at
    window = statement.window if first is None else first.window
    if window.latest_s < LAST_S:
        return window
    return Window(window.earliest_s, max(window.earliest_s, _recorded_s(statement)))


def _recorded_s(statement: Statement) -> int:
    return -(-statement.entry.recorded_at_ms // 1000)
