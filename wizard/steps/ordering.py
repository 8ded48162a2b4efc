"""Step 4: whose contact goes with a delivery, who buys by default, under which supplier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sqlalchemy import select
from wtforms import BooleanField, RadioField, SelectField

from wizard.accounts import find_user
from wizard.ladder import Around, Check, NoSuch, Step
from wizard.models import CREATE_PURCHASE_ORDER, HeldRole, Setup, Supplier, User
from wizard.steps.forms import StepForm, choices, one_line, text

NEW = "new"
RECEIVERS = {"purchaser": "Purchaser of the order", "requester": "Requester of the requisition"}

LISTS = ("deliver_to", "default_purchaser", "supplier")


class Ordering(Step):
    slug = "ordering"
    title = "Choose who orders and who receives"
    short = "Ordering"
    lead = "Each order names a purchaser, a supplier, and a contact for the delivery. You choose them once, here."
    side = "host"
    needs = "first we make sure that Amazon knows you."

    shared = (*LISTS, "new_supplier_name", "alternative_shipping_address")
    in_file: ClassVar[Mapping[str, Any]] = {
        "deliver_to": str,
        "default_purchaser": str,
        "supplier": str,
        "alternative_shipping_address": bool,
    }
    """The purchaser by e-mail address, the supplier by name."""

    class Form(StepForm):
        deliver_to = RadioField("Deliver orders to", choices=choices(RECEIVERS), validate_choice=False)
        default_purchaser = SelectField("Default purchaser", validate_choice=False)
        supplier = SelectField("Supplier", validate_choice=False)
        new_supplier_name = text("Name of the new supplier", Supplier.name)
        alternative_shipping_address = BooleanField("Allow an alternative shipping address")

    def form(self, setup: Setup, around: Around) -> Form:
        form: Ordering.Form = super().form(setup, around)
        people = {str(user.id): f"{user.name} ({user.email})" for user in self._purchasers(setup, around)}
        suppliers = {str(supplier.id): supplier.name for supplier in self._suppliers(setup, around)}
        form.default_purchaser.choices = choices({"": "Choose a person", **people})
        form.supplier.choices = choices({**suppliers, NEW: "Add a new supplier"})
        return form

    def defaults(self, setup: Setup, around: Around) -> dict[str, Any]:
        suppliers = self._suppliers(setup, around)
        purchasers = self._purchasers(setup, around)
        return {
            "deliver_to": "requester",
            "default_purchaser": str(purchasers[0].id) if len(purchasers) == 1 else "",
            "supplier": next((str(one.id) for one in suppliers if one.name == around.supplier.name), NEW),
            "new_supplier_name": around.supplier.name,
        }

    def answers(self, form: Form, setup: Setup, around: Around) -> dict[str, Any]:
        """What the lists offered counts only when it was sent."""
        given = super().answers(form, setup, around)
        return given | {name: "" for name in LISTS if not form[name].raw_data}

    def prove(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        receiver = RECEIVERS.get(answers["deliver_to"] or "")
        yield Check.of(
            "ordering.deliver_to_missing", receiver is not None, who_receives=(receiver or "").lower()
        )
        yield self._judge_purchaser(self._person(answers["default_purchaser"], setup, around))
        name = self._supplier_name(answers, setup, around)
        yield Check.of(
            "ordering.supplier_missing",
            bool(name),
            field="new_supplier_name" if answers["supplier"] == NEW else "supplier",
            supplier_name=name,
        )

    def keep(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> None:
        setup.deliver_to = answers["deliver_to"]
        setup.default_purchaser_id = int(answers["default_purchaser"])
        setup.alternative_shipping_address = answers["alternative_shipping_address"]
        setup.supplier = self._chosen(answers, setup, around) or Supplier(
            organisation_id=setup.organisation_id, name=answers["new_supplier_name"], created=around.now
        )

    def holds(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        yield self._judge_purchaser(setup.default_purchaser)

    def context(self, setup: Setup, form: Any, around: Around) -> dict[str, Any]:
        return {"nobody_has_role": len(form.default_purchaser.choices) == 1}

    def taken_over(self, like: Setup, setup: Setup, around: Around) -> dict[str, Any]:
        """What was a new supplier there is one of the list by now."""
        found = super().taken_over(like, setup, around)
        return found | {"supplier": str(like.supplier_id)} if found and like.supplier_id else found

    def told(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> dict[str, Any]:
        person = self._person(answers["default_purchaser"], setup, around)
        named = {
            "default_purchaser": person.email if person else "",
            "supplier": self._supplier_name(answers, setup, around),
        }
        return super().told(answers, setup, around) | named

    def typed(self, told: Mapping[str, Any], setup: Setup, around: Around) -> dict[str, str]:
        """A supplier the list does not have is a new one."""
        typed = super().typed(told, setup, around)
        if email := told.get("default_purchaser"):
            typed["default_purchaser"] = str(self._user(email, setup, around).id)
        if name := one_line(told.get("supplier")):
            known = {one.name: str(one.id) for one in self._suppliers(setup, around)}
            typed |= {"supplier": known.get(name, NEW), "new_supplier_name": "" if name in known else name}
        return typed

    @staticmethod
    def _user(email: str, setup: Setup, around: Around) -> User:
        user = find_user(around.session, email)
        if user is None or user.organisation_id != setup.organisation_id:
            raise NoSuch(f"The default purchaser “{email}” is no user of this organisation.")
        return user

    @staticmethod
    def _judge_purchaser(person: User | None) -> Check:
        if person is None:
            return Check.of("ordering.purchaser_missing", False)
        if not person.active:
            return Check.of("ordering.purchaser_inactive", False, person=person.name)
        holds = CREATE_PURCHASE_ORDER in person.roles
        return Check.of("ordering.purchaser_lacks_role", holds, person=person.name)

    @staticmethod
    def _purchasers(setup: Setup, around: Around) -> list[User]:
        found = (
            select(User)
            .join(HeldRole)
            .where(
                User.organisation_id == setup.organisation_id,
                User.active,
                HeldRole.role == CREATE_PURCHASE_ORDER,
            )
        )
        return list(around.session.scalars(found.order_by(User.name)))

    @staticmethod
    def _suppliers(setup: Setup, around: Around) -> list[Supplier]:
        found = select(Supplier).where(Supplier.organisation_id == setup.organisation_id)
        return list(around.session.scalars(found.order_by(Supplier.name)))

    @staticmethod
    def _person(number: str | None, setup: Setup, around: Around) -> User | None:
        if not _is_number(number):
            return None
        return around.session.scalar(
            select(User).where(User.id == int(number or 0), User.organisation_id == setup.organisation_id)
        )

    def _chosen(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Supplier | None:
        """The supplier of the list: by number, or by the name of a "new" one that is there already."""
        for supplier in self._suppliers(setup, around):
            if answers["supplier"] == str(supplier.id):
                return supplier
            if answers["supplier"] == NEW and supplier.name == answers["new_supplier_name"]:
                return supplier
        return None

    def _supplier_name(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> str:
        if answers["supplier"] == NEW:
            return answers["new_supplier_name"] or ""
        chosen = self._chosen(answers, setup, around)
        return chosen.name if chosen else ""


def _is_number(text: str | None) -> bool:
    return bool(text) and str(text).isascii() and str(text).isdigit() and len(str(text)) < 10
