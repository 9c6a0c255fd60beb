"""Who is with the person by what a statement says: by coming, or by what only those beside do."""

from collections.abc import Sequence
from functools import cache

from jointlog.domain.effects import Attends, Beside, Effect, Leaves, Travels, When
from jointlog.domain.events import catalogue
from jointlog.domain.incident.statements import Statement


def applies(when: When | None, statement: Statement) -> bool:
    """Whether the condition of an effect holds for this statement."""
    if when is None:
        return True
    return (statement.text(when.field) in when.values) is not when.negated


@cache
def types_with(kind: type[Effect]) -> frozenset[str]:
    """The event types that have an effect of this kind, under some condition."""
    types = (cls.declared for cls in catalogue())
    return frozenset(
        each.name for each in types if any(isinstance(effect, kind) for effect in each.effects)
    )


def comes(statement: Statement) -> bool:
    """Whether the actor comes to the person by this statement, or has come without a record."""
    if statement.name not in types_with(Attends) | types_with(Beside):
        return False
    return any(
        isinstance(effect, Attends) or (isinstance(effect, Beside) and not effect.asked_only)
        for effect in statement.fact.declared.effects
        if applies(effect.when, statement)
    )


def shows_presence(statement: Statement) -> bool:
    """Whether it shows that the actor is with the person, and not when it came."""
    return any(
        isinstance(effect, Beside) and applies(effect.when, statement)
        for effect in statement.fact.declared.effects
    )


def shows_coming(statement: Statement, earlier: Sequence[Statement]) -> bool:
    """Whether it shows that the actor has come since: by taking the person along, or anew.

    Args:
        statement: one that shows presence.
        earlier: the statements before it, in order.

    """
    if any(isinstance(effect, Travels) for effect in statement.fact.declared.effects):
        return True
    for each in reversed(earlier):
        if each.subject == statement.subject and each.actor.matches(statement.actor):
            if any(isinstance(effect, Leaves) for effect in each.fact.declared.effects):
                return True
            if comes(each) or shows_presence(each):
                return False
    return True
