"""The worker: durable sending. It takes up what others queue, and a sweep finds what was left lying.

A worker is one process with a seat of its own. A sweep takes over what dead workers left, queues what has no
workflow any more, and parks what nobody is sending.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import FrameType

import structlog
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer
from sqlalchemy import select

from wizard import mail
from wizard.models import Mail, Preflight, PurchaseOrder
from wizard.models.database import Database
from wizard.outside import Outside
from wizard.procurement.dispatch import (
    CARRY,
    MAIL,
    MAILS,
    NAME,
    PREFLIGHT,
    PREFLIGHTS,
    QUEUE,
    VERSION,
    WORKFLOW,
    carried,
    enqueue,
    enqueue_freight,
    enqueue_mail,
    is_live,
    open_lanes,
)
from wizard.procurement.freight import Freight
from wizard.procurement.heart import PutBack
from wizard.procurement.housekeeping import expire_visits, prune_exchanges, prune_preflights
from wizard.procurement.lanes import LANES, fly
from wizard.procurement.orders import QUEUED, SENDING
from wizard.procurement.preflight import stop, unfinished
from wizard.procurement.seats import Seat, SeatLost, seats_of
from wizard.procurement.sending import Hands, due, park, send
from wizard.sealing import Sealer
from wizard.settings import Settings

AT_ONCE = 8
MAILS_AT_ONCE = 2
KEPT = timedelta(days=14)
TIDY_EVERY = timedelta(minutes=10)
BEAT_EVERY = timedelta(seconds=5)
GRACE = timedelta(seconds=60)
"""How much longer than the deadline an order may be ``sending`` before the sweep parks it."""

log = structlog.get_logger()
_hands: Hands | None = None
_freights: dict[str, Freight] = {}
_ending = threading.Event()


@DBOS.workflow(name=WORKFLOW)
def dispatch(order_id: int) -> str:
    return dispatch_step(order_id)


@DBOS.step(name="send", retries_allowed=True, interval_seconds=0.5, max_attempts=3)
def dispatch_step(order_id: int) -> str:
    """One step from claim to record: as three, 70 of 300 orders went out twice when measured."""
    if _hands is None:
        raise RuntimeError("No worker runs in this process.")
    return send(_hands, order_id)


@DBOS.workflow(name=PREFLIGHT)
def preflight(preflight_id: int, lane: int) -> int:
    return preflight_step(preflight_id, lane)


@DBOS.step(name="ask", retries_allowed=True, interval_seconds=0.5, max_attempts=3)
def preflight_step(preflight_id: int, lane: int) -> int:
    """One lane, which ends early when the worker is told to end: the sweep of another opens it again."""
    if _hands is None:
        raise RuntimeError("No worker runs in this process.")
    return fly(_hands, preflight_id, lane, _ending.is_set)


@DBOS.workflow(name=MAIL)
def post(mail_id: int) -> str:
    return post_step(mail_id)


@DBOS.step(name="post", retries_allowed=True, interval_seconds=0.5, max_attempts=3)
def post_step(mail_id: int) -> str:
    """One try; the sweep queues the next one when it is due."""
    if _hands is None:
        raise RuntimeError("No worker runs in this process.")
    settings, now = _hands.settings, _hands.outside.clock.now()
    return mail.send(_hands.database, _hands.sealer, mail.post_of(settings), settings.mail_from, mail_id, now)


@DBOS.workflow(name=CARRY)
def carry(kind: str, number: int) -> str:
    return carry_step(kind, number)


@DBOS.step(name="carry", retries_allowed=True, interval_seconds=0.5, max_attempts=3)
def carry_step(kind: str, number: int) -> str:
    """One try, like a mail's."""
    if _hands is None:
        raise RuntimeError("No worker runs in this process.")
    return _freights[kind].carry(_hands, number)


class Worker:
    """Sends orders until it is told to stop.

    :param freights: what it carries besides
    :param sweep_every: seconds between two sweeps
    :param poll_every: seconds between two looks into the queue
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        outside: Outside,
        freights: Sequence[Freight] = (),
        *,
        sweep_every: float = 2.0,
        poll_every: float = 0.2,
    ) -> None:
        self._hands = Hands(settings, database, outside, Sealer(settings.sealing_keys))
        self._freights = {freight.kind: freight for freight in freights}
        self._seats = seats_of(database)
        self._sweep_every, self._poll_every = sweep_every, poll_every
        self._stopping = threading.Event()
        self._tidied = self._beaten = datetime.min.replace(tzinfo=UTC)

    def run(self) -> None:
        """Work until :meth:`stop`, SIGTERM or SIGINT; orders under way get their answer first.

        :raises SeatLost: another worker may take this one's work over, so it has to end
        :raises PutBack: its database is another one now; the next start holds what waits in that
        """
        global _hands, _freights, _ending
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, self._told)
            signal.signal(signal.SIGINT, self._told)
        seat = self._seats.take()
        try:
            _hands, _freights, _ending = self._hands, self._freights, self._stopping
            self._wake()
            self._launch(seat)
            while not self._stopping.wait(self._sweep_every):
                seat.check()
                self._sweep_safely(seat)
        finally:
            self._stopping.set()
            DBOS.destroy(workflow_completion_timeout_sec=int(self._hands.settings.order_deadline) + 5)
            _hands = None
            seat.leave()

    def stop(self) -> None:
        self._stopping.set()

    def _told(self, _signal: int, _frame: FrameType | None) -> None:
        self.stop()

    def _wake(self) -> None:
        """Before the launch: nothing may be taken up of a database that was put back by hand."""
        held = self._hands.heart.wake(self._now())
        if held is not None:
            log.warning("the files were put back by hand: nothing in them is sent by itself", undecided=held)

    def _launch(self, seat: Seat) -> None:
        config: DBOSConfig = {
            "name": NAME,
            "system_database_url": self._hands.database.engine.url.render_as_string(hide_password=False),
            "executor_id": seat.name,
            "application_version": VERSION,
            "serializer": DBOSPortableJSONSerializer(),
            "sys_db_pool_size": 5,
            "log_level": "WARNING",
            "run_migrations": False,
        }
        DBOS(config=config)
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=AT_ONCE, polling_interval_sec=self._poll_every)
        DBOS.register_queue(PREFLIGHTS, partition_concurrency=LANES, polling_interval_sec=self._poll_every)
        DBOS.register_queue(MAILS, worker_concurrency=MAILS_AT_ONCE, polling_interval_sec=self._poll_every)
        for kind, freight in self._freights.items():
            DBOS.register_queue(
                kind, worker_concurrency=freight.at_once, polling_interval_sec=self._poll_every
            )
        self._sweep_safely(seat)

    def _sweep_safely(self, seat: Seat) -> None:
        """A database that does not answer for a moment must not end the worker."""
        try:
            self.sweep(seat)
        except (SeatLost, PutBack):
            raise
        except Exception as error:
            log.warning("a sweep failed", kind=type(error).__name__)

    def sweep(self, seat: Seat) -> None:
        self._beat()
        self._take_over(seat)
        self._requeue()
        self._park_abandoned()
        self._reopen_lanes()
        self._post_again()
        self._tidy()
        self._carry_on()

    def _beat(self) -> None:
        if self._now() - self._beaten >= BEAT_EVERY:
            with self._hands.heart.beats():
                self._beaten = self._now()

    def _take_over(self, seat: Seat) -> None:
        pending = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        for name in {workflow.executor_id for workflow in pending} - {seat.name, None}:
            if self._seats.is_empty(str(name)):
                DBOS._recover_pending_workflows([str(name)])

    def _requeue(self) -> None:
        """A passing error of the database ends a workflow for good, and its id cannot be used again."""
        for order_id in self._stranded(QUEUED):
            with self._hands.database.transaction() as session:
                order = session.get_one(PurchaseOrder, order_id)
                if order.status == QUEUED and due(order) <= self._now() and not is_live(session, order_id):
                    enqueue(session, order)

    def _park_abandoned(self) -> None:
        late = self._now() - timedelta(seconds=self._hands.settings.order_deadline) - GRACE
        for order_id in self._stranded(SENDING, late):
            with self._hands.database.transaction() as session:
                park(session, order_id, self._now())

    def _reopen_lanes(self) -> None:
        """Pre-flights in which somebody waits and no lane is open."""
        with self._hands.database.read_only() as session:
            waiting = unfinished(session)
        for number in waiting and set(waiting) - carried(PREFLIGHT):
            with self._hands.database.transaction() as session:
                row = session.get_one(Preflight, number)
                if not open_lanes(session, row):
                    stop(row, self._now())

    def _post_again(self) -> None:
        """Mails whose pause is over, and those that no workflow carries any more."""
        with self._hands.database.read_only() as session:
            waiting = session.scalars(select(Mail.id).where(Mail.state == mail.QUEUED)).all()
        for number in waiting and set(waiting) - carried(MAIL):
            with self._hands.database.transaction() as session:
                row = session.get_one(Mail, number)
                lost = row.state == mail.QUEUED and not is_live(session, number, MAIL)
                if lost and mail.due(row) <= self._now():
                    enqueue_mail(session, row)

    def _carry_on(self) -> None:
        """What has just come about, and what waits or was left lying."""
        for kind, freight in self._freights.items():
            freight.sweep(self._hands)
            with self._hands.database.read_only() as session:
                waiting = freight.waiting(session, self._now())
            for number in waiting and set(waiting) - carried(kind):
                with self._hands.database.transaction() as session:
                    if not is_live(session, number, kind):
                        enqueue_freight(session, kind, number)

    def _stranded(self, status: str, late: datetime | None = None) -> list[int]:
        """Orders in this status that no workflow carries, or that have been in it for too long."""
        with self._hands.database.read_only() as session:
            columns = select(PurchaseOrder.id, PurchaseOrder.claimed).where(PurchaseOrder.status == status)
            found = session.execute(columns.order_by(PurchaseOrder.id)).all()
        known = carried() if found else set()
        return [
            number
            for number, claimed in found
            if number not in known or (late and claimed and claimed < late)
        ]

    def _tidy(self) -> None:
        now = self._now()
        if now - self._tidied < TIDY_EVERY:
            return
        self._tidied = now
        with self._hands.database.transaction() as session:
            expire_visits(session, now)
            oldest = now - timedelta(days=self._hands.settings.exchange_days)
            prune_exchanges(session, oldest)
            prune_preflights(session, oldest)
            for freight in self._freights.values():
                freight.prune(session, oldest)
        done = DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            end_time=(datetime.now(UTC) - KEPT).isoformat(),
            limit=1000,
            load_input=False,
            load_output=False,
        )
        DBOS.delete_workflows([workflow.workflow_id for workflow in done])

    def _now(self) -> datetime:
        return self._hands.outside.clock.now()
