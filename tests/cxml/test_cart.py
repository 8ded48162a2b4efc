"""Carts: what becomes a requisition, and what is refused before it can."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.cxml import samples
from tests.cxml.samples import GLOVES, PENS
from wizard.cxml.cart import Cart, CartRefused, read_cart
from wizard.cxml.door import Refused
from wizard.cxml.envelope import open_envelope
from wizard.cxml.money import Money


def read(document: bytes, **options: bool) -> Cart:
    return read_cart(open_envelope(document), **options)


def refusal(document: bytes) -> CartRefused:
    with pytest.raises(CartRefused) as caught:
        read(document)
    return caught.value


def test_it_reads_an_amazon_cart() -> None:
    cart = read(samples.cart())
    assert cart.buyer_cookie == samples.COOKIE
    assert cart.total == Money(Decimal("95.18"), "USD")
    assert cart.shipping == Money(Decimal("5.99"), "USD")
    assert (cart.shipping_description, cart.tax_description) == ("Estimated Shipping", "Estimated Tax")
    assert cart.ship_to is None
    pens, gloves = cart.lines
    assert (pens.part, pens.quantity, pens.unit_price) == ("B00PENBLUE", 2, Money(Decimal("12.34"), "USD"))
    assert (pens.manufacturer, pens.manufacturer_part) == ("Pens & Sons", "PS-12-BL")
    assert dict(pens.extrinsics)["detailPageURL"].endswith("psc=1&ref=x")
    assert (gloves.number, gloves.description) == (2, 'Gloves, nitrile, size <M>, "powder free"')


def test_it_reads_the_address_chosen_at_checkout() -> None:
    address = read(samples.cart_with_ship_to()).ship_to
    assert address is not None
    assert (address.address_id, address.city, address.country_name) == ("NW-OAK", "Oakland", "United States")
    assert (address.deliver_to, address.street[1]) == (("Rita Requester", "Ward 3"), "Floor 2")
    assert address.phone is not None
    assert (address.phone.area, address.phone.country) == ("510", "US")


def test_it_reads_the_vat_of_a_european_cart() -> None:
    assert [line.tax for line in read(samples.eu_cart()).lines] == [
        Money(Decimal("5.70"), "EUR"),
        Money(Decimal("1.71"), "EUR"),
    ]


def test_the_details_of_one_tax_add_up_and_share_a_currency() -> None:
    once = b'<TaxAmount><Money currency="EUR">1.71</Money></TaxAmount></TaxDetail>'
    again = (
        once
        + b'<TaxDetail category="vat"><TaxAmount><Money currency="%s">0.29</Money></TaxAmount></TaxDetail>'
    )
    cart = read(samples.eu_cart().replace(once, again % b"EUR"))
    assert cart.lines[1].tax == Money(Decimal("2.00"), "EUR")
    assert refusal(samples.eu_cart().replace(once, again % b"USD")).code == "order.bad_amount"


@pytest.mark.parametrize("auxiliary", ["132-1,1", " 132-1,1 ", "a\tb", "æ—<&>'\"", "x" * 500, "132-1,1\n2"])
def test_the_auxiliary_id_is_kept_byte_for_byte(auxiliary: str) -> None:
    assert read(samples.cart([replace(PENS, auxiliary=auxiliary), GLOVES])).lines[0].auxiliary == auxiliary


@pytest.mark.parametrize("auxiliary", [None, " ", "\n"])
def test_it_refuses_a_line_that_could_never_be_ordered(auxiliary: str | None) -> None:
    refused = refusal(samples.cart([PENS, replace(GLOVES, auxiliary=auxiliary)]))
    assert refused.code == "order.auxiliary_id_missing"
    assert "Line 2" in refused.sentence
    assert refused.line == 6


def test_a_generic_supplier_may_do_without_auxiliary_ids() -> None:
    cart = read(samples.cart([replace(PENS, auxiliary=None), GLOVES]), auxiliary_required=False)
    assert cart.lines[0].auxiliary == ""


@pytest.mark.parametrize("price", ["", "NaN", "-1.00", "1e3", "12,34", "1_000", "１２", "1<!---->2x", "$1"])
def test_it_refuses_a_price_it_cannot_trust(price: str) -> None:
    assert refusal(samples.cart([replace(PENS, price=price), GLOVES])).code == "order.bad_amount"


@pytest.mark.parametrize("quantity", ["", "0", "-2", "two", "1.5", "1e1", "Infinity"])
def test_it_refuses_a_quantity_nobody_can_deliver(quantity: str) -> None:
    assert refusal(samples.cart([replace(PENS, quantity=quantity), GLOVES])).code == "order.bad_amount"


def test_a_fraction_is_fine_where_things_are_not_counted_in_pieces() -> None:
    cloth = replace(PENS, unit="MTR", quantity="1.5")
    assert read(samples.cart([cloth], total="18.51")).lines[0].quantity == Decimal("1.5")


def test_a_whole_number_may_be_written_with_decimals() -> None:
    assert read(samples.cart([replace(PENS, quantity="2.0"), GLOVES])).lines[0].quantity == 2


def test_it_refuses_a_line_without_a_price() -> None:
    document = samples.cart().replace(b"UnitPrice>", b"OtherPrice>")
    assert refusal(document).code == "order.bad_amount"


@pytest.mark.parametrize("tag", ["Total", "Shipping", "Tax"])
def test_it_refuses_a_bad_amount_in_the_header(tag: str) -> None:
    document = samples.cart().replace(
        f'<{tag}><Money currency="USD">'.encode(), f'<{tag}><Money currency="USD">x'.encode()
    )
    assert refusal(document).code == "order.bad_amount"


def test_it_refuses_lines_in_two_currencies() -> None:
    refused = refusal(samples.cart([PENS, replace(GLOVES, currency="CAD")]))
    assert (refused.code, refused.line) == ("order.mixed_currency", 6)


def test_it_refuses_a_header_in_another_currency() -> None:
    assert refusal(samples.cart(currency="CAD")).code == "order.mixed_currency"


def test_it_refuses_an_amount_without_a_currency() -> None:
    assert refusal(samples.cart().replace(b' currency="USD"', b"")).code == "order.bad_amount"


@pytest.mark.parametrize("total", ["95.17", "95.19", "109.26", "0", "9518"])
def test_it_refuses_a_total_that_is_not_the_sum_of_the_lines(total: str) -> None:
    refused = refusal(samples.cart(total=total))
    assert refused.code == "order.total_differs"
    assert "95.18" in refused.sentence


def test_half_a_cent_a_line_is_rounding() -> None:
    thirds = replace(PENS, price="0.3333", quantity="1")
    assert read(samples.cart([thirds, GLOVES], total="70.83")).lines
    assert refusal(samples.cart([thirds, GLOVES], total="70.84")).code == "order.total_differs"


def test_a_cart_without_a_total_is_taken() -> None:
    assert read(samples.cart(total=None)).total is None


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (samples.empty_cart(), "nothing was chosen"),
        (samples.nothing_changed(), "nothing was changed"),
        (samples.cart((), total=None, status='<Status code="500" text=""/>'), "status 500"),
    ],
)
def test_it_refuses_an_empty_cart_and_says_why(document: bytes, words: str) -> None:
    refused = refusal(document)
    assert refused.code == "order.cart_empty"
    assert words in refused.sentence


def test_the_order_of_elements_does_not_matter() -> None:
    document = samples.cart()
    cookie = f"<BuyerCookie>{samples.COOKIE}</BuyerCookie>".encode()
    moved = document.replace(cookie, b"").replace(
        b"</PunchOutOrderMessage>", cookie + b"</PunchOutOrderMessage>"
    )
    assert read(moved) == read(document)


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "٣", "99999999999"])
def test_a_line_without_a_usable_number_gets_its_place(number: str) -> None:
    document = samples.cart().replace(b'lineNumber="2"', f'lineNumber="{number}"'.encode())
    assert [line.number for line in read(document).lines] == [1, 2]


def test_descriptions_are_only_text() -> None:
    hostile = "<script>alert(1)</script> \u202eevil =cmd|'/c calc'!A1"
    assert read(samples.cart([replace(PENS, description=hostile), GLOVES])).lines[0].description == hostile


def test_another_document_is_no_cart() -> None:
    with pytest.raises(Refused):
        read(samples.setup_request())


def test_it_takes_ten_thousand_lines() -> None:
    cart = read(samples.big_cart(10_000))
    assert len(cart.lines) == 10_000
    assert cart.lines[-1].auxiliary == "1-2,9999"
