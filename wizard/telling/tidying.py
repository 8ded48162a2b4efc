"""Forgetting: tellings go like documents, links in letters later."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from wizard.models import Telling, UnsubscribeLink
from wizard.telling.rows import WAITING

LINKS_LAST = timedelta(days=365)
"""Longer than the rows: somebody may come upon an old letter."""


def prune(session: Session, before: datetime) -> None:
    session.execute(delete(Telling).where(Telling.at < before, Telling.state != WAITING))
    session.execute(delete(UnsubscribeLink).where(UnsubscribeLink.made < before - LINKS_LAST))
