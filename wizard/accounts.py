"""Who somebody is: passwords, one-time sign-in links, and the throttle on guessing."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from wizard.models import ROLES, SPECIALIST, HeldRole, Organisation, SignInAttempt, SignInLink, User
from wizard.models.base import longest

LINK_LIVES = timedelta(days=2)
THROTTLE_WINDOW = timedelta(minutes=15)
TRIES_PER_ACCOUNT = 8
TRIES_PER_ADDRESS = 40
SHORTEST_PASSWORD = 12


class BadAccount(ValueError):
    """An account cannot be made like this; the message says why."""


class TooManyTries(Exception):
    """The account or the address was tried too often within the window."""


def hasher(quick: bool) -> PasswordHasher:
    """Argon2id. ``quick`` is for tests only: about 120 ms a hash is the point of the real one."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if quick else PasswordHasher()


def email_key(email: str) -> str:
    """What a person is found by: letter case does not tell two people apart."""
    return email.strip().casefold()


def find_user(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(User.email_key == email_key(email)))


def organisation_named(session: Session, name: str, now: datetime) -> Organisation:
    """The organisation of this name, made when there is none."""
    found = session.scalar(select(Organisation).where(Organisation.name == name))
    if found is None:
        found = Organisation(name=name, created=now)
        session.add(found)
        session.flush()
    return found


def add_user(
    session: Session, email: str, *, organisation: str | None, roles: list[str], now: datetime, name: str = ""
) -> User:
    """Add a person, or give a known one further roles.

    :raises BadAccount: not an e-mail address, an unknown role, no organisation where one is needed, or a name
        too long to keep
    """
    email = email.strip()
    if (
        email.count("@") != 1
        or email.startswith("@")
        or email.endswith("@")
        or len(email_key(email)) > longest(User.email_key)
        or " " in email
    ):
        raise BadAccount(f"{email!r} is not an e-mail address.")
    unknown = sorted(set(roles) - set(ROLES))
    if unknown:
        raise BadAccount(f"There is no role {unknown[0]!r}. Roles are: {', '.join(ROLES)}.")
    if not organisation and set(roles) != {SPECIALIST}:
        raise BadAccount("Only a specialist needs no organisation: name one with --organisation.")
    for words, text, column in (
        ("person's name", name, User.name),
        ("organisation's name", organisation or "", Organisation.name),
    ):
        if len(text) > longest(column):
            raise BadAccount(f"The {words} is too long: at most {longest(column)} characters.")
    home = organisation_named(session, organisation, now) if organisation else None
    user = find_user(session, email) or _new_user(session, email, name, home, now)
    if user.organisation_id != (home.id if home else None):
        raise BadAccount(f"{email} already belongs to another organisation.")
    user.held.extend(HeldRole(role=role) for role in dict.fromkeys(roles) if role not in user.roles)
    session.flush()
    return user


def set_password(user: User, password: str, *, quick: bool = False) -> None:
    """:raises BadAccount: the password is too short or too long"""
    if not SHORTEST_PASSWORD <= len(password) <= 1000:
        raise BadAccount(f"A password needs at least {SHORTEST_PASSWORD} characters.")
    user.password_hash = hasher(quick).hash(password)
    end_sessions(user)


def end_sessions(user: User) -> None:
    """Everywhere, whoever holds a cookie of this person."""
    user.session_key = secrets.token_urlsafe(32)


def by_password(
    session: Session, email: str, password: str, address: str, now: datetime, *, quick: bool = False
) -> User | None:
    """The person, or nothing: the same for an unknown address, a wrong password and a closed account.

    :raises TooManyTries: the account or the address has been guessed at too often
    """
    account = f"account:{digest(email_key(email))}"
    most = {account: TRIES_PER_ACCOUNT, f"address:{address[:60]}": TRIES_PER_ADDRESS}
    tries = _count_first(session, most, now)
    user = find_user(session, email)
    known = user.password_hash if user and user.active else None
    session.commit()  # nobody waits for the database while we hash
    if not _fits(hasher(quick), known, password):
        return None
    session.execute(delete(SignInAttempt).where(SignInAttempt.by == account))
    _forget(session, tries)
    return user


def make_link(session: Session, user: User, now: datetime) -> str:
    """A one-time token for this person; only its hash is kept."""
    token = new_token()
    session.add(SignInLink(user_id=user.id, token_hash=digest(token), created=now, expires=now + LINK_LIVES))
    return token


def peek_link(session: Session, token: str, now: datetime) -> User | None:
    """Whose link this is, while it can still be used; looking does not use it up."""
    link = session.scalar(select(SignInLink).where(SignInLink.token_hash == digest(token)))
    usable = link and link.used is None and link.expires > now and link.user.active
    return link.user if link and usable else None


def use_link(session: Session, token: str, now: datetime) -> User | None:
    """Whose link this is; of two uses at once one gets the person and the other nothing."""
    user = peek_link(session, token, now)
    claimed = session.execute(
        update(SignInLink)
        .where(SignInLink.token_hash == digest(token), SignInLink.used.is_(None))
        .values(used=now)
    )
    return user if claimed.rowcount else None  # type: ignore[attr-defined]


def count_guess(session: Session, address: str, now: datetime) -> None:
    """A link that nobody was sent is a guess.

    :raises TooManyTries: there were too many from this address within the window
    """
    _count_first(session, {f"links:{address[:60]}": TRIES_PER_ADDRESS}, now)


def _new_user(session: Session, email: str, name: str, home: Organisation | None, now: datetime) -> User:
    user = User(
        organisation_id=home.id if home else None,
        email=email,
        email_key=email_key(email),
        name=name or _name_from(email)[: longest(User.name)],
        session_key=secrets.token_urlsafe(32),
        created=now,
    )
    session.add(user)
    return user


def _name_from(email: str) -> str:
    return " ".join(part.capitalize() for part in email.split("@")[0].replace("_", ".").split(".") if part)


def _count_first(session: Session, most: Mapping[str, int], now: datetime) -> list[SignInAttempt]:
    """Count a try before it is judged, so that of many at once no more get through than one after the other.

    :raises TooManyTries: and this try is not counted, so that a flood leaves nothing behind
    """
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - THROTTLE_WINDOW))
    tries = [SignInAttempt(by=key, at=now) for key in most]
    session.add_all(tries)
    session.commit()
    for key, limit in most.items():
        count = session.scalar(select(func.count()).select_from(SignInAttempt).where(SignInAttempt.by == key))
        if (count or 0) > limit:
            _forget(session, tries)
            session.commit()
            raise TooManyTries
    return tries


def _forget(session: Session, tries: list[SignInAttempt]) -> None:
    session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_([one.id for one in tries])))


def _fits(words: PasswordHasher, known: str | None, password: str) -> bool:
    """An unknown person costs the same time as a known one, so that nobody can tell them apart."""
    if known is None:
        words.hash(password[:1000])
        return False
    try:
        return words.verify(known, password[:1000])
    except (VerificationError, InvalidHashError):
        return False


def new_token() -> str:
    """256 bits."""
    return secrets.token_urlsafe(32)


def digest(text: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(text.encode()).hexdigest()
