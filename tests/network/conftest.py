"""The store's fixtures: one PostgreSQL server a session, an empty log in each lasting store."""

from tests.store.conftest import kept, postgres

__all__ = ["kept", "postgres"]
