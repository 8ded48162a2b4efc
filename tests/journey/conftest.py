"""One stand-in for all journeys, and Alice where she is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.journey.buyer import Buyer
from tests.journey.ground import Ground
from tests.journey.stand_in import Group, StandIn, running_stand_in

Begins = Callable[..., Buyer]


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with running_stand_in(tmp_path_factory.mktemp("stand-in")) as running:
        yield running


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory, stand_in: StandIn) -> Ground:
    return Ground(tmp_path_factory.mktemp("walked"), stand_in)


@pytest.fixture
def group(walked: Ground) -> Iterator[Group]:
    """The group Alice connects; whatever was switched is as before afterwards."""
    yield walked.group
    walked.group.behaves()
    walked.group.switches("test")


@pytest.fixture
def begins(walked: Ground, group: Group, tmp_path: Path) -> Iterator[Begins]:
    """``begins("credentials")`` is Alice at that step."""
    with ExitStack() as stack:

        def begin(step: str, **how: Any) -> Buyer:
            return stack.enter_context(walked.buyer(tmp_path, step, **how))

        yield begin
