"""Purchase orders: what was sent, what came back, and the decision when nobody knows."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response as Answer

from wizard.models import Exchange, Notice, PurchaseOrder, Requisition
from wizard.pages import now, person, session, supplier
from wizard.pages.access import needs, own
from wizard.pages.afterwards import afterwards, followed_at
from wizard.pages.errors import error_page
from wizard.pages.lines import lines_of
from wizard.pages.lists import listed
from wizard.pages.paging import as_json, page_of
from wizard.pages.purchase import MEMBERS, TAGS, amount, number, order_facts
from wizard.procurement.decisions import OUTCOMES, choices, may_resolve, resolve
from wizard.procurement.history import history
from wizard.procurement.listing import ORDERS
from wizard.procurement.orders import IN_WORDS
from wizard.procurement.places import from_json
from wizard.procurement.refusal import NotAllowed, NotYours
from wizard.procurement.remarks import SHORT

orders = Blueprint("orders", __name__)
Page = Answer | str | tuple[str, int]

WHOLE = (
    selectinload(PurchaseOrder.requisition).selectinload(Requisition.lines),
    selectinload(PurchaseOrder.notices),
    selectinload(PurchaseOrder.setup),
)
"""All that the facts of an order are made of, in few statements."""

DECIDED = {
    "resend": "It is sent again, the same document.",
    "mark_accepted": "Marked as received.",
    "give_up": "Given up. Nothing more is sent.",
}


@orders.get("/orders/")
@needs(*MEMBERS)
def index() -> str:
    shown = (selectinload(PurchaseOrder.requisition), selectinload(PurchaseOrder.setup))
    return render_template(
        "orders/index.html",
        listed=listed(ORDERS, "orders.index", *shown),
        words=IN_WORDS,
        remarks=SHORT,
        tags=TAGS,
        amount=amount,
        supplier_of=supplier,
    )


@orders.get("/orders.json")
@needs(*MEMBERS)
def listed_json() -> Response:
    page = page_of(_mine().options(*WHOLE), PurchaseOrder.id, "orders.listed_json")
    return as_json(page, [order_facts(row) for row in page.rows])


@orders.get("/orders/<int:number>")
@needs(*MEMBERS)
def one(number: int) -> str:
    return _page(own(PurchaseOrder, number))


@orders.get("/orders/<int:number>.json")
@needs(*MEMBERS)
def json(number: int) -> dict[str, Any]:
    return order_facts(own(PurchaseOrder, number))


@orders.post("/orders/<int:number>")
@needs(*MEMBERS)
def decide(number: int) -> Page:
    row = own(PurchaseOrder, number)
    action, reason = request.form.get("action", ""), request.form.get("reason", "")
    if action not in OUTCOMES:
        abort(400)
    try:
        resolve(session(), row, person(), action, reason, now())
        session().commit()
    except NotYours as refused:
        session().rollback()
        return error_page(403, sentence=refused.sentence)
    except NotAllowed as refused:
        session().rollback()
        row = own(PurchaseOrder, number)
        if not choices(row):
            return error_page(409, sentence=refused.sentence, here_url=url_for("orders.one", number=number))
        return _page(row, refused, reason), 422
    flash(DECIDED[action], "success")
    return redirect(url_for("orders.one", number=row.id), 303)


def _page(row: PurchaseOrder, refused: NotAllowed | None = None, reason: str = "") -> str:
    return render_template(
        "orders/one.html",
        exchanges=_exchanges(row),
        after=afterwards(row),
        followed_at=followed_at,
        lines=lines_of(row.requisition),
        history=history(row),
        choices=choices(row) if may_resolve(row, person()) else (),
        undecided=choices(row),
        refused=refused,
        reason=reason,
        **_facts(row),
    )


def _exchanges(row: PurchaseOrder) -> list[Exchange]:
    """What crossed the wire about this order, alone or together with others."""
    together = select(Notice.exchange_id).where(Notice.order_id == row.id)
    found = select(Exchange).where(or_(Exchange.order_id == row.id, Exchange.id.in_(together)))
    return list(session().scalars(found.order_by(Exchange.id)))


def _facts(row: PurchaseOrder) -> dict[str, Any]:
    return {
        "row": row,
        "setup": row.setup,
        "requisition": row.requisition,
        "supplier": supplier(row.setup),
        "status": IN_WORDS[row.status],
        "words": IN_WORDS,
        "tags": TAGS,
        "ship_to": from_json(row.ship_to),
        "bill_to": from_json(row.bill_to),
        "amount": amount,
        "number": number,
    }


def _mine() -> Any:
    return select(PurchaseOrder).where(PurchaseOrder.organisation_id == person().organisation_id)
