"""Requisitions: the list with its way to the shop, and one requisition with what may be done to it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response as Answer

from wizard.models import Requisition, Setup
from wizard.pages import person, session, supplier
from wizard.pages.access import needs, own
from wizard.pages.lists import listed
from wizard.pages.paging import as_json, page_of
from wizard.pages.punchout import SHOPPERS, allow_shop
from wizard.pages.purchase import MEMBERS, amount, requisition_facts
from wizard.pages.requisition_acts import act_on
from wizard.pages.requisition_form import form_of
from wizard.pages.requisition_page import page
from wizard.places import whole_places
from wizard.procurement.listing import REQUISITIONS
from wizard.procurement.requisitions import IN_WORDS

requisitions = Blueprint("requisitions", __name__)


@requisitions.get("/requisitions/")
@needs(*MEMBERS)
def index() -> str:
    setups = _shops() if any(person().may(role) for role in SHOPPERS) else []
    if setups:
        allow_shop(*setups)
    return render_template(
        "requisitions/index.html",
        listed=listed(REQUISITIONS, "requisitions.index", selectinload(Requisition.requester)),
        setups=setups,
        locations=whole_places(session(), int(person().organisation_id or 0)),
        supplier_of=supplier,
        words=IN_WORDS,
        amount=amount,
    )


@requisitions.get("/requisitions.json")
@needs(*MEMBERS)
def listed_json() -> Response:
    mine = select(Requisition).where(Requisition.organisation_id == person().organisation_id)
    rows = mine.options(selectinload(Requisition.lines))
    found = page_of(rows, Requisition.id, "requisitions.listed_json")
    return as_json(found, [requisition_facts(row) for row in found.rows])


@requisitions.get("/requisitions/<int:number>")
@needs(*MEMBERS)
def one(number: int) -> str:
    row = own(Requisition, number)
    return page(row, form_of(row))


@requisitions.get("/requisitions/<int:number>.json")
@needs(*MEMBERS)
def one_json(number: int) -> dict[str, Any]:
    return requisition_facts(own(Requisition, number))


@requisitions.post("/requisitions/<int:number>")
@needs(*MEMBERS)
def act(number: int) -> Answer | str | tuple[str, int]:
    return act_on(own(Requisition, number), request.form.get("action", ""))


def _shops() -> list[Setup]:
    """Connections one can shop through: the credentials are in."""
    query = select(Setup).where(
        Setup.organisation_id == person().organisation_id,
        Setup.sealed_secret.is_not(None),
        Setup.punchout_url != "",
    )
    return list(session().scalars(query.order_by(Setup.id)))
