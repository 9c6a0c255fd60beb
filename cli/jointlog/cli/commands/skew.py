"""``jointlog skew``."""

import shlex
from collections.abc import Iterator

import click

from jointlog.cli.completing import incident_ids
from jointlog.cli.listing import text_lines
from jointlog.cli.output import Ink, Inked, Part, say_json, show
from jointlog.cli.reading import (
    View,
    data_option,
    database_option,
    entries_of,
    opened,
    width_of,
    width_option,
)
from jointlog.domain.time import say_seconds
from jointlog.projections.review.plain_review import skews_plain
from jointlog.projections.review.skew import Proposal, skews

Line = list[Part]
ENVELOPE = ("occurred", "evidence")


@click.command("skew")
@click.argument("incident", shell_complete=incident_ids)
@width_option
@data_option
@database_option
def command(*, incident: str, width: int | None, database: str, as_json: bool) -> None:
    """Estimate from paired entries of INCIDENT how far the agencies' clocks differ.

    What is found is proposed, never applied: a person posts the statement, or does not. Two
    agencies' records of one act pair up, and a request or offer with its answer.
    """
    with opened(database) as log:
        case, _ = View().case(entries_of(log, incident))
    found = skews(case)
    if as_json:
        say_json(skews_plain(found, case.incident))
        return
    show(_page(case.incident, found, width_of(width)))


def _page(incident: str, found: list[Proposal], width: int) -> Iterator[Line]:
    yield [Inked(incident, Ink.HEADING), "  proposed, never applied"]
    if not found:
        text = "No skew is proposed: too few entries pair up, or they show no difference."
        yield from text_lines(text, width)
    for proposal in found:
        yield []
        yield from _proposal(incident, proposal, width)


def _proposal(incident: str, proposal: Proposal, width: int) -> Iterator[Line]:
    way = "ahead of" if proposal.offset_s > 0 else "behind"
    text = (
        f"{proposal.second} is {say_seconds(abs(proposal.offset_s))} {way} {proposal.first}, "
        f"give or take {say_seconds(proposal.uncertainty_s)}"
    )
    yield from text_lines(text, width, ink=Ink.HEADING)
    yield from text_lines(f"{proposal.basis}.", width, "  ")
    if proposal.known_offset_s:
        text = f"Known before of {proposal.second}: {proposal.known_offset_s} s; the statement "
        yield from text_lines(f"{text}says the whole offset.", width, "  ")
    if proposal.statement is None:
        text = f"No statement can be made: the entries of {proposal.second.agency} name no clock."
        yield from text_lines(text, width, "  ")
        return
    yield ["  To declare it, as the agency that says so:"]
    for line in _typed(incident, proposal.statement, width):
        yield [line]


def _typed(incident: str, statement: dict[str, object], width: int) -> Iterator[str]:
    """The command that posts the statement; continued lines stand at the margin.

    A long value goes on in a further pair of quotes, which the shell joins to the first.
    """
    facts = statement["facts"]
    assert isinstance(facts, dict), "a statement has facts"
    options = {name: statement[name] for name in ENVELOPE} | facts
    yield f"jointlog post {statement['type']} --as KIND:ID \\"
    yield f"--incident {shlex.quote(incident)} \\"
    last = len(options) - 1
    for number, (name, value) in enumerate(options.items()):
        pieces = [shlex.quote(piece) for piece in _pieces(str(value), width - 24)]
        pieces[0] = f"--{name.replace('_', '-')}={pieces[0]}"
        yield from (f"{piece}\\" for piece in pieces[:-1])
        yield pieces[-1] if number == last else f"{pieces[-1]} \\"


def _pieces(text: str, room: int) -> list[str]:
    """The text in pieces that are the text again when joined."""
    return [text[at : at + room] for at in range(0, len(text), room)]
