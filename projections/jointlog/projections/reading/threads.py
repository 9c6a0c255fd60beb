"""What follows from what, as entries say: each entry's answers, and what it led to."""

from jointlog.domain.incident import Statement
from jointlog.projections.case import Case


class Threads:
    """The threads of one incident, read once."""

    def __init__(self, case: Case) -> None:
        self._next: dict[int, list[Statement]] = {}
        for statement in case.statements:
            envelope = statement.entry.envelope
            for named in (envelope.caused_by, envelope.replies_to):
                if named is not None:
                    self._next.setdefault(named.int, []).append(statement)

    def after(self, *first: Statement) -> set[int]:
        """Versions of the entries that answer these or follow from them, at any remove."""
        seen: set[int] = set()
        left = list(first)
        while left:
            for statement in self._next.get(left.pop().entry.event_id.int, ()):
                if statement.version not in seen:
                    seen.add(statement.version)
                    left.append(statement)
        return seen
