"""Whatever people do in whatever order: test and real never mix, and no order is sent twice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.fakes import cxml_answer, shop_opens
from tests.procurement.clinic import SECRET, Clinic
from tests.procurement.replies import confirms, ships
from wizard.cxml.envelope import Stamp, open_envelope
from wizard.cxml.order import write_response
from wizard.cxml.status import Status
from wizard.models import ACTIVE, TEST, PurchaseOrder, Requisition
from wizard.outside import Answer, CallFailed
from wizard.procurement import approval
from wizard.procurement.decisions import resolve
from wizard.procurement.fulfilment import Delivery, take
from wizard.procurement.orders import change_mode
from wizard.procurement.refusal import NotAllowed
from wizard.procurement.requisitions import cancel
from wizard.procurement.sending import send
from wizard.procurement.shopping import DEPLOYMENT

STEPS = 120


def answer_of(status: Status) -> bytes:
    return write_response(status, stamp=Stamp("1@127.0.0.1", "2026-03-02T09:00:00+00:00"))


class History:
    """Random acts of everybody on one connection."""

    def __init__(self, clinic: Clinic, seed: int) -> None:
        self.clinic, self.luck = clinic, random.Random(seed)
        self.boss = clinic.approver()
        self.sent: list[tuple[str, str, str]] = []
        self.resent: Counter[str] = Counter()
        self.heard: set[str] = set()
        clinic.supplier.react = self.answer

    def answer(self, url: str, document: bytes) -> Answer:
        envelope = open_envelope(document)
        if envelope.kind != "OrderRequest":
            return shop_opens(url, document)
        with self.clinic.database.read_only() as session:
            order = session.scalars(
                select(PurchaseOrder).where(PurchaseOrder.payload_id == envelope.payload_id)
            ).one()
            self.sent.append((envelope.payload_id, envelope.mode, order.setup.mode))
        assert envelope.payload_id not in self.heard
        luck = self.luck.random()
        if luck < 0.2:
            raise CallFailed("supplier.timed_out", "nothing", may_have_left=True, seconds=1)
        if luck < 0.3:
            return Answer(502, "text/html", b"<html></html>", 0.1)
        return cxml_answer(b'<cXML><Response><Status code="200" text="OK"/></Response></cXML>')

    def shop(self) -> None:
        self.clinic.shops()

    def confirm(self) -> None:
        approval.confirm(self.clinic.session, self.clinic.ordering, self.any(Requisition), self.clinic.rita)

    def approve(self) -> None:
        approval.approve(self.clinic.session, self.clinic.ordering, self.any(Requisition), self.boss)

    def cancel(self) -> None:
        cancel(self.clinic.session, self.any(Requisition), self.clinic.rita, self.clinic.clock.now())

    def switch(self) -> None:
        change_mode(self.clinic.session, self.clinic.setup, self.luck.choice([TEST, ACTIVE]))

    def send(self) -> None:
        order = self.any(PurchaseOrder)
        self.clinic.session.commit()
        send(self.clinic.hands, order.id)

    def decide(self) -> None:
        order, action = self.any(PurchaseOrder), self.luck.choice(["resend", "mark_accepted", "give_up"])
        resolve(self.clinic.session, order, self.clinic.paul, action, "because", self.clinic.clock.now())
        if action == "resend":
            self.resent[order.payload_id] += 1

    def hear(self) -> None:
        """The supplier says something of an order, in whatever mode; it has the order from then on."""
        order, mode = self.any(PurchaseOrder), self.luck.choice(["test", "production"])
        kind = self.luck.choice(["accept", "reject", "except"])
        said = confirms(order, kind, mode=mode) if self.luck.random() < 0.6 else ships(order, mode=mode)
        clinic, envelope = self.clinic, open_envelope(said)
        delivery = Delivery(clinic.setup, envelope, said, SECRET, clinic.clock.now(), answer_of)
        status = open_envelope(take(clinic.session, delivery)).status
        assert status is not None
        if status.ok:
            assert mode == DEPLOYMENT[order.mode]
            self.heard.add(order.payload_id)

    def any(self, model: type):  # type: ignore[no-untyped-def]
        found = self.clinic.session.scalars(select(model).order_by(model.id)).all()
        if not found:
            raise NotAllowed("nothing there yet")
        return self.luck.choice(found[-4:])

    def goes_on(self) -> None:
        often: list[Callable[[], None]] = [self.confirm, self.approve, self.send]
        rare = [self.decide, self.decide, self.hear, self.shop, self.shop, self.cancel, self.switch]
        try:
            self.luck.choice([*often * 4, *rare])()
            self.clinic.session.commit()
        except NotAllowed:
            self.clinic.session.rollback()


@pytest.mark.parametrize("seed", range(4))
def test_no_history_crosses_the_modes_or_sends_unasked_for_a_second_time(clinic: Clinic, seed: int) -> None:
    history = History(clinic, seed)
    for _ in range(STEPS):
        history.goes_on()
    assert history.sent
    assert history.heard
    assert all(sent == DEPLOYMENT[mode] for _, sent, mode in history.sent)
    times = Counter(payload_id for payload_id, _, _ in history.sent)
    assert all(count <= 1 + history.resent[payload_id] for payload_id, count in times.items())
    for order in clinic.session.scalars(select(PurchaseOrder)):
        assert order.mode == order.requisition.mode
