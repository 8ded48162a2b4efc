"""To the shop and back, as browsers do it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.administrator import Person
from tests.fakes import START_PAGE
from tests.procurement.clinic import FORM, SECRET, Clinic, cart_document, posted
from wizard.cxml.envelope import open_envelope
from wizard.cxml.setup import read_setup_request
from wizard.models import Requisition, ShoppingSession, User

SignsIn = Callable[[User], Person]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Pages say the same whatever the database; carts are taken on both elsewhere."""


def test_the_browser_is_sent_to_the_start_page(clinic: Clinic, signs_in: SignsIn) -> None:
    page = signs_in(clinic.rita).post("/punchout/start", {"setup": clinic.setup.id})
    assert (page.status, page.location) == (303, START_PAGE)


def test_the_request_is_made_as_the_person_of_the_group(clinic: Clinic, signs_in: SignsIn) -> None:
    signs_in(clinic.rita).post("/punchout/start", {"setup": clinic.setup.id, "location": clinic.location.id})
    url, document = clinic.supplier.received[-1]
    asked = read_setup_request(open_envelope(document))
    assert url == "http://127.0.0.1:9/punchout/test"
    assert asked.person.email == "rita.requester@northwind.example"
    assert (asked.person.first_name, asked.person.last_name) == ("Rita", "Requester")
    assert asked.business_unit == "PunchOut Purchasing"
    assert asked.ship_to is not None
    assert asked.ship_to.city == "Seattle"
    assert asked.return_url.startswith("http://127.0.0.1:8000/punchout/return/")


def test_the_page_with_the_button_lets_the_form_lead_to_the_shop(clinic: Clinic, signs_in: SignsIn) -> None:
    page = signs_in(clinic.rita).get("/requisitions/")
    policy = page.response.headers["Content-Security-Policy"]
    assert "form-action 'self' https://amazon.com https://*.amazon.com http://127.0.0.1:*" in policy


def test_a_shop_that_does_not_open_is_a_named_check_with_a_way_on(clinic: Clinic, signs_in: SignsIn) -> None:
    rita = signs_in(clinic.rita)
    clinic.supplier.fails("supplier.timed_out", "nothing for 15 s")
    page = rita.post("/punchout/start", {"setup": clinic.setup.id})
    assert (page.status, "supplier.timed_out" in page.codes()) == (422, True)
    clinic.supplier.recovers()
    assert rita.post("/punchout/start", {"setup": clinic.setup.id}).status == 303
    with clinic.database.read_only() as session:
        states = session.execute(select(ShoppingSession.state, ShoppingSession.problem)).all()
    assert [tuple(row) for row in states] == [("refused", "supplier.timed_out"), ("started", "")]


def test_without_credentials_the_shop_stays_shut(clinic: Clinic, signs_in: SignsIn) -> None:
    clinic.setup.sealed_secret = None
    page = signs_in(clinic.rita).post("/punchout/start", {"setup": clinic.setup.id})
    assert (page.status, "credentials.missing" in page.codes()) == (422, True)


@pytest.mark.parametrize("setup", ["", "0", "99", "x", "٣", "999999999999999999999"])
def test_a_setup_that_is_not_there_is_not_found(clinic: Clinic, signs_in: SignsIn, setup: str) -> None:
    assert signs_in(clinic.rita).post("/punchout/start", {"setup": setup}).status == 404


def test_another_organisations_setup_is_not_found(clinic: Clinic, signs_in: SignsIn) -> None:
    ned = signs_in(clinic.neighbour())
    assert ned.post("/punchout/start", {"setup": clinic.setup.id}).status == 404


def test_who_may_not_request_may_not_shop(clinic: Clinic, signs_in: SignsIn) -> None:
    ada = signs_in(clinic.approver())
    assert ada.post("/punchout/start", {"setup": clinic.setup.id}).status == 403


def test_a_cart_comes_back_without_any_cookie_and_touches_none(app: Flask, clinic: Clinic) -> None:
    visit = clinic.visits()
    stranger = app.test_client()
    answer = stranger.post(
        f"/punchout/return/{visit.token}", data=posted(cart_document(visit.cookie)), content_type=FORM
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/requisitions/1")
    assert "Set-Cookie" not in answer.headers


def test_a_cart_leaves_a_signed_in_browsers_cookie_alone(clinic: Clinic, signs_in: SignsIn) -> None:
    rita, visit = signs_in(clinic.rita), clinic.visits()
    answer = rita.client.post(
        f"/punchout/return/{visit.token}", data=posted(cart_document(visit.cookie)), content_type=FORM
    )
    assert "Set-Cookie" not in answer.headers
    assert rita.get(answer.headers["Location"]).status == 200


def test_a_cart_in_a_multipart_form_is_taken(app: Flask, clinic: Clinic) -> None:
    visit = clinic.visits()
    answer = app.test_client().post(
        f"/punchout/return/{visit.token}",
        data={"cXML-urlencoded": cart_document(visit.cookie).decode()},
        content_type="multipart/form-data",
    )
    assert answer.headers["Location"] == "/requisitions/1"


def test_a_replayed_cart_leads_to_the_requisition_it_made(clinic: Clinic, signs_in: SignsIn) -> None:
    rita, visit = signs_in(clinic.rita), clinic.visits()
    body = posted(cart_document(visit.cookie))
    for _ in range(2):
        answer = rita.client.post(f"/punchout/return/{visit.token}", data=body, content_type=FORM)
    page = rita.get(answer.headers["Location"])
    assert "order.cart_replayed" in page.codes()
    assert page.tree is not None
    assert page.tree.xpath("//a[@href='/requisitions/1']")


def test_an_unknown_token_is_named_after_signing_in(app: Flask, clinic: Clinic, signs_in: SignsIn) -> None:
    visit = clinic.visits()
    body = posted(cart_document(visit.cookie))
    answer = app.test_client().post("/punchout/return/nothing", data=body, content_type=FORM)
    assert answer.status_code == 303
    page = signs_in(clinic.rita).get(answer.headers["Location"])
    assert (page.status, page.codes()) == (200, {"order.cart_unknown_session"})
    assert "Start again with “Request from Amazon Business”." in page.words


@pytest.mark.parametrize(
    "body", [b"", b"cxml-urlencoded=%3Chtml%3E", b"\xff\xfe", b"cxml-base64=%%%", b"=" * 999]
)
def test_a_body_that_is_no_cart_is_named_and_never_an_error(
    clinic: Clinic, signs_in: SignsIn, body: bytes
) -> None:
    rita, visit = signs_in(clinic.rita), clinic.visits()
    answer = rita.client.post(f"/punchout/return/{visit.token}", data=body, content_type=FORM)
    assert rita.get(answer.headers["Location"]).codes() == {"order.cart_unreadable"}


@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=x", "text/plain"])
def test_a_cart_of_more_than_six_megabytes_is_not_taken_in(
    clinic: Clinic, signs_in: SignsIn, kind: str
) -> None:
    rita, visit = signs_in(clinic.rita), clinic.visits()
    answer = rita.client.post(f"/punchout/return/{visit.token}", data=b"x" * 6_000_001, content_type=kind)
    page = rita.get(answer.headers["Location"])
    assert page.codes() == {"order.cart_unreadable"}
    assert "6,000,000" in page.words


def test_another_organisation_does_not_see_how_the_visit_ended(clinic: Clinic, signs_in: SignsIn) -> None:
    arrival = clinic.takes(clinic.visits().token, b"")
    assert arrival.visit is not None
    assert signs_in(clinic.neighbour()).get(f"/punchout/arrived/{arrival.visit.id}").status == 404


def test_the_page_of_a_cart_shows_no_code_a_stranger_puts_into_the_address(
    clinic: Clinic, signs_in: SignsIn
) -> None:
    page = signs_in(clinic.rita).get("/punchout/arrived/0?code=go_live.name_differs")
    assert page.codes() == {"order.cart_unknown_session"}


def test_no_page_and_no_exchange_shows_the_secret_or_the_token(clinic: Clinic, signs_in: SignsIn) -> None:
    rita, visit = signs_in(clinic.rita), clinic.visits()
    clinic.comes_back(visit)
    page = rita.get("/requisitions/1")
    assert SECRET not in page.text
    assert visit.token not in page.text


def test_a_cart_whose_visit_expired_makes_nothing(clinic: Clinic, signs_in: SignsIn) -> None:
    rita, visit = signs_in(clinic.rita), clinic.visits()
    clinic.clock.forward(hours=25)
    body = posted(cart_document(visit.cookie))
    answer = rita.client.post(f"/punchout/return/{visit.token}", data=body, content_type=FORM)
    assert "order.cart_expired" in answer.headers["Location"]
    assert clinic.session.scalar(select(func.count()).select_from(Requisition)) == 0
