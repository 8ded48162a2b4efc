"""What was answered at each step, in words; of a private answer only that it is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField, SubmitField

from wizard.ladder import Around, Standing, Step
from wizard.models import Setup
from wizard.steps import steps_of


@dataclass(frozen=True)
class Answer:
    """``value`` is for reading; ``private`` ones say only whether and since when."""

    label: str
    value: str
    private: bool = False


@dataclass(frozen=True)
class Taken:
    """A step as the specialist sees it: where it stands, what was answered, when it was last tried."""

    standing: Standing
    answers: tuple[Answer, ...]
    tried: datetime | None
    tried_by: str
    changed: datetime | None


def taken(standing: Standing, setup: Setup, around: Around, names: Mapping[int, str]) -> Taken:
    """:param names: of the people who tried, by their number"""
    record = setup.record(standing.slug)
    if record is None:
        return Taken(standing, (), None, "", None)
    answers = tuple(_answers(steps_of(setup)[standing.slug], setup, around)) if record.revision else ()
    return Taken(standing, answers, record.tried, names.get(record.tried_by_id or 0, ""), record.changed)


def _answers(step: Step, setup: Setup, around: Around) -> Iterator[Answer]:
    record = setup.record(step.slug)
    given = record.answers if record else {}
    for field in _fields(step.form(setup, around)):
        if field.name in step.private:
            yield Answer(field.label.text, secret_words(setup), private=True)
        elif field.name in given:
            yield Answer(field.label.text, said(field, given[field.name]))


def secret_words(setup: Setup) -> str:
    """Whether the Shared Secret is set, its last four characters, since when and by whom."""
    said = "Not set"
    if setup.sealed_secret:
        by = f" by {setup.secret_replaced_by.name}" if setup.secret_replaced_by else ""
        at = f", replaced {setup.secret_replaced:%-d %B %Y, %H:%M} UTC{by}" if setup.secret_replaced else by
        said = f"Set, ends …{setup.secret_ending}{at}"
    if setup.draft_ending:
        said += f". Another one, ending …{setup.draft_ending}, was typed and is not proved yet"
    return said


def in_words(value: Any) -> str:
    """A JSON value in words, lists one entry a line."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return "\n".join(in_words(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(_pair(name, one) for name, one in value.items())
    return "" if value is None else str(value)


def _pair(name: str, value: Any) -> str:
    return (
        in_words(value)
        if isinstance(value, str)
        else f"{_humanised(name).lower()}: {in_words(value).lower()}"
    )


def _fields(form: FlaskForm) -> Iterator[Field]:
    return (field for field in form if not isinstance(field, HiddenField | SubmitField))


def said(field: Field, value: Any) -> str:
    """What the person saw: of a choice its words, not its value."""
    choices = field.iter_choices() if isinstance(field, SelectField) else ()
    words = {str(choice.value): str(choice.label) for choice in choices}
    return words.get(str(value), in_words(value))


def _humanised(name: str) -> str:
    return name.replace("_", " ").capitalize()
