"""The specialist's desk: every organisation's setups, to look at and never to touch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, g, render_template, request
from werkzeug.wrappers import Response

from wizard.ladder import Around, Ladder
from wizard.models import SPECIALIST, Exchange, Setup, User
from wizard.pages import close_session, now, person, services, session, supplier
from wizard.pages.access import ROLE_WORDS, needs
from wizard.pages.evidence import evidence_page
from wizard.pages.setup import around
from wizard.places import is_whole
from wizard.procurement import orders, requisitions
from wizard.review import dossier
from wizard.review.bundle import bundle as files_of
from wizard.review.desk import LATELY, desk, funnel, step_of
from wizard.review.documents import documents_of, outcome
from wizard.review.sorting import SORTS
from wizard.review.timeline import timeline
from wizard.review.wanted import DAYS, DONE, ERRORS, WORKING, Wanted, whole_number
from wizard.review.zipped import zipped
from wizard.steps import BY_SLUG, ladder_of
from wizard.steps.state import state_of

review = Blueprint("review", __name__, url_prefix="/review")
EVENTS = 20


@review.before_request
def look_only() -> None:
    """Whatever the method: on the desk the database itself refuses every write."""
    close_session()
    g.db = services().database.read_only()


@review.get("/")
@needs(SPECIALIST)
def index() -> str:
    wanted = Wanted.of(request.args)
    return render_template(
        "review/index.html",
        desk=desk(session(), wanted, now(), person().id),
        wanted=wanted,
        picture=funnel(session()),
        lately=LATELY,
        steps=BY_SLUG.values(),
        step_of=step_of,
        now=now(),
        done=DONE,
        days=DAYS,
        codes=ERRORS,
        sorts=SORTS,
        working=WORKING,
    )


@review.get("/<int:number>", strict_slashes=False)
@needs(SPECIALIST)
def one(number: int) -> str:
    row, here, ladder = _opened(number)
    reading, before = here.session, request.args.get("before", 0, type=whole_number)
    return render_template(
        "review/one.html",
        **_frame(row),
        ladder=list(ladder),
        following=ladder.next,
        steps=dossier.steps_of(row, ladder, here),
        administrators=dossier.administrators_of(reading, row),
        members=dossier.members_of(reading, row),
        locations=dossier.locations_of(reading, row),
        requisitions=dossier.requisitions_of(reading, row),
        exchanges=dossier.exchanges_of(reading, row, before),
        paged=before > 0,
        events=timeline(reading, row, EVENTS),
        is_whole=is_whole,
        people_words=_people_words,
        roles_words=_roles_words,
        requisition_words=requisitions.IN_WORDS,
        order_words=orders.IN_WORDS,
    )


@review.get("/<int:number>/state.json")
@needs(SPECIALIST)
def state(number: int) -> dict[str, Any]:
    row, here, ladder = _opened(number)
    return state_of(row, ladder, here)


@review.get("/<int:number>/evidence")
@needs(SPECIALIST)
def evidence(number: int) -> str:
    return evidence_page(*_opened(number), on_desk=True)


@review.get("/<int:number>/exchanges/<int:exchange>")
@needs(SPECIALIST)
def exchange(number: int, exchange: int) -> str:
    row = _setup(number)
    kept = dossier.exchange_of(session(), row, exchange) or abort(404)
    by = _name(kept)
    here = around(row)
    return render_template(
        "review/exchange.html",
        **_frame(row),
        exchange=kept,
        by=by,
        outcome=outcome(kept, row, here, by),
        documents=documents_of(kept, row, here),
    )


@review.get("/<int:number>/bundle.zip")
@needs(SPECIALIST)
def bundle(number: int) -> Response:
    row, here, ladder = _opened(number)
    name = f"setup-{row.id}-{here.now:%Y%m%d-%H%M}.zip"
    return Response(
        zipped(files_of(row, ladder, here), here.now),
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _opened(number: int) -> tuple[Setup, Around, Ladder]:
    row = _setup(number)
    here = around(row)
    return row, here, ladder_of(row, here)


def _setup(number: int) -> Setup:
    return dossier.setup_of(session(), number) or abort(404)


def _frame(row: Setup) -> dict[str, Any]:
    """What the frame of a page names: whose setup this is."""
    return {
        "setup": row,
        "organisation": row.organisation,
        "supplier": supplier(row),
    }


def _people_words(people: Sequence[User]) -> str:
    return ", ".join(f"{user.name} ({user.email})" for user in people) or "Nobody"


def _roles_words(user: User | None) -> str:
    held = [words for role, words in ROLE_WORDS.items() if user and role in user.roles]
    return ", ".join(held) or "–"


def _name(kept: Exchange) -> str:
    user = session().get(User, kept.user_id) if kept.user_id else None
    return user.name if user else ""
