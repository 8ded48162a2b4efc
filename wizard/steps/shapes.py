"""The four values Amazon generates, and what each looks like (shapes: the supplier profile)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from wizard.profiles import SupplierProfile, public_host

FIELDS = ("from_identity", "shared_secret", "punchout_url", "order_url")
ADDRESSES = ("punchout_url", "order_url")
LABELS = {
    "from_identity": "From Identity",
    "shared_secret": "Shared Secret",
    "punchout_url": "PunchOut URL",
    "order_url": "Purchase Order Request URL",
}
"""As the form calls them, and Amazon's page but for a capital letter."""

LOOPBACK = "127.0.0.1"
_UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
LOOPBACK_PATHS = {"punchout_url": "/(.+/)?punchout(/test)?", "order_url": f"/(.+/)?orders/{_UUID}"}


@dataclass(frozen=True, slots=True)
class Values:
    """The credentials of one group; ``""`` where there is none."""

    from_identity: str = ""
    shared_secret: str = field(default="", repr=False)
    punchout_url: str = ""
    order_url: str = ""

    def __getitem__(self, name: str) -> str:
        value: str = getattr(self, name)
        return value


def fits(name: str, value: str, supplier: SupplierProfile, *, loopback: bool) -> bool:
    """Whether ``value`` has the shape of the field ``name``.

    An address fits by its path and its host, http or https: whether it may be called is another question.
    """
    if name in ADDRESSES:
        parts = _parts(value)
        return parts is not None and _fits_address(name, parts, supplier, loopback)
    shape = supplier.identity_shape if name == "from_identity" else supplier.secret_shape
    return "://" not in value and re.fullmatch(shape, value) is not None


def unseen(values: Values, supplier: SupplierProfile, *, loopback: bool) -> dict[str, str]:
    """The values no page may show: the Shared Secret, and what repeats it or may be it in the wrong box."""
    secret = values.shared_secret

    def may_hold_one(name: str, value: str) -> bool:
        fitting = fits(name, value, supplier, loopback=loopback) and "@" not in value
        return not fitting and re.search(supplier.secret_shape, value) is not None

    return {
        name: values[name]
        for name in FIELDS
        if values[name] and (values[name] == secret or may_hold_one(name, values[name]))
    }


def is_at_home(name: str, value: str, supplier: SupplierProfile) -> bool:
    """Whether an address, with its scheme or without, is on a host of the supplier meant for this field."""
    return on_host(host_of(value if "://" in value else f"https://{value}"), _hosts(name, supplier))


def host_of(address: str) -> str:
    """The host in lower case, ``""`` when there is none."""
    parts = _parts(address)
    return (parts.hostname or "") if parts else ""


def on_host(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host == known or (known.startswith(".") and host.endswith(known)) for known in hosts)


def _fits_address(name: str, parts: SplitResult, supplier: SupplierProfile, loopback: bool) -> bool:
    if parts.query or parts.fragment:
        return False
    host = parts.hostname or ""
    if loopback and host == LOOPBACK:
        return re.fullmatch(LOOPBACK_PATHS[name], parts.path) is not None
    path = supplier.punchout_path if name == "punchout_url" else supplier.order_path
    known = (
        bool(public_host(parts.geturl())) if supplier.open_hosts else on_host(host, _hosts(name, supplier))
    )
    return known and re.fullmatch(path, parts.path) is not None


def _hosts(name: str, supplier: SupplierProfile) -> tuple[str, ...]:
    return supplier.punchout_hosts if name == "punchout_url" else supplier.order_hosts


def _parts(address: str) -> SplitResult | None:
    """The parts of an http(s) address. White space is refused: ``urlsplit`` would silently drop it."""
    if not re.match(r"https?://\S+\Z", address, re.IGNORECASE):
        return None
    try:
        return urlsplit(address)
    except ValueError:
        return None
