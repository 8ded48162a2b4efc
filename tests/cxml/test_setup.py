"""Setup requests and their answers."""

from __future__ import annotations

import pytest

from tests.cxml import emitted, samples
from wizard.cxml.address import Phone
from wizard.cxml.door import Refused
from wizard.cxml.envelope import Identity, Stamp, open_envelope
from wizard.cxml.setup import (
    Person,
    SetupRequest,
    read_carried_lines,
    read_setup_request,
    start_page,
    write_setup_request,
    write_setup_response,
)

OURS = Identity(samples.IDENTITY, samples.SECRET)
STAMP = Stamp("1.2.3@wizard.example.org", "2025-11-23T12:00:00+00:00")
RITA = Person(
    "rita@northwind.example", "rita", "Rita", "Requester", "Ward 3", Phone("US", "1", "510", "5550100")
)
WISH = SetupRequest(samples.COOKIE, samples.RETURN_URL, RITA, "PunchOut Purchasing")

IN_CONTACT = "<Contact><Name xml:lang='en'>R</Name><Email>rita@northwind.example</Email></Contact>"
IN_SHIP_TO = samples.SHIP_TO.replace("<Phone", "<Email>rita@northwind.example</Email><Phone")


def written(**changed: str) -> bytes:
    return write_setup_request(OURS, WISH, mode=changed.get("mode", "test"), stamp=STAMP)


def test_a_supplier_reads_what_was_asked() -> None:
    assert read_setup_request(open_envelope(written())) == WISH


def test_a_cart_travels_along_line_for_line() -> None:
    document = emitted.DOCUMENTS["setup request with a cart to change"]
    assert read_carried_lines(open_envelope(document)) == (emitted.FULL_LINE, emitted.BARE_LINE)
    assert read_setup_request(open_envelope(document)).operation == "edit"


def test_the_secret_stands_in_the_sender_and_nowhere_else() -> None:
    envelope = open_envelope(written())
    assert written().count(samples.SECRET.encode()) == 1
    assert [one.secret for one in (*envelope.from_, *envelope.to, *envelope.sender)] == [
        None,
        None,
        samples.SECRET,
    ]


def test_the_same_wish_and_stamp_give_the_same_bytes() -> None:
    assert written() == written()


@pytest.mark.parametrize("mode", ["", "Test", "active", "prod"])
def test_it_never_guesses_a_mode(mode: str) -> None:
    with pytest.raises(ValueError, match="deploymentMode"):
        written(mode=mode)


def test_it_asks_only_for_operations_that_exist() -> None:
    odd = SetupRequest(samples.COOKIE, samples.RETURN_URL, RITA, operation="buy")
    with pytest.raises(ValueError, match="buy"):
        write_setup_request(OURS, odd, mode="test", stamp=STAMP)


@pytest.mark.parametrize(
    ("email", "after"),
    [
        ('<Extrinsic name="UserEmail"> rita@northwind.example\n</Extrinsic>', ""),
        ('<Extrinsic name="Email">rita@northwind.example</Extrinsic>', ""),
        ("", IN_CONTACT),
        ("", IN_SHIP_TO),
    ],
    ids=["UserEmail", "Email", "Contact", "ShipTo"],
)
def test_the_email_is_found_in_each_of_the_four_places(email: str, after: str) -> None:
    document = samples.setup_request(email=email, after=after)
    assert read_setup_request(open_envelope(document)).person.email == "rita@northwind.example"


def test_what_is_missing_reads_as_empty() -> None:
    wish = read_setup_request(open_envelope(samples.setup_request(email="", return_url="")))
    assert (wish.person.email, wish.return_url, wish.ship_to) == ("", "", None)


def test_another_document_is_no_setup_request() -> None:
    with pytest.raises(Refused):
        read_setup_request(open_envelope(samples.cart()))


def test_characters_xml_cannot_hold_are_left_out() -> None:
    odd = SetupRequest(
        "c", samples.RETURN_URL, Person("a@b.example", first_name="Ri\x0bta\ud800 & <Co>"), "G\x00"
    )
    read = read_setup_request(open_envelope(write_setup_request(OURS, odd, mode="test", stamp=STAMP)))
    assert (read.person.first_name, read.business_unit) == ("Rita & <Co>", "G")


def test_the_start_page_comes_back_with_its_query() -> None:
    page = "https://www.amazon.com/eprocurement?a=1&b=%20<>"
    assert start_page(open_envelope(write_setup_response(page, stamp=STAMP))) == page


@pytest.mark.parametrize("answer", [samples.setup_answer(), samples.bare_setup_answer()])
def test_it_finds_the_start_page_of_observed_answers(answer: bytes) -> None:
    assert start_page(open_envelope(answer)) == samples.START_PAGE


@pytest.mark.parametrize(
    "answer", [samples.setup_answer_without_start_page(), samples.bad_credentials(), samples.cart()]
)
def test_where_there_is_no_start_page_it_is_empty(answer: bytes) -> None:
    assert start_page(open_envelope(answer)) == ""
