"""What going live would still take on trust: claims nobody proved, and what the proofs leave open."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from wizard.ladder import TOLD, Around, Ladder
from wizard.models import ACTIVE, Exchange, PurchaseOrder, Setup
from wizard.places import whole_places
from wizard.procurement.orders import was_received
from wizard.procurement.preflight import people_asked
from wizard.review.claims import Chapter
from wizard.steps.trial_order import went_to

AFTERWARDS = ("ConfirmationRequest", "ShipNoticeRequest")
NAMED = 5
"""So many people or places are named; of the others there is a number."""
LATER = frozenset({"go-live", "share"})
"""Steps that come with going live or after it."""
PLACES = "address-book"
"""After a test order its places are named together: all but one are still believed."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Something believed, and what could prove it; ``page`` is where that is done, below the setup's address."""

    sentence: str
    proof: str
    page: str = ""


def trusted(setup: Setup, ladder: Ladder, chapters: Sequence[Chapter], around: Around) -> list[Trust]:
    order = _test_order(ladder, setup, around)
    if order is None:
        return list(_told(chapters, LATER))
    return [*_told(chapters, LATER | {PLACES}), *_left_open(order, setup, around)]


def _told(chapters: Sequence[Chapter], without: Container[str]) -> Iterator[Trust]:
    for chapter in chapters:
        if chapter.standing.slug not in without:
            for claim in chapter.claims:
                if claim.way == TOLD:
                    yield Trust(claim.sentence, claim.provable)


def _left_open(order: PurchaseOrder, setup: Setup, around: Around) -> Iterator[Trust]:
    """One test order proves one person's way to one place, and never that anything is charged."""
    yield from _order_address(setup, around)
    yield from _people(order, setup, around)
    yield from _places(order, setup, around)
    yield from _payment(setup, around)


def _order_address(setup: Setup, around: Around) -> Iterator[Trust]:
    heard = select(Exchange.id).where(
        Exchange.setup_id == setup.id, Exchange.kind.in_(AFTERWARDS), Exchange.outcome == "ok"
    )
    if around.session.scalar(heard.limit(1)) is None:
        ours, another, where = (
            ("this group's", "the address of another group", "in the orders of this group")
            if around.supplier.sends_group
            else ("the right one", "another address of the supplier", "among your orders")
        )
        yield Trust(
            f"The Purchase Order Request URL is {ours}. Accepted means received: "
            f"{another} would have said the same.",
            f"A look into {around.supplier.name}: the test order has to stand {where}.",
        )


def _people(order: PurchaseOrder, setup: Setup, around: Around) -> Iterator[Trust]:
    shopper = order.requisition.requester
    others = [one for one in people_asked(around.session, setup) if one.about.id != shopper.id]
    unasked = [one.about.name for one in others if not one.passed]
    if unasked:
        yield Trust(
            f"{around.supplier.name} lets {_named(unasked)} shop. We have not asked as them yet.",
            "The pre-flight: it asks as each person.",
            "preflight",
        )
    if others and setup.walk == "amazon":
        yield Trust(
            f"The others have the right roles too. Only the checkout of {shopper.name} was seen.",
            "A test order of each person.",
        )


def _places(order: PurchaseOrder, setup: Setup, around: Around) -> Iterator[Trust]:
    record = setup.record(PLACES)
    told = any(check["evidence"] == TOLD for check in record.checks) if record else False
    reached = went_to(order)
    others = [
        place.name
        for place in whole_places(around.session, setup.organisation_id)
        if reached is None or place.id != reached.id
    ]
    if told and others:
        yield Trust(
            f"{_named(others)}: the address stands in {around.supplier.name} as it does here. "
            "The test order went elsewhere.",
            "Amazon's address sheet, uploaded at the step of the address book.",
            PLACES,
        )


def _payment(setup: Setup, around: Around) -> Iterator[Trust]:
    real = select(PurchaseOrder).where(PurchaseOrder.setup_id == setup.id, PurchaseOrder.mode == ACTIVE)
    latest = around.session.scalars(real.order_by(PurchaseOrder.id.desc()).limit(NAMED))
    if not any(was_received(order) for order in latest):
        yield Trust(
            "The payment can be made. In Test mode nothing is charged, so it was never tried."
            if setup.walk == "shop"
            else "The payment method can be charged. In Test mode nothing is, so it was never used.",
            "The first real order. Make it a small one.",
        )


def _test_order(ladder: Ladder, setup: Setup, around: Around) -> PurchaseOrder | None:
    record = setup.record("test-order")
    if record is None or not ladder["test-order"].passed:
        return None
    return around.session.get(PurchaseOrder, record.answers.get("order", 0))


def _named(names: Sequence[str]) -> str:
    shown, more = list(names[:NAMED]), len(names) - NAMED
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
