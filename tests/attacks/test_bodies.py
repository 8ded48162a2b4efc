"""Whatever is sent to a page, an answer of ours comes back: a refusal in words, never a broken page."""

from __future__ import annotations

import io
import json

import pytest
from flask import Flask

from tests.administrator import Administrator, Person
from tests.attacks.trying import FIELDS, MARKUP, is_ours, own_forms, paths
from tests.procurement.clinic import FORM

NO_FORMS = ("[1, 2]", "null", '"x"', "{", json.dumps(dict.fromkeys(FIELDS, 5)), '{"email": "\\ud800"}')
ODD_TEXTS = (
    "-1",
    "9" * 5000,
    "１２",
    "²",
    "1e9",
    "location:" + "9" * 20,
    "\u202e\ufeff\x01",
    MARKUP,
    "x" * 60_000,
)
ODD_NUMBERS = ("0", "-1", "2147483648", "9" * 400, "9" * 4400, "１２", "²", "%ff", "%ED%A0%80", "1.5")
SEVERAL = ("group_name", "email", "name", "street1", "people", "reason", "csrf_token")


def test_it_refuses_bodies_that_are_no_forms(app: Flask, alice: Administrator) -> None:
    token = {"X-CSRFToken": alice._token()}
    for path in own_forms(app):
        for body in NO_FORMS:
            answer = alice.client.post(path, data=body, content_type="application/json", headers=token)
            assert (answer.status_code, is_ours(answer)) == (415, True), (path, body)


def test_it_refuses_a_file_where_a_text_belongs_and_a_nul_anywhere(app: Flask, alice: Administrator) -> None:
    token = alice._token()
    for path in own_forms(app):
        for name in SEVERAL:
            file = {"csrf_token": token, "version": "0", name: (io.BytesIO(b"a text"), "a.txt")}
            for sent in (file, {"csrf_token": token, "version": "0", name: "a\0b"}):
                answer = alice.client.post(path, data=sent, content_type="multipart/form-data")
                assert (answer.status_code, is_ours(answer)) == (400, True), (path, name)


@pytest.mark.parametrize(
    "path", ["/locations/?q=a%00b", "/locations/new?setup=%00", "/requisitions/?after=%00"]
)
def test_it_refuses_a_nul_in_an_address(alice: Administrator, path: str) -> None:
    answer = alice.client.get(path)

    assert (answer.status_code, is_ours(answer)) == (400, True)


def test_no_text_in_any_field_breaks_a_page_or_gets_into_it(
    app: Flask, alice: Administrator, purchase: str
) -> None:
    token = alice._token()
    for typed in ODD_TEXTS:
        sent = {**dict.fromkeys(FIELDS, typed), "people": typed[:100], "csrf_token": token, "version": "1"}
        for path in own_forms(app):
            answer = alice.client.post(path, data={**sent, "action": "save"})
            assert is_ours(answer), (path, typed[:20])
            assert "<script>alert" not in answer.get_data(as_text=True), path


def test_no_number_in_an_address_breaks_a_page(alice: Administrator, robin: Person, purchase: str) -> None:
    own = "/setup/{}/ /setup/1/{} /setup/1/preflight/{} /locations/{} /requisitions/{}.json /orders/{}/print"
    asked = "/requisitions/?after={} /orders.json?after={} /locations/?after={} /locations/new?setup={}"
    more = "/locations/address-book.csv?part={} /punchout/arrived/0?code={} /sign-in?next={} /orders/1?{}"
    pages = "/requisitions/1?lines={} /orders/1?lines={} /setup/1/exchanges/?before={} /orders/?after={}"
    desk = "/review/{}/ /review/1/exchanges/{} /review/?after={}.1.1 /review/?stuck={} /review/1/?before={}"
    for number in ODD_NUMBERS:
        for path in f"{own} {asked} {more} {pages}".split():
            assert is_ours(alice.client.get(path.format(number))), (path, number[:20])
        for path in desk.split():
            assert is_ours(robin.client.get(path.format(number))), (path, number[:20])


def test_hundreds_of_parts_repeated_fields_and_broken_utf8_are_answered(
    app: Flask, alice: Administrator, purchase: str
) -> None:
    token = alice._token()
    many = {"csrf_token": token, **{f"part_{number}": "1" for number in range(900)}}
    repeated = b"&".join(name.encode() + b"=%ED%A0%80\xff" for name in FIELDS) * 3
    broken = f"csrf_token={token}&".encode() + repeated
    for path in own_forms(app):
        assert is_ours(alice.client.post(path, data=many, content_type="multipart/form-data")), path
        assert is_ours(alice.client.post(path, data=broken, content_type=FORM)), path
        assert is_ours(
            alice.client.post(path, data=b"--x\r\n", content_type="multipart/form-data; boundary=x")
        )


def test_a_body_too_large_is_named_so(alice: Administrator) -> None:
    answer = alice.client.post(alice.at("group"), data={"group_name": "x" * 2_000_000})

    assert (answer.status_code, is_ours(answer)) == (413, True)


def test_other_methods_are_refused_by_a_page_of_ours(app: Flask, alice: Administrator) -> None:
    for path in paths(app, "GET"):
        for method in ("PUT", "DELETE", "PATCH", "TRACE"):
            answer = alice.client.open(path, method=method)
            assert (answer.status_code, is_ours(answer)) == (405, True), (method, path)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1@evil.example", "", "[::1", "a b", "127.0.0.1:x", "é"]
)
def test_a_strange_host_is_never_led_to(app: Flask, host: str) -> None:
    for path in ("/setup", "/", "/sign-in"):
        answer = app.test_client().get(path, headers={"Host": host})
        assert answer.status_code < 500
        assert "evil" not in answer.headers.get("Location", "")


def test_every_form_wants_its_token(app: Flask, alice: Administrator, purchase: str) -> None:
    for path in (*own_forms(app), "/sign-out"):
        for token in ({}, {"csrf_token": "x"}, {"csrf_token": ""}):
            answer = alice.client.post(path, data={**token, "setup": "1", "action": "save"})
            assert (answer.status_code, is_ours(answer)) == (400, True), path
    assert alice.get("/setup/").status == 200
