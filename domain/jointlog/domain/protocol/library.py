"""All standards and thresholds, and the choice of those that apply to an incident."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, Self

from jointlog.domain.declare import Catalogue
from jointlog.domain.errors import NotFoundError
from jointlog.domain.protocol.reader import read_rows
from jointlog.domain.protocol.reasons import LateReason, reason_of
from jointlog.domain.protocol.standard import Standard, Threshold
from jointlog.domain.vocabulary import Jurisdiction

CHOSEN_MAX: Final = 4096
"""Days kept ready; a protocol holds references only, about 2 kB."""


class Protocol:
    """The standards that apply on one day in one jurisdiction, in the order of their files.

    Attributes:
        name: how it is asked for: ``england@2011-04-18``.
        jurisdiction: whose standards.
        day: the day on which they are in force.
        standards: each standard once.
        thresholds: the numbers of the findings; they do not depend on the day.
        late_reasons: the reasons for a late entry that are on the list on that day.

    """

    def __init__(
        self,
        jurisdiction: Jurisdiction,
        day: date,
        standards: Iterable[Standard],
        thresholds: Iterable[Threshold],
        late_reasons: Iterable[LateReason] = (),
    ) -> None:
        self.jurisdiction = jurisdiction
        self.day = day
        self.name = f"{jurisdiction}@{day.isoformat()}"
        self.standards = tuple(standards)
        self.thresholds = tuple(thresholds)
        self.late_reasons = tuple(late_reasons)
        self._by_id = {standard.id: standard for standard in self.standards}
        self._by_finding: dict[str | None, tuple[Standard, ...]] = {}
        for standard in self.standards:
            others = self._by_finding.get(standard.finding, ())
            self._by_finding[standard.finding] = (*others, standard)
        self._values = {(row.finding, row.name): row.value for row in self.thresholds}

    def __iter__(self) -> Iterator[Standard]:
        return iter(self.standards)

    def __len__(self) -> int:
        return len(self.standards)

    def __contains__(self, standard_id: object) -> bool:
        return standard_id in self._by_id

    def standard(self, standard_id: str) -> Standard:
        """The standard of this id, in the edition in force.

        Raises:
            NotFoundError: none of this id is in force there and then.

        """
        found = self._by_id.get(standard_id)
        if found is None:
            raise NotFoundError(f"{standard_id} is not in force in {self.name}")
        return found

    def for_finding(self, code: str) -> tuple[Standard, ...]:
        """The standards that feed a finding, such as ``F-WAIT-07``."""
        return self._by_finding.get(code, ())

    def late_reason(self, text: str) -> LateReason | None:
        """The reason of the list that a text gives for a late entry, None where it gives none."""
        return reason_of(text, self.late_reasons)

    def extension_of(self, standard_id: str) -> Standard | None:
        """The standard that continues the limit of this one, None where none does."""
        for standard in self.standards:
            if standard.extends == standard_id:
                return standard
        return None

    def threshold(self, finding: str, name: str) -> int:
        """A finding's number, in the unit of its `Threshold` (seconds for most).

        Raises:
            NotFoundError: the finding has no threshold of this name.

        """
        found = self._values.get((finding, name))
        if found is None:
            raise NotFoundError(f"{finding} has no threshold {name!r}")
        return found


class Library:
    """Every edition of every standard, every threshold, and every reason for a late entry."""

    def __init__(
        self,
        standards: Iterable[Standard],
        thresholds: Iterable[Threshold],
        late_reasons: Iterable[LateReason] = (),
    ) -> None:
        self.standards = tuple(standards)
        self.thresholds = tuple(thresholds)
        self.late_reasons = tuple(late_reasons)
        self._chosen = lru_cache(CHOSEN_MAX)(self._choose)

    @classmethod
    def read(cls, texts: Mapping[str, str], catalogue: Catalogue) -> Self:
        """The rows of these TOML texts, by file name.

        Raises:
            ProtocolError: a row is malformed, or names an event or field that does not exist;
                names the file and the row.

        """
        rows = read_rows(texts, catalogue)
        return cls(rows.standards, rows.thresholds, rows.late_reasons)

    @classmethod
    def load(cls, catalogue: Catalogue) -> "Library":
        """The rows that ship with the package; read once for each catalogue.

        Raises:
            ProtocolError: as `read`.

        """
        return _load(catalogue)

    def __iter__(self) -> Iterator[Standard]:
        return iter(self.standards)

    def choose(self, jurisdiction: Jurisdiction, day: date) -> Protocol:
        """What is in force in ``jurisdiction`` on ``day``; the same object when asked again."""
        return self._chosen(jurisdiction, day)

    def _choose(self, jurisdiction: Jurisdiction, day: date) -> Protocol:
        chosen = (each for each in self.standards if each.applies(jurisdiction, day))
        reasons = (each for each in self.late_reasons if each.applies(day))
        return Protocol(jurisdiction, day, chosen, self.thresholds, reasons)

    def named(self, name: str) -> Protocol:
        """What is in force under a name such as ``england@2011-04-18``.

        Raises:
            NotFoundError: not a jurisdiction, ``@`` and a date; the message lists both forms.

        """
        place, _, day_text = name.partition("@")
        day = _day(day_text)
        if place not in Jurisdiction.__members__.values() or day is None:
            raise NotFoundError(
                f"there is no protocol {name[:80]!r}: write a jurisdiction and a date, such as "
                f"england@2011-04-18; jurisdictions are {', '.join(Jurisdiction)}"
            )
        return self.choose(Jurisdiction(place), day)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


@cache
def _load(catalogue: Catalogue) -> Library:
    folder = files("jointlog.domain.protocol") / "data"
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    return Library.read({name: (folder / name).read_text("utf-8") for name in names}, catalogue)
