"""Step 11: Active mode. From here on orders are real, so the organisation's name has to be typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from flask_wtf import FlaskForm
from wtforms import BooleanField

from wizard.ladder import PROVED, Around, Check, Step, blocking
from wizard.models import ACTIVE, Setup
from wizard.procurement.orders import change_mode, in_flight
from wizard.steps.credentials import live_check
from wizard.steps.forms import StepForm, one_line, text
from wizard.steps.modes import WRONG_MODE, modes_of


class GoLive(Step):
    slug = "go-live"
    title = "Go live"
    short = "Go live"
    lead = "You switch the group in Amazon to Active, then the connection here. After that every order is charged."
    side: ClassVar[Literal["amazon", "host"]] = "amazon"
    needs = "a test order has to go all the way first."
    after = ("test-order",)
    alone = "From here on orders are charged, so someone of your organisation has to decide it."

    by_hand = "From here on orders are charged, so a person has to type the organisation's name."

    class Form(StepForm):
        typed_organisation = text("Name of your organisation")
        switched = BooleanField("I switched the group to Active mode in Amazon")

    def form(self, setup: Setup, around: Around) -> FlaskForm:
        return self.Form()

    def prove(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        offline = list(self._from_answers(answers, setup, around))
        yield from offline
        if not blocking(offline):
            yield from self._ask(setup, around)

    def keep(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> None:
        if setup.mode != ACTIVE:
            change_mode(around.session, setup, ACTIVE)
            setup.went_active = around.now

    def machine(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        if answers:
            yield from self._ask(setup, around)
        yield modes_of(setup, around).check

    def context(self, setup: Setup, form: FlaskForm, around: Around) -> dict[str, Any]:
        return {
            "facts": [],
            "modes": modes_of(setup, around),
            "evidence_url": f"/setup/{setup.id}/evidence",
        }

    def _from_answers(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        name = setup.organisation.name
        yield Check.of(
            "go_live.name_differs", (answers["typed_organisation"] or "") == one_line(name), organisation=name
        )
        if "switched" in answers and not answers["switched"]:
            yield Check.of(
                "go_live.mode_mismatch", False, seen="you have not ticked it yet", group=setup.group_name
            )
        waiting = len(in_flight(around.session, setup)) if setup.mode != ACTIVE else 0
        count = f"{waiting} order{' is' if waiting == 1 else 's are'}"
        yield Check.of("go_live.orders_in_flight", waiting == 0, PROVED, count=count)

    def _ask(self, setup: Setup, around: Around) -> Iterator[Check]:
        answer = live_check(setup, around, mode=ACTIVE)
        if answer.passed or answer.code in WRONG_MODE:
            yield Check.of(
                "go_live.mode_mismatch",
                answer.passed,
                PROVED,
                seen=answer.sentence.rstrip("."),
                group=setup.group_name,
            ).shown_by(answer.exchange)
        else:
            yield answer
