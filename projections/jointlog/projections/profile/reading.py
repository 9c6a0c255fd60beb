"""Reads a profile strictly: an unknown key, event or field is refused, naming file and table."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid5

from jointlog.domain.declare import About
from jointlog.domain.entry import Envelope
from jointlog.domain.errors import MalformedError, UnknownEventError
from jointlog.domain.events import catalogue
from jointlog.domain.vocabulary import Agency, AgencyKind
from jointlog.projections.profile.maker import Maker, Rule
from jointlog.projections.profile.mapping import HASH, NUMBER, Profile
from jointlog.projections.profile.shaping import past_midnight_of, shape_of
from jointlog.projections.profile.times import Times
from jointlog.projections.profile.toml_table import TomlTable
from jointlog.projections.profile.values import Cell, Condition, Constant, Items, Object, Value

Maps = Mapping[str, Mapping[str, Any]]

LINKS: Final = ("caused_by", "replies_to")
TAKES: Final = ("all", "first")
NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
PLAIN: Final = About("")


def read_profile(file: str, text: str, *, zone: str = "") -> Profile:
    """Read a profile.

    Args:
        file: its name, for messages.
        text: its TOML.
        zone: IANA name that replaces the profile's own; "" keeps it.

    Raises:
        MalformedError: names the file, the table, the key, and what is expected.

    """
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MalformedError(
            file, f"is not TOML: {error}", "a profile; an event begins with [[event]]"
        ) from None
    try:
        return _profile(TomlTable("", plain), zone)
    except MalformedError as error:
        raise MalformedError(f"{file}: {error.field}", error.problem, error.expected) from None


def _profile(file: TomlTable, zone: str) -> Profile:
    if not file.has("profile"):
        raise file.error("[profile]", "is missing", "the table that a profile begins with")
    head = TomlTable("profile:", file.take("profile", dict))
    maps = {
        name: TomlTable(f"maps {name}:", {name: plain}).take(name, dict)
        for name, plain in file.maybe("maps", dict, {}).items()
    }
    head.maybe("title", str, "")
    name = head.take("name", str)
    if not NAME.fullmatch(name):
        raise head.error("name", f"{name!r:.60} is no name", "1 to 40 of a-z 0-9 - _")
    zone_said = head.take("zone", str)
    try:
        times = Times(head.texts("times"), zone or zone_said)
        namespace = UUID(head.take("namespace", str))
    except MalformedError as error:
        raise head.error("times and zone", error.problem, error.expected) from None
    except ValueError:
        raise head.error("namespace", "is not an id", "a UUID of the profile's own") from None
    references = _references(head, namespace)
    shape = shape_of(head)
    if not head.has("incident"):
        raise head.error("incident", "is missing", 'a column, or { column = "..." }')
    incident = _cell_of(head, "incident", maps)
    shared_envelope = file.maybe("envelope", dict, {})
    past_midnight = past_midnight_of(head)
    dated = frozenset() if past_midnight is None else frozenset({past_midnight.date})
    rules = [_rule(table, shared_envelope, maps, times, dated) for table in file.tables("event")]
    profile = Profile(
        name=name,
        shape=shape,
        zone=zone or zone_said,
        times=times,
        namespace=namespace,
        nulls=frozenset(head.texts("nulls", ())) | {""},
        past_midnight=past_midnight,
        given=head.texts("given", ()),
        row_key=head.texts("row_key"),
        incident=incident,
        skip=_conditions(head, "skip"),
        takes_first=head.one_of("take", TAKES, "all") == "first",
        order=head.texts("order", ()),
        rules=tuple(rules),
        effects=Counter(),
        makers=tuple(Maker(rule, times, namespace, references) for rule in rules),
    )
    head.close()
    file.close()
    _check(profile, head)
    return profile


def _references(head: TomlTable, namespace: UUID) -> UUID:
    """The namespace of references: that which other profiles have too, or one of its own."""
    if not head.has("references"):
        return uuid5(namespace, "references")
    try:
        return UUID(head.take("references", str))
    except ValueError:
        raise head.error("references", "is not an id", "a UUID that the profiles share") from None


def _rule(
    table: TomlTable,
    shared_envelope: dict[str, Any],
    maps: Maps,
    times: Times,
    dated: frozenset[str],
) -> Rule:
    name = table.take("name", str)
    table.where = f"event {name}:"
    try:
        cls = catalogue().named(table.take("type", str))
    except UnknownEventError as error:
        raise table.error("type", str(error)) from None
    if not table.has("agency"):
        raise table.error("agency", "is missing", "kind:id, or a column with a map")
    agency = _value(table.where, "agency", table.anything("agency"), maps)
    facts = _object(table, "facts", table.maybe("facts", dict, {}), maps)
    own = shared_envelope | table.maybe("envelope", dict, {})
    envelope = _object(table, "envelope", own, maps)
    if isinstance(agency, Constant) and agency.value in tuple(AgencyKind):
        raise table.error("agency", f"{agency.value} is no one agency", "kind:id: police:met")
    is_shared = table.maybe("shared", bool, default=False)
    after = table.maybe("after", str, "")
    if after and is_shared:
        raise table.error("after", "stands beside shared", "one of the two")
    occurred = _occurred(table, maps)
    rule = Rule(
        name=name,
        cls=cls,
        occurred=occurred,
        is_required=table.maybe("required", bool, default=False),
        when=_conditions(table, "when"),
        is_shared=is_shared,
        is_carried=occurred is not None and bool(occurred.columns & dated),
        after=after,
        agency=agency,
        facts=facts,
        envelope=envelope,
        reference=_cell_of(table, "reference", maps) if table.has("reference") else None,
        links={field: _link(table, field, maps) for field in LINKS if table.has(field)},
    )
    table.close()
    for field in ("occurred", *LINKS, "corrects"):
        if field in own:
            raise table.error(f"envelope.{field}", "is no field of the table", "a key of the event")
    whole = Object({"occurred": Constant("unknown"), **envelope.fields})
    for field, value, hint in (
        ("agency", agency, Agency),
        ("facts", facts, cls),
        ("envelope", whole, Envelope),
    ):
        try:
            value.check(hint, PLAIN, times)
        except MalformedError as error:
            found = error.within(field)
            raise table.error(found.field, found.problem, found.expected) from None
    return rule


def _link(table: TomlTable, key: str, maps: Maps) -> str | Cell:
    """The name of an event of the row, or the reference of one of any row."""
    said = table.anything(key)
    if isinstance(said, str):
        return said
    link = _value(table.where, key, said, maps)
    if not isinstance(link, Cell) or link.mapped is not None:
        raise table.error(key, "names no event", 'an event of the row, or { column = "..." }')
    return link


def _cell_of(table: TomlTable, key: str, maps: Maps) -> Cell:
    """A cell, which may be written as the name of its column."""
    said = table.anything(key)
    cell = _value(table.where, key, {"column": said} if isinstance(said, str) else said, maps)
    if not isinstance(cell, Cell) or cell.mapped is not None:
        raise table.error(key, "names no column", 'a column, or { columns = ["..."] }')
    return cell


def _occurred(table: TomlTable, maps: Maps) -> Cell | None:
    is_unknown = table.maybe("time_unknown", bool, default=False)
    if is_unknown is table.has("occurred"):
        problem = "is given beside time_unknown" if is_unknown else "is missing"
        raise table.error("occurred", problem, "the column of its time, or time_unknown = true")
    if is_unknown:
        return None
    return _cell_of(table, "occurred", maps)


def _object(table: TomlTable, key: str, plain: dict[str, Any], maps: Maps) -> Object:
    where = table.where
    return Object(
        {name: _value(where, f"{key}.{name}", each, maps) for name, each in plain.items()}
    )


def _value(where: str, key: str, plain: Any, maps: Maps) -> Value:
    """A value as the profile writes it: a constant, a list, an object, or a table with columns."""
    if isinstance(plain, list):
        items = (_value(where, f"{key}.{place}", each, maps) for place, each in enumerate(plain))
        return Items(tuple(items))
    if isinstance(plain, str | int | float | bool):
        return Constant(plain)
    if not isinstance(plain, dict):
        raise MalformedError(f"{where} {key}", f"is {plain!r:.60}", "text in quotes")
    if "column" not in plain and "columns" not in plain:
        held = {name: _value(where, f"{key}.{name}", each, maps) for name, each in plain.items()}
        return Object(held)
    return _cell(TomlTable(f"{where} {key}:", plain), maps)


def _cell(table: TomlTable, maps: Maps) -> Cell:
    names = (table.take("column", str),) if table.has("column") else table.texts("columns")
    pattern = table.expression("pattern")
    if pattern is not None and not pattern.groups:
        raise table.error("pattern", "has no group", "an expression with one group: 'unit (.*)'")
    replaced = table.maybe("replace", dict, {})
    if not all(isinstance(each, str) and old for old, each in replaced.items()):
        raise table.error("replace", f"is {replaced!r:.60}", 'texts by texts: { "/" = "-" }')
    mapped = None
    if table.has("map"):
        name = table.take("map", str)
        if name not in maps:
            raise table.error("map", f"there is no [maps.{name}]", ", ".join(maps) or "a map")
        mapped = maps[name]
    join, prefix = table.maybe("join", str, " "), table.maybe("prefix", str, "")
    table.close()
    return Cell(names, join, prefix, pattern, replaced, mapped)


def _conditions(table: TomlTable, key: str) -> tuple[Condition, ...]:
    return tuple(_condition(each) for each in table.tables(key))


def _condition(table: TomlTable) -> Condition:
    condition = Condition(
        column=table.take("column", str),
        present=table.take("present", bool) if table.has("present") else None,
        equals=table.texts("equals", ()),
        differs=table.texts("differs", ()),
        matches=table.expression("matches"),
        lacks=table.expression("lacks"),
    )
    table.close()
    if condition == Condition(condition.column):
        raise table.error("", "tests nothing", "present, equals, differs, matches or lacks")
    return condition


def _check(profile: Profile, head: TomlTable) -> None:
    """Refuse what is well formed and cannot work together."""
    names = [rule.name for rule in profile.rules]
    if not names:
        raise head.error("", "there is no [[event]]", "at least one")
    for name in names:
        if names.count(name) > 1:
            raise MalformedError(f"event {name}: name", "stands twice", "each event its own name")
    if not profile.row_key:
        raise head.error("row_key", "is empty", "the columns that tell one row from another")
    named = [("profile: order", name) for name in profile.order]
    named += [
        (f"event {rule.name}: {field}", name)
        for rule in profile.rules
        for field, name in rule.links.items()
        if isinstance(name, str)
    ]
    for place, rule in enumerate(profile.rules):
        if rule.after and rule.after not in names[:place]:
            before = ", ".join(names[:place]) or "none: this is the first"
            raise MalformedError(
                f"event {rule.name}: after", f"no event before is {rule.after!r:.60}", before
            )
    for where, name in named:
        if name not in names:
            raise MalformedError(where, f"there is no event {name!r:.60}", ", ".join(names))
    if profile.shape.line is not None:
        heading = profile.shape.heading
        above = heading.groupindex if heading is not None else ()
        known = {*profile.shape.line.groupindex, *above, *profile.given, NUMBER, HASH}
        for column in sorted(profile.columns - known):
            raise MalformedError("profile: line", f"has no group {column!r:.60}", "every column")
