"""What a detector says: a find, before it is completed to a finding."""

from dataclasses import dataclass
from enum import StrEnum

from jointlog.domain.incident import Bound
from jointlog.domain.protocol import Standard
from jointlog.domain.time import Length
from jointlog.domain.vocabulary import Agency, Strand


class Severity(StrEnum):
    """How much it matters (§4): S1 risk or a legal limit, S2 wait or dispute, S3 record quality."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"


class Grade(StrEnum):
    """How sure a finding is."""

    DEFINITE = "definite"  # true for every admissible ordering of what is recorded
    POSSIBLE = "possible"  # true for some
    INDETERMINATE = "indeterminate"  # a record is missing; the finding names it


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a detector says.

    Attributes:
        subject: the person, by pseudonym; "" for the incident as a whole.
        sentence: neutral words: what is recorded and what is not.
        grade: how sure it is.
        entries: versions of the entries it rests on.
        start: where it begins, or None.
        end: where it ends; None where it stands at the end of the record.
        length: how long, where it has a length.
        strands: the responsibilities concerned.
        parties: the agencies concerned; who waited first, for whom second.
        standard: the standard it is measured by.
        limit_s: the limit that was used.
        settle: which record would settle it, where it is not definite.
        severity: where it differs from the detector's.

    """

    subject: str
    sentence: str
    grade: Grade
    entries: tuple[int, ...]
    start: Bound | None = None
    end: Bound | None = None
    length: Length | None = None
    strands: tuple[Strand, ...] = ()
    parties: tuple[Agency, ...] = ()
    standard: Standard | None = None
    limit_s: int | None = None
    settle: str = ""
    severity: Severity | None = None
