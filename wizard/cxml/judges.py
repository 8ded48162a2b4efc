"""One judge per kind of document: what keeps us or the supplier from acting on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from .cart import CartRefused, read_cart
from .confirmation import read_confirmation
from .envelope import Envelope
from .findings import FINDINGS, Finding
from .fulfilment import FulfilmentRefused
from .item import adds_up
from .order import OrderRefused, OrderRequest, read_order_request
from .reading import exact, line_of
from .setup import read_setup_request, start_page
from .shipping import read_shipment
from .status import STATUS_TEXT

ORDER_ID = re.compile(r"[A-Za-z0-9-]{1,20}")
HEADER = "OrderRequestHeader"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Opened:
    """A document under judgement; a StartPage may be on `hosts`."""

    root: etree._Element
    envelope: Envelope
    payload: etree._Element
    hosts: tuple[str, ...]

    def finding(self, code: str, path: str = ".") -> Finding:
        """The finding at the first element at `path`, else at the payload."""
        element = self.payload.find(path)
        return found(code, self.payload if element is None else element)


Findings = Iterator[Finding]


def found(code: str, element: etree._Element) -> Finding:
    """The finding of the table, at `element`."""
    return Finding(code, line_of(element), FINDINGS[code][1])


def sender(opened: Opened) -> Findings:
    envelope = opened.envelope
    if not all(any(one.identity for one in party) for party in (envelope.from_, envelope.sender)):
        yield opened.finding("cxml.identity_missing")
    if not any(one.secret for one in envelope.sender):
        yield opened.finding("cxml.shared_secret_missing")


def to_amazon(opened: Opened) -> Findings:
    if not any(one.identity == "Amazon" for one in opened.envelope.to):
        yield opened.finding("cxml.to_identity")
    yield from sender(opened)


def setup_request(opened: Opened) -> Findings:
    yield from to_amazon(opened)
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


def answer(opened: Opened) -> Findings:
    status = opened.envelope.status
    if status and status.code not in STATUS_TEXT:
        yield opened.finding("cxml.status_unknown")


def setup_response(opened: Opened) -> Findings:
    yield from answer(opened)
    status = opened.envelope.status
    if status and not status.ok:
        return
    page = start_page(opened.envelope)
    if not page:
        yield opened.finding("supplier.no_start_page", "StartPage")
    elif not may_open(page, opened.hosts):
        yield opened.finding("supplier.start_page_not_allowed", "StartPage/URL")


def may_open(url: str, hosts: tuple[str, ...]) -> bool:
    """Whether a browser may be sent to `url`: https on the usual port of one of `hosts`; where they name
    127.0.0.1, http and any port there as well.
    """
    if re.search(r"[\s\\\x00-\x1f\x7f]", url):
        return False
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if "@" in parts.netloc:
        return False
    if host == LOOPBACK and LOOPBACK in hosts:
        return parts.scheme in ("http", "https")
    known = any(f".{host}".endswith(name) if name.startswith(".") else host == name for name in hosts)
    return parts.scheme == "https" and known and port in (None, 443)


def cart(opened: Opened) -> Findings:
    yield from without_auxiliary(opened.payload, "ItemIn")
    try:
        read = read_cart(opened.envelope, auxiliary_required=False)
    except CartRefused as refused:
        yield Finding(refused.code, refused.line, refused.sentence)
        return
    if not read.buyer_cookie:
        yield opened.finding("cxml.buyer_cookie_missing", "BuyerCookie")
    if read.total is None:
        yield opened.finding("cxml.total_missing", "PunchOutOrderMessageHeader")


def order(opened: Opened) -> Findings:
    yield from to_amazon(opened)
    yield from without_auxiliary(opened.payload, "ItemOut")
    if opened.payload.find(f"{HEADER}/Payment") is not None:
        yield opened.finding("cxml.payment_present", f"{HEADER}/Payment")
    try:
        yield from order_content(opened, read_order_request(opened.envelope))
    except OrderRefused as refused:
        yield Finding("order.refused", line_of(opened.payload), refused.sentence)


def order_content(opened: Opened, read: OrderRequest) -> Findings:
    if not read.ship_to.complete:
        yield opened.finding("cxml.ship_to_incomplete", f"{HEADER}/ShipTo")
    if not read.bill_to.complete:
        yield opened.finding("cxml.bill_to_incomplete", f"{HEADER}/BillTo")
    if not ORDER_ID.fullmatch(read.order_id):
        yield opened.finding("cxml.order_id_odd", HEADER)
    if not adds_up(read.total.amount, read.lines):
        yield opened.finding("order.total_differs", f"{HEADER}/Total")


def without_auxiliary(payload: etree._Element, tag: str) -> Findings:
    for line in payload.iterchildren(tag):
        if not exact(line.find("ItemID/SupplierPartAuxiliaryID")).strip():
            yield found("order.auxiliary_id_missing", line)


def confirmation(opened: Opened) -> Findings:
    yield from sender(opened)
    try:
        said = read_confirmation(opened.envelope)
    except FulfilmentRefused as refused:
        yield Finding(refused.code, refused.line, refused.sentence)
        return
    yield from repeated(opened, [line.number for line in said.lines])


def shipment(opened: Opened) -> Findings:
    yield from sender(opened)
    try:
        said = read_shipment(opened.envelope)
    except FulfilmentRefused as refused:
        yield Finding(refused.code, refused.line, refused.sentence)
        return
    if not said.shipment_id:
        yield opened.finding("cxml.shipment_id_missing", "ShipNoticeHeader")
    for order in said.orders:
        yield from repeated(opened, [line.number for line in order.lines])


def repeated(opened: Opened, numbers: list[int]) -> Findings:
    if len(set(numbers)) < len(numbers):
        yield opened.finding("cxml.line_repeated")


def unknown(opened: Opened) -> Findings:
    yield opened.finding("cxml.kind_unknown")


JUDGES: dict[str, Callable[[Opened], Findings]] = {
    "PunchOutSetupRequest": setup_request,
    "PunchOutSetupResponse": setup_response,
    "PunchOutOrderMessage": cart,
    "OrderRequest": order,
    "Response": answer,
    "ProfileRequest": sender,
    "ProfileResponse": answer,
    "ConfirmationRequest": confirmation,
    "ShipNoticeRequest": shipment,
}
