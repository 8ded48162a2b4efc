"""The address search end to end: the location form, the engine, and the stand-in's Google over real HTTP."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tests.administrator import Administrator, Page
from tests.browser.processes import free_port
from tests.fakes import FixedClock, ScriptedSupplier
from tests.journey.stand_in import StandIn
from tests.pages.test_locations import FORM, LEEDS, saved, sends, types
from wizard.models import Location
from wizard.models.database import Database
from wizard.outside import GooglePlaces, Outside
from wizard.places.phones import example
from wizard.simulator.google.atlas import ADDRESSES, Address
from wizard.simulator.google.keys import GOOD_KEY

pytestmark = pytest.mark.xdist_group("journey")

LEGACY_KEY, GEOCODING_KEY = "AIza-stand-in-legacy", "AIza-stand-in-geocoding"
ALL_KEYS = (GOOD_KEY, LEGACY_KEY, GEOCODING_KEY)
IMPATIENT, PATIENT = 0.5, 15.0
TROUBLES = {
    "AIza-nobody-knows-me": "maps.key_refused",
    "AIza-stand-in-nothing": "maps.key_refused",
    "AIza-stand-in-blocked": "maps.key_refused",
    "of-another-kind": "maps.key_refused",
    "AIza-stand-in-quota": "maps.over_quota",
    "AIza-stand-in-trouble": "maps.unreachable",
    "AIza-stand-in-web-page": "maps.unreachable",
    "AIza-stand-in-closing": "maps.unreachable",
    "AIza-stand-in-reset": "maps.unreachable",
    "AIza-stand-in-slow": "maps.unreachable",
}
NOWHERE = {
    "nobody listens": f"http://127.0.0.1:{free_port()}",
    "the name leads nowhere": "http://maps.invalid",
}


@pytest.fixture
def key() -> str:
    return GOOD_KEY


@pytest.fixture
def google(stand_in: StandIn) -> str:
    return stand_in.base


@pytest.fixture
def outside(key: str, google: str, supplier: ScriptedSupplier, clock: FixedClock) -> Outside:
    deadline = IMPATIENT if key == "AIza-stand-in-slow" else PATIENT
    return Outside(supplier, GooglePlaces(key, google, deadline=deadline), clock)


@pytest.fixture(autouse=True)
def nothing_says_the_key(key: str, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a test does, the key is in no log of ours; pages are looked at where they are made."""
    caplog.set_level(logging.DEBUG)
    yield
    assert key not in caplog.text


def finds(alice: Administrator, words: str, **typed: Any) -> Page:
    return types(alice, search=words, find="1", **typed)


def prompts(page: Page) -> dict[str, str]:
    """Place ids by what stands beside the radio buttons."""
    assert page.tree is not None
    labels = page.tree.xpath("//label[input[@name='place']]")
    return {label.text_content().strip(): label.find("input").get("value") for label in labels}


def search_of(stand_in: StandIn, page: Page) -> dict[str, Any]:
    """What the stand-in remembers of the search this page belongs to."""
    token = page.fields(FORM)["search_session"]
    found = [search for search in stand_in.json("/google.json")["searches"] if search["token"] == token]
    assert len(found) == 1, found
    search: dict[str, Any] = found[0]
    return search


def is_a_warning(page: Page, code: str, key: str) -> None:
    """Beside the box, not as an error, and without the key."""
    assert page.status == 200
    assert page.tree is not None
    assert page.tree.xpath(f"//*[@id='search-error']//*[@data-code='{code}']")
    assert not page.title.startswith("Error")
    assert key not in page.text


def test_an_address_is_found_picked_and_saved_within_one_search(
    alice: Administrator, stand_in: StandIn, database: Database
) -> None:
    found = finds(alice, "harbour", name="Hampstead clinic")
    assert "Google Maps" in found.words
    place = prompts(found)["Flat 3, 14 Harbour Row, London, UK"]
    filled = sends(alice, found, place=place, use="1")
    assert filled.fields(FORM)["postal_code"] == "NW3 1AA"
    assert search_of(stand_in, found) == {
        "token": found.fields(FORM)["search_session"],
        "key": "good",
        "typed": ["harbour"],
        "picked": [place],
        "late": 0,
    }
    assert sends(alice, filled, phone="020 7946 0000").status == 303
    location = saved(database, "Hampstead clinic")
    assert (location.street1, location.city, location.place_id) == ("Flat 3, 14 Harbour Row", "London", place)


def test_the_next_search_is_another_one(alice: Administrator, stand_in: StandIn) -> None:
    found = finds(alice, "harbour")
    filled = sends(alice, found, place=next(iter(prompts(found).values())), use="1")
    again = sends(alice, filled, search="müllerstrasse 112", find="1")
    assert search_of(stand_in, again)["typed"] == ["müllerstrasse 112"]
    assert search_of(stand_in, found)["late"] == 0


def test_nothing_found_is_said_and_typing_by_hand_saves(alice: Administrator) -> None:
    page = finds(alice, "nowhere at all", **LEEDS)
    is_a_warning(page, "maps.nothing_found", GOOD_KEY)
    assert sends(alice, page).status == 303


@pytest.mark.parametrize("key", [LEGACY_KEY])
def test_a_key_of_old_searches_the_old_way(
    alice: Administrator, stand_in: StandIn, database: Database
) -> None:
    before = stand_in.json("/google.json")["asked"]
    found = finds(alice, "jacaran", name="Paulista")
    filled = sends(alice, found, place=next(iter(prompts(found).values())), use="1")
    after = stand_in.json("/google.json")["asked"]
    grown = {name for name in after if after[name] > before.get(name, 0)}
    assert {"legacy_autocomplete", "legacy_details"} <= grown
    assert search_of(stand_in, found)["key"] == "legacy"
    assert sends(alice, filled, phone=example("BR")).status == 303
    location = saved(database, "Paulista")
    assert (location.street2, location.city, location.state) == ("Bela Vista", "São Paulo", "SP")


@pytest.mark.parametrize("key", [GEOCODING_KEY])
def test_a_key_with_only_geocoding_finds_what_is_written_out(alice: Administrator) -> None:
    is_a_warning(finds(alice, "harb"), "maps.nothing_found", GEOCODING_KEY)
    found = finds(alice, "1420 harbor seattle")
    assert list(prompts(found)) == ["1420 Harbor Ave SW, Seattle, WA 98116, USA"]


@pytest.mark.parametrize(("key", "code"), TROUBLES.items(), ids=TROUBLES)
def test_trouble_is_a_warning_and_typing_by_hand_saves(
    alice: Administrator, database: Database, key: str, code: str
) -> None:
    page = finds(alice, "harbour", **LEEDS)
    is_a_warning(page, code, key)
    assert sends(alice, page).status == 303
    location = saved(database, LEEDS["name"])
    assert {name: getattr(location, name) for name in LEEDS} == LEEDS


@pytest.mark.parametrize(("key", "code"), TROUBLES.items(), ids=TROUBLES)
def test_trouble_while_typing_is_told_with_its_code(alice: Administrator, key: str, code: str) -> None:
    answer = alice.get("/locations/suggest?q=harbour&session=one-search")
    assert answer.status == 200
    assert (answer.json["code"], answer.json["prompts"]) == (code, [])
    assert "by hand" in answer.json["problem"]
    assert key not in answer.text


@pytest.mark.parametrize("google", NOWHERE.values(), ids=NOWHERE)
def test_an_unreachable_google_is_a_warning_and_typing_by_hand_saves(alice: Administrator, key: str) -> None:
    page = finds(alice, "harbour", **LEEDS)
    is_a_warning(page, "maps.unreachable", key)
    assert sends(alice, page).status == 303


@pytest.mark.parametrize("key", ["AIza-stand-in-quota"])
def test_a_place_that_cannot_be_fetched_any_more_is_a_warning_too(alice: Administrator, key: str) -> None:
    page = types(alice, **LEEDS, place=ADDRESSES[0].id, use="1")
    is_a_warning(page, "maps.over_quota", key)
    assert sends(alice, page).status == 303


@pytest.mark.parametrize("key", ALL_KEYS, ids=["places", "legacy places", "geocoding"])
def test_every_address_of_every_country_fills_a_form_that_lacks_only_the_phone(
    alice: Administrator, database: Database
) -> None:
    refused = {}
    for address in ADDRESSES:
        filled = types(alice, name=address.line, place=address.id, use="1")
        saving = sends(alice, filled, phone=example(address.country.short))
        if saving.status != 303:
            refused[address.written] = saving.codes()
    assert refused == {}
    with database.transaction() as session:
        kept = {location.name: location for location in session.query(Location)}
    assert kept["9 Millrace Lane"].state == "", "British addresses name no state"
    missing = {address.written: lost(address, kept[address.line]) for address in ADDRESSES}
    assert not any(missing.values()), missing


# A British locality is left out where the post town is known: the postcode says it.
NEEDED = ("postal_town", "street_number", "route", "postal_code", "subpremise")


def lost(address: Address, location: Location) -> list[str]:
    """Parts of the address that letters need and the location does not have."""
    kept = " ".join((location.street1, location.street2, location.city, location.postal_code))
    needed = [part for part in address.parts if part.kind in NEEDED]
    return [part.long for part in needed if part.long not in kept and part.short not in kept]
