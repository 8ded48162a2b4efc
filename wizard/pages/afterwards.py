"""What the supplier said of an order, as its page and its JSON show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from wizard.cxml.confirmation import BACKORDERED, REJECT
from wizard.cxml.fulfilment import DELETE
from wizard.ladder import PROVED, Check
from wizard.models import CONFIRMATION, SHIPMENT, Notice, NoticeLine, PurchaseOrder
from wizard.pages import supplier
from wizard.procurement.lines import money, plain
from wizard.procurement.notices import IN_WORDS as SAID
from wizard.procurement.orders import IN_WORDS
from wizard.procurement.remarks import Remark, remarks
from wizard.procurement.standing import LineStanding, Standing, in_effect, standing


@dataclass(frozen=True)
class Document:
    """A document of the supplier. ``holds`` is false once a later one replaced it."""

    notice: Notice
    holds: bool

    @property
    def words(self) -> str:
        return "taken back" if self.notice.operation == DELETE else SAID[self.notice.type]


@dataclass(frozen=True)
class Afterwards:
    """All that was said of one order; ``checks`` are what a person should know of it, the gravest first."""

    stands: Standing
    checks: Sequence[Check]
    confirmations: Sequence[Document]
    shipments: Sequence[Document]

    @property
    def lines(self) -> list[LineStanding]:
        return list(self.stands.lines.values())

    def __bool__(self) -> bool:
        return bool(self.confirmations or self.shipments)


def afterwards(row: PurchaseOrder) -> Afterwards:
    stands, holding = standing(row.requisition.lines, row.notices), in_effect(row.notices)
    documents = [Document(notice, notice in holding) for notice in row.notices]
    return Afterwards(
        stands=stands,
        checks=[_check(row, remark) for remark in remarks(row, stands)],
        confirmations=[one for one in documents if one.notice.kind == CONFIRMATION],
        shipments=[one for one in documents if one.notice.kind == SHIPMENT],
    )


def _check(row: PurchaseOrder, remark: Remark) -> Check:
    """The remark in the words of the table of failures."""
    facts: dict[str, Any] = {
        "supplier": supplier(row.setup).name,
        "walk": row.setup.walk,
        "status": IN_WORDS[row.status].lower(),
        "line": remark.line,
        "seen": remark.seen,
    }
    return Check.of(remark.code, False, PROVED, **facts)


def followed_at(url: str) -> str:
    """The host a tracking address leads to, "" unless it is plainly https: then it is shown as text at most."""
    if not (url.isascii() and url.isprintable()) or " " in url or "\\" in url:
        return ""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    plainly = parts.scheme == "https" and "." in host and "@" not in parts.netloc and port in (None, 443)
    return host if plainly else ""


def said_facts(row: PurchaseOrder) -> dict[str, Any]:
    """For programs: what was said, what differs, and what became of each line."""
    after = afterwards(row)
    return {
        "remarks": [{"code": check.code, "sentence": check.sentence} for check in after.checks],
        "confirmations": [_document_facts(one) for one in after.confirmations],
        "shipments": [
            _document_facts(one) | {"shipped": _moment(one.notice.shipped), "tracking": one.notice.tracking}
            for one in after.shipments
        ],
        "standing": [_line_facts(one) for one in after.lines],
    }


def _line_facts(one: LineStanding) -> dict[str, Any]:
    return {
        "number": one.line.number,
        "confirmed": _text(one.confirmed) if one.pieces else None,
        "rejected": _text(one.of(REJECT)),
        "backordered": _text(one.of(BACKORDERED)),
        "shipped": _text(one.shipped),
    }


def _document_facts(one: Document) -> dict[str, Any]:
    notice = one.notice
    return {
        "number": notice.number,
        "type": notice.type,
        "operation": notice.operation,
        "holds": one.holds,
        "received": notice.at.isoformat(),
        "delivery": _moment(notice.delivery),
        "comments": notice.comments,
        "lines": [_said_of(line) for line in notice.lines],
    }


def _said_of(line: NoticeLine) -> dict[str, Any]:
    price = line.unit_price
    return {
        "number": line.number,
        "type": line.type,
        "quantity": _text(line.quantity),
        "unit_price": None if price is None else format(money(price), "f"),
        "currency": line.currency,
        "part": line.part,
        "delivery": _moment(line.delivery),
        "comments": line.comments,
    }


def _text(number: Decimal) -> str:
    return format(plain(number), "f")


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
