"""A stand-in with something on every page, and the addresses of those pages."""

from __future__ import annotations

from flask import Flask

from tests.simulator.purchasing import (
    CHAIR,
    CLINIC,
    Customer,
    Group,
    Person,
    Visit,
    order_of,
    setup_request,
)
from wizard.cxml.address import Address

REQUISITIONER = "req@northwind.example"
LONG_NAME = "somebody.with.quite.a.long.name@northwind-clinics.example"
HAMBURG_FORM = {
    "name": "Praxis Nord",
    "street1": "Hafenstraße 4",
    "street2": "2. Etage",
    "city": "Hamburg",
    "state": "",
    "postal_code": "20457",
    "country": "DE",
    "phone": "+49 40 555010",
    "address_id": "HH",
}
ONLY_AN_ID = Address(name="", address_id="HQ")


def furnish(app: Flask) -> dict[str, str]:
    """Fill the stand-in; the address of each page by a name that says what it shows."""
    customer = Customer(app)
    group = customer.ready_group()
    _fill(customer, group)
    return (
        {"home": "/", "address search": "/google", "group new": "/groups/new", "general group": "/groups/1/"}
        | {"general people": "/groups/1/people/", "no page": "/nope", "not for browsers": "/punchout"}
        | _group_pages(customer, group)
        | _shop_pages(customer, group)
        | _inbox_pages(customer)
        | _reply_pages(customer)
        | _misbehaving_pages(customer, group)
    )


def _fill(customer: Customer, group: Group) -> None:
    group.post("people/", emails=f"new@northwind.example {LONG_NAME}", roles=["Finance", "Tech"])
    group.post("people/", emails=REQUISITIONER, roles=["Punchout Buyer", "Buyer (Requisitioner)"])
    group.post(f"people/{group.person(REQUISITIONER)}/accept")
    group.post("payment/", holder="Dana Whitfield", last_digits="4242")
    group.post("addresses/new", **HAMBURG_FORM)
    customer.make_group("Punch-In shopping", kind="punch_in")
    customer.make_group(
        "Schulen Nord", marketplace="amazon.de", shared_addresses="", shared_payment_methods=""
    )


def _group_pages(customer: Customer, group: Group) -> dict[str, str]:
    mine, bare = f"/groups/{group.id}/", f"/groups/{group.id + 2}/"
    return {
        "group": mine,
        "punch-in group": f"/groups/{group.id + 1}/",
        "values": f"{mine}purchasing-system/",
        "no values yet": f"{bare}purchasing-system/",
        "no system for punch-in": f"/groups/{group.id + 1}/purchasing-system/",
        "addresses": f"{mine}addresses/",
        "addresses off": f"{bare}addresses/",
        "address": f"{mine}addresses/new",
        "payment": f"{mine}payment/",
        "payment off": f"{bare}payment/",
        "people": f"{mine}people/",
        "person": f"{mine}people/{group.person(REQUISITIONER)}",
    }


def _shop_pages(customer: Customer, group: Group) -> dict[str, str]:
    shopping = _with_cart(customer.visit(group))
    buyer = setup_request(group, person=Person(email=REQUISITIONER))
    direct, bought = _with_cart(customer.visit(group, buyer)), _with_cart(customer.visit(group, buyer))
    bought.post("checkout", ship="setup")
    submitted, left = _with_cart(customer.visit(group)), customer.visit(group)
    cart = submitted.submit(ship="book-2")
    for order in (order_of(cart), order_of(cart)):
        customer.order(group, order)
    waiting = _with_cart(customer.visit(group)).submit()
    customer.order(group, order_of(waiting, bill_to=ONLY_AN_ID, ship_to=CLINIC))
    left.post("leave")
    stranger = setup_request(group, person=Person(email="nobody@northwind.example"))
    return {
        "shop": shopping.start,
        "one category": f"{shopping.start}?category=desk",
        "nothing found": f"{shopping.start}?q=zebra",
        "product": f"{shopping.start}item/{CHAIR}",
        "cart": f"{shopping.start}cart",
        "empty cart": f"{customer.visit(group).start}cart",
        "checkout": f"{shopping.start}checkout",
        "checkout of a requisitioner": f"{direct.start}checkout",
        "placed": f"{bought.start}placed",
        "leaving": f"{submitted.start}leaving",
        "leaving without buying": f"{left.start}leaving",
        "trouble": customer.visit(group, stranger).start,
        "no such session": "/shop/nothing/",
    }


def _inbox_pages(customer: Customer) -> dict[str, str]:
    arrived = customer.received()
    first, _duplicate, waiting = (found["id"] for found in arrived if found["kind"] == "order")
    asked = next(found["id"] for found in arrived if found["kind"] == "setup")
    return {
        "inbox": "/inbox/",
        "nothing in the inbox": "/inbox/?kind=profile",
        "order": f"/inbox/{first}",
        "waiting order": f"/inbox/{waiting}",
        "setup request": f"/inbox/{asked}",
    }


def _reply_pages(customer: Customer) -> dict[str, str]:
    """One order that nothing was said of, and one whose purchasing system does not answer."""
    first, second, _waiting = (found["id"] for found in customer.received(kind="order"))
    for what in ("confirm", "ship_part"):
        customer.client.post(f"/inbox/{first}/replies", data={"what": what, "url": "http://127.0.0.1:9/cxml"})
    return {"answered order": f"/inbox/{first}/reply/", "unanswered order": f"/inbox/{second}/reply/"}


def _misbehaving_pages(customer: Customer, group: Group) -> dict[str, str]:
    """With other faults in another group, so that they strike nobody else."""
    other = customer.ready_group("Troubled group")
    visits = []
    for fault in ("wrong_total", "replay", "late_cart"):
        other.post("faults", fault=fault, times="1")
        visits.append(_with_cart(customer.visit(other, setup_request(other))))
        visits[-1].post("checkout", ship="setup")
    other.post("faults", fault="trouble", times="1")
    customer.ask(other)
    other.post("faults", fault="slow")
    other.post("faults", fault="json", times="3")
    return {
        "misbehave": f"/groups/{group.id}/misbehave/",
        "misbehaving": f"/groups/{other.id}/misbehave/",
        "nothing to misbehave with": "/groups/1/misbehave/",
        "spoilt cart": f"{visits[0].start}leaving",
        "cart sent twice": f"{visits[1].start}leaving",
        "late cart": f"{visits[2].start}leaving",
        "answer to be wrong on purpose": f"/inbox/{customer.received()[-1]['id']}",
    }


def _with_cart(visit: Visit) -> Visit:
    visit.add()
    visit.add(CHAIR, 2)
    visit.add("B0KIT01COF", 3)
    return visit
