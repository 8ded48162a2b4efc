"""The walk: the organisation's setups, one setup's overview, and one view for every step."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from sqlalchemy import select
from werkzeug.wrappers import Response

from wizard.handover import at_work, handed
from wizard.ladder import CHECK_AGAIN, LOCKED, Around, Check, Ladder, Standing, Step, blocking
from wizard.models import CONFIGURATION, Note, Setup, User
from wizard.pages import asked, now, person, services, session, supplier
from wizard.pages.access import needs, own
from wizard.pages.paging import page_of
from wizard.pages.punchout import allow_shop
from wizard.pages.stale import stale_page
from wizard.profiles import AMAZON, supplier_names, supplier_profile
from wizard.review import notes
from wizard.review.notes import shown_of
from wizard.review.wanted import whole_number
from wizard.steps import ladder_of, steps_of, taking
from wizard.steps.beginning import begin, fill_in_like
from wizard.steps.state import state_of

setup = Blueprint("setup", __name__, url_prefix="/setup")
Page = Response | str | tuple[str, int]


@setup.get("/")
@needs(CONFIGURATION)
def index() -> str:
    own_ones = select(Setup).where(Setup.organisation_id == person().organisation_id)
    page = page_of(own_ones, Setup.id, "setup.index")
    walks = [(row, ladder_of(row, around(row))) for row in page.rows]
    folder = services().settings.supplier_profiles
    others = [supplier_profile(name, folder) for name in supplier_names(folder) if name != AMAZON]
    return render_template("setup/index.html", page=page, walks=walks, others=others)


@setup.post("/new")
@needs(CONFIGURATION)
def new() -> Response:
    """An empty one, or with ``like`` one that is filled in from another of the organisation."""
    folder = services().settings.supplier_profiles
    like = own(Setup, whole_number(request.form["like"])) if "like" in request.form else None
    name = like.supplier_profile if like else request.form.get("supplier", AMAZON)
    if name not in supplier_names(folder):
        abort(404)
    profile = supplier_profile(name, folder)
    row = begin(session(), person().organisation_id, profile, person(), now())
    if like:
        flash(_filled_in(like, fill_in_like(like, row, around(row))), "success")
    session().commit()
    return redirect(url_for("setup.resume", number=row.id), 303)


@setup.get("/<int:number>/")
@needs(CONFIGURATION)
def overview(number: int) -> str:
    row = own(Setup, number)
    return render_template(
        "setup/overview.html",
        setup=row,
        ladder=ladder_of(row, around(row)),
        handed=handed(session(), row, now()),
        from_desk=_from_desk(row),
    )


def _from_desk(row: Setup) -> dict[str, list[Note]]:
    """What specialists wrote for the customer, by step; "" for the setup as a whole."""
    found: dict[str, list[Note]] = {}
    for note in shown_of(session(), row):
        found.setdefault(note.slug, []).append(note)
    return found


@setup.post("/<int:number>/notes/<int:note>")
@needs(CONFIGURATION)
def settle(number: int, note: int) -> Response:
    """Whoever was asked to look at a step again did, and it is right as it is."""
    row = own(Setup, number)
    asked_by = session().get(Note, note)
    if asked_by is None or asked_by.setup_id != row.id or not asked_by.shown:
        abort(404)
    if asked_by.settled is None:
        notes.settle(session(), asked_by, person(), now())
        session().commit()
    flash("Thank you. The specialist sees that you looked.", "success")
    return redirect(
        _address(row, asked_by.slug) if asked_by.slug else url_for("setup.overview", number=row.id), 303
    )


@setup.get("/<int:number>/next")
@needs(CONFIGURATION)
def resume(number: int) -> Response:
    """Back to where the walk stands, in one click."""
    row = own(Setup, number)
    standing = ladder_of(row, around(row)).next
    return redirect(_address(row, standing.slug) if standing else url_for("setup.overview", number=row.id))


@setup.get("/<int:number>/state.json")
@needs(CONFIGURATION)
def state(number: int) -> dict[str, Any]:
    row = own(Setup, number)
    return state_of(row, ladder_of(row, around(row)), around(row))


@setup.get("/<int:number>/<slug>")
@needs(CONFIGURATION)
def show(number: int, slug: str) -> Page:
    row = own(Setup, number)
    step = step_of(row, slug)
    ladder = ladder_of(row, around(row))
    if not ladder[slug].reachable:
        return to_the_open_step(row, ladder, ladder[slug])
    return _page(row, step, ladder, step.form(row, around(row)), ladder[slug].checks)


@setup.post("/<int:number>/<slug>")
@needs(CONFIGURATION)
def take(number: int, slug: str) -> Page:
    row = own(Setup, number)
    step = step_of(row, slug)
    here = around(row)
    ladder = ladder_of(row, here)
    if not ladder[slug].reachable:
        return to_the_open_step(row, ladder, ladder[slug])
    form = step.form(row, here)
    try:
        findings = taking.try_step(step, form, row, here, request.form.get("version"))
    except taking.SavedMeanwhile:
        return stale_page(step, own(Setup, number), form, here, _address(row, slug))
    except taking.TimeIsOver:
        return redirect(url_for("asked.here"), 303)
    if blocking(findings):
        return _page(row, step, ladder_of(row, here), form, findings, refused=True), 422
    return _go_on(row, step, ladder_of(row, here))


def _filled_in(like: Setup, titles: list[str]) -> str:
    """What was taken over, and what was not."""
    name = f"“{like.group_name}”" if like.group_name else f"setup {like.id}"
    if not titles:
        return f"There is nothing to take over from {name} yet."
    return (
        f"Filled in from {name}: {', '.join(titles)}. Look at each and save it: nothing is proved for the new "
        "one yet. Its name, its credentials and what you see in it are left to you."
    )


def around(row: Setup) -> Around:
    return Around(
        person=person(),
        supplier=supplier(row),
        services=services(),
        session=session(),
        ended=lambda: asked() is not None and at_work(session(), person(), now()) is None,
    )


def _page(
    row: Setup,
    step: Step,
    ladder: Ladder,
    form: FlaskForm,
    findings: tuple[Check, ...] | list[Check],
    refused: bool = False,
) -> str:
    here = around(row)
    if step.leads_to_shop:
        allow_shop(row)
    standing = ladder[step.slug]
    following = ladder.after(step.slug)
    before = ladder.before(step.slug)
    form["version"].data = str(taking.revision(step, row))
    return render_template(
        [f"steps/{row.walk}/{step.slug}.html", f"steps/{step.slug}.html"],
        step={
            "slug": step.slug,
            "title": step.title,
            "lead": step.lead,
            "side": step.side,
            "number": standing.number,
            "count": len(steps_of(row)),
        },
        setup=row,
        supplier=here.supplier,
        ladder=list(ladder),
        standing=standing,
        form=form,
        findings=[check.shown_by(0) if asked() else check for check in findings],
        refused=refused,
        filled_in=taking.is_filled_in(step, row),
        reopens=[reopened.title for reopened in ladder.reopens(step.slug)],
        next_url=_address(row, following.slug) if following else url_for("setup.overview", number=row.id),
        back_url=_address(row, before.slug) if before else url_for("setup.overview", number=row.id),
        overview_url=url_for("setup.overview", number=row.id),
        from_desk=[] if asked() else _from_desk(row).get(step.slug, []),
        handed=None if asked() else handed(session(), row, now()).get(step.slug),
        colleague_url=""
        if asked() or step.alone
        else url_for("colleague.show", number=row.id, slug=step.slug),
        teller=_teller(row, step),
        **step.context(row, form, here),
    )


def _teller(row: Setup, step: Step) -> str:
    """Whose word the last try is, when it was not the reader's own organisation that gave it."""
    record = row.record(step.slug)
    by = session().get(User, record.tried_by_id) if record and record.tried_by_id else None
    return f"by {by.signature}" if by and by.is_guest and not asked() else ""


def _go_on(row: Setup, step: Step, ladder: Ladder) -> Response:
    if asked():
        return redirect(url_for("asked.here"), 303)
    standing = ladder[step.slug]
    if standing.state == CHECK_AGAIN:
        flash(f"Saved. {standing.why}", "warning")
    else:
        flash(f"“{step.title}” has passed.", "success")
    following = ladder.next
    target = _address(row, following.slug) if following else url_for("setup.overview", number=row.id)
    return redirect(target, 303)


def to_the_open_step(row: Setup, ladder: Ladder, locked: Standing) -> Response:
    if asked():
        return redirect(url_for("asked.here"), 303)
    open_step = ladder.next or next(iter(ladder))
    why = locked.why if locked.state == LOCKED else f"“{open_step.title}” comes first."
    flash(f"“{locked.title}” is locked. {why}", "warning")
    return redirect(_address(row, open_step.slug), 303)


def _address(row: Setup, slug: str) -> str:
    return url_for("setup.show", number=row.id, slug=slug)


def step_of(row: Setup, slug: str) -> Step:
    return steps_of(row).get(slug) or abort(404)
