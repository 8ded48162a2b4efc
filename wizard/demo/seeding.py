"""Makes the demo's organisations, people and places, and takes the second organisation halfway through."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard.accounts import add_user, organisation_named
from wizard.demo.people import APPROVED_FROM, LOCATIONS, PEOPLE, SUPPLIERS
from wizard.models import APPROVE, Location, Organisation, Supplier
from wizard.models.database import Database


def seed(database: Database, now: datetime) -> bool:
    """:return: whether anything was made; what is there already is never touched"""
    with database.transaction() as session:
        if session.scalar(select(Organisation.id).limit(1)):
            return False
        _people(session, now)
        for name, suppliers in SUPPLIERS.items():
            organisation = organisation_named(session, name, now)
            session.add_all(
                Supplier(organisation_id=organisation.id, name=one, created=now) for one in suppliers
            )
            session.add_all(_location(organisation, row, now) for row in LOCATIONS[name])
    return True


def _people(session: Session, now: datetime) -> None:
    for person in PEOPLE:
        user = add_user(
            session,
            person.email,
            organisation=person.organisation,
            roles=list(person.roles),
            now=now,
            name=person.name,
        )
        if APPROVE in person.roles:
            user.approves_from = APPROVED_FROM


def _location(organisation: Organisation, row: tuple[str, ...], now: datetime) -> Location:
    name, country, addressee, street1, street2, city, state, postal_code, phone = row
    return Location(
        organisation_id=organisation.id,
        name=name,
        country=country,
        addressee=addressee,
        street1=street1,
        street2=street2,
        city=city,
        state=state,
        postal_code=postal_code,
        phone=phone,
        address_id=name.upper().replace(" ", "-"),
        confirmed=now,
    )
