"""Somebody else saved in between: both versions side by side, and the person chooses."""

from __future__ import annotations

from flask import request
from flask_wtf import FlaskForm
from wtforms import FileField, StringField

from wizard.ladder import Around, Step
from wizard.models import Setup
from wizard.pages.errors import error_page
from wizard.steps.taking import revision

HIDDEN = frozenset({"csrf_token", "version"})


def stale_page(step: Step, setup: Setup, form: FlaskForm, around: Around, here_url: str) -> tuple[str, int]:
    record = setup.record(step.slug)
    versions = step.versions(form, setup, around)
    both = [(label, _shown(saved), _shown(typed)) for label, saved, typed in versions]
    return error_page(
        409,
        setup=setup,
        here_url=here_url,
        saved_by=record.passed_by.name if record and record.passed_by else "",
        saved_at=record.passed if record else None,
        version=revision(step, setup),
        differences=[
            {"label": label, "saved": saved, "typed": typed} for label, saved, typed in both if saved != typed
        ],
        typed=_typed(step, form),
        files=[field for field in form if isinstance(field, FileField) and field.data],
    )


def _typed(step: Step, form: FlaskForm) -> list[tuple[str, str]]:
    """What "Use what I typed" sends again. Where a step has secrets, as the form sorted it: a box for anything
    may have brought one along."""
    typed = [pair for pair in request.form.items(multi=True) if pair[0] not in HIDDEN | set(step.private)]
    if not step.private:
        return typed
    boxes = {field.name: field.data or "" for field in form if isinstance(field, StringField)}
    return [(name, boxes[name]) for name, _ in typed if name in boxes]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
