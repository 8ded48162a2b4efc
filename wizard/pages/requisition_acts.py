"""What people do to a requisition: save, confirm, approve, reject, cancel."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import abort, flash, redirect, request, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as Answer

from wizard.models import Location, Requisition
from wizard.pages import now, person, services, session, supplier
from wizard.pages.access import own
from wizard.pages.errors import error_page
from wizard.pages.requisition_form import HeaderForm, form_of, problem, stale
from wizard.pages.requisition_page import page
from wizard.procurement import approval
from wizard.procurement.orders import Ordering
from wizard.procurement.refusal import NotAllowed, NotYours
from wizard.procurement.requisitions import HEADER, IN_WORDS, cancel, hold, save

Page = Answer | str | tuple[str, int]

SAVED = "Saved."
ORDERED = "Approved. The order is on its way to the supplier."
DONE_ALREADY: Mapping[str, tuple[str, ...]] = {
    "confirm": ("in_approval", "approved"),
    "approve": ("approved",),
    "reject": ("rejected",),
    "cancel": ("cancelled",),
}
"""Statuses in which an act has happened before: pressing its button again changes nothing and is no error."""


def act_on(row: Requisition, action: str) -> Page:
    """Try what the form asks for; pressing a button again changes nothing and is no error."""
    if action not in ACTS:
        abort(400)
    hold(session(), row)
    here = url_for("requisitions.one", number=row.id)
    if row.status in DONE_ALREADY.get(action, ()):
        flash(f"This was done before. It is {IN_WORDS[row.status].lower()} now.")
        return redirect(here, 303)
    form = form_of(row)
    if request.form.get("version", str(row.revision)) != str(row.revision):
        return stale(row, form)
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
        return page(own(Requisition, row.id), form, refused, request.form.get("reason", "")), 422
    except StaleDataError:
        session().rollback()
        return stale(own(Requisition, row.id), form)
    flash(said, "success")
    return redirect(url_for("requisitions.one", number=row.id), 303)


def _save(row: Requisition, form: HeaderForm) -> str:
    if not form.validate():
        raise NotAllowed(problem(form), "form.invalid")
    chosen = form.location.data
    save(session(), row, person(), form.header(), own(Location, int(chosen)) if chosen else None)
    return SAVED


def _confirm(row: Requisition, form: HeaderForm) -> str:
    if any(name in request.form for name in (*HEADER, "location")):
        _save(row, form)
    order = approval.confirm(session(), _ordering(), row, person())
    return ORDERED if order else "Confirmed. The approver has to decide now."


def _approve(row: Requisition, _form: HeaderForm) -> str:
    order = approval.approve(session(), _ordering(), row, person())
    return ORDERED if order else "Approved. The next approver has to decide now."


def _reject(row: Requisition, _form: HeaderForm) -> str:
    approval.reject(session(), row, person(), request.form.get("reason", ""), now())
    return "Rejected. The requester sees your reason."


def _cancel(row: Requisition, _form: HeaderForm) -> str:
    if cancel(session(), row, person(), now()):
        name = supplier(row.setup).name
        return f"Cancelled here only. {name} still has the order: cancel it there as well."
    return "Cancelled."


ACTS: Mapping[str, Callable[[Requisition, HeaderForm], str]] = {
    "save": _save,
    "confirm": _confirm,
    "approve": _approve,
    "reject": _reject,
    "cancel": _cancel,
}


def _ordering() -> Ordering:
    here = services()
    return Ordering(here.settings, here.sealer, here.outside)
