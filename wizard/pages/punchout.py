"""The way to the shop and back: a setup request goes out, the browser follows, a cart comes in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from wizard.failures import FAILURES
from wizard.ladder import PROVED, Check
from wizard.models import (
    CONFIGURATION,
    CREATE_REQUISITION,
    Location,
    Requisition,
    Setup,
    ShoppingSession,
    User,
)
from wizard.pages import now, person, services, session, supplier
from wizard.pages.access import needs, own
from wizard.pages.headers import allow_form_to
from wizard.procurement.arrival import Arrival, refuse_cart, take_cart
from wizard.procurement.operations import CREATE, Operation, offered
from wizard.procurement.requisitions import may_edit
from wizard.procurement.shopping import SHOPPING, Errand, start_shopping
from wizard.procurement.verdict import Verdict
from wizard.steps.wire import refused_cart, seen_of

punchout = Blueprint("punchout", __name__, url_prefix="/punchout")

SHOPPERS = (CREATE_REQUISITION, CONFIGURATION)
CART_LIMIT = 6_000_000
"""Bytes of a posted cart, urlencoded or multipart; the document inside may have 4 MB."""


@punchout.post("/start")
@needs(*SHOPPERS)
def start() -> Response | tuple[str, int]:
    setup = _asked_for(Setup, "setup") or abort(404)
    location = _asked_for(Location, "location")
    errand = _errand(setup)
    here = services()
    _, verdict = start_shopping(
        session(), here.outside, here.settings, here.sealer, setup, person(), location, errand
    )
    if verdict.ok:
        return redirect(verdict.start_page, 303)
    return render_template(
        "punchout/refused.html",
        setup=setup,
        errand=errand,
        supplier=supplier(setup),
        check=_check_of(verdict, setup, person()),
    ), 422


@punchout.post("/return/<token>")
def take_back(token: str) -> Response:
    """The supplier's page posts across sites: no cookie of ours comes along, and none may be touched here."""
    request.max_content_length = CART_LIMIT
    try:
        body = request.get_data(cache=False, parse_form_data=False)
    except RequestEntityTooLarge:
        arrival = refuse_cart(session(), token, f"it is larger than {CART_LIMIT:,} bytes", now())
    else:
        arrival = take_cart(session(), token, request.headers.get("Content-Type", ""), body, now(), _folder())
    return redirect(_page_of(arrival), 303)


@punchout.get("/arrived/<int:number>")
@needs(*SHOPPERS)
def arrived(number: int) -> str:
    """What was wrong with a cart, in words. Number 0 stands for a visit we know nothing of."""
    visit = _own_visit(number) if number else None
    code = request.args.get("code", "") or (visit.problem if visit else "")
    if not code.startswith("order.cart") and not (visit and code == visit.problem):
        code = "order.cart_unknown_session"
    facts = {"seen": "", "supplier": _shop_names() or "the supplier", "person": person().name, "days": ""}
    if visit:
        facts |= _facts(visit.setup, visit.user) | {"seen": seen_of(refused_cart(session(), visit, code))}
    return render_template(
        "punchout/arrived.html",
        setup=visit.setup if visit else None,
        supplier=supplier(visit.setup) if visit else None,
        check=Check.of(code if code in FAILURES else "order.cart_unknown_session", False, PROVED, **facts),
        requisition=_made_by(visit) if visit else None,
        visit=visit,
    )


def allow_shop(*setups: Setup) -> None:
    """Let the forms on this page lead on to the shops: browsers judge where a posted form ends up."""
    hosts = dict.fromkeys(host for setup in setups for host in _shop_hosts(setup))
    origins = [f"https://*{host}" if host.startswith(".") else f"https://{host}" for host in hosts]
    if services().settings.loopback_suppliers:
        origins.append("http://127.0.0.1:*")
    allow_form_to(" ".join(origins))


def ways_back(row: Requisition) -> list[Operation]:
    """What this person may go to the shop again for with the cart of a requisition; its page shows the buttons."""
    may_shop = any(person().may(role) for role in SHOPPERS) and may_edit(row, person())
    found = offered(row, supplier(row.setup)) if may_shop else []
    if found:
        allow_shop(row.setup)
    return found


def _shop_hosts(setup: Setup) -> tuple[str, ...]:
    places = supplier(setup).marketplaces
    return places[setup.marketplace].shop_hosts if setup.marketplace in places else ()


def _errand(setup: Setup) -> Errand:
    """What the visit is for; a cart is taken along only where the page of its requisition offers it."""
    operation = request.form.get("operation", CREATE)
    if operation == CREATE:
        return SHOPPING
    cart = _asked_for(Requisition, "requisition") or abort(404)
    if cart.setup_id != setup.id or not may_edit(cart, person()):
        abort(403)
    if operation not in {one.name for one in offered(cart, supplier(setup))}:
        abort(409)
    return Errand(operation, cart)


def _folder() -> Path | None:
    return services().settings.supplier_profiles


def _asked_for(model: type[Any], name: str) -> Any:
    text = request.form.get(name, "")
    if not text:
        return None
    return own(model, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else abort(404)


def _page_of(arrival: Arrival) -> str:
    if arrival.requisition:
        return url_for("requisitions.one", number=arrival.requisition.id)
    number = arrival.visit.id if arrival.visit else 0
    return url_for("punchout.arrived", number=number, code=arrival.code)


def _own_visit(number: int) -> ShoppingSession:
    mine = Setup.organisation_id == person().organisation_id
    query = select(ShoppingSession).join(Setup, Setup.id == ShoppingSession.setup_id)
    return session().scalar(query.where(ShoppingSession.id == number, mine)) or abort(404)


def _shop_names() -> str:
    """The names on the buttons that open a shop, as they stand between quotation marks."""
    mine = session().scalars(
        select(Setup).where(
            Setup.organisation_id == person().organisation_id, Setup.sealed_secret.is_not(None)
        )
    )
    return "” or “Request from ".join(sorted({supplier(setup).name for setup in mine}))


def _made_by(visit: ShoppingSession) -> Requisition | None:
    """The requisition of this visit: the one it made, or the one whose cart it took along."""
    its_own = Requisition.id == visit.draft_id if visit.draft_id else Requisition.session_id == visit.id
    return session().scalar(select(Requisition).where(its_own))


def _check_of(verdict: Verdict, setup: Setup, user: User) -> Check:
    facts = _facts(setup, user) | {"seen": verdict.seen, "status": verdict.cxml_status or ""}
    return Check.of(verdict.code, False, PROVED, **facts)


def _facts(setup: Setup, user: User) -> dict[str, Any]:
    """What the words of any failure at the shop may name."""
    profile = supplier(setup)
    return {
        "supplier": profile.name,
        "walk": profile.walk,
        "group": setup.group_name,
        "person": user.name,
        "host": services().host.name,
        "days": profile.cart_days,
        "seen": "no further word",
        "label": "Shared Secret",
    }
