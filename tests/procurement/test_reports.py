"""The report of orders as people choose it, look at it and keep it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import openpyxl
import pytest

from tests.administrator import Page, Person
from tests.procurement.clinic import ELSEWHERE, Clinic, line
from wizard.models import PurchaseOrder, User
from wizard.procurement.report import COLUMNS

SignsIn = Callable[[User], Person]
CSV = "/reports/orders.csv"


@pytest.fixture
def orders(clinic: Clinic) -> list[PurchaseOrder]:
    """Two orders: one of two lines, and a day later one sent elsewhere that a spreadsheet would run."""
    first = clinic.orders(line(1, price="12.50"), line(2, quantity="3", price="0.1250"))
    clinic.clock.forward(days=1)
    clinic.setup.alternative_shipping_address = True
    formula = line(description='=HYPERLINK("http://x.example")', manufacturer="Acme")
    return [first, clinic.orders(formula, ship_to=ELSEWHERE)]


def table(page: Page) -> list[list[str]]:
    assert page.status == 200, page.words
    return list(csv.reader(io.StringIO(page.text.removeprefix("\ufeff"))))


def test_the_usual_columns_have_the_amazon_shipping_address(
    clinic: Clinic, signs_in: SignsIn, orders: list[PurchaseOrder]
) -> None:
    heading, newest, *others = table(signs_in(clinic.rita).get(CSV))
    facts = dict(zip(heading, newest, strict=True))
    assert facts["Amazon Shipping Address"] == (
        "Rita at the fair, 9 Fair Way, Portland, OR 97201, United States"
    )
    assert (facts["Order"], facts["Made (UTC)"]) == (orders[1].order_id, "2026-03-03 09:00")
    assert (facts["State"], facts["Requested by"]) == ("Waiting to be sent", "Rita Requester")
    assert facts["Item"] == '\'=HYPERLINK("http://x.example")'
    assert len(others) == 2


def test_only_the_chosen_columns_are_there_in_our_order(
    clinic: Clinic, signs_in: SignsIn, orders: list[PurchaseOrder]
) -> None:
    rita = signs_in(clinic.rita)
    chosen = table(rita.get(f"{CSV}?columns=sum&columns=order,line&sort=oldest&until=2026-03-02"))
    assert chosen == [
        ["Order", "Line", "Sum"],
        [orders[0].order_id, "1", "25.00"],
        [orders[0].order_id, "2", "0.375"],
    ]
    assert table(rita.get(f"{CSV}?columns=order,total,item&rows=orders&q=hyperlink")) == [
        ["Order", "Order total"],
        [orders[1].order_id, "25.00"],
    ]


def test_a_workbook_keeps_numbers_to_be_summed_and_runs_no_formula(
    clinic: Clinic, signs_in: SignsIn, orders: list[PurchaseOrder]
) -> None:
    address = "/reports/orders.xlsx?columns=order,item,quantity,sum"
    answer = signs_in(clinic.rita).get(address).response
    assert answer.headers["Content-Disposition"] == 'attachment; filename="orders.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(answer.get_data())).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=1))
    assert [cell.value for cell in rows[0]] == ["Order", "Item", "Quantity", "Sum"]
    assert [cell.value for cell in rows[1]] == [orders[1].order_id, '=HYPERLINK("http://x.example")', 2, 25]
    assert [cell.data_type for cell in rows[1]] == ["s", "s", "n", "n"]


def test_every_column_can_be_written(clinic: Clinic, signs_in: SignsIn, orders: list[PurchaseOrder]) -> None:
    heading, *rows = table(signs_in(clinic.rita).get(f"{CSV}?columns={','.join(COLUMNS)}"))
    assert heading == [column.heading for column in COLUMNS.values()]
    assert [len(row) for row in rows] == [len(COLUMNS)] * 3
    assert dict(zip(heading, rows[0], strict=True))["Billed to"].startswith("Northwind Clinics, 1420 Harbor")


REFUSED = {
    "columns=colour": "There is no column “colour”. These are there: order, requisition,",
    "columns=": "No column is chosen. Tick at least one.",
    "columns=item&rows=orders": "Only columns of a line are chosen.",
    "rows=pages": "There is no way “pages” to set out rows: choose one of lines, orders.",
    "status=lost": "There is no state “lost”",
    "since=yesterday": "“yesterday” is not a day.",
}


def test_a_report_that_cannot_be_made_is_refused_in_words(clinic: Clinic, signs_in: SignsIn) -> None:
    rita = signs_in(clinic.rita)
    for asked, said in REFUSED.items():
        for path, status in (("/reports/", 422), (CSV, 400), ("/reports/orders.xlsx", 400)):
            page = rita.get(f"{path}?{asked}")
            assert (page.status, said in page.words) == (status, True), (path, asked)


def test_the_page_shows_the_first_rows_and_keeps_the_choice_in_its_files(
    clinic: Clinic, signs_in: SignsIn, orders: list[PurchaseOrder]
) -> None:
    rita = signs_in(clinic.rita)
    page = rita.get(
        "/reports/?columns=&columns=order&columns=item&rows=lines&q=gloves&_anchor=x&_scheme=javascript"
    )
    assert page.tree is not None
    assert page.tree.xpath("//input[@name='columns' and @checked]/@value") == ["order", "item"]
    assert orders[0].order_id in page.words
    assert orders[1].order_id not in page.words
    files = page.tree.xpath("//a[contains(@class, 'button-link')]/@href")
    assert files == [
        f"/reports/orders.{kind}?columns=order,item&rows=lines&q=gloves" for kind in ("xlsx", "csv")
    ]
    assert [row[0] for row in table(rita.get(files[1]))] == ["Order"] + [orders[0].order_id] * 2


def test_another_organisation_gets_an_empty_report(
    clinic: Clinic, signs_in: SignsIn, orders: list[PurchaseOrder]
) -> None:
    ned = signs_in(clinic.neighbour())
    assert len(table(ned.get(CSV))) == 1
    assert "No orders fit" in ned.get("/reports/").words
