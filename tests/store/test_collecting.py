"""When garbage in circles is looked for."""

import gc

from jointlog.domain.store.collecting import COLLECTED_AT, few_collections


def test_it_is_looked_for_seldom_until_the_end() -> None:
    """Within, the threshold is raised and what is there is set aside; behind, all is as before."""
    before = gc.get_threshold()
    with few_collections():
        assert gc.get_threshold() == (COLLECTED_AT, *before[1:])
        assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
