"""What a file says of a step, typed into that step's own form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask_wtf import FlaskForm

from wizard.ladder import Around, Step
from wizard.models import Setup
from wizard.setup_files.lookup import Lookup
from wizard.setup_files.shapes import Reference


def _desk() -> Flask:
    """Forms are made for requests, so there has to be something that a request could reach."""
    app = Flask(__name__)
    # Nobody can forge what comes from the operator's own command line.
    app.config |= {"WTF_CSRF_ENABLED": False, "MAX_FORM_MEMORY_SIZE": None}
    return app


DESK = _desk()


@contextmanager
def filled(
    step: Step, told: Mapping[str, Any], lookup: Lookup, setup: Setup, around: Around
) -> Iterator[FlaskForm]:
    """The form as if somebody had sent it. What the file does not name stays as it was answered.

    :raises NoSuch: something is named that is not there
    """
    record = setup.record(step.slug)
    answered = step.told(record.answers, setup, around) if record and record.revision else {}
    named = {
        name: lookup.secret(value) if isinstance(value, Reference) else value for name, value in told.items()
    }
    # Without a field the form would show what is saved instead of taking what was sent.
    typed = {"version": "0", **step.typed(answered | named, setup, around)}
    with DESK.test_request_context(method="POST", data=typed):
        yield step.form(setup, around)
