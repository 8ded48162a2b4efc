"""The way out of the shop: delivery address, submitting for approval, and the cart's way back by the browser.

Somebody who still is a Buyer (Requisitioner) is offered *Place order* instead, and no cart goes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wizard.cxml.address import Address
from wizard.simulator import places
from wizard.simulator.addresses import FIELDS, fill, judge
from wizard.simulator.basket import basket, send_back
from wizard.simulator.clock import now
from wizard.simulator.faults import LATE, REPLAY
from wizard.simulator.forms import Problems, go, text
from wizard.simulator.guard import allow_form_to
from wizard.simulator.other_shop import operation_of
from wizard.simulator.roles import general_group, is_requisitioner
from wizard.simulator.shop import find_visit, may_shop, what_every_page_shows
from wizard.simulator.switches import fault_of, spoil_cart
from wizard.simulator.tables import SHOP, SharedAddress
from wizard.simulator.trade import Visit

pages = Blueprint("checkout", __name__, url_prefix="/shop/<token>")
pages.url_value_preprocessor(find_visit)
pages.before_request(may_shop)
pages.context_processor(what_every_page_shows)

OTHER = "other"
TYPED = tuple(field for field in FIELDS if field != "address_id")


@dataclass(frozen=True, slots=True)
class Choice:
    """A delivery address to choose; ``asked_for`` when the setup request named it."""

    key: str
    place: Address
    asked_for: bool

    @property
    def lines(self) -> list[str]:
        return places.lines(self.place)


@pages.get("/checkout")
def show() -> ResponseReturnValue:
    if not basket(g.visit).lines:
        return redirect(url_for("shop.cart", token=g.visit.token), 303)
    return _page(g.visit, Problems())


@pages.post("/checkout")
def finish() -> ResponseReturnValue:
    """Submit for approval; or place the order here, for a Requisitioner."""
    visit: Visit = g.visit
    if not basket(visit).lines:
        return redirect(url_for("shop.cart", token=visit.token), 303)
    if not visit.landed.shared_payment_methods:
        return _page(visit, Problems()), 422
    if visit.group.kind == SHOP:
        send_back(visit, None)
        spoil_cart(visit)
        return go("checkout.leaving", token=visit.token)
    problems = Problems()
    chosen = _chosen(visit, problems)
    if problems or chosen is None:
        return _page(visit, problems), 422
    if is_requisitioner(visit.group, visit.email):
        visit.ended = now()
        return go("checkout.placed", token=visit.token)
    send_back(visit, None if chosen.asked_for else chosen.place)
    spoil_cart(visit)
    return go("checkout.leaving", token=visit.token)


@pages.post("/leave")
def leave() -> ResponseReturnValue:
    """Leave without buying: an empty cart with Status 204 goes back."""
    g.visit.basket = {}
    send_back(g.visit, None)
    return go("checkout.leaving", token=g.visit.token)


@pages.get("/leaving")
def leaving() -> ResponseReturnValue:
    """The one page of ours that may post elsewhere: the browser carries the cart back."""
    visit: Visit = g.visit
    if not visit.document:
        abort(404)
    allow_form_to(visit.return_url)
    return render_template(
        "simulator/shop/leaving.html", nothing=not visit.lines, fault=fault_of(visit), twice=REPLAY, late=LATE
    )


@pages.get("/placed")
def placed() -> ResponseReturnValue:
    if g.visit.ended is None or g.visit.document:
        abort(404)
    return render_template("simulator/shop/placed.html", general=general_group())


def choices(visit: Visit) -> list[Choice]:
    """The address of the setup request first, then the address book of the group the person landed in."""
    asked = places.address(visit.shipping) if visit.shipping else None
    found = [Choice("setup", asked, True)] if asked and asked.street else []
    for entry in visit.landed.addresses if visit.landed.shared_addresses else []:
        place = places.from_book(entry)
        if not any(places.same(place, choice.place) for choice in found):
            found.append(Choice(f"book-{entry.id}", place, False))
    return found


def _chosen(visit: Visit, problems: Problems) -> Choice | None:
    if text("ship") != OTHER:
        found = next((choice for choice in choices(visit) if choice.key == text("ship")), None)
        if found is None:
            problems.by_field["ship"] = "Choose a delivery address."
        return found
    typed = _typed()
    problems.by_field.update(judge(typed))
    if problems:
        return None
    entry = SharedAddress()
    fill(entry, typed, False)
    return Choice(OTHER, places.from_book(entry), False)


def _typed() -> dict[str, str]:
    return dict.fromkeys(FIELDS, "") | {field: text(field) for field in TYPED}


def _page(visit: Visit, problems: Problems) -> str:
    offered = choices(visit)
    typed: Mapping[str, str] = _typed() if request.method == "POST" else dict.fromkeys(FIELDS, "")
    return render_template(
        "simulator/shop/checkout.html",
        choices=offered,
        picked=text("ship") or (offered[0].key if offered else OTHER),
        other=OTHER,
        typed=typed,
        problems=problems,
        payable=visit.landed.shared_payment_methods,
        operation=operation_of(visit),
        requisitioner=is_requisitioner(visit.group, visit.email),
    )
