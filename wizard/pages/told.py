"""Being told: a specialist's subscription, an administrator's switch, and the link that ends the mails."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_wtf import FlaskForm
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import NumberRange, Regexp
from wtforms.widgets import CheckboxInput, ListWidget, TimeInput

from wizard.models import CONFIGURATION, SPECIALIST, Subscription, Telling, User
from wizard.outside import judge_hook
from wizard.pages import now, person, services, session
from wizard.pages.access import needs
from wizard.pages.account import unknown_link
from wizard.steps.forms import at_most, choices, text
from wizard.telling.occasions import DAYS, FEWEST_DAYS, IN_A_ROW, MOST_DAYS, OCCASIONS, TIMES
from wizard.telling.quiet import zones
from wizard.telling.rows import ways_of
from wizard.telling.subscribing import (
    Wish,
    by_link,
    mail_wanted,
    new_secret,
    send_test,
    set_mail,
    subscribe,
    subscription_of,
)
from wizard.telling.words import place

told = Blueprint("told", __name__)
Page = Response | str | tuple[str, int]
LATEST = 20
TO_SHOW = "to_show"
"""Where the session keeps a new secret until it has been shown: nothing else shows it."""
ALL, MINE = "all", "mine"
A_TIME = Regexp(r"(([01]\d|2[0-3]):[0-5]\d)?\Z", message="Type a time such as 22:00, or leave both empty.")
OUTSIDE_DAYS = f"Type the days as a whole number from {FEWEST_DAYS} to {MOST_DAYS}."


class ToldForm(FlaskForm):
    occasions = SelectMultipleField(
        "Tell me when", widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    days = IntegerField("Days without progress until a setup is stuck", default=DAYS)
    times = SelectField("Tries in a row until a check is failing", coerce=int, default=IN_A_ROW)
    scope = RadioField("Of which setups", choices=choices({ALL: "All of them", MINE: "Only those I work on"}))
    by_mail = BooleanField("By mail", default=True)
    hook_url = text("Webhook", Subscription.hook_url)
    quiet_from = StringField(
        "From", widget=TimeInput(), validators=[A_TIME, at_most(Subscription.quiet_from)]
    )
    quiet_until = StringField(
        "Until", widget=TimeInput(), validators=[A_TIME, at_most(Subscription.quiet_until)]
    )
    zone = SelectField("Time zone", default="UTC")

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.occasions.choices = choices({one.name: one.asked for one in OCCASIONS.values() if one.asked})
        self.times.choices = [SelectChoice(times, words.capitalize()) for times, words in TIMES.items()]
        self.zone.choices = choices({zone: zone for zone in zones()})

    def validate_days(self, field: Any) -> None:
        field.process_errors = []
        NumberRange(FEWEST_DAYS, MOST_DAYS, OUTSIDE_DAYS)(self, field)

    def validate_hook_url(self, field: Any) -> None:
        loopback = services().settings.loopback_suppliers
        if field.data and judge_hook(field.data, loopback=loopback):
            raise ValidationError(
                "The webhook’s address has to start with https:// and lead to a public host."
            )

    def validate_quiet_until(self, field: Any) -> None:
        if bool(field.data) != bool(self.quiet_from.data):
            raise ValidationError("Type both times of the quiet hours, or leave both empty.")

    @property
    def wish(self) -> Wish:
        return Wish(
            occasions=self.occasions.data or [],
            everything=self.scope.data == ALL,
            days=self.days.data or DAYS,
            times=self.times.data,
            by_mail=bool(self.by_mail.data),
            hook_url=self.hook_url.data or "",
            quiet_from=self.quiet_from.data or "",
            quiet_until=self.quiet_until.data or "",
            zone=self.zone.data,
        )


@told.get("/review/told")
@needs(SPECIALIST)
def show() -> str:
    row = subscription_of(session(), person())
    return _page(row, ToldForm(data=_kept(row)), secret=cookie.pop(TO_SHOW, ""))


@told.post("/review/told")
@needs(SPECIALIST)
def save() -> Page:
    row = subscription_of(session(), person())
    action = request.form.get("action", "")
    if row and action in ("test", "renew"):
        return _test(row) if action == "test" else _renew(row)
    form = ToldForm()
    if not form.validate():
        return _page(row, form, refused=True), 422
    _keep_to_show(subscribe(session(), services().sealer, person(), form.wish, now()))
    session().commit()
    flash("Saved.", "success")
    return redirect(url_for("told.show"), 303)


@told.get("/told/<token>")
def unsubscribe(token: str) -> Page:
    """Looking ends nothing: programs that read mail open every link."""
    user = by_link(session(), token)
    if user is None:
        return _unknown()
    return _unsubscribe_page(user, mail_wanted(session(), user))


@told.post("/told/<token>")
def end(token: str) -> Page:
    """RFC 8058: a mail program may press the button by itself, so it asks for no token of a form."""
    user = by_link(session(), token)
    if user is None:
        return unknown_link() or _unknown()
    set_mail(session(), user, False, now())
    session().commit()
    return _unsubscribe_page(user, False)


@told.get("/setup/told")
@needs(CONFIGURATION)
def mine() -> str:
    return render_template("told/mine.html", wanted=mail_wanted(session(), person()))


@told.post("/setup/told")
@needs(CONFIGURATION)
def switch() -> Page:
    wanted = request.form.get("mail") == "on"
    set_mail(session(), person(), wanted, now())
    session().commit()
    return redirect(url_for("told.mine"), 303)


def _test(row: Subscription) -> Page:
    send_test(session(), row, now())
    session().commit()
    flash("The test is on its way. Load this page again to see what came of it.", "success")
    return redirect(url_for("told.show"), 303)


def _renew(row: Subscription) -> Page:
    _keep_to_show(new_secret(services().sealer, row))
    session().commit()
    return redirect(url_for("told.show"), 303)


def _keep_to_show(secret: str) -> None:
    if secret:
        cookie[TO_SHOW] = secret


def _kept(row: Subscription | None) -> dict[str, Any]:
    if row is None:
        return {"occasions": [one.name for one in OCCASIONS.values() if one.asked], "scope": ALL}
    names = ("occasions", "days", "times", "by_mail", "hook_url", "quiet_from", "quiet_until", "zone")
    return {**{name: getattr(row, name) for name in names}, "scope": ALL if row.everything else MINE}


def _page(row: Subscription | None, form: ToldForm, *, refused: bool = False, secret: str = "") -> str:
    latest = select(Telling).where(Telling.user_id == person().id).order_by(Telling.id.desc()).limit(LATEST)
    return render_template(
        "told/specialist.html",
        form=form,
        refused=refused,
        subscription=row,
        secret=secret,
        can_test=bool(row and any(ways_of(row))),
        tellings=session().scalars(latest).all(),
        occasions=OCCASIONS,
        place=place,
    )


def _unsubscribe_page(user: User, wanted: bool) -> str:
    row = subscription_of(session(), user)
    return render_template("told/unsubscribe.html", user=user, wanted=wanted, hook=bool(row and row.hook_url))


def _unknown() -> tuple[str, int]:
    return render_template("told/unknown.html"), 410
