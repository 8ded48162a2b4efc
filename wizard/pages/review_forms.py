"""The forms of the desk: why a setup is opened, and a note about it."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, TextAreaField, ValidationError
from wtforms.validators import DataRequired

from wizard.models import Note, Setup, Visit
from wizard.review.notes import ASKS, INTERNAL, READERS
from wizard.steps import steps_of
from wizard.steps.forms import at_most, choices, text

WHOLE = ""
ANSWER = "Say it in a few words: the customer reads it in the timeline."


class ReasonForm(FlaskForm):
    reason = text("Why do you open it?", Visit.reason)
    then = HiddenField()

    def validate_reason(self, field: Any) -> None:
        if len(field.data or "") < 3:
            raise ValidationError(ANSWER)


class NoteForm(FlaskForm):
    """Which step a note is about, who reads it, and what it says."""

    slug = SelectField("About", default=WHOLE)
    readers = RadioField("Who reads it", choices=choices(READERS), default=INTERNAL)
    text = TextAreaField(
        "Note",
        validators=[DataRequired("Write something first."), at_most(Note.text)],
        filters=[lambda typed: (typed or "").strip()],
    )

    def about(self, setup: Setup) -> NoteForm:
        """The same form with the steps of this setup to choose from."""
        titles = {slug: step.title for slug, step in steps_of(setup).items()}
        self.slug.choices = choices({WHOLE: "The setup as a whole", **titles})
        return self

    def validate_readers(self, field: Any) -> None:
        if field.data == ASKS and self.slug.data == WHOLE:
            raise ValidationError("Choose the step that the customer shall look at again.")
