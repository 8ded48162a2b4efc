"""The last gate before anything is shown: whatever went before, no secret of the setup or of ours passes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.cxml.redact import without_secrets
from wizard.models import Setup
from wizard.sealing import CannotOpen
from wizard.services import Services

SHORTEST = 8
"""Below this a secret would be found inside ordinary words, and hiding it there would spell it out."""


def secrets_of(setup: Setup, services: Services) -> tuple[str, ...]:
    """Every secret that could stand in something kept about this setup."""
    settings = services.settings
    ours = (settings.secret_key, *settings.sealing_keys, settings.google_maps_api_key, settings.metrics_token)
    sealed = ((setup.secret_row, setup.sealed_secret), (setup.draft_row, setup.sealed_draft))
    theirs = [_opened(services, row, secret) for row, secret in sealed if secret]
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


def _opened(services: Services, row: str, sealed: bytes) -> str:
    try:
        return services.sealer.open(row, sealed).decode(errors="replace")
    except CannotOpen:
        return ""
