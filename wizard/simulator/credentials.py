"""The four values a purchasing system gets, and whom they stand for when they come back.

Shapes after the project's protocol facts: the group's name and ten digits, thirty letters and digits, one
PunchOut address for everybody, one order address for each group.
"""

from __future__ import annotations

import hmac
import secrets
import string
import uuid
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select

from wizard.cxml.envelope import Credential, Envelope
from wizard.simulator.answers import Declined
from wizard.simulator.faults import BAD_CERTIFICATE
from wizard.simulator.other_shop import Trader, trader
from wizard.simulator.store import rows
from wizard.simulator.switches import is_on
from wizard.simulator.tables import SHOP, Group

SECRET_LETTERS = string.ascii_letters + string.digits


def issue(group: Group) -> None:
    """Give the group new values; the old ones stop working at once."""
    stem = "".join(letter for letter in group.name if letter.isalnum()) or "Group"
    group.from_identity = stem + "".join(secrets.choice(string.digits) for _ in range(10))
    group.shared_secret = "".join(secrets.choice(SECRET_LETTERS) for _ in range(30))
    group.order_key = str(uuid.uuid4())


def values(group: Group) -> dict[str, str]:
    """What the purchasing-system page shows, label by label; empty before the first Save."""
    if not group.from_identity:
        return {}
    base = untrusted_url() if is_on(group, BAD_CERTIFICATE) else public_url()
    if group.kind == SHOP:
        return {
            "To Identity": trader(group).identity,
            "Domain": trader(group).domain,
            "From Identity": group.from_identity,
            "Shared Secret": group.shared_secret or "",
            "PunchOut URL": f"{base}/punchout",
            "Order URL": f"{base}/orders/{group.order_key}",
        }
    return {
        "From Identity": group.from_identity,
        "Shared Secret": group.shared_secret or "",
        "Punchout URL": f"{base}/punchout" if group.active else f"{base}/punchout/test",
        "Purchase Order Request URL": f"{base}/orders/{group.order_key}",
    }


def public_url() -> str:
    return str(current_app.config["PUBLIC_URL"]).rstrip("/")


def untrusted_url() -> str:
    """Our secure port, with the certificate nobody trusts; the usual address when there is none."""
    port, host = current_app.config["TLS_PORT"], urlsplit(public_url()).hostname
    return f"https://{host}:{port}" if port else public_url()


def recognise(envelope: Envelope) -> Group:
    """The group that sent a document.

    :raises Declined: 401 for an unknown identity or a wrong secret, 400 when it is not addressed to us
    """
    given = [credential.identity for credential in envelope.from_]
    group = rows().scalar(select(Group).where(Group.from_identity.in_(given)).limit(1))
    us = trader(group) if group else None
    claimed, sender = (_in(us, party) if us else None for party in (envelope.from_, envelope.sender))
    if group is None or us is None or not claimed or not sender or sender.identity != claimed.identity:
        raise Declined(401, "Unauthorized", "The From or Sender identity is not known here.")
    if not hmac.compare_digest((sender.secret or "").encode(), (group.shared_secret or "").encode()):
        raise Declined(401, "Unauthorized", "The SharedSecret does not belong to this identity.")
    if not any(credential.identity == us.identity for credential in envelope.to):
        raise Declined(400, "Bad Request", f"The To identity must be {us.identity}.", group=group)
    return group


def _in(us: Trader, credentials: tuple[Credential, ...]) -> Credential | None:
    """The one in our domain."""
    ours = us.domain.lower()
    return next((credential for credential in credentials if credential.domain.lower() == ours), None)
