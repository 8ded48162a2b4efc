"""How we answer on the wire, and how carelessly.

Real answers leave out payloadID, timestamp, DOCTYPE or the text of the Status (project's protocol facts), so
ours do too, by one table. Everything said to a purchasing system passes through ``say``.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response
from lxml import etree

from wizard.cxml.envelope import Stamp, new_stamp
from wizard.cxml.order import write_response
from wizard.cxml.status import Status
from wizard.simulator.clock import now
from wizard.simulator.tables import Group

HOST = "stand-in.example.org"


class Declined(Exception):
    """A document we refuse; carries the cXML status and, once known, the group it came from."""

    def __init__(self, code: int, text: str, content: str, *, group: Group | None = None) -> None:
        super().__init__(content)
        self.status = Status(code, text, content)
        self.group = group


@dataclass(frozen=True, slots=True)
class Shape:
    """What an answer carries of the things the DTD asks for."""

    doctype: bool = True
    payload_id: bool = True
    timestamp: bool = True
    status_text: bool = True


SHAPES = {
    400: Shape(timestamp=False),
    401: Shape(doctype=False, payload_id=False, timestamp=False),
    403: Shape(doctype=False),
    406: Shape(doctype=False, payload_id=False),
    450: Shape(status_text=False),
    500: Shape(payload_id=False),
}


def stamp() -> Stamp:
    return new_stamp(HOST, now())


def refusal(status: Status) -> bytes:
    """A Response holding only a Status, as bare as real ones of that code."""
    return shaped(write_response(status, stamp=stamp()), SHAPES.get(status.code, Shape()))


def shaped(document: bytes, shape: Shape) -> bytes:
    root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
    if not shape.payload_id:
        del root.attrib["payloadID"]
    if not shape.timestamp:
        del root.attrib["timestamp"]
    if not shape.status_text:
        for status in root.iter("Status"):
            status.attrib["text"] = ""
    bare = root if not shape.doctype else root.getroottree()
    return etree.tostring(bare, encoding="UTF-8", xml_declaration=True, with_tail=False)


def say(document: bytes, http_status: int = 200) -> Response:
    return Response(document, http_status, content_type="text/xml; charset=UTF-8")
