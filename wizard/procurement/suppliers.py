"""The supplier of a setup: its profile, with what the administrator typed where the profile leaves it open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from wizard.models import Setup
from wizard.profiles import GENERIC, Marketplace, SupplierProfile, UnknownProfile, supplier_profile

WALKS_WITH_OWN_FACTS = frozenset({"shop"})
"""Walks on which the supplier's name and identity are asked for."""
GONE = "gone"


def supplier_of(
    setup: Setup, folder: Path | None, *, punchout_url: str = "", order_url: str = ""
) -> SupplierProfile:
    """Who is called, by which name and identity, at which hosts.

    A setup outlives its profile's file: it can still be looked at then, but no host of it may be called.

    :param folder: where the profiles of more suppliers are, if anywhere
    :param punchout_url: the address that is about to be called, when it is not the setup's own
    :param order_url: the same for orders
    """
    profile = _profile(setup, folder)
    if setup.walk not in WALKS_WITH_OWN_FACTS:
        return profile
    named = replace(
        profile,
        name=setup.group_name or profile.name,
        to_identity=setup.to_identity or profile.to_identity,
        identity_domain=setup.identity_domain or profile.identity_domain,
    )
    return named.at(punchout_url or setup.punchout_url, order_url or setup.order_url, setup.shop_url)


def _profile(setup: Setup, folder: Path | None) -> SupplierProfile:
    try:
        return supplier_profile(setup.supplier_profile, folder)
    except UnknownProfile:
        gone = Marketplace(setup.marketplace or GONE, "", "", "", (), (), ())
        return replace(supplier_profile(GENERIC), marketplaces={gone.name: gone})
