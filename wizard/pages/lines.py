"""The lines of a cart, page by page: it may have 10,000."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from sqlalchemy import func, select

from wizard.models import Requisition, RequisitionLine
from wizard.pages import session

SHOWN = 200


@dataclass(frozen=True)
class Lines:
    """One page of them, counted from 1."""

    rows: Sequence[RequisitionLine]
    page: int
    pages: int


def lines_of(row: Requisition) -> Lines:
    """The page the address asks for as ``?lines=``; the nearest there is, when it asks for none of them."""
    count = session().scalar(select(func.count()).where(RequisitionLine.requisition_id == row.id)) or 0
    pages = max(1, -(-count // SHOWN))
    page = min(_asked(), pages)
    query = select(RequisitionLine).where(RequisitionLine.requisition_id == row.id)
    shown = query.order_by(RequisitionLine.number).offset((page - 1) * SHOWN).limit(SHOWN)
    return Lines(list(session().scalars(shown)), page, pages)


def _asked() -> int:
    asked = request.args.get("lines", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
