"""The shop a StartPage leads to: shelves, one product, the cart. Who may not shop here reads why."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from wizard.simulator.basket import MOST_OF_ONE, basket, put
from wizard.simulator.catalogue import BY_PART, CATEGORIES, shelves
from wizard.simulator.forms import go, text
from wizard.simulator.other_shop import INSPECT, operation_of
from wizard.simulator.roles import TROUBLES
from wizard.simulator.store import rows
from wizard.simulator.trade import Visit

pages = Blueprint("shop", __name__, url_prefix="/shop/<token>")

AFTER_THE_END = ("checkout.leaving", "checkout.placed")


@pages.url_value_preprocessor
def find_visit(_endpoint: str | None, place: dict[str, object] | None) -> None:
    token = (place or {}).pop("token", "")
    g.visit = rows().scalar(select(Visit).where(Visit.token == token))


@pages.before_request
def may_shop() -> ResponseReturnValue | None:
    """Trouble shows here and not on the wire, as at Amazon; a finished visit cannot be shopped in again."""
    visit: Visit | None = g.visit
    if visit is None:
        return render_template("simulator/shop/unknown.html"), 404
    if visit.trouble:
        title, sentence = TROUBLES[visit.trouble]
        return render_template(
            "simulator/shop/trouble.html", visit=visit, title=title, sentence=sentence
        ), 403
    if visit.ended and request.endpoint not in AFTER_THE_END:
        return redirect(
            url_for("checkout.leaving" if visit.document else "checkout.placed", token=visit.token), 303
        )
    return None


@pages.context_processor
def what_every_page_shows() -> dict[str, object]:
    visit: Visit | None = g.visit
    return {
        "visit": visit,
        "basket": basket(visit) if visit else None,
        "categories": CATEGORIES,
        "most": MOST_OF_ONE,
        "looking": visit is not None and operation_of(visit) == INSPECT,
    }


@pages.get("/")
def browse() -> ResponseReturnValue:
    category, wanted = request.args.get("category", ""), request.args.get("q", "")[:80]
    found = shelves(category if category in CATEGORIES else "", wanted)
    return render_template("simulator/shop/shelves.html", products=found, category=category, wanted=wanted)


@pages.get("/item/<part>")
def item(part: str) -> ResponseReturnValue:
    product = BY_PART.get(part) or abort(404)
    return render_template("simulator/shop/item.html", product=product)


@pages.get("/cart")
def cart() -> ResponseReturnValue:
    return render_template("simulator/shop/cart.html", refused="")


@pages.post("/cart")
def change_cart() -> ResponseReturnValue:
    """``action`` add puts more in, set changes how many, remove takes one product out."""
    if operation_of(g.visit) == INSPECT:
        abort(409)
    part, action = text("part"), text("action")
    if part not in BY_PART or action not in ("add", "set", "remove"):
        abort(404)
    typed = text("quantity") or "1"
    if not (typed.isascii() and typed.isdigit() and len(typed) < 6):
        return render_template("simulator/shop/cart.html", refused="Type how many pieces, in digits."), 422
    held = g.visit.basket.get(part, 0)
    put(g.visit, part, {"add": held + int(typed), "set": int(typed), "remove": 0}[action])
    return go("shop.cart", "basket", token=g.visit.token)
