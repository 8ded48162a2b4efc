"""Searching for postal addresses: what an engine offers, and the engine of a host without a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One prompt: ``text`` in bold, ``secondary`` beside it, ``attribution`` to be shown with the list."""

    id: str
    text: str
    secondary: str
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A postal address to fill fields with, "" where there is nothing. ``country``: ISO 3166 alpha-2.

    ``state_names``: what else the state, or the province a country lists instead, is called; surest first.
    """

    place_id: str
    country: str
    street1: str
    street2: str
    city: str
    state: str
    postal_code: str
    formatted: str
    attribution: str
    state_names: tuple[str, ...] = ()


class MapsFailed(Exception):
    """The search does not work now; typing by hand always does.

    ``code`` is one of ``maps.no_key``, ``maps.key_refused``, ``maps.over_quota``, ``maps.unreachable``;
    ``seen`` what was seen, in a few words, never the key.
    """

    def __init__(self, code: str, seen: str) -> None:
        super().__init__(code, seen)
        self.code = code
        self.seen = seen

    def __str__(self) -> str:
        return f"{self.code}: {self.seen}"


class AddressSearch(Protocol):
    """An engine; ``session`` ties the prompts of one search to the place picked in the end."""

    def suggest(self, text: str, *, country: str | None, session: str) -> list[Suggestion]:
        """Prompts for what was typed so far, only in ``country`` (ISO 3166 alpha-2) when given.

        :raises MapsFailed:
        """

    def details(self, place_id: str, *, session: str) -> Place:
        """The address of the prompt picked.

        :raises MapsFailed:
        """


class NoAddresses:
    """The engine of a host that has no key."""

    def suggest(self, text: str, *, country: str | None, session: str) -> list[Suggestion]:
        raise _no_key()

    def details(self, place_id: str, *, session: str) -> Place:
        raise _no_key()


def _no_key() -> MapsFailed:
    return MapsFailed("maps.no_key", "no key for the address search is set")
