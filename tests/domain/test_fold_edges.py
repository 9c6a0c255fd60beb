"""The edges of the rules of responsibility: what a step leaves behind, and what it does not touch.

What is left behind shows only in the next step, so each test takes one step more.
"""

import pytest

from jointlog.domain.incident import State, Timeline
from jointlog.domain.incident.spans import Track, weakest
from jointlog.domain.time import Window
from jointlog.domain.vocabulary import Agency, Basis, EvidenceGrade, Strand
from tests.grammar import at, given

POLICE, ACUTE, TRUST = map(Agency.parse, ("police:met", "acute:kings", "mental_health:slam"))
HELD = "12:00 police:met responsibility_assumed strand=SAFE"
ACUTE_TOO = "12:10 acute:kings responsibility_assumed strand=SAFE"
SHARED = "12:00 police:met responsibility_shared strand=SAFE holders=police:met,acute:kings"
NEEDED = "12:00 police:met responsibility_identified strand=SAFE"
LEFT = "13:00 police:met resource_left_scene reason=other"


def safe(*lines: str) -> tuple[str, ...]:
    """The last state of supervision, and who holds it."""
    last = given(*lines).when_folded().spans("P1", Strand.SAFE)[-1]
    return (last.state.value, *map(str, last.holders))


def moved(*lines: str) -> list[str]:
    """What the last line changed."""
    return [change.what for change in given(*lines).when_folded().changes]


@pytest.mark.parametrize(
    ("lines", "again"),
    [
        ([SHARED], "12:10 acute:kings responsibility_assumed strand=SAFE"),
        ([], "12:10 police:met person_absconded"),
        ([HELD], "12:10 acute:kings responsibility_relinquished strand=SAFE"),
        ([HELD], "12:10 police:met dispute_resolved strand=SAFE"),
        ([HELD], "12:10 police:met responsibility_identified strand=SAFE"),
        ([HELD], "12:10 police:met responsibility_declined strand=SAFE"),
        ([HELD], "12:10 acute:kings responsibility_declined strand=SAFE"),
        ([HELD], "12:10 acute:kings welfare_check_made setting=ward"),
        ([SHARED], "12:10 police:met responsibility_offered strand=SAFE to=fire:lfb"),
    ],
)
def test_what_moves_nothing_says_that_nothing_moved(lines: list[str], again: str) -> None:
    """A step that leaves a strand as it was is no change of it."""
    assert "strand" not in moved(*lines, again)


def test_a_change_says_which_strand_and_from_what_to_what() -> None:
    """Held by police, then disputed by the hospital: both holdings are told."""
    (change,) = given(HELD, ACUTE_TOO).when_folded().changes
    assert (change.subject, change.strand) == ("P1", Strand.SAFE)
    assert change.before is not None
    assert change.after is not None
    assert (change.before.state, change.before.holders) == (State.HELD, (POLICE,))
    assert (change.after.state, change.after.holders) == (State.CONTESTED, (POLICE, ACUTE))


def test_a_departure_is_a_change_of_its_agency() -> None:
    """Police leave: the strand moves, then police have left."""
    changes = given("12:00 police:met s136_power_used", LEFT).when_folded().changes
    assert {each.strand for each in changes[:-1]} >= {Strand.DET}
    assert (changes[-1].what, changes[-1].agency) == ("left", POLICE)


def test_a_request_opens_a_wait_and_a_second_one_asks_again() -> None:
    """The wait is the same; the second request is an answer "asked again" to it."""
    asked = "12:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las"
    (opened,) = (c for c in given(asked).when_folded().changes if c.request is not None)
    assert (opened.what, opened.said) == ("wait opened", "")
    second = given(asked, asked.replace("12:00", "12:05")).when_folded().changes
    (again,) = (c for c in second if c.request is not None)
    assert (again.what, again.said) == ("wait answered", "asked again")
    accepted = "12:10 ambulance:las request_accepted kind=ambulance_treat"
    answered = [c for c in given(asked, accepted).when_folded().changes if c.request is not None]
    assert [(c.what, c.said) for c in answered] == [("wait answered", "accepted")]


def test_the_record_begins_with_its_first_entry() -> None:
    """Before police took it, supervision was not needed, from 12:00 on."""
    timeline = given("11:50:00 police:met person_became_unresponsive", HELD).when_folded()
    first = timeline.spans("P1", Strand.SAFE)[0]
    assert (first.state, first.start.entries) == (State.NOT_NEEDED, (1,))
    assert first.start.window.earliest_s == at("11:50:00")
    assert Timeline().track("P1", Strand.SAFE).start.entries == ()


def test_sharing_ends_a_dispute_and_what_was_asked() -> None:
    """After it is shared, leaving the dispute restores nothing, and old refusals do not count."""
    assert safe(HELD, ACUTE_TOO, SHARED.replace("12:00", "12:20"), LEFT) == ("held", "acute:kings")
    no = "12:0{} {} responsibility_declined strand=SAFE"
    shared = "12:10 fire:lfb responsibility_shared strand=SAFE holders=fire:lfb"
    gone = "12:20 fire:lfb responsibility_relinquished strand=SAFE"
    lines = (NEEDED, no.format(1, "acute:kings"), shared, gone)
    assert safe(*lines, "12:30 rail:tfl responsibility_declined strand=SAFE") == (
        "needed, held by nobody",
    )


def test_what_is_shared_is_needed_when_all_have_left() -> None:
    """Shared by word, not by conduct: when the last one leaves, somebody is needed."""
    alone = "12:00 police:met responsibility_shared strand=SAFE holders=police:met"
    assert safe(alone, LEFT) == ("needed, held by nobody",)


def test_who_delegates_is_the_principal() -> None:
    """Of two who hold it, the one that delegates; of none, the one that says so."""
    delegated = "12:10 acute:kings responsibility_delegated strand=SAFE delegate=security:g4s"
    for lines in ([SHARED], [HELD], []):
        last = given(*lines, delegated).when_folded().spans("P1", Strand.SAFE)[-1]
        assert last.holding.principal == ACUTE


def test_an_offer_asked_twice_is_to_one() -> None:
    """The same agency is asked twice, another once: two are asked, in the order of the last."""
    offer = "12:{} police:met responsibility_offered strand=SAFE to={}"
    lines = (HELD, offer.format("10", "acute:kings"), offer.format("11", "mental_health:slam"))
    timeline = given(*lines, offer.format("12", "acute:kings")).when_folded()
    assert timeline.spans("P1", Strand.SAFE)[-1].holding.offered_to == (TRUST, ACUTE)
    assert timeline.track("P1", Strand.SAFE).asked == [ACUTE, TRUST]


def test_an_offer_is_answered_by_whom_it_was_made_to() -> None:
    """The refusal of one leaves the other's offer; an offer to nobody is still open."""
    offer = "12:{} police:met responsibility_offered strand=SAFE{}"
    no = "12:20 acute:kings responsibility_declined strand=SAFE"
    lines = (HELD, offer.format("10", " to=acute:kings"), offer.format("11", " to=mental_health"))
    for more, left in ((lines, [3]), ((HELD, offer.format("10", "")), [2])):
        track = given(*more, no).when_folded().track("P1", Strand.SAFE)
        assert [each.version for each in track.offers] == left


def test_who_was_not_offered_it_disputes_by_taking_it() -> None:
    """Offered to the hospital: the trust's claim is a dispute; offered to anybody, it is not."""
    offer = "12:05 police:met responsibility_offered strand=SAFE{}"
    claim = "12:10 {} responsibility_assumed strand=SAFE"
    two = offer.format(" to=acute:kings"), offer.format(" to=fire:lfb")
    assert safe(HELD, *two, claim.format("acute:kings")) == ("held", "acute:kings")
    assert safe(HELD, two[0], claim.format("mental_health:slam"))[0] == "contested"
    assert safe(HELD, offer.format(""), claim.format("mental_health:slam"))[0] == "held"


def test_who_ends_a_strand_withdraws_its_own_offers_only() -> None:
    """Police offered it to the trust and the hospital ended it: the trust was never answered."""
    offered = "12:10 police:met responsibility_offered strand=SAFE to=mental_health:slam"
    ended = "12:30 {} responsibility_ended strand=SAFE"
    for who, left in (("acute:kings", 1), ("police:met", 0), ("mental_health:slam", 0)):
        track = given(HELD, offered, ended.format(who)).when_folded().track("P1", Strand.SAFE)
        assert len(track.offers) == left, who


def test_who_takes_it_passes_over_the_others_who_were_asked() -> None:
    """Offered to two, taken by one: the other's offer is passed over, from then on."""
    offer = "12:10 police:met responsibility_offered strand=SAFE to={}"
    taken = "12:20:00 acute:kings responsibility_accepted strand=SAFE"
    offers = [offer.format("acute:kings"), offer.format("mental_health:slam")]
    track = given(HELD, *offers, taken).when_folded().track("P1", Strand.SAFE)
    assert [(each.version, each.to) for each in track.passed_over] == [(3, TRUST)]
    assert track.passed_over[0].until is not None
    assert track.passed_over[0].until.entries == (4,)
    back = given(HELD, *offers, HELD.replace("12:00", "12:15")).when_folded()
    assert back.track("P1", Strand.SAFE).passed_over == []


def test_a_span_rests_on_the_weakest_of_its_two_ends() -> None:
    """Hearsay that begins the second span weakens the first and the second, not the third."""
    hearsay = "12:10 acute:kings responsibility_accepted strand=SAFE @evidence=hearsay"
    machine = "12:{} {} responsibility_accepted strand=SAFE @evidence=machine"
    first, third = machine.format("00", "police:met"), machine.format("20", "fire:lfb")
    fourth = machine.format("30", "rail:tfl")
    spans = given(first, hearsay, third, fourth).when_folded().spans("P1", Strand.SAFE)
    assert [span.evidence for span in spans[1:]] == [
        EvidenceGrade.HEARSAY,
        EvidenceGrade.HEARSAY,
        EvidenceGrade.MACHINE,
        EvidenceGrade.MACHINE,
    ]
    assert weakest([]) is EvidenceGrade.INFERRED


@pytest.mark.parametrize("evidence", ["retrospective", "statement", "hearsay", "inferred"])
def test_what_is_told_later_rests_on_that(evidence: str) -> None:
    """R4: a change known only from what was said afterwards."""
    line = f"12:00 acute:kings responsibility_accepted strand=SAFE @evidence={evidence}"
    spans = given(line).when_folded().spans("P1", Strand.SAFE)
    assert spans[-1].basis is Basis.ASSERTED_LATER


@pytest.mark.parametrize("source", ["avl", "cctv", "body_worn_video"])
def test_what_a_machine_shows_rests_on_the_system(source: str) -> None:
    """R4: a position, a camera, an officer's camera."""
    line = f"12:00 acute:kings responsibility_accepted strand=SAFE @source={source}"
    spans = given(line).when_folded().spans("P1", Strand.SAFE)
    assert spans[-1].basis is Basis.SYSTEM_RECORD


def lapsed(ran_out: Window, until: Window, *lines: str) -> list[tuple[str, int]]:
    """The states of supervision and the second from which each stands, after a lapse."""
    track: Track = given(*lines).when_folded().track("P1", Strand.SAFE)
    track.lapse(ran_out, until, (1,))
    return [(each.state.value, each.start.window.earliest_s) for each in track.all_spans()]


def moment(clock: str) -> Window:
    """A time that is exact."""
    return Window(at(clock), at(clock))


def test_an_authority_that_ran_out_is_lapsed_until_something_ends_it() -> None:
    """Held from 12:00, shared at 13:00, ended at 15:00; ran out at 12:30 or 13:30.

    What began before the lapse ended is one lapse with it; what began at its end stands.
    """
    lines = (
        "12:00:00 police:met responsibility_assumed strand=SAFE",
        "13:00:00 police:met responsibility_offered strand=SAFE to=acute:kings",
        "15:00:00 police:met responsibility_ended strand=SAFE",
    )
    begin = ("not needed", at("12:00:00"))
    end = ("not needed", at("15:00:00"))
    assert lapsed(moment("12:30:00"), moment("15:00:00"), *lines) == [
        begin,
        ("held", at("12:00:00")),
        ("lapsed", at("12:30:00")),
        end,
    ]
    assert lapsed(moment("12:30:00"), moment("13:00:00"), *lines) == [
        begin,
        ("held", at("12:00:00")),
        ("lapsed", at("12:30:00")),
        ("offered", at("13:00:00")),
        end,
    ]
    assert lapsed(moment("13:30:00"), moment("15:00:00"), *lines) == [
        begin,
        ("held", at("12:00:00")),
        ("offered", at("13:00:00")),
        ("lapsed", at("13:30:00")),
        end,
    ]


def test_a_lapse_begins_where_the_holder_surely_held() -> None:
    """From 12:00:00 to 13:00:00: it covers 12:00:00, and no time that is or may be 13:00:00."""
    lines = (
        "12:00:00 police:met responsibility_assumed strand=SAFE",
        "13:00:00 police:met responsibility_ended strand=SAFE",
    )
    until = moment("14:00:00")
    assert ("lapsed", at("12:00:00")) in lapsed(moment("12:00:00"), until, *lines)
    assert ("lapsed", at("12:59:59")) in lapsed(moment("12:59:59"), until, *lines)
    perhaps = Window(at("12:30:00"), at("13:00:00"))
    for late in (moment("13:00:00"), perhaps, moment("11:59:59")):
        assert "lapsed" not in dict(lapsed(late, until, *lines))
