"""Somebody else saved in between: both versions side by side, and the person chooses."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_wtf import FlaskForm

from wizard.ladder import Step
from wizard.models import Setup
from wizard.pages.errors import error_page
from wizard.steps.taking import revision

HIDDEN = frozenset({"csrf_token", "version"})


def stale_page(step: Step, setup: Setup, form: FlaskForm, here_url: str) -> tuple[str, int]:
    record = setup.record(step.slug)
    saved = dict(record.answers) if record else {}
    typed = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in HIDDEN | set(step.private)
    ]
    return error_page(
        409,
        setup=setup,
        here_url=here_url,
        saved_by=record.passed_by.name if record and record.passed_by else "",
        saved_at=record.passed if record else None,
        version=revision(step, setup),
        differences=_differences(step, form, saved),
        typed=typed,
    )


def _differences(step: Step, form: FlaskForm, saved: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {"label": field.label.text, "saved": _shown(saved.get(field.name)), "typed": _shown(field.data)}
        for field in form
        if field.name not in HIDDEN | set(step.private) and _shown(saved.get(field.name)) != _shown(field.data)
    ]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
