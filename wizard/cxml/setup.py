"""Asking a supplier for a shopping session, and the answer that holds the start page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from .address import Address, read_address, write_address
from .door import Refused
from .envelope import Envelope, Identity, Stamp
from .item import CartLine, read_line, write_line
from .outgoing import request, response
from .person import Person as Person
from .person import read_person, write_contact, write_extrinsics
from .reading import attribute, child_value, extrinsics
from .status import Status
from .writing import add, finish

Operation = Literal["create", "inspect", "edit", "source"]
BUSINESS_UNIT = "UserBusinessUnit"


@dataclass(frozen=True, slots=True)
class SetupRequest:
    """One person's wish to shop. `business_unit` is Amazon's group name: left out, the person silently lands
    in the root group. Amazon offers only the operation "create".

    `lines` are the cart to change (`edit`) or to look at (`inspect`), one ItemOut each; SelectedItem, which
    points at one product of a catalogue, is not sent (cXML Reference Guide, PunchOutSetupRequest).
    """

    buyer_cookie: str
    return_url: str
    person: Person
    business_unit: str = ""
    ship_to: Address | None = None
    operation: str = "create"
    lines: tuple[CartLine, ...] = ()


def write_setup_request(identity: Identity, request_: SetupRequest, *, mode: str, stamp: Stamp) -> bytes:
    """The PunchOutSetupRequest, ready to POST."""
    if request_.operation not in get_args(Operation):
        raise ValueError(f"No such PunchOut operation: {request_.operation!r}")
    root, wrapper = request(identity, mode, stamp)
    payload = add(wrapper, "PunchOutSetupRequest", attributes={"operation": request_.operation})
    add(payload, "BuyerCookie", request_.buyer_cookie)
    write_extrinsics(payload, request_.person)
    if request_.business_unit:
        add(payload, "Extrinsic", request_.business_unit, {"name": BUSINESS_UNIT})
    add(add(payload, "BrowserFormPost"), "URL", request_.return_url)
    write_contact(payload, request_.person)
    if request_.ship_to:
        write_address(payload, "ShipTo", request_.ship_to)
    for line in request_.lines:
        write_line(payload, "ItemOut", line)
    return finish(root)


def read_setup_request(envelope: Envelope) -> SetupRequest:
    """What somebody asks for, but for the lines of a cart; "" where something is missing. Raises Refused for
    another kind of document.
    """
    payload = envelope.body
    if payload is None or envelope.kind != "PunchOutSetupRequest":
        raise Refused("malformed_cxml", None, f"A PunchOutSetupRequest was expected, not a {envelope.kind}.")
    return SetupRequest(
        buyer_cookie=child_value(payload, "BuyerCookie"),
        return_url=child_value(payload, "BrowserFormPost/URL"),
        person=read_person(payload, "ShipTo/Address/Email"),
        business_unit=dict(extrinsics(payload)).get(BUSINESS_UNIT, ""),
        ship_to=read_address(payload.find("ShipTo")),
        operation=attribute(payload, "operation"),
    )


def read_carried_lines(envelope: Envelope) -> tuple[CartLine, ...]:
    """The cart that a setup request brings along to be changed or looked at. Raises BadLine."""
    found = envelope.body.findall("ItemOut") if envelope.body is not None else ()
    return tuple(read_line(line, position) for position, line in enumerate(found, 1))


def write_setup_response(start_page: str, *, stamp: Stamp) -> bytes:
    """The answer that lets a person in."""
    root, answer = response(Status(200, "success"), stamp)
    add(add(add(answer, "PunchOutSetupResponse"), "StartPage"), "URL", start_page)
    return finish(root)


def start_page(envelope: Envelope) -> str:
    """The address a setup answer opens, "" when there is none."""
    if envelope.kind != "PunchOutSetupResponse":
        return ""
    return child_value(envelope.body, "StartPage/URL")
