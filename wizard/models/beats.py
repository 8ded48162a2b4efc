"""How far the workers of an SQLite database have counted, and the files they counted in: one row, or none."""

from __future__ import annotations

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from wizard.models.base import Model


class Beat(Model):
    __tablename__ = "beat"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    place: Mapped[str] = mapped_column(String(200))
