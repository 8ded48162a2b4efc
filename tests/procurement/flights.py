"""A clinic whose people are listed, a shop that opens for them, and the pre-flight between the two."""

from __future__ import annotations

from sqlalchemy import select

from tests.fakes import FixedClock
from tests.procurement.clinic import Clinic
from tests.procurement.loopback import Call, Supplier
from wizard.cxml.envelope import new_stamp, open_envelope
from wizard.cxml.setup import read_setup_request, write_setup_response
from wizard.models import CREATE_REQUISITION, Member, Preflight, PreflightResult, Setup, User
from wizard.procurement.dispatch import open_lanes
from wizard.procurement.preflight import Subject, begin, running, subjects


def opens(call: Call) -> None:
    """The shop opens for everybody."""
    stamp = new_stamp("supplier.example", FixedClock().now())
    call.answer(write_setup_response("http://127.0.0.1:9/shop/1", stamp=stamp))


def opens_but_not_for(name: str) -> object:
    """The shop opens, but not for the person of this name."""

    def react(call: Call) -> None:
        if asked(call.document) == name:
            call.says(403, "failure", "The user is not in the group")
        else:
            opens(call)

    return react


def asked(document: bytes) -> str:
    """As whom."""
    person = read_setup_request(open_envelope(document)).person
    return f"{person.first_name} {person.last_name}"


def asked_of(shop: Supplier) -> list[str]:
    return [asked(document) for document in shop.received]


def lists(clinic: Clinic, *people: User, email_only: str = "") -> None:
    """These people of the host are the group's, and perhaps an address that is nobody's there."""
    members = [
        Member(position=n, email=user.email, user_id=user.id) for n, user in enumerate(people, start=1)
    ]
    if email_only:
        members.append(Member(position=len(members) + 1, email=email_only))
    clinic.setup.members.extend(members)
    clinic.session.commit()


def crowd(clinic: Clinic, many: int) -> list[User]:
    """So many people, all listed."""
    people = [clinic.employs(f"Person {number:02}", CREATE_REQUISITION) for number in range(1, many + 1)]
    lists(clinic, *people)
    return people


def shops_at(clinic: Clinic, shop: Supplier) -> None:
    clinic.setup.punchout_url = f"{shop.url}/punchout/test"
    clinic.session.commit()


def everybody(clinic: Clinic) -> list[Subject]:
    """As a new request would find them."""
    clinic.session.rollback()
    clinic.session.expire_all()
    found = subjects(clinic.session, clinic.setup)
    clinic.session.commit()
    return found


def starts(
    clinic: Clinic,
    whom: list[Subject] | None = None,
    *,
    setup: Setup | None = None,
    commit: bool = True,
) -> Preflight:
    """A round for everybody, handed to the workers."""
    setup = setup or clinic.setup
    whom = subjects(clinic.session, setup) if whom is None else whom
    row = begin(clinic.session, setup, clinic.paul, clinic.clock.now(), whom)
    assert row is not None
    assert open_lanes(clinic.session, row)
    if commit:
        clinic.session.commit()
    return row


def is_over(clinic: Clinic, setup: Setup | None = None) -> bool:
    with clinic.database.read_only() as session:
        return running(session, session.get_one(Setup, (setup or clinic.setup).id)) is None


def answers(clinic: Clinic) -> dict[str, str]:
    """The code of each answer so far, by the name of whom it is about."""
    with clinic.database.read_only() as session:
        rows = session.scalars(select(PreflightResult).where(PreflightResult.answered.is_not(None)))
        return {row.name: row.code for row in rows}


def round_of(clinic: Clinic, preflight: Preflight) -> dict[str, PreflightResult]:
    """Its rows as the database has them now, by name."""
    with clinic.database.read_only() as session:
        rows = session.scalars(select(PreflightResult).where(PreflightResult.preflight_id == preflight.id))
        return {row.name: row for row in rows}
