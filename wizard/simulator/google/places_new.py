"""Answers of Places API (New), by Google's reference: ``Suggestion``, ``Place`` and errors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wizard.simulator.google.atlas import Address
from wizard.simulator.google.keys import Refusal
from wizard.simulator.google.marking import marks

_TYPES = "type.googleapis.com/google.rpc."
Body = dict[str, Any]


def suggestions(found: Iterable[Address], typed: str) -> Body:
    """No hits is an empty object."""
    predictions = [{"placePrediction": _prediction(address, typed)} for address in found]
    return {"suggestions": predictions} if predictions else {}


def _prediction(address: Address, typed: str) -> Body:
    return {
        "place": f"places/{address.id}",
        "placeId": address.id,
        "text": _marked(address.prompt, typed),
        "structuredFormat": {
            "mainText": _marked(address.line, typed),
            "secondaryText": {"text": address.town},
        },
        "types": ["street_address", "geocode"],
    }


def _marked(text: str, typed: str) -> Body:
    """An offset of 0 is left out, as protocol buffers leave out every zero."""
    found = [
        {"startOffset": start, "endOffset": end} if start else {"endOffset": end}
        for start, end in marks(text, typed)
    ]
    return {"text": text, "matches": found} if found else {"text": text}


def place(address: Address) -> Body:
    """Every field we have; the field mask chooses among them."""
    return {
        "name": f"places/{address.id}",
        "id": address.id,
        "types": ["street_address"],
        "formattedAddress": address.written,
        "addressComponents": [
            {"longText": part.long, "shortText": part.short, "types": part.types, "languageCode": "en"}
            for part in address.parts
        ],
        "postalAddress": _postal(address),
    }


def _postal(address: Address) -> Body:
    codes = [part.long for part in address.parts if part.kind == "postal_code"]
    code = {"postalCode": codes[0]} if codes else {}
    return {"regionCode": address.country.short, "languageCode": "en", **code, **address.postal}


def masked(body: Body, mask: str) -> Body:
    """
    :param mask: names of fields with commas between them, or ``*``
    :raises LookupError: there is no such field; the message is its name
    """
    if mask == "*":
        return body
    return {name: body[name] for name in mask.split(",")}


def refusal(said: Refusal) -> Body:
    return error(said.http, said.status, said.words, *_details(said))


def error(http: int, status: str, message: str, *details: Body) -> Body:
    told = {"code": http, "message": message, "status": status}
    return {"error": told | ({"details": list(details)} if details else {})}


def _details(said: Refusal) -> Iterable[Body]:
    if said.reason:
        yield {
            "@type": f"{_TYPES}ErrorInfo",
            "reason": said.reason,
            "domain": "googleapis.com",
            "metadata": {"service": "places.googleapis.com"},
        }
        yield {"@type": f"{_TYPES}LocalizedMessage", "locale": "en-US", "message": said.words}
