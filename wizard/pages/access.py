"""Who may see what: one decorator, and one question for rows of an organisation."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import abort
from flask_login import current_user, login_required
from sqlalchemy import select

from wizard.models import SPECIALIST, Model, User
from wizard.pages import person, session

P = ParamSpec("P")
R = TypeVar("R")
Row = TypeVar("Row", bound=Model)

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
            if not any(current_user.may(role) for role in roles):
                raise LacksRole(roles[0])
            if SPECIALIST not in roles and current_user.organisation_id is None:
                raise LacksRole(roles[0])
            return view(*args, **values)

        return login_required(guarded)  # type: ignore[no-any-return]

    return guard


def own(model: type[Row], number: int) -> Row:
    """The row of the person's own organisation; another organisation's does not exist for them (404)."""
    row = session().get(model, number)
    if row is None or getattr(row, "organisation_id", None) != person().organisation_id:
        abort(404)
    return row


def grantors(role: str) -> list[User]:
    """Who can give the role: the organisation's holders of Configuration."""
    found = select(User).where(User.organisation_id == person().organisation_id, User.active)
    people = session().scalars(found.order_by(User.name))
    return [user for user in people if user.organisation_id and user.may("configuration")]
