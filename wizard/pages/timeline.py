"""What happened to a setup, entry by entry: for the people who set it up, and for the desk."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for

from wizard.models import CONFIGURATION, Setup
from wizard.pages import session, supplier
from wizard.pages.access import needs, own
from wizard.review.timeline import is_whole, timeline
from wizard.review.wanted import whole_number

events = Blueprint("events", __name__, url_prefix="/setup")
PAGE = 100


@events.get("/<int:number>/timeline")
@needs(CONFIGURATION)
def show(number: int) -> str:
    return timeline_page(own(Setup, number))


def timeline_page(row: Setup, on_desk: bool = False) -> str:
    """:param on_desk: as a specialist reads it"""
    here, back = ("review.events", "review.one") if on_desk else ("events.show", "setup.overview")
    before = request.args.get("before", 0, type=whole_number)
    found = timeline(session(), row, PAGE + 1, before)
    shown = found[:PAGE]
    last = shown[-1].number if len(found) > PAGE else 0
    return render_template(
        "setup/timeline.html",
        setup=row,
        organisation=row.organisation,
        supplier=supplier(row),
        on_desk=on_desk,
        events=shown,
        whole=is_whole(session(), row),
        newest=url_for(here, number=row.id) if before else "",
        older=url_for(here, number=row.id, before=last) if last else "",
        back=url_for(back, number=row.id),
    )
