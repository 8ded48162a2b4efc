"""Google's addresses: Places API (New), legacy Places, geocoding; and what people and tests look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, request
from flask.blueprints import BlueprintSetupState

from wizard.simulator.credentials import public_url
from wizard.simulator.google import legacy, places_new
from wizard.simulator.google.asked import Asked
from wizard.simulator.google.atlas import ADDRESSES, BY_ID, beginning_with, spelled
from wizard.simulator.google.keys import GEOCODING, LEGACY, PLACES, TABLE, UNKNOWN, Key, Refusal, key_of

pages = Blueprint("google", __name__)

Body = dict[str, Any]
Told = Response | Body | tuple[Body, int]
Refuse = Callable[[Refusal], Told]
MASK_MISSING = "FieldMask is a required parameter. Set the header 'X-Goog-FieldMask'."
NO_SUCH_FIELD = "Error expanding 'fields' parameter. Cannot find matching fields for path '{}'."
NO_SUCH_PLACE = "The provided Place ID is no longer valid. Please refresh cached Place IDs."
LONGEST_TOKEN = 36
SHOWN = 10


@pages.record_once
def _begin(state: BlueprintSetupState) -> None:
    state.app.extensions["simulator.google"] = Asked()


def _asked() -> Asked:
    found: Asked = current_app.extensions["simulator.google"]
    return found


@pages.get("/google")
def show() -> str:
    """For people: what can be found, which keys there are, what was searched for last."""
    return render_template(
        "simulator/google.html",
        base=public_url(),
        addresses=ADDRESSES,
        keys=(*TABLE, UNKNOWN),
        searches=_asked().told()["searches"][: -SHOWN - 1 : -1],
    )


@pages.get("/google.json")
def told() -> Response:
    """How often each service was asked, and every search with its session token. Keys by name only."""
    return jsonify(_asked().told())


def _service(name: str, refuse: Refuse) -> Callable[[Callable[..., Told]], Callable[..., Told]]:
    """Count the question; let the key in, refuse it, or misbehave."""

    def opened(answer: Callable[..., Told]) -> Callable[..., Told]:
        @wraps(answer)
        def ask(**where: str) -> Told:
            _asked().counted(answer.__name__)
            key = key_of(request.headers.get("X-Goog-Api-Key") or request.args.get("key", ""))
            if key.instead:
                request.get_data()  # bytes left unread would look like a caller who has gone
                return key.instead(b"{}")
            refusal = key.refuses(name)
            return refuse(refusal) if refusal else answer(key, **where)

        return ask

    return opened


def _refused_now(said: Refusal) -> Told:
    return places_new.refusal(said), said.http


def _refused_before(least: Body) -> Refuse:
    return lambda said: legacy.refusal(said, least)


def _bad_request(message: str) -> Told:
    return places_new.error(400, "INVALID_ARGUMENT", message), 400


@pages.post("/v1/places:autocomplete")
@_service(PLACES, _refused_now)
def places_autocomplete(key: Key) -> Told:
    wish = request.get_json(silent=True)
    if not isinstance(wish, dict) or not str(wish.get("input", "")).strip():
        return _bad_request("Invalid 'input': must not be empty.")
    typed, token = str(wish["input"]), str(wish.get("sessionToken", ""))
    if len(token) > LONGEST_TOKEN:
        return _bad_request("Invalid 'sessionToken': at most 36 characters.")
    _asked().typed(token, key.name, typed)
    within = _lower(wish.get("includedRegionCodes", ()))
    return places_new.suggestions(beginning_with(typed, within), typed)


@pages.get("/v1/places/<place_id>")
@_service(PLACES, _refused_now)
def places_details(key: Key, place_id: str) -> Told:
    mask = request.headers.get("X-Goog-FieldMask") or request.args.get("fields", "")
    if not mask:
        return _bad_request(MASK_MISSING)
    address = BY_ID.get(place_id)
    if address is None:
        return places_new.error(404, "NOT_FOUND", NO_SUCH_PLACE), 404
    _asked().picked(request.args.get("sessionToken", ""), key.name, place_id)
    try:
        return places_new.masked(places_new.place(address), mask)
    except LookupError as missing:
        return _bad_request(NO_SUCH_FIELD.format(missing.args[0]))


@pages.get("/maps/api/place/autocomplete/json")
@_service(LEGACY, _refused_before(legacy.AUTOCOMPLETE))
def legacy_autocomplete(key: Key) -> Told:
    typed = request.args.get("input", "")
    if not typed.strip():
        return legacy.problem("INVALID_REQUEST", "Missing the 'input' parameter.", legacy.AUTOCOMPLETE)
    _asked().typed(request.args.get("sessiontoken", ""), key.name, typed)
    return legacy.predictions(beginning_with(typed, _components()), typed)


@pages.get("/maps/api/place/details/json")
@_service(LEGACY, _refused_before(legacy.DETAILS))
def legacy_details(key: Key) -> Told:
    # Google's own client still says "placeid", and Google still understands it.
    place_id = request.args.get("place_id") or request.args.get("placeid", "")
    fields = [one for one in request.args.get("fields", "").split(",") if one]
    unknown = [one for one in fields if one not in legacy.FIELDS]
    if unknown:
        words = f"Error while parsing 'fields' parameter: Unsupported field name '{unknown[0]}'."
        return legacy.problem("INVALID_REQUEST", words, legacy.DETAILS)
    address = BY_ID.get(place_id)
    if address is None:
        return legacy.problem("NOT_FOUND", NO_SUCH_PLACE, legacy.DETAILS)
    _asked().picked(request.args.get("sessiontoken", ""), key.name, place_id)
    return legacy.details(address, fields)


@pages.get("/maps/api/geocode/json")
@_service(GEOCODING, _refused_before(legacy.GEOCODE))
def geocode(key: Key) -> Told:
    """By place id, or by an address written out; sessions are none of this service's business."""
    place_id, typed = request.args.get("place_id", ""), request.args.get("address", "")
    if place_id and place_id not in BY_ID:
        return legacy.problem("INVALID_REQUEST", "Invalid 'place_id' parameter.", legacy.GEOCODE)
    if place_id:
        return legacy.results([BY_ID[place_id]])
    if not typed.strip():
        words = "Invalid request. Missing the 'address', 'components', 'latlng' or 'place_id' parameter."
        return legacy.problem("INVALID_REQUEST", words, legacy.GEOCODE)
    return legacy.results(spelled(typed, _components()))


def _components() -> frozenset[str]:
    """The countries of ``components=country:gb|country:ie``."""
    asked = request.args.get("components", "").split("|")
    return _lower(one.removeprefix("country:") for one in asked if one.startswith("country:"))


def _lower(codes: Iterable[object]) -> frozenset[str]:
    return frozenset(str(code).lower() for code in codes)
