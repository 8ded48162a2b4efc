"""Occasions that a transaction brings about: found at its end, in the timeline it has just written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard.failures import FAILURES
from wizard.journal import DESK, Entry
from wizard.journal.entry import PASSED, REFUSED
from wizard.journal.told import A_TRY
from wizard.models import Handover, Setup, SetupEvent, StepRecord
from wizard.models.committing import Change, before_commit
from wizard.steps import steps_of
from wizard.telling.occasions import FAILING, LIVE, PASSES_AGAIN, TIMES
from wizard.telling.rows import Happened, tell_customers, tell_specialists, wanting

FAR_BACK = 50
"""So many entries of a timeline are looked through."""
TRIES = (PASSED, REFUSED)


@before_commit
def tell_of_changes(session: Session, changes: Sequence[Change]) -> None:
    """Registered behind the journal, which it reads."""
    for change in changes:
        row = change.row
        if isinstance(row, Setup) and "went_active" in change.names and row.went_active:
            went_live(session, row)
        elif isinstance(row, StepRecord) and change.names & A_TRY and row.tried:
            was_tried(session, row)
        elif isinstance(row, Entry) and row.kind == DESK and row.findings:
            was_looked_at(session, row)


def went_live(session: Session, setup: Setup) -> None:
    at = setup.went_active
    if at is not None:
        tell_specialists(session, Happened(LIVE, setup.id, at.isoformat(), at, LIVE.says))


def was_tried(session: Session, record: StepRecord) -> None:
    events = _events(session, record.setup_id, record.slug)
    if not events:
        return
    if events[0].kind == REFUSED:
        _fails(session, record, events)
    else:
        _passes(session, record, events)


def _fails(session: Session, record: StepRecord, events: Sequence[SetupEvent]) -> None:
    """As often as she said makes an occasion, and more of the same no other one."""
    last = events[0]
    row = list(takewhile(lambda one: one.kind == REFUSED and one.code == last.code, events))
    times = TIMES.get(len(row))
    if times is None or not last.code or not wanting(session, FAILING):
        return
    title = _title(session, record.setup_id, record.slug)
    said = next((str(one["sentence"]) for one in last.findings if one["code"] == last.code), "")
    sentence = f"{FAILING.says.format(step=title, times=times)} {said}"
    once = f"{record.slug}:{row[-1].number}"
    happened = Happened(FAILING, record.setup_id, once, last.at, sentence, record.slug, last.code)
    tell_specialists(session, happened, lambda one: one.times == len(row))


def _passes(session: Session, record: StepRecord, events: Sequence[SetupEvent]) -> None:
    passed, *before = events
    refused = list(takewhile(lambda one: one.kind == REFUSED, before))
    if not refused:
        return
    earlier = before[len(refused)] if len(before) > len(refused) else None
    people = {one.user_id for one in refused} | set(_askers(session, record, earlier))
    _again(session, passed, record.slug, refused[0].code, "", people - {passed.user_id})


def was_looked_at(session: Session, entry: Entry) -> None:
    """The desk ran checks again: did one pass that had failed?"""
    every = _events(session, entry.setup_id)
    looked = next(
        (one for one in every if one.kind == DESK and one.slug == entry.slug and one.findings), None
    )
    for finding in looked.findings if looked else ():
        code = str(finding["code"])
        slug = entry.slug or (FAILURES[code].step if code in FAILURES else "")
        if looked and finding["passed"] and _failed_before(every, looked, slug, code):
            tries = [one for one in every if one.slug == slug and one.kind in TRIES]
            people = {one.user_id for one in _since_it_last_passed(tries)}
            _again(session, looked, slug, code, str(finding["sentence"]), people)
            return


def _failed_before(every: Sequence[SetupEvent], looked: SetupEvent, slug: str, code: str) -> bool:
    """Whether this check failed when it was last seen, and its step has not passed since."""
    for event in every:
        if event.number >= looked.number:
            continue
        if event.kind == PASSED and event.slug == slug:
            return False
        for finding in event.findings:
            if finding["code"] == code:
                return not finding["passed"]
    return False


def _since_it_last_passed(tries: Sequence[SetupEvent]) -> Iterator[SetupEvent]:
    """Newest first; whoever passed it is one of those it concerns."""
    for one in tries:
        yield one
        if one.kind == PASSED:
            return


def _again(
    session: Session, event: SetupEvent, slug: str, code: str, said: str, people: set[int | None]
) -> None:
    numbers = [number for number in people if number is not None]
    if not numbers or not slug:
        return
    title = _title(session, event.setup_id, slug)
    sentence = f"{PASSES_AGAIN.says.format(step=title, who=event.who or 'The desk')} {said}".strip()
    happened = Happened(PASSES_AGAIN, event.setup_id, str(event.number), event.at, sentence, slug, code)
    tell_customers(session, happened, numbers)


def _askers(session: Session, record: StepRecord, earlier: SetupEvent | None) -> Iterator[int]:
    """Who asked a colleague to do this step since it last passed."""
    asked = select(Handover.asked_by_id).where(
        Handover.setup_id == record.setup_id, Handover.slug == record.slug
    )
    if earlier is not None:
        asked = asked.where(Handover.created > earlier.at)
    yield from session.scalars(asked)


def _events(session: Session, setup_id: int, slug: str = "") -> Sequence[SetupEvent]:
    """The latest, newest first; of one step only its tries."""
    found = select(SetupEvent).where(SetupEvent.setup_id == setup_id)
    if slug:
        found = found.where(SetupEvent.slug == slug, SetupEvent.kind.in_(TRIES))
    return session.scalars(found.order_by(SetupEvent.number.desc()).limit(FAR_BACK)).all()


def _title(session: Session, setup_id: int, slug: str) -> str:
    steps = steps_of(session.get_one(Setup, setup_id))
    return steps[slug].title if slug in steps else slug
