"""What must be true of every page of the stand-in."""

from __future__ import annotations

import pytest
from flask import Flask
from lxml import html

from tests.pages.page_lint import faults
from tests.simulator.furnished import furnish
from tests.simulator.purchasing import Customer

# No sign-in and no cookie here: posts from other sites are told by the browser's own header.
NO_TOKEN = "no token in the form"


def title(page: str) -> str:
    return html.document_fromstring(page).findtext(".//title") or ""


def test_every_page_is_well_made_and_names_itself(simulator: Flask) -> None:
    client = simulator.test_client()
    for name, address in furnish(simulator).items():
        page = client.get(address)
        assert page.status_code < 500, name
        found = [fault for fault in faults(page.text) if not fault.startswith(NO_TOKEN)]
        assert found == [], name
        assert title(page.text).endswith("Stand-in for Amazon Business"), name


def test_no_page_sets_a_cookie_or_allows_scripts_and_styles_of_its_own(simulator: Flask) -> None:
    client = simulator.test_client()
    for name, address in furnish(simulator).items():
        headers = client.get(address).headers
        assert "Set-Cookie" not in headers, name
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'"), name
        assert "unsafe" not in policy, name
        assert headers["X-Content-Type-Options"] == "nosniff", name


def test_looking_at_every_page_changes_nothing(simulator: Flask) -> None:
    pages = furnish(simulator)
    customer = Customer(simulator)
    before = customer.received()
    for address in pages.values():
        customer.client.get(address)
    assert customer.received() == before


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/groups/new", {}),
        ("/groups/2/", {"name": ""}),
        ("/groups/2/purchasing-system/", {}),
        ("/groups/2/addresses/new", {"country": "Atlantis"}),
        ("/groups/2/addresses/upload", {}),
        ("/groups/2/payment/", {}),
        ("/groups/2/people/", {"emails": "nobody"}),
        ("/groups/2/people/upload", {}),
    ],
)
def test_a_refused_form_says_error_in_its_title_and_stays_well_made(
    customer: Customer, address: str, form: dict[str, str]
) -> None:
    customer.make_group()
    page = customer.client.post(address, data=form)
    assert page.status_code == 422
    assert title(page.text).startswith("Error: ")
    assert [fault for fault in faults(page.text) if not fault.startswith(NO_TOKEN)] == []


@pytest.mark.parametrize(
    "address",
    [
        "/groups/99/",
        "/groups/2/addresses/99",
        "/groups/2/people/99",
        "/inbox/99",
        "/shop/no/",
        f"/inbox/{10**30}",
    ],
)
def test_what_does_not_exist_has_a_page_that_says_so(customer: Customer, address: str) -> None:
    page = customer.client.get(address)
    assert page.status_code == 404
    assert "<h1>" in page.text
