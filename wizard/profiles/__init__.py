"""Facts about hosts and suppliers: TOML files, never literals in code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HERE = Path(__file__).parent
AMAZON, GENERIC = "amazon_business", "generic_cxml"
PROFILE_NAME = re.compile("[a-z0-9_-]{1,60}")


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

    ``walk`` names the steps that set it up. ``shapes_tell``: whether a value can be told by its shape alone;
    shapes are regular expressions, for addresses over their path.
    ``sends_group``: whether requests name the group (UserBusinessUnit).
    ``has_modes``: whether somebody switches between Test and Active there.
    ``auxiliary_required``: whether a line without SupplierPartAuxiliaryID cannot be ordered.
    ``drops_duplicates``: whether it is known to ignore a second order with the same payloadID.
    ``cart_days``: how long its prices hold, in days; 0 where nobody says. ``operations`` are those of PunchOut.
    ``orders_page``: the address at which people see their orders, ``{marketplace}`` standing for its name.
    Without ``marketplaces`` the hosts of the addresses that were typed are the allowed ones.
    """

    key: str
    name: str
    walk: str
    to_identity: str
    identity_domain: str
    identity_shape: str
    secret_shape: str
    shapes_tell: bool
    sends_group: bool
    has_modes: bool
    punchout_path: str
    order_path: str
    test_suffix: str
    auxiliary_required: bool
    drops_duplicates: bool
    cart_days: int
    session_hours: int
    operations: tuple[str, ...]
    marketplaces: Mapping[str, Marketplace]
    orders_page: str = ""

    def orders_of(self, marketplace: str) -> str:
        """Where a person sees and cancels orders there; nothing where nobody told us."""
        return self.orders_page.format(marketplace=marketplace) if marketplace in self.marketplaces else ""

    @property
    def open_hosts(self) -> bool:
        """Whether the addresses that are typed decide which hosts may be called."""
        return set(self.marketplaces) <= {""}

    @property
    def punchout_hosts(self) -> tuple[str, ...]:
        return _distinct(place.punchout_hosts for place in self.marketplaces.values())

    @property
    def order_hosts(self) -> tuple[str, ...]:
        return _distinct(place.order_hosts for place in self.marketplaces.values())

    def at(self, punchout_url: str, order_url: str, shop_url: str = "") -> SupplierProfile:
        """The same supplier at the addresses that were typed, where its profile does not list its hosts.

        The shop may open on the host of either address, or below ``shop_url``'s.
        """
        if not self.open_hosts:
            return self
        asked, ordered, shop = map(public_host, (punchout_url, order_url, shop_url))
        below = (*shop, *(f".{host}" for host in shop))
        typed = Marketplace("", "", "", "", asked, ordered, _distinct([asked, ordered, below]))
        return replace(self, marketplaces={"": typed})

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
def supplier_profile(name: str, folder: Path | None = None) -> SupplierProfile:
    """:param name: a profile of this folder, or one that comes with the product
    :raises UnknownProfile: it cannot be read or lacks a fact"""
    own = folder / f"{name}.toml" if folder else HERE
    facts = _facts(str(own) if own.is_file() else name, "supplier")
    try:
        places = {
            key: Marketplace(name=key, **_frozen(place))
            for key, place in facts.pop("marketplaces", {}).items()
        }
        return SupplierProfile(key=name, marketplaces=places, **_frozen(facts))
    except (KeyError, TypeError) as error:
        raise UnknownProfile(f"Supplier profile {name}: {error}") from error


def supplier_names(folder: Path | None = None) -> tuple[str, ...]:
    """Every supplier one can set up, Amazon Business first, then those of the folder, any other shop last."""
    own = sorted(path.stem for path in folder.glob("*.toml")) if folder else []
    return tuple(dict.fromkeys((AMAZON, *(name for name in own if PROFILE_NAME.fullmatch(name)), GENERIC)))


def public_host(address: str) -> tuple[str, ...]:
    """The host of an https address, when it has a name as public hosts have; nothing otherwise.

    Whether the name leads to a public machine is seen when it is called.
    """
    try:
        host = urlsplit(address.strip()).hostname or ""
    except ValueError:
        return ()
    return (host,) if re.fullmatch(r"([a-z0-9-]+\.)+[a-z][a-z0-9-]*[a-z0-9]", host) else ()


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
