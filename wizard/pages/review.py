"""The specialist's desk: every organisation's setups, to look at and never to touch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, cast

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wizard.ladder import Around, Ladder
from wizard.models import SPECIALIST, DeskEntry, Exchange, Setup, User
from wizard.pages import SAFE_METHODS, close_session, now, person, services, session, supplier
from wizard.pages.access import ROLE_WORDS, needs
from wizard.pages.evidence import evidence_page
from wizard.pages.review_acts import Refused, act_on, open_with_reason
from wizard.pages.review_forms import NoteForm, ReasonForm
from wizard.pages.setup import around
from wizard.pages.timeline import timeline_page
from wizard.places import is_whole
from wizard.procurement import orders, requisitions
from wizard.review import dossier
from wizard.review.bundle import bundle as files_of
from wizard.review.desk import LATELY, Picture, desk, step_of
from wizard.review.documents import documents_of, outcome
from wizard.review.notes import notes_of
from wizard.review.sorting import SORTS
from wizard.review.timeline import timeline
from wizard.review.visits import last_look, visit_of
from wizard.review.wanted import DAYS, DONE, ERRORS, LONGEST_SEARCH, WORKING, Wanted, whole_number
from wizard.review.zipped import zipped
from wizard.steps import BY_SLUG, ladder_of
from wizard.steps import steps_of as walk_of
from wizard.steps.state import state_of

review = Blueprint("review", __name__, url_prefix="/review")
Page = Response | str | tuple[str, int]
EVENTS = 20
CHANGES = 50
FILTERS = ("kind", "outcome", "holds")


@review.before_request
def look_only() -> None:
    """Here the database refuses every write; in a post, every write to what is the customer's."""
    close_session()
    database = services().database
    g.db = database.read_only() if request.method in SAFE_METHODS else database.desk()


def _picture() -> Picture:
    """One for each process."""
    return cast(Picture, services().memory.setdefault("desk picture", Picture()))


def with_reason(view: Callable[..., Any]) -> Callable[..., Any]:
    """A page of one setup: whoever has not said today why she opens it is asked first."""

    @wraps(view)
    def shown(number: int, **more: Any) -> Any:
        if not visit_of(session(), person(), _setup(number), now()):
            return redirect(url_for("review.one", number=number, then=request.path), 303)
        return view(number, **more)

    return shown


@review.get("/")
@needs(SPECIALIST)
def index() -> str:
    wanted = Wanted.of(request.args)
    return render_template(
        "review/index.html",
        desk=desk(session(), wanted, now(), person().id),
        wanted=wanted,
        picture=_picture().at(session(), now()),
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
def one(number: int) -> Page:
    row = _setup(number)
    if not visit_of(session(), person(), row, now()):
        return _ask_why(row, ReasonForm(then=request.args.get("then", "")))
    return _page(row, NoteForm().about(row))


@review.post("/<int:number>", strict_slashes=False)
@needs(SPECIALIST)
def act(number: int) -> Page:
    row = _setup(number)
    visited = visit_of(session(), person(), row, now())
    try:
        if request.form.get("action") == "visit" or not visited:
            return open_with_reason(row)
        return act_on(row, request.form.get("action", ""))
    except Refused as refused:
        if isinstance(refused.form, ReasonForm):
            return _ask_why(row, refused.form), 422
        return _page(row, refused.form, refused=True), 422


def _ask_why(row: Setup, form: ReasonForm) -> str:
    return render_template("review/why.html", **_frame(row), form=form)


def _page(row: Setup, form: NoteForm, refused: bool = False) -> str:
    here = around(row)
    ladder = ladder_of(row, here)
    reading, before = here.session, request.args.get("before", 0, type=whole_number)
    asked = {name: request.args.get(name, "")[:LONGEST_SEARCH] for name in FILTERS}
    look = last_look(reading, person(), row)
    entry = reading.get(DeskEntry, row.id)
    return render_template(
        "review/one.html",
        **_frame(row),
        entry=entry,
        form=form,
        refused=refused,
        notes=notes_of(reading, row),
        look=look,
        changed=timeline(reading, row, CHANGES, after=look.number, but=person().id) if look else (),
        titles={slug: step.title for slug, step in walk_of(row).items()},
        asked=asked,
        given={name: value for name, value in asked.items() if value},
        kinds=dossier.occurring(reading, row, "kind"),
        outcomes=dossier.occurring(reading, row, "outcome"),
        ladder=list(ladder),
        following=ladder.next,
        steps=dossier.steps_of(row, ladder, here),
        administrators=dossier.administrators_of(reading, row),
        members=dossier.members_of(reading, row),
        locations=dossier.locations_of(reading, row),
        requisitions=dossier.requisitions_of(reading, row),
        exchanges=dossier.exchanges_of(reading, row, before, **asked),
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
@with_reason
def state(number: int) -> dict[str, Any]:
    row, here, ladder = _opened(number)
    return state_of(row, ladder, here)


@review.get("/<int:number>/evidence")
@needs(SPECIALIST)
@with_reason
def evidence(number: int) -> str:
    return evidence_page(*_opened(number), on_desk=True)


@review.get("/<int:number>/timeline")
@needs(SPECIALIST)
@with_reason
def events(number: int) -> str:
    return timeline_page(_setup(number), on_desk=True)


@review.get("/<int:number>/exchanges/<int:exchange>")
@needs(SPECIALIST)
@with_reason
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
@with_reason
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
