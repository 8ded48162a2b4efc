"""Puts the web application together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from wizard.models.database import Database
from wizard.outside import Outside, the_world
from wizard.pages import close_session
from wizard.pages.access import whose
from wizard.pages.account import account
from wizard.pages.bodies import BY_LINK_ALONE, OUTSIDE_FORMS, judge_body
from wizard.pages.by_link import by_link
from wizard.pages.colleague import colleague
from wizard.pages.cxml_in import cxml_in
from wizard.pages.errors import handle_errors
from wizard.pages.evidence import evidence
from wizard.pages.exchanges import exchanges
from wizard.pages.headers import set_headers
from wizard.pages.health import health
from wizard.pages.help import help
from wizard.pages.home import home
from wizard.pages.locations import locations
from wizard.pages.orders import orders
from wizard.pages.papers import papers
from wizard.pages.people_sheets import people_sheets
from wizard.pages.preflight import preflight
from wizard.pages.punchout import punchout
from wizard.pages.reports import reports
from wizard.pages.requisitions import requisitions
from wizard.pages.review import review
from wizard.pages.setup import setup
from wizard.pages.side_by_side import side_by_side
from wizard.pages.timeline import events
from wizard.pages.told import told
from wizard.pages.words import page_context
from wizard.sealing import Sealer
from wizard.services import Services
from wizard.settings import ROOT, Settings

BLUEPRINTS = (
    account,
    by_link,
    home,
    setup,
    side_by_side,
    colleague,
    people_sheets,
    preflight,
    evidence,
    events,
    exchanges,
    locations,
    punchout,
    requisitions,
    orders,
    papers,
    reports,
    cxml_in,
    review,
    told,
    help,
    health,
)


class RowNumber(IntegerConverter):
    """A number in an address; one that no table can hold names no page."""

    def __init__(self, url_map: Map, **more: Any) -> None:
        super().__init__(url_map, **{"max": 2**31 - 1, **more})


def build(settings: Settings, outside: Outside | None = None) -> Flask:
    app = Flask(
        "wizard",
        root_path=str(ROOT / "wizard"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        static_url_path="/static",
        instance_path=str(settings.instance),
    )
    app.config.update(_config(settings))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["wizard"] = Services(
        settings=settings,
        database=Database(settings.database_url),
        outside=outside or the_world(settings),
        sealer=Sealer(settings.sealing_keys),
    )
    app.url_map.converters["int"] = RowNumber
    _sign_in(app)
    app.before_request(judge_body)
    forged = CSRFProtect(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for endpoint in (*OUTSIDE_FORMS, *BY_LINK_ALONE):
        forged.exempt(app.view_functions[endpoint])
    app.context_processor(page_context)
    app.after_request(set_headers)
    app.teardown_request(close_session)
    handle_errors(app)
    trusted = {"x_for": settings.proxies, "x_proto": int(settings.behind_https)}
    app.wsgi_app = ProxyFix(app.wsgi_app, **trusted)  # type: ignore[method-assign]
    return app


def _config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SESSION_COOKIE_NAME": "punchout",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.behind_https,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=7),
        "TRUSTED_HOSTS": [urlsplit(settings.public_url).hostname, "127.0.0.1", "localhost"],
        "MAX_CONTENT_LENGTH": 1_500_000,
        "MAX_FORM_MEMORY_SIZE": 1_000_000,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": settings.behind_https,
    }


def _sign_in(app: Flask) -> None:
    manager = LoginManager(app)
    manager.login_view = "account.sign_in"
    manager.login_message = "Sign in to go on."
    manager.login_message_category = "warning"
    manager.session_protection = None

    manager.user_loader(whose)
