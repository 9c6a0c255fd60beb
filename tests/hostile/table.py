"""The table of hostile input: one row each, with what must happen, for every door that can say it.

A row changes one thing of a statement that is accepted. ``values`` are plain values and go through
every door; ``text`` is the JSON of one more fact, as bytes; ``whole`` spoils a whole JSON body;
``packed`` is the MessagePack of one fact. What must happen is a code of `docs/problems.md`, or
`STORED`: kept as it was said, and shown so that it does no harm.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

STORED: Final = "stored"
MALFORMED: Final = "malformed"
UNKNOWN: Final = "unknown_event"
KIND: Final = "call_information_recorded"
ID: Final = "0195576c-8a20-7000-8000-00000000000a"
FACT: Final = "caller_words"
WHERE: Final = f"facts.{FACT}"


@dataclass(frozen=True)
class Row:
    """One hostile input.

    Attributes:
        outcome: a problem's code, or `STORED`.
        values: changes of the statement; a key with a dot is a fact.
        text: JSON of one more fact.
        whole: spoils a whole JSON text.
        packed: MessagePack of a fact's value.
        field: what the problem names, where it can name it.
        cloudevent: what a CloudEvent with it comes to, where that is something else.
        is_endless: in a batch no item can be told from the next, so the whole is refused.

    """

    outcome: str
    values: dict[str, Any] = field(default_factory=dict)
    text: bytes = b""
    whole: Callable[[bytes], bytes] | None = None
    packed: bytes = b""
    field: str | None = None
    cloudevent: str = ""
    is_endless: bool = False

    @property
    def is_json(self) -> bool:
        """Whether it can be said in JSON."""
        return not self.packed


def refused_fact(value: Any, where: str | None = WHERE) -> Row:
    """A fact that must be refused."""
    return Row(MALFORMED, {WHERE: value}, field=where)


def kept_fact(value: str) -> Row:
    """A fact that is kept as it is."""
    return Row(STORED, {WHERE: value})


def refused(name: str, value: Any, code: str = MALFORMED, **how: Any) -> Row:
    """A field of the statement that must be refused."""
    return Row(code, {name: value}, field=how.pop("field", name), **how)


def text(member: bytes, where: str | None = None, **how: Any) -> Row:
    """A fact that only JSON can say."""
    return Row(MALFORMED, text=member, field=where, **how)


def packed(value: bytes, *, is_endless: bool = False) -> Row:
    """A fact that only MessagePack can say."""
    return Row(MALFORMED, packed=value, is_endless=is_endless)


def nested(levels: int) -> Any:
    """Lists in lists."""
    made: Any = 1
    for _ in range(levels):
        made = [made]
    return made


NUMBERS: Final = {
    "NaN": refused_fact(float("nan"), None),
    "infinity": refused_fact(float("inf"), None),
    "minus infinity": refused_fact(float("-inf"), None),
    "2**53": refused_fact(2**53, None),
    "2**70": refused_fact(2**70, None),
    "-2**70": refused_fact(-(2**70), None),
    "a whole number for text": refused_fact(5),
    "true for text": refused_fact(value=True),
    "null for text": refused_fact(None),
    "a list for text": refused_fact([]),
    "an object for text": refused_fact({}),
    "5,000 digits": text(b'"caller_words": ' + b"9" * 5000),
    "a float beyond all": text(b'"caller_words": 1e999'),
}
TEXTS: Final = {
    "half a surrogate pair": refused_fact("\ud800", None),
    "a surrogate pair the wrong way round": refused_fact("\udc00\ud800", None),
    "half a surrogate pair as key": Row(MALFORMED, {"facts.\ud800": "x"}),
    "NUL": refused_fact("a\x00b"),
    "2,001 characters": refused_fact("x" * 2001),
    "a title for the terminal": kept_fact("\x1b]0;owned\x07\x1b[2J\x9b31m"),
    "text turned around": kept_fact("\u202eevil\u2066\u200f"),
    "a formula": kept_fact("=cmd|' /C calc'!A0"),
    "a full-width formula": kept_fact("\uff1d1+1"),
    "a tab, then a formula": kept_fact("\t=1+1"),
    "markup": kept_fact("</script><script>alert(1)</script>{{7*7}}"),
    "line ends": kept_fact("a\r\nb\u2028c\u0085d"),
    "a path": kept_fact("../../../../etc/passwd"),
    "a query": kept_fact("'; DROP TABLE entries; --"),
    "noncharacters and the last one": kept_fact("\ufffe\uffff\U0010ffff"),
    "an emoji": kept_fact("\U0001f468\u200d\U0001f469"),
}
FIELDS: Final = {
    "an unknown field": refused("colour", "red"),
    "the agency said, not proved": refused("version", 1),
    "an unknown fact": Row(MALFORMED, {"facts.colour": "red"}, field="facts.colour"),
    "a fact named for a prototype": Row(
        MALFORMED, {"facts.__proto__": {"x": 1}}, field="facts.__proto__"
    ),
    "facts that are a list": refused("facts", []),
    "facts that are text": refused("facts", "{}"),
    "no such type": refused("type", "contact_recieved", UNKNOWN),
    "a type of a thousand letters": refused("type", "x" * 400, UNKNOWN),
    "a grade that is none": refused("evidence", "hearsay "),
    "a person of 65 letters": refused("person", "x" * 65),
    "a key that stands twice": text(b'"item": "x", "item": "y"'),
    "an escaped key that stands twice": text(b'"caller_words": "x", "caller\\u005fwords": "y"'),
}
IDS: Final = {
    "an id in braces": refused("id", "{" + ID + "}", cloudevent=STORED),
    "an id as urn": refused("id", f"urn:uuid:{ID}", cloudevent=STORED),
    "an id without hyphens": refused("id", ID.replace("-", ""), cloudevent=STORED),
    "an id of full-width digits": refused("id", "\uff10" + ID[1:], cloudevent=STORED),
    "an id that is a number": refused("id", 5, field=None),
    "a correction by urn": refused("corrects", f"urn:uuid:{ID}"),
    "an incident that is a path": refused("incident", "../../etc/passwd"),
    "an incident that is a folder": refused("incident", ".."),
    "an incident with a slash": refused("incident", "CAD/1"),
    "an incident turned around": refused("incident", "CAD\u202e1"),
    "an incident of 65 letters": refused("incident", "x" * 65),
    "an incident with a line end": refused("incident", "CAD-1\n"),
    "an incident of other digits": refused("incident", "\u0661\u0662"),
}
TIMES: Final = {
    "a naive time": refused("occurred", "2026-03-01T12:00:00"),
    "a whole number for a time": refused("occurred", 1_772_366_400),
    "a fraction for a time": refused("occurred", 1.5),
    "second 60": refused("occurred", "2026-03-01T12:00:60Z"),
    "minute 60": refused("occurred", "2026-03-01T12:60:00Z"),
    "hour 24": refused("occurred", "2026-03-01T24:00:00Z"),
    "no such day": refused("occurred", "2026-02-30T12:00:00Z"),
    "year 1": refused("occurred", "0001-01-01T00:00:00Z"),
    "year 9999": refused("occurred", "9999-12-31T23:59:59Z"),
    "year 10000": refused("occurred", "10000-01-01T00:00:00Z"),
    "an offset of 15 hours": refused("occurred", "2026-03-01T12:00:00+15:00"),
    "full-width digits": refused("occurred", "\uff12026-03-01T12:00:00Z"),
    "an hour that clocks skipped": refused("occurred", "2026-03-29 01:30 Europe/London"),
    "a zone that is a path": refused("occurred", "2026-03-01 12:00 ../../etc/localtime"),
    "a zone that is a folder": refused("occurred", "2026-03-01 12:00 Europe"),
    "a zone in an object that is a path": refused(
        "occurred",
        {"text": "x", "precision": "minute", "zone": "../../../../etc/localtime"},
        field="occurred.zone",
    ),
    "an object whose end is before its start": refused(
        "occurred",
        {
            "text": "x",
            "precision": "between",
            "earliest": "2026-03-02T00:00:00Z",
            "latest": "2026-03-01T00:00:00Z",
        },
        field="occurred.latest",
    ),
    "a time of 121 characters": refused("occurred", "unknown" + " x" * 60),
    "the year 2199": Row(STORED, {"occurred": "2199-12-30T12:00:00Z"}),
    "the year 1900": Row(STORED, {"occurred": "1900-01-02T00:00:00Z"}),
}
DEPTHS: Final = {
    "41 levels": refused_fact(nested(41), None),
    "250 levels": refused_fact(nested(250), None),
    "100,000 levels": text(b'"caller_words": ' + b"[" * 100_000 + b"]" * 100_000),
    "100,000 levels, unclosed": Row(MALFORMED, whole=lambda _: b"[" * 100_000, is_endless=True),
    "100,000 objects": text(b'"caller_words": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
}
BODIES: Final = {
    "a byte order mark": Row(MALFORMED, whole=lambda raw: b"\xef\xbb\xbf" + raw),
    "UTF-16": Row(MALFORMED, whole=lambda raw: raw.decode().encode("utf-16")),
    "UTF-16 without a mark": Row(MALFORMED, whole=lambda raw: raw.decode().encode("utf-16-le")),
    "invalid UTF-8": Row(MALFORMED, whole=lambda raw: raw.replace(b"danger", b"dang\xffer")),
    "overlong UTF-8": Row(MALFORMED, whole=lambda raw: raw.replace(b"danger", b"dang\xc0\xafer")),
    "a surrogate in UTF-8": Row(
        MALFORMED, whole=lambda raw: raw.replace(b"danger", b"dang\xed\xa0\x80er")
    ),
    "NUL bytes": Row(MALFORMED, whole=lambda raw: raw.replace(b"danger", b"dang\x00er")),
    "a raw control character": Row(
        MALFORMED, whole=lambda raw: raw.replace(b"danger", b"dang\x01er")
    ),
    "single quotes": Row(MALFORMED, whole=lambda raw: raw.replace(b'"', b"'")),
    "a comma too many": Row(MALFORMED, whole=lambda raw: raw[:-1] + b",}"),
    "a comment": Row(MALFORMED, whole=lambda raw: raw[:-1] + b"/* x */}"),
    "text": Row(MALFORMED, whole=lambda _: b'"x"'),
    "null": Row(MALFORMED, whole=lambda _: b"null"),
    "a number": Row(MALFORMED, whole=lambda _: b"1"),
    "an empty object": Row(MALFORMED, whole=lambda _: b"{}"),
}
PACKED: Final = {
    "4 G items declared": packed(b"\xdd\xff\xff\xff\xff", is_endless=True),
    "4 G pairs declared": packed(b"\xdf\xff\xff\xff\xff", is_endless=True),
    "4 GB of text declared": packed(b"\xdb\xff\xff\xff\xff", is_endless=True),
    "4 GB of bytes declared": packed(b"\xc6\xff\xff\xff\xff", is_endless=True),
    "4 GB of extension declared": packed(b"\xc9\xff\xff\xff\xff\x01", is_endless=True),
    "10,001 items": packed(b"\xdc\x27\x11" + b"\xc0" * 10_001),
    "arrays in arrays of lies": packed(b"\xdd\x00\xff\xff\xff" * 200, is_endless=True),
    "100,000 arrays": packed(b"\x91" * 100_000 + b"\xc0"),
    "100,000 maps": packed(b"\x81\xa1x" * 100_000 + b"\xc0"),
    "an extension": packed(b"\xd4\x01x"),
    "a timestamp extension": packed(b"\xd6\xff\x00\x00\x00\x01"),
    "bytes": packed(b"\xc4\x01x"),
    "text that is not UTF-8": packed(b"\xa1\xff"),
    "2**63": packed(b"\xcf\x80\x00\x00\x00\x00\x00\x00\x00"),
    "NaN with a payload": packed(b"\xcb\x7f\xf8\x00\x00\x00\x00\x00\x01"),
    "half infinity": packed(b"\xca\x7f\x80\x00\x00"),
    "a key that is a number": packed(b"\x81\x01\x02"),
    "a key that is a list": packed(b"\x81\x91\x01\x02"),
    "a map with a key twice": packed(b"\x82\xa1x\x01\xa1x\x02"),
    "the byte that is never used": packed(b"\xc1", is_endless=True),
}
TABLE: Final[dict[str, Row]] = {
    **NUMBERS, **TEXTS, **FIELDS, **IDS, **TIMES, **DEPTHS, **BODIES,
    **{f"packed: {name}": row for name, row in PACKED.items()},
}  # fmt: skip


def statement(row: Row | None = None) -> dict[str, Any]:
    """The statement that is accepted, with the row's values."""
    facts: Any = {"item": "danger", "value_recorded": "none known"}
    plain: dict[str, Any] = {"id": ID, "type": KIND, "occurred": "2026-03-01T12:00:00Z"}
    for name, value in (row.values if row is not None else {}).items():
        if name.startswith("facts."):
            facts[name.removeprefix("facts.")] = value
        else:
            plain[name] = value
    return {"facts": facts, **plain}
