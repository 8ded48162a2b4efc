"""The posted form: the document is found in whatever field it came."""

from __future__ import annotations

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cxml import samples
from wizard.cxml.cart import cart_document
from wizard.cxml.door import Refused, read

URLENCODED = "application/x-www-form-urlencoded"
CART = samples.cart()
LEADS = (
    b"",
    b"cxml-base64=",
    b"cxml-urlencoded=",
    b'--b\r\nContent-Disposition: form-data; name="cxml-base64"\r\n',
)


def refusal(content_type: str, body: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        cart_document(content_type, body)
    return caught.value


def same(left: bytes, right: bytes) -> bool:
    return [element.items() for element in read(left).iter()] == [
        element.items() for element in read(right).iter()
    ]


@pytest.mark.parametrize(
    "name", ["cxml-urlencoded", "cXML-urlencoded", "CXML-URLENCODED", "cxml-base64", "cXML-Base64"]
)
def test_field_names_may_be_in_any_case(name: str) -> None:
    assert same(cart_document(URLENCODED, samples.form(CART, name)), CART)


def test_it_ignores_other_fields() -> None:
    body = b"submit=Go&&x&" + samples.form(CART) + b"&ref=1"
    assert same(cart_document(f"{URLENCODED}; charset=ISO-8859-1", body), CART)


def test_a_multipart_form_works_too() -> None:
    assert same(cart_document(*samples.multipart({"submit": b"Go", "cXML-urlencoded": CART})), CART)
    encoded = base64.encodebytes(CART)
    assert same(cart_document(*samples.multipart({"cxml-base64": encoded})), CART)


def test_a_document_from_the_urlencoded_field_is_utf8_whatever_it_declares() -> None:
    document = "<?xml version='1.0' encoding='ISO-8859-1'?><cXML><Name>Zoë €</Name></cXML>".encode()
    assert read(cart_document(URLENCODED, samples.form(document))).findtext("Name") == "Zoë €"


def test_a_document_from_base64_is_what_it_declares() -> None:
    document = "<?xml version='1.0' encoding='ISO-8859-1'?><cXML><Name>Zoë</Name></cXML>".encode("latin-1")
    assert read(cart_document(URLENCODED, samples.form(document, "cxml-base64"))).findtext("Name") == "Zoë"


def test_bytes_that_are_no_utf8_are_refused_and_not_repaired() -> None:
    document = cart_document(URLENCODED, b"cxml-urlencoded=%3CcXML%3E%FF%3C/cXML%3E")
    with pytest.raises(Refused):
        read(document)


def test_both_fields_may_hold_the_same_document() -> None:
    both = samples.form(CART) + b"&" + samples.form(CART, "cxml-base64")
    assert same(cart_document(URLENCODED, both), CART)


@pytest.mark.parametrize(
    "names", [("cxml-base64", "cxml-urlencoded"), ("cxml-urlencoded", "cXML-urlencoded")]
)
def test_two_documents_that_differ_are_refused(names: tuple[str, str]) -> None:
    body = samples.form(CART, names[0]) + b"&" + samples.form(samples.eu_cart(), names[1])
    assert refusal(URLENCODED, body).code == "malformed_cxml"


def test_an_empty_field_counts_as_none() -> None:
    assert same(cart_document(URLENCODED, b"cxml-base64=&" + samples.form(CART)), CART)
    assert refusal(URLENCODED, b"cxml-base64=&cxml-urlencoded=+%0A").code == "not_cxml"


@pytest.mark.parametrize("body", [b"", b"other=1", b"=", b"&&&", b"cxml=%3CcXML%2F%3E", CART])
def test_a_form_without_a_document_is_not_cxml(body: bytes) -> None:
    assert refusal(URLENCODED, body).code == "not_cxml"


@pytest.mark.parametrize("text", [b"!!!!", b"PGNYTUw", b"PGNYTUwvPg=", "PGNYTUwvPé==".encode()])
def test_bad_base64_is_refused(text: bytes) -> None:
    assert refusal(URLENCODED, b"cxml-base64=" + text).code == "malformed_cxml"


def test_a_plus_sign_that_became_a_space_is_understood() -> None:
    document = "<cXML>\u0bff\u07fe</cXML>".encode()
    encoded = base64.b64encode(document)
    assert b"+" in encoded
    assert cart_document(URLENCODED, b"cxml-base64=" + encoded) == document


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data", "multipart/form-data; boundary=zz", "multipart/\udcff"]
)
def test_a_broken_multipart_form_is_refused(content_type: str) -> None:
    assert refusal(content_type, b"--other\r\n\r\n").code in {"malformed_cxml", "not_cxml"}


def test_a_multipart_form_inside_others_is_refused_however_deep() -> None:
    level = b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n"
    nested = b"".join(level % (number, number) for number in range(2000))
    assert refusal("multipart/form-data; boundary=b", b"--b\r\n" + nested).code == "not_cxml"


def test_a_multipart_form_of_a_thousand_parts_is_refused() -> None:
    assert refusal("multipart/form-data; boundary=b", b"--b\r\n\r\n\r\n" * 1001).code == "too_large"


def test_a_part_with_an_endless_head_is_refused() -> None:
    head = b"Content-Disposition: form-data; " + b"name*0=a; " * 500_000
    assert (
        refusal("multipart/form-data; boundary=b", b"--b\r\n" + head + b"\r\n\r\nx").code == "malformed_cxml"
    )


def test_what_stands_around_a_multipart_form_is_no_part_of_it() -> None:
    content_type, body = samples.multipart({"cxml-urlencoded": CART})
    assert same(cart_document(content_type, b"Hello\r\n" + body + b"--zz\r\nBye"), CART)
    assert same(cart_document(content_type, body.rpartition(b"\r\n--")[0]), CART)


@given(
    st.sampled_from([URLENCODED, "multipart/form-data; boundary=b", "text/plain", ""]),
    st.binary(max_size=300),
)
def test_no_bytes_make_anything_but_a_document_or_a_refusal(content_type: str, body: bytes) -> None:
    for lead in LEADS:
        with suppress(Refused):
            assert isinstance(cart_document(content_type, lead + body), bytes)
