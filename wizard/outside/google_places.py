"""Places API (New), by its REST interface (Google's reference "Places API (New)")."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from requests import Request

from wizard.outside.addresses import MapsFailed, Place, Suggestion
from wizard.outside.google_address import Parts, place_of
from wizard.outside.google_wire import ATTRIBUTION, Reply, ServiceOff, Wire

_HOST = "https://places.googleapis.com"
_FIELDS = "id,formattedAddress,addressComponents,postalAddress"

# By the first word that matches; API_KEY_INVALID comes with INVALID_ARGUMENT.
_MEANING = {
    "API_KEY_INVALID": "maps.key_refused",
    "UNAUTHENTICATED": "maps.key_refused",
    "RESOURCE_EXHAUSTED": "maps.over_quota",
}


class Places:
    """The service every new key has."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def suggest(self, text: str, country: str | None, session: str) -> list[Suggestion]:
        wish: dict[str, Any] = {"input": text}
        if country:
            wish["includedRegionCodes"] = [country.lower()]
        if session:
            wish["sessionToken"] = session
        found = self._ask("POST", "/v1/places:autocomplete", json=wish)
        predictions = (one.get("placePrediction") for one in found.get("suggestions", []))
        return [_suggestion(prediction) for prediction in predictions if prediction]

    def details(self, place_id: str, session: str) -> Place:
        wish = {"sessionToken": session} if session else {}
        found = self._ask("GET", f"/v1/places/{quote(place_id, safe='')}", params=wish)
        parts = Parts.of(found.get("addressComponents", []), long="longText", short="shortText")
        return place_of(place_id, found.get("formattedAddress", ""), parts, found.get("postalAddress", {}))

    def _ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        headers = {"X-Goog-Api-Key": self._wire.key, "X-Goog-FieldMask": _FIELDS}
        if method == "POST":
            del headers["X-Goog-FieldMask"]
        url = (self._wire.url or _HOST) + path
        reply = self._wire.send(Request(method, url, headers=headers, **options))
        if reply.status_code != 200:
            raise _refusal(reply)
        found = reply.json()
        if not isinstance(found, dict):
            raise MapsFailed("maps.unreachable", "HTTP 200 without an object")
        return found


def _suggestion(prediction: dict[str, Any]) -> Suggestion:
    whole = prediction.get("text", {}).get("text", "")
    format_ = prediction.get("structuredFormat", {})
    return Suggestion(
        id=prediction["placeId"],
        text=format_.get("mainText", {}).get("text", whole),
        secondary=format_.get("secondaryText", {}).get("text", ""),
        attribution=ATTRIBUTION,
    )


def _refusal(reply: Reply) -> Exception:
    """Judge Google's error by its status and reasons; its message may quote the key."""
    words = _words(reply)
    seen = " ".join([f"HTTP {reply.status_code}", *words])
    if code := next((_MEANING[word] for word in words if word in _MEANING), ""):
        return MapsFailed(code, seen)
    if "PERMISSION_DENIED" in words:
        return ServiceOff(seen)
    return MapsFailed("maps.unreachable", seen)


def _words(reply: Reply) -> list[str]:
    """``error.status`` and every ``error.details[].reason``, as far as they are there."""
    try:
        error = reply.json()["error"]
        words = [error.get("status"), *(detail.get("reason") for detail in error.get("details", ()))]
    except (MapsFailed, AttributeError, LookupError, TypeError):
        return []
    return [word for word in words if re.fullmatch(r"[A-Z0-9_]{1,60}", str(word))]
