"""Every setting, its default, and where it comes from."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import getaddresses
from pathlib import Path
from urllib.parse import urlsplit

from wizard.mailserver import MailServer, mail_server
from wizard.sealing import new_key

KEPT_BACK = 0.25
"""Seconds of a deadline for naming what came of the call, writing it down and showing it."""
ROOT = Path(__file__).resolve().parent.parent


class BadSetting(ValueError):
    """A setting has a value we cannot work with; the message says which one and why."""


@dataclass(frozen=True)
class Settings:
    """What a deployment may choose; the README's table lists the same names.

    Times are seconds unless the name says otherwise.
    """

    database_url: str
    instance: Path
    secret_key: str = field(repr=False)
    sealing_keys: tuple[str, ...] = field(repr=False)
    public_url: str = "http://127.0.0.1:8000"
    host_profile: str = "precoro"
    supplier_profiles: Path | None = None
    """A folder with the profiles of more suppliers."""
    google_maps_api_key: str = field(default="", repr=False)
    google_maps_url: str = ""
    loopback_suppliers: bool = False
    proxies: int = 0
    """How many proxies of ours stand in front; only these are believed about where a request comes from."""
    port: int = 8000
    simulator_port: int = 8001
    exchange_days: int = 90
    setup_deadline: float = 15.0
    order_deadline: float = 60.0
    metrics_token: str = field(default="", repr=False)
    mail_server: MailServer | None = None
    """None: mail is written into the outbox of the instance folder."""
    mail_from: str = "PunchOut Setup <punchout-setup@localhost>"
    quick_passwords: bool = False
    """For tests only, and therefore not to be had from the environment."""

    @property
    def setup_call(self) -> float:
        """Seconds the supplier has for the answer to a setup request."""
        return self.setup_deadline - KEPT_BACK

    @property
    def order_call(self) -> float:
        """Seconds the supplier has for the answer to an order."""
        return self.order_deadline - KEPT_BACK

    @property
    def behind_https(self) -> bool:
        return self.public_url.startswith("https://")


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; make the keys on the first run, readable by their owner only.

    :raises BadSetting: a value cannot be used
    """
    read = _Reader(environ)
    instance = Path(read.text("WIZARD_INSTANCE", str(ROOT / "instance"))).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    public_url = read.url("WIZARD_PUBLIC_URL", f"http://127.0.0.1:{read.number('PORT', 8000)}")
    return Settings(
        database_url=_database_url(read.text("WIZARD_DATABASE_URL", f"sqlite:///{instance / 'wizard.db'}")),
        instance=instance,
        secret_key=read.text("WIZARD_SECRET_KEY", "")
        or _kept(instance / "secret_key", secrets.token_urlsafe),
        sealing_keys=tuple(
            (read.text("WIZARD_SEALING_KEYS", "") or _kept(instance / "sealing_keys", new_key))
            .replace(",", " ")
            .split()
        ),
        public_url=public_url,
        host_profile=read.text("WIZARD_HOST_PROFILE", "precoro"),
        supplier_profiles=read.folder("WIZARD_SUPPLIER_PROFILES"),
        google_maps_api_key=read.text("WIZARD_GOOGLE_MAPS_API_KEY", ""),
        google_maps_url=read.text("WIZARD_GOOGLE_MAPS_URL", "").rstrip("/"),
        loopback_suppliers=read.flag("WIZARD_LOOPBACK_SUPPLIERS"),
        proxies=read.number("WIZARD_PROXIES", 0),
        port=read.number("PORT", 8000),
        simulator_port=read.number("SIMULATOR_PORT", 8001),
        exchange_days=read.number("WIZARD_EXCHANGE_DAYS", 90),
        setup_deadline=float(read.number("WIZARD_SETUP_DEADLINE", 15)),
        order_deadline=float(read.number("WIZARD_ORDER_DEADLINE", 60)),
        metrics_token=read.text("WIZARD_METRICS_TOKEN", ""),
        mail_server=read.mail_server("WIZARD_SMTP_URL"),
        mail_from=read.sender("WIZARD_MAIL_FROM", _own_sender(public_url)),
    )


class _Reader:
    """Looks a name up, and behind ``NAME_FILE`` for what should not stand in an environment."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str, default: str) -> str:
        behind = self._environ.get(f"{name}_FILE")
        if name not in self._environ and behind:
            try:
                return Path(behind).read_text().strip()
            except OSError as error:
                raise BadSetting(f"{name}_FILE names {behind}, which cannot be read.") from error
        return self._environ.get(name, default).strip() or default

    def number(self, name: str, default: int) -> int:
        text = self.text(name, str(default))
        if not (text.isascii() and text.isdigit()):
            raise BadSetting(f"{name} must be a whole number, not {text!r}.")
        return int(text)

    def flag(self, name: str) -> bool:
        return self.text(name, "0") not in {"0", "no", "false"}

    def folder(self, name: str) -> Path | None:
        text = self.text(name, "")
        if text and not Path(text).is_dir():
            raise BadSetting(f"{name} names {text}, which is not a folder.")
        return Path(text) if text else None

    def url(self, name: str, default: str) -> str:
        text = self.text(name, default).rstrip("/")
        if not text.startswith(("http://", "https://")):
            raise BadSetting(f"{name} must start with http:// or https://, not {text!r}.")
        return text

    def mail_server(self, name: str) -> MailServer | None:
        text = self.text(name, "")
        try:
            return mail_server(text) if text else None
        except ValueError as error:
            raise BadSetting(f"{name} cannot be used: {error}.") from None

    def sender(self, name: str, default: str) -> str:
        text = self.text(name, default)
        try:
            ((words, email),) = getaddresses([text])
            return str(Address(words, addr_spec=email))
        except (HeaderParseError, ValueError, IndexError) as error:
            raise BadSetting(f"{name} must be an e-mail address, with or without a name.") from error


def _database_url(text: str) -> str:
    for old in ("postgresql://", "postgres://"):
        if text.startswith(old):
            return "postgresql+psycopg://" + text.removeprefix(old)
    return text


def _own_sender(public_url: str) -> str:
    host = urlsplit(public_url).hostname or ""
    return f"PunchOut Setup <punchout-setup@{host if '.' in host else 'localhost'}>"


def _kept(path: Path, make: Callable[[], str]) -> str:
    """The content of a key file, made on the first run; two first runs at once agree on one content."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(make())
    return path.read_text().strip()
