"""The list of people as it was typed, taken over from the host or read in a sheet, and the ticks that go with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from wizard.models import Setup
from wizard.people import Roll, read_paste
from wizard.people.address import key
from wizard.people.groups import GroupPeople, in_group
from wizard.people.roles import PUNCHOUT_BUYER, REQUISITIONER, ROLES, WORDS
from wizard.people.uploaded import PeopleSheet, people_in
from wizard.sheets import SheetRefused, read_sheet
from wizard.steps.forms import TOO_LONG, StepForm
from wizard.steps.ticked import Ticks, follow

MOST_CHARACTERS = 400_000
"""Five thousand people with long addresses; twice that still fits into one form."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the list or the sheet had besides people, so that nobody and nothing is passed over in silence.

    ``tells``: the columns of the sheet; ``problem``: why it was not read; ``missing`` were typed and are not in
    it; ``elsewhere`` are in it for other groups; ``nobody``: its rows without an address; ``pending``: those
    who have not accepted.
    """

    sheet: bool = False
    tells: tuple[str, ...] = ()
    problem: str = ""
    twice: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    nobody: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()


class PeopleForm(StepForm):
    people = TextAreaField("People who will shop", validators=[Length(max=MOST_CHARACTERS, message=TOO_LONG)])
    uploaded = FileField("A sheet with the people")
    take = Ticks("Users to add")
    take_all = BooleanField("All of them")
    all_buyers = BooleanField("Everybody on the list has Punchout Buyer")
    shown = StringField()
    punchout_buyer = Ticks(WORDS[PUNCHOUT_BUYER])
    requisitioner = Ticks(WORDS[REQUISITIONER])
    also_punchout_buyer = HiddenField()
    also_requisitioner = HiddenField()

    found = Found()

    @property
    def listed(self) -> tuple[str, ...]:
        """What the ticks are numbered by."""
        return read_paste(self.people.data).entries


def settle(form: PeopleForm, setup: Setup, roll: Roll) -> None:
    """Make one list of what was posted, and number the ticks by it.

    Only a pressed button says which list its ticks were shown for; a program numbers the list it sends.
    """
    _take_over(form, roll)
    typed = read_paste(form.people.data)
    numbered = read_paste(form.shown.data).entries or typed.entries
    form.found = Found(twice=typed.twice, words=typed.words)
    for role in ROLES:
        follow(form, role, numbered, typed.entries)
    if form.all_buyers.data:
        form.punchout_buyer.data = frozenset(range(1, len(typed.entries) + 1))
    if form.uploaded.data:
        _take_sheet(form, typed.entries, setup, roll)


def _take_over(form: PeopleForm, roll: Roll) -> None:
    there = {key(entry) for entry in form.listed}
    wanted = [user for user in roll.requesters if form.take_all.data or user.id in form.take.data]
    added = [user.email for user in wanted if key(user.email) not in there]
    if added:
        form.people.data = "\n".join([(form.people.data or "").rstrip(), *added]).lstrip()


def _take_sheet(form: PeopleForm, typed: tuple[str, ...], setup: Setup, roll: Roll) -> None:
    try:
        sheet = people_in(read_sheet(form.uploaded.data.read()))
        there = in_group(sheet, setup.group_name)
    except SheetRefused as refused:
        form.found = replace(form.found, problem=str(refused))
        return
    listed = [roll.as_written(person.email) for person in there.people]
    form.people.data = "\n".join(listed)
    form.found = _found(sheet, there, listed, typed)
    for role in ROLES:
        follow(form, role, typed, listed)
        if role in sheet.tells:
            held = [role in person.roles for person in there.people]
            form[role].data = frozenset(n for n, holds in enumerate(held, start=1) if holds)


def _found(sheet: PeopleSheet, there: GroupPeople, listed: list[str], typed: tuple[str, ...]) -> Found:
    in_sheet = {key(email) for email in listed}
    return Found(
        sheet=True,
        tells=tuple(sorted(sheet.tells)),
        twice=there.twice,
        nobody=sheet.nobody,
        missing=tuple(email for email in typed if key(email) not in in_sheet),
        elsewhere=there.elsewhere,
        pending=tuple(email for email, one in zip(listed, there.people, strict=True) if one.pending),
    )
