"""Confirming, approving, rejecting, cancelling: what may happen to a requisition, and to whom it is left."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update

from tests.procurement.clinic import Clinic, line
from wizard.models import ACTIVE, Approval, PurchaseOrder, Requisition, RequisitionLine, User
from wizard.outside import Answer, CallFailed
from wizard.procurement import approval
from wizard.procurement.decisions import resolve
from wizard.procurement.refusal import NotAllowed, NotYours
from wizard.procurement.requisitions import IN_WORDS, TRANSITIONS, cancel, save
from wizard.procurement.sending import send

Act = Callable[[Clinic, Requisition], object]

ACTS: dict[str, Act] = {
    "save": lambda clinic, row: save(clinic.session, row, clinic.rita, {}, clinic.location),
    "confirm": lambda clinic, row: approval.confirm(clinic.session, clinic.ordering, row, clinic.rita),
    "approve": lambda clinic, row: approval.approve(clinic.session, clinic.ordering, row, ada(clinic)),
    "reject": lambda clinic, row: approval.reject(
        clinic.session, row, ada(clinic), "Too dear", clinic.clock.now()
    ),
    "cancel": lambda clinic, row: cancel(clinic.session, row, clinic.rita, clinic.clock.now()),
}


def ada(clinic: Clinic) -> User:
    return clinic.session.scalars(select(User).where(User.name == "Ada Approver")).one()


def confirm(clinic: Clinic, row: Requisition) -> PurchaseOrder | None:
    order = approval.confirm(clinic.session, clinic.ordering, row, clinic.rita)
    clinic.session.commit()
    return order


def approve(clinic: Clinic, row: Requisition, person: User) -> PurchaseOrder | None:
    order = approval.approve(clinic.session, clinic.ordering, row, person)
    clinic.session.commit()
    return order


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("action", ACTS)
@pytest.mark.parametrize("status", IN_WORDS)
def test_only_what_the_table_has_may_happen(clinic: Clinic, status: str, action: str) -> None:
    clinic.approver()
    row = clinic.shops()
    clinic.session.execute(update(Requisition).values(status=status))
    clinic.session.commit()
    clinic.session.refresh(row)
    if (status, action) in TRANSITIONS:
        ACTS[action](clinic, row)
        assert row.status in TRANSITIONS[status, action]
    else:
        with pytest.raises(NotAllowed):
            ACTS[action](clinic, row)
        assert row.status == status


def test_without_approvers_confirming_makes_the_order_at_once(clinic: Clinic) -> None:
    row = clinic.shops()
    order = confirm(clinic, row)
    assert order is not None
    assert (row.status, order.status, order.mode) == ("approved", "queued", "test")


def test_with_an_approver_it_waits_for_the_word(clinic: Clinic) -> None:
    boss = clinic.approver()
    row = clinic.shops()
    assert confirm(clinic, row) is None
    assert row.status == "in_approval"
    assert approval.may_decide(clinic.session, row, boss)
    order = approve(clinic, row, boss)
    assert order is not None
    assert row.status == "approved"
    assert row.approvals[0].lines_hash == row.lines_hash


def test_a_requester_does_not_approve_his_own_purchase_when_somebody_else_can(clinic: Clinic) -> None:
    clinic.approver()
    rita = clinic.rita
    rita.approves_from = 0
    rita.held.append(type(rita.held[0])(role="approve"))
    row = clinic.shops()
    confirm(clinic, row)
    with pytest.raises(NotYours):
        approve(clinic, row, rita)


def test_a_requester_who_is_the_only_approver_approves_himself(clinic: Clinic) -> None:
    rita = clinic.rita
    rita.held.append(type(rita.held[0])(role="approve"))
    row = clinic.shops()
    assert confirm(clinic, row) is None
    assert approve(clinic, row, rita) is not None


def test_an_approver_for_larger_sums_is_not_asked_for_small_ones(clinic: Clinic) -> None:
    clinic.approver("Cleo Chief", approves_from=1000)
    assert confirm(clinic, clinic.shops(line(price="9.99", quantity="100"))) is not None
    assert confirm(clinic, clinic.shops(line(price="10.00", quantity="100"))) is None


def test_several_limits_are_asked_in_order_and_nobody_is_skipped(clinic: Clinic) -> None:
    boss, chief = clinic.approver(), clinic.approver("Cleo Chief", approves_from=1000)
    row = clinic.shops(line(price="10.00", quantity="100"))
    confirm(clinic, row)
    with pytest.raises(NotYours):
        approve(clinic, row, chief)
    assert approve(clinic, row, boss) is None
    with pytest.raises(NotYours):
        approve(clinic, row, boss)
    assert approve(clinic, row, chief) is not None


def test_a_yes_stays_where_it_was_given_when_its_giver_leaves(clinic: Clinic) -> None:
    first = clinic.approver()
    second, third = clinic.approver("Bea", approves_from=500), clinic.approver("Cleo", approves_from=1000)
    row = clinic.shops(line(price="10.00", quantity="100"))
    confirm(clinic, row)
    approve(clinic, row, first)
    first.active = False
    clinic.session.commit()
    with pytest.raises(NotYours):
        approve(clinic, row, third)
    assert approve(clinic, row, second) is None


def test_of_two_approvers_with_the_same_limit_one_is_enough(clinic: Clinic) -> None:
    clinic.approver()
    other = clinic.approver("Bob Backup")
    row = clinic.shops()
    confirm(clinic, row)
    assert approve(clinic, row, other) is not None


def test_somebody_who_left_is_not_waited_for(clinic: Clinic) -> None:
    clinic.approver().active = False
    clinic.session.commit()
    assert confirm(clinic, clinic.shops()) is not None


def test_approvers_of_another_organisation_have_no_say(clinic: Clinic) -> None:
    boss, neighbour = clinic.approver(), clinic.neighbour()
    row = clinic.shops()
    confirm(clinic, row)
    assert not approval.may_decide(clinic.session, row, neighbour)
    with pytest.raises(NotYours):
        approve(clinic, row, neighbour)
    assert approval.may_decide(clinic.session, row, boss)


def test_rejecting_needs_a_reason_and_keeps_it(clinic: Clinic) -> None:
    boss = clinic.approver()
    row = clinic.shops()
    confirm(clinic, row)
    with pytest.raises(NotAllowed, match="Say why"):
        approval.reject(clinic.session, row, boss, "  ", clinic.clock.now())
    approval.reject(clinic.session, row, boss, " Over budget ", clinic.clock.now())
    assert (row.status, row.approvals[0].reason, row.order) == ("rejected", "Over budget", None)


def test_lines_that_were_tampered_with_cannot_be_approved(clinic: Clinic) -> None:
    boss = clinic.approver()
    row = clinic.shops()
    confirm(clinic, row)
    clinic.session.execute(update(RequisitionLine).values(auxiliary="133-0000000-0000000,1"))
    clinic.session.commit()
    with pytest.raises(NotAllowed, match="not those of the cart"):
        approve(clinic, row, boss)


def test_fifty_approvals_at_once_make_one_order(clinic: Clinic) -> None:
    boss = clinic.approver()
    row = clinic.shops()
    confirm(clinic, row)
    together, made, refused = threading.Barrier(50), [], []

    def decide() -> None:
        with clinic.database.session() as session:
            mine = session.get_one(Requisition, row.id)
            person = session.get_one(User, boss.id)
            session.rollback()
            together.wait()
            try:
                made.append(approval.approve(session, clinic.ordering, mine, person))
                session.commit()
            except NotAllowed:
                refused.append(True)

    threads = [threading.Thread(target=decide) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(refused)) == (1, 49)
    assert clinic.session.scalar(select(func.count()).select_from(PurchaseOrder)) == 1
    assert clinic.session.scalar(select(func.count()).select_from(Approval)) == 1


def test_it_cannot_be_confirmed_without_a_place_to_deliver_to(clinic: Clinic) -> None:
    row = clinic.shops()
    row.location = None
    clinic.session.commit()
    with pytest.raises(NotAllowed) as refused:
        confirm(clinic, row)
    assert refused.value.code == "locations.none"


def test_it_cannot_be_confirmed_for_a_location_that_is_not_whole(clinic: Clinic) -> None:
    row = clinic.shops()
    clinic.location.phone = ""
    clinic.session.commit()
    with pytest.raises(NotAllowed) as refused:
        confirm(clinic, row)
    assert refused.value.code == "locations.incomplete"


def test_it_cannot_be_approved_once_its_location_is_closed(clinic: Clinic) -> None:
    boss = clinic.approver()
    row = clinic.shops()
    confirm(clinic, row)
    clinic.location.active = False
    clinic.session.commit()
    with pytest.raises(NotAllowed) as refused:
        approve(clinic, row, boss)
    assert refused.value.code == "locations.incomplete"


@pytest.mark.parametrize("late", ["before confirming", "before approving"])
def test_a_cart_shopped_in_test_mode_is_never_ordered_for_real(clinic: Clinic, late: str) -> None:
    boss = clinic.approver()
    row = clinic.shops()
    if late == "before approving":
        confirm(clinic, row)
    clinic.setup.mode = ACTIVE
    clinic.session.commit()
    with pytest.raises(NotAllowed) as refused:
        confirm(clinic, row) if late == "before confirming" else approve(clinic, row, boss)
    assert refused.value.code == "go_live.mode_mismatch"
    clinic.session.rollback()
    assert clinic.session.scalar(select(func.count()).select_from(PurchaseOrder)) == 0


def test_a_refused_approval_leaves_nothing_behind(clinic: Clinic) -> None:
    boss = clinic.approver()
    row = clinic.shops()
    confirm(clinic, row)
    clinic.setup.sealed_secret = b"sealed under a key that is lost"
    clinic.session.commit()
    with pytest.raises(NotAllowed) as refused:
        approve(clinic, row, boss)
    clinic.session.rollback()
    assert refused.value.code == "credentials.secret_lost"
    assert clinic.session.scalars(select(Requisition.status)).one() == "in_approval"
    assert clinic.session.scalar(select(func.count()).select_from(Approval)) == 0


def test_only_the_requester_and_purchasers_fill_it_in(clinic: Clinic) -> None:
    row = clinic.shops()
    other = clinic.employs("Sam Somebody", "create_requisition")
    header = {"department": "IT", "budget": "General", "account": "6200 IT equipment"}
    with pytest.raises(NotYours):
        save(clinic.session, row, other, header, clinic.location)
    save(clinic.session, row, clinic.paul, header, clinic.location)
    assert (row.department, row.budget, row.account) == ("IT", "General", "6200 IT equipment")


def test_a_location_of_another_organisation_cannot_be_chosen(clinic: Clinic) -> None:
    row, neighbour = clinic.shops(), clinic.neighbour()
    foreign = clinic.opens("Foreign place")
    foreign.organisation_id = int(neighbour.organisation_id or 0)
    clinic.session.commit()
    with pytest.raises(NotAllowed):
        save(clinic.session, row, clinic.rita, {}, foreign)


def test_cancelling_before_sending_stops_the_order(clinic: Clinic) -> None:
    order = clinic.orders()
    told = cancel(clinic.session, order.requisition, clinic.rita, clinic.clock.now())
    assert (told, order.status, order.requisition.status) == (False, "cancelled", "cancelled")


def test_cancelling_after_sending_leaves_the_order_with_the_supplier(clinic: Clinic) -> None:
    order = clinic.orders()
    order.status, order.attempts = "accepted", 1
    clinic.session.commit()
    assert cancel(clinic.session, order.requisition, clinic.rita, clinic.clock.now()) is True
    assert (order.status, order.requisition.status) == ("accepted", "cancelled")
    assert "has not been told" in order.events[-1].sentence


def test_cancelling_what_waits_after_a_failure_stops_it_for_good(clinic: Clinic) -> None:
    order = clinic.orders()
    clinic.supplier.fails("supplier.connection_refused")
    send(clinic.hands, order.id)
    order = clinic.order_now(order)
    assert (order.status, order.attempts) == ("queued", 1)

    told = cancel(clinic.session, order.requisition, clinic.rita, clinic.clock.now())

    assert (told, order.status) == (False, "cancelled")
    clinic.session.commit()
    clinic.supplier.recovers()
    asked = len(clinic.supplier.received)
    assert send(clinic.hands, order.id) == "cancelled"
    assert len(clinic.supplier.received) == asked


def test_cancelling_what_is_to_be_sent_again_stops_that_but_it_may_be_there(clinic: Clinic) -> None:
    order = clinic.orders()
    clinic.supplier.react = lost_on_the_way
    send(clinic.hands, order.id)
    order = clinic.order_now(order)
    resolve(clinic.session, order, clinic.paul, "resend", "They say they have nothing.", clinic.clock.now())

    assert cancel(clinic.session, order.requisition, clinic.rita, clinic.clock.now()) is True

    assert order.status == "cancelled"
    assert "has not been told" in order.events[-1].sentence


def test_of_a_refused_order_nobody_has_to_be_told(clinic: Clinic) -> None:
    order = clinic.orders()
    order.status, order.attempts = "refused", 1
    clinic.session.commit()
    assert cancel(clinic.session, order.requisition, clinic.rita, clinic.clock.now()) is False


def lost_on_the_way(_url: str, _document: bytes) -> Answer:
    raise CallFailed("supplier.timed_out", "nothing", may_have_left=True, seconds=1)
