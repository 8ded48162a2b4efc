"""What a cart does once it has come back: it makes a requisition, changes one, or was only looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from wizard.cxml.address import Address
from wizard.cxml.cart import Cart, sum_of
from wizard.models import Requisition, RequisitionLine, RequisitionWord, Setup, ShoppingSession
from wizard.places import whole_places
from wizard.procurement.lines import PLACES, lines_hash
from wizard.procurement.operations import CREATE, EDIT, INSPECT, OPERATIONS
from wizard.procurement.places import address_of, same_place, to_json
from wizard.procurement.requisitions import hold
from wizard.procurement.words import keep_words


@dataclass(frozen=True)
class Chosen:
    """The cart, and its lines as columns. After a mere look there may be none, or one nobody could read."""

    cart: Cart | None
    lines: list[dict[str, Any]]

    @property
    def whole(self) -> Cart:
        """:raises ValueError: there is none"""
        if self.cart is None:
            raise ValueError("No cart came back.")
        return self.cart


def _make(session: Session, visit: ShoppingSession, chosen: Chosen, now: datetime) -> Requisition:
    cart, setup = chosen.whole, visit.setup
    places = whole_places(session, setup.organisation_id)
    location = next((place for place in places if place.id == visit.location_id), None) or next(
        iter(places), None
    )
    at_location = address_of(location, setup.organisation) if location else None
    requisition = Requisition(
        organisation_id=setup.organisation_id,
        setup_id=setup.id,
        session_id=visit.id,
        requester_id=visit.user_id,
        status="draft",
        mode=visit.mode,
        location_id=location.id if location else None,
        shipping_address=_chosen_at_checkout(cart, setup, at_location),
        created=now,
        **_sums(chosen),
    )
    session.add(requisition)
    session.flush()
    _put_lines(session, requisition, chosen.lines)
    return requisition


def _replace(session: Session, visit: ShoppingSession, chosen: Chosen, now: datetime) -> Requisition | None:
    """The lines of a draft give way to those of the cart, all at once; nothing when it is no draft any more."""
    requisition = session.get_one(Requisition, visit.draft_id)
    hold(session, requisition)
    if requisition.status not in OPERATIONS[EDIT].statuses or requisition.mode != visit.mode:
        return None
    place = requisition.location
    at_location = address_of(place, visit.setup.organisation) if place else None
    requisition.shipping_address = _chosen_at_checkout(chosen.whole, visit.setup, at_location)
    requisition.priced = now
    for name, value in _sums(chosen).items():
        setattr(requisition, name, value)
    for table in (RequisitionLine, RequisitionWord):
        session.execute(delete(table).where(table.requisition_id == requisition.id))
    session.flush()
    _put_lines(session, requisition, chosen.lines)
    session.expire(requisition, ["lines"])
    return requisition


def _look(session: Session, visit: ShoppingSession, _cart: Chosen, _now: datetime) -> Requisition:
    return session.get_one(Requisition, visit.draft_id)


ENDS: Mapping[str, Callable[[Session, ShoppingSession, Chosen, datetime], Requisition | None]] = {
    CREATE: _make,
    EDIT: _replace,
    INSPECT: _look,
}
"""What the cart that comes back does, by the operation its visit began with."""


def _sums(chosen: Chosen) -> dict[str, Any]:
    """What a requisition says of its cart as a whole."""
    cart, allowed = chosen.whole, chosen.whole.operation_allowed
    return {
        "currency": cart.lines[0].unit_price.currency,
        "total": cart.total.amount if cart.total else sum_of(cart.lines).quantize(PLACES),
        "shipping": cart.shipping.amount if cart.shipping else None,
        "tax": cart.tax.amount if cart.tax else None,
        "lines_hash": lines_hash(chosen.lines),
        "operation_allowed": allowed if allowed in OPERATIONS else CREATE,
    }


def _put_lines(session: Session, requisition: Requisition, lines: list[dict[str, Any]]) -> None:
    rows = [{"requisition_id": requisition.id, **line} for line in lines]
    session.execute(insert(RequisitionLine), rows)
    keep_words(session, requisition, [str(requisition.id), *_names(lines)])


def _names(lines: list[dict[str, Any]]) -> Iterator[str]:
    """What a purchase is searched by, besides its numbers."""
    for line in lines:
        yield from (line[name] for name in ("part", "description", "manufacturer", "manufacturer_part"))


def _chosen_at_checkout(cart: Cart, setup: Setup, at_location: Address | None) -> dict[str, object] | None:
    """The Amazon Shipping Address: only where the setup allows one, and only when it is another place."""
    chosen = cart.ship_to
    if not setup.alternative_shipping_address or chosen is None or not chosen.street:
        return None
    if at_location and same_place(chosen, at_location):
        return None
    return to_json(chosen)
