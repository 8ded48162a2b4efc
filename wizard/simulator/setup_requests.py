"""Judging a PunchOutSetupRequest, as observed of Amazon Business.

Refused on the wire: unknown credentials, missing e-mail or return address, the wrong mode, anything but
"create" (another shop takes edit and inspect as well). **Not** refused on the wire: a person who is not in the
group, has an open invitation or lacks Punchout Buyer. Such a request succeeds; the trouble shows in the browser,
on the page the StartPage leads to.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import func, select

from wizard.cxml.envelope import Envelope
from wizard.cxml.setup import SetupRequest, read_setup_request
from wizard.simulator import places
from wizard.simulator.answers import Declined
from wizard.simulator.clock import now
from wizard.simulator.other_shop import bring_along, trader
from wizard.simulator.roles import general_group, trouble
from wizard.simulator.store import rows
from wizard.simulator.tables import GENERAL, SHOP, Group
from wizard.simulator.trade import Visit

# A host and perhaps a port: it goes into the page's policy, where a star would allow everything.
HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Needed:
    """Something Amazon needs in a setup request, and the places where it looks for it."""

    name: str
    looked_for: tuple[str, ...]


RETURN_URL = Needed("return address", ("PunchOutSetupRequest/BrowserFormPost/URL",))
EMAIL = Needed(
    "user e-mail",
    ("Extrinsic[@name='UserEmail']", "Extrinsic[@name='Email']", "Contact/Email", "ShipTo/Address/Email"),
)


def open_visit(envelope: Envelope, group: Group, path_is_test: bool) -> Visit:
    """A shopping session for this request.

    :raises Declined: 403 for missing data or the wrong mode, 450 for edit and inspect
    """
    request = read_setup_request(envelope)
    _need_data(envelope, request, group)
    _need_mode(envelope, group)
    offered = trader(group).operations
    if request.operation not in offered:
        words = f"Of the operations, only {' and '.join(offered)} can be used."
        raise Declined(450, "Not Implemented", words, group=group)
    visit = Visit(
        token=secrets.token_urlsafe(24),
        group=group,
        landed=landing(group, request.business_unit),
        email=request.person.email.strip().lower(),
        buyer_cookie=request.buyer_cookie,
        return_url=request.return_url.strip(),
        mode="test" if path_is_test or (group.kind != SHOP and not group.active) else envelope.mode,
        trouble="" if group.kind == SHOP else trouble(group, request.person.email),
        shipping=places.facts(request.ship_to),
        started=now(),
        basket={},
        cart_id=_cart_id(),
        lines=[],
    )
    rows().add(visit)
    rows().flush()
    bring_along(visit, request.operation, envelope)
    return visit


def landing(group: Group, business_unit: str) -> Group:
    """The group a person really lands in: silently the general one when the name sent is not this group's.

    With a single group beside the general one there is nothing to mix up.
    """
    if group.kind == SHOP or _plain(business_unit) == _plain(group.name):
        return group
    groups = (
        rows().scalar(select(func.count()).select_from(Group).where(Group.kind.not_in((GENERAL, SHOP)))) or 0
    )
    return general_group() if groups > 1 else group


def _need_data(envelope: Envelope, request: SetupRequest, group: Group) -> None:
    has = {RETURN_URL: is_web_address(request.return_url.strip()), EMAIL: "@" in request.person.email}
    missing = [needed for needed, there in has.items() if not there]
    if missing:
        where = "; ".join(
            f"{needed.name} (looked for in {', '.join(needed.looked_for)})" for needed in missing
        )
        content = f"payloadID {envelope.payload_id or '(none)'}: missing required data: {where}"
        raise Declined(403, "failure", content, group=group)


def _need_mode(envelope: Envelope, group: Group) -> None:
    if envelope.mode == "production" and group.kind != SHOP and not group.active:
        content = (
            f"The group {group.name} is in Test mode: production requests are not permitted. "
            "Send deploymentMode test, or switch the group to Active mode."
        )
        raise Declined(403, "failure", content, group=group)


def is_web_address(typed: str) -> bool:
    """Whether a browser can post a form there."""
    try:
        parts = urlsplit(typed)
    except ValueError:
        return False
    plain = typed.isascii() and typed.isprintable() and " " not in typed
    return plain and parts.scheme in ("http", "https") and HOST.fullmatch(parts.netloc) is not None


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _cart_id() -> str:
    """Three, seven and seven digits, as in observed carts."""
    digits = f"{secrets.randbelow(10**17):017d}"
    return f"{digits[:3]}-{digits[3:10]}-{digits[10:]}"
