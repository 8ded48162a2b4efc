"""The addresses that can be found, read from ``atlas.toml``, and the search through them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

WORD = re.compile(r"\w+")
MOST_PROMPTS = 5


@dataclass(frozen=True)
class Part:
    """One address component: ``kind`` is its first type."""

    kind: str
    long: str
    short: str

    @property
    def types(self) -> list[str]:
        """As Google lists them: what is an area is ``political`` too."""
        if self.kind.startswith("sublocality_"):
            return [self.kind, "sublocality", "political"]
        areas = ("administrative_area", "country", "locality", "neighborhood")
        return [self.kind, "political"] if self.kind.startswith(areas) else [self.kind]


@dataclass(frozen=True)
class Address:
    """``line`` and ``town`` are what a prompt shows, ``written`` is the address in one line."""

    line: str
    town: str
    written: str
    parts: tuple[Part, ...]
    postal: Mapping[str, Any]

    @cached_property
    def id(self) -> str:
        """Shaped like Google's, and the same at every start."""
        return "ChIJ" + urlsafe_b64encode(sha256(self.written.encode()).digest())[:23].decode()

    @property
    def prompt(self) -> str:
        return f"{self.line}, {self.town}"

    @property
    def country(self) -> Part:
        return next(part for part in self.parts if part.kind == "country")

    @cached_property
    def words(self) -> frozenset[str]:
        names = " ".join(part.long for part in self.parts)
        return frozenset(words_of(f"{self.prompt} {self.written} {names}"))


def words_of(text: str) -> list[str]:
    """Without case, accents and punctuation."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return WORD.findall(bare.casefold())


def beginning_with(typed: str, countries: frozenset[str]) -> list[Address]:
    """Addresses that have a word beginning with each word typed, in ``countries`` (lower case) if any."""
    wanted = words_of(typed)
    return [
        address
        for address in _within(countries)
        if wanted and all(any(word.startswith(one) for word in address.words) for one in wanted)
    ][:MOST_PROMPTS]


def spelled(typed: str, countries: frozenset[str]) -> list[Address]:
    """Addresses that have each word typed as a whole: prompts while typing are not what this is for."""
    wanted = set(words_of(typed))
    return [address for address in _within(countries) if wanted and wanted <= address.words]


def _within(countries: frozenset[str]) -> Iterator[Address]:
    return (one for one in ADDRESSES if not countries or one.country.short.lower() in countries)


def _part(kind: str, name: str) -> Part:
    long, _, short = name.partition("|")
    return Part(kind, long, short or long)


def _drawn() -> tuple[Address, ...]:
    rows = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["place"]
    return tuple(
        Address(**(row | {"parts": tuple(_part(*part) for part in row["parts"].items())})) for row in rows
    )


ADDRESSES = _drawn()
BY_ID: Mapping[str, Address] = {address.id: address for address in ADDRESSES}
