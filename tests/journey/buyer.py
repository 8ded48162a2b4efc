"""An administrator with a procurement system that calls the stand-in for real."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from tests.administrator import Administrator, Page, Person
from tests.journey.failures import TAKES_TIME
from tests.journey.stand_in import Form, Group
from wizard import accounts
from wizard.models import CONFIGURATION, CREATE_PURCHASE_ORDER, CREATE_REQUISITION
from wizard.outside import SystemClock
from wizard.procurement.sending import Hands, send
from wizard.procurement.worker import Worker
from wizard.services import Services

EMAIL, ORGANISATION = "alice@alpha.example", "Alpha Clinics"
EVERYTHING = [CONFIGURATION, CREATE_PURCHASE_ORDER, CREATE_REQUISITION]
CREDENTIALS, TRIAL = "credentials", "test-order"
WAITING = {"queued", "sending"}
PATIENCE = 60.0
IMPATIENT = 2.0


@dataclass
class MovableClock:
    """The machine's clock, which a test may put forward."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead

    def forward(self, **much: float) -> None:
        self.ahead += timedelta(**much)


class Buyer(Administrator):
    """Alice, at a step, with the group of the stand-in she sets up."""

    def __init__(self, app: Flask, clock: MovableClock, group: Group) -> None:
        super().__init__(app.test_client(), EMAIL, ORGANISATION)
        self.app, self.clock, self.group = app, clock, group
        self.setup = "/setup/1"

    @property
    def _wizard(self) -> Services:
        found: Services = self.app.extensions["wizard"]
        return found

    @contextmanager
    def meets(self, fault: str, impatience: float = IMPATIENT) -> Iterator[None]:
        """The group misbehaves inside the block.

        :param impatience: seconds for what takes all the time there is; everything else gets plenty, so that
            a busy machine does not look like a fault
        """
        self.group.misbehaves(fault)
        if fault in TAKES_TIME:
            self.waits(impatience)
        yield
        self.waits(PATIENCE)
        self.group.behaves()

    def waits(self, seconds: float) -> None:
        """For every answer of the supplier from now on."""
        settings = replace(self._wizard.settings, setup_deadline=seconds, order_deadline=seconds)
        self.app.extensions["wizard"] = replace(self._wizard, settings=settings)

    def signs_in(self) -> None:
        self._opens_a_link_for(self)

    def colleague(self, email: str, role: str) -> Person:
        """Somebody new in the organisation, signed in."""
        with self._wizard.database.transaction() as session:
            accounts.add_user(
                session, email, organisation=ORGANISATION, roles=[role], now=self.clock.now(), name=email
            )
        colleague = Person(self.app.test_client(), email)
        self._opens_a_link_for(colleague)
        return colleague

    def _opens_a_link_for(self, person: Person) -> None:
        with self._wizard.database.transaction() as session:
            user = accounts.find_user(session, person.email)
            assert user is not None
            link = accounts.make_link(session, user, self.clock.now())
        assert person.post(f"/sign-in/{link}").status == 303

    def _credentials(self) -> dict[str, Any]:
        return self.group.values()

    def checks(self, slug: str) -> dict[str, bool]:
        """What ``state.json`` says: whether it passed, by code."""
        return {check["code"]: check["passed"] for check in self.step(slug)["checks"]}

    def opens_the_shop(self) -> Page:
        return self.post("/punchout/start", {"setup": self.setup_id})

    def fills_a_cart(self) -> list[Form]:
        """The forms that carry the cart back."""
        page = self.opens_the_shop()
        assert page.status == 303, page.words
        return self.group.shops(page.location)

    def comes_back(self, form: Form) -> Page:
        """The browser posts across sites, without our cookies; they are back on the page it is sent on to."""
        browser = Person(self.app.test_client(), EMAIL)
        sent_on = Page(browser.client.post(urlsplit(form[0]).path, data=form[1]))
        assert sent_on.status == 303, sent_on.words
        return self.get(sent_on.location)

    def buys(self) -> str:
        """A whole purchase; the page of its order."""
        return self.orders(self.fills_a_cart()[0])

    def orders(self, form: Form) -> str:
        """Come back, confirm, and send the order; its page."""
        order = self.confirms(form)
        self.sends(order)
        return order

    def confirms(self, form: Form) -> str:
        """Come back and confirm: nobody has to approve, so the order waits for a worker; its page."""
        requisition = self.confirms_for_approval(form)
        order = self.newest("/orders.json")
        assert requisition == f"/requisitions/{order['requisition']}", order
        return f"/orders/{order['id']}"

    def confirms_for_approval(self, form: Form) -> str:
        """Come back and confirm; the requisition's page."""
        assert self.comes_back(form).status == 200
        requisition = self.newest("/requisitions.json")
        assert requisition["status"] == "draft", requisition
        page = f"/requisitions/{requisition['id']}"
        self.post(page, {"action": "confirm"})
        return page

    def sends(self, order: str) -> None:
        """What a worker does with an order, here and now."""
        wizard = self._wizard
        hands = Hands(wizard.settings, wizard.database, wizard.outside, wizard.sealer)
        send(hands, int(order.rsplit("/", 1)[1]))

    def newest(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(path).json[0]
        return found

    def has_a_worker_send(self, order: str) -> None:
        """The worker of ``punchout-wizard worker``, in a thread of this process, until the order is through."""
        wizard = self._wizard
        worker = Worker(wizard.settings, wizard.database, wizard.outside, sweep_every=0.1, poll_every=0.05)
        thread = threading.Thread(target=worker.run)
        thread.start()
        try:
            self._waits_for(order)
        finally:
            worker.stop()
            thread.join()

    def _waits_for(self, order: str) -> None:
        until = time.monotonic() + PATIENCE
        while self.get(f"{order}.json").json["status"] in WAITING:
            assert time.monotonic() < until, "The order is not through yet."
            time.sleep(0.05)
