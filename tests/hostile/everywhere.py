"""A log in which every text that can be said is hostile: one incident for each kind of harm."""

from itertools import cycle
from typing import Any, Final, get_args
from uuid import UUID, uuid5

from jointlog.domain.declare import Corrects, Event, fields_of
from jointlog.domain.entry import Envelope
from jointlog.domain.errors import MalformedError
from jointlog.domain.events import catalogue
from jointlog.domain.events.contact import ContactReceived
from jointlog.domain.schema import example
from jointlog.domain.statement import draft_of
from jointlog.domain.store.log import Log
from jointlog.domain.vocabulary import Agency
from tests.api.grammar import recorder_of
from tests.grammar import RECORDED_MS

FIRST: Final = ContactReceived
NAMESPACE: Final = UUID("7a0c6f0e-6f0a-4b52-9c39-5f6f8d7d0044")
HARMS: Final = {
    "I-terminal": ("\x1b]0;owned\x07\x1b[2J\x9b31m\u202eevil\u2066\u200f\ufeff\u2028\u0085",),
    "I-formula": ("=cmd|' /C calc'!A0", " \t\r\n@SUM(1+1)*cmd", "\uff1d1+1"),
    "I-markup": ("<script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}",),
}
"""What the texts of the incident of this name are, in turn."""


def record(log: Log) -> dict[str, int]:
    """Every event type, in every incident; gives how many texts are hostile in each."""
    said: dict[str, int] = {}
    for incident in HARMS:
        said[incident] = 0
        for minute, cls in enumerate(sorted(catalogue(), key=lambda each: each is not FIRST)):
            plain, number = _statement(cls, incident, minute)
            said[incident] += number
            draft = draft_of(plain, incident=incident, new_id=lambda: UUID(int=0))
            log.post(draft, Agency.parse(recorder_of(cls)), now_ms=RECORDED_MS)
    return said


def _id(name: str, incident: str) -> str:
    return str(uuid5(NAMESPACE, f"{name} {incident}"))


def _statement(cls: type[Event], incident: str, minute: int) -> tuple[dict[str, Any], int]:
    """The example of a type with each text that may be any, and how many they are."""
    name = cls.declared.name
    when = f"2026-03-01 {12 + minute // 60}:{minute % 60:02} Europe/London"
    plain: dict[str, Any] = {
        "id": _id(name, incident),
        "type": name,
        "occurred": when,
        "facts": example(cls),
    }
    if cls.declared.corrects is not Corrects.NOTHING:
        plain["corrects"] = _id(FIRST.declared.name, incident)
    number = 0
    harms = cycle(HARMS[incident])
    for field in fields_of(cls):
        number += _take(plain, plain["facts"], field, next(harms))
    for field in fields_of(Envelope):
        number += _take(plain, plain, field, next(harms))
    if "actor" in plain:
        plain["actor"]["agency"] = recorder_of(cls)
    return plain, number


def _take(plain: dict[str, Any], inside: dict[str, Any], field: Any, harm: str) -> int:
    """Say the harm in this field, if the field can say it."""
    before = dict(inside)
    for value in _sayings(field.hint, harm):
        inside[field.name] = value
        try:
            draft_of(plain, incident="I", new_id=lambda: UUID(int=0))
        except MalformedError:
            inside.clear()
            inside.update(before)
        else:
            return 1
    return 0


def _sayings(hint: Any, harm: str) -> list[Any]:
    if hint is str or str in get_args(hint):
        return [harm]
    held = [part for part in get_args(hint) or (hint,) if hasattr(part, "__dataclass_fields__")]
    said: list[Any] = []
    for part in held:
        inner = {f.name: harm for f in fields_of(part) if f.hint is str or str in get_args(f.hint)}
        said += [{**example(part), **inner}, *({**example(part), n: v} for n, v in inner.items())]
    return said
