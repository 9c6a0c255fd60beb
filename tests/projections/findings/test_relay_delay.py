"""F-WAIT-05: another service told late of a call that its words called for."""

import pytest

from jointlog.projections.finding import Severity
from jointlog.projections.findings.waits.relay_delay import relay_delay
from tests.grammar import given

CALL = (
    "20:30:00 police:met call_information_recorded item=condition "
    'value_recorded="man is unconscious"'
)
ASKED = "20:55:00 police:met assistance_requested kind=ambulance_treat to=ambulance:las"


def test_a_request_25_minutes_after_the_words_is_reported() -> None:
    """Written down 20:30, asked 20:55: 25 min against 5."""
    found = given(CALL, ASKED).when_examined(relay_delay)
    found.then(("definite", 1500, 1500, "INFO"))
    assert "T-CALL-03" in found.findings[0].found.sentence
    assert [str(party) for party in found.findings[0].found.parties] == [
        "police:met",
        "ambulance:las",
    ]


def test_between_the_thresholds_is_worth_a_look() -> None:
    """3 min: beyond 2 and not beyond 5, so it matters less."""
    (finding,) = given(CALL, ASKED.replace("20:55", "20:33")).when_examined(relay_delay).findings
    assert (finding.severity, finding.found.limit_s) == (Severity.S2, 120)


def test_uncertain_times_make_it_possible() -> None:
    """About 20:34, five minutes either way: 0 to 9 min."""
    given(CALL, ASKED.replace("20:55:00", "~20:34:00")).when_examined(relay_delay).then(
        ("possible", 0, 540, "INFO")
    )


def test_relayed_in_time_is_nothing() -> None:
    """Asked after 90 s."""
    given(CALL, ASKED.replace("20:55:00", "20:31:30")).when_examined(relay_delay).then_nothing()


@pytest.mark.parametrize(
    "words", ["man is lost", "no knife, not violent", "he is calm; no ambulance needed"]
)
def test_words_that_call_for_nobody_are_nothing(words: str) -> None:
    """Nothing in the words calls for another service, or they deny it."""
    line = f'20:30:00 police:met call_information_recorded item=condition value_recorded="{words}"'
    given(line, ASKED).when_examined(relay_delay).then_nothing()


def test_ones_own_business_is_no_relay() -> None:
    """The ambulance service writes down that the man is unconscious."""
    given(CALL.replace("police:met", "ambulance:las"), ASKED).when_examined(
        relay_delay
    ).then_nothing()


@pytest.mark.parametrize(
    "known",
    [
        "20:31:00 ambulance:las contact_received channel=999 caller_kind=public",
        "20:40:00 ambulance:las resource_arrived_at_scene",
    ],
)
def test_the_operator_had_connected_the_other_service(known: str) -> None:
    """Its own record of the call, or its arrival, comes before the request."""
    given(CALL, known, ASKED).when_examined(relay_delay).then_nothing()


def test_its_record_after_the_request_shows_no_earlier_knowledge() -> None:
    """The crew that arrives at 21:05 was asked at 20:55."""
    given(CALL, ASKED, "21:05:00 ambulance:las resource_arrived_at_scene").when_examined(
        relay_delay
    ).then(("definite", 1500, 1500, "INFO"))


def test_no_request_or_one_before_the_words_is_nothing() -> None:
    """Without a recorded request, or with one at 20:20, no relay can be measured."""
    given(CALL).when_examined(relay_delay).then_nothing()
    given(CALL, ASKED.replace("20:55", "20:20")).when_examined(relay_delay).then_nothing()


def test_a_request_to_nobody_named_counts_by_its_kind() -> None:
    """Ambulance to treat, nobody named: it is the ambulance service that is asked."""
    given(CALL, ASKED.replace(" to=ambulance:las", "")).when_examined(relay_delay).then(
        ("definite", 1500, 1500, "INFO")
    )


def test_told_again_is_one_relay() -> None:
    """The second call at 20:50 says the same: the first counts."""
    given(CALL, CALL.replace("20:30", "20:50"), ASKED).when_examined(relay_delay).then(
        ("definite", 1500, 1500, "INFO")
    )


LATER = "21:30:00 police:met intelligence_check_performed"


def test_a_request_that_was_never_made_is_possible() -> None:
    """Written down 20:30, nothing asked, the record goes on to 21:30: 1 h; it names the record."""
    found = given(CALL, LATER).when_examined(relay_delay)
    found.then(("possible", 3600, 3600, "INFO"))
    (only,) = found.findings
    assert "no request to it is recorded to the end of the record" in only.found.sentence
    assert [str(party) for party in only.found.parties] == ["police:met", "ambulance"]
    assert "whether ambulance was told" in only.found.settle


@pytest.mark.parametrize(
    "line",
    [
        "20:33:00 police:met intelligence_check_performed",
        "20:20:00 ambulance:las contact_received channel=999 caller_kind=public",
        "21:30:00 ambulance:las resource_arrived_at_scene",
        "21:30:00 police:met resource_arrived_at_scene @actor=ambulance:las",
    ],
)
def test_never_asked_says_nothing_where_the_service_knew_or_the_record_ends(line: str) -> None:
    """It ends within 5 min; or the other service's own record, or somebody, shows that it knew."""
    given(CALL, line).when_examined(relay_delay).then_nothing()


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("AMBULANCE wanted", "kind=ambulance_treat to=ambulance:las"),
        ("house is On Fire", "kind=fire to=fire:lfb"),
    ],
)
def test_each_service_that_words_call_for(words: str, asked: str) -> None:
    """Written in any case, for the ambulance or the fire service; asked 25 min later."""
    line = f'20:30:00 police:met call_information_recorded item=state value_recorded="{words}"'
    given(line, f"20:55:00 police:met assistance_requested {asked}").when_examined(
        relay_delay
    ).then(("definite", 1500, 1500, "INFO"))


@pytest.mark.parametrize("words", ["A Knife", "threatening her", "threaten"])
def test_words_that_call_for_police(words: str) -> None:
    """Told to the ambulance service, which asks police 25 min later."""
    line = f'20:30:00 ambulance:las call_information_recorded item=state value_recorded="{words}"'
    given(
        line, "20:55:00 ambulance:las assistance_requested kind=police to=police:met"
    ).when_examined(relay_delay).then(("definite", 1500, 1500, "INFO"))


@pytest.mark.parametrize(
    "own",
    [
        "contact_received channel=999 caller_kind=public",
        "call_information_recorded item=state value_recorded=calm",
        "call_graded scheme=arp grade=category_2",
        "resource_allocated callsign=A1 skill=paramedic",
        "resource_arrived_at_scene",
        "clinician_reached_patient skill=paramedic",
        "request_acknowledged kind=ambulance_treat",
        "request_accepted kind=ambulance_treat",
    ],
)
def test_each_record_of_its_own_shows_that_the_service_knew(own: str) -> None:
    """At 20:40, before it was asked at 20:55; or never asked, and the record goes on."""
    known = f"20:40:00 ambulance:las {own}"
    given(CALL, known, ASKED).when_examined(relay_delay).then_nothing()
    given(CALL, known, LATER).when_examined(relay_delay).then_nothing()


def test_who_was_there_for_another_person_did_not_know() -> None:
    """A crew for P2, and another service with this person: asked or not, nothing shows it."""
    lines = (
        "20:40:00 ambulance:las resource_arrived_at_scene @subject=P2",
        "20:41:00 fire:lfb resource_arrived_at_scene",
        "20:42:00 police:met contact_received channel=999 caller_kind=public",
    )
    given(CALL, *lines, LATER).when_examined(relay_delay).then(("possible", 3600, 3600, "INFO"))
    given(CALL, *lines, ASKED).when_examined(relay_delay).then(("definite", 1500, 1500, "INFO"))


def test_a_request_to_another_service_is_not_this_one() -> None:
    """Fire was asked at 20:31, the ambulance at 20:55; a doctor is not an ambulance."""
    given(
        CALL, "20:31:00 police:met assistance_requested kind=fire to=fire:lfb", ASKED
    ).when_examined(relay_delay).then(("definite", 1500, 1500, "INFO"))


def test_a_record_that_follows_from_the_request_shows_no_earlier_knowledge() -> None:
    """Acknowledged about 20:55, in answer to the request of 20:55; or perhaps before it."""
    said = "~20:55 ambulance:las request_acknowledged kind=ambulance_treat"
    for line, grade in ((f"{said} @replies_to=#2", "definite"), (said, "possible")):
        given(CALL, ASKED, line).when_examined(relay_delay).then((grade, 1500, 1500, "INFO"))


def test_words_that_may_have_been_written_down_after_the_request() -> None:
    """About 20:58 (20:53 to 21:03:59), asked at 20:55; and at 21:10, after it."""
    found = list(relay_delay.detect(given(CALL.replace("20:30:00", "~20:58"), ASKED).case()))
    assert found == []
    found = list(
        relay_delay.detect(given(CALL.replace("20:30:00", "20:40:00/20:58:00"), ASKED).case())
    )
    assert [each.length and each.length.max_s for each in found] == [900]
    given(CALL.replace("20:30", "21:10"), ASKED, LATER).when_examined(relay_delay).then_nothing()


def test_what_is_surely_beyond_the_longer_threshold_is_reported_as_that() -> None:
    """From 2 to 6 min: perhaps beyond 5; from 3 to 5: surely beyond 2 only."""
    for asked, expected in (
        ("20:33:00/20:36:00", ("possible", 180, 360, 300, Severity.S1)),
        ("20:33:00/20:35:00", ("definite", 180, 300, 120, Severity.S2)),
    ):
        (each,) = given(CALL, ASKED.replace("20:55:00", asked)).when_examined(relay_delay).findings
        length = each.found.length
        assert length is not None
        told = (each.found.grade.value, length.min_s, length.max_s, each.found.limit_s)
        assert (*told, each.severity) == expected


def test_the_standard_stands_beside_it() -> None:
    """Asked or never asked: the recommendation on relaying calls."""
    for line in (ASKED, LATER):
        (each,) = given(CALL, line).when_examined(relay_delay).findings
        assert each.standard_reference.startswith("T-CALL-03@")


def test_of_two_requests_whichever_was_first_counts() -> None:
    """Asked at 20:55 and from 20:31 to 21:10: from 60 s after the words to 1500 s.

    With the second from 20:56 on, the first is the first: 1500 s.
    """
    again = "police:met assistance_requested kind=ambulance_treat to=ambulance:las"
    found = given(CALL, ASKED, f"20:31:00/21:10:00 {again}").when_examined(relay_delay)
    found.then(("possible", 60, 1500, "INFO"))
    assert found.findings[0].found.entries == (1, 2, 3)
    found = given(CALL, ASKED, f"20:56:00/21:10:00 {again}").when_examined(relay_delay)
    found.then(("definite", 1500, 1500, "INFO"))


def test_who_perhaps_knew_before_was_perhaps_told_late() -> None:
    """A crew is there from 20:40 to 21:00, asked at 20:55: possible; to 20:54:59: nothing."""
    came = "ambulance:las resource_arrived_at_scene callsign=A1"
    given(CALL, ASKED, f"20:40:00/21:00:00 {came}").when_examined(relay_delay).then(
        ("possible", 1500, 1500, "INFO")
    )
    given(CALL, ASKED, f"20:40:00/20:54:59 {came}").when_examined(relay_delay).then_nothing()


def test_perhaps_beyond_the_shorter_threshold_only_is_worth_a_look() -> None:
    """Asked from 20:31 to 20:34: 60 to 180 s, perhaps beyond 120 s; to 20:32: nothing."""
    (each,) = (
        given(CALL, ASKED.replace("20:55:00", "20:31:00/20:34:00"))
        .when_examined(relay_delay)
        .findings
    )
    assert (each.found.grade, each.found.limit_s) == ("possible", 120)
    given(CALL, ASKED.replace("20:55:00", "20:31:00/20:32:00")).when_examined(
        relay_delay
    ).then_nothing()
