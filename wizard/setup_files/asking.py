"""The supplier is asked while no transaction is open; what it answered is used inside one."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from wizard.models import Exchange, Setup, User
from wizard.outside import Outside
from wizard.procurement.exchanges import Question, put
from wizard.procurement.verdict import Verdict

Key: TypeAlias = tuple[str, ...]


class AskFirst(Exception):
    """A proof needs an answer of the supplier's: end the transaction, fetch it, begin again."""

    def __init__(self, question: Question, user: User | None) -> None:
        super().__init__(question.kind)
        self.question = question
        self.user = user.id if user else None


class Beforehand:
    """The answers fetched so far. It stands in for ``ask``, and never calls out itself."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._answers: dict[Key, tuple[Verdict, Exchange]] = {}

    def fetch(self, first: AskFirst) -> None:
        """Call it outside any transaction."""
        verdict, exchange = put(self._outside, first.question)
        exchange.user_id = first.user
        self._answers[_key(first.question)] = verdict, exchange

    def __call__(
        self,
        session: Session,
        outside: Outside,
        question: Question,
        *,
        setup: Setup,
        user: User | None = None,
    ) -> Verdict:
        """:raises AskFirst: this was not fetched yet"""
        if _key(question) not in self._answers:
            raise AskFirst(question, user)
        verdict, exchange = self._answers[_key(question)]
        kept = _copy(exchange, setup.id)
        session.add(kept)
        session.flush()
        return replace(verdict, exchange=kept.id)

    def keep(self, session: Session, setup: int) -> None:
        """The documents alone, of a setup that stays as it is."""
        session.add_all(_copy(exchange, setup) for _, exchange in self._answers.values())


def _key(question: Question) -> Key:
    """A question is asked anew with a new stamp and cookie, and is still the same question."""
    return question.kind, question.url, question.mode, *question.secrets[:1]


def _copy(exchange: Exchange, setup: int) -> Exchange:
    """A transaction that was taken back leaves its rows with numbers that are not theirs."""
    columns = (column.key for column in inspect(Exchange).column_attrs)
    values = {name: getattr(exchange, name) for name in columns if name not in ("id", "setup_id")}
    return Exchange(setup_id=setup, **values)
