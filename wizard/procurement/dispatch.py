"""Durable sending. The only module that knows DBOS, which carries the work; the order row alone is the truth.

A worker is one process with a seat of its own. A sweep takes over what dead workers left, queues what has no
workflow any more, and parks what nobody is sending.
"""

from __future__ import annotations

import os
import signal
import threading
from datetime import UTC, datetime, timedelta
from types import FrameType

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions
from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard.models import Preflight, PurchaseOrder
from wizard.models.database import Database
from wizard.outside import Outside
from wizard.procurement.housekeeping import expire_visits, prune_exchanges
from wizard.procurement.lanes import LANES, fly
from wizard.procurement.orders import QUEUED, SENDING
from wizard.procurement.preflight import stop, unfinished
from wizard.procurement.seats import Seat, SeatLost, seats_of
from wizard.procurement.sending import Hands, due, park, send
from wizard.sealing import Sealer
from wizard.settings import Settings

NAME = "punchout-wizard"
QUEUE, WORKFLOW = "orders", "dispatch"
PREFLIGHTS, PREFLIGHT = "preflights", "preflight"
VERSION = "1"
"""For ever: the default, a hash of the source, strands work in flight at every deploy."""

LIVE = ["ENQUEUED", "PENDING", "DELAYED"]
AT_ONCE = 8
MOST_TRIES = 10
KEPT = timedelta(days=14)
TIDY_EVERY = timedelta(minutes=10)
GRACE = timedelta(seconds=60)
"""How much longer than the deadline an order may be ``sending`` before the sweep parks it."""

log = structlog.get_logger()
_hands: Hands | None = None
_ending = threading.Event()
_clients: dict[tuple[int, str], DBOSClient] = {}


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


def migrate_dbos(database_url: str) -> None:
    """Bring the tables of DBOS to its version; they stand beside ours."""
    DBOS.migrate(database_url)


def enqueue(session: Session, order: PurchaseOrder) -> None:
    """Hand a queued order to the workers, in the session's transaction."""
    client = _client(session)
    options = _options(WORKFLOW, QUEUE, _next_id(client, order.id))
    client.enqueue_in_transaction(session, options, order.id)


def open_lanes(session: Session, row: Preflight) -> bool:
    """Hand a pre-flight to the workers as well; false when they have had it too often to try again."""
    client, prefix = _client(session), f"{PREFLIGHT}-{row.id}-r"
    known = client.list_workflows(workflow_id_prefix=prefix, load_input=False, load_output=False)
    live, tries = any(workflow.status in LIVE for workflow in known), len(known) // LANES
    for lane in range(1, LANES + 1) if not live and tries < MOST_TRIES else ():
        options = _options(PREFLIGHT, PREFLIGHTS, f"{prefix}{tries + 1}-{lane}")
        options["queue_partition_key"] = row.setup.supplier_profile
        client.enqueue_in_transaction(session, options, row.id, lane)
    return live or tries < MOST_TRIES


def _options(workflow: str, queue: str, number: str) -> EnqueueOptions:
    return {"workflow_name": workflow, "queue_name": queue, "workflow_id": number, "app_version": VERSION}


def _next_id(client: DBOSClient, order_id: int) -> str:
    """An id never used for this order: DBOS would silently attach to one that is finished."""
    return f"dispatch-{order_id}-r{max(_tries(client, order_id), default=0) + 1}"


def _tries(client: DBOSClient, order_id: int, status: list[str] | None = None) -> list[int]:
    prefix = f"dispatch-{order_id}-r"
    known = client.list_workflows(
        workflow_id_prefix=prefix, status=status, load_input=False, load_output=False
    )
    return [int(workflow.workflow_id.removeprefix(prefix)) for workflow in known]


def is_live(session: Session, order_id: int) -> bool:
    """Whether a workflow carries this order, waiting or running."""
    return bool(_tries(_client(session), order_id, LIVE))


def _carried(kind: str = WORKFLOW) -> set[int]:
    """The orders, or the pre-flights, that a workflow carries, waiting or running."""
    live = DBOS.list_workflows(
        status=LIVE, workflow_id_prefix=f"{kind}-", load_input=False, load_output=False
    )
    return {int(workflow.workflow_id.split("-")[1]) for workflow in live}


def _client(session: Session) -> DBOSClient:
    """One for each process and database, made when first needed: never before a fork."""
    return client_for(session.get_bind().engine.url.render_as_string(hide_password=False))


def client_for(url: str) -> DBOSClient:
    key = (os.getpid(), url)
    if key not in _clients:
        _clients[key] = DBOSClient(
            system_database_url=url,
            serializer=DBOSPortableJSONSerializer(),
            application_name=NAME,
            lazy=True,
            retry_connection_errors=False,
        )
    return _clients[key]


def close_clients() -> None:
    """Give the connections back, at the end of a process or a test."""
    while _clients:
        _clients.popitem()[1].destroy()


class Worker:
    """Sends orders until it is told to stop.

    :param sweep_every: seconds between two sweeps
    :param poll_every: seconds between two looks into the queue
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        outside: Outside,
        *,
        sweep_every: float = 2.0,
        poll_every: float = 0.2,
    ) -> None:
        self._hands = Hands(settings, database, outside, Sealer(settings.sealing_keys))
        self._seats = seats_of(database)
        self._sweep_every, self._poll_every = sweep_every, poll_every
        self._stopping = threading.Event()
        self._tidied = datetime.min.replace(tzinfo=UTC)

    def run(self) -> None:
        """Work until :meth:`stop`, SIGTERM or SIGINT; orders under way get their answer first.

        :raises SeatLost: another worker may take this one's work over, so it has to end
        """
        global _hands, _ending
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, self._told)
            signal.signal(signal.SIGINT, self._told)
        seat = self._seats.take()
        try:
            _hands, _ending = self._hands, self._stopping
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
        self._sweep_safely(seat)

    def _sweep_safely(self, seat: Seat) -> None:
        """A database that does not answer for a moment must not end the worker."""
        try:
            self.sweep(seat)
        except SeatLost:
            raise
        except Exception as error:
            log.warning("a sweep failed", kind=type(error).__name__)

    def sweep(self, seat: Seat) -> None:
        self._take_over(seat)
        self._requeue()
        self._park_abandoned()
        self._reopen_lanes()
        self._tidy()

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
        for number in waiting and set(waiting) - _carried(PREFLIGHT):
            with self._hands.database.transaction() as session:
                row = session.get_one(Preflight, number)
                if not open_lanes(session, row):
                    stop(row, self._now())

    def _stranded(self, status: str, late: datetime | None = None) -> list[int]:
        """Orders in this status that no workflow carries, or that have been in it for too long."""
        with self._hands.database.read_only() as session:
            columns = select(PurchaseOrder.id, PurchaseOrder.claimed).where(PurchaseOrder.status == status)
            found = session.execute(columns.order_by(PurchaseOrder.id)).all()
        carried = _carried() if found else set()
        return [
            number
            for number, claimed in found
            if number not in carried or (late and claimed and claimed < late)
        ]

    def _tidy(self) -> None:
        now = self._now()
        if now - self._tidied < TIDY_EVERY:
            return
        self._tidied = now
        with self._hands.database.transaction() as session:
            expire_visits(session, now)
            prune_exchanges(session, now - timedelta(days=self._hands.settings.exchange_days))
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
