"""Google's older services, by its own client: legacy Places and geocoding."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any

import googlemaps
from googlemaps.exceptions import ApiError, TransportError
from requests import Request

from wizard.outside.addresses import MapsFailed, Place, Suggestion
from wizard.outside.google_address import Parts, place_of
from wizard.outside.google_wire import ATTRIBUTION, Reply, ServiceOff, Wire

_HOST = "https://maps.googleapis.com"
_FIELDS = ["address_component", "formatted_address"]
_KEY = re.compile(r"([?&]key=)[^&\s]*")

_MEANING = {"OVER_QUERY_LIMIT": "maps.over_quota", "OVER_DAILY_LIMIT": "maps.over_quota"}


def _hide_key(record: logging.LogRecord) -> bool:
    """These services take the key in the address, and urllib3 logs addresses."""
    if isinstance(record.args, tuple):
        record.args = tuple(_KEY.sub(r"\1••••", arg) if isinstance(arg, str) else arg for arg in record.args)
    return True


logging.getLogger("urllib3.connectionpool").addFilter(_hide_key)


class _Session:
    """The little the client needs of a session, over our wire."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def get(self, url: str, **_options: object) -> Reply:
        """:raises MapsFailed: also for what the client would try again until our time is over"""
        reply = self._wire.send(Request("GET", url))
        if reply.status_code >= 500:
            raise MapsFailed("maps.unreachable", f"HTTP {reply.status_code}")
        return reply


def _client(wire: Wire) -> googlemaps.Client:
    try:
        return googlemaps.Client(
            wire.key,
            base_url=wire.url or _HOST,
            requests_session=_Session(wire),
            retry_over_query_limit=False,
        )
    except ValueError:
        pass
    raise ServiceOff("a key of another kind")


def _ask(call: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Call Google's client; what it raises has the address in it, and the key in that."""
    try:
        return call(*args, **options)
    except ApiError as error:
        failure = _denied(str(error.status)[:60])
    except TransportError as error:
        failure = _broken(error)
    raise failure


def _denied(status: str) -> Exception:
    if status == "REQUEST_DENIED":
        return ServiceOff(status)
    return MapsFailed(_MEANING.get(status, "maps.unreachable"), status)


def _broken(error: TransportError) -> Exception:
    cause = getattr(error, "base_exception", None)
    if isinstance(cause, MapsFailed):
        return cause
    return MapsFailed("maps.unreachable", f"HTTP {getattr(error, 'status_code', 'without an answer')}")


def _place(place_id: str, found: Mapping[str, Any]) -> Place:
    parts = Parts.of(found.get("address_components", ()), long="long_name", short="short_name")
    return place_of(place_id, found.get("formatted_address", ""), parts, {})


class LegacyPlaces:
    """Places as it was, for keys that still have it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def suggest(self, text: str, country: str | None, session: str) -> list[Suggestion]:
        found = _ask(
            _client(self._wire).places_autocomplete,
            text,
            session_token=session,
            components={"country": [country.lower()]} if country else None,
        )
        return [_suggestion(prediction) for prediction in found]

    def details(self, place_id: str, session: str) -> Place:
        found = _ask(_client(self._wire).place, place_id, session_token=session, fields=_FIELDS)
        return _place(place_id, found.get("result", {}))


class Geocoding:
    """Geocoding: whole addresses only, no prompts while typing."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def suggest(self, text: str, country: str | None, session: str) -> list[Suggestion]:
        limit = {"country": country.lower()} if country else None
        found = _ask(_client(self._wire).geocode, text, components=limit)
        return [Suggestion(one["place_id"], one["formatted_address"], "", ATTRIBUTION) for one in found]

    def details(self, place_id: str, session: str) -> Place:
        found = _ask(_client(self._wire).geocode, place_id=place_id)
        return _place(place_id, found[0] if found else {})


def _suggestion(prediction: Mapping[str, Any]) -> Suggestion:
    parts = prediction.get("structured_formatting", {})
    return Suggestion(
        id=prediction["place_id"],
        text=parts.get("main_text", prediction.get("description", "")),
        secondary=parts.get("secondary_text", ""),
        attribution=ATTRIBUTION,
    )
