"""What a route tells of its work: the age of what it recorded, and spans."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Final

from jointlog.api.operating.metrics import Metrics
from jointlog.domain.entry import Draft
from jointlog.domain.errors import LogError
from jointlog.domain.store.log import Receipt

HOLDER: Final = "jointlog.holder"
"""Where in a request's scope the holder of its key is noted."""
MS: Final = 1000


@dataclass(frozen=True, slots=True)
class Watch:
    """Counts and traces what is done in one process.

    Attributes:
        metrics: what Prometheus reads.
        tracer: of OpenTelemetry; None where it is not configured.

    """

    metrics: Metrics = field(default_factory=Metrics)
    tracer: Any = None

    def span(self, name: str) -> AbstractContextManager[Any]:
        """A span within that of the request; nothing where tracing is off."""
        if self.tracer is None:
            return nullcontext()
        made: AbstractContextManager[Any] = self.tracer.start_as_current_span(
            name, record_exception=False, set_status_on_exception=False
        )
        return made

    def recorded(self, draft: Draft, receipt: Receipt | LogError) -> None:
        """Note how long after it happened a statement was recorded, where a time is stated."""
        if isinstance(receipt, LogError) or receipt.is_repeat:
            return
        at_s = draft.envelope.occurred.anchor_s
        if at_s is not None:
            self.metrics.entry_age(receipt.recorded_at_ms / MS - at_s)
