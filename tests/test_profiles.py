"""The facts about suppliers: those that come with the product, and those an operator adds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wizard.procurement.operations import OPERATIONS
from wizard.profiles import (
    AMAZON,
    GENERIC,
    UnknownProfile,
    public_host,
    supplier_names,
    supplier_profile,
)
from wizard.steps import WALKS

REAL_SHOP = """
kind = "supplier"
name = "Paper Shop"
walk = "shop"
to_identity = "128990001"
identity_domain = "DUNS"
identity_shape = '[0-9]{9}'
secret_shape = '[a-z]{12}'
sends_group = false
has_modes = false
shapes_tell = false
punchout_path = '/cxml/punchout'
order_path = '/cxml/orders'
test_suffix = ""
auxiliary_required = false
drops_duplicates = true
cart_days = 30
session_hours = 8
operations = ["create", "inspect"]

[marketplaces."paper.example"]
title = "Paper Shop"
country = "DE"
currency = "EUR"
punchout_hosts = ["b2b.paper.example"]
order_hosts = ["b2b.paper.example"]
shop_hosts = [".paper.example"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "paper_shop.toml").write_text(REAL_SHOP)
    (tmp_path / "Not A Name!.toml").write_text(REAL_SHOP)
    (tmp_path / "notes.txt").write_text("no profile")
    return tmp_path


@pytest.mark.parametrize("name", supplier_names())
def test_every_profile_that_comes_along_is_whole(name: str) -> None:
    profile = supplier_profile(name)

    assert profile.walk in WALKS
    assert set(profile.operations) <= set(OPERATIONS)
    for shape in (
        profile.identity_shape,
        profile.secret_shape,
        profile.punchout_path,
        profile.order_path,
    ):
        re.compile(shape)


def test_only_amazon_lists_its_hosts() -> None:
    assert not supplier_profile(AMAZON).open_hosts
    assert supplier_profile(GENERIC).open_hosts
    assert supplier_profile(GENERIC).at("https://a.example/p", "https://b.example/o").order_hosts == (
        "b.example",
    )
    assert supplier_profile(AMAZON).at("https://a.example/p", "") == supplier_profile(AMAZON)


def test_an_operator_adds_a_real_shop(folder: Path) -> None:
    assert supplier_names(folder) == (AMAZON, "paper_shop", GENERIC)
    shop = supplier_profile("paper_shop", folder)

    assert (shop.name, shop.operations, shop.open_hosts) == ("Paper Shop", ("create", "inspect"), False)
    assert shop.at("https://elsewhere.example/p", "").punchout_hosts == ("b2b.paper.example",)
    assert supplier_profile(AMAZON, folder).name == "Amazon Business"


def test_a_name_that_has_no_profile_is_refused(folder: Path) -> None:
    with pytest.raises(UnknownProfile, match="nobody"):
        supplier_profile("nobody", folder)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://shop.example/punchout", "shop.example"),
        ("https://B2B.Shop.Example/punchout", "b2b.shop.example"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
        ("https://localhost/punchout", ""),
        ("https://intranet/punchout", ""),
        ("https://127.0.0.1/punchout", ""),
        ("https://10.0.0.1/punchout", ""),
        ("https://2130706433/punchout", ""),
        ("https://0x7f.1/punchout", ""),
        ("https://[::1]/punchout", ""),
        ("https://[fe80::1/punchout", ""),
        ("https://shop.example.1/punchout", ""),
        ("shop.example", ""),
        ("", ""),
    ],
)
def test_only_a_name_as_public_hosts_have_is_taken(address: str, host: str) -> None:
    assert public_host(address) == ((host,) if host else ())
