"""The plain shapes of a reviewer's questions: who knew what, what changed since, what is covered.

In the manner of `jointlog.projections.plain`: what is not recorded is None.
"""

from collections.abc import Iterable

from jointlog.domain.lines import say_recorded_at
from jointlog.domain.time import say_instant
from jointlog.projections.finding import Finding
from jointlog.projections.knowing.coverage import Coverage
from jointlog.projections.knowing.learning import Known
from jointlog.projections.plain import (
    Plain,
    bound_plain,
    finding_plain,
    length_plain,
    window_plain,
)
from jointlog.projections.reading.clock_readings import Reading
from jointlog.projections.reading.preferences import Preference
from jointlog.projections.review.corrections import Said
from jointlog.projections.review.hindsight import AsKnown, Shift
from jointlog.projections.review.picture import Picture
from jointlog.projections.review.skew import Proposal


def picture_plain(seen: Picture) -> Plain:
    """What one agency had at a moment, and what others had that it had not."""
    return {
        "agency": str(seen.agency),
        "at": say_instant(seen.at_s),
        "parts": [
            {
                "subject": part.subject,
                "start": window_plain(part.start),
                "end": window_plain(part.end),
            }
            for part in seen.parts
        ],
        "had": [known_plain(known, seen.at_s) for known in seen.had],
        "lacked": [
            {
                "subject": hole.subject,
                "item": hole.item,
                "state": hole.state.value,
                "held_by": [known_plain(known, seen.at_s) for known in hole.held_by],
                "sentence": hole.sentence,
            }
            for hole in seen.lacked
        ],
        "later": seen.later,
    }


def known_plain(known: Known, at_s: int) -> Plain:
    """One thing that an agency had, with its state at a moment."""
    return {
        "agency": str(known.agency),
        "subject": known.subject,
        "item": known.item,
        "is_item": known.is_item,
        "detail": known.detail or None,
        "state": known.state(at_s).value,
        "how": known.how.value,
        "when": window_plain(known.when),
        "by": None if known.by is None else str(known.by),
        "callsigns": list(known.callsigns),
        "entry": known.version,
    }


def shift_plain(shift: Shift, incident: str) -> Plain:
    """One change of one finding between two moments of recording."""
    return {
        "change": shift.change.value,
        "id": shift.finding.id,
        "before": _finding(shift.before, incident),
        "after": _finding(shift.after, incident),
        "causes": [
            {
                "entry": cause.version,
                "agency": str(cause.agency),
                "type": cause.event,
                "recorded_at": say_recorded_at(cause.recorded_at_ms),
            }
            for cause in shift.causes
        ],
        "is_halved": shift.is_halved,
    }


def as_known_plain(known: AsKnown, incident: str) -> Plain:
    """A finding as known at its own end, and as established later."""
    return {
        "at": say_instant(known.at_s),
        "then": _finding(known.then, incident),
        "later": finding_plain(known.later, incident),
        "changes": [change.value for change in known.changes],
        "unwritten": list(known.unwritten),
        "untold": list(known.untold),
    }


def _finding(finding: Finding | None, incident: str) -> Plain | None:
    return None if finding is None else finding_plain(finding, incident)


def coverage_plain(covered: Coverage) -> Plain:
    """Who supplied what for which period, where it is silent, and who is not heard."""
    return {
        "supplies": [
            {
                "agency": str(row.agency),
                "source": None if row.source is None else row.source.value,
                "period": window_plain(row.period),
                "entries": row.entries,
            }
            for row in covered.rows
        ],
        "silences": [
            {
                "agency": str(silence.agency),
                "subject": silence.subject,
                "start": bound_plain(silence.start),
                "end": bound_plain(silence.end),
                "length": length_plain(silence.length),
                "limit_s": silence.limit_s,
                "grade": silence.grade.value,
            }
            for silence in covered.silences
        ],
        "unheard": [
            {
                "agency": str(each.agency),
                "named": [named.value for named in each.named],
                "entries": list(each.entries),
                "sentence": each.sentence,
            }
            for each in covered.unheard
        ],
    }


def reading_plain(reading: Reading) -> Plain:
    """One way to read the clock of a detention, with the rule's text and source."""
    return {
        "subject": reading.subject,
        "period": reading.period,
        "start": reading.start.value,
        "by": str(reading.by),
        "place": reading.place or None,
        "begun": bound_plain(reading.begun),
        "limit_s": reading.limit_s,
        "extension_s": reading.extension_s,
        "extended": reading.extended.value,
        "expiry": window_plain(reading.expiry),
        "ended": bound_plain(reading.ended),
        "length": length_plain(reading.length),
        "expired": reading.expired.value,
        "standard": reading.standard.reference,
        "rule": reading.rule,
        "source": reading.source,
        "preferences": [preference_plain(each) for each in reading.preferences],
    }


def preference_plain(preference: Preference) -> Plain:
    """What a reviewer prefers, beside what, and why."""
    return {
        "entry": preference.version,
        "agency": str(preference.agency),
        "preferred": preference.preferred,
        "others": list(preference.others),
        "reason": preference.reason or None,
        "when": window_plain(preference.window),
        "recorded_at": say_recorded_at(preference.recorded_at_ms),
    }


def said_plain(said: Said) -> Plain:
    """One thing said later of an entry: what, by which entry of whom, and when."""
    return {
        "remark": said.remark.value,
        "entry": said.version,
        "agency": str(said.agency),
        "when": window_plain(said.window),
        "recorded_at": say_recorded_at(said.recorded_at_ms),
        "text": said.text,
    }


def skews_plain(proposals: Iterable[Proposal], incident: str) -> Plain:
    """Estimated skews between clocks; nothing of it is applied."""
    return {
        "incident": incident,
        "note": "proposed, never applied",
        "proposals": [
            {
                "first": str(each.first),
                "second": str(each.second),
                "offset_s": each.offset_s,
                "known_offset_s": each.known_offset_s,
                "scatter_s": each.scatter_s,
                "uncertainty_s": each.uncertainty_s,
                "pairs": [
                    {
                        "entries": [anchor.first, anchor.second],
                        "pairing": anchor.pairing.value,
                        "difference_s": anchor.difference_s,
                        "blur_s": anchor.blur_s,
                    }
                    for anchor in each.anchors
                ],
                "statement": each.statement,
            }
            for each in proposals
        ],
    }
