"""Step 12: the people who will use it are told how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from wtforms import BooleanField

from wizard.ladder import Around, Check, Step
from wizard.models import Setup
from wizard.steps.forms import StepForm


class Share(Step):
    slug = "share"
    title = "Tell your team"
    short = "Team"
    lead = "The connection is live. Your team needs to know how to shop from now on."
    side = "host"
    needs = "there is something to tell once the connection is live."
    after = ("go-live",)
    in_file: ClassVar[Mapping[str, Any]] = {"team_told": bool}

    class Form(StepForm):
        team_told = BooleanField("I have told my team")

    def prove(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        yield Check.of("share.not_told", answers["team_told"])
