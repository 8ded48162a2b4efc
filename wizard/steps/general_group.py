"""Step 9: the same people in the company's general group, where the other role hides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField

from wizard.ladder import READ, TOLD, Around, Check, Step
from wizard.models import Setup
from wizard.people.address import key
from wizard.people.groups import in_general_group
from wizard.people.roles import PUNCHOUT_BUYER, REQUISITIONER, WORDS
from wizard.people.uploaded import people_in
from wizard.sheets import SheetRefused, read_sheet
from wizard.steps.forms import StepForm
from wizard.steps.named import one_by_one, plain
from wizard.steps.people import SHOWN, saved_people
from wizard.steps.ticked import Ticks, boxes, carry, follow, mark
from wizard.steps.who import RULES, Listed, judge_roles, roll_of

THERE = "in the general group"


@dataclass(frozen=True, slots=True)
class Seen:
    """How the answers came: person by person, and what a sheet had besides them.

    ``holding``: who holds the role, of those on the list; ``missing``: those the sheet does not have;
    ``punchers``: those with a role in it that only the group offers; ``problem``: why it was not read.
    """

    each: bool = False
    sheet: bool = False
    problem: str = ""
    holding: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    punchers: tuple[str, ...] = ()


class GeneralGroup(Step):
    slug = "general-group"
    title = "Check the general group"
    short = "General group"
    lead = "The same people are in your company's general group too. A role left over there breaks the shopping here."
    side = "amazon"
    needs = "it is about the same people."
    after = ("people",)
    passing = ("seen",)
    in_file: ClassVar[Mapping[str, Any]] = {"requisitioner_removed": bool}

    class Form(StepForm):
        requisitioner_removed = BooleanField(
            "Nobody on my list holds Buyer (Requisitioner) in the general group"
        )
        uploaded = FileField("A sheet with the people there")
        requisitioner = Ticks(WORDS[REQUISITIONER])
        also_requisitioner = HiddenField()
        each = HiddenField()
        """Once the page asked person by person, the mark of the list it asked about."""

        seen = Seen()

    def form(self, setup: Setup, around: Around) -> FlaskForm:
        form = super().form(setup, around)
        if around.host.requisitioner == "require":
            form.requisitioner_removed.label.text = (
                "Everybody on my list holds Buyer (Requisitioner) in the general group"
            )
        if form.is_submitted():
            _look(form, setup, [one.email for one in saved_people(setup)])
        return form

    def answers(self, form: FlaskForm, setup: Setup, around: Around) -> dict[str, Any]:
        told = bool(form["requisitioner_removed"].data)
        seen: Seen = form.seen
        if seen.each:
            _, shall = RULES[around.host.requisitioner]
            told = all((one.email in seen.holding) is shall for one in saved_people(setup))
        return {"requisitioner_removed": told, "seen": asdict(seen)}

    def prove(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        seen = Seen(**answers["seen"])
        if seen.problem:
            yield Check.of("people.unreadable", False, READ, problem=seen.problem)
        elif seen.each:
            yield from _judge_each(seen, setup, around)
        else:
            yield Check.of(
                RULES[around.host.requisitioner][0],
                answers["requisitioner_removed"],
                field="requisitioner_removed",
                email="Somebody on your list",
                where=THERE,
                host=around.host.name,
            )

    def context(self, setup: Setup, form: FlaskForm, around: Around) -> dict[str, Any]:
        """After a sheet, person by person: first those who break the rule."""
        listed = [one.email for one in saved_people(setup)] if form["each"].data else []
        _, shall = RULES[around.host.requisitioner]
        numbers = sorted(range(1, len(listed) + 1), key=lambda n: (n in form["requisitioner"].data) is shall)
        on_page = numbers[:SHOWN]
        carry(form, REQUISITIONER, listed, on_page)
        roll = roll_of(setup, around) if listed else None
        users = {n: roll.find(listed[n - 1]).user for n in on_page} if roll else {}
        return {
            "people": [
                {"n": n, "email": listed[n - 1], "name": user.name if user else ""}
                for n, user in users.items()
            ],
            "people_fields": boxes(form, (REQUISITIONER,), on_page),
            "more_people": len(listed) - len(on_page),
        }


def _look(form: FlaskForm, setup: Setup, listed: list[str]) -> None:
    """Take the answers person by person, when the page asked so about these people, or from the sheet."""
    asked, ours = form["each"].data, mark("\n".join(listed))
    if asked == ours or (not asked and form["requisitioner"].data):
        follow(form, REQUISITIONER, listed, listed)
        ticked = (listed[n - 1] for n in sorted(form["requisitioner"].data))
        form.seen = Seen(each=True, holding=tuple(ticked))
    if form["uploaded"].data:
        try:
            form.seen = _read(form["uploaded"].data.read(), setup, listed)
        except SheetRefused as refused:
            form.seen = replace(form.seen, problem=str(refused))
    form["each"].data = ours if form.seen.each else ""
    holding = set(form.seen.holding)
    form["requisitioner"].data = frozenset(n for n, email in enumerate(listed, 1) if email in holding)


def _read(data: bytes, setup: Setup, listed: list[str]) -> Seen:
    """:raises SheetRefused: it cannot be read, has no roles, or is not of the general group"""
    sheet = people_in(read_sheet(data))
    if REQUISITIONER not in sheet.tells:
        raise SheetRefused("no column with the roles was found in it.")
    there = in_general_group(sheet, setup.group_name, setup.organisation.name)
    roles = {key(person.email): person.roles for person in there.people}
    return Seen(
        each=True,
        sheet=True,
        holding=tuple(email for email in listed if REQUISITIONER in roles.get(key(email), ())),
        missing=tuple(email for email in listed if key(email) not in roles),
        punchers=tuple(person.email for person in there.people if PUNCHOUT_BUYER in person.roles),
    )


def _judge_each(seen: Seen, setup: Setup, around: Around) -> Iterator[Check]:
    listed = [Listed(one.email, requisitioner=one.email in seen.holding) for one in saved_people(setup)]
    read = (REQUISITIONER,) if seen.sheet else ()
    yield from judge_roles(listed, around.host, THERE, read, buyers=False)
    evidence = READ if seen.sheet else TOLD
    yield from one_by_one("people.not_in_sheet", plain(seen.missing), evidence, passes=False, where=THERE)
    if seen.punchers:
        yield Check.of("people.sheet_of_the_group", False, READ, names=", ".join(seen.punchers))
