"""The organisation's setups side by side, a few at a time."""

from __future__ import annotations

from flask import Blueprint, render_template
from sqlalchemy import select

from wizard.models import CONFIGURATION, Setup
from wizard.pages import person
from wizard.pages.access import needs
from wizard.pages.paging import page_of
from wizard.pages.setup import around
from wizard.review.differences import Column, by_walk
from wizard.steps import ladder_of

side_by_side = Blueprint("side_by_side", __name__, url_prefix="/setup")
AT_ONCE = 4
"""Columns that can still be read beside each other."""


@side_by_side.get("/side-by-side")
@needs(CONFIGURATION)
def show() -> str:
    own_ones = select(Setup).where(Setup.organisation_id == person().organisation_id)
    page = page_of(own_ones, Setup.id, "side_by_side.show", size=AT_ONCE)
    return render_template(
        "setup/side_by_side.html", page=page, walks=by_walk([_column(row) for row in page.rows])
    )


def _column(row: Setup) -> Column:
    here = around(row)
    return Column(row, ladder_of(row, here), here)
