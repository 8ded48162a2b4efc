"""Signing in and out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from wizard import accounts
from wizard.models import User
from wizard.pages import now, person, services, session
from wizard.pages.errors import error_page
from wizard.steps.forms import at_most

account = Blueprint("account", __name__)


class SignInForm(FlaskForm):
    email = StringField(
        "E-mail address", validators=[InputRequired("Type your e-mail address."), at_most(User.email)]
    )
    password = PasswordField("Password", validators=[InputRequired("Type your password.")])


@account.get("/sign-in")
def sign_in() -> Response | str:
    if current_user.is_authenticated:
        return redirect("/")
    return render_template("account/sign_in.html", form=SignInForm(), refused=False)


@account.post("/sign-in")
def try_password() -> Response | tuple[str, int]:
    form = SignInForm()
    if not form.validate():
        return render_template("account/sign_in.html", form=form, refused=True), 422
    try:
        user = accounts.by_password(
            session(),
            form.email.data or "",
            form.password.data or "",
            request.remote_addr or "",
            now(),
            quick=services().settings.quick_passwords,
        )
    except accounts.TooManyTries:
        return render_template("account/sign_in.html", form=form, refused=True, throttled=True), 429
    session().commit()
    if user is None:
        form.password.errors = ["This e-mail address and password do not fit together."]
        return render_template("account/sign_in.html", form=form, refused=True), 422
    return _let_in(user)


@account.get("/sign-in/<token>")
def look_at_link(token: str) -> str | tuple[str, int]:
    user = accounts.peek_link(session(), token, now())
    if user is None:
        return render_template("account/link_used.html"), 410
    return render_template("account/link.html", whose=user)


@account.post("/sign-in/<token>")
def use_link(token: str) -> Response | tuple[str, int]:
    user = accounts.use_link(session(), token, now())
    session().commit()
    if user is None:
        return unknown_link() or (render_template("account/link_used.html"), 410)
    return _let_in(user)


@account.post("/sign-out")
def sign_out() -> Response:
    """Everywhere: a cookie that somebody copied is worth nothing afterwards."""
    if current_user.is_authenticated:
        accounts.end_sessions(person())
        session().commit()
    logout_user()
    cookie.clear()
    flash("You are signed out, here and on every other device.", "success")
    return redirect(url_for("account.sign_in"), 303)


def unknown_link() -> tuple[str, int] | None:
    """Count a link that opens nothing; the page that says so when there were too many."""
    try:
        accounts.count_guess(session(), request.remote_addr or "", now())
    except accounts.TooManyTries:
        return error_page(429)
    return None


def _let_in(user: User) -> Response:
    cookie.clear()
    login_user(user)
    return redirect(own_path(request.args.get("next")) or "/", 303)


def own_path(target: str | None) -> str | None:
    """The target when it is a path of ours, or nothing: a sign-in page must never send people elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(letter) < 33 or letter == "\\" for letter in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target
