"""Secrets at rest: sealed under keys that stand outside the database, bound to the row they belong to."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_BETWEEN = b"\x00"


class CannotOpen(ValueError):
    """No key of ours opens this, or it was sealed for another row: the secret has to be entered again."""


class Sealer:
    """Seals and opens secrets. The newest key comes first and is the one that seals.

    :param keys: urlsafe base64 Fernet keys, newest first
    :raises ValueError: when there is no key or one of them is not a Fernet key
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("No sealing key is set.")
        self._newest = Fernet(keys[0])
        self._all = MultiFernet([Fernet(key) for key in keys])

    def seal(self, row: str, secret: bytes) -> bytes:
        """:param row: what the secret belongs to, e.g. ``setup:12:shared_secret``"""
        return self._all.encrypt(row.encode() + _BETWEEN + secret)

    def open(self, row: str, sealed: bytes) -> bytes:
        """:raises CannotOpen: no key fits, or the secret was sealed for another row"""
        try:
            found, _, secret = self._all.decrypt(sealed).partition(_BETWEEN)
        except InvalidToken as error:
            raise CannotOpen(row) from error
        if found != row.encode():
            raise CannotOpen(row)
        return secret

    def is_newest(self, sealed: bytes) -> bool:
        """Whether the newest key opens it, so that rotation can skip what is done."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return False
        return True

    def __repr__(self) -> str:
        return "Sealer(…)"


def new_key() -> str:
    return Fernet.generate_key().decode()
