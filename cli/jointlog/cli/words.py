"""What happened, in words: holdings, requests, facts and changes."""

from typing import Any

from jointlog.domain.entry import Entry
from jointlog.domain.incident import Change, Request, State
from jointlog.domain.incident.spans import Holding
from jointlog.domain.vocabulary import STRAND_NAMES, Agency, Strand
from jointlog.domain.wire import write

SHORT_NAMES = {Strand.CONTACT: "going to see", Strand.DEP: "dependants"}


def strand_words(strand: Strand) -> str:
    """A strand by name and code: ``clinical care (CLIN)``."""
    return f"{STRAND_NAMES[strand]} ({strand.value})"


def strand_short(strand: Strand) -> str:
    """A strand in at most 16 characters."""
    return SHORT_NAMES.get(strand, STRAND_NAMES[strand])


def agencies(parties: tuple[Agency, ...], joint: str = " + ") -> str:
    """Agencies in a row."""
    return joint.join(str(agency) for agency in parties)


def holding_words(holding: Holding) -> str:
    """What is recorded of a strand: ``held by police:met``."""
    who = agencies(holding.holders)
    held = f"held by {who}" if who else "held by nobody"
    offered = f", offered to {agencies(holding.offered_to, ', ')}" if holding.offered_to else ""
    match holding.state:
        case State.OFFERED:
            return f"{held}{offered or ', offered'}"
        case State.JOINT:
            return f"held jointly by {who}" + (f", {holding.lead} leads" if holding.lead else "")
        case State.DELEGATED:
            return f"{held} for {holding.principal}"
        case State.CONTESTED:
            return f"contested: {agencies(holding.holders, ' / ')}"
        case State.DISCLAIMED:
            return "held by nobody, declined by all who were asked"
        case State.LAPSED:
            return "held by nobody, authority lapsed"
        case State.SUSPENDED:
            return f"{held}, suspended"
        case State.NEEDED:
            return "needed, held by nobody"
        case State.UNKNOWN:
            return "holder not known"
        case State.NOT_NEEDED:
            return "not needed"
        case State.HELD:
            return held


def plain_words(value: Any) -> str:
    """A plain value in words: a time as it was written, nested values in a row."""
    match value:
        case bool():
            return "yes" if value else "no"
        case {"text": str(text), "precision": _}:
            return text
        case dict():
            return ", ".join(f"{said(name)} {plain_words(each)}" for name, each in value.items())
        case list():
            return "; ".join(plain_words(each) for each in value)
        case _:
            return str(value)


def said(name: str) -> str:
    """A name as people say it."""
    return name.replace("_", " ")


def fact_words(entry: Entry) -> str:
    """The facts of an entry: ``kind ambulance treat · to ambulance:las``."""
    plain = write(entry.fact)
    return " · ".join(f"{said(name)}: {plain_words(value)}" for name, value in plain.items())


def who_words(entry: Entry) -> str:
    """Who says it, and who did it where that is another."""
    role = f" ({said(entry.envelope.role)})" if entry.envelope.role is not None else ""
    actor = entry.envelope.actor
    if actor is None:
        return f"{entry.agency}{role}"
    acting = f" ({said(actor.role)})" if actor.role is not None else ""
    return f"{entry.agency}{role} of {actor.agency}{acting}"


def request_words(request: Request) -> str:
    """A request: ``ambulance treat, police:met to ambulance:las``."""
    to = f" to {request.to}" if request.to is not None else ""
    return f"{said(request.kind)}, asked by {request.by}{to}"


def change_words(change: Change) -> str:
    """What an entry changed, in a sentence without its person."""
    if change.strand is not None:
        assert change.before is not None
        assert change.after is not None
        before, after = holding_words(change.before), holding_words(change.after)
        return f"{strand_words(change.strand)}: {before} → {after}"
    if change.request is not None:
        result = f": {change.said}" if change.said else ""
        return f"{change.what}{result} ({request_words(change.request)})"
    where = "is with the person" if change.what == "came" else "left the person"
    return f"{change.agency} {where}"
