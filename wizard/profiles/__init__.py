"""Facts about hosts and suppliers: TOML files, never literals in code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


class UnknownProfile(ValueError):
    """No profile has this name, or its file does not say everything it must."""


@dataclass(frozen=True)
class Specialist:
    name: str
    email: str
    url: str


@dataclass(frozen=True)
class HostProfile:
    """The procurement system we set up for. ``servers`` maps a server to the name to choose in Amazon.

    ``requisitioner`` is the host's rule for that role: ``remove`` or ``require``.
    """

    key: str
    name: str
    servers: Mapping[str, str]
    requisitioner: str
    help_url: str
    departments: tuple[str, ...]
    budgets: tuple[str, ...]
    accounts: tuple[str, ...]
    specialist: Specialist


@dataclass(frozen=True)
class Marketplace:
    """One country's shop: where its PunchOut and order addresses live and where its pages may be."""

    name: str
    title: str
    country: str
    currency: str
    punchout_hosts: tuple[str, ...]
    order_hosts: tuple[str, ...]
    shop_hosts: tuple[str, ...]


@dataclass(frozen=True)
class SupplierProfile:
    """The supplier as seen on the wire: identities, address shapes, marketplaces, policies.

    ``drops_duplicates``: whether it is known to ignore a second order with the same payloadID.
    ``cart_days``: how long its prices hold, in days. Shapes are regular expressions over an address's path.
    """

    key: str
    name: str
    to_identity: str
    identity_domain: str
    identity_shape: str
    secret_shape: str
    punchout_path: str
    order_path: str
    test_suffix: str
    drops_duplicates: bool
    cart_days: int
    session_hours: int
    operations: tuple[str, ...]
    marketplaces: Mapping[str, Marketplace]

    @property
    def punchout_hosts(self) -> tuple[str, ...]:
        return _distinct(place.punchout_hosts for place in self.marketplaces.values())

    @property
    def order_hosts(self) -> tuple[str, ...]:
        return _distinct(place.order_hosts for place in self.marketplaces.values())

    def marketplace(self, name: str) -> Marketplace:
        """:raises UnknownProfile: the supplier has no such marketplace"""
        try:
            return self.marketplaces[name]
        except KeyError:
            raise UnknownProfile(f"{self.name} has no marketplace {name!r}.") from None


@cache
def host_profile(name: str) -> HostProfile:
    """:param name: a profile that comes with the product (``precoro``), or the path of a TOML file
    :raises UnknownProfile: it cannot be read or lacks a fact"""
    facts = _facts(name, "host")
    try:
        return HostProfile(
            key=name,
            specialist=Specialist(**facts.pop("specialist")),
            **_frozen(facts),
        )
    except (KeyError, TypeError) as error:
        raise UnknownProfile(f"Host profile {name}: {error}") from error


@cache
def supplier_profile(name: str) -> SupplierProfile:
    """:raises UnknownProfile: it cannot be read or lacks a fact"""
    facts = _facts(name, "supplier")
    try:
        places = {
            key: Marketplace(name=key, **_frozen(place)) for key, place in facts.pop("marketplaces").items()
        }
        return SupplierProfile(key=name, marketplaces=places, **_frozen(facts))
    except (KeyError, TypeError) as error:
        raise UnknownProfile(f"Supplier profile {name}: {error}") from error


def _frozen(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}


def _facts(name: str, kind: str) -> dict[str, Any]:
    path = Path(name) if name.endswith(".toml") else HERE / f"{name}.toml"
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise UnknownProfile(f"Profile {name}: {error}") from error
    if facts.pop("kind", None) != kind:
        raise UnknownProfile(f"Profile {name} is not a {kind} profile.")
    return facts


def _distinct(groups: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(host for hosts in groups for host in hosts))
