"""Step 9: the same people in the company's general group, where the other role hides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField

from wizard.ladder import Around, Check, Step
from wizard.models import Setup
from wizard.steps.forms import StepForm

THERE = "in the general group"


class GeneralGroup(Step):
    slug = "general-group"
    title = "Check the general group"
    short = "General group"
    lead = "The same people are in your company's general group too. A role left over there breaks the shopping here."
    side = "amazon"
    needs = "it is about the same people."
    after = ("people",)

    class Form(StepForm):
        requisitioner_removed = BooleanField(
            "Nobody on my list holds Buyer (Requisitioner) in the general group"
        )

    def form(self, setup: Setup, around: Around) -> FlaskForm:
        form = super().form(setup, around)
        if around.host.requisitioner == "require":
            form.requisitioner_removed.label.text = (
                "Everybody on my list holds Buyer (Requisitioner) in the general group"
            )
        return form

    def prove(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        required = around.host.requisitioner == "require"
        yield Check.of(
            "people.lacks_requisitioner" if required else "people.holds_requisitioner",
            answers["requisitioner_removed"],
            field="requisitioner_removed",
            email="Somebody on your list",
            where=THERE,
            host=around.host.name,
        )
