"""What a purchasing system hears when it asks for a shopping session."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.simulator.purchasing import (
    CLINIC,
    EMAIL,
    Customer,
    Group,
    identity_of,
    setup_request,
    stamp,
)
from wizard.cxml.address import Address
from wizard.cxml.envelope import Envelope
from wizard.cxml.profile import read_profile_response
from wizard.cxml.setup import Person, start_page, write_setup_request
from wizard.cxml.status import Status

HTML = b"<!doctype html><title>A web page</title>"


def refused(envelope: Envelope) -> Status:
    assert start_page(envelope) == ""
    assert envelope.status is not None
    return envelope.status


def document(group: Group, **changes: object) -> bytes:
    identity = identity_of(group.values())
    return write_setup_request(identity, setup_request(group, **changes), mode="test", stamp=stamp())


@pytest.mark.parametrize("path", ["/punchout", "/punchout/test"])
def test_a_good_request_gets_a_start_page_that_opens_the_shop(
    customer: Customer, group: Group, path: str
) -> None:
    visit = customer.visit(group, url=f"http://127.0.0.1:8001{path}")
    page = visit.page().text
    assert "Nitrile gloves" in page
    assert EMAIL in page
    assert "Test: nothing is charged" in page


def test_a_request_sent_as_a_form_gets_http_400(customer: Customer, group: Group) -> None:
    form = "application/x-www-form-urlencoded"
    answer = customer.post(group.values()["Punchout URL"], document(group), form)
    assert answer.status_code == 400
    assert b"cXML" not in answer.data


@pytest.mark.parametrize("how", [{"identity": "Nobody0123456789"}, {"secret": "x" * 30}, {"secret": ""}])
def test_wrong_credentials_are_status_401(customer: Customer, group: Group, how: dict[str, str]) -> None:
    assert refused(customer.ask(group, **how)).code == 401


def test_the_secret_of_another_group_is_status_401(customer: Customer, group: Group) -> None:
    other = customer.ready_group("Other clinics")
    assert refused(customer.ask(group, secret=other.values()["Shared Secret"])).code == 401


def test_a_secret_that_is_nearly_right_is_status_401(customer: Customer, group: Group) -> None:
    secret = group.values()["Shared Secret"]
    assert refused(customer.ask(group, secret=secret[1:])).code == 401


def test_a_group_whose_purchasing_system_is_not_set_is_unknown(customer: Customer) -> None:
    group = customer.make_group("Clinics")
    values = {"From Identity": "Clinics0123456789", "Shared Secret": "x" * 30}
    request = write_setup_request(identity_of(values), setup_request(group), mode="test", stamp=stamp())
    assert refused(customer.answered("http://127.0.0.1:8001/punchout/test", request)).code == 401


def test_the_to_identity_must_be_amazon(customer: Customer, group: Group) -> None:
    status = refused(customer.ask(group, to="Somebody"))
    assert status.code == 400
    assert "To identity" in status.content


def test_a_missing_email_is_status_403_and_the_content_says_where_it_was_looked_for(
    customer: Customer, group: Group
) -> None:
    nobody = setup_request(group, person=Person(email=""), ship_to=None)
    status = refused(customer.ask(group, nobody))
    assert (status.code, status.text) == (403, "failure")
    assert "payloadID" in status.content
    assert "@procurement.example" in status.content
    for place in ("Extrinsic[@name='UserEmail']", "Extrinsic[@name='Email']", "Contact/Email"):
        assert place in status.content
    assert "ShipTo/Address/Email" in status.content
    assert "BrowserFormPost" not in status.content


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "ftp://procurement.example/", "http://", "https://*/x", "https://ü.example/"],
)
def test_a_return_address_no_browser_can_post_to_is_status_403(
    customer: Customer, group: Group, url: str
) -> None:
    status = refused(customer.ask(group, setup_request(group, return_url=url)))
    assert status.code == 403
    assert "BrowserFormPost/URL" in status.content
    assert "user e-mail" not in status.content


def test_the_email_may_stand_in_the_ship_to_address(customer: Customer, group: Group) -> None:
    address = Address(name="Dana", street=("1 Harbour Street",), city="Seattle", country="US", email=EMAIL)
    request = setup_request(group, person=Person(email=""), ship_to=address)
    assert EMAIL in customer.visit(group, request).page().text


def test_a_production_request_for_a_group_in_test_mode_is_status_403_naming_the_mode(
    customer: Customer, group: Group
) -> None:
    status = refused(customer.ask(group, mode="production"))
    assert status.code == 403
    assert "Test mode" in status.content


def test_a_production_request_opens_the_shop_once_the_group_is_active(
    customer: Customer, group: Group
) -> None:
    group.switch("active")
    assert "Active: orders count" in customer.visit(group, mode="production").page().text


@pytest.mark.parametrize("operation", ["edit", "inspect"])
def test_only_create_is_offered(customer: Customer, group: Group, operation: str) -> None:
    assert refused(customer.ask(group, setup_request(group, operation=operation))).code == 450


def test_someone_who_is_not_in_the_group_gets_a_start_page_and_reads_the_trouble_there(
    customer: Customer, group: Group
) -> None:
    stranger = setup_request(group, person=Person(email="lee@northwind.example"))
    page = customer.visit(group, stranger).page()
    assert page.status_code == 403
    assert "not in the group" in page.text


def test_an_open_invitation_shows_in_the_shop_until_it_is_accepted(customer: Customer, group: Group) -> None:
    lee = "lee@northwind.example"
    group.post("people/", emails=lee, roles="Punchout Buyer")
    request = setup_request(group, person=Person(email=lee))
    assert "invitation is still open" in customer.visit(group, request).page().text
    group.post(f"people/{group.person(lee)}/accept")
    assert customer.visit(group, request).page().status_code == 200


def test_someone_without_the_role_punchout_buyer_reads_so_in_the_shop(
    customer: Customer, group: Group
) -> None:
    group.post(f"people/{group.person(EMAIL)}", roles="Finance")
    page = customer.visit(group).page()
    assert "Punchout Buyer is missing" in page.text


def test_the_spelling_of_the_email_in_capitals_does_not_matter(customer: Customer, group: Group) -> None:
    request = setup_request(group, person=Person(email=EMAIL.upper()))
    assert customer.visit(group, request).page().status_code == 200


@pytest.mark.parametrize("unit", ["", "A group that is not"])
def test_a_wrong_business_unit_lands_in_the_general_group_where_several_exist(
    customer: Customer, group: Group, unit: str
) -> None:
    customer.make_group("Other clinics")
    visit = customer.visit(group, setup_request(group, business_unit=unit))
    assert "<b>General group</b>" in visit.page().text
    assert customer.received(kind="setup")[-1]["landed_in"] == "General group"
    visit.add()
    assert "No payment method" not in visit.page("checkout").text
    assert "book-" not in visit.page("checkout").text


def test_the_right_business_unit_lands_in_its_group(customer: Customer, group: Group) -> None:
    customer.make_group("Other clinics")
    visit = customer.visit(group, setup_request(group, business_unit="punchout  purchasing"))
    assert f"<b>{group.name}</b>" in visit.page().text


def test_with_a_single_group_a_missing_business_unit_does_no_harm(customer: Customer, group: Group) -> None:
    visit = customer.visit(group, setup_request(group, business_unit=""))
    assert f"<b>{group.name}</b>" in visit.page().text


@pytest.mark.parametrize("body", [b"", b"{}", HTML, b"<cXML", b"<a/>", b"\xff\xfe"])
def test_what_is_no_cxml_is_status_406(customer: Customer, group: Group, body: bytes) -> None:
    assert refused(customer.answered(group.values()["Punchout URL"], body)).code == 406


def test_a_document_with_its_own_entities_is_refused(customer: Customer, group: Group) -> None:
    hostile = b'<!DOCTYPE cXML [<!ENTITY a "b">]><cXML><Header/></cXML>'
    assert refused(customer.answered(group.values()["Punchout URL"], hostile)).code == 406


def test_a_document_beyond_all_limits_is_http_413(customer: Customer, group: Group) -> None:
    answer = customer.post(group.values()["Punchout URL"], b"x" * 6_000_001)
    assert answer.status_code == 413


def test_refusals_are_as_bare_as_real_ones(customer: Customer, group: Group) -> None:
    """A 401 without payloadID, timestamp and DOCTYPE; a 403 has the first two."""
    url = group.values()["Punchout URL"]
    bad = customer.post(url, document(group).replace(b"<SharedSecret>", b"<SharedSecret>x"))
    assert b"<!DOCTYPE" not in bad.data
    assert not set(etree.fromstring(bad.data).attrib) & {"payloadID", "timestamp"}
    missing = customer.post(url, document(group, return_url=""))
    assert {"payloadID", "timestamp"} <= set(etree.fromstring(missing.data).attrib)


def test_a_profile_request_is_told_both_addresses(customer: Customer, group: Group) -> None:
    values = group.values()
    for url in (values["Punchout URL"], values["Purchase Order Request URL"]):
        told = read_profile_response(customer.profile(group, url))
        assert told["OrderRequest"] == values["Purchase Order Request URL"]
        assert told["PunchOutSetupRequest"].endswith("/punchout")


def test_the_address_of_the_request_is_offered_at_checkout(customer: Customer, group: Group) -> None:
    visit = customer.visit(group, setup_request(group, ship_to=CLINIC))
    visit.add()
    assert "asked for by your procurement system" in visit.page("checkout").text
