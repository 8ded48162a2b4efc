"""What a document is, whether we could act on it, and all that Amazon or we would stumble over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from .cart import CartRefused, read_cart, sum_of
from .door import MAX_BYTES, Refused, read
from .envelope import Envelope, envelope_of
from .form import cart_document
from .order import OrderRefused, read_order_request
from .reading import attribute, exact
from .setup import read_setup_request, start_page
from .status import STATUS_TEXT

AMAZON_HOSTS = tuple(
    f".amazon.{country}"
    for country in (
        "com ca com.mx com.br co.uk de fr it es nl se pl com.be ie com.tr ae sa eg in co.jp com.au sg co.za"
    ).split()
)

# Code -> whether it keeps us or the supplier from acting on the document, and the sentence.
FINDINGS: dict[str, tuple[bool, str]] = {
    "cxml.payload_id_missing": (False, "There is no payloadID, so a repetition could not be recognised."),
    "cxml.timestamp_missing": (False, "There is no timestamp."),
    "cxml.timestamp_odd": (False, "The timestamp is not YYYY-MM-DDThh:mm:ss±hh:mm."),
    "cxml.deployment_mode_missing": (False, "There is no deploymentMode: that means production."),
    "cxml.to_identity": (False, "The To identity is not Amazon."),
    "cxml.identity_missing": (True, "From and Sender must name the buyer's identity."),
    "cxml.shared_secret_missing": (True, "The Sender carries no SharedSecret."),
    "cxml.buyer_cookie_missing": (True, "There is no BuyerCookie, so the cart belongs to no session."),
    "cxml.user_email_missing": (True, "The user's e-mail is in none of the four places Amazon looks at."),
    "cxml.return_url_missing": (True, "There is no BrowserFormPost/URL for the cart to come back to."),
    "cxml.business_unit_missing": (False, "Without UserBusinessUnit the person may land in the root group."),
    "cxml.operation_not_offered": (True, "Amazon offers only the operation create."),
    "cxml.ship_to_incomplete": (True, "ShipTo needs a name, street, city and country: it is where goods go."),
    "cxml.bill_to_incomplete": (
        True,
        "BillTo is incomplete: Amazon leaves such orders waiting for approval.",
    ),
    "cxml.payment_present": (False, "Amazon charges the group's method: leave Payment out."),
    "cxml.order_id_odd": (False, "Keep the orderID to 20 letters, digits and hyphens."),
    "cxml.total_missing": (False, "There is no Total to compare the lines with."),
    "cxml.status_unknown": (False, "The Status code is not in the cXML guide; its class decides."),
    "cxml.order_reference_missing": (True, "It names no order it belongs to."),
    "cxml.kind_unknown": (True, "This is a kind of cXML document we do not handle."),
    "order.auxiliary_id_missing": (True, "The line has no SupplierPartAuxiliaryID, so it cannot be ordered."),
    "order.total_differs": (True, "The order's Total is not the sum of its lines."),
    "supplier.no_start_page": (True, "The answer is a success but names no StartPage."),
    "supplier.start_page_not_allowed": (True, "The StartPage is not https on an allowed host."),
}
ADVICE = frozenset(code for code, (blocks, _) in FINDINGS.items() if not blocks) | {"cxml.dtd"}
DOOR_CODES = {"too_large": "supplier.answer_too_large"}
MAX_DTD_FINDINGS = 100

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-](?:0\d|1[0-4]):[0-5]\d", re.ASCII)
ORDER_ID = re.compile(r"[A-Za-z0-9-]{1,20}")
FORM = re.compile(rb"[^<>]{0,400}?cxml-(?:urlencoded|base64)=", re.IGNORECASE)
BOUNDARY = re.compile(rb"\s*--([^\r\n]{1,100})\r?\n(?i:content-)")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a document; `line` counts from 1."""

    code: str
    line: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """`kind` is the payload's element name, "" when there is none; `accepted`: we could act on it as it is."""

    kind: str
    accepted: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A document under judgement."""

    root: etree._Element
    envelope: Envelope
    payload: etree._Element
    hosts: tuple[str, ...]

    def finding(self, code: str, path: str = ".") -> Finding:
        """The finding at the first element at `path`, else at the payload."""
        element = self.payload.find(path)
        place = self.payload if element is None else element
        return Finding(code, place.sourceline, FINDINGS[code][1])


def lint(data: bytes, *, dtd: Path | None = None, hosts: tuple[str, ...] = AMAZON_HOSTS) -> Report:
    """Judge one document, or the posted form it came in. `dtd` is a folder with the official DTDs: their
    verdict is added as advice (OSError where it has none). A StartPage may be on `hosts`: exact names, or
    with a leading dot a name and all below it.
    """
    try:
        root = read(_unwrapped(data))
        envelope = envelope_of(root)
    except Refused as refused:
        return Report("", False, (_of_refusal(refused),))
    opened = Opened(root, envelope, root if envelope.body is None else envelope.body, hosts)
    findings = (*_general(opened), *_special(opened), *(_dtd_verdict(opened, dtd) if dtd else ()))
    return Report(envelope.kind, all(found.code in ADVICE for found in findings), findings)


def _unwrapped(data: bytes) -> bytes:
    if len(data) > 2 * MAX_BYTES or data.lstrip().startswith(b"<"):
        return data
    boundary = BOUNDARY.match(data)
    if boundary:
        return cart_document(f'multipart/form-data; boundary="{boundary[1].decode("latin-1")}"', data)
    return cart_document("application/x-www-form-urlencoded", data.strip()) if FORM.match(data) else data


def _of_refusal(refused: Refused) -> Finding:
    code = DOOR_CODES.get(refused.code, f"supplier.{refused.code}")
    return Finding(code, refused.line, refused.sentence)


def _special(opened: Opened) -> Iterator[Finding]:
    judge = JUDGES.get(opened.envelope.kind)
    if judge is None:
        yield opened.finding("cxml.kind_unknown")
        return
    try:
        yield from judge(opened)
    except Refused as refused:
        yield _of_refusal(refused)


def _general(opened: Opened) -> Iterator[Finding]:
    root, line = opened.root, opened.root.sourceline
    stamp = attribute(root, "timestamp")
    wrapper = root.find("Request")
    wrapper = root.find("Message") if wrapper is None else wrapper
    if not attribute(root, "payloadID"):
        yield Finding("cxml.payload_id_missing", line, FINDINGS["cxml.payload_id_missing"][1])
    if not STAMP.fullmatch(stamp):
        code = "cxml.timestamp_odd" if stamp else "cxml.timestamp_missing"
        yield Finding(code, line, FINDINGS[code][1])
    if wrapper is not None and not attribute(wrapper, "deploymentMode"):
        code = "cxml.deployment_mode_missing"
        yield Finding(code, wrapper.sourceline, FINDINGS[code][1])


def _sender(opened: Opened) -> Iterator[Finding]:
    envelope = opened.envelope
    if not (
        any(party.identity for party in envelope.from_) and any(party.identity for party in envelope.sender)
    ):
        yield opened.finding("cxml.identity_missing")
    if not any(party.secret for party in envelope.sender):
        yield opened.finding("cxml.shared_secret_missing")


def _to_amazon(opened: Opened) -> Iterator[Finding]:
    if not any(party.identity == "Amazon" for party in opened.envelope.to):
        yield opened.finding("cxml.to_identity")
    yield from _sender(opened)


def _setup_request(opened: Opened) -> Iterator[Finding]:
    yield from _to_amazon(opened)
    request = read_setup_request(opened.envelope)
    if not request.buyer_cookie:
        yield opened.finding("cxml.buyer_cookie_missing", "BuyerCookie")
    if "@" not in request.person.email:
        yield opened.finding("cxml.user_email_missing")
    if not request.return_url:
        yield opened.finding("cxml.return_url_missing", "BrowserFormPost")
    if not request.business_unit:
        yield opened.finding("cxml.business_unit_missing")
    if request.operation != "create":
        yield opened.finding("cxml.operation_not_offered")


def _answer(opened: Opened) -> Iterator[Finding]:
    status = opened.envelope.status
    if status and status.code not in STATUS_TEXT:
        yield opened.finding("cxml.status_unknown", "Status")


def _setup_response(opened: Opened) -> Iterator[Finding]:
    yield from _answer(opened)
    status = opened.envelope.status
    if status and not status.ok:
        return
    page = start_page(opened.envelope)
    if not page:
        yield opened.finding("supplier.no_start_page", "StartPage")
    elif not may_open(page, opened.hosts):
        yield opened.finding("supplier.start_page_not_allowed", "StartPage/URL")


def may_open(url: str, hosts: tuple[str, ...]) -> bool:
    """Whether a browser may be sent to `url`: https on the usual port of one of `hosts`, nothing hidden in it."""
    if re.search(r"[\s\\\x00-\x1f\x7f]", url):
        return False
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    known = any(f".{host}".endswith(name) if name.startswith(".") else host == name for name in hosts)
    return parts.scheme == "https" and known and port in (None, 443) and "@" not in parts.netloc


def _cart(opened: Opened) -> Iterator[Finding]:
    yield from _without_auxiliary(opened.payload, "ItemIn")
    try:
        cart = read_cart(opened.envelope, auxiliary_required=False)
    except CartRefused as refused:
        yield Finding(refused.code, refused.line, refused.sentence)
        return
    if not cart.buyer_cookie:
        yield opened.finding("cxml.buyer_cookie_missing", "BuyerCookie")
    if cart.total is None:
        yield opened.finding("cxml.total_missing", "PunchOutOrderMessageHeader")


def _order(opened: Opened) -> Iterator[Finding]:
    header = "OrderRequestHeader"
    yield from _to_amazon(opened)
    yield from _without_auxiliary(opened.payload, "ItemOut")
    try:
        order = read_order_request(opened.envelope)
    except OrderRefused as refused:
        yield Finding("order.refused", opened.finding("order.total_differs", header).line, refused.sentence)
        return
    if not order.ship_to.complete:
        yield opened.finding("cxml.ship_to_incomplete", f"{header}/ShipTo")
    if not order.bill_to.complete:
        yield opened.finding("cxml.bill_to_incomplete", f"{header}/BillTo")
    if opened.payload.find(f"{header}/Payment") is not None:
        yield opened.finding("cxml.payment_present", f"{header}/Payment")
    if not ORDER_ID.fullmatch(order.order_id):
        yield opened.finding("cxml.order_id_odd", header)
    if abs(order.total.amount - sum_of(order.lines)) >= 1:
        yield opened.finding("order.total_differs", f"{header}/Total")


def _without_auxiliary(payload: etree._Element, tag: str) -> Iterator[Finding]:
    for line in payload.iterchildren(tag):
        if not exact(line.find("ItemID/SupplierPartAuxiliaryID")).strip():
            code = "order.auxiliary_id_missing"
            yield Finding(code, line.sourceline, FINDINGS[code][1])


def _fulfilment(opened: Opened) -> Iterator[Finding]:
    yield from _sender(opened)
    if opened.payload.find(".//OrderReference") is None:
        yield opened.finding("cxml.order_reference_missing")


JUDGES: dict[str, Callable[[Opened], Iterator[Finding]]] = {
    "PunchOutSetupRequest": _setup_request,
    "PunchOutSetupResponse": _setup_response,
    "PunchOutOrderMessage": _cart,
    "OrderRequest": _order,
    "Response": _answer,
    "ProfileRequest": _sender,
    "ProfileResponse": _answer,
    "ConfirmationRequest": _fulfilment,
    "ShipNoticeRequest": _fulfilment,
}


def _dtd_verdict(opened: Opened, folder: Path) -> Iterator[Finding]:
    name = "Fulfill.dtd" if JUDGES.get(opened.envelope.kind) is _fulfilment else "cXML.dtd"
    dtd = _load(folder / name)
    if not dtd.validate(opened.root):
        for entry in list(dtd.error_log)[:MAX_DTD_FINDINGS]:
            yield Finding("cxml.dtd", entry.line, f"The official DTD: {entry.message}")


@lru_cache(maxsize=4)
def _load(path: Path) -> etree.DTD:
    with path.open("rb") as file:
        return etree.DTD(file)
