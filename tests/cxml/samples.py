"""Documents shaped like those observed on the wire with Amazon Business, made without our own writers.

Every builder returns bytes. The words in them are invented; the shape, and the ways it departs from the
official DTD, are not.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

START_PAGE = "https://www.amazon.com/eprocurement/punchout?sessionId=Zm9v-YmFy-132-9988776"
RETURN_URL = "https://wizard.example.org/punchout/return/Tm90LWEtcmVhbC10b2tlbg"
IDENTITY = "NorthwindClinics1234567890"
SECRET = "Hk3mTz81QwLpXv09RbNcYd72SgFj45"
COOKIE = "5f0c6c1e9b4a4d1f"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
DOCTYPE = '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.024/cXML.dtd">\n'
ROOT = '<cXML payloadID="1763899200123.4711.8899@amazon.com" timestamp="2025-11-23T12:00:00.123Z">'
HOST_ROOT = '<cXML payloadID="1763899199000.1.2@wizard.example.org" timestamp="2025-11-23T13:00:00+01:00">'

MISSING_DATA = (
    "Missing required data in the request with payloadID {payload_id}. Missing elements: "
    "user email (looked for in Extrinsic[@name='UserEmail'], Extrinsic[@name='Email'], Contact/Email, "
    "ShipTo/Address/Email)"
)


# --- answers to a setup request -------------------------------------------------------------------------


def setup_answer(start_page: str = START_PAGE) -> bytes:
    """A success, complete in every way."""
    return _document(_success(start_page))


def bare_setup_answer(start_page: str = START_PAGE) -> bytes:
    """A success without payloadID, timestamp, DOCTYPE and Status text, as observed."""
    answer = _success(start_page).replace(' text="success"', "")
    return f'<?xml version="1.0"?><cXML version="1.2.024">{answer}</cXML>'.encode()


def setup_answer_without_start_page() -> bytes:
    return _document('<Response><Status code="200" text="success"/><PunchOutSetupResponse/></Response>')


def refusal(code: int, text: str = "failure", content: str = "") -> bytes:
    """Any answer that is only a Status."""
    status = f"<Status code={quoteattr(str(code))} text={quoteattr(text)}>{escape(content)}</Status>"
    return _document(f"<Response>{status}</Response>")


def bad_credentials() -> bytes:
    return refusal(401, "Unauthorized", "The sender's credentials could not be verified.")


def missing_data(payload_id: str = "1763899199000.1.2@wizard.example.org") -> bytes:
    """403 whose content, not its text, says what is missing and where it was looked for."""
    return refusal(403, "failure", MISSING_DATA.format(payload_id=payload_id))


def not_permitted() -> bytes:
    return refusal(403, "Forbidden", "The user is not permitted to use this punchout connection.")


def trouble() -> bytes:
    return refusal(500, "Internal Server Error", "Please try again later.")


def order_received() -> bytes:
    """What a supplier says to an order: received, not yet accepted."""
    return refusal(200, "OK", "Order received.")


# --- carts ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line of a cart or an order, in the words of the document; None leaves an element out."""

    part: str = "B00PENBLUE"
    auxiliary: str | None = "132-9988776-1234567,1"
    description: str = "Gel pens, blue, box of 12"
    quantity: str = "2"
    price: str = "12.34"
    currency: str = "USD"
    unit: str = "EA"
    extrinsics: dict[str, str] = field(
        default_factory=lambda: {
            "soldBy": "Amazon",
            "fulfilledBy": "Amazon",
            "category": "OFFICE_PRODUCTS",
            "itemCondition": "New",
            "qualifiedOffer": "true",
            "detailPageURL": "https://www.amazon.com/dp/B00PENBLUE?psc=1&ref=x",
            "preference": "default",
        }
    )
    vat: str | None = None
    manufacturer: str = "Pens & Sons"
    manufacturer_part: str = "PS-12-BL"
    classification: str = "44121701"


PENS = Line()
GLOVES = Line(
    part="B01GLOVES9",
    auxiliary="132-9988776-1234567,2",
    description='Gloves, nitrile, size <M>, "powder free"',
    quantity="10",
    price="7.05",
    manufacturer="Handy",
    manufacturer_part="H-M-100",
    classification="42132203",
)
TWO_LINES = (PENS, GLOVES)

SHIP_TO = """<ShipTo><Address isoCountryCode="US" addressID="NW-OAK">
<Name xml:lang="en">Northwind Clinics Oakland</Name>
<PostalAddress name="default"><DeliverTo>Rita Requester</DeliverTo><DeliverTo>Ward 3</DeliverTo>
<Street>410 Terry Ave N</Street><Street>Floor 2</Street><City>Oakland</City><State>CA</State>
<PostalCode>94612</PostalCode><Country isoCountryCode="US">United States</Country></PostalAddress>
<Phone name="work"><TelephoneNumber><CountryCode isoCountryCode="US">1</CountryCode>
<AreaOrCityCode>510</AreaOrCityCode><Number>5550100</Number></TelephoneNumber></Phone></Address></ShipTo>"""
BILL_TO = SHIP_TO.replace("ShipTo>", "BillTo>").replace("Oakland</Name>", "Accounts</Name>")


def cart(
    lines: Iterable[Line] = TWO_LINES,
    *,
    cookie: str = COOKIE,
    total: str | None = "95.18",
    currency: str = "USD",
    ship_to: str = "",
    shipping: str | None = "5.99",
    tax: str | None = "8.09",
    mode: str = "test",
    status: str = "",
) -> bytes:
    """A cart as Amazon posts it: two Credentials in From and Sender, a `Z` stamp, no secret."""
    body = "".join(_line("ItemIn", line, number) for number, line in enumerate(lines, 1))
    header = "".join(
        (
            "" if total is None else f"<Total>{_money(total, currency)}</Total>",
            ship_to,
            "" if shipping is None else _charge("Shipping", shipping, currency, "Estimated Shipping"),
            "" if tax is None else _charge("Tax", tax, currency, "Estimated Tax"),
        )
    )
    return _document(
        _header(_AMAZON, _BUYER, _AMAZON, "Amazon LLC eProcurement Application")
        + f"<Message deploymentMode={quoteattr(mode)}>{status}<PunchOutOrderMessage>"
        + f"<BuyerCookie>{escape(cookie)}</BuyerCookie>"
        + f'<PunchOutOrderMessageHeader operationAllowed="create">{header}</PunchOutOrderMessageHeader>'
        + f"{body}</PunchOutOrderMessage></Message>"
    )


def eu_cart(cookie: str = COOKIE) -> bytes:
    """Two lines in EUR, each with `TaxDetail category="vat"` and no Money of its own in Tax."""
    lines = (
        Line(price="10.00", currency="EUR", quantity="3", vat="5.70"),
        Line(part="B01GLOVES9", auxiliary="132-1,2", price="4.50", currency="EUR", quantity="2", vat="1.71"),
    )
    return cart(lines, cookie=cookie, total="39.00", currency="EUR", shipping="3.99", tax="7.41")


def cart_with_ship_to(cookie: str = COOKIE) -> bytes:
    """The address was chosen at checkout."""
    return cart(cookie=cookie, ship_to=SHIP_TO)


def empty_cart(cookie: str = COOKIE) -> bytes:
    return cart((), cookie=cookie, total="0.00", shipping=None, tax=None)


def nothing_changed(cookie: str = COOKIE) -> bytes:
    """Status 204 inside the message: the shopping ended."""
    status = '<Status code="204" text="No Content"/>'
    return cart((), cookie=cookie, total="0.00", shipping=None, tax=None, status=status)


def big_cart(lines: int) -> bytes:
    """A cart of many short lines."""
    short = {"description": "Pen", "extrinsics": {}, "manufacturer": "", "manufacturer_part": ""}
    numbered = (
        Line(part=f"B{n:09}", auxiliary=f"1-2,{n}", quantity="1", price="1.00", **short) for n in range(lines)
    )
    return cart(numbered, total=f"{lines}.00", shipping=None, tax=None)


def form(document: bytes, name: str = "cxml-urlencoded") -> bytes:
    """The body the browser posts, urlencoded."""
    return urlencode({name: base64.b64encode(document) if "base64" in name.lower() else document}).encode()


def multipart(fields: dict[str, bytes], boundary: str = "xYzZY") -> tuple[str, bytes]:
    """Content type and body of a multipart form."""
    parts = (
        b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (boundary.encode(), name.encode(), content)
        for name, content in fields.items()
    )
    return f"multipart/form-data; boundary={boundary}", b"".join(parts) + f"--{boundary}--\r\n".encode()


# --- requests a host sends ------------------------------------------------------------------------------


def setup_request(
    *,
    email: str = '<Extrinsic name="UserEmail">rita@northwind.example</Extrinsic>',
    return_url: str = f"<BrowserFormPost><URL>{RETURN_URL}</URL></BrowserFormPost>",
    after: str = "",
    mode: str = "test",
) -> bytes:
    """A setup request; `email`, `return_url` and `after` (what stands behind them) are XML."""
    return _document(
        _header(_BUYER, _TO_AMAZON, _SIGNED, "Some Procurement System")
        + f'<Request deploymentMode={quoteattr(mode)}><PunchOutSetupRequest operation="create">'
        + f"<BuyerCookie>{COOKIE}</BuyerCookie>{email}"
        + f'<Extrinsic name="UserBusinessUnit">PunchOut Purchasing</Extrinsic>{return_url}{after}'
        + "</PunchOutSetupRequest></Request>",
        HOST_ROOT,
    )


def order_request(
    lines: Iterable[Line] = TWO_LINES,
    *,
    order_id: str = "PO-000123",
    kind: str = "new",
    total: str = "95.18",
    ship_to: str = SHIP_TO,
    bill_to: str = BILL_TO,
    date: str = "2025-11-23T13:00:00+01:00",
    mode: str = "test",
) -> bytes:
    """A purchase order as another procurement system might send it."""
    body = "".join(_line("ItemOut", line, number) for number, line in enumerate(lines, 1))
    marks = f"orderID={quoteattr(order_id)} orderDate={quoteattr(date)} type={quoteattr(kind)}"
    return _document(
        _header(_BUYER, _TO_AMAZON, _SIGNED, "Some Procurement System")
        + f"<Request deploymentMode={quoteattr(mode)}><OrderRequest><OrderRequestHeader {marks}>"
        + f"<Total>{_money(total, 'USD')}</Total>{ship_to}{bill_to}</OrderRequestHeader>"
        + f"{body}</OrderRequest></Request>",
        HOST_ROOT,
    )


# --- pieces ---------------------------------------------------------------------------------------------

_BUYER = f'<Credential domain="NetworkId"><Identity>{IDENTITY}</Identity></Credential>'
_SIGNED = _BUYER.replace("</Identity>", f"</Identity><SharedSecret>{SECRET}</SharedSecret>")
_TO_AMAZON = '<Credential domain="NetworkId"><Identity>Amazon</Identity></Credential>'
_AMAZON = '<Credential domain="DUNS"><Identity>128990368</Identity></Credential>' + _TO_AMAZON


def _document(content: str, root: str = ROOT) -> bytes:
    return f"{DECLARATION}{DOCTYPE}{root}\n{content}\n</cXML>".encode()


def _success(start_page: str) -> str:
    page = f"<StartPage><URL>{escape(start_page)}</URL></StartPage>"
    answer = f"<PunchOutSetupResponse>{page}</PunchOutSetupResponse>"
    return f'<Response><Status code="200" text="success"/>{answer}</Response>'


def _header(from_: str, to: str, sender: str, agent: str) -> str:
    agent = f"<UserAgent>{agent}</UserAgent>"
    return f"<Header><From>{from_}</From><To>{to}</To><Sender>{sender}{agent}</Sender></Header>\n"


def _money(amount: str, currency: str) -> str:
    return f"<Money currency={quoteattr(currency)}>{escape(amount)}</Money>"


def _charge(tag: str, amount: str, currency: str, description: str) -> str:
    words = f'<Description xml:lang="en">{escape(description)}</Description>'
    return f"<{tag}>{_money(amount, currency)}{words}</{tag}>"


def _line(tag: str, line: Line, number: int) -> str:
    auxiliary = "" if line.auxiliary is None else _leaf("SupplierPartAuxiliaryID", line.auxiliary)
    extrinsics = "".join(
        f"<Extrinsic name={quoteattr(name)}>{escape(text)}</Extrinsic>"
        for name, text in line.extrinsics.items()
    )
    return (
        f'<{tag} quantity={quoteattr(line.quantity)} lineNumber="{number}">'
        f"<ItemID>{_leaf('SupplierPartID', line.part)}{auxiliary}</ItemID>"
        f"<ItemDetail><UnitPrice>{_money(line.price, line.currency)}</UnitPrice>"
        f'<Description xml:lang="en">{escape(line.description)}</Description>'
        f"{_leaf('UnitOfMeasure', line.unit)}"
        f'<Classification domain="UNSPSC">{escape(line.classification)}</Classification>'
        f"{_leaf('ManufacturerPartID', line.manufacturer_part)}{_leaf('ManufacturerName', line.manufacturer)}"
        f"{extrinsics}</ItemDetail>{_vat(line)}</{tag}>\n"
    )


def _vat(line: Line) -> str:
    if line.vat is None:
        return ""
    amount = f"<TaxAmount>{_money(line.vat, line.currency)}</TaxAmount>"
    detail = f'<TaxDetail category="vat" percentageRate="19">{amount}</TaxDetail>'
    return f'<Tax><Description xml:lang="en">VAT</Description>{detail}</Tax>'


def _leaf(tag: str, text: str) -> str:
    return f"<{tag}>{escape(text)}</{tag}>" if text else ""
