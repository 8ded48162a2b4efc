"""Google as the engine of the address search, all its services within one deadline."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from wizard.outside.addresses import MapsFailed, Place, Suggestion
from wizard.outside.google_legacy import Geocoding, LegacyPlaces
from wizard.outside.google_places import Places
from wizard.outside.google_wire import Service, ServiceOff, Wire
from wizard.outside.line import Line
from wizard.outside.names import Resolve, look_up

LONGEST_SEARCH = 200
"""Characters of typed text that are sent."""

# Google closed legacy Places to new projects, and older keys may have only that, or only geocoding.
_SERVICES: tuple[Callable[[Wire], Service], ...] = (Places, LegacyPlaces, Geocoding)

Found = TypeVar("Found")


class GooglePlaces:
    """Asks Places (New); where the key does not have it, legacy Places, then geocoding.

    ``url`` is one base address that replaces Google's hosts; then this machine may be called too.
    ``deadline`` is in seconds, for all of one search together.
    """

    def __init__(self, key: str, url: str = "", *, deadline: float = 5.0, resolve: Resolve = look_up) -> None:
        self._key = key
        self._url = url.rstrip("/")
        self._deadline = deadline
        self._line = Line(loopback=bool(url), resolve=resolve)

    def __repr__(self) -> str:
        return f"GooglePlaces(url={self._url!r})"

    def suggest(self, text: str, *, country: str | None, session: str) -> list[Suggestion]:
        typed = text.strip()[:LONGEST_SEARCH]
        if not typed:
            return []
        return self._first(lambda service: service.suggest(typed, country, session))

    def details(self, place_id: str, *, session: str) -> Place:
        return self._first(lambda service: service.details(place_id, session))

    def _first(self, ask: Callable[[Service], Found]) -> Found:
        """The answer of the first service the key opens."""
        closed = []
        for service in self._services():
            try:
                return ask(service)
            except ServiceOff as off:
                closed.append(off.seen)
            except (AttributeError, LookupError, TypeError):
                # A search that stumbles over a strange answer must not take the form down with it.
                raise MapsFailed("maps.unreachable", "an answer of unknown shape") from None
        raise MapsFailed("maps.key_refused", closed[0])

    def _services(self) -> Iterator[Service]:
        wire = Wire(self._line, self._key, self._url, time.monotonic() + self._deadline)
        return (service(wire) for service in _SERVICES)
