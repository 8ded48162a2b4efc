"""Confirmations: what is written reads back the same; real ones are read leniently, misleading ones not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.cxml import emitted
from wizard.cxml.confirmation import (
    Confirmation,
    ConfirmedLine,
    Portion,
    read_confirmation,
    write_confirmation,
)
from wizard.cxml.envelope import open_envelope
from wizard.cxml.fulfilment import FulfilmentRefused
from wizard.cxml.money import Money

REFERENCE = '<OrderReference orderID="PO-1"><DocumentReference payloadID="9"/></OrderReference>'


def document(header: str = 'type="accept"', content: str = "", reference: str = REFERENCE) -> bytes:
    """As a careless supplier writes it: no stamps, no DOCTYPE."""
    payload = f"<ConfirmationHeader {header}/>{reference}{content}"
    return f"<cXML><Request><ConfirmationRequest>{payload}</ConfirmationRequest></Request></cXML>".encode()


def item(marks: str = 'quantity="10" lineNumber="1"', status: str = 'quantity="10" type="accept"') -> str:
    return f"<ConfirmationItem {marks}><ConfirmationStatus {status}/></ConfirmationItem>"


def read(data: bytes) -> Confirmation:
    return read_confirmation(open_envelope(data))


def refused(data: bytes) -> FulfilmentRefused:
    with pytest.raises(FulfilmentRefused) as caught:
        read(data)
    return caught.value


@pytest.mark.parametrize("name", ["confirmation", "confirmation with exceptions"])
def test_what_is_written_reads_back_the_same(name: str) -> None:
    said = read(emitted.DOCUMENTS[name])
    wanted = {"confirmation": emitted.ACCEPTED, "confirmation with exceptions": emitted.EXCEPTED}[name]
    assert said.lines == wanted.lines
    assert (said.order, said.type, said.confirm_id) == (wanted.order, wanted.type, wanted.confirm_id)
    assert (said.operation, said.replaces, said.comments) == (
        wanted.operation,
        wanted.replaces,
        wanted.comments,
    )


def test_a_careless_one_is_understood() -> None:
    said = read(document('type="ACCEPT" noticeDate="2025-11-23T12:00:00+25:00"'))
    assert (said.type, said.operation, said.confirm_id, said.lines) == ("accept", "new", "", ())
    assert said.noticed is not None


def test_one_that_offers_another_item_names_it_with_its_price() -> None:
    instead = (
        '<ConfirmationItem quantity="2" lineNumber="7"><UnitOfMeasure>EA</UnitOfMeasure>'
        '<ConfirmationStatus quantity="2" type="detail"><UnitOfMeasure>EA</UnitOfMeasure>'
        '<ItemIn quantity="2"><ItemID><SupplierPartID>B0NEW</SupplierPartID></ItemID><ItemDetail>'
        '<UnitPrice><Money currency="USD">3.10</Money></UnitPrice></ItemDetail></ItemIn>'
        "</ConfirmationStatus></ConfirmationItem>"
    )
    (line,) = read(document('type="detail"', instead)).lines
    money = Money(Decimal("3.10"), "USD")
    assert line == ConfirmedLine(7, Decimal(2), (Portion("detail", Decimal(2), "EA", money, "B0NEW"),))


@pytest.mark.parametrize(
    ("data", "code", "status"),
    [
        (document(reference=""), "cxml.order_reference_missing", 400),
        (document(reference="<OrderReference/>"), "cxml.order_reference_missing", 400),
        (document(""), "cxml.type_unknown", 400),
        (document('type="requestToPay"'), "cxml.type_unknown", 450),
        (document('type="accept" operation="delete"'), "cxml.type_unknown", 450),
        (document(content=item(status='quantity="1" type="requestToPay"')), "cxml.type_unknown", 450),
        (document(content=item(status='type="accept"')), "order.bad_amount", 400),
        (document(content=item(status='quantity="NaN" type="accept"')), "order.bad_amount", 400),
        (document(content=item(status='quantity="-1" type="accept"')), "order.bad_amount", 400),
        (document(content=item(status=f'quantity="{"9" * 40}" type="accept"')), "order.bad_amount", 400),
        (document(content=item('quantity="1E9" lineNumber="1"')), "order.bad_amount", 400),
        (document(content=item('quantity="1"')), "cxml.line_number_missing", 400),
        (document(content=item('quantity="1" lineNumber="0"')), "cxml.line_number_missing", 400),
        (document(content=item('quantity="1" lineNumber="99999999999"')), "cxml.line_number_missing", 400),
        (document(content=item('quantity="1" lineNumber="٣"')), "cxml.line_number_missing", 400),
        (b"<cXML><Request><ShipNoticeRequest/></Request></cXML>", "cxml.kind_unknown", 400),
    ],
)
def test_what_could_mislead_is_refused_with_its_line(data: bytes, code: str, status: int) -> None:
    found = refused(data)
    assert (found.code, found.status, found.line) == (code, status, 1)
    assert found.sentence.endswith(".")


def test_a_price_that_is_no_number_is_refused() -> None:
    price = '<UnitPrice><Money currency="USD">1e3</Money></UnitPrice>'
    status = f'<ConfirmationStatus quantity="1" type="detail">{price}</ConfirmationStatus>'
    found = refused(
        document(
            'type="detail"', f'<ConfirmationItem quantity="1" lineNumber="1">{status}</ConfirmationItem>'
        )
    )
    assert found.code == "order.bad_amount"


def test_none_of_a_line_may_be_confirmed() -> None:
    (line,) = read(document(content=item(status='quantity="0" type="accept"'))).lines
    assert line.portions[0].quantity == 0


def test_ten_thousand_lines_are_read() -> None:
    lines = tuple(
        ConfirmedLine(number, Decimal(2), (Portion("detail", Decimal(1), unit_price=emitted.DOLLARS),))
        for number in range(1, 10_001)
    )
    long = Confirmation(emitted.REFERENCE, "detail", lines=lines)
    data = write_confirmation(emitted.SUPPLIER, long, mode="test", stamp=emitted.STAMP)
    assert read(data).lines == lines
