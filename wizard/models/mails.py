"""Mail to be sent: written in the transaction that causes it, carried by the worker."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wizard.models.base import Model
from wizard.models.people import Organisation


class Mail(Model):
    """``state`` is one of queued, sent, written (to the outbox), refused, held (nobody is to send it any more).

    ``problem`` is the check code of the last failed try, ``answer`` what the mail server said to it.
    """

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    """Whom it is about; nothing where it is about several, or none."""
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    """The same for every try, so that a mail that arrives twice can be known as one."""
    to_name: Mapped[str] = mapped_column(String(200))
    to_email: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    sealed_text: Mapped[bytes | None] = mapped_column(LargeBinary)
    """It may hold a link that signs somebody in; forgotten once the mail is sent."""
    sealed_unsubscribe: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The address that ends such mails, for their head; forgotten likewise."""
    state: Mapped[str] = mapped_column(String(10), default="queued", index=True)
    problem: Mapped[str] = mapped_column(String(60), default="")
    answer: Mapped[str] = mapped_column(String(300), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    made: Mapped[datetime]
    tried: Mapped[datetime | None]
    sent: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship()

    @property
    def text_row(self) -> str:
        """What the text is sealed to."""
        return f"mail:{self.message_id}:text"

    @property
    def unsubscribe_row(self) -> str:
        """What the address that ends such mails is sealed to."""
        return f"mail:{self.message_id}:unsubscribe"
