"""What a specialist does at the desk: her own notes, her own name on a setup, checks run once more.

All of it is written by the desk's session, which cannot write what is the customer's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from wizard.journal import DESK, Entry, entry_of, tell
from wizard.ladder import Around
from wizard.models import Note, Setup, User
from wizard.pages import now, person, services, session, supplier
from wizard.pages.review_forms import NoteForm, ReasonForm
from wizard.review import notes
from wizard.review.rerunning import run_again
from wizard.review.visits import begin_visit, seen_up_to
from wizard.review.wanted import whole_number
from wizard.steps import asker_of, steps_of

Done = Response | None


class Refused(Exception):
    """A form of the desk was not filled in; it is shown again."""

    def __init__(self, form: NoteForm | ReasonForm) -> None:
        super().__init__()
        self.form = form


def act_on(row: Setup, action: str) -> Response:
    """:raises Refused: what was typed has to be mended first"""
    act = ACTS.get(action) or abort(400)
    place = act(row)
    session().commit()
    return redirect(url_for("review.one", number=row.id, _anchor=place), 303)


def open_with_reason(row: Setup) -> Response:
    """:raises Refused: no reason was given"""
    form = ReasonForm()
    if not form.validate():
        raise Refused(form)
    begin_visit(session(), person(), row, form.reason.data, now())
    here = url_for("review.one", number=row.id)
    then = form.then.data or ""
    return redirect(then if then.startswith(f"/review/{row.id}/") else here, 303)


def _note(row: Setup) -> str:
    form = NoteForm().about(row)
    if not form.validate():
        raise Refused(form)
    notes.write(session(), person(), row, form.slug.data, form.text.data, form.readers.data, now())
    flash("Kept." if form.readers.data == notes.INTERNAL else "Kept. The customer sees it now.", "success")
    return "notes"


def _withdraw(row: Setup) -> str:
    note = session().get(Note, request.form.get("note", 0, type=whole_number))
    if note is None or note.setup_id != row.id or note.author_id != person().id:
        abort(404)
    if note.withdrawn is None:
        notes.withdraw(session(), note, person(), now())
    flash("Taken back.", "success")
    return "notes"


def _assign(row: Setup) -> str:
    return _hand_to(row, person(), "Works on it from now on.")


def _release(row: Setup) -> str:
    return _hand_to(row, None, "Does not work on it any more.")


def _hand_to(row: Setup, who: User | None, what: str) -> str:
    entry, number = entry_of(session(), row.id), who.id if who else None
    if entry.assigned_to_id != number:
        entry.assigned_to_id = number
        tell(session(), Entry(row.id, now(), person().id, DESK, what))
    return ""


def _seen(row: Setup) -> str:
    seen_up_to(session(), person(), row, request.form.get("number", 0, type=whole_number), now())
    return ""


def _run_again(row: Setup) -> str:
    slug, asker = request.form.get("slug", ""), asker_of(row, session())
    if slug not in ("", *steps_of(row)) or asker is None:
        abort(400)
    here = Around(asker, supplier(row), services(), session())
    checks = run_again(row, here, person(), slug)
    failed = sum(not check.passed for check in checks)
    if failed:
        flash(f"{failed} of {len(checks)} checks did not pass. The timeline says which.", "warning")
    elif checks:
        flash(f"All {len(checks)} checks passed.", "success")
    else:
        flash("There is nothing a machine could check here yet.", "warning")
    return "events"


ACTS: Mapping[str, Callable[[Setup], Any]] = {
    "note": _note,
    "withdraw": _withdraw,
    "assign": _assign,
    "release": _release,
    "seen": _seen,
    "rerun": _run_again,
}
