"""One document of every kind we write, sparse and full: what the checks of form look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from wizard.cxml.address import Address, Phone
from wizard.cxml.cart import Cart, CartLine, write_order_message
from wizard.cxml.confirmation import Confirmation, ConfirmedLine, Portion, write_confirmation
from wizard.cxml.envelope import Credential, Identity, Stamp
from wizard.cxml.fulfilment import OrderReference
from wizard.cxml.money import Money
from wizard.cxml.order import OrderRequest, write_order_request, write_response
from wizard.cxml.profile import write_profile_request, write_profile_response
from wizard.cxml.setup import Person, SetupRequest, write_setup_request, write_setup_response
from wizard.cxml.shipping import Shipment, ShippedLine, ShippedOrder, Tracking, write_shipment
from wizard.cxml.status import Status

OURS = Identity("NorthwindClinics1234567890", "Hk3mTz81QwLpXv09RbNcYd72SgFj45")
STAMP = Stamp("1.2.3@wizard.example.org", "2025-11-23T12:00:00+00:00")
AMAZON = (Credential("DUNS", "128990368"), Credential("NetworkId", "Amazon"))
BUYER = Credential("NetworkId", OURS.from_identity)
PHONE = Phone("US", "1", "510", "5550100")
OAKLAND = Address(
    "Northwind Clinics Oakland",
    ("Rita Requester", "Ward 3"),
    ("410 Terry Ave N", "Floor 2"),
    "Oakland",
    "CA",
    "94612",
    "US",
    "United States",
    "ward3@northwind.example",
    PHONE,
    "NW-OAK",
)
DUBLIN = Address("Northwind Dublin", street=("1 Quay",), city="Dublin", country="IE", country_name="Ireland")
RITA = Person("rita@northwind.example", "rita", "Rita", "Requester", "Ward 3", PHONE)
DOLLARS = Money(Decimal("24.68"), "USD")
FULL_LINE = CartLine(
    number=1,
    part="B00PENBLUE",
    auxiliary="132-1,1",
    description="Gel pens",
    quantity=Decimal(2),
    unit_price=Money(Decimal("12.34"), "USD"),
    classification="44121701",
    manufacturer_part="PS-12",
    manufacturer="Pens & Sons",
    url="https://shop.example/pens?a=1&b=2",
    lead_time="2",
    extrinsics=(("soldBy", "Amazon"), ("category", "OFFICE")),
    tax=Money(Decimal("2.00"), "USD"),
)
BARE_LINE = CartLine(2, "B01", "", "", Decimal("0.5"), Money(Decimal(0), "USD"), unit_of_measure="")
ORDER = OrderRequest(
    order_id="PO-1",
    order_date=datetime(2025, 11, 23, 12, tzinfo=UTC),
    total=DOLLARS,
    ship_to=OAKLAND,
    bill_to=DUBLIN,
    person=RITA,
    shipping=DOLLARS,
    tax=DOLLARS,
    comments="At the desk",
    extrinsics=(("CostCenter", "4711"),),
    lines=(FULL_LINE, BARE_LINE),
)
BARE_ORDER = replace(
    ORDER, person=None, shipping=None, tax=None, comments="", extrinsics=(), lines=(BARE_LINE,)
)
CART = Cart("c", "create", DOLLARS, DOLLARS, "Shipping", DOLLARS, "Tax", OAKLAND, (FULL_LINE, BARE_LINE))
EMPTY_CART = Cart("c", "", None, None, "", None, "", None, (), Status(204))
WISH = SetupRequest("c", "https://wizard.example.org/punchout/return/t", RITA, "PunchOut Purchasing", OAKLAND)
SUPPLIER = Identity("Amazon", OURS.shared_secret, to_identity=OURS.from_identity)
REFERENCE = OrderReference("PO-1", "9.8.7@wizard.example.org")
MOMENT = datetime(2025, 11, 24, 9, tzinfo=UTC)
ACCEPTED = Confirmation(REFERENCE, "accept", "113-1234567-7654321")
EXCEPTED = Confirmation(
    REFERENCE,
    "except",
    "113-1234567-7654321",
    operation="update",
    replaces="1.1.1@amazon.com",
    noticed=MOMENT,
    comments="Some are gone",
    lines=(
        ConfirmedLine(
            1,
            Decimal(10),
            (
                Portion("detail", Decimal(8), "EA", DOLLARS, "", MOMENT, MOMENT, "Dearer"),
                Portion("reject", Decimal(2), comments="Sold out"),
            ),
        ),
        ConfirmedLine(2, Decimal("0.5"), (Portion("backordered", Decimal("0.5"), "KG"),)),
    ),
)
BOXES = Shipment(
    (
        ShippedOrder(REFERENCE, (ShippedLine(1, Decimal(8)), ShippedLine(2, Decimal("0.5"), "KG")), "Box 1"),
        ShippedOrder(OrderReference("", "7.7.7@wizard.example.org")),
    ),
    "S-1",
    operation="update",
    replaces="1.1.1@amazon.com",
    noticed=MOMENT,
    shipped=MOMENT,
    delivery=MOMENT,
    planned=True,
    comments="Handle with care",
    tracking=(Tracking("UPS", "1Z999", "https://track.example/1Z999?a=1&b=2"), Tracking("DHL", "00340")),
)
WITHDRAWN = Shipment((), "S-1", operation="delete", replaces="1.1.1@amazon.com")


def _confirmation(confirmation: Confirmation) -> bytes:
    return write_confirmation(SUPPLIER, confirmation, mode="test", stamp=STAMP)


def _shipment(shipment: Shipment) -> bytes:
    return write_shipment(SUPPLIER, shipment, mode="production", stamp=STAMP)


def _cart(cart: Cart) -> bytes:
    return write_order_message(cart, supplier=AMAZON, buyer=BUYER, mode="production", stamp=STAMP)


DOCUMENTS = {
    "setup request": write_setup_request(OURS, WISH, mode="test", stamp=STAMP),
    "bare setup request": write_setup_request(
        OURS,
        SetupRequest("c", "https://wizard.example.org/r", Person("a@b.example")),
        mode="production",
        stamp=STAMP,
    ),
    "setup request for a place with only a name": write_setup_request(
        OURS, replace(WISH, ship_to=Address("Ward 3")), mode="test", stamp=STAMP
    ),
    "setup request with a cart to change": write_setup_request(
        OURS, replace(WISH, operation="edit", lines=(FULL_LINE, BARE_LINE)), mode="test", stamp=STAMP
    ),
    "setup request with a cart to look at": write_setup_request(
        OURS, replace(WISH, ship_to=None, operation="inspect", lines=(FULL_LINE,)), mode="test", stamp=STAMP
    ),
    "setup answer": write_setup_response("https://www.amazon.com/?a=1&b=2", stamp=STAMP),
    "cart": _cart(CART),
    "empty cart": _cart(EMPTY_CART),
    "order": write_order_request(OURS, ORDER, mode="test", stamp=STAMP),
    "bare order": write_order_request(OURS, BARE_ORDER, mode="production", stamp=STAMP),
    "order to half an address": write_order_request(
        OURS, replace(ORDER, ship_to=Address("", country="US")), mode="test", stamp=STAMP
    ),
    "confirmation": _confirmation(ACCEPTED),
    "confirmation with exceptions": _confirmation(EXCEPTED),
    "ship notice": _shipment(BOXES),
    "withdrawn ship notice": _shipment(WITHDRAWN),
    "refusal": write_response(Status(403, "failure", "No <Email>"), stamp=STAMP),
    "status of an unknown code": write_response(Status(299), stamp=STAMP),
    "profile request": write_profile_request(OURS, mode="test", stamp=STAMP),
    "profile": write_profile_response({"OrderRequest": "https://a.example/orders"}, stamp=STAMP),
}
