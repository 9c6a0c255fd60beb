"""Time standards as versioned data: which apply is the incident's date and jurisdiction.

The rows stand in `data/*.toml`, each with its document and how well it is known (§1.10 of the
field dossier); the thresholds of the findings stand in `data/thresholds.toml` (§4), the reasons for
a late entry in `data/late_reasons.toml`.
"""

from jointlog.domain.protocol.library import Library, Protocol
from jointlog.domain.protocol.reasons import LateReason
from jointlog.domain.protocol.standard import Kind, Mark, Standard, Statistic, Threshold, Trigger

__all__ = [
    "Kind",
    "LateReason",
    "Library",
    "Mark",
    "Protocol",
    "Standard",
    "Statistic",
    "Threshold",
    "Trigger",
]
