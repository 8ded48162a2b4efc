"""The stand-in for Google Maps, asked as programs ask it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from wizard.simulator.google.atlas import ADDRESSES
from wizard.simulator.google.keys import GOOD_KEY

AUTOCOMPLETE = "/v1/places:autocomplete"
OLD_AUTOCOMPLETE = "/maps/api/place/autocomplete/json"
OLD_DETAILS = "/maps/api/place/details/json"
GEOCODE = "/maps/api/geocode/json"
OLD_KEY, QUOTA_KEY = "AIza-stand-in-legacy", "AIza-stand-in-quota"
SEATTLE = ADDRESSES[0]


@pytest.fixture
def client(simulator: Flask) -> FlaskClient:
    return simulator.test_client()


def new(key: str = GOOD_KEY, **more: str) -> dict[str, str]:
    return {"X-Goog-Api-Key": key, **more}


def autocomplete(client: FlaskClient, wish: dict[str, Any], key: str = GOOD_KEY) -> tuple[int, Any]:
    answer = client.post(AUTOCOMPLETE, json=wish, headers=new(key) if key else {})
    return answer.status_code, answer.get_json()


def old(client: FlaskClient, path: str, key: str = OLD_KEY, **query: str) -> Any:
    answer = client.get(path, query_string={"key": key, **query})
    assert answer.status_code == 200
    return answer.get_json()


def test_a_prompt_marks_what_was_typed_and_leaves_zeros_out(client: FlaskClient) -> None:
    status, found = autocomplete(client, {"input": "1420 harb"})
    prediction = found["suggestions"][0]["placePrediction"]
    assert (status, prediction["placeId"]) == (200, SEATTLE.id)
    assert prediction["structuredFormat"]["mainText"] == {
        "text": "1420 Harbor Avenue Southwest",
        "matches": [{"endOffset": 4}, {"startOffset": 5, "endOffset": 9}],
    }


@pytest.mark.parametrize("typed", ["muller 112", "MÜLLERSTRASSE", "müllerstraße berlin"])
def test_accents_and_capitals_do_not_matter(client: FlaskClient, typed: str) -> None:
    _, found = autocomplete(client, {"input": typed})
    assert [one["placePrediction"]["text"]["text"] for one in found["suggestions"]] == [
        "Müllerstraße 112, Berlin, Germany"
    ]


def test_no_hits_is_an_empty_object(client: FlaskClient) -> None:
    assert autocomplete(client, {"input": "nowhere"}) == (200, {})


def test_only_the_countries_asked_for_are_searched(client: FlaskClient) -> None:
    _, found = autocomplete(client, {"input": "harb", "includedRegionCodes": ["ie"]})
    assert len(found["suggestions"]) == 1
    assert (
        len(old(client, OLD_AUTOCOMPLETE, input="harb", components="country:gb|country:ie")["predictions"])
        == 2
    )


@pytest.mark.parametrize("wish", [{}, {"input": " "}, {"input": "harb", "sessionToken": "x" * 37}])
def test_a_bad_question_is_refused(client: FlaskClient, wish: dict[str, Any]) -> None:
    status, answer = autocomplete(client, wish)
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")


def test_a_place_has_only_the_fields_of_the_mask(client: FlaskClient) -> None:
    path = f"/v1/places/{SEATTLE.id}"
    whole = client.get(path, headers=new(**{"X-Goog-FieldMask": "id,postalAddress"})).get_json()
    assert set(whole) == {"id", "postalAddress"}
    assert whole["postalAddress"]["regionCode"] == "US"
    for mask in ({}, {"X-Goog-FieldMask": "id,colour"}):
        answer = client.get(path, headers=new(**mask))
        assert (answer.status_code, answer.get_json()["error"]["status"]) == (400, "INVALID_ARGUMENT")


def test_an_unknown_place_is_not_found(client: FlaskClient) -> None:
    answer = client.get("/v1/places/ChIJnone", headers=new(**{"X-Goog-FieldMask": "id"}))
    assert (answer.status_code, answer.get_json()["error"]["status"]) == (404, "NOT_FOUND")
    assert old(client, OLD_DETAILS, place_id="ChIJnone")["status"] == "NOT_FOUND"
    assert old(client, GEOCODE, place_id="ChIJnone")["status"] == "INVALID_REQUEST"


REFUSALS = {
    "": (403, "PERMISSION_DENIED", None, "REQUEST_DENIED"),
    "AIza-anything": (400, "INVALID_ARGUMENT", "API_KEY_INVALID", "REQUEST_DENIED"),
    "AIza-stand-in-nothing": (403, "PERMISSION_DENIED", "SERVICE_DISABLED", "REQUEST_DENIED"),
    "AIza-stand-in-blocked": (403, "PERMISSION_DENIED", "API_KEY_IP_ADDRESS_BLOCKED", "REQUEST_DENIED"),
    QUOTA_KEY: (429, "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED", "OVER_QUERY_LIMIT"),
    "AIza-stand-in-trouble": (503, "UNAVAILABLE", None, "UNKNOWN_ERROR"),
}


@pytest.mark.parametrize(("key", "said"), REFUSALS.items(), ids=[key or "no key" for key in REFUSALS])
def test_every_service_refuses_a_key_in_its_own_words(
    client: FlaskClient, key: str, said: tuple[int, str, str | None, str]
) -> None:
    status, answer = autocomplete(client, {"input": "harb"}, key)
    error = answer["error"]
    reason = error["details"][0]["reason"] if "details" in error else None
    assert (status, error["status"], reason) == said[:3]
    assert error["code"] == status
    for path, least in (
        (OLD_AUTOCOMPLETE, "predictions"),
        (OLD_DETAILS, "html_attributions"),
        (GEOCODE, "results"),
    ):
        answer = old(client, path, key, input="harb", address="harb", place_id=SEATTLE.id)
        assert (answer["status"], answer[least]) == (said[3], [])
        assert answer["error_message"]


def test_a_key_of_today_has_no_legacy_places_and_one_of_old_has_nothing_else(client: FlaskClient) -> None:
    assert old(client, OLD_AUTOCOMPLETE, GOOD_KEY, input="harb")["status"] == "REQUEST_DENIED"
    assert autocomplete(client, {"input": "harb"}, OLD_KEY)[0] == 403
    for key in (GOOD_KEY, OLD_KEY):
        assert old(client, GEOCODE, key, address="1420 harbor seattle")["status"] == "OK"


def test_the_older_services_speak_their_own_way(client: FlaskClient) -> None:
    prediction = old(client, OLD_AUTOCOMPLETE, input="1420")["predictions"][0]
    assert prediction["structured_formatting"]["main_text"] == SEATTLE.line
    assert prediction["terms"][1] == {"offset": 30, "value": "Seattle"}
    assert old(client, OLD_AUTOCOMPLETE, input="nowhere") == {"predictions": [], "status": "ZERO_RESULTS"}
    assert old(client, OLD_AUTOCOMPLETE)["status"] == "INVALID_REQUEST"
    details = old(client, OLD_DETAILS, placeid=SEATTLE.id, fields="address_component")
    assert list(details["result"]) == ["address_components"]
    assert old(client, OLD_DETAILS, place_id=SEATTLE.id, fields="colour")["status"] == "INVALID_REQUEST"
    assert old(client, GEOCODE, address="1420 harb")["status"] == "ZERO_RESULTS"
    assert old(client, GEOCODE)["status"] == "INVALID_REQUEST"


def test_searches_are_told_by_their_session_and_keys_by_their_name(client: FlaskClient) -> None:
    for typed in ("har", "harb"):
        autocomplete(client, {"input": typed, "sessionToken": "one"})
    picked = f"/v1/places/{SEATTLE.id}?sessionToken=one"
    client.get(picked, headers=new(**{"X-Goog-FieldMask": "id"}))
    autocomplete(client, {"input": "harbo", "sessionToken": "one"})
    autocomplete(client, {"input": "x", "sessionToken": "two"}, QUOTA_KEY)
    told = client.get("/google.json")
    assert told.get_json() == {
        "asked": {"places_autocomplete": 4, "places_details": 1},
        "searches": [
            {
                "token": "one",
                "key": "good",
                "typed": ["har", "harb", "harbo"],
                "picked": [SEATTLE.id],
                "late": 1,
            }
        ],
    }
    assert GOOD_KEY not in told.text


def test_people_see_what_can_be_found_and_what_was_searched_for(client: FlaskClient) -> None:
    autocomplete(client, {"input": "<b>harb", "sessionToken": "one"})
    page = client.get("/google").text
    assert all(address.written in page for address in ADDRESSES)
    assert "&lt;b&gt;harb" in page
    assert QUOTA_KEY in page


def test_the_sample_addresses_differ(client: FlaskClient) -> None:
    assert len({address.id for address in ADDRESSES}) == len(ADDRESSES)
    assert len({address.country.short for address in ADDRESSES}) >= 10
