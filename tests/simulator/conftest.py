from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from tests.simulator.purchasing import Clock, Customer, Group
from wizard.simulator import create_simulator

HOUR = 3600.0
ADDRESS = "http://127.0.0.1:8001"


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Group]:
    """A database in which a group somebody can shop through exists; made once, copied for each test."""
    folder = tmp_path_factory.mktemp("ready")
    app = create_simulator(folder, public_url=ADDRESS, clock=Clock())
    group = Customer(app).ready_group()
    app.extensions["simulator.store"].close()
    return folder, group


@pytest.fixture
def watch() -> Clock:
    return Clock()


@pytest.fixture
def simulator(
    tmp_path: Path, watch: Clock, compiled: FileSystemBytecodeCache, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    if "group" in request.fixturenames:
        folder, _group = request.getfixturevalue("ready")
        shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    app = create_simulator(tmp_path, public_url=ADDRESS, cancel_after=HOUR, clock=watch)
    app.jinja_env.bytecode_cache = compiled
    yield app
    app.extensions["simulator.store"].close()


@pytest.fixture
def customer(simulator: Flask) -> Customer:
    return Customer(simulator)


@pytest.fixture
def group(customer: Customer, ready: tuple[Path, Group]) -> Group:
    """A group that is ready: system, address, payment method and one person."""
    return Group(customer.client, ready[1].id, ready[1].name)
