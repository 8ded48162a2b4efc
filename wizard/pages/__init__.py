"""The only place that knows requests. What every page needs stands here; each blueprint has a module."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask import current_app, g, request
from flask_login import current_user
from sqlalchemy.orm import Session

from wizard.models import Handover, Setup, User
from wizard.procurement.suppliers import supplier_of
from wizard.profiles import SupplierProfile
from wizard.services import Services

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def services() -> Services:
    return cast(Services, current_app.extensions["wizard"])


def now() -> datetime:
    return services().now()


def supplier(setup: Setup) -> SupplierProfile:
    """The supplier of this setup, by its own name."""
    return supplier_of(setup, services().settings.supplier_profiles)


def person() -> User:
    """Who is signed in. Only behind :func:`wizard.pages.access.needs`."""
    return cast(User, current_user._get_current_object())


def asked() -> Handover | None:
    """What the person in front of the page was asked to do; nothing for users of their own."""
    return cast("Handover | None", g.get("asked")) if current_user.is_authenticated else None


def organisation_id() -> int | None:
    """Whose rows this person may see, where they may see any."""
    handover = asked()
    return handover.setup.organisation_id if handover else person().organisation_id


def session() -> Session:
    """The request's database session. On GET the database itself refuses writes; it is rolled back at the end."""
    if "db" not in g:
        database = services().database
        g.db = database.read_only() if request.method in SAFE_METHODS else database.session()
    return cast(Session, g.db)


def close_session(_error: BaseException | None = None) -> None:
    opened = g.pop("db", None)
    if opened is not None:
        opened.close()
