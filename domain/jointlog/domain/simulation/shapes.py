"""What a simulated incident consists of: statements, and the truth beside them."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from jointlog.domain.entry import Draft
from jointlog.domain.vocabulary import Agency


class Seen(StrEnum):
    """What a perfect reader could conclude from the record."""

    DEFINITE = "definite"  # however the recorded times fall
    POSSIBLE = "possible"  # for some of the recorded times
    INDETERMINATE = "indeterminate"  # a time is not known, or the entry that tells it is missing
    HIDDEN = "hidden"  # the record that would show it is missing


@dataclass(frozen=True, slots=True)
class Truth:
    """One thing that a finding should say, or that it cannot see.

    Attributes:
        code: the finding.
        subject: the person.
        strand: the responsibility, or "" where the finding is not about one.
        start_s: when it truly began (UTC seconds).
        end_s: when it truly ended, at latest with the incident.
        seen: what the record lets a reader conclude.
        real: whether it is true of the world; False where the record alone says so.
        why: what made it so, in a word or two.

    """

    code: str
    subject: str
    strand: str
    start_s: int
    end_s: int
    seen: Seen
    real: bool
    why: str


@dataclass(frozen=True, slots=True)
class Wait:
    """A true wait: who asked for what, and how it truly ended."""

    subject: str
    kind: str
    by: str
    to: str
    start_s: int
    end_s: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who truly held a strand from when to when; "" is nobody, while it was needed."""

    subject: str
    strand: str
    holder: str
    start_s: int
    end_s: int


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement: the plain object, the agency that posts it, and the draft it reads as."""

    agency: Agency
    plain: dict[str, Any]
    draft: Draft


@dataclass(frozen=True, slots=True)
class Incident:
    """One simulated incident.

    Attributes:
        id: its incident id.
        features: what is special about it and its record, for grouping results.
        stated: the statements in the order of recording.
        truths: what the findings should say.
        waits: the true waits.
        holders: the true holders.
        start_s: the first true instant.
        end_s: the last.

    """

    id: str
    features: tuple[str, ...]
    stated: tuple[Stated, ...]
    truths: tuple[Truth, ...]
    waits: tuple[Wait, ...]
    holders: tuple[Holder, ...]
    start_s: int
    end_s: int

    @property
    def drafts(self) -> tuple[tuple[Draft, Agency], ...]:
        """The drafts and the agencies that post them, as a case file has them."""
        return tuple((each.draft, each.agency) for each in self.stated)

    def lines(self) -> list[dict[str, Any]]:
        """The statements as ``jointlog import`` reads them: each with the agency that posts it."""
        return [{"agency": str(each.agency), **each.plain} for each in self.stated]

    def answers(self) -> dict[str, Any]:
        """The truth as one plain object."""
        return {
            "incident": self.id,
            "features": list(self.features),
            "start_s": self.start_s,
            "end_s": self.end_s,
            "truths": [asdict(each) for each in self.truths],
            "waits": [asdict(each) for each in self.waits],
            "holders": [asdict(each) for each in self.holders],
        }
