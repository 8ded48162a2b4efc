"""``add-user`` and ``sign-in-link``: who may come in."""

from __future__ import annotations

import argparse
import sys

from wizard import accounts
from wizard.commands.parsing import Kinds, command
from wizard.models import ROLES
from wizard.models.database import Database
from wizard.outside import SystemClock
from wizard.settings import Settings


def add_to(kinds: Kinds) -> None:
    person = command(
        kinds, "add-user", add_user, "add a person, or give a known one further roles", needs_tables=True
    )
    person.add_argument("email", metavar="EMAIL")
    person.add_argument("--organisation", metavar="NAME", help="made when there is none of this name")
    person.add_argument(
        "--role", nargs="+", action="extend", required=True, metavar="ROLE", help=f"any of {', '.join(ROLES)}"
    )
    person.add_argument("--name", default="", help="the person's name")
    person.add_argument("--password", action="store_true", help="read a password from standard input")
    link = command(
        kinds,
        "sign-in-link",
        sign_in_link,
        "print a one-time address that signs a person in",
        needs_tables=True,
    )
    link.add_argument("email", metavar="EMAIL")


def add_user(options: argparse.Namespace, settings: Settings) -> int:
    try:
        with Database(settings.database_url).transaction() as session:
            user = accounts.add_user(
                session,
                options.email,
                organisation=options.organisation,
                roles=options.role,
                now=SystemClock().now(),
                name=options.name,
            )
            if options.password:
                accounts.set_password(user, sys.stdin.readline().rstrip("\n"))
    except accounts.BadAccount as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{options.email} may sign in: punchout-wizard sign-in-link {options.email}")
    return 0


def sign_in_link(options: argparse.Namespace, settings: Settings) -> int:
    with Database(settings.database_url).transaction() as session:
        user = accounts.find_user(session, options.email)
        if user is None or not user.active:
            print(f"There is no active user {options.email}.", file=sys.stderr)
            return 1
        print(link_for(settings, accounts.make_link(session, user, SystemClock().now())))
    return 0


def link_for(settings: Settings, token: str) -> str:
    return f"{settings.public_url}/sign-in/{token}"
