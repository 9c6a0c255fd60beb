"""F-REC-05."""

from collections.abc import Iterator
from typing import Final

from jointlog.domain.incident import Visit
from jointlog.domain.time import Length, say_seconds
from jointlog.domain.vocabulary import Agency
from jointlog.projections.case import Case
from jointlog.projections.finding import Found, Grade, Severity, detector, judge
from jointlog.projections.knowing.coverage import NamedAs, Silence, Unheard, holes
from jointlog.projections.reading.keeping import own, supplies_a_log
from jointlog.projections.reading.sequence import joined

CODE = "F-REC-05"
LATE: Final = "F-REC-01"
"""Its thresholds say what is recorded in time, and from how many entries that is seen."""


@detector(CODE, Severity.S3)
def coverage_hole(case: Case) -> Iterator[Found]:
    """Report each stretch in which an agency known to be there has no entry in a record it keeps.

    What it finds: an agency with the person, whose record was supplied from a log or made as things
    went on, silent for longer than the threshold and than its own usual spacing; or an agency
    that such a record shows with the person for longer, with no entry of its own at all.

    Why it matters: for that time nothing can be concluded from the absence of an entry.

    When it is wrong to raise it: nothing happened (an entry that says so closes the hole); the
    record is a chronology gathered from reports, whose silence is the reports'. It is possible at
    most; where the agency's leaving is not recorded, it is indeterminate.

    Example: officers log every few minutes until 10:05 at a place of safety, then nothing until
    11:10: 65 min.

    Source: field dossier §4.5 and §7.2; threshold [proposal].
    """
    least, within_s = case.limit_s(LATE, "live"), case.limit_s(LATE, "late")
    logs = {agency for agency, made in own(case).items() if supplies_a_log(made, least, within_s)}
    if not logs:
        return
    silences, unheard = holes(case, logs)
    yield from map(_silent, silences)
    yield from _unheard(case, unheard, logs)


def _silent(silence: Silence) -> Found:
    is_open = silence.end is None
    ends = silence.end.entries if silence.end is not None else ()
    until = "the end of the record" if is_open else "its next entry or leaving"
    return Found(
        subject=silence.subject,
        sentence=(
            f"{silence.agency} is with the person, and no entry of it is recorded until {until}: "
            f"{silence.length} (threshold {say_seconds(silence.limit_s)})"
        ),
        grade=Grade.INDETERMINATE if is_open else Grade.POSSIBLE,
        entries=joined(silence.start.entries, ends),
        start=silence.start,
        end=silence.end,
        length=silence.length,
        parties=(silence.agency,),
        limit_s=silence.limit_s,
        settle=(
            f"when {silence.agency} left"
            if is_open
            else f"the rest of the record of {silence.agency}, or an entry that nothing happened"
        ),
    )


def _unheard(case: Case, found: list[Unheard], logs: set[Agency]) -> Iterator[Found]:
    """Agencies that a log shows with the person for longer, with no entry of their own."""
    limit_s = case.limit_s(CODE, "open")
    for unheard in found:
        if NamedAs.VISIT not in unheard.named:
            continue
        for visit in _visits(case, unheard, logs):
            length = Length.between(visit.start.window, visit.end_window(case.horizon))
            if visit.end is not None and judge(length, limit_s) is Grade.DEFINITE:
                yield Found(
                    subject=visit.subject,
                    sentence=(
                        f"{unheard.agency} is recorded by others as with the person for {length}; "
                        "no entry of its own is recorded"
                    ),
                    grade=Grade.POSSIBLE,
                    entries=joined(visit.start.entries, visit.end.entries),
                    start=visit.start,
                    end=visit.end,
                    length=length,
                    parties=(unheard.agency,),
                    limit_s=limit_s,
                    settle=f"the record of {unheard.agency}",
                )


def _visits(case: Case, unheard: Unheard, logs: set[Agency]) -> Iterator[Visit]:
    for visit in case.timeline.presence.visits:
        by = case.by_version[visit.start.entries[0]].entry.agency
        if visit.agency == unheard.agency and by in logs:
            yield visit
