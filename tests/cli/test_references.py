"""An incident is named by any agency's own reference, wherever a command takes an incident."""

import pytest

from jointlog.cli.exits import Exit
from jointlog.domain.store.log import open_log
from tests.cli.running import run
from tests.grammar import at, draft

CALL = "contact_received channel=999 caller_kind=public"


@pytest.fixture
def linked(empty_log: str) -> str:
    """A log in which two incidents have LAS-5, and one has the number 18/7 of the police."""
    lines = (
        ("one", f"12:00 police:met {CALL} call_ref='CAD 18/7'"),
        ("one", f"12:01 ambulance:las {CALL} call_ref=LAS-5"),
        ("two", f"12:02 ambulance:las {CALL} call_ref=LAS-5"),
    )
    with open_log(empty_log) as log:
        for number, (incident, line) in enumerate(lines, 1):
            made, agency = draft(number, line, incident=incident)
            log.post(made, agency, now_ms=at("14:00") * 1000)
    return empty_log


@pytest.mark.parametrize(
    "command",
    ["timeline", "replay", "waits", "findings", "coverage", "readings", "hindsight", "export"],
)
def test_every_command_takes_a_reference(command: str, linked: str) -> None:
    """The number on the paper gives what the id gives, and says whose it is."""
    options = ["--from", "2026-03-02T00:00:00Z"] if command == "hindsight" else []
    by_id = run(command, "one", *options, "--database", linked)
    by_reference = run(command, "cad 18/7", *options, "--database", linked)
    assert (by_reference.exit_code, by_reference.stdout) == (0, by_id.stdout)
    assert "CAD 18/7 is police:met's reference of one" in by_reference.stderr
    assert by_id.stderr == ""


def test_a_reference_of_several_lists_them(linked: str) -> None:
    """LAS-5 is the ambulance's number of one and of two: both are named, none is chosen."""
    done = run("timeline", "LAS-5", "--database", linked)
    assert done.exit_code == Exit.NOT_FOUND
    assert "2 incidents have the reference 'LAS-5'" in done.stderr
    assert "one (ambulance:las); two (ambulance:las)" in done.stderr


def test_what_is_neither_is_answered_with_the_nearest(linked: str) -> None:
    """'tow' is near two; what is no id at all is not found either."""
    assert "did you mean two?" in run("replay", "tow", "--database", linked).stderr
    done = run("replay", "!!", "--database", linked)
    assert done.exit_code == Exit.NOT_FOUND
    assert "there is no incident '!!'" in done.stderr


def test_a_misspelt_finding_is_answered_with_the_nearest(demo_log: str) -> None:
    """One digit wrong: the id that was meant is named."""
    done = run("explain", "F-GAP-01.d998ce3b", "--database", demo_log)
    assert done.exit_code == Exit.NOT_FOUND
    assert "did you mean F-GAP-01.d998ce3a?" in done.stderr


@pytest.mark.parametrize(
    ("args", "meant"),
    [
        (("replya", "x"), "'replay'"),
        (("post", "ressource_arrived"), "resource_arrived_at_scene"),
        (("findings", "--agency", "polise:met"), "police"),
        (("findings", "--code", "F-GAPP-01"), "F-GAP-01"),
        (("timeline", "x", "--ordr", "x"), "'--order'"),
    ],
)
def test_a_slip_of_the_pen_names_what_was_meant(args: tuple[str, ...], meant: str) -> None:
    """A command, an event type, a kind of agency, a finding's code, an option."""
    done = run(*args)
    assert done.exit_code in (Exit.USAGE, Exit.MALFORMED)
    assert meant in done.stderr
    assert "did you mean" in done.stderr.casefold()


def test_a_misspelt_reference_of_an_agency_is_answered_with_the_nearest(linked: str) -> None:
    """One digit wrong: the reference that was meant is named, and whose it is."""
    done = run("timeline", "CAD 18/8", "--database", linked)
    assert done.exit_code == Exit.NOT_FOUND
    assert "did you mean CAD 18/7 (police:met's of one)?" in done.stderr


def test_a_rule_in_place_of_a_finding_names_its_findings(demo_log: str) -> None:
    """F-GAP-01 is a rule: how many are found by it, one of them, and how all are listed."""
    told = run("explain", "f-gap-01", "--database", demo_log).stderr
    assert "F-GAP-01 (held by nobody) is a rule, not one finding" in told
    assert "such as F-GAP-01." in told
    assert "'jointlog findings --code F-GAP-01'" in told
    none = run("explain", "circular_referral", "--database", demo_log)
    assert none.exit_code == Exit.NOT_FOUND
    assert "nothing here is found by it" in none.stderr


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--database", "x", "incidents"), "as in 'jointlog incidents --database'"),
        (("--sort", "day", "incidents"), "as in 'jointlog incidents --sort'"),
        (("--json",), "as in 'jointlog COMMAND --json'"),
        (("--colour", "never", "incidents"), "No such option '--colour'"),
    ],
)
def test_an_option_before_its_command_is_told_where_it_stands(
    args: tuple[str, ...], says: str
) -> None:
    """What the command knows belongs behind it; what nobody knows is no option."""
    done = run(*args)
    assert done.exit_code == Exit.USAGE
    assert says in done.stderr


@pytest.mark.parametrize(
    "args",
    [
        ("knew", "bethnal-green-2011", "ambulance:las", "--at", "soon"),
        ("findings", "--from", "soon"),
        ("incidents", "--to", "before 2011-04-18"),
    ],
)
def test_a_time_that_is_none_is_answered_in_two_lines(demo_log: str, args: tuple[str, ...]) -> None:
    """What was wrong, and one example: no list of every form that an entry may have."""
    done = run(*args, "--database", demo_log)
    assert done.exit_code == Exit.MALFORMED
    assert len(done.stderr) <= 2 * 80
    assert "2011-04-18 19:50" in done.stderr
