"""Sheets as files to keep."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response

from wizard.sheets import write_csv, write_xlsx

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def own_sheet(name: str, kind: str, rows: Sequence[Sequence[str]]) -> Response:
    """:param kind: ``xlsx`` or ``csv``"""
    data = write_xlsx(rows, name.capitalize()) if kind == "xlsx" else write_csv(rows)
    return sheet_file(name, data, kind)


def sheet_file(name: str, data: bytes, kind: str) -> Response:
    answer = Response(data, content_type=KINDS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
