"""Laws of the fold: any order folds, and replay is deterministic."""

from itertools import pairwise
from random import Random

from hypothesis import given as law
from hypothesis import settings
from hypothesis import strategies as st

from jointlog.domain.entry import Draft, Entry
from jointlog.domain.incident import Order, State, fold, horizon, view
from jointlog.domain.vocabulary import Agency, AgencyKind
from jointlog.projections.case import examine
from jointlog.projections.findings import find
from tests.grammar import given
from tests.strategies import LAWS, drafts

STRANDS = ("DET", "SAFE", "CLIN", "RISK")
WHO = ("police:met", "police", "acute:kings", "mental_health:slam")
MOVES = (
    "responsibility_identified strand={s}",
    "responsibility_assumed strand={s}",
    "responsibility_offered strand={s} to={t}",
    "responsibility_accepted strand={s}",
    "responsibility_declined strand={s}",
    "responsibility_relinquished strand={s}",
    "responsibility_ended strand={s}",
    "responsibility_shared strand={s} holders={a},{t} lead={a}",
    "responsibility_delegated strand={s} delegate={t}",
    "responsibility_disputed strand={s} parties={a}/claims,{t}",
    "dispute_resolved strand={s}",
    "assistance_requested kind=ambulance_treat to={t}",
    "request_cancelled kind=ambulance_treat",
    "resource_left_scene reason=other",
    "person_absconded",
    "safety_monitor_assigned",
)


@st.composite
def stories(draw: st.DrawFn) -> tuple[str, ...]:
    """Moves of a few agencies on a few strands, at known and unknown times."""
    lines = []
    for minute in range(draw(st.integers(1, 12))):
        at = draw(st.sampled_from((f"12:{minute:02d}", "unknown", f"~12:{minute:02d}")))
        actor, to = draw(st.sampled_from(WHO)), draw(st.sampled_from(WHO))
        move = draw(st.sampled_from(MOVES)).format(s=draw(st.sampled_from(STRANDS)), a=actor, t=to)
        lines.append(f"{at} {actor} {move}")
    return tuple(lines)


@law(stories(), st.randoms(use_true_random=False))
@settings(LAWS, max_examples=200)
def test_any_order_folds_and_replays_the_same(lines: tuple[str, ...], random: Random) -> None:
    """No permutation raises; the same order gives the same timeline; spans never overlap."""
    statements = given(*lines).statements
    random.shuffle(statements)
    once, again = fold(statements), fold(statements)
    assert once.all_spans() == again.all_spans()
    assert once.requests == again.requests
    for (subject, strand), track in once.tracks.items():
        assert all(a.end == b.start for a, b in pairwise(once.spans(subject, strand)))
        if track.holding.state in (State.HELD, State.JOINT, State.DELEGATED, State.CONTESTED):
            assert track.holding.holders


@law(stories())
@settings(LAWS, max_examples=60)
def test_every_story_can_be_examined(lines: tuple[str, ...]) -> None:
    """Every detector takes every story, and finds the same twice."""
    entries = given(*lines).entries
    once, again = find(examine(entries)), find(examine(reversed(entries)))
    assert once == again


@law(st.lists(drafts(), max_size=12), st.randoms(use_true_random=False))
@settings(LAWS, max_examples=100)
def test_any_facts_fold(posted: list[Draft], random: Random) -> None:
    """Whatever agencies post, in whatever order: no view, fold or horizon raises."""
    police = Agency(AgencyKind.POLICE, "met")
    entries = [
        Entry(draft.event_id, "x", version, version * 1000, police, draft.fact, draft.envelope)
        for version, draft in enumerate(posted, 1)
    ]
    shuffled = list(entries)
    random.shuffle(shuffled)
    for order in Order:
        statements = view(shuffled, order=order)
        assert statements == view(entries, order=order)
        assert fold(statements).all_spans() == fold(statements).all_spans()
        end = horizon(statements)
        assert end.earliest_s <= end.latest_s
        random.shuffle(statements)
        fold(statements)
