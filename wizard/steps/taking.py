"""Taking a step: form, then proof, then one commit. Nothing is held open while we call out."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from wtforms import Field

from wizard.ladder import Around, Check, Step, blocking
from wizard.models import Setup, StepRecord
from wizard.procurement.refusal import NotAllowed

OURS = {"Not a valid choice.": "Choose one from the list."}
"""Sentences of the form library that do not say what to do."""


class SavedMeanwhile(Exception):
    """Somebody else saved this step between showing the form and now."""


class TimeIsOver(Exception):
    """The person may not do this step any more: it was taken back, or its time ran out, while we were proving."""


def revision(step: Step, setup: Setup) -> int:
    record = setup.record(step.slug)
    return record.revision if record else 0


def is_stale(step: Step, setup: Setup, version: str | None) -> bool:
    """Whether the form was shown before the last save. A form without a version saw no saved answers."""
    return (version or "0") != str(revision(step, setup))


def try_step(step: Step, form: FlaskForm, setup: Setup, around: Around, version: str | None) -> list[Check]:
    """Prove what was typed; keep it when nothing blocks. The findings are kept either way.

    :param version: the revision the form was shown with
    :raises SavedMeanwhile: the answers were saved by somebody else since the form was shown
    :raises TimeIsOver: nothing is kept of it
    """
    try:
        if is_stale(step, setup, version):
            raise SavedMeanwhile
        return _try_twice(step, form, setup, around)
    except SavedMeanwhile:
        _lock(setup, around)
        step.hold_back(form, setup, around)
        around.session.commit()
        raise


def try_within(step: Step, form: FlaskForm, setup: Setup, around: Around) -> list[Check]:
    """The same inside a transaction that holds the setup's lock: whoever opened it commits, or takes all of it back.

    What the supplier is asked has to be answered already: see ``around.asking``.
    """
    answers, findings = _prove(step, form, setup, around)
    _note(step, form, setup, around, answers, findings)
    return findings


def is_filled_in(step: Step, setup: Setup) -> bool:
    """Whether the form shows what another setup says, and nobody has tried it here yet."""
    record = setup.record(step.slug)
    return record is not None and record.tried is None


def _try_twice(step: Step, form: FlaskForm, setup: Setup, around: Around) -> list[Check]:
    try:
        return _try_once(step, form, setup, around)
    except NotAllowed:
        # It was true when it was proved and no longer is: proving again says what changed.
        around.session.rollback()
        return _try_once(step, form, setup, around)


def _try_once(step: Step, form: FlaskForm, setup: Setup, around: Around) -> list[Check]:
    seen = revision(step, setup)
    answers, findings = _prove(step, form, setup, around)
    try:
        _write(step, form, setup, around, answers, findings, seen)
    except (StaleDataError, IntegrityError) as error:
        around.session.rollback()
        raise SavedMeanwhile from error
    return findings


def _prove(step: Step, form: FlaskForm, setup: Setup, around: Around) -> tuple[dict[str, Any], list[Check]]:
    """The form's own checks, then the proof; no answers when the form refused them."""
    if not form.validate():
        return {}, _refused_fields(form)
    answers = step.answers(form, setup, around)
    return answers, list(step.prove(answers, setup, around))


def _write(
    step: Step,
    form: FlaskForm,
    setup: Setup,
    around: Around,
    answers: dict[str, Any],
    findings: list[Check],
    seen: int,
) -> None:
    # Proving may have taken seconds and ended the transaction: look again under the lock of a new one.
    _lock(setup, around)
    if revision(step, setup) != seen:
        raise SavedMeanwhile
    _note(step, form, setup, around, answers, findings)
    around.session.commit()


def _note(
    step: Step,
    form: FlaskForm,
    setup: Setup,
    around: Around,
    answers: dict[str, Any],
    findings: list[Check],
) -> None:
    """What a try leaves behind. Whatever is written of a step is written here, in the transaction that is open."""
    record = setup.record(step.slug) or new_record(step, setup)
    record.checks = [check.as_json() for check in findings]
    now = around.now
    record.tried, record.tried_by_id = now, around.person.id
    if not blocking(findings):
        _pass(step, record, setup, around, answers, now)
    else:
        step.hold_back(form, setup, around)
        if answers:
            step.remember(answers, setup, around)
            _refute(step, record, around, answers, now)


def _refute(step: Step, record: StepRecord, around: Around, answers: dict[str, Any], now: datetime) -> None:
    """What passed before no longer does: a value renewed at the supplier, a line that is down."""
    if record.passed and public_answers(step, answers, around) == record.answers:
        record.refuted = now


def _lock(setup: Setup, around: Around) -> None:
    around.session.rollback()
    around.session.refresh(setup, with_for_update=True)
    if around.ended():
        raise TimeIsOver


def _pass(
    step: Step, record: StepRecord, setup: Setup, around: Around, answers: dict[str, Any], now: datetime
) -> None:
    step.keep(answers, setup, around)
    public = public_answers(step, answers, around)
    if record.revision == 0 or public != record.answers:
        record.revision += 1
        record.changed = now
        record.answers = public
    if record.passed is None:
        record.took = int((now - setup.got_on).total_seconds())
    record.passed, record.passed_by_id, record.refuted = now, around.person.id, None
    record.rests_on = {slug: setup.record(slug).revision for slug in step.after if setup.record(slug)}  # type: ignore[union-attr]


def new_record(step: Step, setup: Setup) -> StepRecord:
    record = StepRecord(slug=step.slug, answers={}, checks=[], revision=0, rests_on={})
    setup.records.append(record)
    return record


def public_answers(step: Step, answers: Mapping[str, Any], around: Around) -> dict[str, Any]:
    """Private answers leave only a keyed digest: enough to notice a change, not enough to guess from."""
    return {
        name: _digest(around, value) if name in step.private else value
        for name, value in answers.items()
        if name not in step.passing
    }


def _digest(around: Around, value: object) -> str:
    key = around.services.settings.secret_key.encode()
    return hmac.new(key, str(value).encode(), hashlib.sha256).hexdigest()[:24]


def _refused_fields(form: FlaskForm) -> list[Check]:
    for field in form:
        field.errors = [_in_words(field, problem) for problem in field.errors]
    return [
        Check.of("form.invalid", False, field=name, problem=str(problem))
        for name, problems in form.errors.items()
        for problem in problems
        if name
    ]


def _in_words(field: Field, problem: object) -> object:
    """The summary stands far from its field: the sentence has to say which one is meant."""
    if not isinstance(problem, str):
        return problem
    label = field.label.text
    return f"{label if label.endswith('?') else label + '.'} {OURS.get(problem, problem)}"
