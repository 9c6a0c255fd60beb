"""A delegate holds a responsibility for its principal, who has it again when the delegate stops."""

import pytest

from jointlog.domain.vocabulary import Strand
from tests.grammar import given

DELEGATED = (
    "12:00 police:met responsibility_assumed strand=SAFE",
    "12:10 police:met responsibility_delegated strand=SAFE delegate=security:g4s",
)
BY_THE_DELEGATE = ("delegated", "security:g4s")


@pytest.mark.parametrize(
    ("lines", "state", "holder"),
    [
        (("security:g4s responsibility_relinquished strand=SAFE",), "held", "police:met"),
        (("security:g4s responsibility_declined strand=SAFE",), "held", "police:met"),
        (("police:met responsibility_relinquished strand=SAFE",), *BY_THE_DELEGATE),
        (("police:met responsibility_declined strand=SAFE",), *BY_THE_DELEGATE),
        (("acute:a responsibility_declined strand=SAFE",), *BY_THE_DELEGATE),
        (
            (
                "security:g4s responsibility_accepted strand=SAFE",
                "security:g4s responsibility_declined strand=SAFE",
            ),
            "held",
            "security:g4s",
        ),
    ],
)
def test_a_delegate_that_gives_it_up_or_declines_leaves_it_with_the_principal(
    lines: tuple[str, ...], state: str, holder: str
) -> None:
    """Given up or declined by the delegate: the principal's; by another: the delegate's still.

    Who has accepted it in its own name holds it, though it declines afterwards (R2, R6).
    """
    later = (f"12:{20 + place} {line}" for place, line in enumerate(lines))
    last = given(*DELEGATED, *later).when_folded().spans("P1", Strand.SAFE)[-1]
    assert (last.state.value, *map(str, last.holders)) == (state, holder)
