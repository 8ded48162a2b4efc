"""Somebody else saved in between: both versions side by side, and the person chooses."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import StringField

from wizard.ladder import Step
from wizard.models import Setup
from wizard.pages.errors import error_page
from wizard.steps.taking import revision

HIDDEN = frozenset({"csrf_token", "version"})


def stale_page(step: Step, setup: Setup, form: FlaskForm, here_url: str) -> tuple[str, int]:
    record = setup.record(step.slug)
    saved = dict(record.answers) if record else {}
    return error_page(
        409,
        setup=setup,
        here_url=here_url,
        saved_by=record.passed_by.name if record and record.passed_by else "",
        saved_at=record.passed if record else None,
        version=revision(step, setup),
        differences=_differences(step, form, saved),
        typed=_typed(step, form),
    )


def _typed(step: Step, form: FlaskForm) -> list[tuple[str, str]]:
    """What "Use what I typed" sends again. Where a step has secrets, as the form sorted it: a box for anything
    may have brought one along."""
    typed = [pair for pair in request.form.items(multi=True) if pair[0] not in HIDDEN | set(step.private)]
    if not step.private:
        return typed
    boxes = {field.name: field.data or "" for field in form if isinstance(field, StringField)}
    return [(name, boxes[name]) for name, _ in typed if name in boxes]


def _differences(step: Step, form: FlaskForm, saved: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {"label": field.label.text, "saved": _shown(saved.get(field.name)), "typed": _shown(field.data)}
        for field in form
        if field.name not in HIDDEN | set(step.private)
        and _shown(saved.get(field.name)) != _shown(field.data)
    ]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
