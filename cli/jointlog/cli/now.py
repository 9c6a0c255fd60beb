"""The one place of the command line that asks what time it is, or for a new id."""

import time
from uuid import UUID, uuid4


def now_ms() -> int:
    """UTC milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def new_id() -> UUID:
    """An id for an entry that came without one."""
    return uuid4()
