"""The world outside: suppliers, the address search, webhooks and the clock, each behind a Protocol."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from wizard.outside.addresses import AddressSearch, MapsFailed, NoAddresses, Place, Suggestion
from wizard.outside.google import GooglePlaces
from wizard.outside.hook import GuardedHook, HookLine, judge_hook
from wizard.outside.supplier import AllowedHosts, Answer, CallFailed, GuardedSupplier, SupplierLine, judge_url
from wizard.settings import Settings

__all__ = [
    "AddressSearch",
    "AllowedHosts",
    "Answer",
    "CallFailed",
    "Clock",
    "GooglePlaces",
    "GuardedHook",
    "GuardedSupplier",
    "HookLine",
    "MapsFailed",
    "NoAddresses",
    "Outside",
    "Place",
    "Suggestion",
    "SupplierLine",
    "SystemClock",
    "judge_hook",
    "judge_url",
    "the_world",
]


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """An aware time in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Outside:
    """Everything the product reaches for outside itself."""

    supplier: SupplierLine
    addresses: AddressSearch
    clock: Clock
    hooks: HookLine = field(default_factory=GuardedHook)


def the_world(settings: Settings) -> Outside:
    """The world as it is; without a key for Google Maps addresses are typed by hand."""
    key, url = settings.google_maps_api_key, settings.google_maps_url
    return Outside(
        supplier=GuardedSupplier(settings.loopback_suppliers),
        addresses=GooglePlaces(key, url) if key else NoAddresses(),
        clock=SystemClock(),
        hooks=GuardedHook(settings.loopback_suppliers),
    )
