"""Large incidents of varied course: many simulated incidents told as one.

    for draft, agency in merged("long-night", entries=300, span_s=86_400, people=3):
        log.post(draft, agency, now_ms=now_ms)

Each part keeps its own course and the way its agencies wrote it; it is moved in time, so that all
of them lie in one span, and its persons become persons of the one incident.
"""

from collections.abc import Iterator
from dataclasses import replace

from jointlog.domain.decide import decide
from jointlog.domain.entry import Draft, Entry
from jointlog.domain.simulation import simulate
from jointlog.domain.time import Precision, Window, say_instant
from jointlog.domain.vocabulary import Agency

BEGINS_S = 1_767_312_000
"""2 January 2026, 00:00 UTC."""
ENTRIES_LEAST = 10
"""No simulated incident is shorter."""


def merged(
    incident: str, *, entries: int, span_s: int, people: int = 1, seed: int = 7
) -> Iterator[tuple[Draft, Agency]]:
    """So many statements of one incident, over about so many seconds, of so many people."""
    parts = [list(each.drafts) for each in simulate(seed=seed, count=entries // ENTRIES_LEAST)]
    sizes, kept = 0, []
    for part in parts:
        if sizes < entries:
            kept.append(part[: entries - sizes])
            sizes += len(kept[-1])
    for number, part in enumerate(kept):
        first_s = min(
            draft.envelope.occurred.window.earliest_s
            for draft, _ in part
            if draft.envelope.occurred.window.is_bounded
        )
        moved_s = (BEGINS_S + number * span_s // len(kept) - first_s) // 60 * 60
        for draft, agency in part:
            subject = f"P{1 + (number + (draft.envelope.subject != 'P1')) % people}"
            yield _moved(draft, incident, subject, moved_s), agency


def merged_entries(
    incident: str, *, entries: int, span_s: int, people: int = 1, seed: int = 7
) -> list[Entry]:
    """The same as its log would keep it, recorded evenly over the span."""
    told = merged(incident, entries=entries, span_s=span_s, people=people, seed=seed)
    return [
        decide(
            draft,
            agency=agency,
            version=version,
            now_ms=(BEGINS_S + version * span_s // entries) * 1000,
        )
        for version, (draft, agency) in enumerate(told, 1)
    ]


def _moved(draft: Draft, incident: str, subject: str, by_s: int) -> Draft:
    """The same statement at another time, of another incident and person."""
    occurred = draft.envelope.occurred
    window = occurred.window
    if not window.is_bounded:
        return replace(draft, incident=incident, envelope=replace(draft.envelope, subject=subject))
    low_s, high_s = window.earliest_s + by_s, window.latest_s + by_s
    sharp = occurred.precision in (Precision.SECOND, Precision.MINUTE)
    text = say_instant(low_s) if sharp else f"{say_instant(low_s)}/{say_instant(high_s)}"
    zone = "Europe/London"
    then = replace(occurred, window=Window(low_s, high_s), text=text, offset_s=0, zone=zone)
    return replace(
        draft, incident=incident, envelope=replace(draft.envelope, occurred=then, subject=subject)
    )
