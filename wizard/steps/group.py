"""Step 1: the new PunchOut group in Amazon Business."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sqlalchemy import func, select
from wtforms import BooleanField, SelectField

from wizard.ladder import Around, Check, Step
from wizard.models import Setup
from wizard.steps.forms import StepForm, choices, text


class Group(Step):
    slug = "group"
    title = "Create the group"
    short = "Group"
    lead = "The connection needs a group of its own in Amazon Business. Everything that follows happens inside it."
    side = "amazon"
    shared = ("marketplace",)
    in_file: ClassVar[Mapping[str, Any]] = {
        "marketplace": str,
        "group_name": str,
        "new_group": bool,
        "shared_payment_methods": bool,
        "shared_addresses": bool,
    }

    class Form(StepForm):
        marketplace = SelectField("Where do you buy?")
        group_name = text(
            "Name of the group", Setup.group_name, hint="As Amazon shows it, for example PunchOut Purchasing."
        )
        new_group = BooleanField("It is a new PunchOut group, not the Punch-In group we already had")
        shared_payment_methods = BooleanField("Shared payment methods are on")
        shared_addresses = BooleanField("Shared addresses are on")

    def form(self, setup: Setup, around: Around) -> Form:
        form: Group.Form = super().form(setup, around)
        form.marketplace.choices = choices(
            {place.name: f"{place.title} ({place.name})" for place in around.supplier.marketplaces.values()}
        )
        return form

    def prove(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        name = answers["group_name"] or ""
        yield Check.of("group.name_missing", bool(name), group=name)
        if name:
            yield Check.of("group.name_taken", not self._taken(name, answers, setup, around), group=name)
        yield Check.of("group.is_punch_in", answers["new_group"])
        yield Check.of("group.shared_payment_methods_off", answers["shared_payment_methods"])
        yield Check.of("group.shared_addresses_off", answers["shared_addresses"])

    def keep(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> None:
        setup.marketplace = answers["marketplace"]
        setup.group_name = answers["group_name"]

    @staticmethod
    def _taken(name: str, answers: Mapping[str, Any], setup: Setup, around: Around) -> bool:
        same = select(Setup.id).where(
            Setup.organisation_id == setup.organisation_id,
            Setup.id != setup.id,
            Setup.marketplace == answers["marketplace"],
            func.lower(Setup.group_name) == func.lower(name),
        )
        return around.session.scalar(same.limit(1)) is not None
