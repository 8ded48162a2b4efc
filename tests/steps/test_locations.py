"""The step of the locations: one whole address is enough, and every unfinished one is named."""

from __future__ import annotations

import pytest

from tests.administrator import Administrator, Person
from wizard.models import Location
from wizard.models.database import Database

BERLIN = {
    "name": "Berlin lab",
    "country": "DE",
    "addressee": "Alpha Labor GmbH",
    "street1": "Invalidenstr. 117",
    "city": "Berlin",
    "postal_code": "10115",
    "phone": "030 901820",
}


def adds(person: Person, **changes: str) -> None:
    page = person.post("/locations/new", {**BERLIN, **changes})
    assert page.status == 303, page.words


@pytest.fixture
def at_locations(alice: Administrator) -> Administrator:
    alice.walks_up_to("locations")
    return alice


def test_it_shows_the_locations_and_leads_to_a_new_one(at_locations: Administrator, clinic: int) -> None:
    page = at_locations.looks_at("locations")
    assert "Seattle clinic" in page.words
    assert page.tree.xpath(f"//a[@href='/locations/new?setup={at_locations.setup_id}']")
    assert page.tree.xpath(f"//a[@href='/locations/{clinic}?setup={at_locations.setup_id}']")


def test_it_refuses_without_a_location_and_recovers(at_locations: Administrator) -> None:
    refused = at_locations.answers("locations")
    assert refused.status == 422
    assert "locations.none" in refused.codes()
    adds(at_locations)
    at_locations.passes("locations")
    assert at_locations.stands("address-book") == "open"


def test_it_refuses_when_the_only_address_is_not_whole(at_locations: Administrator) -> None:
    adds(at_locations, phone="", later="1")
    refused = at_locations.answers("locations")
    assert refused.status == 422
    assert {"locations.none", "locations.phone_missing"} <= refused.codes()
    assert "Berlin lab" in refused.words


def test_it_names_an_unfinished_address_but_goes_on_with_a_whole_one(
    at_locations: Administrator, clinic: int
) -> None:
    adds(at_locations, postal_code="1011", later="1")
    at_locations.passes("locations")
    named = [check for check in at_locations.step("locations")["checks"] if not check["passed"]]
    assert [(check["code"], check["severity"]) for check in named] == [
        ("locations.postal_code_invalid", "warning")
    ]
    assert "Berlin lab" in named[0]["sentence"]


def test_it_says_nothing_of_a_location_without_any_address(
    at_locations: Administrator, clinic: int, database: Database
) -> None:
    with database.transaction() as session:
        session.add(Location(organisation_id=1, name="Warehouse", country="US"))
    at_locations.passes("locations")
    assert all(check["passed"] for check in at_locations.step("locations")["checks"])


def test_a_deactivated_location_is_named_and_does_not_count(at_locations: Administrator, clinic: int) -> None:
    at_locations.submit(f"/locations/{clinic}", {"action": "deactivate"}, form="//form[@id='location-form']")
    refused = at_locations.answers("locations")
    assert refused.status == 422
    assert {"locations.none", "locations.inactive"} <= refused.codes()


def test_it_reopens_when_the_last_whole_address_goes(at_locations: Administrator, clinic: int) -> None:
    at_locations.passes("locations")
    at_locations.submit(f"/locations/{clinic}", {"action": "deactivate"}, form="//form[@id='location-form']")
    step = at_locations.step("locations")
    assert step["state"] == "check_again"
    assert "whole marketplace shipping address" in step["why"]


def test_another_organisations_locations_do_not_count(
    at_locations: Administrator, charlie: Administrator
) -> None:
    adds(charlie)
    refused = at_locations.answers("locations")
    assert "locations.none" in refused.codes()
    assert "Berlin lab" not in refused.words
