"""What surrounds every payload we read: who speaks to whom, in which mode, with which Status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from .door import MAX_BYTES, Refused, read
from .moments import read_moment
from .parties import Credential as Credential
from .parties import Identity as Identity
from .parties import Mode
from .parties import Stamp as Stamp
from .parties import new_stamp as new_stamp
from .reading import attribute, child_value, line_of, value
from .status import Status
from .writing import CXML_VERSION as CXML_VERSION


@dataclass(frozen=True, slots=True)
class Envelope:
    """An opened document. `kind` is the payload's element name, or "Response" where a Status is all."""

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


def open_envelope(data: bytes, *, limit: int = MAX_BYTES) -> Envelope:
    """Read a document leniently: only what cannot be understood at all is refused. Raises Refused."""
    return envelope_of(read(data, limit=limit))


def envelope_of(root: etree._Element) -> Envelope:
    """The envelope of a document the door let in. Raises Refused."""
    wrapper = _wrapper(root)
    status = _status(wrapper)
    body = next((child for child in wrapper.iterchildren(etree.Element) if child.tag != "Status"), None)
    if body is None and (status is None or wrapper.tag == "Request"):
        raise Refused("malformed_cxml", line_of(wrapper), f"The {wrapper.tag} is empty.")
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
    raise Refused("malformed_cxml", line_of(root), "The document holds no Request, Response or Message.")


def _status(wrapper: etree._Element) -> Status | None:
    element = wrapper.find("Status")
    if element is None:
        return None
    code = attribute(element, "code")
    if not (len(code) == 3 and code.isascii() and code.isdigit()):
        raise Refused("malformed_cxml", line_of(element), "The Status has no code of three digits.")
    return Status(int(code), attribute(element, "text"), value(element))


def _credentials(root: etree._Element, party: str) -> tuple[Credential, ...]:
    return tuple(
        Credential(attribute(found, "domain"), child_value(found, "Identity"), _secret(found))
        for found in root.iterfind(f"Header/{party}/Credential")
    )


def _secret(credential: etree._Element) -> str | None:
    element = credential.find("SharedSecret")
    return None if element is None else value(element)
