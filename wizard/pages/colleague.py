"""Asking a colleague for one step: the form, the link shown once, the mail, and taking it back."""

from __future__ import annotations

from email.headerregistry import Address
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectField, TextAreaField, ValidationError

from wizard import mail
from wizard.handover import (
    MOST_A_DAY,
    MOST_DAYS,
    WAITING,
    AskedTooOften,
    Wish,
    ask,
    latest,
    standing,
    take_back,
)
from wizard.ladder import Check, Step
from wizard.mail.letter import address
from wizard.models import CONFIGURATION, Handover, Mail, Setup
from wizard.pages import now, person, services, session
from wizard.pages.access import needs, own
from wizard.pages.setup import around, step_of, to_the_open_step
from wizard.sealing import CannotOpen
from wizard.steps import ladder_of, steps_of
from wizard.steps.forms import at_most, text

colleague = Blueprint("colleague", __name__, url_prefix="/setup/<int:number>/<slug>/colleague")
Page = Response | str | tuple[str, int]
LINK = "link"
"""Where the session keeps a new link until it has been shown: its token is kept nowhere else."""


class AskForm(FlaskForm):
    name = text("Name", Handover.name)
    email = text("E-mail address", Handover.email)
    message = TextAreaField(
        "A word from you",
        validators=[at_most(Handover.message)],
        filters=[lambda typed: (typed or "").strip()],
    )
    days = SelectField("For how long", default="3")
    last = HiddenField()

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.days.choices = [
            (str(days), "1 day" if days == 1 else f"{days} days") for days in range(1, MOST_DAYS + 1)
        ]

    def validate_name(self, field: Any) -> None:
        if not field.data or not field.data.isprintable():
            raise ValidationError("Type the name of your colleague.")

    def validate_email(self, field: Any) -> None:
        try:
            address("", field.data or "")
        except mail.BadAddress:
            raise ValidationError("Type a whole e-mail address, such as dana@example.org.") from None

    @property
    def to(self) -> Address:
        return address(self.name.data or "", self.email.data or "")


@colleague.get("")
@needs(CONFIGURATION)
def show(number: int, slug: str) -> Page:
    row = own(Setup, number)
    step = step_of(row, slug)
    ladder = ladder_of(row, around(row))
    if not ladder[slug].reachable:
        return to_the_open_step(row, ladder, ladder[slug])
    link = cookie.pop(LINK, None)
    last = latest(session(), row).get(slug)
    return _page(row, step, _blank(last), last, link=link if link and last and link[0] == last.id else None)


@colleague.post("")
@needs(CONFIGURATION)
def act(number: int, slug: str) -> Page:
    row = own(Setup, number)
    step = step_of(row, slug)
    session().refresh(row, with_for_update=True)
    last = latest(session(), row).get(slug)
    if request.form.get("action") == "take_back":
        return _take_back(row, step, last)
    ladder = ladder_of(row, around(row))
    if not ladder[slug].reachable:
        return to_the_open_step(row, ladder, ladder[slug])
    return _ask(row, step, last)


def _take_back(row: Setup, step: Step, last: Handover | None) -> Response:
    if last is None or standing(last, now()) != WAITING or request.form.get("last") != str(last.id):
        flash("There was nothing to take back any more.", "warning")
    else:
        take_back(session(), last, person(), now())
        session().commit()
        flash(f"“{step.title}” is yours again. The link of {last.name} no longer works.", "success")
    return redirect(url_for("setup.overview", number=row.id), 303)


def _ask(row: Setup, step: Step, last: Handover | None) -> Page:
    form = AskForm()
    if step.alone:
        return _page(row, step, form, last), 422
    if form.last.data != _number(last):
        flash("Somebody was asked already: this is how it stands.", "warning")
        return redirect(_here(row, step), 303)
    if not form.validate():
        return _page(row, step, form, last, refused=True), 422
    wish = Wish(step.slug, _place(row, step), form.to, form.message.data or "", int(form.days.data or 1))
    try:
        made, token = ask(session(), services().settings, services().sealer, row, person(), wish, now())
    except AskedTooOften:
        check = Check.of("handover.too_many", False, times=MOST_A_DAY)
        return _page(row, step, form, last, refused=True, findings=[check]), 429
    session().commit()
    cookie[LINK] = [made.id, token]
    return redirect(_here(row, step), 303)


def _page(
    row: Setup,
    step: Step,
    form: AskForm,
    last: Handover | None,
    *,
    refused: bool = False,
    findings: list[Check] | None = None,
    link: list[Any] | None = None,
) -> str:
    """:param link: number and token of the handover that was just made"""
    form.last.data = _number(last)
    posted = last.mail if last else None
    return render_template(
        "setup/colleague.html",
        setup=row,
        step=step,
        place=_place(row, step),
        form=form,
        last=last,
        standing=standing(last, now()) if last else "",
        link=f"{services().settings.public_url}/asked/{link[1]}" if link else "",
        mail=posted,
        mail_check=_mail_check(posted) if posted else None,
        mail_text=_mail_text(posted) if posted else "",
        refused=refused,
        findings=findings or [],
        supplier=around(row).supplier,
    )


def _mail_check(posted: Mail) -> Check | None:
    """What has to be said of the mail; nothing while it is on its way, or when it was sent."""
    if posted.problem:
        return Check.of(posted.problem, False, seen=posted.answer or "no further word")
    if services().settings.mail_server is None and posted.state != mail.SENT:
        return Check.of("mail.no_server", False)
    return None


def _mail_text(posted: Mail) -> str:
    """The mail that could not be sent, to be copied."""
    if posted.sealed_text is None or posted.state == mail.HELD or not _mail_check(posted):
        return ""
    try:
        return services().sealer.open(posted.text_row, posted.sealed_text).decode()
    except CannotOpen:
        return ""


def _blank(last: Handover | None) -> AskForm:
    """The form, filled with who was asked before."""
    known = {"name": last.name, "email": last.email, "message": last.message} if last else {}
    return AskForm(data=known)


def _place(row: Setup, step: Step) -> str:
    slugs = list(steps_of(row))
    return f"Step {slugs.index(step.slug) + 1} of {len(slugs)}: {step.title}"


def _number(last: Handover | None) -> str:
    return str(last.id) if last else ""


def _here(row: Setup, step: Step) -> str:
    return url_for("colleague.show", number=row.id, slug=step.slug)
