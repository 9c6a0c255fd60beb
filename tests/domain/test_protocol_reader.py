"""What a row of a protocol file may not say; each refusal names the file and the row."""

import re
from typing import Any

import pytest

from jointlog.domain.errors import ProtocolError
from jointlog.domain.events import catalogue
from jointlog.domain.protocol import Library, Mark, Statistic, Trigger

ROW: dict[str, Any] = {
    "id": "T-X-1",
    "name": "example",
    "kind": "law",
    "jurisdictions": ["england"],
    "start": ["s136_power_used limb=keep"],
    "stop": ["police_released"],
    "limit_s": 60,
    "owed_by": "somebody",
    "source": "an Act, s 1",
    "mark": "confirmed",
}
THRESHOLD: dict[str, Any] = {
    "finding": "F-GAP-01",
    "name": "open",
    "value": 60,
    "unit": "s",
    "text": "An example.",
    "mark": "proposal",
    "source": "§4",
}
LEFT_OUT = object()


class Verbatim(str):
    """A TOML value written as it stands."""

    __slots__ = ()


def toml(value: object) -> str:
    """One value as TOML."""
    if isinstance(value, Verbatim):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def table(kind: str, row: dict[str, Any], /, **changes: object) -> str:
    """A TOML table of the row with changes; `LEFT_OUT` takes a key away."""
    keys = {key: value for key, value in (row | changes).items() if value is not LEFT_OUT}
    return f"[[{kind}]]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in keys.items())


def standard(**changes: object) -> str:
    """A file with one standard."""
    return table("standard", ROW, **changes)


def threshold(**changes: object) -> str:
    """A file with one threshold."""
    return table("threshold", THRESHOLD, **changes)


def read(*texts: str) -> Library:
    """The library of these files: a.toml, b.toml, ..."""
    names = [f"{letter}.toml" for letter in "abc"]
    return Library.read(dict(zip(names, texts, strict=False)), catalogue())


def refused(problem: str, *texts: str, file: str = "a.toml", row: str = "T-X-1") -> None:
    """The files are refused for this problem of this row of this file."""
    with pytest.raises(ProtocolError, match=re.escape(problem)) as caught:
        read(*texts)
    assert (caught.value.file, caught.value.row) == (file, row)
    assert str(caught.value).startswith(f"{file}, row {row}: ")


def test_a_row_is_read_as_written() -> None:
    """The keys of a row are the fields of the standard; those left out have their defaults."""
    (made,) = read(
        standard(stop=["police_released", "call_graded grade!=red_1|red_2 actor=police"])
    )
    assert (made.id, made.row, made.version) == ("T-X-1", "T-X-1", "undated")
    assert made.start[0] == Trigger("s136_power_used", made.start[0].conditions)
    assert [str(each) for each in (*made.start, *made.stop)] == [
        "s136_power_used limb=keep",
        "police_released",
        "call_graded grade!=red_1|red_2 actor=police",
    ]
    assert (made.supersede, made.cancel, made.warn_s, made.finding) == ((), (), None, None)
    assert (made.statistic, made.percentile) == (Statistic.EACH, 0)
    assert (made.limit_mark, made.extends, made.repeats) == (Mark.CONFIRMED, None, False)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": LEFT_OUT}, "name is missing"),
        ({"start": LEFT_OUT}, "start is missing"),
        ({"name": " "}, "name is empty"),
        ({"id": "T-X 1"}, "is not of the form T-136-24"),
        ({"finding": "F-WAIT"}, "finding 'F-WAIT' is not of the form F-WAIT-07"),
        ({"kind": "rule"}, "kind 'rule' is not one of law, regulation, code"),
        ({"mark": "sure"}, "mark 'sure' is not one of confirmed, memory"),
        ({"limit_mark": "sure"}, "limit_mark 'sure' is not one of"),
        ({"statistic": "mode"}, "statistic 'mode' is not one of each, percentile, mean"),
        ({"jurisdictions": []}, "jurisdictions is empty"),
        ({"jurisdictions": "england"}, "jurisdictions is 'england', not a list"),
        ({"jurisdictions": ["narnia"]}, "jurisdictions 'narnia' is not one of england"),
        ({"jurisdictions": [["england"]]}, "jurisdictions ['england'] is not one of england"),
        ({"limit_s": "60"}, "limit_s is '60', not a whole number"),
        ({"limit_s": True}, "limit_s is True, not a whole number"),
        ({"limit_s": 1.5}, "limit_s is 1.5, not a whole number"),
        ({"limit_s": -1}, "limit_s -1 is not from 0 to"),
        ({"limit_s": 10**12}, "limit_s 1000000000000 is not from 0 to"),
        ({"warn_s": 61}, "warn_s 61 is after limit_s 60"),
        ({"percentile": 90}, "percentile is 1 to 99 with statistic percentile"),
        ({"statistic": "percentile"}, "percentile is 1 to 99 with statistic percentile"),
        ({"statistic": "percentile", "percentile": 100}, "percentile is 1 to 99"),
        ({"statistic": "mean", "percentile": 50}, "percentile is 1 to 99"),
        ({"repeats": "yes"}, "repeats is 'yes', not true or false"),
        ({"in_force_from": "2017"}, "in_force_from is '2017', not a date"),
        ({"in_force_to": Verbatim("2017-01-01T00:00:00")}, "not a date"),
        (
            {"in_force_from": Verbatim("2017-01-02"), "in_force_to": Verbatim("2017-01-01")},
            "in_force_to 2017-01-01 is before in_force_from 2017-01-02",
        ),
        ({"mark": "memory"}, "a row not confirmed has a note"),
        ({"limit_mark": "proposal"}, "a row not confirmed has a note"),
        ({"start": []}, 'start is empty: the note says why, after "Not measured:"'),
        ({"extends": "T-Y"}, "extends 'T-Y', which is the id of no row"),
        ({"limit": 60, "colour": "red"}, "unknown key limit, colour"),
    ],
)
def test_a_malformed_row_is_refused(changes: dict[str, object], problem: str) -> None:
    """A key missing, unknown, of another type or without meaning names the file and the row."""
    refused(problem, standard(**changes), row=str(changes.get("id", "T-X-1")))


@pytest.mark.parametrize(
    ("trigger", "problem"),
    [
        ("", "'' is not an event and its conditions"),
        (7, "7 is not an event and its conditions"),
        ("s136_power_use", "did you mean s136_power_used?"),
        ("s136_power_used limb", "'limb' is not field=value"),
        ("s136_power_used limb=", "'limb=' is not field=value"),
        ("s136_power_used limb=keep|", "'limb=keep|' is not field=value"),
        ("s136_power_used side=keep", "s136_power_used has no field 'side' to compare"),
        ("s136_power_used limb=hold", "limb of s136_power_used is never 'hold': remove, keep"),
        ("call_graded grade=none", "grade of call_graded is never 'none'"),
        ("s136_power_used actor=polis", "actor of s136_power_used is never 'polis'"),
        ("s136_power_used asserted_by!=polis", "asserted_by of s136_power_used is never 'polis'"),
        ("observations_recorded taken=yes", "taken of observations_recorded is never 'yes'"),
        ("handover_accepted strands=DET", "has no field 'strands' to compare"),
        ("police_released police=police", "has no field 'police' to compare"),
        ("observations_recorded temperature_c=37", "has no field 'temperature_c' to compare"),
        ("bed_identified available_from=none", "has no field 'available_from' to compare"),
    ],
)
@pytest.mark.parametrize("key", ["start", "stop", "supersede", "cancel"])
def test_a_trigger_that_can_never_match_is_refused(key: str, trigger: object, problem: str) -> None:
    """An event, field or value that the vocabulary does not have names the key and the row."""
    refused(f"{key}: ", standard(**{key: [trigger]}))
    refused(problem, standard(**{key: [trigger]}))


@pytest.mark.parametrize(
    "trigger",
    [
        "resource_arrived_at_scene people=2 skill=none",
        "resource_left_scene callsign!=A1",
        "assistance_requested restraint_in_progress=none|false",
        "call_graded previous_grade!=none asserted_by=police|ambulance",
    ],
)
def test_numbers_texts_and_absence_can_be_compared(trigger: str) -> None:
    """Counts and free text take any value; an optional field can be absent: none."""
    (made,) = read(standard(start=[trigger]))
    assert str(made.start[0]) == trigger


def test_triggers_are_a_list() -> None:
    """One trigger alone is still written in a list."""
    refused("stop is 'police_released', not a list", standard(stop="police_released"))


def test_an_edition_stands_once() -> None:
    """The same id and first day in two files is refused, also for other jurisdictions."""
    refused("T-X-1@undated stands twice", standard(), standard(), file="b.toml")
    other = standard(jurisdictions=["wales"])
    refused("T-X-1@undated stands twice", standard(), other, file="b.toml")


def test_two_editions_are_not_in_force_together() -> None:
    """A second edition begins after the first has ended, or governs elsewhere."""
    begun = {"in_force_from": Verbatim("2017-12-11")}
    refused("is in force together with T-X-1@undated", standard(), standard(**begun), file="b.toml")
    refused("is in force together with T-X-1@2017-12-11", standard(**begun) + standard())
    ended = standard(in_force_to=Verbatim("2017-12-10"))
    assert len(read(ended, standard(**begun)).standards) == 2
    assert len(read(standard(), standard(**begun, jurisdictions=["wales"])).standards) == 2


def test_a_row_may_extend_one_of_a_later_file() -> None:
    """The standard extended may stand anywhere."""
    made, _ = read(standard(extends="T-Y"), standard(id="T-Y"))
    assert made.extends == "T-Y"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"value": 1.5}, "value is 1.5, not a whole number"),
        ({"unit": "min"}, "unit 'min' is not one of s, days, count"),
        ({"text": LEFT_OUT}, "text is missing"),
        ({"limit_s": 1}, "unknown key limit_s"),
    ],
)
def test_a_malformed_threshold_is_refused(changes: dict[str, object], problem: str) -> None:
    """A threshold's refusal names the file and the finding."""
    refused(problem, threshold(**changes), row="F-GAP-01")


def test_a_threshold_stands_once() -> None:
    """The same finding and name in two files is refused."""
    twice = threshold(value=61)
    refused("threshold 'open' stands twice", threshold(), twice, file="b.toml", row="F-GAP-01")
    refused("threshold 'open' stands twice", threshold() * 2, row="F-GAP-01")


def test_a_row_without_an_id_is_named_by_its_place() -> None:
    """The second standard of a file, without an id, is standard 2."""
    refused("id is missing", standard() + standard(id=LEFT_OUT), row="standard 2")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[standard]", "is not TOML"),
        ("standard = 7", "standard is 7, not a list"),
        ("standard = [7]", "standard is written [[standard]]"),
        ("[meta]\nby = 'x'", "unknown key meta"),
    ],
)
def test_a_malformed_file_is_refused(text: str, problem: str) -> None:
    """What is no list of rows is refused by file."""
    refused(problem, text, row="-")
