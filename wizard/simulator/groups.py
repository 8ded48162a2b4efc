"""Groups: the list on the home page, making one, its settings, and what is still to do in it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from wizard.simulator.credentials import issue, values
from wizard.simulator.forms import Problems, go, text, ticked
from wizard.simulator.marketplaces import MARKETPLACES
from wizard.simulator.roles import PUNCHOUT_BUYER, general_group
from wizard.simulator.store import rows
from wizard.simulator.tables import GENERAL, PUNCH_IN, PUNCHOUT, SHOP, Group, PaymentMethod

pages = Blueprint("groups", __name__)

KINDS = {
    PUNCHOUT: "PunchOut: people come from a purchasing system",
    PUNCH_IN: "Punch-In: people start shopping here",
    SHOP: "Another shop: no Amazon, speaks cXML and lets carts be changed",
}
INVOICE_LINE = "Invoice line"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing a group needs before its purchasing system can shop."""

    words: str
    endpoint: str
    done: bool


@pages.get("/")
def home() -> ResponseReturnValue:
    groups = list(rows().scalars(select(Group).where(Group.kind != GENERAL).order_by(Group.id)))
    return render_template("simulator/home.html", groups=groups, general=general_group(), tasks=tasks)


@pages.route("/groups/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    group = Group(name=text("name"), kind=text("kind"), marketplace=text("marketplace"))
    problems = Problems()
    if request.method == "GET":
        return _form(group, problems)
    _read(group, problems)
    if group.kind not in KINDS:
        problems.by_field["kind"] = "Choose the kind of group."
    if problems:
        return _form(group, problems), 422
    rows().add(group)
    rows().flush()
    if group.kind == SHOP:
        group.shared_payment_methods = True
        issue(group)
        return go("groups.show", "shop_made", group_id=group.id)
    rows().add(PaymentMethod(group_id=group.id, label=INVOICE_LINE))
    return go("groups.show", "group_made", group_id=group.id)


@pages.route("/groups/<int:group_id>/", methods=["GET", "POST"])
def show(group_id: int) -> ResponseReturnValue:
    group, problems = wanted(group_id), Problems()
    if request.method == "GET":
        return _settings(group, group, problems)
    kept = Group(id=group.id)
    _read(kept, problems)
    if problems:
        return _settings(group, kept, problems), 422
    group.name, group.marketplace = kept.name, kept.marketplace
    if group.kind != SHOP:
        group.shared_payment_methods, group.shared_addresses = (
            kept.shared_payment_methods,
            kept.shared_addresses,
        )
    return go("groups.show", "group_kept", group_id=group.id)


def wanted(group_id: int) -> Group:
    """The group of an address; there is a 404 page when it does not exist."""
    return rows().get(Group, group_id) or abort(404)


def tasks(group: Group) -> list[Task]:
    """What a group needs, in the order in which it is done."""
    if group.kind in (PUNCH_IN, SHOP):
        return []
    buyers = [person for person in group.people if PUNCHOUT_BUYER in person.roles and not person.pending]
    methods = group.payment_methods if group.shared_payment_methods else []
    return [
        Task(
            "Share payment methods and addresses",
            "groups.show",
            group.shared_payment_methods and group.shared_addresses,
        ),
        Task("Set the purchasing system", "purchasing.show", bool(group.from_identity)),
        Task(
            "Fill the shared address book",
            "addresses.show",
            bool(group.addresses) and group.shared_addresses,
        ),
        Task(
            "Choose a default payment method", "payments.show", any(method.is_default for method in methods)
        ),
        Task("Add people as Punchout Buyer", "people.show", bool(buyers)),
        Task("Switch to Active mode, after a test order", "purchasing.show", group.active),
    ]


def _settings(group: Group, typed: Group, problems: Problems) -> str:
    return render_template(
        "simulator/group.html",
        group=group,
        typed=typed,
        problems=problems,
        tasks=tasks(group),
        values=values(group) if group.kind == SHOP else {},
    )


def _form(group: Group, problems: Problems) -> str:
    return render_template("simulator/group_new.html", group=group, problems=problems, kinds=KINDS)


def _read(group: Group, problems: Problems) -> None:
    group.name = problems.need("name", "Give the group a name you will recognise.")
    group.marketplace = text("marketplace")
    group.shared_payment_methods = ticked("shared_payment_methods")
    group.shared_addresses = ticked("shared_addresses")
    if group.marketplace not in MARKETPLACES:
        problems.by_field["marketplace"] = "Choose the country the group shops in."
    others = rows().scalars(
        select(Group.name).where(Group.id != group.id) if group.id else select(Group.name)
    )
    if group.name and group.name.casefold() in {name.casefold() for name in others}:
        problems.by_field["name"] = "There is a group of this name already."
