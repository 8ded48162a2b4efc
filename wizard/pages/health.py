"""Is the process alive, can it work, and how much has it done."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select, text

from wizard.models import Exchange, PurchaseOrder, Requisition, Setup
from wizard.pages import services, session
from wizard.version import VERSION

health = Blueprint("health", __name__)
LOOPBACK = frozenset({"127.0.0.1", "::1"})
COUNTED = {
    "setups": (Setup, Setup.mode),
    "requisitions": (Requisition, Requisition.status),
    "orders": (PurchaseOrder, PurchaseOrder.status),
    "exchanges": (Exchange, Exchange.outcome),
}


@health.get("/healthz")
def alive() -> dict[str, str]:
    return {"status": "alive", "version": VERSION}


@health.get("/readyz")
def ready() -> dict[str, str]:
    session().execute(text("SELECT 1 FROM setup"))
    return {"status": "ready"}


@health.get("/metrics")
def metrics() -> Response:
    _only_for_the_operator()
    registry = CollectorRegistry()
    for name, (model, kind) in COUNTED.items():
        gauge = Gauge(f"wizard_{name}", f"Number of {name} by kind", ["kind"], registry=registry)
        for value, count in session().execute(select(kind, func.count()).select_from(model).group_by(kind)):
            gauge.labels(value).set(count)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _only_for_the_operator() -> None:
    token = services().settings.metrics_token
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    allowed = secrets.compare_digest(shown.encode(), token.encode()) if token else _is_on_this_machine()
    if not allowed:
        abort(404)


def _is_on_this_machine() -> bool:
    """Whoever comes through a proxy does not, although the proxy may stand here."""
    return request.remote_addr in LOOPBACK and "X-Forwarded-For" not in request.headers
