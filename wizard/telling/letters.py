"""Writing the letters: one for everything that waits for a person and may leave."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard import mail
from wizard.accounts import digest, new_token
from wizard.mail.letter import address
from wizard.models import Mail, Telling, UnsubscribeLink, User
from wizard.procurement.dispatch import enqueue_mail
from wizard.procurement.sending import Hands
from wizard.telling.rows import HELD, MAIL, REFUSED, TOLD, WAITING, may_be_told
from wizard.telling.words import subject, text

MOST = 50
"""So many occasions stand in one letter; the others are counted."""
NO_ADDRESS = "No mail can go to this address."


def write_letters(hands: Hands) -> None:
    now = hands.outside.clock.now()
    ready = (Telling.state == WAITING, Telling.way == MAIL, Telling.due <= now)
    with hands.database.read_only() as session:
        people = session.scalars(select(Telling.user_id).where(*ready).distinct()).all()
    for number in people:
        with hands.database.transaction() as session:
            theirs = select(Telling).where(*ready, Telling.user_id == number).order_by(Telling.id)
            _write(hands, session, number, session.scalars(theirs.with_for_update()).all())


def _write(hands: Hands, session: Session, user_id: int, waiting: Sequence[Telling]) -> None:
    user = session.get_one(User, user_id)
    for row in waiting:
        row.state = TOLD if may_be_told(user, row) else HELD
    rows = [row for row in waiting if row.state == TOLD]
    if not rows:
        return
    try:
        letter = _letter(hands, session, user, rows)
    except mail.BadAddress:
        for row in rows:
            row.state, row.answer = REFUSED, NO_ADDRESS
        return
    session.add(letter)
    session.flush()
    for row in rows:
        row.mail = letter
    enqueue_mail(session, letter)


def _letter(hands: Hands, session: Session, user: User, rows: Sequence[Telling]) -> Mail:
    """:raises BadAddress: no mail can go to this person"""
    to, now, token = address(user.name, user.email), hands.outside.clock.now(), new_token()
    session.add(UnsubscribeLink(user_id=user.id, token_hash=digest(token), made=now))
    unsubscribe = f"{hands.settings.public_url}/told/{token}"
    about = {row.setup.organisation_id for row in rows if row.setup}
    return mail.write(
        hands.settings,
        hands.sealer,
        now,
        organisation_id=about.pop() if len(about) == 1 else None,
        to=to,
        subject=subject(rows),
        text=text(hands.settings, user.name, rows[:MOST], max(0, len(rows) - MOST), unsubscribe),
        unsubscribe=unsubscribe,
    )
