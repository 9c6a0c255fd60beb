"""Knowledge: what each agency is recorded as having had at any moment, and who did not have it.

Items are matched as whole texts, case-folded and with white space made even. "Not known" says
that no record shows it; it does not say that nobody knew. What counts as learnt is in
`jointlog.projections.knowing.learning`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from jointlog.domain.time import say_instant
from jointlog.domain.vocabulary import Agency
from jointlog.projections.case import Case
from jointlog.projections.knowing.learning import Awareness, Engaged, How, Known, Reading, normal

__all__ = ["Awareness", "Engaged", "Hole", "How", "Knowledge", "Known", "Row", "knowledge"]


@dataclass(frozen=True, slots=True)
class Row:
    """One item, and what each agency concerned is recorded as having had of it."""

    subject: str
    item: str
    cells: tuple[tuple[Agency, Awareness], ...]


@dataclass(frozen=True, slots=True)
class Hole:
    """An item that some agency had and another, present or asked, is not recorded as having had.

    ``held_by`` has the first sure record of each agency that had it; ``at_s`` is the moment.
    """

    subject: str
    item: str
    agency: Agency
    state: Awareness
    held_by: tuple[Known, ...]
    at_s: int

    @property
    def sentence(self) -> str:
        """Neutral words: what is recorded and what is not."""
        held = "; ".join(
            f"{known.agency} had it by {say_instant(known.when.latest_s)} ({known.how})"
            for known in self.held_by
        )
        sure = "" if self.state is Awareness.NOT_KNOWN else "surely "
        return (
            f"no record shows that {self.agency} {sure}had {self.item!r} "
            f"by {say_instant(self.at_s)}: {held}"
        )


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the agencies of one incident had; ``end_s`` is the end of the record (UTC seconds)."""

    known: tuple[Known, ...]
    engaged: tuple[Engaged, ...]
    end_s: int

    def knew(self, agency: Agency, at_s: int) -> list[Known]:
        """What an agency surely or possibly had at an instant, in the order it learnt it.

        `Known.state` tells which. What only an agency of its kind is recorded as having is
        possibly known to it.
        """
        had = (_of(known, agency) for known in self.known if known.agency.matches(agency))
        return [known for known in had if known.state(at_s) is not Awareness.NOT_KNOWN]

    def state(self, agency: Agency, item: str, at_s: int, *, subject: str = "") -> Awareness:
        """Whether an agency had an item at an instant, of one person or (``""``) of anyone."""
        key = normal(item)
        about = [k for k in self.known if k.key == key and subject in ("", k.subject)]
        return _best(about, agency, at_s)

    def matrix(self, at_s: int | None = None) -> list[Row]:
        """Each item of information with each agency concerned, at a moment or at the end."""
        moment = self.end_s if at_s is None else at_s
        rows = []
        for (subject, _), known in sorted(self._items(moment).items()):
            concerned = self._concerned(subject, moment) | {each.agency for each in known}
            cells = ((each, _best(known, each, moment)) for each in sorted(concerned))
            rows.append(Row(subject, known[0].item, tuple(cells)))
        return rows

    def holes(self, at_s: int | None = None) -> list[Hole]:
        """Items surely had by one agency and not surely by another that was present or asked."""
        moment = self.end_s if at_s is None else at_s
        items = self._items(moment)
        holes = []
        for row in self.matrix(moment):
            held_by = tuple(
                next(
                    known
                    for known in items[row.subject, normal(row.item)]
                    if known.agency == agency and known.state(moment) is Awareness.SURELY
                )
                for agency, state in row.cells
                if state is Awareness.SURELY
            )
            here = self._concerned(row.subject, moment) if held_by else ()
            holes += [
                Hole(row.subject, row.item, agency, state, held_by, moment)
                for agency, state in row.cells
                if state is not Awareness.SURELY and agency in here
            ]
        return holes

    def _items(self, at_s: int) -> dict[tuple[str, str], list[Known]]:
        """What can have been known by then, by person and item."""
        items: dict[tuple[str, str], list[Known]] = {}
        for known in self.known:
            if known.is_item and known.when.earliest_s <= at_s:
                items.setdefault((known.subject, known.key), []).append(known)
        return items

    def _concerned(self, subject: str, at_s: int) -> set[Agency]:
        return {
            each.agency
            for each in self.engaged
            if each.subject == subject and each.since.earliest_s <= at_s
        }


def _best(known: Iterable[Known], agency: Agency, at_s: int) -> Awareness:
    """The surest of what these say of an agency; what names only its kind is never sure."""
    states = {_of(each, agency).state(at_s) for each in known if each.agency.matches(agency)}
    return next((state for state in Awareness if state in states), Awareness.NOT_KNOWN)


def _of(known: Known, agency: Agency) -> Known:
    return known if known.agency == agency else replace(known, is_named=False)


def knowledge(case: Case) -> Knowledge:
    """What each agency had, from the statements of a case."""
    reading = Reading(case)
    known = [each for statement in case.statements for each in reading.known_of(statement)]
    known.sort(key=lambda each: (each.when.latest_s, each.when.earliest_s, each.version))
    return Knowledge(tuple(known), tuple(reading.engaged()), case.horizon.latest_s)
