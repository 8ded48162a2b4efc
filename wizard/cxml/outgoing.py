"""The frame of a document of ours: root, Header and Request, or root and Response."""

from __future__ import annotations

from lxml import etree

from .parties import Credential, Identity, Stamp, mode_name
from .status import Status
from .writing import CXML_VERSION, add


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


def request(identity: Identity, mode: str, stamp: Stamp) -> tuple[etree._Element, etree._Element]:
    """A document of ours to a supplier: its root and the Request to fill."""
    root = outgoing(stamp)
    ours = Credential(identity.domain, identity.from_identity)
    theirs = Credential(identity.domain, identity.to_identity)
    signed = Credential(identity.domain, identity.from_identity, identity.shared_secret)
    write_header(root, (ours,), (theirs,), (signed,), identity.user_agent)
    return root, add(root, "Request", attributes={"deploymentMode": mode_name(mode)})


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
