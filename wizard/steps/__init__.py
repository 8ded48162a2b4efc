"""The walk as a tuple: to add a step, write its module and its template, and add it here."""

from __future__ import annotations

from wizard.ladder import Around, Check, Ladder, Step
from wizard.models import Setup
from wizard.steps.address_book import AddressBook
from wizard.steps.credentials import Credentials
from wizard.steps.general_group import GeneralGroup
from wizard.steps.go_live import GoLive
from wizard.steps.group import Group
from wizard.steps.locations import Locations
from wizard.steps.ordering import Ordering
from wizard.steps.payment import Payment
from wizard.steps.people import People
from wizard.steps.purchasing_system import PurchasingSystem
from wizard.steps.share import Share
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
BY_SLUG = {step.slug: step for step in STEPS}


def ladder_of(setup: Setup, around: Around) -> Ladder:
    """Where every step of this setup stands right now."""
    records = {record.slug: record for record in setup.records}
    doubts = {
        slug: [check for check in BY_SLUG[slug].holds(record.answers, setup, around) if not check.passed]
        for slug, record in records.items()
        if record.passed and slug in BY_SLUG
    }
    return Ladder(STEPS, records, doubts)


def machine_checks(setup: Setup, around: Around) -> list[Check]:
    """Every check that needs no person, run again now for each step the walk has reached."""
    found: list[Check] = []
    for standing in ladder_of(setup, around):
        record = setup.record(standing.slug)
        if standing.reachable or (record and record.passed):
            answers = dict(record.answers) if record and record.passed else {}
            found.extend(BY_SLUG[standing.slug].machine(answers, setup, around))
    return found
