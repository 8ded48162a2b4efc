"""What surrounds every payload: who speaks to whom, in which mode, and the Status of an answer."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from lxml import etree

from .door import MAX_BYTES, Refused, read
from .moments import read_moment, write_moment
from .reading import attribute, child_value, value
from .status import Status
from .writing import CXML_VERSION as CXML_VERSION
from .writing import add

Mode = Literal["test", "production"]
MODES: tuple[Mode, Mode] = ("test", "production")


@dataclass(frozen=True, slots=True)
class Credential:
    """One name of a party; only the sender's carries the Shared Secret."""

    domain: str
    identity: str
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Envelope:
    """An opened document. `kind` is the payload's element name, "Response" for an answer that is only a Status."""

    kind: str
    payload_id: str
    timestamp: datetime | None
    version: str
    mode: Mode
    sender_agent: str
    from_: tuple[Credential, ...]
    to: tuple[Credential, ...]
    sender: tuple[Credential, ...]
    status: Status | None
    body: etree._Element | None


@dataclass(frozen=True, slots=True)
class Identity:
    """How we introduce ourselves to a supplier (the four values Amazon generates hold the first two)."""

    from_identity: str
    shared_secret: str = field(repr=False)
    to_identity: str = "Amazon"
    domain: str = "NetworkId"
    user_agent: str = "PunchOut Setup Wizard"


@dataclass(frozen=True, slots=True)
class Stamp:
    """payloadID and timestamp, fixed once, so that a retry has the same bytes."""

    payload_id: str
    timestamp: str


def new_stamp(host: str, now: datetime) -> Stamp:
    """A fresh stamp: `time.process.random@host` (cXML Reference Guide) and the aware `now` with its offset."""
    number = f"{int(now.timestamp() * 1000)}.{os.getpid()}.{secrets.randbelow(10**12)}"
    return Stamp(f"{number}@{host}", write_moment(now.replace(microsecond=0)))


def open_envelope(data: bytes, *, limit: int = MAX_BYTES) -> Envelope:
    """Read a document leniently: only what cannot be understood at all is refused. Raises Refused."""
    return envelope_of(read(data, limit=limit))


def envelope_of(root: etree._Element) -> Envelope:
    """The envelope of a document the door let in. Raises Refused."""
    wrapper = _wrapper(root)
    status = _status(wrapper)
    body = next((child for child in wrapper.iterchildren(etree.Element) if child.tag != "Status"), None)
    if body is None and (status is None or wrapper.tag == "Request"):
        raise Refused("malformed_cxml", wrapper.sourceline, f"The {wrapper.tag} is empty.")
    return Envelope(
        kind=str(wrapper.tag if body is None else body.tag),
        payload_id=attribute(root, "payloadID"),
        timestamp=read_moment(attribute(root, "timestamp")),
        version=attribute(root, "version"),
        mode="test" if attribute(wrapper, "deploymentMode").lower() == "test" else "production",
        sender_agent=child_value(root, "Header/Sender/UserAgent"),
        from_=_credentials(root, "From"),
        to=_credentials(root, "To"),
        sender=_credentials(root, "Sender"),
        status=status,
        body=body,
    )


def _wrapper(root: etree._Element) -> etree._Element:
    for child in root.iterchildren("Request", "Response", "Message"):
        return child
    raise Refused("malformed_cxml", root.sourceline, "The document holds no Request, Response or Message.")


def _status(wrapper: etree._Element) -> Status | None:
    element = wrapper.find("Status")
    if element is None:
        return None
    code = attribute(element, "code")
    if not (len(code) == 3 and code.isascii() and code.isdigit()):
        raise Refused("malformed_cxml", element.sourceline, "The Status has no code of three digits.")
    return Status(int(code), attribute(element, "text"), value(element))


def _credentials(root: etree._Element, party: str) -> tuple[Credential, ...]:
    return tuple(
        Credential(attribute(found, "domain"), child_value(found, "Identity"), _secret(found))
        for found in root.iterfind(f"Header/{party}/Credential")
    )


def _secret(credential: etree._Element) -> str | None:
    element = credential.find("SharedSecret")
    return None if element is None else value(element)


def outgoing(stamp: Stamp) -> etree._Element:
    """The root of a document of ours."""
    marks = {"payloadID": stamp.payload_id, "timestamp": stamp.timestamp, "version": CXML_VERSION}
    root = etree.Element("cXML")
    for name, text in marks.items():
        root.set(name, text)
    return root


def write_header(
    root: etree._Element,
    from_: tuple[Credential, ...],
    to: tuple[Credential, ...],
    sender: tuple[Credential, ...],
    agent: str,
) -> None:
    """Put the Header in; the secret is written wherever a credential carries one."""
    header = add(root, "Header")
    for party, credentials in (("From", from_), ("To", to), ("Sender", sender)):
        element = add(header, party)
        for credential in credentials:
            _write_credential(element, credential)
    add(element, "UserAgent", agent)


def request(identity: Identity, mode: Mode, stamp: Stamp) -> tuple[etree._Element, etree._Element]:
    """A document of ours to a supplier: its root and the Request to fill."""
    root = outgoing(stamp)
    ours = Credential(identity.domain, identity.from_identity)
    theirs = Credential(identity.domain, identity.to_identity)
    signed = Credential(identity.domain, identity.from_identity, identity.shared_secret)
    write_header(root, (ours,), (theirs,), (signed,), identity.user_agent)
    return root, add(root, "Request", attributes={"deploymentMode": mode_name(mode)})


def mode_name(mode: str) -> Mode:
    """`mode` as deploymentMode says it. Raises ValueError for anything else: a wrong word would buy for real."""
    for known in MODES:
        if mode == known:
            return known
    raise ValueError(f"deploymentMode is test or production, not {mode!r}.")


def response(status: Status, stamp: Stamp) -> tuple[etree._Element, etree._Element]:
    """An answer of ours: its root and the Response, which holds only `status` so far."""
    root = outgoing(stamp)
    answer = add(root, "Response")
    add(answer, "Status", status.content, {"code": str(status.code), "text": status.text or status.name})
    return root, answer


def _write_credential(parent: etree._Element, credential: Credential) -> None:
    element = add(parent, "Credential", attributes={"domain": credential.domain})
    add(element, "Identity", credential.identity)
    if credential.secret is not None:
        add(element, "SharedSecret", credential.secret)
