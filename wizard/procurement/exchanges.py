"""Every document that crosses the wire is kept without its secrets; no transaction lasts while we wait."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from wizard.cxml.redact import without_secrets
from wizard.models import Exchange, PurchaseOrder, Requisition, Setup, User
from wizard.outside import Outside
from wizard.outside.supplier import CallFailed
from wizard.procurement.verdict import Verdict, classify

SEEN = 500


@dataclass(frozen=True)
class Question:
    """A document on its way out, and what a good answer to it is. ``deadline`` is seconds in all.

    ``secrets`` are what no answer may show; the first one is the Shared Secret.
    """

    kind: str
    url: str
    document: bytes = field(repr=False)
    deadline: float
    mode: str
    payload_id: str = ""
    hosts: tuple[str, ...] = ()
    expects: str = "start_page"
    shop_hosts: tuple[str, ...] = ()
    loopback: bool = False
    secrets: tuple[str, ...] = field(default=(), repr=False)


class Asking(Protocol):
    """How a question reaches the supplier: :func:`ask`, or whoever asked before."""

    def __call__(
        self,
        session: Session,
        outside: Outside,
        question: Question,
        *,
        setup: Setup,
        user: User | None = None,
    ) -> Verdict: ...


def put(outside: Outside, question: Question) -> tuple[Verdict, Exchange]:
    """Ask the supplier. Call it outside any transaction; the exchange still has to be added to a session."""
    at = outside.clock.now()
    try:
        outcome = outside.supplier.post(
            question.url,
            question.document,
            deadline=question.deadline,
            hosts=question.hosts,
        )
    except CallFailed as failed:
        verdict = _judge(failed, question)
    else:
        verdict = _judge(outcome, question)
    verdict = _without_secrets(verdict, question)
    return verdict, _exchange(question, verdict, at)


def ask(
    session: Session,
    outside: Outside,
    question: Question,
    *,
    setup: Setup,
    user: User | None = None,
    requisition: Requisition | None = None,
    order: PurchaseOrder | None = None,
) -> Verdict:
    """End the transaction, ask, keep the exchange, commit."""
    session.commit()
    verdict, exchange = put(outside, question)
    exchange.setup_id = setup.id
    exchange.user_id = user.id if user else None
    exchange.requisition_id = requisition.id if requisition else None
    exchange.order_id = order.id if order else None
    session.add(exchange)
    session.flush()
    verdict = replace(verdict, exchange=exchange.id)
    session.commit()
    return verdict


def keep_incoming(
    session: Session,
    *,
    setup: Setup,
    kind: str,
    document: bytes,
    at: datetime,
    outcome: str,
    answer: bytes = b"",
    seen: str = "",
    mode: str = "",
    payload_id: str = "",
    http_status: int | None = None,
    cxml_status: int | None = None,
    user_id: int | None = None,
    requisition: Requisition | None = None,
    order: PurchaseOrder | None = None,
    secrets: tuple[str, ...] = (),
) -> Exchange:
    """Keep a document that came to us: a cart, or something on ``/cxml``."""
    exchange = Exchange(
        setup_id=setup.id,
        user_id=user_id,
        requisition_id=requisition.id if requisition else None,
        order_id=order.id if order else None,
        at=at,
        outgoing=False,
        kind=kind[:40],
        mode=mode,
        payload_id=_clean(payload_id, secrets)[:200],
        http_status=http_status,
        cxml_status=cxml_status,
        outcome=outcome,
        seen=_clean(seen, secrets)[:SEEN],
        request=storable(without_secrets(document, secrets)),
        answer=storable(without_secrets(answer, secrets)),
        request_bytes=len(document),
        answer_bytes=len(answer),
    )
    session.add(exchange)
    return exchange


def _clean(text: str, secrets: tuple[str, ...]) -> str:
    return storable(without_secrets(text.encode(), secrets))


def storable(text: str) -> str:
    """PostgreSQL takes no NUL in a text."""
    return text.replace("\x00", "�")


def _judge(outcome: object, question: Question) -> Verdict:
    return classify(
        outcome,  # type: ignore[arg-type]
        expects=question.expects,
        shop_hosts=question.shop_hosts,
        loopback=question.loopback,
    )


def _without_secrets(verdict: Verdict, question: Question) -> Verdict:
    """What a supplier says may repeat our secret: nobody after this may see it, nor a part that a cut left over."""
    page = verdict.start_page
    if page and without_secrets(page.encode(), question.secrets[:1]) != page:
        seen = "the StartPage repeats our Shared Secret"
        return replace(verdict, code="supplier.start_page_not_allowed", seen=seen, start_page="")
    seen = storable(without_secrets(verdict.seen.encode(errors="replace"), question.secrets))
    return replace(verdict, seen=seen[:SEEN])


def _exchange(question: Question, verdict: Verdict, at: datetime) -> Exchange:
    return Exchange(
        at=at,
        outgoing=True,
        kind=question.kind,
        mode=question.mode,
        url=question.url[:500],
        payload_id=question.payload_id,
        http_status=verdict.http_status,
        cxml_status=verdict.cxml_status,
        outcome=verdict.code,
        seen=verdict.seen,
        request=storable(without_secrets(question.document, question.secrets)),
        answer=storable(without_secrets(verdict.answer, question.secrets)),
        request_bytes=len(question.document),
        answer_bytes=len(verdict.answer),
        seconds=verdict.seconds,
    )
