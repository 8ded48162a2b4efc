"""The walks as tuples: to add a step, write its module and its template, and add it here."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard.ladder import Around, Check, Ladder, Step
from wizard.models import CONFIGURATION, HeldRole, Setup, User
from wizard.steps.address_book import AddressBook
from wizard.steps.credentials import Credentials
from wizard.steps.general_group import GeneralGroup
from wizard.steps.go_live import GoLive
from wizard.steps.group import Group
from wizard.steps.locations import Locations
from wizard.steps.ordering import Ordering
from wizard.steps.other_shops import ShopCredentials, ShopGoLive, ShopOrdering, ShopShare, ShopTrialOrder
from wizard.steps.payment import Payment
from wizard.steps.people import People
from wizard.steps.purchasing_system import PurchasingSystem
from wizard.steps.share import Share
from wizard.steps.shop import Shop
from wizard.steps.trial_order import TrialOrder

STEPS: tuple[Step, ...] = (
    Group(),
    PurchasingSystem(),
    Credentials(),
    Ordering(),
    Locations(),
    AddressBook(),
    Payment(),
    People(),
    GeneralGroup(),
    TrialOrder(),
    GoLive(),
    Share(),
)
"""The walk to Amazon Business."""
SHOP_STEPS: tuple[Step, ...] = (
    Shop(),
    ShopCredentials(),
    ShopOrdering(),
    Locations(),
    ShopTrialOrder(),
    ShopGoLive(),
    ShopShare(),
)
"""The walk to any other shop."""
WALKS: Mapping[str, tuple[Step, ...]] = {"amazon": STEPS, "shop": SHOP_STEPS}
BY_SLUG = {step.slug: step for step in (*SHOP_STEPS, *STEPS)}
"""One step of every slug, Amazon's where both walks have it: for those who only name it."""


def asker_of(setup: Setup, session: Session) -> User | None:
    """In whose name the setup asks by itself: who proved the credentials, or whoever may configure."""
    record = setup.record("credentials")
    if record and record.passed_by:
        return record.passed_by
    may = select(User).join(HeldRole).where(HeldRole.role == CONFIGURATION, User.active)
    return session.scalars(may.where(User.organisation_id == setup.organisation_id).limit(1)).first()


def steps_of(setup: Setup) -> Mapping[str, Step]:
    """The steps of this setup by slug, in their order."""
    return {step.slug: step for step in WALKS[setup.walk]}


def ladder_of(setup: Setup, around: Around) -> Ladder:
    """Where every step of this setup stands right now."""
    records = {record.slug: record for record in setup.records}
    steps = steps_of(setup)
    doubts = {
        slug: [check for check in steps[slug].holds(record.answers, setup, around) if not check.passed]
        for slug, record in records.items()
        if record.passed and slug in steps
    }
    return Ladder(tuple(steps.values()), records, doubts)


def machine_checks(setup: Setup, around: Around, only: str = "") -> list[Check]:
    """Every check that needs no person, run again now for each step the walk has reached, or for one of them."""
    found: list[Check] = []
    steps = steps_of(setup)
    for standing in ladder_of(setup, around):
        record = setup.record(standing.slug)
        if only not in ("", standing.slug):
            continue
        if standing.reachable or (record and record.passed):
            answers = dict(record.answers) if record and record.passed else {}
            found.extend(steps[standing.slug].machine(answers, setup, around))
    return found
