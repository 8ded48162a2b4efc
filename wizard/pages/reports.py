"""The report of orders: which columns, which orders; to look at, and to keep as CSV or XLSX."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from wizard.models.database import Database
from wizard.pages import person, services, session
from wizard.pages.access import needs
from wizard.pages.errors import error_page
from wizard.pages.lists import people_of
from wizard.pages.purchase import MEMBERS
from wizard.pages.sheet_files import KINDS
from wizard.procurement.orders import IN_WORDS
from wizard.procurement.report import (
    ABOUT_LINES,
    ABOUT_ORDERS,
    COLUMNS,
    LINES,
    ORDERS_ONLY,
    ROWS,
    AnyColumn,
    Cell,
    Report,
    rows_of,
)
from wizard.procurement.wanted import MODES, SORTS, wanted_of
from wizard.sheets import csv_pieces, xlsx_pieces

reports = Blueprint("reports", __name__, url_prefix="/reports")
GLIMPSE = 5


@reports.get("/")
@needs(*MEMBERS)
def index() -> tuple[str, int]:
    report, wrong = _asked()
    organisation = int(person().organisation_id or 0)
    rows = list(rows_of(session(), organisation, report, GLIMPSE)) if not wrong else []
    page = render_template(
        "reports/index.html",
        report=report,
        wrong=wrong,
        rows=rows,
        keep={} if wrong else {kind: _address(kind, report) for kind in KINDS},
        about=(("Columns of the order", ABOUT_ORDERS), ("Columns of a line", ABOUT_LINES)),
        ways=ROWS,
        statuses=IN_WORDS,
        modes=MODES,
        sorts=SORTS,
        people=people_of(organisation),
    )
    return page, 422 if wrong else 200


@reports.get("/orders.<any(xlsx, csv):kind>")
@needs(*MEMBERS)
def download(kind: str) -> Answer | tuple[str, int]:
    """Sent while it is read: a report of any length costs the same memory."""
    report, wrong = _asked()
    if wrong:
        return error_page(400, sentence=" ".join(wrong))
    rows = _read(services().database, report, int(person().organisation_id or 0))
    pieces = (
        xlsx_pieces(report.heading, rows, "Orders") if kind == "xlsx" else csv_pieces(report.heading, rows)
    )
    answer = Response(pieces, content_type=KINDS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="orders.{kind}"'
    return answer


def _read(database: Database, report: Report, organisation: int) -> Iterator[Sequence[Cell]]:
    """The request's own session ends before the last row is sent, hence one for the report."""
    with database.read_only() as reading:
        yield from rows_of(reading, organisation, report)


def _asked() -> tuple[Report, list[str]]:
    wanted, wrong = wanted_of(request.args, IN_WORDS)
    way = request.args.get("rows", LINES)
    if way not in ROWS:
        wrong.append(f"There is no way “{way[:40]}” to set out rows: choose one of {', '.join(ROWS)}.")
    report = Report(wanted, _columns(wrong), way == LINES)
    if report.columns and not report.shown:
        wrong.append(
            "Only columns of a line are chosen. Choose a row for each line, or a column of the order."
        )
    return report, wrong


def _columns(wrong: list[str]) -> list[AnyColumn]:
    """Those named in the address, in our order, whether one by one or with commas between them."""
    asked = request.args.getlist("columns")
    if not asked:
        return [column for column in COLUMNS.values() if column.usual]
    keys = [key.strip() for some in asked for key in some.split(",") if key.strip()]
    unknown = list(dict.fromkeys(key for key in keys if key not in COLUMNS))
    if unknown:
        named = ", ".join(f"“{key[:40]}”" for key in unknown[:10])
        wrong.append(f"There is no column {named}. These are there: {', '.join(COLUMNS)}.")
    elif not keys:
        wrong.append("No column is chosen. Tick at least one.")
    return [column for key, column in COLUMNS.items() if key in keys]


def _address(kind: str, report: Report) -> str:
    """The same report as a file: it can be bookmarked like the page."""
    columns = ",".join(column.key for column in report.columns)
    rows = LINES if report.by_line else ORDERS_ONLY
    return url_for("reports.download", kind=kind, columns=columns, rows=rows, **report.wanted.asked())
