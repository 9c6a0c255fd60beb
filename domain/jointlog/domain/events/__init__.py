"""The vocabulary: one class an event type, one file a subject (§3.2 to §3.11 of the dossier).

To add a type, write its class in the file of its subject; nothing else names it.
"""

from functools import cache

from jointlog.domain.declare import Catalogue
from jointlog.domain.events import (
    assessment,
    attendance,
    contact,
    conveyance,
    force,
    information,
    oversight,
    powers,
    requests,
    responsibility,
)


@cache
def catalogue() -> Catalogue:
    """All event types, in the order of the dossier."""
    return Catalogue.of_modules(
        (
            contact,
            requests,
            attendance,
            responsibility,
            information,
            powers,
            force,
            conveyance,
            assessment,
            oversight,
        )
    )
