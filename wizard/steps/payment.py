"""Step 7: the group's payment method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from wtforms import BooleanField, RadioField

from wizard.ladder import Around, Check, Step
from wizard.models import Setup
from wizard.steps.forms import StepForm, choices

METHODS = {"invoice": "Invoice", "card": "A card"}


class Payment(Step):
    slug = "payment"
    title = "Set the payment method"
    short = "Payment"
    lead = "Amazon charges the group's default payment method. Without one, orders are declined."
    side = "amazon"
    needs = "the payment method belongs to the same group."
    after = ("group",)
    shared = ("method",)
    in_file: ClassVar[Mapping[str, Any]] = {"method": str, "default_set": bool}

    class Form(StepForm):
        method = RadioField("How does the group pay?", choices=choices(METHODS), validate_choice=False)
        default_set = BooleanField("It is set as the group's default")

    def prove(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        method = METHODS.get(answers["method"] or "")
        yield Check.of("payment.none", method is not None, method=(method or "").lower())
        if method:
            yield Check.of("payment.no_default", answers["default_set"])
