"""Step 8: the people of the group, each with the right roles and the same e-mail address in both systems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import url_for
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Length

from wizard.accounts import email_key
from wizard.ladder import Around, Check, Step
from wizard.models import CREATE_REQUISITION, HeldRole, Member, Setup, User
from wizard.procurement.preflight import people_asked
from wizard.steps.forms import TOO_LONG, StepForm
from wizard.steps.punching_out import people_checks, person_check

MOST_CHARACTERS = 600_000
HERE = "in the group"


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: who it is in Amazon, and what was ticked for them."""

    email: str
    punchout_buyer: bool = False
    requisitioner: bool = False


class People(Step):
    slug = "people"
    title = "Add the people"
    short = "People"
    lead = "Everybody who shops needs one role in the group and must not have another. We check each person."
    side = "amazon"
    needs = "people are added to a group that can pay."
    after = ("group",)
    passing = ("twice",)

    class Form(StepForm):
        people = TextAreaField(
            "People who will shop", validators=[Length(max=MOST_CHARACTERS, message=TOO_LONG)]
        )
        shown = StringField()

    def form(self, setup: Setup, around: Around) -> FlaskForm:
        first = self.Form(data={"people": "\n".join(self._first_list(setup, around))})
        emails = listed_emails(first.people.data)
        ticked = {one["email"]: one for one in _saved(setup, self.slug)}
        data: dict[str, Any] = {"people": "\n".join(emails)}
        for n, email in enumerate(emails, start=1):
            data[f"punchout_buyer_{n}"] = ticked.get(email, {}).get("punchout_buyer", False)
            data[f"requisitioner_{n}"] = ticked.get(email, {}).get("requisitioner", False)
        form = _with_ticks(self.Form, max(len(emails), len(listed_emails(first.shown.data))))(data=data)
        if form.is_submitted():
            _follow_the_list(form)
        form.shown.data = "\n".join(listed_emails(form.people.data))
        return form

    def answers(self, form: FlaskForm, setup: Setup, around: Around) -> dict[str, Any]:
        listed = [
            Listed(email, form[f"punchout_buyer_{n}"].data, form[f"requisitioner_{n}"].data)
            for n, email in enumerate(listed_emails(form.people.data), start=1)
        ]
        return {"people": [asdict(one) for one in listed], "twice": twice_listed(form.people.data)}

    def prove(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        listed = [Listed(**one) for one in answers["people"]]
        count = f"{len(listed)} {'person' if len(listed) == 1 else 'people'}"
        yield Check.of("people.none", bool(listed), count=count)
        if listed:
            for email in answers["twice"]:
                yield Check.of("people.listed_twice", False, email=email)
            yield from self._match(listed, setup, around)
            yield from judge_roles(listed, around, HERE, buyers=True)

    def keep(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> None:
        known = host_users(setup, around, [one["email"] for one in answers["people"]])
        setup.members.clear()
        around.session.flush()
        for position, one in enumerate(answers["people"], start=1):
            user = known.get(email_key(one["email"]))
            setup.members.append(
                Member(position=position, email=one["email"], user_id=user.id if user else None)
            )

    def holds(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        yield from self._match([Listed(**one) for one in answers["people"]], setup, around)

    def machine(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        yield from super().machine(answers, setup, around)
        yield from people_checks(setup, around)

    def context(self, setup: Setup, form: FlaskForm, around: Around) -> dict[str, Any]:
        emails = listed_emails(form.people.data)
        known = host_users(setup, around, emails)
        asked = {subject.about.id: subject.result for subject in people_asked(around.session, setup)}
        people = []
        for n, email in enumerate(emails, start=1):
            user = known.get(email_key(email))
            result = asked.get(user.id) if user else None
            people.append(
                {
                    "n": n,
                    "email": email,
                    "name": user.name if user else "",
                    "is_host_user": user is not None,
                    "problems": [person_check(result, around)] if result and not result.ok else [],
                    "cause": result.code if result and not result.ok else "",
                    "taken_at": result.answered if result and result.ok else None,
                }
            )
        preflight_url = url_for("preflight.show", number=setup.id)
        return {"people": people, "people_fields": ticks_of(form), "preflight_url": preflight_url}

    def _first_list(self, setup: Setup, around: Around) -> list[str]:
        """What was listed before; at first, everybody of the host who may request."""
        saved = _saved(setup, self.slug)
        if saved:
            return [one["email"] for one in saved]
        may = (
            select(User.email)
            .join(HeldRole)
            .where(
                User.organisation_id == setup.organisation_id,
                User.active,
                HeldRole.role == CREATE_REQUISITION,
            )
        )
        return list(around.session.scalars(may.order_by(User.name)))

    @staticmethod
    def _match(listed: Sequence[Listed], setup: Setup, around: Around) -> Iterator[Check]:
        known = host_users(setup, around, [one.email for one in listed])
        host = around.host.name
        unknown = [one for one in listed if email_key(one.email) not in known]
        differing = [
            (one, known[email_key(one.email)].email)
            for one in listed
            if email_key(one.email) in known and known[email_key(one.email)].email != one.email
        ]
        for one in unknown:
            yield Check.of("people.not_a_host_user", False, email=one.email, host=host)
        for one, written in differing:
            yield Check.of("people.email_differs", False, email=one.email, known=written, host=host)
        if not unknown:
            yield Check.of("people.not_a_host_user", True, host=host)
        if not differing:
            yield Check.of("people.email_differs", True)


def judge_roles(listed: Sequence[Listed], around: Around, where: str, *, buyers: bool) -> Iterator[Check]:
    """The host's rule on roles, person by person: hosts want Buyer (Requisitioner) removed, or require it."""
    host = around.host
    rules = [("people.lacks_punchout_buyer", "punchout_buyer", True)] if buyers else []
    if host.requisitioner == "require":
        rules.append(("people.lacks_requisitioner", "requisitioner", True))
    else:
        rules.append(("people.holds_requisitioner", "requisitioner", False))
    for code, role, wanted in rules:
        wrong = [(n, one) for n, one in enumerate(listed, start=1) if getattr(one, role) is not wanted]
        for n, one in wrong:
            yield Check.of(code, False, field=f"{role}_{n}", email=one.email, where=where, host=host.name)
        if not wrong:
            yield Check.of(code, True, where=where, host=host.name)


def host_users(setup: Setup, around: Around, emails: Sequence[str]) -> dict[str, User]:
    """Active users of the organisation by their e-mail address, letter case aside."""
    keys = {email_key(email) for email in emails}
    users = around.session.scalars(
        select(User).where(User.organisation_id == setup.organisation_id, User.active)
    )
    return {user.email_key: user for user in users if user.email_key in keys}


def listed_emails(text: str | None) -> list[str]:
    """One address a line; commas and semicolons separate as well. Each address once, in the order given."""
    found: dict[str, str] = {}
    for one in _split(text):
        found.setdefault(email_key(one), one)
    return list(found.values())


def twice_listed(text: str | None) -> list[str]:
    keys = [email_key(one) for one in _split(text)]
    return [email for email in listed_emails(text) if keys.count(email_key(email)) > 1]


def ticks_of(form: FlaskForm) -> dict[str, bool]:
    return {field.name: bool(field.data) for field in form if isinstance(field, BooleanField)}


def _split(text: str | None) -> list[str]:
    for separator in ",;\t":
        text = (text or "").replace(separator, "\n")
    return [line.strip().strip("<>") for line in (text or "").splitlines() if line.strip()]


def _saved(setup: Setup, slug: str) -> list[dict[str, Any]]:
    record = setup.record(slug)
    return list(record.answers.get("people", [])) if record else []


def _with_ticks(form: type[FlaskForm], people: int) -> type[FlaskForm]:
    fields: dict[str, Any] = {}
    for n in range(1, people + 1):
        fields[f"punchout_buyer_{n}"] = BooleanField("Punchout Buyer")
        fields[f"requisitioner_{n}"] = BooleanField("Buyer (Requisitioner)")
    return type("TickedForm", (form,), fields)


def _follow_the_list(form: FlaskForm) -> None:
    """Ticks belong to people, not to line numbers: carry them over when the list was edited on the page.

    Only a pressed button says which list its ticks were shown for; a program numbers the list it sends.
    """
    shown = listed_emails(form.shown.data)
    listed = listed_emails(form.people.data)
    if not shown or shown == listed:
        return
    ticks = ticks_of(form)
    for n, email in enumerate(listed, start=1):
        before = shown.index(email) + 1 if email in shown else 0
        for role in ("punchout_buyer", "requisitioner"):
            form[f"{role}_{n}"].data = ticks.get(f"{role}_{before}", False)
