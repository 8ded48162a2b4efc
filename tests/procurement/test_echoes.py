"""A supplier that repeats our Shared Secret in its answer: nobody gets to see it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select

from tests.administrator import Person
from tests.fakes import cxml_answer
from tests.procurement.clinic import SECRET, Clinic
from wizard.cxml.envelope import new_stamp
from wizard.cxml.order import write_response
from wizard.cxml.setup import write_setup_response
from wizard.cxml.status import Status
from wizard.models import CONFIGURATION, Exchange, HeldRole, OrderEvent, PurchaseOrder, User
from wizard.outside import Answer
from wizard.procurement.sending import send
from wizard.procurement.shopping import start_shopping, try_setup_request

SignsIn = Callable[[User], Person]
SPELLED = quote("".join(f"&#{ord(letter)};" for letter in SECRET))
BEGINNING = SECRET[:10]


def says(clinic: Clinic, code: int, text: str = "", content: str = "") -> Answer:
    stamp = new_stamp("amazon.com", clinic.clock.now())
    return cxml_answer(write_response(Status(code, text, content), stamp=stamp))


def shop_at(clinic: Clinic, address: str) -> Answer:
    stamp = new_stamp("amazon.com", clinic.clock.now())
    return cxml_answer(write_setup_response(address, stamp=stamp))


ANSWERS: dict[str, Callable[[Clinic], Answer]] = {
    "a web page": lambda _clinic: Answer(200, "text/html", f"<p>{SECRET} {SPELLED}</p>".encode(), 0.1),
    "a media type": lambda _clinic: Answer(200, f"text/html; x={SECRET}", b"<p>no</p>", 0.1),
    "two bytes a letter": lambda _clinic: Answer(200, "text/xml", SECRET.encode("utf-16"), 0.1),
    "a redirect": lambda _clinic: Answer(302, "", SECRET.encode(), 0.1),
    "a status text": lambda clinic: says(clinic, 401, f"Bad secret {SECRET}", f"Not {SECRET}"),
    "a long status": lambda clinic: says(clinic, 500, "n" * 370 + SECRET),
    "a longer status": lambda clinic: says(clinic, 500, "n" * 470 + SECRET),
    "an accepted one": lambda clinic: says(clinic, 200, "OK", f"Thanks, {SECRET}"),
    "a start page": lambda clinic: shop_at(clinic, f"http://127.0.0.1:9/shop/{SECRET}"),
    "a start page elsewhere": lambda clinic: shop_at(clinic, f"http://elsewhere.example/{'n' * 165}{SECRET}"),
}


def everything(clinic: Clinic) -> tuple[Any, ...]:
    return clinic.session, clinic.outside, clinic.settings, clinic.sealer, clinic.setup, clinic.rita


def kept(clinic: Clinic) -> list[str]:
    """Every text the database keeps of what suppliers answered."""
    texts = [*clinic.session.scalars(select(PurchaseOrder.answer))]
    texts += clinic.session.scalars(select(OrderEvent.sentence))
    for row in clinic.session.scalars(select(Exchange)):
        texts += [row.request, row.answer, row.seen, row.url, row.outcome]
    return texts


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_answer_shows_the_secret_again(
    clinic: Clinic, signs_in: SignsIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    clinic.rita.held.append(HeldRole(role=CONFIGURATION))
    said: dict[str, str] = {}
    for name, answer in ANSWERS.items():
        clinic.supplier.recovers()
        order = clinic.orders()
        clinic.supplier.react = lambda _url, _document, answer=answer: answer(clinic)
        send(clinic.hands, order.id)
        for verdict in (try_setup_request(*everything(clinic)), start_shopping(*everything(clinic))[1]):
            said[f"verdict on {name}, {len(said)}"] = f"{verdict.seen} {verdict.start_page}"
    said |= {f"kept {number}": text for number, text in enumerate(kept(clinic))}
    exchanges = list(clinic.session.scalars(select(Exchange.id)))
    orders = list(clinic.session.scalars(select(PurchaseOrder.id)))
    here = f"/setup/{clinic.setup.id}/exchanges/"
    rita = signs_in(clinic.rita)
    pages = [here, *[f"{here}{number}" for number in exchanges], *[f"/orders/{number}" for number in orders]]
    said |= {page: rita.get(page).text for page in pages}
    refused = rita.post("/punchout/start", {"setup": clinic.setup.id})
    said |= {"refused": refused.text, "location": refused.location, "log": caplog.text}

    assert len(exchanges) >= 3 * len(ANSWERS)
    assert [where for where, text in said.items() if BEGINNING in text] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_secret_an_order_was_made_with_is_not_shown_after_it_was_replaced(clinic: Clinic) -> None:
    order = clinic.orders()
    clinic.setup.sealed_secret = clinic.sealer.seal(clinic.setup.secret_row, b"N3w" + SECRET[3:].encode())
    clinic.session.commit()
    clinic.supplier.react = lambda _url, _document: says(clinic, 401, f"{SECRET} is not known")

    send(clinic.hands, order.id)

    assert [text for text in kept(clinic) if BEGINNING in text] == []
    assert "is not known" in clinic.order_now(order).answer
