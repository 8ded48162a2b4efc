"""Every claim a setup rests on, with how we know it: what, since when, by whom, and where it was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from wizard.ladder import PROVED, READ, TOLD, Around, Check, Ladder, Standing
from wizard.models import Exchange, Setup, StepRecord
from wizard.review.names import names_of
from wizard.review.proofs import left_open, proof_of, seen_here

SEEN = "seen"
"""We look it up ourselves, in the text or in our own records: nobody has to be believed."""
WAYS = (PROVED, READ, SEEN, TOLD)


@dataclass(frozen=True, slots=True)
class Claim:
    """``way`` is one of WAYS, ``provable`` what could prove it, ``but`` what its proof leaves open.

    ``exchange`` is where it was seen, 0 if nowhere.
    """

    sentence: str
    code: str
    way: str
    how: str
    provable: str
    at: datetime | None
    by: str
    exchange: int
    but: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """The claims of one step; ``doubts`` are findings that did not pass and do not hold it up."""

    standing: Standing
    claims: Sequence[Claim]
    doubts: Sequence[Check]
    refused_since: bool


def claims_of(setup: Setup, ladder: Ladder, around: Around) -> list[Chapter]:
    """Step by step. A step that never passed claims nothing."""
    records = {record.slug: record for record in setup.records}
    names = names_of(around.session, {record.tried_by_id or 0 for record in records.values()})
    kept = _kept(setup, ladder, around)
    return [_chapter(standing, records.get(standing.slug), ladder, names, kept) for standing in ladder]


def counted(chapters: Sequence[Chapter]) -> dict[str, int]:
    """How many claims are known in which way."""
    ways = Counter(claim.way for chapter in chapters for claim in chapter.claims)
    return {way: ways[way] for way in WAYS}


def _chapter(
    standing: Standing,
    record: StepRecord | None,
    ladder: Ladder,
    names: Mapping[int, str],
    kept: frozenset[int],
) -> Chapter:
    if record is None or record.passed is None:
        return Chapter(standing, (), (), False)
    doubts = [check for check in standing.checks if not check.passed and not check.blocks]
    claims = tuple(_claims(standing, record, ladder, names, kept))
    return Chapter(standing, claims, doubts, record.tried != record.passed)


def _claims(
    standing: Standing, record: StepRecord, ladder: Ladder, names: Mapping[int, str], kept: frozenset[int]
) -> Iterator[Claim]:
    by = names.get(record.tried_by_id or 0, "")
    tested = ladder["test-order"]
    for first, check in zip(record.checks, standing.checks, strict=True):
        if not check.passed or check.severity == "info":
            continue
        exchange = check.exchange if check.exchange in kept else 0
        told = Claim(check.sentence, check.code, check.evidence, check.proof, "", record.tried, by, exchange)
        if first["evidence"] == TOLD and seen_here(check.code):
            yield replace(told, way=SEEN, how="", exchange=0)
        elif first["evidence"] != check.evidence:
            yield replace(told, at=tested.passed_at, by=tested.passed_by, but=left_open(check.code))
        else:
            yield replace(told, provable=proof_of(check.code))


def _kept(setup: Setup, ladder: Ladder, around: Around) -> frozenset[int]:
    """Of the exchanges that are named, those that are still kept."""
    named = {check.exchange for standing in ladder for check in standing.checks if check.exchange}
    found = select(Exchange.id).where(Exchange.setup_id == setup.id, Exchange.id.in_(named))
    return frozenset(around.session.scalars(found))
