"""The steps of a supplier that is not Amazon: the shop's name and identity, and where we may call."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from lxml import etree

from tests.administrator import SECRET, Administrator
from tests.fakes import FixedClock, ScriptedSupplier, shop_opens
from tests.test_profiles import REAL_SHOP
from wizard.outside import GuardedSupplier, NoAddresses, Outside
from wizard.outside.line import Line
from wizard.profiles import supplier_profile

SHOP = {
    "shop_name": "Paper Shop",
    "to_identity": "128990001",
    "identity_domain": "DUNS",
    "shop_url": "",
}
VALUES = {
    "from_identity": "alpha-clinics",
    "shared_secret": SECRET,
    "punchout_url": "https://b2b.paper.example/cxml/punchout",
    "order_url": "https://orders.paper.example/in",
}


@pytest.fixture
def alice(alice: Administrator) -> Administrator:
    alice.setup = alice.post("/setup/new", {"supplier": "generic_cxml"}).location.rsplit("/", 1)[0]
    return alice


@pytest.fixture
def at_credentials(alice: Administrator) -> Administrator:
    assert alice.submit(alice.at("shop"), SHOP).status == 303
    return alice


def test_the_page_of_setups_offers_another_supplier(alice: Administrator) -> None:
    page = alice.get("/setup/")
    assert page.tree.xpath("//form[@action='/setup/new']//input[@name='supplier']/@value") == ["generic_cxml"]
    assert alice.post("/setup/new", {"supplier": "../precoro"}).status == 404
    assert alice.post("/setup/new", {"supplier": "nobody"}).status == 404


def test_its_walk_has_seven_steps_and_none_of_amazons(alice: Administrator) -> None:
    assert alice.looks_at("shop").title.startswith("Step 1 of 7: Name the shop")
    assert "Seven steps" in alice.get(f"{alice.setup}/").words
    assert alice.looks_at("people").status == 404
    assert alice.looks_at("group").status == 404


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("shop_name", "", "shop.name_missing"),
        ("to_identity", " ", "shop.identity_missing"),
        ("identity_domain", "", "shop.domain_missing"),
        ("shop_url", "http://paper.example/", "shop.address_unusable"),
        ("shop_url", "https://10.0.0.1/", "shop.address_unusable"),
    ],
)
def test_it_refuses_what_is_missing_and_recovers(
    alice: Administrator, field: str, typed: str, code: str
) -> None:
    page = alice.submit(alice.at("shop"), {**SHOP, field: typed})
    assert (page.status, code in page.codes()) == (422, True)
    assert alice.submit(alice.at("shop"), SHOP).status == 303
    assert alice.stands("credentials") == "open"


def test_two_shops_of_one_name_would_be_mixed_up(at_credentials: Administrator) -> None:
    alice = at_credentials
    alice.setup = alice.post("/setup/new", {"supplier": "generic_cxml"}).location.rsplit("/", 1)[0]
    assert "shop.name_taken" in alice.submit(alice.at("shop"), {**SHOP, "shop_name": "paper shop"}).codes()


def test_the_request_carries_the_shops_own_identity_and_no_group(
    at_credentials: Administrator, supplier: ScriptedSupplier
) -> None:
    assert at_credentials.submit(at_credentials.at("credentials"), VALUES).status == 303
    url, document = supplier.received[-1]
    root = etree.fromstring(document)
    assert url == VALUES["punchout_url"]
    assert [one.text for one in root.iterfind("Header/To/Credential/Identity")] == ["128990001"]
    assert {one.get("domain") for one in root.iterfind("Header/*/Credential")} == {"DUNS"}
    assert not root.xpath("//Extrinsic[@name='UserBusinessUnit']")


def test_another_identity_reopens_what_rests_on_it(at_credentials: Administrator) -> None:
    at_credentials.submit(at_credentials.at("credentials"), VALUES)
    at_credentials.submit(at_credentials.at("shop"), {**SHOP, "to_identity": "128990002"})
    assert at_credentials.stands("credentials") == "check_again"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://b2b.paper.example/punchout", "credentials.not_https"),
        ("https://10.0.0.1/punchout", "credentials.host_not_allowed"),
        ("https://169.254.169.254/latest/meta-data", "credentials.host_not_allowed"),
        ("https://localhost/punchout", "credentials.host_not_allowed"),
        ("https://intranet/punchout", "credentials.host_not_allowed"),
        ("https://b2b.paper.example:8443/punchout", "credentials.host_not_allowed"),
        ("https://user@b2b.paper.example/punchout", "credentials.host_not_allowed"),
        ("https://[::1]/punchout", "credentials.host_not_allowed"),
        ("https://b2b.paper.example/punchout?to=elsewhere", "credentials.punchout_url_unknown_shape"),
    ],
)
def test_an_address_we_must_not_call_is_refused_before_anything_is_sent(
    at_credentials: Administrator, supplier: ScriptedSupplier, address: str, code: str
) -> None:
    page = at_credentials.submit(at_credentials.at("credentials"), {**VALUES, "punchout_url": address})
    assert (page.status, code in page.codes(), supplier.received) == (422, True, [])
    assert "Amazon" not in page.words
    assert at_credentials.submit(at_credentials.at("credentials"), VALUES).status == 303


def test_a_public_name_that_leads_inside_is_not_called(
    app: Flask, at_credentials: Administrator, clock: FixedClock
) -> None:
    line = Line(resolve=lambda host, port: [("10.0.0.5", port)])
    outside = Outside(GuardedSupplier(line=line), NoAddresses(), clock)
    app.extensions["wizard"] = replace(app.extensions["wizard"], outside=outside)
    page = at_credentials.submit(at_credentials.at("credentials"), VALUES)
    assert (page.status, "credentials.host_not_allowed" in page.codes()) == (422, True)


def test_the_shop_may_open_only_where_its_addresses_are_or_where_step_1_says(
    at_credentials: Administrator, supplier: ScriptedSupplier
) -> None:
    supplier.react = partial(shop_opens, at="https://www.paper.example/in/1")
    page = at_credentials.submit(at_credentials.at("credentials"), VALUES)
    assert "supplier.start_page_not_allowed" in page.codes()
    at_credentials.submit(at_credentials.at("shop"), {**SHOP, "shop_url": "https://paper.example/"})
    assert at_credentials.submit(at_credentials.at("credentials"), VALUES).status == 303


def test_a_secret_of_any_signs_is_kept_as_it_was_typed(
    at_credentials: Administrator, supplier: ScriptedSupplier
) -> None:
    at_credentials.submit(at_credentials.at("credentials"), {**VALUES, "shared_secret": "(p@ss;word.)"})
    secret = etree.fromstring(supplier.received[-1][1]).findtext("Header/Sender/Credential/SharedSecret")
    assert secret == "(p@ss;word.)"


def test_a_real_shop_of_the_operators_folder_is_called_at_its_own_hosts_only(
    app: Flask, alice: Administrator, tmp_path: Path, supplier: ScriptedSupplier
) -> None:
    (tmp_path / "paper_shop.toml").write_text(REAL_SHOP)
    here = app.extensions["wizard"]
    app.extensions["wizard"] = replace(here, settings=replace(here.settings, supplier_profiles=tmp_path))
    assert "Set up Paper Shop" in alice.get("/setup/").words
    alice.setup = alice.post("/setup/new", {"supplier": "paper_shop"}).location.rsplit("/", 1)[0]
    assert alice.looks_at("shop").value("to_identity") == "128990001"
    assert alice.submit(alice.at("shop")).status == 303
    values = {**VALUES, "from_identity": "551122334", "shared_secret": "abcdefghijkl"}
    elsewhere = {**values, "punchout_url": "https://elsewhere.example/cxml/punchout"}
    page = alice.submit(alice.at("credentials"), elsewhere)
    assert (page.status, "credentials.host_not_allowed" in page.codes(), supplier.received) == (422, True, [])
    right = {**values, "order_url": "https://b2b.paper.example/cxml/orders"}
    assert alice.submit(alice.at("credentials"), right).status == 303
    (tmp_path / "paper_shop.toml").unlink()
    supplier_profile.cache_clear()
    assert alice.looks_at("credentials").status == 200
    page = alice.submit(alice.at("credentials"), {**right, "shared_secret": "abcdefghijkm"})
    assert "credentials.host_not_allowed" in page.codes()
