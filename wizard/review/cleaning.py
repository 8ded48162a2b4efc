"""The last gate before anything is shown: whatever went before, no secret of the setup or of ours passes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.cxml.redact import without_secrets
from wizard.models import Setup
from wizard.sealing import CannotOpen
from wizard.services import Services
from wizard.steps.held_back import held_back

SHORTEST = 8
"""Below this a secret would be found inside ordinary words, and hiding it there would spell it out."""


def secrets_of(setup: Setup, services: Services) -> tuple[str, ...]:
    """Every secret that could stand in something kept about this setup."""
    settings = services.settings
    ours = (settings.secret_key, *settings.sealing_keys, settings.google_maps_api_key, settings.metrics_token)
    theirs = (_stored_secret(setup, services), *held_back(setup, services.sealer).values())
    return tuple(secret for secret in (*ours, *theirs) if len(secret) >= SHORTEST)


def clean(value: Any, secrets: tuple[str, ...]) -> Any:
    """A JSON value in which every text has lost its secrets."""
    if isinstance(value, str):
        return without_secrets(value.encode(errors="replace"), secrets)
    if isinstance(value, Mapping):
        return {clean(key, secrets): clean(one, secrets) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [clean(one, secrets) for one in value]
    return value


def _stored_secret(setup: Setup, services: Services) -> str:
    if setup.sealed_secret is None:
        return ""
    try:
        return services.sealer.open(setup.secret_row, setup.sealed_secret).decode(errors="replace")
    except CannotOpen:
        return ""
