"""Which of several versions a reviewer prefers: by whom, when and why; none is ever removed."""

from collections.abc import Iterable
from dataclasses import dataclass

from jointlog.domain.events.oversight import ContradictionNoted
from jointlog.domain.time import Window
from jointlog.domain.vocabulary import Agency
from jointlog.projections.case import Case


@dataclass(frozen=True, slots=True)
class Preference:
    """One reviewer's preference.

    Attributes:
        version: the entry that says so.
        agency: the reviewer.
        preferred: version of the entry that is preferred.
        others: versions of the entries that stand beside it.
        reason: why, in the reviewer's words; "" where none is given.
        window: when it was said.
        recorded_at_ms: when it was recorded, UTC milliseconds.

    """

    version: int
    agency: Agency
    preferred: int
    others: tuple[int, ...]
    reason: str
    window: Window
    recorded_at_ms: int

    @property
    def sentence(self) -> str:
        """Neutral words."""
        why = f": {self.reason}" if self.reason else ", no reason given"
        return f"{self.agency} prefers entry {self.preferred} (entry {self.version}{why})"


def preferences(case: Case) -> list[Preference]:
    """Every preference that a reviewer recorded, in the order they were recorded."""
    noted = sorted(case.named("contradiction_noted"), key=lambda each: each.version)
    versions = {each.entry.event_id: each.version for each in case.statements} if noted else {}
    found = []
    for statement in noted:
        fact = statement.fact
        assert isinstance(fact, ContradictionNoted)
        preferred = None if fact.preferred is None else versions.get(fact.preferred)
        if preferred is not None:
            named = [versions[each] for each in fact.events if each in versions]
            found.append(
                Preference(
                    version=statement.version,
                    agency=statement.entry.agency,
                    preferred=preferred,
                    others=tuple(each for each in named if each != preferred),
                    reason=fact.reason,
                    window=statement.window,
                    recorded_at_ms=statement.entry.recorded_at_ms,
                )
            )
    return found


def between(found: Iterable[Preference], versions: Iterable[int]) -> list[Preference]:
    """The preferences that speak of two of these entries, or more."""
    shown = set(versions)
    return [each for each in found if each.preferred in shown and len({*each.others} & shown) > 0]
