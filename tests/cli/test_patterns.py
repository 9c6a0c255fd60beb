"""What repeats for one person across incidents, and rates with small numbers kept back."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from jointlog.cli.exits import Exit
from jointlog.domain.store.log import open_log
from tests.cli.running import run
from tests.grammar import RECORDED_MS, draft

LOOKED = "10:00:00 mental_health:m crisis_plan_checked found=false @subject="
ASKED = "10:00:00 police:met assistance_requested kind=ambulance_treat @subject=person-7"
LAST = "20:00:00 police:met restraint_started @subject=person-7"
Log = Callable[..., str]


@pytest.fixture
def a_log(empty_log: str) -> Log:
    """Records incidents by name, each with lines of the grammar; gives the path of the log."""

    def record(**incidents: tuple[str, ...]) -> str:
        number = 0
        with open_log(empty_log) as log:
            for incident, lines in incidents.items():
                for line in lines:
                    number += 1
                    made, agency = draft(number, line, incident=incident)
                    log.post(made, agency, now_ms=RECORDED_MS + number)
        return empty_log

    return record


def months(a_log: Log) -> str:
    """No plan was found for person-7 on 5 January and 1 March; in December of another P1."""
    return a_log(
        january=(f"2026-01-05_{LOOKED}person-7",),
        march=(f"2026-03-01_{LOOKED}person-7",),
        first=(f"2026-03-02_{LOOKED}P1",),
        second=(f"2026-03-03_{LOOKED}P1",),
    )


def test_what_repeats_is_shown_over_months(a_log: Log) -> None:
    """5 January to 1 March are 55 days, within 90; P1 of two incidents is nobody in particular."""
    text = run("patterns", "--database", months(a_log)).stdout
    assert "definite  F-INFO-08 is found of person-7 in 2 incidents within 55 d" in text
    assert "2026-01-05 10:00 · january · definite · F-INFO-08." in text
    assert "first" not in text


def test_a_list_of_people_links_pseudonyms_that_only_number(a_log: Log, tmp_path: Path) -> None:
    """P1 of both is named as one person: two incidents a day apart."""
    people = tmp_path / "people.csv"
    people.write_text("incident,subject,person\nfirst,P1,nine\nsecond,P1,nine\n")
    args = ("--database", months(a_log), "--people", str(people), "--subject", "nine")
    found = json.loads(run("patterns", *args, "--json").stdout)
    assert [(each["person"], len(each["parts"])) for each in found["repeats"]] == [("nine", 2)]
    assert found["rates"] == []


def test_filters_narrow_what_repeats(a_log: Log) -> None:
    """Another person or class repeats nothing; a code that is none is refused."""
    log = months(a_log)
    for option, value in (("--subject", "nobody"), ("--code", "F-GAP-01")):
        text = run("patterns", option, value, "--database", log).stdout
        assert "Nothing repeats" in text
    text = run("patterns", "--code", "f-info-08", "--database", log).stdout
    assert "person-7" in text
    done = run("patterns", "--code", "F-NO-01", "--database", log)
    assert done.exit_code == Exit.MALFORMED
    assert "there is no finding 'F-NO-01'" in done.stderr


def test_rates_by_the_groups_of_the_list(a_log: Log, tmp_path: Path) -> None:
    """10 of 20 in each of two groups are shown; of one more with 3 people two are kept back."""
    incidents = {}
    lines = ["Incident, Subject ,Group"]
    for group, people in (("a", 20), ("b", 24), ("c", 3)):
        for number in range(people):
            name = f"{group}{number}"
            incidents[name] = (ASKED, LAST) if number < people // 2 else (LAST,)
            lines.append(f"{name},person-7,{group}")
    file = tmp_path / "groups.csv"
    file.write_text("\n".join(lines))
    log = a_log(**incidents)
    args = ("patterns", "--database", log, "--people", str(file), "--code", "F-WAIT-01")
    rates = {each["group"]: each for each in json.loads(run(*args, "--json").stdout)["rates"]}
    assert (rates["b"]["found"], rates["b"]["people"], rates["b"]["rate"]) == (12, 24, 0.5)
    assert [rates[name]["is_kept_back"] for name in "abc"] == [True, False, True]
    assert rates["all"]["found"] == 23
    text = run(*args).stdout
    assert "kept back" in text
    rows = list(csv.DictReader(StringIO(run(*args, "--csv").stdout)))
    told = {row["group"]: row["found"] for row in rows if row["code"] == "F-PAT-02"}
    assert told == {"a": "kept back", "b": "12", "c": "kept back", "all": "23"}
    total = run("patterns", "--database", log, "--code", "F-WAIT-01", "--json").stdout
    assert [each["group"] for each in json.loads(total)["rates"]] == ["all"]


def test_csv_has_a_row_a_part_and_guards_its_cells(a_log: Log) -> None:
    """Two incidents are two rows; a person named like a formula cannot be one."""
    line = f"2026-03-01_{LOOKED}=2+2"
    text = run("patterns", "--csv", "--database", a_log(a=(line,), b=(line,))).stdout
    rows = [row for row in csv.DictReader(StringIO(text)) if row["code"] == "F-PAT-01"]
    assert [(row["incident"], row["person"]) for row in rows] == [("a", "'=2+2"), ("b", "'=2+2")]
    assert rows[0]["begins"] == "2026-03-01T10:00:00Z"
    done = run("patterns", "--csv", "--json")
    assert done.exit_code == Exit.USAGE


BAD: list[tuple[bytes, str]] = [
    (b"", "begins with ''"),
    (b"incident,subject\n", "begins with 'incident, subject'"),
    (b"incident,subject,colour\n", "begins with"),
    (b"incident,subject,group\na,P1\n", "line 2 of"),
    (b"incident,subject,group\na,P1,x,y\n", "line 2 of"),
    (b"incident,subject,group\n,P1,x\n", "names no incident or subject"),
    (b"incident,subject,group\na,P1,x\na,P1,y\n", "says of P1 again"),
    (b'incident,subject,group\n"a', "unexpected end of data"),
    (b"\xff", "is not UTF-8"),
]


@pytest.mark.parametrize(("content", "said"), BAD)
def test_a_bad_list_of_people_is_refused(
    demo_log: str, tmp_path: Path, content: bytes, said: str
) -> None:
    """The refusal names the line and what is expected."""
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    done = run("patterns", "--people", str(file), "--database", demo_log)
    assert done.exit_code == Exit.MALFORMED
    assert said in done.stderr
    assert "incident, subject and person" in done.stderr or "one line a person" in done.stderr


def test_nothing_repeats_in_the_cases(demo_log: str) -> None:
    """Their people are numbered, so nothing links them."""
    found: Any = json.loads(run("patterns", "--json", "--database", demo_log).stdout)
    assert found["repeats"] == []
