"""Long lists a page at a time: newest first, each page names the last row of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import Response, jsonify, request, url_for
from sqlalchemy import Select

from wizard.pages import session

Row = TypeVar("Row")
SIZE = 50


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: list[Row]
    older: str
    """Address of the next page, or nothing."""
    newest: str
    """Address of the first page, or nothing when this is it."""


def after() -> int | None:
    """The ``?after=`` of the request; what is no row's number, 0 among them, counts as none."""
    text = request.args.get("after", "")
    return (int(text) or None) if text.isascii() and text.isdigit() and len(text) < 10 else None


def page_of(query: Select[Any], key: Any, endpoint: str, *, size: int = SIZE, **values: Any) -> Page[Any]:
    """The rows behind ``?after=``, ``size`` at a time. ``key`` is the column that orders them, falling."""
    last = after()
    if last is not None:
        query = query.where(key < last)
    rows = list(session().scalars(query.order_by(key.desc()).limit(size + 1)))
    older = url_for(endpoint, after=getattr(rows[size - 1], key.key), **values) if len(rows) > size else ""
    return Page(rows[:size], older, url_for(endpoint, **values) if last is not None else "")


def as_json(page: Page[Any], facts: list[dict[str, Any]]) -> Response:
    """A plain list; the next page's address stands in the Link header."""
    answer = jsonify(facts)
    if page.older:
        answer.headers["Link"] = f'<{page.older}>; rel="next"'
    return answer
