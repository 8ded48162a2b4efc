"""The words by which requisitions and their orders are found again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from wizard.models import Requisition, RequisitionWord

LONGEST = 40
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("([\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)")
"""Kana and Han: written without spaces, so that every two neighbours count as a word."""


def words_of(*texts: str) -> set[str]:
    """What is kept of texts: small letters, no signs, at most 40 letters a word."""
    return {word for text in texts for run in _runs(text) for word in (*_parts(run), *_last(run))}


def asked_for(text: str) -> list[str]:
    """What a search asks for: each of these is a word of the requisition, or the beginning of one."""
    return list(dict.fromkeys(word for run in _runs(text) for word in _parts(run)))


def keep_words(session: Session, requisition: Requisition, texts: Iterable[str]) -> None:
    """Let the requisition be found by these texts too."""
    there = select(RequisitionWord.word).where(RequisitionWord.requisition_id == requisition.id)
    rows = [
        {"organisation_id": requisition.organisation_id, "requisition_id": requisition.id, "word": word}
        for word in sorted(words_of(*texts) - set(session.scalars(there)))
    ]
    if rows:
        session.execute(insert(RequisitionWord), rows)


def _runs(text: str) -> Iterator[str]:
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        yield from filter(None, _UNSPACED.split(word))


def _parts(run: str) -> list[str]:
    if _UNSPACED.match(run) and len(run) > 1:
        return [run[at : at + 2] for at in range(len(run) - 1)]
    return [run[:LONGEST]]


def _last(run: str) -> list[str]:
    """The last sign of a run begins no pair, and is looked for alone as well."""
    return [run[-1]] if _UNSPACED.match(run) else []
