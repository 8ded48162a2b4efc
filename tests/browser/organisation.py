"""A fresh organisation in the running demo, so that no test stands in another's way."""

from __future__ import annotations

from dataclasses import dataclass

from tests.browser.processes import Demo
from wizard import accounts
from wizard.models import APPROVE, CONFIGURATION, CREATE_PURCHASE_ORDER, CREATE_REQUISITION
from wizard.models.database import Database
from wizard.outside import SystemClock
from wizard.settings import from_environment

PEOPLE = {
    "administrator": ("Ines Falk", [CONFIGURATION]),
    "purchaser": ("Omar Reyes", [CREATE_PURCHASE_ORDER]),
    "requester": ("Tess Lindqvist", [CREATE_REQUISITION]),
    "approver": ("Hugo Bayer", [APPROVE]),
}


@dataclass(frozen=True)
class Organisation:
    """Its people by what they do: those of ``PEOPLE``."""

    demo: Demo
    name: str

    def email(self, who: str) -> str:
        return f"{who}@{self.name.lower().replace(' ', '-')}.example"

    def link(self, who: str) -> str:
        """A fresh sign-in link."""
        return link_of(self.demo, self.email(who))


def link_of(demo: Demo, email: str) -> str:
    """A fresh sign-in link, as ``sign-in-link`` makes it, without starting a process."""
    database = Database(from_environment(demo.environment).database_url)
    with database.transaction() as session:
        person = accounts.find_user(session, email)
        assert person, email
        token = accounts.make_link(session, person, SystemClock().now())
    database.close()
    return f"{demo.app}/sign-in/{token}"


def founded(demo: Demo, name: str) -> Organisation:
    """As ``add-user`` does it, without starting a process for each person."""
    organisation = Organisation(demo, name)
    database = Database(from_environment(demo.environment).database_url)
    with database.transaction() as session:
        for who, (called, roles) in PEOPLE.items():
            accounts.add_user(
                session,
                organisation.email(who),
                organisation=name,
                roles=roles,
                now=SystemClock().now(),
                name=called,
            )
    database.close()
    return organisation
