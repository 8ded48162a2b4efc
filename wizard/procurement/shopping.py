"""Asking the supplier for a visit to its shop, as one person of one group."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from wizard.cxml.envelope import Identity, Stamp, new_stamp
from wizard.cxml.setup import Person, SetupRequest, write_setup_request
from wizard.models import ACTIVE, TEST, Location, Requisition, Setup, ShoppingSession, User
from wizard.outside import Outside
from wizard.places import is_whole
from wizard.procurement.exchanges import Asking, Question, ask
from wizard.procurement.lines import cart_line
from wizard.procurement.operations import CREATE, OPERATIONS
from wizard.procurement.places import address_of
from wizard.procurement.suppliers import supplier_of
from wizard.procurement.verdict import Verdict
from wizard.profiles import SupplierProfile
from wizard.sealing import CannotOpen, Sealer
from wizard.settings import Settings

DEPLOYMENT: Mapping[str, str] = {TEST: "test", ACTIVE: "production"}
TOKEN_BYTES = 32
WAITING = ("started", "refused", "left")
"""States from which a cart may still come: somebody who ended with nothing may go back and choose."""
SECRET_LOST = Verdict("credentials.secret_lost", "no key of ours opens it", may_have_left=False)
NOT_SET = Verdict("credentials.missing", "the credentials are not entered yet", may_have_left=False)


@dataclass(frozen=True)
class Connection:
    """What a setup request needs of the credentials: the setup's own, or ones that are still being proved."""

    from_identity: str
    shared_secret: str = field(repr=False)
    punchout_url: str

    def identity(self, profile: SupplierProfile) -> Identity:
        """Who this makes us towards the supplier."""
        return Identity(
            from_identity=self.from_identity,
            shared_secret=self.shared_secret,
            to_identity=profile.to_identity,
            domain=profile.identity_domain,
        )


@dataclass(frozen=True)
class Visit:
    """One visit's two proofs: the token of its return address, and the cookie the cart has to bring."""

    token: str
    cookie: str

    @classmethod
    def new(cls) -> Visit:
        return cls(secrets.token_urlsafe(TOKEN_BYTES), secrets.token_urlsafe(24))


@dataclass(frozen=True)
class Errand:
    """What the visit is for; ``cart`` is the requisition that is taken along to be changed or looked at."""

    operation: str = CREATE
    cart: Requisition | None = None


SHOPPING = Errand()


@dataclass(frozen=True)
class _Around:
    outside: Outside
    settings: Settings
    sealer: Sealer

    def supplier(self, setup: Setup, punchout_url: str = "") -> SupplierProfile:
        return supplier_of(setup, self.settings.supplier_profiles, punchout_url=punchout_url)


def try_setup_request(
    session: Session,
    outside: Outside,
    settings: Settings,
    sealer: Sealer,
    setup: Setup,
    person: User,
    location: Location | None = None,
    mode: str | None = None,
    connection: Connection | None = None,
    asking: Asking = ask,
) -> Verdict:
    """Prove the credentials on the wire. Nothing is kept but the exchange: no visit begins.

    :param mode: ``test`` or ``active`` when it is not the setup's own
    :param connection: values that are not kept yet; the setup's own when left out
    :param asking: who carries the question to the supplier
    """
    around = _Around(outside, settings, sealer)
    question = _question(around, setup, person, location, mode or setup.mode, Visit.new(), connection)
    if isinstance(question, Verdict):
        return question
    return asking(session, outside, question, setup=setup, user=person)


def start_shopping(
    session: Session,
    outside: Outside,
    settings: Settings,
    sealer: Sealer,
    setup: Setup,
    person: User,
    location: Location | None = None,
    errand: Errand = SHOPPING,
) -> tuple[ShoppingSession, Verdict]:
    """Begin a visit; on ``ok`` the browser goes to ``verdict.start_page``."""
    visit, around = Visit.new(), _Around(outside, settings, sealer)
    question = _question(around, setup, person, location, setup.mode, visit, errand=errand)
    row = _begin(session, around, setup, person, location, visit, errand)
    verdict = _answer(session, outside, question, setup, person, errand.cart)
    if not verdict.ok:
        row.state, row.problem = "refused", verdict.code
    session.commit()
    return row, verdict


def _answer(
    session: Session,
    outside: Outside,
    question: Question | Verdict,
    setup: Setup,
    person: User,
    cart: Requisition | None = None,
) -> Verdict:
    """The supplier's, or ours when there was nothing to ask with."""
    if isinstance(question, Verdict):
        return question
    return ask(session, outside, question, setup=setup, user=person, requisition=cart)


def _begin(
    session: Session,
    around: _Around,
    setup: Setup,
    person: User,
    location: Location | None,
    visit: Visit,
    errand: Errand,
) -> ShoppingSession:
    now = around.outside.clock.now()
    if errand.cart and OPERATIONS[errand.operation].replaces:
        _end_earlier_changes(session, errand.cart, now)
    row = ShoppingSession(
        setup_id=setup.id,
        user_id=person.id,
        mode=setup.mode,
        token_hash=hashed(visit.token),
        buyer_cookie=visit.cookie,
        location_id=location.id if location else None,
        state="started",
        started=now,
        operation=errand.operation,
        draft_id=errand.cart.id if errand.cart else None,
        expires=now + timedelta(hours=around.supplier(setup).session_hours),
    )
    session.add(row)
    session.flush()
    return row


def _end_earlier_changes(session: Session, cart: Requisition, now: datetime) -> None:
    """Two tabs with the same cart: only the one opened last may change it."""
    earlier = update(ShoppingSession).where(
        ShoppingSession.draft_id == cart.id,
        ShoppingSession.operation.in_([one.name for one in OPERATIONS.values() if one.replaces]),
        ShoppingSession.state.in_(WAITING),
    )
    session.execute(earlier.values(state="expired", expires=now))


def _question(
    around: _Around,
    setup: Setup,
    person: User,
    location: Location | None,
    mode: str,
    visit: Visit,
    connection: Connection | None = None,
    errand: Errand = SHOPPING,
) -> Question | Verdict:
    """Everything the request needs is read here, so that no transaction is open while we wait."""
    settings = around.settings
    try:
        used = connection or connection_of(setup, around.sealer)
    except CannotOpen:
        return SECRET_LOST
    profile = around.supplier(setup, used.punchout_url)
    if not (used.from_identity and used.shared_secret and used.punchout_url):
        return NOT_SET
    stamp = stamp_for(settings, around.outside)
    ship_to = address_of(location, setup.organisation, person) if location and is_whole(location) else None
    request = SetupRequest(
        buyer_cookie=visit.cookie,
        return_url=f"{settings.public_url}/punchout/return/{visit.token}",
        person=as_person(person),
        business_unit=setup.group_name if profile.sends_group else "",
        ship_to=ship_to,
        operation=errand.operation,
        lines=tuple(cart_line(line) for line in errand.cart.lines) if errand.cart else (),
    )
    market = profile.marketplace(setup.marketplace)
    document = write_setup_request(used.identity(profile), request, mode=DEPLOYMENT[mode], stamp=stamp)
    return Question(
        kind="PunchOutSetupRequest",
        url=punchout_url(used.punchout_url, mode, profile),
        document=document,
        deadline=settings.setup_call,
        mode=mode,
        payload_id=stamp.payload_id,
        hosts=market.punchout_hosts,
        shop_hosts=market.shop_hosts,
        loopback=settings.loopback_suppliers,
        secrets=(used.shared_secret, visit.token),
    )


def connection_of(setup: Setup, sealer: Sealer) -> Connection:
    """The credentials the setup keeps; no secret in them when none is kept.

    :raises CannotOpen: the Shared Secret has to be entered again
    """
    sealed = setup.sealed_secret
    secret = sealer.open(setup.secret_row, sealed).decode() if sealed else ""
    return Connection(setup.from_identity, secret, setup.punchout_url)


def punchout_url(pasted: str, mode: str, profile: SupplierProfile) -> str:
    """The address as pasted in test mode; without the test suffix in active mode."""
    return pasted if mode == TEST else pasted.removesuffix(profile.test_suffix)


def as_person(user: User) -> Person:
    first, _, last = user.name.strip().partition(" ")
    return Person(
        email=user.email,
        unique_name=user.email,
        first_name=first,
        last_name=last.strip(),
    )


def stamp_for(settings: Settings, outside: Outside) -> Stamp:
    return new_stamp(host_of(settings), outside.clock.now())


def host_of(settings: Settings) -> str:
    """What stands behind the @ of our payloadIDs."""
    return settings.public_url.partition("://")[2].partition("/")[0].partition(":")[0]


def hashed(token: str) -> str:
    """What of a return token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()
