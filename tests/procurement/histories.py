"""What people do on one connection, in any order, while the supplier answers or does not."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle

from sqlalchemy import select

from tests.fakes import cxml_answer, shop_opens
from tests.procurement.clinic import SECRET, Clinic, Visit
from tests.procurement.replies import confirms, ships
from wizard.cxml.envelope import Stamp, open_envelope
from wizard.cxml.order import write_response
from wizard.cxml.status import Status
from wizard.models import ACTIVE, TEST, PurchaseOrder, Requisition, ShoppingSession, User
from wizard.outside import Answer, CallFailed
from wizard.procurement import approval
from wizard.procurement.decisions import resolve
from wizard.procurement.fulfilment import Delivery, take
from wizard.procurement.orders import change_mode
from wizard.procurement.refusal import NotAllowed
from wizard.procurement.requisitions import cancel
from wizard.procurement.sending import send
from wizard.procurement.shopping import DEPLOYMENT

Act = Callable[[], None]


def answer_of(status: Status) -> bytes:
    return write_response(status, stamp=Stamp("1@127.0.0.1", "2026-03-02T09:00:00+00:00"))


class History:
    """Random acts of everybody on a fresh connection.

    :param boss: has to approve whatever is bought
    :param seed: the same one gives the same acts
    """

    def __init__(self, clinic: Clinic, boss: User, seed: int) -> None:
        self.clinic, self.boss, self.luck = clinic, boss, random.Random(seed)
        self.setup = clinic.setup = clinic.connects()
        self.setup.mode = self.luck.choice([TEST, ACTIVE])
        self.visits: list[Visit] = []
        self.sent: list[tuple[str, str, str]] = []
        self.resent: Counter[str] = Counter()
        self.heard: set[str] = set()
        clinic.session.commit()
        clinic.supplier.received.clear()
        clinic.supplier.react = self.answer

    @property
    def crossed(self) -> list[str]:
        """Orders that left in another mode than the connection's, or stand in another than their visit's."""
        left = [number for number, sent, mode in self.sent if sent != DEPLOYMENT[mode]]
        found = (
            select(PurchaseOrder.payload_id)
            .join(Requisition)
            .join(ShoppingSession, ShoppingSession.id == Requisition.session_id)
            .where(PurchaseOrder.setup_id == self.setup.id)
            .where((PurchaseOrder.mode != Requisition.mode) | (Requisition.mode != ShoppingSession.mode))
        )
        return [*left, *self.clinic.session.scalars(found)]

    @property
    def unasked(self) -> list[str]:
        """Orders that left once more without anybody saying so."""
        times = Counter(number for number, _, _ in self.sent)
        return [number for number, count in times.items() if count > 1 + self.resent[number]]

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

    def leave(self) -> None:
        """Somebody goes to the shop; the mode may change before the cart comes back."""
        self.visits.append(self.clinic.visits())

    def come_back(self) -> None:
        if not self.visits:
            raise NotAllowed("nobody is in the shop")
        self.clinic.comes_back(self.luck.choice(self.visits))

    def confirm(self) -> None:
        approval.confirm(self.clinic.session, self.clinic.ordering, self.any(Requisition), self.clinic.rita)

    def approve(self) -> None:
        approval.approve(self.clinic.session, self.clinic.ordering, self.any(Requisition), self.boss)

    def cancel(self) -> None:
        cancel(self.clinic.session, self.any(Requisition), self.clinic.rita, self.clinic.clock.now())

    def switch(self) -> None:
        change_mode(self.clinic.session, self.setup, self.luck.choice([TEST, ACTIVE]))

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
        delivery = Delivery(self.setup, envelope, said, SECRET, clinic.clock.now(), answer_of)
        status = open_envelope(take(clinic.session, delivery)).status
        assert status is not None
        if status.ok:
            assert mode == DEPLOYMENT[order.mode]
            self.heard.add(order.payload_id)

    def any(self, model: type):  # type: ignore[no-untyped-def]
        mine = select(model).where(model.setup_id == self.setup.id)
        found = self.clinic.session.scalars(mine.order_by(model.id.desc()).limit(4)).all()
        if not found:
            raise NotAllowed("nothing there yet")
        return self.luck.choice(found)

    def goes_on(self, acts: int) -> None:
        self.leave()
        for _ in range(acts):
            try:
                self.luck.choice([self.what_is_due(), self.luck.choice(self.everything)])()
                self.clinic.session.commit()
            except NotAllowed:
                self.clinic.session.rollback()

    @property
    def everything(self) -> Sequence[Act]:
        buying: list[Act] = [self.leave, self.come_back, self.confirm, self.approve, self.cancel]
        return [*buying, self.send, self.decide, self.hear, self.switch, self.switch, self.switch]

    def what_is_due(self) -> Act:
        """What brings the latest purchase on: without it few would ever be sent."""
        mine = select(Requisition).where(Requisition.setup_id == self.setup.id)
        latest = self.clinic.session.scalars(mine.order_by(Requisition.id.desc()).limit(1)).first()
        if latest is None:
            return self.come_back
        after: dict[str, Act] = {"draft": self.confirm, "in_approval": self.approve, "queued": self.send}
        where = latest.order.status if latest.order else latest.status
        return after.get(where, self.luck.choice([self.come_back, self.decide, self.hear]))


def histories(clinic: Clinic, seeds: Sequence[int], acts: Sequence[int]) -> Iterator[History]:
    """One after the other, each on a connection of its own.

    :param acts: how many things happen in a history, in turn
    """
    boss = clinic.approver()
    for seed, many in zip(seeds, cycle(acts), strict=False):
        history = History(clinic, boss, seed)
        history.goes_on(many)
        yield history
