"""What the forms of the steps share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from sqlalchemy.orm import InstrumentedAttribute
from wtforms import HiddenField, SelectChoice, StringField
from wtforms.validators import Length

from wizard.models.base import longest

TOO_LONG = "This is too long: at most %(max)d characters."


def stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def one_line(value: Any) -> Any:
    """Spaces at the ends and runs of spaces between are no part of a name."""
    return " ".join(value.split()) if isinstance(value, str) else value


class StepForm(FlaskForm):
    """Every step's form: the token against forged posts comes with it, the version against lost updates."""

    version = HiddenField()


def at_most(column: InstrumentedAttribute[str]) -> Length:
    """What is kept in this column fits it."""
    return Length(max=longest(column), message=TOO_LONG)


def text(label: str, column: InstrumentedAttribute[str] | None = None, *, hint: str = "") -> StringField:
    """One line of text, without the spaces around it.

    :param column: where it is kept; nothing: among the answers, which have room
    """
    fitting = Length(max=200, message=TOO_LONG) if column is None else at_most(column)
    return StringField(label, filters=[one_line], validators=[fitting], description=hint)


def choices(pairs: Mapping[str, str]) -> list[SelectChoice]:
    """What a list offers: value to label."""
    return [SelectChoice(value, label) for value, label in pairs.items()]


def same_name(first: str, second: str) -> bool:
    """Whether two names are the same to a reader: letter case and spaces do not count."""
    return bool(one_line(first).casefold() == one_line(second).casefold())
