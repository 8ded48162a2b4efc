"""Step 10: the test order. Nothing is asked: it passes on facts only, and proves what was told before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import url_for
from flask_wtf import FlaskForm
from sqlalchemy import select

from wizard.ladder import PROVED, Around, Check, Step
from wizard.models import TEST, Exchange, Location, PurchaseOrder, Requisition, Setup, ShoppingSession
from wizard.procurement.orders import was_received
from wizard.steps.clock import TOO_OLD, clock_check
from wizard.steps.forms import StepForm
from wizard.steps.punching_out import news_of
from wizard.steps.wire import CART, ORDER, last_exchange, refused_cart, seen_of

LOOK_BACK = 50


@dataclass(frozen=True, slots=True)
class Purchase:
    """One try at the test order: the visit to the shop and what became of it."""

    visit: ShoppingSession
    requisition: Requisition | None

    @property
    def order(self) -> PurchaseOrder | None:
        return self.requisition.order if self.requisition else None

    @property
    def reached(self) -> int:
        """How far it got; the furthest try is the one that counts."""
        if self.order:
            return 5 if was_received(self.order) else 4
        if self.requisition:
            return {"draft": 2, "in_approval": 3, "approved": 3}.get(self.requisition.status, 1)
        return 1 if self.visit.problem else 0


class TrialOrder(Step):
    slug = "test-order"
    title = "Place a test order"
    short = "Test order"
    lead = "Now you order something in Test mode. This proves in one go what you have told us so far."
    side = "host"
    needs = "everything before is needed to buy something."
    after: ClassVar[tuple[str, ...]] = (
        "credentials",
        "ordering",
        "address-book",
        "payment",
        "people",
        "general-group",
    )
    proves: ClassVar[tuple[str, ...]] = (
        "group",
        "purchasing-system",
        "credentials",
        "address-book",
        "payment",
        "people",
        "general-group",
    )

    leads_to_shop = True
    by_hand = "It passes on facts only: a cart that came back and an order the supplier received."
    alone = "The test order is shopped and approved by people who may do both, under their own names."

    class Form(StepForm):
        """No fields: facts decide."""

    def answers(self, form: FlaskForm, setup: Setup, around: Around) -> dict[str, Any]:
        purchase = furthest(setup, around)
        if purchase is None or purchase.order is None or purchase.requisition is None:
            return {}
        order, shopper, place = purchase.order, purchase.visit.user.name, went_to(purchase.order)
        return {
            "order": order.id,
            "location": place.id if place else 0,
            "proof": f"by the test order {order.order_id} that {shopper} placed on {order.queued:%-d %B %Y}.",
        }

    def prove(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        yield from judge_purchase(furthest(setup, around), around)

    def machine(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        yield from judge_purchase(furthest(setup, around), around)

    def bears_out(self, check: Check, answers: Mapping[str, Any]) -> bool:
        """It went to one place: of the others it shows nothing."""
        place = answers.get("location")
        return place is None or not check.field.startswith("same_") or check.field == f"same_{place}"

    def context(self, setup: Setup, form: FlaskForm, around: Around) -> dict[str, Any]:
        purchase = furthest(setup, around)
        checks = list(judge_purchase(purchase, around))
        return {
            "facts": [fact_of(check, purchase) for check in checks if check.code != TOO_OLD],
            "clock": next((check for check in checks if check.code == TOO_OLD), None),
            "shop_url": url_for("punchout.start"),
            "preflight": news_of(setup, around),
        }


def went_to(order: PurchaseOrder) -> Location | None:
    """The location an order went to; an address chosen at the checkout is none of ours."""
    return None if order.requisition.shipping_address else order.requisition.location


def furthest(setup: Setup, around: Around) -> Purchase | None:
    """The try that got furthest since the last change of anything it rests on; of equals, the latest."""
    visits = around.session.execute(
        select(ShoppingSession, Requisition)
        .outerjoin(Requisition, Requisition.session_id == ShoppingSession.id)
        .where(
            ShoppingSession.setup_id == setup.id,
            ShoppingSession.mode == TEST,
            ShoppingSession.started >= _since(setup),
        )
        .order_by(ShoppingSession.id.desc())
        .limit(LOOK_BACK)
    )
    return max((Purchase(*visit) for visit in visits), key=lambda one: one.reached, default=None)


def judge_purchase(purchase: Purchase | None, around: Around) -> Iterator[Check]:
    """Each fact of the purchase in the order they happen; stops at the first that is missing."""
    words: dict[str, Any] = {**around.facts, "days": around.supplier.cart_days, "seen": ""}
    if purchase is None or purchase.requisition is None:
        yield _judge_visit(purchase.visit if purchase else None, words, around)
        return
    requisition = purchase.requisition
    cart = last_exchange(around.session, CART, Exchange.requisition_id == requisition.id)
    came_back = Check.of("order.cart_never_returned", True, PROVED, person=purchase.visit.user.name, **words)
    yield came_back.shown_by(cart)
    if ticking := clock_check(requisition, around.supplier, around.now):
        yield ticking
    confirmed = requisition.status not in {"draft", "cancelled"}
    yield Check.of("order.not_confirmed", confirmed, PROVED)
    if confirmed:
        approved = requisition.status == "approved"
        words["seen"] = _decision(requisition)
        yield Check.of("order.not_approved", approved, PROVED, **words)
        if approved and purchase.order:
            sent = last_exchange(around.session, ORDER, Exchange.order_id == purchase.order.id)
            yield _judge_order(purchase.order, words).shown_by(sent)


def _judge_visit(visit: ShoppingSession | None, words: dict[str, Any], around: Around) -> Check:
    code = _known(visit.problem if visit else "")
    cart = refused_cart(around.session, visit, code) if visit else None
    check = Check.of(code, False, PROVED, **words | {"person": "", "seen": seen_of(cart)})
    return check.shown_by(cart.id if cart else 0)


def _judge_order(order: PurchaseOrder, words: dict[str, Any]) -> Check:
    words = {**words, "order": order.order_id, "seen": order.answer or order.outcome or "no answer came"}
    if order.status == "refused":
        return Check.of("order.refused", False, PROVED, **words)
    if order.status == "unknown":
        return Check.of("order.outcome_unknown", False, PROVED, **words)
    return Check.of("order.accepted", was_received(order), PROVED, **words)


def fact_of(check: Check, purchase: Purchase | None) -> dict[str, Any]:
    """The check as the page lists it, with the place to act."""
    url, link_text = "", ""
    if not check.passed and purchase and purchase.order:
        url, link_text = url_for("orders.one", number=purchase.order.id), "Open the order"
    elif not check.passed and purchase and purchase.requisition:
        url = url_for("requisitions.one", number=purchase.requisition.id)
        link_text = "Open the requisition"
    return {
        "title": check.sentence,
        "done": check.passed,
        "sentence": check.fix,
        "code": check.code,
        "url": url,
        "link_text": link_text,
    }


def _since(setup: Setup) -> datetime:
    changed = [
        record.changed for record in setup.records if record.slug in TrialOrder.after and record.changed
    ]
    return max([setup.created, *changed])


def _known(code: str) -> str:
    return code if code.startswith("order.") else "order.cart_never_returned"


def _decision(requisition: Requisition) -> str:
    if requisition.status == "in_approval":
        return "nobody has decided yet"
    last = requisition.approvals[-1] if requisition.approvals else None
    if last is None or last.approved:
        return requisition.status
    who = last.approver.name if last.approver else "the approver"
    return f"{who} rejected it: {last.reason}"
