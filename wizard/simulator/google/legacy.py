"""Answers of the older services: legacy Places and geocoding. Always HTTP 200; the status stands inside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wizard.simulator.google.atlas import Address
from wizard.simulator.google.keys import Refusal
from wizard.simulator.google.marking import marks

Body = dict[str, Any]
AUTOCOMPLETE: Body = {"predictions": []}
DETAILS: Body = {"html_attributions": []}
GEOCODE: Body = {"results": []}
"""What a service says at least, whatever the status."""


def refusal(said: Refusal, least: Body) -> Body:
    return problem(said.old_status, said.old_words, least)


def problem(status: str, words: str, least: Body) -> Body:
    return {"error_message": words, **least, "status": status}


def predictions(found: Iterable[Address], typed: str) -> Body:
    return _listed("predictions", [_prediction(address, typed) for address in found])


def results(found: Iterable[Address]) -> Body:
    return _listed("results", [_result(address) for address in found])


def details(address: Address, fields: Iterable[str]) -> Body:
    """:param fields: those wanted; none means all"""
    wanted = {FIELDS.get(field, field) for field in fields}
    result = {name: value for name, value in _result(address).items() if name in wanted or not wanted}
    return {**DETAILS, "result": result, "status": "OK"}


def _listed(name: str, found: list[Body]) -> Body:
    return {name: found, "status": "OK" if found else "ZERO_RESULTS"}


def _prediction(address: Address, typed: str) -> Body:
    return {
        "description": address.prompt,
        "matched_substrings": _marked(address.prompt, typed),
        "place_id": address.id,
        "reference": address.id,
        "structured_formatting": {
            "main_text": address.line,
            "main_text_matched_substrings": _marked(address.line, typed),
            "secondary_text": address.town,
        },
        "terms": _terms(address.prompt),
        "types": ["street_address", "geocode"],
    }


def _marked(text: str, typed: str) -> list[dict[str, int]]:
    return [{"length": end - start, "offset": start} for start, end in marks(text, typed)]


def _terms(prompt: str) -> list[Body]:
    terms, offset = [], 0
    for value in prompt.split(", "):
        terms.append({"offset": offset, "value": value})
        offset += len(value) + 2
    return terms


def _result(address: Address) -> Body:
    return {
        "address_components": [
            {"long_name": part.long, "short_name": part.short, "types": part.types} for part in address.parts
        ],
        "formatted_address": address.written,
        "place_id": address.id,
        "types": ["street_address"],
    }


FIELDS = {
    "address_component": "address_components",
    "address_components": "address_components",
    "formatted_address": "formatted_address",
    "place_id": "place_id",
    "type": "types",
    "types": "types",
}
"""Names a caller may use for a field -> the name it has in the answer."""
