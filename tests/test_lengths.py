"""What is typed fits where it is kept: PostgreSQL takes no letter more than the column says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from sqlalchemy import String
from wtforms import Field, StringField
from wtforms.validators import Length

from tests.administrator import IDENTITY, ORDER_URL, PUNCHOUT_URL, Administrator
from wizard import accounts
from wizard.models import Location, Model, Requisition, Setup, Supplier, User
from wizard.models.base import longest
from wizard.models.database import Database
from wizard.outside import SystemClock
from wizard.pages.location_form import LocationForm
from wizard.pages.requisition_form import HeaderForm
from wizard.steps.credentials import Credentials
from wizard.steps.group import Group

HOMES: dict[type[FlaskForm], type[Model]] = {
    Credentials.Form: Setup,
    Group.Form: Setup,
    HeaderForm: Requisition,
    LocationForm: Location,
}
"""Where a form's fields are kept under their own names; those of other forms may fit any column so called."""


def every_form(kind: type[FlaskForm] = FlaskForm) -> Iterator[type[FlaskForm]]:
    for form in kind.__subclasses__():
        if form.__module__.startswith("wizard.") and not form.__module__.startswith("wizard.simulator"):
            yield form
        yield from every_form(form)


def most(field: Field) -> int | None:
    return next((one.max for one in field.validators if isinstance(one, Length)), None)


def room(form: type[FlaskForm], name: str) -> int | None:
    """How long a text of this name may be where it is kept; nothing where no bounded column is called so."""
    tables = [HOMES[form].__table__] if form in HOMES else Model.metadata.tables.values()
    kinds = [table.columns[name].type for table in tables if name in table.columns]
    return max((kind.length for kind in kinds if isinstance(kind, String) and kind.length), default=None)


def test_no_form_takes_more_than_its_column(app: Flask) -> None:
    looked_at = set()
    with app.test_request_context():
        for form in every_form():
            for field in form():
                space = room(form, field.name)
                if type(field) is StringField and space:
                    looked_at.add(field.name)
                    assert (most(field) or space + 1) <= space, (form, field.name)

    assert {"group_name", "from_identity", "order_url", "street1", "address_id", "budget"} <= looked_at


@pytest.mark.parametrize("field", ["from_identity", "punchout_url", "order_url"])
def test_credentials_too_long_to_keep_are_refused_in_words(alice: Administrator, field: str) -> None:
    alice.walks_up_to("credentials")
    space = longest(getattr(Setup, field))
    right = {"from_identity": IDENTITY, "punchout_url": PUNCHOUT_URL, "order_url": ORDER_URL}[field]
    typed = right.replace("PunchOut", "P-" * space).replace("/", "/" + "a-" * space, 1)

    page = alice.answers("credentials", **{field: typed})

    assert page.status == 422
    assert f"This is too long: at most {space} characters." in page.words
    assert page.value(field) == typed


def test_a_new_supplier_and_a_state_too_long_to_keep_are_refused_in_words(alice: Administrator) -> None:
    alice.walks_up_to("ordering")
    page = alice.answers("ordering", new_supplier_name="A" * (longest(Supplier.name) + 1))
    assert (page.status, "form.invalid" in page.codes()) == (422, True)

    typed = {"name": "Seattle", "country": "US", "state": "W" * (longest(Location.state) + 1), "later": "1"}
    page = alice.post("/locations/new", typed)
    assert page.status == 422
    assert f"at most {longest(Location.state)} characters" in page.words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "N" * 201}, "The person's name is too long: at most 200 characters."),
        ({"organisation": "O" * 201}, "The organisation's name is too long: at most 200 characters."),
        ({"email": "ß" * 130 + "@alpha.example"}, "is not an e-mail address"),
    ],
)
def test_a_person_too_long_to_keep_is_refused_in_words(
    database: Database, given: dict[str, Any], words: str
) -> None:
    person = {"email": "a@alpha.example", "organisation": "Alpha", "roles": ["approve"], **given}

    with database.transaction() as session, pytest.raises(accounts.BadAccount, match=words):
        accounts.add_user(session, now=SystemClock().now(), **person)


def test_a_name_made_from_a_long_address_fits(database: Database) -> None:
    with database.transaction() as session:
        user = accounts.add_user(
            session,
            "a" * 230 + "@alpha.example",
            organisation="Alpha",
            roles=["approve"],
            now=SystemClock().now(),
        )
        assert len(user.name) == longest(User.name)
