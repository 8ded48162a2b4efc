"""Requisitions: the list with its way to the shop, and one requisition with what may be done to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as Answer
from wtforms import HiddenField, SelectField

from wizard.models import CONFIGURATION, TEST, Location, Requisition, RequisitionLine, Setup
from wizard.pages import now, person, services, session
from wizard.pages.access import needs, own
from wizard.pages.errors import error_page
from wizard.pages.paging import as_json, page_of
from wizard.pages.punchout import SHOPPERS, allow_shop
from wizard.pages.purchase import MEMBERS, amount, cart_clock, number, requisition_facts
from wizard.places import whole_places
from wizard.procurement import approval
from wizard.procurement.orders import Ordering
from wizard.procurement.places import from_json
from wizard.procurement.refusal import NotAllowed, NotYours
from wizard.procurement.requisitions import (
    HEADER,
    IN_WORDS,
    allowed,
    cancel,
    hold,
    may_edit,
    save,
)
from wizard.profiles import supplier_profile
from wizard.steps.forms import choices, text

requisitions = Blueprint("requisitions", __name__)
Page = Answer | str | tuple[str, int]

LINES_SHOWN = 200
SAVED = "Saved."
DONE_ALREADY: Mapping[str, tuple[str, ...]] = {
    "confirm": ("in_approval", "approved"),
    "approve": ("approved",),
    "reject": ("rejected",),
    "cancel": ("cancelled",),
}
"""Statuses in which an act has happened before: pressing its button again changes nothing and is no error."""


class HeaderForm(FlaskForm):
    """What may be changed of a draft; never its lines."""

    version = HiddenField()
    department = text("Department", Requisition.department)
    budget = text("Budget", Requisition.budget)
    account = text("Account", Requisition.account)
    location = SelectField("Location")

    def header(self) -> dict[str, str]:
        return {name: str(self[name].data or "") for name in HEADER}


@requisitions.get("/requisitions/")
@needs(*MEMBERS)
def index() -> str:
    page = page_of(_mine().options(selectinload(Requisition.requester)), Requisition.id, "requisitions.index")
    setups = _shops() if any(person().may(role) for role in SHOPPERS) else []
    if setups:
        allow_shop(*setups)
    return render_template(
        "requisitions/index.html",
        page=page,
        setups=setups,
        locations=whole_places(session(), int(person().organisation_id or 0)),
        profiles=supplier_profile,
        words=IN_WORDS,
        amount=amount,
    )


@requisitions.get("/requisitions.json")
@needs(*MEMBERS)
def listed_json() -> Response:
    page = page_of(
        _mine().options(selectinload(Requisition.lines)), Requisition.id, "requisitions.listed_json"
    )
    return as_json(page, [requisition_facts(row) for row in page.rows])


@requisitions.get("/requisitions/<int:number>")
@needs(*MEMBERS)
def one(number: int) -> str:
    row = own(Requisition, number)
    return _page(row, _form(row))


@requisitions.get("/requisitions/<int:number>.json")
@needs(*MEMBERS)
def one_json(number: int) -> dict[str, Any]:
    return requisition_facts(own(Requisition, number))


@requisitions.post("/requisitions/<int:number>")
@needs(*MEMBERS)
def act(number: int) -> Page:
    row = own(Requisition, number)
    action = request.form.get("action", "")
    if action not in ACTS:
        abort(400)
    hold(session(), row)
    here = url_for("requisitions.one", number=row.id)
    if row.status in DONE_ALREADY.get(action, ()):
        flash(f"This was done before. It is {IN_WORDS[row.status].lower()} now.")
        return redirect(here, 303)
    form = _form(row)
    if request.form.get("version", str(row.revision)) != str(row.revision):
        return _stale(row, form)
    return _try(action, row, form)


def _try(action: str, row: Requisition, form: HeaderForm) -> Page:
    try:
        said = ACTS[action](row, form)
        session().commit()
    except NotYours as refused:
        session().rollback()
        return error_page(403, sentence=refused.sentence)
    except NotAllowed as refused:
        session().rollback()
        return _page(own(Requisition, row.id), form, refused, request.form.get("reason", "")), 422
    except StaleDataError:
        session().rollback()
        return _stale(own(Requisition, row.id), form)
    flash(said, "success")
    return redirect(url_for("requisitions.one", number=row.id), 303)


def _save(row: Requisition, form: HeaderForm) -> str:
    if not form.validate():
        raise NotAllowed(_problem(form), "form.invalid")
    chosen = form.location.data
    save(session(), row, person(), form.header(), own(Location, int(chosen)) if chosen else None)
    return SAVED


def _confirm(row: Requisition, form: HeaderForm) -> str:
    if any(name in request.form for name in (*HEADER, "location")):
        _save(row, form)
    order = approval.confirm(session(), _ordering(), row, person())
    return _order_made(order is not None) if order else "Confirmed. The approver has to decide now."


def _approve(row: Requisition, _form: HeaderForm) -> str:
    order = approval.approve(session(), _ordering(), row, person())
    return _order_made(True) if order else "Approved. The next approver has to decide now."


def _reject(row: Requisition, _form: HeaderForm) -> str:
    approval.reject(session(), row, person(), request.form.get("reason", ""), now())
    return "Rejected. The requester sees your reason."


def _cancel(row: Requisition, _form: HeaderForm) -> str:
    if cancel(session(), row, person(), now()):
        supplier = supplier_profile(row.setup.supplier_profile).name
        return f"Cancelled here only. {supplier} still has the order: cancel it there as well."
    return "Cancelled."


def _order_made(made: bool) -> str:
    return "Approved. The order is on its way to the supplier." if made else ""


ACTS: Mapping[str, Callable[[Requisition, HeaderForm], str]] = {
    "save": _save,
    "confirm": _confirm,
    "approve": _approve,
    "reject": _reject,
    "cancel": _cancel,
}


def _page(row: Requisition, form: HeaderForm, refused: NotAllowed | None = None, reason: str = "") -> str:
    form.version.data = str(row.revision)
    here, turn = person(), approval.whose_turn(session(), row)
    editable = may_edit(row, here)
    lines, page, pages = _lines(row)
    profile = supplier_profile(row.setup.supplier_profile)
    return render_template(
        "requisitions/one.html",
        row=row,
        setup=row.setup,
        supplier=profile,
        status=IN_WORDS[row.status],
        form=form,
        suggested=_suggested(),
        back_to_step=_walk_goes_on(row),
        lines=lines,
        lines_page=page,
        lines_pages=pages,
        turn=turn,
        may={
            "save": editable and allowed(row, "save"),
            "cancel": editable and allowed(row, "cancel"),
            "approve": turn is not None and here.id in {user.id for user in turn.people},
        },
        chosen_address=from_json(row.shipping_address) if row.shipping_address else None,
        clock=cart_clock(row),
        refused=refused,
        reason=reason,
        amount=amount,
        number=number,
    )


def _walk_goes_on(row: Requisition) -> str:
    """The step this purchase belongs to, while the connection is still being set up."""
    if row.setup.mode != TEST or not person().may(CONFIGURATION):
        return ""
    return url_for("setup.show", number=row.setup_id, slug="test-order")


def _lines(row: Requisition) -> tuple[list[RequisitionLine], int, int]:
    """One page of a cart that may have 10,000 lines."""
    count = session().scalar(select(func.count()).where(RequisitionLine.requisition_id == row.id)) or 0
    pages = max(1, -(-count // LINES_SHOWN))
    asked = request.args.get("lines", "1")
    page = (
        min(int(asked), pages)
        if asked.isascii() and asked.isdigit() and len(asked) < 10 and int(asked)
        else 1
    )
    query = select(RequisitionLine).where(RequisitionLine.requisition_id == row.id)
    shown = query.order_by(RequisitionLine.number).offset((page - 1) * LINES_SHOWN).limit(LINES_SHOWN)
    return list(session().scalars(shown)), page, pages


def _form(row: Requisition) -> HeaderForm:
    places = whole_places(session(), row.organisation_id)
    if row.location and row.location not in places:
        places = [*places, row.location]
    form = HeaderForm(
        data={name: getattr(row, name) for name in HEADER} | {"location": str(row.location_id or "")}
    )
    form.location.choices = choices({"": "Not chosen", **{str(place.id): place.name for place in places}})
    return form


def _problem(form: HeaderForm) -> str:
    if form.location.errors:
        return "This location is not in the list any more. Choose another one."
    return " ".join(str(problem) for found in form.errors.values() for problem in found)


def _suggested() -> dict[str, tuple[str, ...]]:
    """What the host usually writes there; anything else may be typed."""
    host = services().host
    return dict(zip(HEADER, (host.departments, host.budgets, host.accounts), strict=True))


def _stale(row: Requisition, form: HeaderForm) -> tuple[str, int]:
    saved = {name: getattr(row, name) for name in HEADER} | {"location": str(row.location_id or "")}
    names = {choice.value: choice.label for choice in form.location.choices}
    differences = [
        {
            "label": form[name].label.text,
            "saved": names.get(kept, kept) if name == "location" else kept,
            "typed": names.get(form[name].data, form[name].data) if name == "location" else form[name].data,
        }
        for name, kept in saved.items()
        if name in request.form and form[name].data != kept
    ]
    return error_page(
        409,
        here_url=url_for("requisitions.one", number=row.id),
        version=row.revision,
        differences=differences,
        typed=[
            (name, value) for name, value in request.form.items() if name not in {"csrf_token", "version"}
        ],
    )


def _ordering() -> Ordering:
    here = services()
    return Ordering(here.settings, here.sealer, here.outside)


def _mine() -> Any:
    return select(Requisition).where(Requisition.organisation_id == person().organisation_id)


def _shops() -> list[Setup]:
    """Connections one can shop through: the credentials are in."""
    query = select(Setup).where(
        Setup.organisation_id == person().organisation_id,
        Setup.sealed_secret.is_not(None),
        Setup.punchout_url != "",
    )
    return list(session().scalars(query.order_by(Setup.id)))
