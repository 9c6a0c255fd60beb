"""Profiles are read strictly: what cannot work is refused with its table and key."""

import pytest

from jointlog.domain.errors import MalformedError, NotFoundError
from jointlog.projections.profile import read_profile, shipped_names, shipped_text
from tests.profile.making import HEAD, PROFILE, ROW, profile, stated

EVENT = """
[[event]]
name = "told"
type = "information_provided"
occurred = "sent"
agency = "police:met"
"""
FACTS = EVENT + "[event.facts]\n"
WHEN = EVENT + "when = "

BROKEN = {
    "no TOML": ("=", "is not TOML"),
    "an unknown table": ("[other]\na = 1", "other: no such key"),
    "an unknown key of an event": (EVENT + "colour = 1", "event told: colour: no such key"),
    "an unknown event": (EVENT.replace("information_p", "informatoin_p"), "did you mean"),
    "an unknown field": (FACTS + 'colour = "red"', "event told: facts.colour: no such field"),
    "a constant of another type": (FACTS + "completeness = 4", "facts.completeness: the number 4"),
    "a constant out of bounds": (FACTS + "age_of_info_s = -1", "facts.age_of_info_s"),
    "a date": (FACTS + "completeness = 2017-01-01", "facts.completeness: is datetime"),
    "one value for a list": (FACTS + 'items = "x"', "facts.items"),
    "a list for one value": (FACTS + 'to = ["x"]', "facts.to: a list is given"),
    "a bad item": (FACTS + "items = [4]", "facts.items: the number 4"),
    "an object for text": (FACTS + 'to = { kind = "police" }', "an object is given"),
    "text for an object": (
        EVENT + '[event.envelope]\nsource = { column = "unit" }',
        "envelope.source: one text is given",
    ),
    "a field that is missing": (
        EVENT.replace("information_provided", "resource_held_at_rendezvous"),
        "event told: facts.reason: is missing",
    ),
    "a field of an object that is missing": (
        EVENT + '[event.envelope]\nclock = { basis = "x" }',
        "envelope.clock.system: is missing",
    ),
    "a time in the envelope": (
        EVENT + '[event.envelope]\noccurred = "unknown"',
        "envelope.occurred: is no field of the table",
    ),
    "an unknown field of the envelope": (EVENT + "[event.envelope]\nx = 1", "envelope.x: no such"),
    "an unknown key of a value": (
        FACTS + 'to = { column = "unit", colour = 1 }',
        "facts.to: colour: no such key",
    ),
    "a map that is not there": (FACTS + 'to = { column = "unit", map = "m" }', "no .maps.m"),
    "a value of a map": (
        FACTS + 'to = { column = "unit", map = "m" }\n[maps.m]\nA1 = "x"',
        "facts.to.map 'A1'",
    ),
    "a map that is no table": ("[maps]\nm = 4", "maps m: m: is 4|maps m"),
    "a pattern without group": (
        FACTS + "to = { column = 'unit', pattern = 'x' }",
        "pattern: has no group",
    ),
    "a pattern that is none": (
        FACTS + "to = { column = 'unit', pattern = '(' }",
        "is no regular expression",
    ),
    "texts to replace": (FACTS + "to = { column = 'unit', replace = { a = 1 } }", "replace: is"),
    "a condition on nothing": (WHEN + "[{ column = 'unit' }]", "tests nothing"),
    "a condition that is none": (WHEN + "[4]", "when: is 4"),
    "texts that are none": (WHEN + "[{ column = 'unit', equals = [4] }]", "a list of texts"),
    "no list": (WHEN + "[{ column = 'unit', equals = 'x' }]", "equals: is 'x'"),
    "no agency": (EVENT.replace('agency = "police:met"', ""), "event told: agency: is missing"),
    "an agency that is none": (EVENT.replace("police:met", "x:y"), "event told: agency"),
    "a kind of agency": (EVENT.replace("police:met", "police"), "agency: police is no one agency"),
    "neither time nor unknown": (EVENT.replace('occurred = "sent"', ""), "told: occurred"),
    "both time and unknown": (EVENT + "time_unknown = true", "told: occurred"),
    "a time from a map": (
        EVENT.replace('"sent"', '{ column = "sent", map = "m" }') + "[maps.m]\na = 1",
        "occurred: names no column",
    ),
    "a time that is no column": (EVENT.replace('"sent"', "4"), "occurred: names no column"),
    "a name twice": (EVENT + EVENT, "stands twice"),
    "a reference to nothing": (EVENT + 'replies_to = "x"', "told: replies_to: there is no event"),
}
BROKEN_HEAD = {
    "no zone": ('zone = "Europe/London"', "", "profile: zone: is missing"),
    "no incident": ('incident = { column = "log", prefix = "T-" }', "", "incident: is missing"),
    "an unknown zone": ("Europe/London", "Europe/Lodnon", "'Europe/Lodnon' is not a time zone"),
    "an unknown key": (
        'name = "test"',
        'name = "test"\ncolour = 1',
        "profile: colour: no such key",
    ),
    "a bad name": ('name = "test"', 'name = "Te st"', "is no name"),
    "no UUID": ("00000000-0000-4000-8000-000000000001", "x", "namespace: is not an id"),
    "another format": ('"csv"', '"pdf"', "format: 'pdf' is not known"),
    "an encoding": ('"csv"', '"csv"\nencoding = "x"', "encoding: 'x' is not known"),
    "a delimiter": ('"csv"', '"csv"\ndelimiter = ""', "delimiter: is ''"),
    "a line with CSV": ('"csv"', '"csv"\nline = "(?P<a>.)"', "goes with format lines"),
    "lines without a line": ('"csv"', '"lines"', "goes with format lines"),
    "a line without groups": ('"csv"', '"lines"\nline = "x"', "names no column"),
    "a line without a group": ('"csv"', '"lines"\nline = "(?P<id>.)"', "has no group 'came'"),
    "no column of the incident": ('column = "log", ', "", "incident: names no column"),
    "no row key": ('["id"]', "[]", "row_key: is empty"),
    "an order of nothing": ('row_key = ["id"]', 'row_key = ["id"]\norder = ["x"]', "order: there"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_profile_that_cannot_work_is_refused(name: str) -> None:
    """The message names file, table and key."""
    more, problem = BROKEN[name]
    with pytest.raises(MalformedError, match=problem) as caught:
        profile(more=more)
    assert caught.value.field.startswith("test.toml")


@pytest.mark.parametrize("name", BROKEN_HEAD)
def test_a_head_that_cannot_work_is_refused(name: str) -> None:
    """The same for the table of the whole."""
    old, new, problem = BROKEN_HEAD[name]
    with pytest.raises(MalformedError, match=problem):
        profile((old, new))


def test_a_profile_without_events_is_refused() -> None:
    """It would record nothing of any row."""
    head = PROFILE.partition("[[event]]")[0]
    with pytest.raises(MalformedError, match=r"there is no \[\[event\]\]"):
        read_profile("test.toml", head)


def test_a_file_without_a_profile_is_refused() -> None:
    """Its events alone say neither zone nor format."""
    with pytest.raises(MalformedError, match=r"\[profile\]: is missing"):
        read_profile("test.toml", EVENT)


def test_every_shipped_profile_can_be_read() -> None:
    """Each by its name; another name is told which there are."""
    for name in shipped_names():
        assert read_profile(f"{name}.toml", shipped_text(name)).name == name
    with pytest.raises(NotFoundError, match="sffd"):
        shipped_text("nobody")


def test_a_zone_given_replaces_that_of_the_profile() -> None:
    """10:00 in New York is 15:00Z."""
    made = read_profile("test.toml", PROFILE, zone="America/New_York")
    first = stated(made, HEAD + ROW)[0]
    assert str(first.draft.envelope.occurred) == "01/03/2017 10:00:00"
    assert first.draft.envelope.occurred.offset_s == -5 * 3600
