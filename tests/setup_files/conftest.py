"""The services a file is applied with: the test's database and its scripted supplier."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from tests.administrator import Administrator
from wizard.services import Services
from wizard.settings import Settings


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """A test that asks for ``database_url`` runs on both kinds of database, the others on SQLite."""
    if "database_url" not in request.fixturenames:
        return settings
    return replace(settings, database_url=request.getfixturevalue("database_url"))


@pytest.fixture
def services(app: Flask, alice: Administrator, clinic: int) -> Services:
    """With Alice, who has begun a setup by hand, and her clinic."""
    found: Services = app.extensions["wizard"]
    return found
