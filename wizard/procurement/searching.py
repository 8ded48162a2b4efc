"""Searching by words: led by the rarest word when few rows have it; a common word is looked for in the list's own
order, where it is met soon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from wizard.procurement.words import asked_for

FEW = 1_000
END = "\U0010ffff"


@dataclass(frozen=True)
class Index:
    """A table of words: the word, the row it belongs to, and what narrows it down to the rows that may be found."""

    word: InstrumentedAttribute[str]
    row: InstrumentedAttribute[int]
    within: ColumnElement[bool]


def having(session: Session, index: Index, row: InstrumentedAttribute[int], text: str) -> Iterator[Any]:
    """The conditions under which a list's row has every word of the text, or one that begins with it.

    :param row: the list's column that the index speaks of
    """
    words = asked_for(text)
    if text and not words:
        yield false()
        return
    conditions = {word: _has(index, word) for word in words}
    if words:
        counts = {word: _count(session, index, word) for word in words}
        rarest = min(words, key=counts.__getitem__)
        if counts[rarest] <= FEW:
            yield row.in_(list(session.scalars(_postings(index, rarest).distinct())))
            del conditions[rarest]
    for condition in conditions.values():
        there = select(index.word).where(index.row == row, condition)
        yield exists(there.correlate(row.class_))


def _has(index: Index, word: str) -> ColumnElement[bool]:
    """The word or one that begins with it; a number only as it is."""
    return index.word == word if word.isdigit() else index.word.between(word, word + END)


def _postings(index: Index, word: str) -> Select[Any]:
    return select(index.row).where(index.within, _has(index, word))


def _count(session: Session, index: Index, word: str) -> int:
    few = _postings(index, word).limit(FEW + 1).subquery()
    return session.scalar(select(func.count()).select_from(few)) or 0
