"""Effects in words, for `docs/events.md`."""

from typing import Any

from jointlog.domain import effects as e
from jointlog.domain.asking import RequestKind
from jointlog.domain.vocabulary import Strand

VERBS: dict[type[Any], str] = {
    e.Needs: "{strand} becomes needed",
    e.Takes: "{by} holds {strand}",
    e.Claims: "the actor says that it holds {strand}; contested where another holds it unoffered",
    e.Fills: "the actor holds {strand} by conduct, where nobody does",
    e.Joins: "the actor holds {strand} together with whoever holds it",
    e.Offers: "{strand} is offered to {to}; nothing moves",
    e.Declines: "the actor does not take {strand}; it stays where it was",
    e.Relinquishes: "the actor gives {strand} up; without a recorded acceptance nobody holds it",
    e.Ends: "{strand} is not needed any more",
    e.Shares: "{holders} hold {strand} together",
    e.Delegates: "{to} holds {strand} for the actor, who stays principal",
    e.Disputes: "{strand} is contested between {parties}",
    e.Settles: "the dispute over {strand} is over; {holder} holds it, or who held it before",
    e.Suspends: "the holder keeps {strand} and cannot exercise it",
    e.Loses: "whoever holds {strand} loses it: needed, held by nobody",
    e.Lapses: "the authority behind {strand} has run out: needed, held by nobody",
    e.Attends: "the actor is with the person; the waits that its arrival ends are attended",
    e.Beside: (
        "the actor is with the person, at the latest by now; the waits that its arrival ends are "
        "over by then"
    ),
    e.Leaves: "{who} leaves the person; what it holds and needs presence for is held by nobody",
    e.Travels: "the actor goes with the person: it leaves the scene, not the person",
    e.Arrives: "the journey of the person is over",
    e.Asks: "a wait opens for {kind}; no responsibility moves",
    e.Answers: "the open request that it answers is {answer}",
    e.Fulfils: "the waits for {kinds} end as attended",
    e.Replaces: "the waits for {kinds} end as replaced by other transport",
    e.Closes: "the open waits for the actor end as closed without attendance",
}


def effect_words(effect: e.Effect) -> str:
    """What an effect does, in a sentence without its full stop."""
    told = {
        name: _told(getattr(effect, name, None), name)
        for name in ("strand", "by", "to", "holders", "parties", "holder", "who", "kind", "kinds")
    }
    told["answer"] = str(getattr(effect, "answer", ""))
    text = VERBS[type(effect)].format(**told)
    when = effect.when
    if when is None:
        return text
    values = " or ".join(f"`{value}`" for value in when.values)
    return f"{text}, where `{when.field}` is {'not ' if when.negated else ''}{values}"


def _told(value: Any, name: str) -> str:
    if isinstance(value, e.Of):
        return f"`{value.field}`"
    if isinstance(value, Strand):
        return f"`{value.value}`"
    if isinstance(value, RequestKind):
        return f"`{value.value}`"
    if isinstance(value, tuple):
        return ", ".join(_told(each, name) for each in value)
    return {"by": "the actor", "who": "the actor", "to": "nobody in particular"}.get(name, "any")
