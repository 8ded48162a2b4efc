from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from wizard.simulator import create_simulator

from tests.simulator.purchasing import Clock, Customer, Group

HOUR = 3600.0


@pytest.fixture
def watch() -> Clock:
    return Clock()


@pytest.fixture
def simulator(tmp_path: Path, watch: Clock) -> Iterator[Flask]:
    app = create_simulator(tmp_path, public_url="http://127.0.0.1:8001", cancel_after=HOUR, clock=watch)
    yield app
    app.extensions["simulator.store"].close()


@pytest.fixture
def customer(simulator: Flask) -> Customer:
    return Customer(simulator)


@pytest.fixture
def group(customer: Customer) -> Group:
    return customer.ready_group()
