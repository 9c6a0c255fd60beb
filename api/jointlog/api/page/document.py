"""The chronology of what the page shows."""

from jointlog.api.chronology import profile_asked
from jointlog.api.page.looking import Looked
from jointlog.api.release import RELEASE
from jointlog.projections.case import Question
from jointlog.projections.chronology.asked import Asked


def document_asked(looked: Looked, redact: str) -> Asked:
    """The chronology of the person, the time and the moment of recording that are asked for.

    Raises:
        MalformedError: no such redaction.

    """
    asked, drawn = looked.asked, looked.drawn
    return Asked(
        release=RELEASE,
        question=Question(known_at_ms=asked.known_at_ms, protocol=asked.protocol),
        subject=asked.subject,
        window=asked.window(drawn.whole, drawn.zone),
        profile=profile_asked(redact),
    )
