"""Step 2: the purchasing system, set inside that group; the name to choose depends on the host's server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from wtforms import SelectField

from wizard.ladder import Around, Check, Step
from wizard.models import Setup
from wizard.steps.forms import StepForm, same_name, text


class PurchasingSystem(Step):
    slug = "purchasing-system"
    title = "Set the purchasing system"
    short = "System"
    lead = "This tells Amazon which system the group buys with. Amazon then makes the four values of the next step."
    side = "amazon"
    needs = "it is set inside the group."
    after = ("group",)
    shared = ("server",)
    in_file: ClassVar[Mapping[str, Any]] = {"server": str, "purchasing_system": str, "group_in_view": str}

    class Form(StepForm):
        server = SelectField("Which server do you sign in to?")
        purchasing_system = text("Purchasing system you chose in Amazon")
        group_in_view = text("Group named at the top of Amazon's page")

    def form(self, setup: Setup, around: Around) -> Form:
        form: PurchasingSystem.Form = super().form(setup, around)
        form.server.choices = list(around.host.servers)
        return form

    def prove(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        expected = around.host.servers[answers["server"]]
        chosen, seen = answers["purchasing_system"] or "", answers["group_in_view"] or ""
        yield Check.of(
            "purchasing_system.wrong_name",
            same_name(chosen, expected),
            expected=expected,
            server=answers["server"],
            given=f"“{chosen}”" if chosen else "nothing",
        )
        yield Check.of(
            "purchasing_system.wrong_group",
            same_name(seen, setup.group_name),
            group=setup.group_name,
            given=f"“{seen}”" if seen else "nothing",
        )

    def context(self, setup: Setup, form: Any, around: Around) -> dict[str, Any]:
        return {"expected": dict(around.host.servers)}
