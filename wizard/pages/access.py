"""Who may see what: one decorator, and one question for rows of an organisation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import abort, g, redirect, request, url_for
from flask import session as cookie
from flask_login import current_user, login_required
from sqlalchemy import select

from wizard.handover import at_work
from wizard.models import SPECIALIST, Model, User
from wizard.pages import asked, now, organisation_id, person, session

FOR_COLLEAGUES: Mapping[str, str] = {
    "setup.show": "",
    "setup.take": "",
    "people_sheets.download": "people",
    "people_sheets.make": "people",
}
"""The pages that belong to a step: open to a colleague who was asked to do it. Nothing named: to that of any step."""

P = ParamSpec("P")
R = TypeVar("R")
Row = TypeVar("Row", bound=Model)

ASKED = "asked"
"""Where a session keeps the number of what its colleague was asked to do."""

ROLE_WORDS = {
    "configuration": "Configuration",
    "create_purchase_order": "Create Purchase Order",
    "create_requisition": "Create Requisition",
    "approve": "Approve",
    "specialist": "Specialist",
}


class LacksRole(Exception):
    """The person is signed in but holds none of the roles; ``role`` is the first of them."""

    def __init__(self, role: str) -> None:
        super().__init__(role)
        self.role = role


def needs(*roles: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The page is for people who hold one of the roles. Everybody else is told who can grant it."""

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> R:
            if _is_what_was_asked():
                return view(*args, **values)
            if not any(current_user.may(role) for role in roles):
                raise LacksRole(roles[0])
            if SPECIALIST not in roles and current_user.organisation_id is None:
                raise LacksRole(roles[0])
            return view(*args, **values)

        return signed_in(guarded)

    return guard


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Somebody has to be signed in. A colleague whose time is over reads why instead of a form to sign in."""
    inner = login_required(view)

    @wraps(view)
    def shown(*args: Any, **values: Any) -> Any:
        if ASKED in cookie and not current_user.is_authenticated:
            return redirect(url_for("asked.here"), 303)
        return inner(*args, **values)

    return shown


def whose(key: str) -> User | None:
    """Who a session belongs to: an active user, or a colleague whose handover still stands."""
    number, _, session_key = key.partition(".")
    user = session().get(User, int(number)) if number.isdigit() else None
    if user is None or user.session_key != session_key:
        return None
    if user.is_guest:
        g.asked = at_work(session(), user, now())
    return user if user.active or (user.is_guest and g.asked) else None


def _is_what_was_asked() -> bool:
    handover, values = asked(), request.view_args or {}
    step = FOR_COLLEAGUES.get(request.endpoint or "")
    return (
        handover is not None
        and step is not None
        and values.get("number") == handover.setup_id
        and values.get("slug", step) == handover.slug
    )


def own(model: type[Row], number: int) -> Row:
    """The row of the person's own organisation; another organisation's does not exist for them (404)."""
    row = session().get(model, number)
    if row is None or getattr(row, "organisation_id", None) != organisation_id():
        abort(404)
    return row


def grantors(role: str) -> list[User]:
    """Who can give the role: the organisation's holders of Configuration."""
    found = select(User).where(User.organisation_id == person().organisation_id, User.active)
    people = session().scalars(found.order_by(User.name))
    return [user for user in people if user.organisation_id and user.may("configuration")]
