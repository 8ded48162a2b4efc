"""Profile: what an address can do (cXML Reference Guide, "Profile Transaction")."""

from __future__ import annotations

from collections.abc import Mapping

from .envelope import Envelope, Identity, Stamp
from .outgoing import request, response
from .reading import attribute, child_value
from .status import Status
from .writing import add, finish


def write_profile_request(identity: Identity, *, mode: str, stamp: Stamp) -> bytes:
    """The question, ready to POST."""
    root, wrapper = request(identity, mode, stamp)
    add(wrapper, "ProfileRequest")
    return finish(root)


def write_profile_response(transactions: Mapping[str, str], *, stamp: Stamp) -> bytes:
    """The answer: the address of each kind of request that is taken; at least one (the DTD wants it)."""
    if not transactions:
        raise ValueError("A profile names at least one transaction.")
    root, answer = response(Status(200, "OK"), stamp)
    profile = add(answer, "ProfileResponse", attributes={"effectiveDate": stamp.timestamp})
    for name, url in transactions.items():
        add(add(profile, "Transaction", attributes={"requestName": name}), "URL", url)
    return finish(root)


def read_profile_response(envelope: Envelope) -> dict[str, str]:
    """The address of each kind of request the other side takes; empty when this is no profile."""
    if envelope.body is None or envelope.kind != "ProfileResponse":
        return {}
    return {
        attribute(found, "requestName"): child_value(found, "URL")
        for found in envelope.body.iterchildren("Transaction")
        if attribute(found, "requestName")
    }
