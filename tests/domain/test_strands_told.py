"""What each move makes of a responsibility, in full: its state, who holds it, who is offered it."""

import pytest

from jointlog.domain.incident import Span
from jointlog.domain.vocabulary import Basis, Strand
from tests.grammar import given

WHO = {
    "P": "police:met",
    "A": "ambulance:las",
    "H": "acute:a",
    "F": "fire:l",
    "O": "oversight:o",
    "Q": "police",
}
CASES = """
need said twice
  P identified
  A identified
    1 needed

taken
  P identified
  A accepted
  A accepted
    1 needed
    2 held ambulance:las

taken from another by power
  P assumed
  A accepted
    1 held police:met
    2 held ambulance:las after police:met

claimed while another holds
  P assumed
  A assumed
  P relinquished
    1 held police:met
    2 contested police:met+ambulance:las after police:met
    3 held ambulance:las after police:met+ambulance:las

claimed what was offered
  P assumed
  P offered to=acute:a
  H assumed
    1 held police:met
    2 offered police:met to acute:a after police:met
    3 held acute:a after police:met

claimed what was offered to another
  P assumed
  P offered to=acute:a
  A assumed
    1 held police:met
    2 offered police:met to acute:a after police:met
    3 contested police:met+ambulance:las after police:met

claimed what was offered to anybody
  P assumed
  P offered
  A assumed
    1 held police:met
    2 offered police:met after police:met
    3 held ambulance:las after police:met

claimed by one of two
  P shared holders=police:met,ambulance:las
  P assumed
  H assumed
    1 joint police:met+ambulance:las
    3 contested police:met+ambulance:las+acute:a after police:met+ambulance:las

claimed by the principal
  P assumed
  P delegated delegate=ambulance:las
  P assumed
    1 held police:met
    2 delegated ambulance:las for police:met after police:met
    3 held police:met after ambulance:las

offered by who holds nothing
  P offered to=acute:a
  H declined
    1 offered police:met to acute:a by conduct
    2 held police:met after police:met

offered twice
  P assumed
  P offered to=acute:a
  P offered to=ambulance:las
  H declined
  A declined
    1 held police:met
    2 offered police:met to acute:a after police:met
    3 offered police:met to acute:a+ambulance:las after police:met
    4 offered police:met to ambulance:las after police:met
    5 held police:met after police:met

offered and accepted by another
  P assumed
  P offered to=acute:a
  A accepted
    1 held police:met
    2 offered police:met to acute:a after police:met
    3 held ambulance:las after police:met

offer said again by the holder
  P assumed
  P offered to=acute:a
  P accepted
    1 held police:met
    2 offered police:met to acute:a after police:met

offered while contested
  P assumed
  A assumed
  P offered to=acute:a
    1 held police:met
    2 contested police:met+ambulance:las after police:met

offered while shared
  P shared holders=police:met,ambulance:las
  P offered to=acute:a
    1 joint police:met+ambulance:las

declined by all
  P identified
  A declined
  H declined
    1 needed
    3 disclaimed

declined with one still asked
  P identified
  P offered to=fire:l
  A declined
  H declined
  F declined
    1 needed
    2 offered to fire:l
    5 disclaimed

declined by who accepted
  P identified
  A accepted
  A declined
    1 needed
    2 held ambulance:las

declined by who holds by offer
  P offered to=acute:a
  P declined
    1 offered police:met to acute:a by conduct

declined twice by one
  P identified
  A declined
  A declined
    1 needed

relinquished
  P identified
  A accepted
  A relinquished
  A relinquished
    1 needed
    2 held ambulance:las
    3 needed after ambulance:las

relinquished while offered
  P assumed
  P offered to=acute:a
  P relinquished
  H declined
    1 held police:met
    2 offered police:met to acute:a after police:met
    3 offered to acute:a after police:met
    4 needed after police:met

relinquished by a delegate
  P assumed
  P delegated delegate=ambulance:las
  A relinquished
    1 held police:met
    2 delegated ambulance:las for police:met after police:met
    3 held police:met after ambulance:las

relinquished by one of three
  P shared holders=police:met,ambulance:las,acute:a lead=ambulance:las
  A relinquished
  H relinquished
  P relinquished
    1 joint police:met+ambulance:las+acute:a lead ambulance:las
    2 joint police:met+acute:a after police:met+ambulance:las+acute:a
    3 held police:met after police:met+acute:a
    4 needed after police:met

ended while offered to others
  P assumed
  P offered to=acute:a
  F ended
  P identified
    1 held police:met
    2 offered police:met to acute:a after police:met
    3 not_needed after police:met
    4 needed after police:met

ended by a party
  P assumed
  P offered to=acute:a
  P ended
    1 held police:met
    2 offered police:met to acute:a after police:met
    3 not_needed after police:met

shared with oneself
  P shared holders=police:met
  A shared holders=ambulance:las,police:met lead=ambulance:las
    1 held police:met
    2 joint ambulance:las+police:met lead ambulance:las after police:met

disputed
  P assumed
  P disputed parties=police:met/claims,ambulance:las/disclaims
  P settled
    1 held police:met
    2 contested police:met+ambulance:las after police:met
    3 held police:met after police:met+ambulance:las

disputed and settled for one
  P assumed
  A assumed
  O settled held_by=ambulance:las
    1 held police:met
    2 contested police:met+ambulance:las after police:met
    3 held ambulance:las after police:met+ambulance:las

disputed again
  P assumed
  A assumed
  H assumed
  P relinquished
  A relinquished
    1 held police:met
    2 contested police:met+ambulance:las after police:met
    3 contested police:met+ambulance:las+acute:a after police:met+ambulance:las
    4 contested ambulance:las+acute:a after police:met+ambulance:las+acute:a
    5 held acute:a after ambulance:las+acute:a

disputed and left to who claims
  P assumed
  A assumed
  P relinquished
    1 held police:met
    2 contested police:met+ambulance:las after police:met
    3 held ambulance:las after police:met+ambulance:las

disputed and left to who disclaims
  P assumed
  P disputed parties=police:met/claims,ambulance:las/disclaims
  P relinquished
    1 held police:met
    2 contested police:met+ambulance:las after police:met
    3 needed after police:met+ambulance:las

a kind is meant
  Q assumed
  P accepted
  Q accepted
    1 held police
    2 held police:met after police

delegated by one of two
  P shared holders=police:met,ambulance:las
  A delegated delegate=fire:l
  F relinquished
    1 joint police:met+ambulance:las
    2 delegated fire:l for ambulance:las after police:met+ambulance:las
    3 held ambulance:las after fire:l

delegated by who holds nothing
  P delegated delegate=fire:l
  A assumed
    1 delegated fire:l for police:met
    2 contested fire:l+ambulance:las after fire:l

shared after an offer
  P offered to=acute:a
  P shared holders=police:met,acute:a
  H declined
    1 offered police:met to acute:a by conduct
    2 joint police:met+acute:a after police:met

declined by one of two who were offered it
  P identified
  P offered to=acute:a
  P offered to=fire:l
  A declined
  H declined
  F declined
    1 needed
    2 offered to acute:a
    3 offered to acute:a+fire:l
    5 offered to fire:l
    6 disclaimed

settled where nothing was disputed
  P assumed
  O settled
    1 held police:met

needed again after it ended
  P identified
  P ended
  P identified
  P ended
    1 needed
    2 not_needed
    3 needed
    4 not_needed

given up by one of two with an offer
  P shared holders=police:met,ambulance:las
  P relinquished
  A offered to=acute:a
  A relinquished
    1 joint police:met+ambulance:las
    2 held ambulance:las after police:met+ambulance:las
    3 offered ambulance:las to acute:a after ambulance:las
    4 offered to acute:a after ambulance:las

a dispute of two who need it not
  P disputed parties=police:met/disclaims,ambulance:las/disclaims
  P relinquished
    1 contested police:met+ambulance:las
    2 needed after police:met+ambulance:las
"""
"""A name, the moves of one responsibility a minute apart, and the spans after the first."""


def told(span: Span) -> str:
    """The entry that it begins with, its state, who holds it, who had held it before."""
    held = span.holding
    parts = [str(span.start.entries[0]), held.state.name.lower()]
    parts += ["+".join(map(str, held.holders))] if held.holders else []
    parts += [f"to {'+'.join(map(str, held.offered_to))}"] if held.offered_to else []
    parts += [f"lead {held.lead}"] if held.lead is not None else []
    parts += [f"for {held.principal}"] if held.principal is not None else []
    parts += [f"after {'+'.join(map(str, span.previous))}"] if span.previous else []
    parts += ["by conduct"] if span.basis is Basis.CONDUCT else []
    return " ".join(parts)


def line(minute: int, move: str) -> str:
    """The entry of a move."""
    who, what, *rest = move.split()
    name = "dispute_resolved" if what == "settled" else f"responsibility_{what}"
    return " ".join((f"12:{minute:02}:00", WHO[who], name, "strand=SAFE", *rest))


def cases() -> list[tuple[str, list[str], list[str]]]:
    """Name, moves and spans of each case."""
    found = []
    for block in CASES.strip().split("\n\n"):
        name, *rest = block.splitlines()
        moves = [each.strip() for each in rest if not each.startswith("    ")]
        spans = [each.strip() for each in rest if each.startswith("    ")]
        found.append((name, moves, spans))
    return found


@pytest.mark.parametrize(
    ("moves", "spans"), [each[1:] for each in cases()], ids=[each[0] for each in cases()]
)
def test_what_the_moves_make_of_it(moves: list[str], spans: list[str]) -> None:
    """Each span after the one in which nothing was needed, with what it rests on."""
    timeline = given(*(line(minute, move) for minute, move in enumerate(moves))).when_folded()
    first, *made = timeline.spans("P1", Strand.SAFE)
    assert first.state.value == "not needed"
    assert list(map(told, made)) == spans
