"""Our own pages for what can go wrong on the way to a page."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import structlog
from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from wizard.pages import services, session
from wizard.pages.access import ROLE_WORDS, LacksRole, grantors

log = structlog.get_logger()
WITH_A_PAGE = frozenset({400, 403, 404, 405, 409, 410, 413, 429, 500, 503})


def handle_errors(app: Flask) -> None:
    app.register_error_handler(LacksRole, _lacks_role)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(SecurityError, _strange_host)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(Exception, _broken)


def error_page(status: int, **facts: Any) -> tuple[str, int]:
    """The page for a status; any status without a page of its own gets the nearest one, and a page that
    breaks itself gives way to a sentence.
    """
    try:
        return _rendered(status, facts), status
    except Exception as error:
        reference = _reference("an error page broke", error)
        return f"We cannot show our page about this. For the specialist: {status} · {reference}", status


def _rendered(status: int, facts: Mapping[str, Any]) -> str:
    page = status if status in WITH_A_PAGE else (500 if status >= 500 else 400)
    template = current_app.jinja_env.get_template(f"errors/{page}.html")
    try:
        return render_template(template, **facts)
    except SQLAlchemyError:
        # The database cannot even say who is asking: the page without a name on it.
        return template.render(host=services().host, hide_sign_in=True, **facts)


def _lacks_role(error: LacksRole) -> tuple[str, int]:
    return error_page(403, role=ROLE_WORDS[error.role], grantors=grantors(error.role))


def _forged(error: CSRFError) -> tuple[str, int]:
    return error_page(
        400,
        sentence="This form was open too long, or in a browser that keeps no cookies. Load the page again.",
    )


def _strange_host(_error: SecurityError) -> tuple[str, int, dict[str, str]]:
    """Without a name of ours no address of ours can be made, so there is no page to show."""
    return "This server does not answer to that name.\n", 400, {"Content-Type": "text/plain; charset=utf-8"}


def _refused(error: HTTPException) -> Response | tuple[str, int]:
    if error.code is None or error.code < 400:
        return error.get_response()
    return error_page(error.code)


def _database_away(error: OperationalError) -> tuple[str, int]:
    return _after_trouble(503, _reference("the database does not answer", error))


def _broken(error: Exception) -> tuple[str, int]:
    return _after_trouble(500, _reference("a page broke", error))


def _after_trouble(status: int, reference: str) -> tuple[str, int]:
    with suppress(SQLAlchemyError):
        session().rollback()
    return error_page(status, reference=reference)


def _reference(what: str, error: Exception) -> str:
    """A number to quote to the specialist. The log gets the kind of error and where, never its values."""
    reference = secrets.token_hex(4)
    where = error.__traceback__
    while where and where.tb_next:
        where = where.tb_next
    log.error(
        what,
        reference=reference,
        kind=type(error).__name__,
        at=f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else "",
        method=request.method,
        endpoint=request.endpoint,
    )
    return reference
