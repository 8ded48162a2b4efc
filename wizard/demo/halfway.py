"""Takes Halden's setup halfway by the pages themselves, against the running stand-in."""

from __future__ import annotations

import re
from html import unescape

import requests
from flask.testing import FlaskClient
from sqlalchemy import select

from wizard import create_app
from wizard.accounts import find_user, make_link
from wizard.demo.people import HALDEN
from wizard.models import Organisation, Setup, User
from wizard.models.database import Database
from wizard.outside import SystemClock
from wizard.settings import Settings

GROUP = "Schulen Nord"


def take_halfway(settings: Settings, database: Database, simulator: str) -> None:
    """Four steps pass, the fifth waits. Does nothing when Halden has a setup already."""
    with database.transaction() as session:
        home = session.scalar(select(Organisation).where(Organisation.name == HALDEN))
        if home is None or session.scalar(select(Setup.id).where(Setup.organisation_id == home.id).limit(1)):
            return
        person = find_user(session, "m.brandt@halden.example")
        if person is None:
            return
        token, purchaser = make_link(session, person, SystemClock().now()), person.id
    values = make_group(simulator, GROUP)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post(f"/sign-in/{token}")
    _walk(client, client.post("/setup/new").headers["Location"].rsplit("/", 1)[0], values, purchaser)
