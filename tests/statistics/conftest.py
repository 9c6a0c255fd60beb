"""Every question is put to both stores."""

import pytest

from tests.store.conftest import place_of, postgres

__all__ = ["place", "postgres"]


@pytest.fixture(params=["memory", "postgresql"])
def place(request: pytest.FixtureRequest) -> str:
    """The place of an empty log in each store."""
    return place_of(request.param, request)
