"""Reads triggers, and refuses events, fields and values that the vocabulary does not have.

A trigger is written ``event field=value|value field!=value``: all conditions must hold.
"""

import re
from collections.abc import Collection
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, Final, get_args

from jointlog.domain.declare import Catalogue, fields_of
from jointlog.domain.effects import When
from jointlog.domain.errors import UnknownEventError
from jointlog.domain.protocol.standard import Trigger
from jointlog.domain.vocabulary import AgencyKind

CONDITION: Final = re.compile(r"([a-z][a-z0-9_]*)(!?=)([^=|]+(?:\|[^=|]+)*)")
AGENCY_FIELDS: Final = ("actor", "asserted_by")
ANY_TEXT: Final = None


class TriggerError(Exception):
    """A trigger cannot be read; the reader of the row adds the file and the row."""


class TriggerReader:
    """Reads triggers against one catalogue of events."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._fields = cache(self._fields_of)

    def read(self, text: object) -> Trigger:
        """The trigger that this text writes.

        Raises:
            TriggerError: not a trigger, or it names what the vocabulary does not have.

        """
        if not isinstance(text, str) or not text.strip():
            raise TriggerError(f"{text!r:.60} is not an event and its conditions")
        event, *conditions = text.split()
        fields = self._fields(event)
        return Trigger(event, tuple(_condition(event, each, fields) for each in conditions))

    def _fields_of(self, event: str) -> dict[str, Collection[str] | None]:
        """The fields of an event that can be compared, with the texts each can have."""
        try:
            declared = fields_of(self._catalogue.named(event))
        except UnknownEventError as error:
            raise TriggerError(str(error)) from None
        found = {each.name: texts for each in declared if (texts := _texts(each.hint)) != ()}
        return found | {name: [*AgencyKind] for name in AGENCY_FIELDS}


def _condition(event: str, text: str, fields: dict[str, Collection[str] | None]) -> When:
    match = CONDITION.fullmatch(text)
    if match is None:
        raise TriggerError(f"{text!r} is not field=value, field=value|value or field!=value")
    field, sign, alternatives = match.groups()
    if field not in fields:
        raise TriggerError(f"{event} has no field {field!r} to compare")
    known, values = fields[field], tuple(alternatives.split("|"))
    for value in values:
        if known is not ANY_TEXT and value not in known:
            raise TriggerError(f"{field} of {event} is never {value!r}: {', '.join(known)}")
    return When(field, values, negated=sign == "!=")


def _texts(hint: Any) -> Collection[str] | None:
    """The stored texts that a field can have; None for any, () where it cannot be compared."""
    kinds = get_args(hint) or (hint,)
    absent = ["none"] if NoneType in kinds else []
    (kind, *others) = [each for each in kinds if each is not NoneType]
    if others or not isinstance(kind, type):
        return ()
    if issubclass(kind, StrEnum):
        return [*kind, *absent]
    if kind is bool:
        return ["true", "false", *absent]
    return ANY_TEXT if kind in (str, int) else ()
