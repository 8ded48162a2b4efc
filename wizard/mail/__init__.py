"""Mail: rows that are written with what causes them, and carried to a server or into the outbox by the worker."""

from wizard.mail.letter import BadAddress, letter, write
from wizard.mail.post import NotTaken, Outbox, Post, Smtp, post_of
from wizard.mail.sending import GIVE_UP, HELD, QUEUED, REFUSED, SENT, WRITTEN, due, hold, send

__all__ = [
    "GIVE_UP",
    "HELD",
    "QUEUED",
    "REFUSED",
    "SENT",
    "WRITTEN",
    "BadAddress",
    "NotTaken",
    "Outbox",
    "Post",
    "Smtp",
    "due",
    "hold",
    "letter",
    "post_of",
    "send",
    "write",
]
