"""Handing work to the workers, in the transaction that makes it. Only this module and ``worker`` know DBOS.

DBOS carries the work; the rows alone are the truth.
"""

from __future__ import annotations

import os

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer, EnqueueOptions
from sqlalchemy.orm import Session

from wizard.models import Mail, Preflight, PurchaseOrder
from wizard.procurement.lanes import LANES

NAME = "punchout-wizard"
QUEUE, WORKFLOW = "orders", "dispatch"
PREFLIGHTS, PREFLIGHT = "preflights", "preflight"
MAILS, MAIL = "mails", "mail"
CARRY = "carry"
"""The workflow of any freight; its queue has the name of the kind."""
VERSION = "1"
"""For ever: the default, a hash of the source, strands work in flight at every deploy."""

LIVE = ["ENQUEUED", "PENDING", "DELAYED"]
MOST_TRIES = 10

_clients: dict[tuple[int, str], DBOSClient] = {}


def migrate_dbos(database_url: str) -> None:
    """Bring the tables of DBOS to its version; they stand beside ours."""
    DBOS.migrate(database_url)


def enqueue(session: Session, order: PurchaseOrder) -> None:
    """Hand a queued order to the workers, in the session's transaction."""
    _enqueue(session, WORKFLOW, QUEUE, order.id)


def enqueue_mail(session: Session, mail: Mail) -> None:
    """Hand a queued mail to the workers, likewise; the row needs its number first."""
    _enqueue(session, MAIL, MAILS, mail.id)


def enqueue_freight(session: Session, kind: str, number: int) -> None:
    """Hand a row of one of the workers' freights to them, likewise."""
    _enqueue(session, CARRY, kind, number, kind)


def open_lanes(session: Session, row: Preflight) -> bool:
    """Hand a pre-flight to the workers as well; false when they have had it too often to try again."""
    client, prefix = _client(session), f"{PREFLIGHT}-{row.id}-r"
    known = client.list_workflows(workflow_id_prefix=prefix, load_input=False, load_output=False)
    live, tries = any(workflow.status in LIVE for workflow in known), len(known) // LANES
    for lane in range(1, LANES + 1) if not live and tries < MOST_TRIES else ():
        options = _options(PREFLIGHT, PREFLIGHTS, f"{prefix}{tries + 1}-{lane}")
        shop = row.setup.walk == "shop"
        options["queue_partition_key"] = f"shop-{row.setup_id}" if shop else row.setup.supplier_profile
        client.enqueue_in_transaction(session, options, row.id, lane)
    return live or tries < MOST_TRIES


def _options(workflow: str, queue: str, number: str) -> EnqueueOptions:
    return {"workflow_name": workflow, "queue_name": queue, "workflow_id": number, "app_version": VERSION}


def _enqueue(session: Session, workflow: str, queue: str, number: int, kind: str = "") -> None:
    """Under an id never used for this row: DBOS would silently attach to one that is finished.

    :param kind: of which freight the row is, where it is of one
    """
    client, name = _client(session), kind or workflow
    again = max(_tries(client, name, number), default=0) + 1
    given = (kind, number) if kind else (number,)
    client.enqueue_in_transaction(session, _options(workflow, queue, f"{name}-{number}-r{again}"), *given)


def _tries(client: DBOSClient, workflow: str, number: int, status: list[str] | None = None) -> list[int]:
    prefix = f"{workflow}-{number}-r"
    known = client.list_workflows(
        workflow_id_prefix=prefix, status=status, load_input=False, load_output=False
    )
    return [int(workflow.workflow_id.removeprefix(prefix)) for workflow in known]


def is_live(session: Session, number: int, workflow: str = WORKFLOW) -> bool:
    """Whether a workflow carries this order, mail or row of a freight, waiting or running."""
    return bool(_tries(_client(session), workflow, number, LIVE))


def carried(kind: str = WORKFLOW) -> set[int]:
    """The orders, pre-flights, mails or rows of a freight that a workflow carries, waiting or running.

    Only in a worker.
    """
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
