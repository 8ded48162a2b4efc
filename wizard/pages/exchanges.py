"""Every request and answer of a setup, for the people who set it up: a list, and one exchange."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request, url_for

from wizard.failures import FAILURES
from wizard.models import CONFIGURATION, Exchange, Setup, User
from wizard.pages import services, session
from wizard.pages.access import needs, own
from wizard.pages.errors import error_page
from wizard.pages.help import readable
from wizard.pages.setup import around
from wizard.review.documents import OK, documents_of, outcome
from wizard.review.dossier import Documents, exchange_of, exchanges_of, occurring
from wizard.review.wanted import whole_number

exchanges = Blueprint("exchanges", __name__, url_prefix="/setup/<int:number>/exchanges")
FILTERS = ("kind", "outcome")
AS_IT_SHOULD_BE = "As it should be"


@exchanges.get("/")
@needs(CONFIGURATION)
def index(number: int) -> str:
    row = own(Setup, number)
    here = around(row)
    asked = {name: request.args.get(name, "") for name in FILTERS}
    before = request.args.get("before", 0, type=whole_number)
    page = exchanges_of(session(), row, before, **asked)
    return render_template(
        "exchanges/index.html",
        setup=row,
        supplier=here.supplier,
        page=page,
        outcomes={one.id: outcome(one, row, here, page.names.get(one.user_id or 0, "")) for one in page.rows},
        asked=asked,
        kinds={kind: kind for kind in occurring(session(), row, "kind")},
        known_outcomes=_in_words(occurring(session(), row, "outcome"), here.supplier.name),
        newest=url_for("exchanges.index", number=row.id, **_given(asked)) if before else "",
        older=_older(row, page, asked),
        days=services().settings.exchange_days,
    )


@exchanges.get("/<int:exchange>")
@needs(CONFIGURATION)
def one(number: int, exchange: int) -> str | tuple[str, int]:
    row = own(Setup, number)
    here = around(row)
    kept = exchange_of(session(), row, exchange)
    if kept is None:
        days = services().settings.exchange_days
        return error_page(404, sentence=f"Documents are kept for {days} days. This one may have been older.")
    by = _name_of(kept)
    return render_template(
        "exchanges/one.html",
        setup=row,
        supplier=here.supplier,
        exchange=kept,
        by=by,
        outcome=outcome(kept, row, here, by),
        documents=documents_of(kept, row, here),
    )


def _older(row: Setup, page: Documents, asked: Mapping[str, str]) -> str:
    if not page.following:
        return ""
    return url_for("exchanges.index", number=row.id, before=page.following, **_given(asked))


def _given(asked: Mapping[str, str]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value}


def _in_words(outcomes: list[str], supplier: str) -> dict[str, str]:
    """Each outcome with what it means, for the list to choose from."""
    known = {"supplier": supplier, "host": services().host.name}
    words = {OK: AS_IT_SHOULD_BE}
    for code in outcomes:
        if code in FAILURES:
            words[code] = readable(FAILURES[code].failed, known).striptags()
    return {code: words.get(code, code) for code in outcomes}


def _name_of(kept: Exchange) -> str:
    user = session().get(User, kept.user_id) if kept.user_id else None
    return user.name if user else ""
