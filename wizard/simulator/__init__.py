"""A stand-in for Amazon Business: groups, roles, address book, a small shop, and the cXML behind them.

Its own Flask app with its own small database; of the wizard it knows only ``wizard.cxml``. One blueprint a
set of pages. A stand-in for Google Maps is among them.
"""

from __future__ import annotations

import signal
from pathlib import Path
from threading import Thread
from types import FrameType

from flask import Flask, render_template, request
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map
from werkzeug.serving import make_server

from wizard.simulator import (
    addresses,
    checkout,
    google,
    groups,
    inbox,
    misbehaving,
    payments,
    people,
    purchasing,
    received,
    replies,
    shop,
    wire,
)
from wizard.simulator.certificate import untrusted_server
from wizard.simulator.clock import Clock, cancel_after, in_words, now, utc_now
from wizard.simulator.countries import COUNTRIES
from wizard.simulator.forms import LARGEST_NUMBER, done_words
from wizard.simulator.guard import keep_watch
from wizard.simulator.marketplaces import MARKETPLACES
from wizard.simulator.store import Store, keep_rows
from wizard.simulator.tables import GENERAL, Group

__all__ = ["create_simulator", "serve"]

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    groups,
    purchasing,
    addresses,
    payments,
    people,
    misbehaving,
    inbox,
    replies,
    received,
    shop,
    checkout,
    wire,
    google,
)
LARGEST_BODY = 6_000_000
GENERAL_NAME = "General group"


class RowNumber(IntegerConverter):
    """A number SQLite can hold; larger ones are addresses that do not exist."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST_NUMBER)


def create_simulator(
    folder: Path,
    *,
    public_url: str,
    cancel_after: float = 3600,
    clock: Clock = utc_now,
    tls_port: int | None = None,
) -> Flask:
    """The stand-in as a WSGI app.

    :param folder: where its SQLite file lives
    :param public_url: the address purchasing systems and browsers reach it by
    :param cancel_after: seconds until an order of a group in Test mode counts as cancelled
    :param clock: what time it is, as an aware datetime
    :param tls_port: where the same pages are served with a certificate nobody trusts, if anywhere
    """
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(
        PUBLIC_URL=public_url,
        CANCEL_AFTER=cancel_after,
        CLOCK=clock,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        TLS_PORT=tls_port,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.url_map.converters["int"] = RowNumber
    keep_watch(app)
    _open_store(app, folder)
    for part in PARTS:
        app.register_blueprint(part.pages)
    app.context_processor(_every_page)
    app.register_error_handler(HTTPException, _own_page)
    return app


def serve(
    folder: Path,
    host: str,
    port: int,
    public_url: str,
    cancel_after: float = 3600,
    clock: Clock = utc_now,
    tls_port: int = 0,
) -> None:
    """Serve until SIGTERM or SIGINT, then end cleanly. Call it from the main thread.

    :param tls_port: the port with the certificate nobody trusts; 0 takes any that is free
    """
    app = create_simulator(folder, public_url=public_url, cancel_after=cancel_after, clock=clock)
    server = make_server(host, port, app, threaded=True)
    untrusted = untrusted_server(folder, host, tls_port, app)
    app.config["TLS_PORT"] = untrusted.server_port
    second = Thread(target=untrusted.serve_forever)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        # shutdown() waits for the loop this handler interrupted: it must run elsewhere.
        Thread(target=server.shutdown).start()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)
    second.start()
    try:
        server.serve_forever()
    finally:
        untrusted.shutdown()
        second.join()
        for one in (server, untrusted):
            one.server_close()
        app.extensions["simulator.store"].close()


def _open_store(app: Flask, folder: Path) -> None:
    store = Store(folder / "simulator.sqlite3")
    app.extensions["simulator.store"] = store
    keep_rows(app)
    with store.session(writes=True) as session, session.begin():
        if session.scalar(select(Group).where(Group.kind == GENERAL)) is None:
            general = Group(
                name=GENERAL_NAME, kind=GENERAL, shared_payment_methods=True, shared_addresses=True
            )
            session.add(general)


def _every_page() -> dict[str, object]:
    return {
        "done": done_words(),
        "now": now(),
        "cancelled_after": in_words(cancel_after()),
        "in_words": in_words,
        "marketplaces": MARKETPLACES,
        "marketplace_titles": [
            (place.key, f"{place.title} ({place.currency})") for place in MARKETPLACES.values()
        ],
        "countries": COUNTRIES,
    }


def _own_page(error: HTTPException) -> tuple[str, int]:
    if request.method == "POST" and request.path.startswith(("/punchout", "/orders/")):
        return f"{error.name}\n", error.code or 500
    return render_template("simulator/error.html", error=error), error.code or 500
