"""Ship notices: what is written reads back the same; carriers, tracking numbers and orders are found."""

from __future__ import annotations

import pytest

from tests.cxml import emitted
from wizard.cxml.envelope import open_envelope
from wizard.cxml.fulfilment import FulfilmentRefused
from wizard.cxml.shipping import Shipment, Tracking, read_shipment

PORTION = '<ShipNoticePortion><OrderReference><DocumentReference payloadID="9"/></OrderReference></ShipNoticePortion>'


def document(header: str = 'shipmentID="S-1"', content: str = PORTION) -> bytes:
    payload = f"<ShipNoticeHeader {header}/>{content}"
    return f"<cXML><Request><ShipNoticeRequest>{payload}</ShipNoticeRequest></Request></cXML>".encode()


def control(*carriers: tuple[str, str], numbers: str = "<ShipmentIdentifier>1Z9</ShipmentIdentifier>") -> str:
    named = "".join(
        f'<CarrierIdentifier domain="{domain}">{name}</CarrierIdentifier>' for domain, name in carriers
    )
    return f"<ShipControl>{named}{numbers}</ShipControl>"


def read(data: bytes) -> Shipment:
    return read_shipment(open_envelope(data))


@pytest.mark.parametrize(
    ("name", "shipment"), [("ship notice", emitted.BOXES), ("withdrawn ship notice", emitted.WITHDRAWN)]
)
def test_what_is_written_reads_back_the_same(name: str, shipment: Shipment) -> None:
    said = read(emitted.DOCUMENTS[name])
    assert (said.orders, said.tracking, said.comments) == (
        shipment.orders,
        shipment.tracking,
        shipment.comments,
    )
    assert (said.shipment_id, said.operation, said.replaces) == (
        "S-1",
        shipment.operation,
        "1.1.1@amazon.com",
    )
    assert (said.shipped, said.delivery, said.planned) == (
        shipment.shipped,
        shipment.delivery,
        shipment.planned,
    )


def test_an_order_without_items_is_in_it_whole() -> None:
    (order,) = read(document()).orders
    assert (order.order.payload_id, order.lines) == ("9", ())


@pytest.mark.parametrize(
    ("content", "tracking"),
    [
        (control(("SCAC", "UPSN"), ("companyName", "UPS")), (Tracking("UPS", "1Z9"),)),
        (control(("SCAC", "UPSN")), (Tracking("UPSN", "1Z9"),)),
        (control(), (Tracking("", "1Z9"),)),
        (control(("companyName", "UPS"), numbers=""), (Tracking("UPS", ""),)),
        (control(numbers=""), ()),
        (
            control(("SCAC", "A")) + control(("SCAC", "B")),
            (Tracking("A", "1Z9"), Tracking("B", "1Z9")),
        ),
        (
            control(numbers='<ShipmentIdentifier trackingURL="javascript:alert(1)">7</ShipmentIdentifier>'),
            (Tracking("", "7", "javascript:alert(1)"),),
        ),
    ],
)
def test_the_carriers_name_stands_with_each_number(content: str, tracking: tuple[Tracking, ...]) -> None:
    assert read(document(content=content + PORTION)).tracking == tracking


def test_dates_that_cannot_be_never_count_against_it() -> None:
    said = read(document('shipmentID="S-1" shipmentDate="soon" deliveryDate="2025-13-40" noticeDate=""'))
    assert (said.shipped, said.delivery, said.noticed) == (None, None, None)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (document(content=""), "cxml.order_reference_missing"),
        (document('operation="delete"', content=""), "cxml.order_reference_missing"),
        (document(content="<ShipNoticePortion/>"), "cxml.order_reference_missing"),
        (document('shipmentID="S-1" operation="undo"'), "cxml.type_unknown"),
        (b"<cXML><Request><ConfirmationRequest/></Request></cXML>", "cxml.kind_unknown"),
    ],
)
def test_what_could_mislead_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(FulfilmentRefused) as caught:
        read(data)
    assert caught.value.code == code
