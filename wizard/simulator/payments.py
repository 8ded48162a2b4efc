"""A group's payment methods: the invoice line is there by itself, cards are added, one is the default."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from wizard.simulator.forms import Problems, go, text
from wizard.simulator.groups import INVOICE_LINE, wanted
from wizard.simulator.store import rows
from wizard.simulator.tables import Group, PaymentMethod

pages = Blueprint("payments", __name__, url_prefix="/groups/<int:group_id>/payment")


@pages.get("/")
def show(group_id: int) -> ResponseReturnValue:
    return _page(wanted(group_id), Problems())


@pages.post("/")
def add_card(group_id: int) -> ResponseReturnValue:
    """Never a whole card number: four digits are enough to recognise a card that does not exist."""
    group, problems = wanted(group_id), Problems()
    holder = problems.need("holder", "Type the name on the card.")
    digits = problems.need("last_digits", "Type the card's last four digits.")
    if digits and not (len(digits) == 4 and digits.isascii() and digits.isdigit()):
        problems.by_field["last_digits"] = "Type exactly four digits."
    if problems:
        return _page(group, problems), 422
    rows().add(PaymentMethod(group_id=group.id, label=f"Card ending {digits}, {holder}"))
    return go("payments.show", "payment_kept", group_id=group.id)


@pages.post("/default")
def make_default(group_id: int) -> ResponseReturnValue:
    group = wanted(group_id)
    chosen = _method(group)
    for method in group.payment_methods:
        method.is_default = method is chosen
    return go("payments.show", "payment_default", group_id=group.id)


@pages.post("/remove")
def remove(group_id: int) -> ResponseReturnValue:
    method = _method(wanted(group_id))
    if method.label == INVOICE_LINE:
        abort(409)
    rows().delete(method)
    return go("payments.show", "payment_gone", group_id=group_id)


def _method(group: Group) -> PaymentMethod:
    found = (method for method in group.payment_methods if str(method.id) == text("method"))
    return next(found, None) or abort(404)


def _page(group: Group, problems: Problems) -> str:
    shown = group.payment_methods if group.shared_payment_methods else []
    return render_template(
        "simulator/payment.html", group=group, methods=shown, invoice_line=INVOICE_LINE, problems=problems
    )
