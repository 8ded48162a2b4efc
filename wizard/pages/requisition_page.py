"""One requisition as a page: what was chosen, what may be done to it, and by whom."""

from __future__ import annotations

from flask import render_template, url_for

from wizard.models import CONFIGURATION, TEST, Requisition
from wizard.pages import person, session, supplier
from wizard.pages.lines import lines_of
from wizard.pages.punchout import ways_back
from wizard.pages.purchase import amount, cart_clock, number
from wizard.pages.requisition_form import HeaderForm, suggested
from wizard.procurement import approval
from wizard.procurement.orders import may_be_there
from wizard.procurement.places import from_json
from wizard.procurement.refusal import NotAllowed
from wizard.procurement.requisitions import CANCELLED, IN_WORDS, allowed, may_edit


def page(row: Requisition, form: HeaderForm, refused: NotAllowed | None = None, reason: str = "") -> str:
    form.version.data = str(row.revision)
    here, turn = person(), approval.whose_turn(session(), row)
    editable = may_edit(row, here)
    return render_template(
        "requisitions/one.html",
        row=row,
        setup=row.setup,
        supplier=supplier(row.setup),
        status=IN_WORDS[row.status],
        form=form,
        suggested=suggested(),
        back_to_step=_walk_goes_on(row),
        lines=lines_of(row),
        turn=turn,
        may={
            "save": editable and allowed(row, "save"),
            "cancel": editable and allowed(row, "cancel"),
            "approve": turn is not None and here.id in {user.id for user in turn.people},
        },
        to_be_told=row.status == CANCELLED and row.order is not None and may_be_there(row.order),
        chosen_address=from_json(row.shipping_address) if row.shipping_address else None,
        clock=cart_clock(row),
        back_to_shop=ways_back(row),
        refused=refused,
        reason=reason,
        amount=amount,
        number=number,
    )


def _walk_goes_on(row: Requisition) -> str:
    """The step this purchase belongs to, while the connection is still being set up."""
    if row.setup.mode != TEST or not person().may(CONFIGURATION):
        return ""
    return url_for("setup.show", number=row.setup_id, slug="test-order")
