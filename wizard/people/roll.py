"""The host's users by their e-mail addresses: who a listed address is, and how it is written here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from wizard.people.address import key, local_part, without_plus


@dataclass(frozen=True, slots=True)
class HostUser:
    """A person of the organisation. ``may_request``: the host lets this person make requisitions."""

    id: int
    email: str
    name: str
    active: bool
    may_request: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A listed address and whose it is.

    Without ``user`` perhaps ``gone``, a deactivated one of this address, or ``near``, one of a like address.
    """

    email: str
    user: HostUser | None = None
    gone: HostUser | None = None
    near: HostUser | None = None

    @property
    def differs(self) -> bool:
        """Whether it is written otherwise than the host writes it: capital letters, or something after a plus."""
        return self.user is not None and self.user.email != self.email


class Roll:
    """Everybody of one organisation."""

    def __init__(self, users: Iterable[HostUser]) -> None:
        everybody = list(users)
        active = [user for user in everybody if user.active]
        self.requesters = [user for user in active if user.may_request]
        self._active = _unique(active, lambda user: key(user.email))
        self._mailboxes = _unique(active, lambda user: key(without_plus(user.email)))
        self._names = _unique(active, lambda user: local_part(user.email))
        self._gone = {key(user.email): user for user in everybody if not user.active}

    def find(self, email: str) -> Match:
        """Letter case and what follows a plus do not keep a person from being found."""
        exact, mailbox = key(email), key(without_plus(email))
        if user := self._active.get(exact):
            return Match(email, user)
        if gone := self._gone.get(exact):
            return Match(email, gone=gone)
        user = self._mailboxes.get(mailbox)
        return Match(email, user, near=None if user else self._names.get(local_part(mailbox)))

    def as_written(self, email: str) -> str:
        """The host's spelling, where only its capital letters were lost: the supplier writes small ones."""
        user = self._active.get(key(email))
        return user.email if user and user.email.lower() == email else email


def _unique(users: Iterable[HostUser], named: Callable[[HostUser], str]) -> Mapping[str, HostUser]:
    """Users by a name that only one of them has."""
    found: dict[str, HostUser | None] = {}
    for user in users:
        found[named(user)] = None if named(user) in found else user
    return {name: user for name, user in found.items() if user}
