"""Whatever people do, in whatever order: test and real never mix, and no order is sent twice."""

from __future__ import annotations

import pytest

from tests.procurement.clinic import Clinic
from tests.procurement.histories import histories

SHORT = (8, 12, 16)


@pytest.mark.parametrize(("seeds", "acts"), [(range(24), SHORT), (range(2), (100,))], ids=["many", "long"])
def test_no_history_crosses_the_modes_or_sends_unasked_for_a_second_time(
    clinic: Clinic, seeds: range, acts: tuple[int, ...]
) -> None:
    modes: set[str] = set()
    heard = 0
    for history in histories(clinic, seeds, acts):
        assert history.crossed == history.unasked == []
        modes |= {mode for _, mode, _ in history.sent}
        heard += len(history.heard)
    assert modes == {"test", "production"}
    assert heard
