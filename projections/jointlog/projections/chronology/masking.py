"""Redaction as a pure function over entries: what is withheld is taken out before it is read.

    masked = mask(entries, Profile.parse("roles-only"))
    masked.entries    # the same entries, texts and names replaced
    masked.withheld   # what was replaced: entry, field, and the value

Three profiles: ``full`` withholds nothing; ``roles-only`` keeps kinds of agencies, roles, times and
coded values, and withholds names, references and every free text; ``own:AGENCY`` keeps what that
agency recorded and the items it was told.
"""

import re
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, Union, get_args, get_origin

from jointlog.domain.declare import Field, fields_of
from jointlog.domain.entry import Entry
from jointlog.domain.errors import MalformedError
from jointlog.domain.incident import Statement
from jointlog.domain.time import Occurred
from jointlog.domain.vocabulary import Agency
from jointlog.projections.case import Case
from jointlog.projections.knowing.knowledge import How, knowledge

TOKEN: Final = re.compile(r"\[withheld \d+\]")
WITHHELD: Final = "[withheld]"
INCIDENT: Final = "withheld"
OWN: Final = "own:"
_FIELDS: Final[dict[type[Any], tuple[Field, ...]]] = {}
PEOPLE: Final = ("subject", "for_subject")
"""Fields that name the person."""


class Kind(StrEnum):
    """What a profile shows."""

    FULL = "full"
    ROLES_ONLY = "roles-only"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Profile:
    """A redaction profile; ``agency`` is whose own it is."""

    kind: Kind = Kind.FULL
    agency: Agency | None = None

    @classmethod
    def parse(cls, text: str) -> "Profile":
        """Read ``full``, ``roles-only`` or ``own:AGENCY``.

        Raises:
            MalformedError: none of them, or no agency by name.

        """
        if text in (Kind.FULL, Kind.ROLES_ONLY):
            return cls(Kind(text))
        if not text.startswith(OWN):
            expected = "full, roles-only or own:AGENCY, such as own:police:met"
            raise MalformedError("", f"{text[:60]!r} is no redaction profile", expected)
        agency = Agency.parse(text.removeprefix(OWN))
        if not agency.id:
            raise MalformedError("", f"{text[:60]!r} names no one agency", "own:police:met")
        return cls(Kind.OWN, agency)

    def __str__(self) -> str:
        return str(self.kind) if self.agency is None else f"{self.kind}:{self.agency}"


FULL: Final = Profile()


@dataclass(frozen=True, slots=True)
class Withheld:
    """A value that is withheld: of which entry, which field, and what it says.

    ``path`` is "" where the whole entry is withheld.
    """

    version: int
    path: str
    value: str


@dataclass(slots=True)
class Masked:
    """Entries as a profile shows them, and what it withholds."""

    profile: Profile
    entries: list[Entry]
    withheld: list[Withheld] = field(default_factory=list)
    agencies: dict[Agency, Agency] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    @property
    def hidden(self) -> set[int]:
        """Versions of the entries that are withheld as a whole."""
        return {each.version for each in self.withheld if not each.path}

    def agency(self, agency: Agency) -> Agency:
        """The agency as it is shown."""
        return self.agencies.get(agency, agency)

    def person(self, subject: str) -> str:
        """The person as it is shown."""
        return self.people.get(subject, subject)


def mask(case: Case, profile: Profile) -> Masked:
    """The entries of a case under a profile."""
    if profile.kind is Kind.FULL:
        return Masked(profile, list(case.entries))
    return _roles_only(case, profile) if profile.kind is Kind.ROLES_ONLY else _own(case, profile)


def shown(text: str) -> str:
    """A text made of masked entries, with the numbers of what is withheld left out."""
    return TOKEN.sub(WITHHELD, text)


Keep = Callable[[str, str], str]
"""What stands for a text of a field."""


class _Tokens:
    """A token for each text: equal texts have the same, so that what compares them still can."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, text: str) -> str:
        number = self._numbers.setdefault(text, len(self._numbers) + 1)
        return f"[withheld {number}]"


def _roles_only(case: Case, profile: Profile) -> Masked:
    masked = Masked(profile, [])
    tokens = _Tokens()
    for entry in case.entries:
        subjects = (entry.subject, getattr(entry.fact, "for_subject", ""))
        for subject in filter(None, subjects):
            masked.people.setdefault(subject, f"person {len(masked.people) + 1}")
    for entry in case.entries:
        _add_roles_only(masked, tokens, entry, case.by_version.get(entry.version))
    return masked


def _add_roles_only(masked: Masked, tokens: _Tokens, entry: Entry, read: Statement | None) -> None:
    """Add an entry with amendments applied: what amends it is a text, and so is withheld."""
    fact, envelope = entry.fact, entry.envelope
    if read is not None:
        fact, envelope = read.fact, replace(envelope, occurred=read.occurred)

    def keep(path: str, text: str) -> str:
        masked.withheld.append(Withheld(entry.version, path, text))
        name = path.rpartition(".")[2]
        return masked.people[text] if name in PEOPLE else tokens.of(text)

    walk = _Walk(keep, lambda agency: _numbered(masked.agencies, agency))
    masked.entries.append(
        replace(
            entry,
            incident=INCIDENT,
            agency=walk.of(Agency, entry.agency, "agency"),
            fact=walk.of_declared(fact, "facts"),
            envelope=walk.of_declared(envelope, ""),
        )
    )
    masked.withheld += [Withheld(entry.version, path, text) for path, text in walk.named]


def _numbered(agencies: dict[Agency, Agency], agency: Agency) -> Agency:
    """The agency by its kind and a number; one without id stays any of its kind."""
    if agency not in agencies:
        same = sum(other.kind is agency.kind and bool(other.id) for other in agencies)
        agencies[agency] = Agency(agency.kind, str(same + 1)) if agency.id else agency
    return agencies[agency]


def _own(case: Case, profile: Profile) -> Masked:
    """What the agency recorded, whole; what it was told, with the items that it was told."""
    masked = Masked(profile, [])
    told: dict[int, set[str]] = {}
    for known in knowledge(case).known:
        if known.agency == profile.agency and known.how is not How.HELD:
            told.setdefault(known.version, set()).update(filter(None, (known.item, known.detail)))
    for entry in case.entries:
        if entry.agency == profile.agency:
            masked.entries.append(entry)
        elif entry.version in told:
            masked.entries.append(_as_told(entry, told[entry.version], masked.withheld))
        else:
            masked.withheld.append(Withheld(entry.version, "", ""))
    return masked


def _as_told(entry: Entry, items: set[str], withheld: list[Withheld]) -> Entry:
    def keep(path: str, text: str) -> str:
        if text in items or path == "subject":
            return text
        withheld.append(Withheld(entry.version, path, text))
        return WITHHELD

    walk = _Walk(keep, lambda agency: agency)
    fact, envelope = walk.of_declared(entry.fact, "facts"), walk.of_declared(entry.envelope, "")
    return replace(entry, fact=fact, envelope=envelope)


class _Walk:
    """Rebuilds declared values, with another text for each text and another agency for each."""

    def __init__(self, keep: Keep, agency: Callable[[Agency], Agency]) -> None:
        self._keep = keep
        self._agency = agency
        self.named: list[tuple[str, str]] = []

    def of_declared(self, value: Any, path: str) -> Any:
        """A declared value, each of its fields walked."""
        lead = f"{path}." if path else ""
        changes = {
            each.name: self.of(each.hint, getattr(value, each.name), f"{lead}{each.name}")
            for each in fields_of_value(value)
        }
        return replace(value, **changes)

    def of(self, hint: Any, value: Any, path: str) -> Any:
        """A value of this type."""
        inner = inner_of(hint)
        if value is None or value == "":
            return value
        if get_origin(inner) is tuple:
            item = get_args(inner)[0]
            return tuple(self.of(item, one, f"{path}.{n}") for n, one in enumerate(value))
        if inner is str:
            return self._keep(path, value)
        if inner is Agency:
            other = self._agency(value)
            if other != value:
                self.named.append((path, str(value)))
            return other
        return self.of_declared(value, path) if is_declared(inner) else value


def fields_of_value(value: object) -> tuple[Field, ...]:
    """The fields of a declared value; those of a class are read once, which is slow."""
    cls = type(value)
    if cls not in _FIELDS:
        _FIELDS[cls] = fields_of(cls)
    return _FIELDS[cls]


def inner_of(hint: Any) -> Any:
    """The type itself of one that may be None."""
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (arg for arg in get_args(hint) if arg is not type(None))
    return hint


def is_declared(hint: Any) -> bool:
    """Whether it is an object of fields, and not a time."""
    return hasattr(hint, "__dataclass_fields__") and hint is not Occurred


def counted(withheld: Iterable[Withheld]) -> str:
    """How much is withheld, in words."""
    held = list(withheld)
    whole = sum(not each.path for each in held)
    fields = len(held) - whole
    entries = len({each.version for each in held if each.path})
    parts = []
    if whole:
        parts.append(f"{whole} whole {'entry' if whole == 1 else 'entries'}")
    if fields:
        of_entries = f"{entries} {'entry' if entries == 1 else 'entries'}"
        parts.append(f"{fields} {'field' if fields == 1 else 'fields'} of {of_entries}")
    return " and ".join(parts) or "nothing"
