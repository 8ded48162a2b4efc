"""What a setup rests on: every claim with how we know it, and what is still taken on trust."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from wizard.ladder import Around, Check, Ladder
from wizard.models import CONFIGURATION, Setup
from wizard.pages.access import needs, own
from wizard.pages.setup import around
from wizard.review.claims import claims_of, counted
from wizard.review.trust import trusted
from wizard.steps import ladder_of
from wizard.steps.judging import group_resembles
from wizard.steps.modes import modes_of

evidence = Blueprint("evidence", __name__, url_prefix="/setup")


@dataclass(frozen=True, slots=True)
class Names:
    """The From Identity beside the names it can come from. ``fits`` says which, or nothing."""

    identity: str
    fits: str
    check: Check


@evidence.get("/<int:number>/evidence")
@needs(CONFIGURATION)
def show(number: int) -> str:
    row = own(Setup, number)
    here = around(row)
    return evidence_page(row, here, ladder_of(row, here))


def evidence_page(row: Setup, here: Around, ladder: Ladder, *, on_desk: bool = False) -> str:
    """The page for the customer, or for the specialist, who looks and does nothing."""
    chapters = claims_of(row, ladder, here)
    return render_template(
        "setup/evidence.html",
        setup=row,
        organisation=row.organisation,
        on_desk=on_desk,
        exchange_page="review.exchange" if on_desk else "exchanges.one",
        supplier=here.supplier,
        chapters=chapters,
        ways=counted(chapters),
        trust=trusted(row, ladder, chapters, here),
        tested=ladder["test-order"].passed,
        modes=modes_of(row, here),
        names=_names(row) if row.from_identity and here.supplier.sends_group else None,
    )


def _names(row: Setup) -> Names:
    whose = {"the group's name": row.group_name, "the organisation's name": row.organisation.name}
    fits = next((words for words, name in whose.items() if group_resembles(row.from_identity, name)), "")
    check = Check.of("credentials.identity_of_another_group", bool(fits), group=row.group_name)
    return Names(row.from_identity, fits, check)
