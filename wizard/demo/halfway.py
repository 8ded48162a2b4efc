"""Takes Halden's setup halfway by the pages themselves, against the running stand-in."""

from __future__ import annotations

import re
from html import unescape

import requests
from flask.testing import FlaskClient
from sqlalchemy import select

from wizard import create_app
from wizard.accounts import find_user, make_link
from wizard.demo.people import HALDEN, HALFWAY_EMAIL
from wizard.models import Organisation, Setup
from wizard.models.database import Database
from wizard.outside import SystemClock
from wizard.settings import Settings

GROUP = "Schulen Nord"
TICKED = "y"
PATIENCE = 20.0


def take_halfway(settings: Settings, database: Database, simulator: str) -> None:
    """Five steps pass, the sixth was refused once. Does nothing when Halden has a setup already."""
    with database.transaction() as session:
        begun = select(Setup.id).join(Organisation).where(Organisation.name == HALDEN)
        person = find_user(session, HALFWAY_EMAIL)
        if person is None or session.scalar(begun.limit(1)):
            return
        token, purchaser = make_link(session, person, SystemClock().now()), person.id
    app = create_app(settings)
    # Nobody else reaches this application: it has no address.
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post(f"/sign-in/{token}")
    _walk(client, group_with_values(simulator), purchaser)
    app.extensions["wizard"].database.close()


def group_with_values(simulator: str) -> str:
    """Make a group in the stand-in and set its purchasing system; what its page says afterwards."""
    with requests.Session() as browser:
        browser.trust_env = False
        group = {
            "name": GROUP,
            "kind": "punchout",
            "marketplace": "amazon.de",
            "shared_payment_methods": TICKED,
            "shared_addresses": TICKED,
        }
        made = browser.post(f"{simulator}/groups/new", data=group, timeout=PATIENCE)
        address = made.url.partition("?")[0].rstrip("/") + "/purchasing-system/"
        page = browser.post(address, data={"purchasing_system": "Precoro"}, timeout=PATIENCE).text
    values = re.search(r'<pre id="values"[^>]*>(.*?)</pre>', page, re.DOTALL)
    return unescape(values.group(1)) if values else ""


def _walk(client: FlaskClient, values: str, purchaser: int) -> None:
    setup = client.post("/setup/new").headers["Location"].rsplit("/", 1)[0]
    answers: dict[str, dict[str, str]] = {
        "group": {
            "marketplace": "amazon.de",
            "group_name": GROUP,
            "new_group": TICKED,
            "shared_payment_methods": TICKED,
            "shared_addresses": TICKED,
        },
        "purchasing-system": {
            "server": "app.precoro.com",
            "purchasing_system": "Precoro",
            "group_in_view": GROUP,
        },
        "credentials": {"pasted": values},
        "ordering": {
            "deliver_to": "requester",
            "default_purchaser": str(purchaser),
            "supplier": "new",
            "new_supplier_name": "Amazon Business",
        },
        "locations": {},
        "address-book": {},
    }
    for slug, typed in answers.items():
        client.post(f"{setup}/{slug}", data=typed)
