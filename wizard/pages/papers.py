"""Requisitions and orders on paper: a page to print, and the same as PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from flask import Blueprint, Response, render_template, url_for

from wizard.models import TEST, Location, Organisation, PurchaseOrder, Requisition, RequisitionLine, User
from wizard.pages import now, services, supplier
from wizard.pages.access import needs, own
from wizard.pages.purchase import MEMBERS, amount
from wizard.pages.purchase import number as plainly
from wizard.paper.document import Line, Paper
from wizard.procurement import orders, requisitions
from wizard.procurement.places import address_of, from_json, lines_of

papers = Blueprint("papers", __name__)
AMAZON_SHIPPING_ADDRESS = "Amazon Shipping Address"


@papers.get("/orders/<int:number>/print")
@needs(*MEMBERS)
def order(number: int) -> str:
    found = own(PurchaseOrder, number)
    back = (url_for("orders.one", number=number), f"Order {found.order_id}")
    pdf = url_for("papers.download_order", number=number)
    return render_template("print.html", paper=order_paper(found), back=back, pdf=pdf)


@papers.get("/requisitions/<int:number>/print")
@needs(*MEMBERS)
def requisition(number: int) -> str:
    found = own(Requisition, number)
    back = (url_for("requisitions.one", number=number), f"Requisition {number}")
    pdf = url_for("papers.download_requisition", number=number)
    return render_template("print.html", paper=requisition_paper(found), back=back, pdf=pdf)


@papers.get("/orders/<int:number>.pdf")
@needs(*MEMBERS)
def download_order(number: int) -> Response:
    found = own(PurchaseOrder, number)
    return _pdf(order_paper(found), found.order_id)


@papers.get("/requisitions/<int:number>.pdf")
@needs(*MEMBERS)
def download_requisition(number: int) -> Response:
    return _pdf(requisition_paper(own(Requisition, number)), f"requisition-{number}")


def _pdf(paper: Paper, name: str) -> Response:
    """The library takes half a second to load: only who prints waits for it."""
    from wizard.paper.fonts import MACHINE
    from wizard.paper.pdf import write_pdf

    folders = (services().settings.instance / "fonts", *MACHINE)
    answer = Response(write_pdf(paper, now(), folders), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def order_paper(row: PurchaseOrder) -> Paper:
    """What was frozen when the order was made."""
    of = row.requisition
    where = _chosen_words(of) if of.shipping_address else "Deliver to"
    return Paper(
        title=f"Purchase order {row.order_id}",
        lead=_lead(row.setup.organisation, orders.IN_WORDS[row.status], row.mode),
        organisation=row.setup.organisation.name,
        facts=_known(
            ("Supplier", _supplier(of)),
            ("Order number", row.order_id),
            ("Requisition", str(of.id)),
            ("Made", _when(row.queued)),
            ("Requested by", of.requester.name),
            ("Purchaser", _name(row.purchaser)),
            ("Contact for the delivery", _name(row.contact)),
            *_header(of),
        ),
        addresses=[(where, lines_of(from_json(row.ship_to))), ("Bill to", lines_of(from_json(row.bill_to)))],
        lines=list(_lines(of.lines)),
        sums=list(_sums(of)),
        whole_at=_address("papers.order", row.id),
    )


def requisition_paper(row: Requisition) -> Paper:
    """What was chosen, what was filled in, and who said what to it."""
    order = row.order
    return Paper(
        title=f"Requisition {row.id}",
        lead=_lead(row.setup.organisation, requisitions.IN_WORDS[row.status], row.mode),
        organisation=row.setup.organisation.name,
        facts=_known(
            ("Supplier", _supplier(row)),
            ("Requested by", row.requester.name),
            ("Created", _when(row.created)),
            ("Confirmed", _when(row.confirmed)),
            ("Order number", order.order_id if order else ""),
            *_header(row),
        ),
        addresses=list(_places(row)),
        lines=list(_lines(row.lines)),
        sums=list(_sums(row)),
        notes=list(_decisions(row)),
        whole_at=_address("papers.requisition", row.id),
    )


def _lead(organisation: Organisation, status: str, mode: str) -> str:
    test = " · Test: nothing is charged or delivered" if mode == TEST else ""
    return f"{organisation.name} · {status}{test}"


def _known(*facts: tuple[str, str]) -> list[tuple[str, str]]:
    """What was left empty takes no room on paper."""
    return [(words, value) for words, value in facts if value]


def _header(row: Requisition) -> Iterator[tuple[str, str]]:
    yield "Location", row.location.name if row.location else ""
    yield "Department", row.department
    yield "Budget", row.budget
    yield "Account", row.account


def _places(row: Requisition) -> Iterator[tuple[str, list[str]]]:
    if row.shipping_address:
        yield _chosen_words(row), lines_of(from_json(row.shipping_address))
    if row.location:
        words = "Location, billed here" if row.shipping_address else "Deliver to, bill to"
        yield words, _place(row.location, row.setup.organisation)


def _place(location: Location, organisation: Organisation) -> list[str]:
    return lines_of(address_of(location, organisation))


def _lines(rows: Iterable[RequisitionLine]) -> Iterator[Line]:
    for row in rows:
        yield Line(
            number=str(row.number),
            item=row.description,
            small=" · ".join(filter(None, (row.part, row.manufacturer))),
            quantity=f"{plainly(row.quantity)} {row.unit_of_measure}",
            price=f"{amount(row.unit_price)} {row.currency}",
            sum=f"{amount(row.quantity * row.unit_price)} {row.currency}",
        )


def _sums(row: Requisition) -> Iterator[tuple[str, str]]:
    sums = (("Sum of the lines", row.total), ("Shipping", row.shipping), ("Tax", row.tax))
    yield from ((words, f"{amount(value)} {row.currency}") for words, value in sums if value is not None)


def _decisions(row: Requisition) -> Iterator[str]:
    for said in row.approvals:
        who, what = _name(said.approver) or "Somebody", "approved" if said.approved else "rejected"
        reason = f" Reason: {said.reason}" if said.reason else ""
        yield f"{who} {what} it, {_when(said.at)}.{reason}"


def _supplier(row: Requisition) -> str:
    chosen = row.setup.supplier
    return chosen.name if chosen else supplier(row.setup).name


def _chosen_words(row: Requisition) -> str:
    """What an address chosen at the checkout is called."""
    return (
        AMAZON_SHIPPING_ADDRESS if row.setup.walk == "amazon" else "Deliver to the address chosen in the shop"
    )


def _name(user: User | None) -> str:
    return user.name if user else ""


def _when(at: datetime | None) -> str:
    return f"{at:%-d %B %Y, %H:%M} UTC" if at else ""


def _address(endpoint: str, number: int) -> str:
    return f"{services().settings.public_url}{url_for(endpoint, number=number)}"
