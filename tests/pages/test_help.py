"""The help page: every failure administrators meet is on it, with why, what to do and who can do it."""

from __future__ import annotations

import pytest
from flask import Flask
from lxml import html

from tests.administrator import Administrator, Page, Person
from wizard.failures import FAILURES
from wizard.pages.help import BLANKS, chapters
from wizard.profiles import supplier_profile

# The table "Failures administrators meet": symptom, its codes on the page, words of the cause, its chapters.
MET = (
    ("HTTP 400 on setup", ["supplier.refused"], ["400", "our bug"], ["credentials"]),
    ("401", ["supplier.bad_credentials"], ["space", "another group's", "made anew"], ["credentials"]),
    ("403 naming missing data", ["supplier.missing_data"], ["e-mail", "return address"], ["people"]),
    (
        "web page instead of cXML, redirect",
        ["supplier.not_cxml", "supplier.redirected"],
        ["web page", "http instead of https"],
        ["credentials"],
    ),
    (
        "name not found, TLS failure, timeout",
        ["supplier.name_not_found", "supplier.tls_failed", "supplier.timed_out"],
        ["typing error", "proxy", "firewall"],
        ["credentials"],
    ),
    ("Amazon sign-in page", ["symptom.sign_in_page"], ["Another Amazon account", "browser"], ["people"]),
    ("already attached", ["symptom.account_attached"], ["another Amazon account"], ["people"]),
    (
        "checkout offers Place order",
        ["symptom.place_order"],
        ["Requisitioner", "wrong group"],
        ["general-group"],
    ),
    (
        "no Punchout Buyer role to choose",
        ["symptom.no_punchout_buyer_role"],
        ["not inside the group", "no purchasing system"],
        ["people"],
    ),
    (
        "cannot punch out",
        ["people.cannot_punch_out"],
        ["not in the group", "invitation", "another e-mail"],
        ["people"],
    ),
    (
        "root group's addresses and payment",
        ["symptom.root_group"],
        ["wrong group", "UserBusinessUnit"],
        ["credentials"],
    ),
    (
        "cart never comes back",
        ["order.cart_never_returned"],
        ["window was closed", "return address"],
        ["test-order"],
    ),
    (
        "cart for an unknown session",
        ["order.cart_unknown_session"],
        ["cookie was lost", "too long ago", "sent twice"],
        ["test-order"],
    ),
    ("line without auxiliary id", ["order.auxiliary_id_missing"], ["cannot be ordered"], ["test-order"]),
    (
        "order accepted, nothing arrives",
        ["symptom.nothing_arrives"],
        ["another group's (another code", "not finally approved", "still Test mode"],
        ["test-order"],
    ),
    (
        "generic URL in the order field",
        ["credentials.order_url_is_generic"],
        ["wrong box"],
        ["credentials"],
    ),
    (
        "cancelled after hours",
        ["symptom.cancelled_after_hours"],
        ["Test mode", "as it should be"],
        ["go-live"],
    ),
    (
        "cancelled at once in active mode",
        ["symptom.cancelled_at_once"],
        ["deploymentMode", "part id", "sent twice"],
        ["go-live"],
    ),
    (
        "waits in Amazon's approval",
        ["symptom.waits_at_amazon"],
        ["BillTo", "incomplete", "approval workflow"],
        ["ordering"],
    ),
    (
        "payment declined or none",
        ["symptom.payment_declined", "payment.none", "payment.no_default"],
        ["shared", "default"],
        ["payment"],
    ),
    (
        "nothing works after the group was made",
        ["group.shared_payment_methods_off", "group.shared_addresses_off"],
        ["nothing works after the group was made", "Shared payment methods", "Shared addresses"],
        ["group"],
    ),
    (
        "ship-to changed or refused",
        ["symptom.ship_to_changed", "address_book.differs", "locations.phone_missing"],
        ["differs from the address book", "phone number"],
        ["address-book", "locations"],
    ),
    ("line dropped or price differs", ["symptom.line_dropped"], ["safeguard", "7 days"], ["test-order"]),
    (
        "Location gone from the page",
        ["locations.inactive"],
        ["gone from the page", "deactivated"],
        ["locations"],
    ),
    ("PunchOut fails, Punch-In works", ["group.is_punch_in"], ["Punch-In works"], ["group"]),
)


@pytest.fixture
def page(app: Flask) -> Page:
    """As somebody sees it who is not signed in."""
    return Person(app.test_client(), "").get("/help/failures")


def rows(page: Page) -> dict[str, html.HtmlElement]:
    return {str(row.get("id")): row for row in page.tree.xpath("//article")}


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize(("symptom", "codes", "causes", "steps"), MET, ids=[row[0] for row in MET])
def test_every_failure_administrators_meet_is_found(
    page: Page, symptom: str, codes: list[str], causes: list[str], steps: list[str]
) -> None:
    found = [rows(page)[code] for code in codes]

    said = " ".join(words(row) for row in found)
    assert [cause for cause in causes if cause.lower() not in said.lower()] == []
    chapters_found = {row.getparent().find("h2").get("id") for row in found}
    assert set(steps) <= chapters_found


@pytest.mark.parametrize("code", sorted(FAILURES))
def test_every_code_says_why_what_to_do_and_who(page: Page, code: str) -> None:
    row, told = rows(page)[code], FAILURES[code]

    said = words(row)
    assert told.cause
    assert f"Why: {told.cause}" in said
    assert ("What to do: " in said) is bool(told.fix)
    assert "can fix this." in said
    assert "{" not in said
    assert row.getparent().find("h2").get("id") == (told.step or "form")


def test_it_names_the_host_and_marks_the_blanks(page: Page) -> None:
    row = rows(page)["people.not_a_host_user"]

    assert "is not a user of Precoro" in words(row)
    assert [blank.text for blank in row.findall("h3/i")] == ["E-mail address"]


def test_there_are_no_words_for_blanks_that_do_not_exist() -> None:
    used = {name for row in FAILURES.values() for name in BLANKS if f"{{{name}}}" in row.failed + row.fix}
    assert used == set(BLANKS)
    assert len(list(chapters("Host", supplier_profile("amazon_business")))) == 14


def test_a_failed_check_leads_to_its_row(alice: Administrator, page: Page) -> None:
    refused = alice.answers("group", shared_addresses=None)

    links = refused.tree.xpath("//ul[@class='checks']/li[@data-passed='false']//a/@href")
    assert links == ["/help/failures#group.shared_addresses_off"]
    assert "group.shared_addresses_off" in rows(page)
    passed = refused.tree.xpath("//ul[@class='checks']/li[@data-passed='true']//a")
    assert passed == []
