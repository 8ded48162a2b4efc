"""What commands need: the test's instance, by the environment."""

from __future__ import annotations

import pytest

from wizard.settings import Settings


@pytest.fixture
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The same instance, by the environment as a shell would set it."""
    monkeypatch.setenv("WIZARD_INSTANCE", str(settings.instance))
    monkeypatch.setenv("WIZARD_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("WIZARD_SECRET_KEY", settings.secret_key)
    monkeypatch.setenv("WIZARD_SEALING_KEYS", " ".join(settings.sealing_keys))
    monkeypatch.setenv("WIZARD_LOOPBACK_SUPPLIERS", "1")
    return settings
