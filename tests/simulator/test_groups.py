"""Groups and their purchasing system, as an administrator clicks through them."""

from __future__ import annotations

import re
from pathlib import Path

from tests.simulator.purchasing import Customer, Group
from wizard.simulator import create_simulator

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def test_the_home_page_says_what_to_do_first(customer: Customer) -> None:
    assert "Make the first group" in customer.client.get("/").text


def test_the_home_page_says_what_to_do_next_in_a_group(customer: Customer) -> None:
    customer.make_group("PunchOut Purchasing")
    page = customer.client.get("/").text
    assert re.search(r"Next:</span> <a[^>]*>Set the purchasing system", page)


def test_a_group_without_a_name_is_refused_and_what_was_typed_stays(customer: Customer) -> None:
    form = {"name": " ", "kind": "punch_in", "marketplace": "amazon.de", "shared_addresses": "on"}
    answer = customer.client.post("/groups/new", data=form)
    assert answer.status_code == 422
    assert "Give the group a name" in answer.text
    assert 'value="punch_in" checked' in answer.text
    assert 'value="amazon.de" selected' in answer.text
    assert 'name="shared_addresses" value="on" checked' in answer.text


def test_two_groups_cannot_have_the_same_name(customer: Customer) -> None:
    customer.make_group("Clinics")
    form = {"name": "CLINICS", "kind": "punchout", "marketplace": "amazon.com"}
    answer = customer.client.post("/groups/new", data=form)
    assert answer.status_code == 422
    assert "already" in answer.text


def test_settings_of_a_group_can_be_changed(customer: Customer) -> None:
    group = customer.make_group("Clinics", shared_addresses="")
    group.post("", name="Clinics West", marketplace="amazon.de", shared_addresses="on")
    page = group.page()
    assert "Clinics West" in page
    assert 'name="shared_addresses" value="on" checked' in page
    assert 'name="shared_payment_methods" value="on" checked' not in page


def test_saving_the_purchasing_system_makes_four_values_of_the_known_shapes(customer: Customer) -> None:
    group = customer.make_group("PunchOut Purchasing")
    group.post("purchasing-system/", purchasing_system="Precoro-US")
    values = group.values()
    assert re.fullmatch(r"PunchOutPurchasing\d{10}", values["From Identity"])
    assert re.fullmatch(r"[A-Za-z0-9]{30}", values["Shared Secret"])
    assert values["Punchout URL"] == "http://127.0.0.1:8001/punchout/test"
    assert re.fullmatch(rf"http://127\.0\.0\.1:8001/orders/{UUID}", values["Purchase Order Request URL"])


def test_the_order_address_is_unique_to_the_group_the_punchout_address_is_not(customer: Customer) -> None:
    one, other = customer.ready_group("One").values(), customer.ready_group("Other").values()
    assert one["Punchout URL"] == other["Punchout URL"]
    assert one["Purchase Order Request URL"] != other["Purchase Order Request URL"]


def test_saving_again_keeps_the_values(group: Group) -> None:
    before = group.values()
    group.post("purchasing-system/", purchasing_system="Another system")
    assert group.values() == before
    assert "Another system" in group.page("purchasing-system/")


def test_making_new_values_ends_the_old_ones(customer: Customer, group: Group) -> None:
    old = group.values()
    group.post("purchasing-system/renew")
    assert set(group.values().values()) & set(old.values()) == {old["Punchout URL"]}
    refused = customer.ask(group, identity=old["From Identity"], secret=old["Shared Secret"])
    assert refused.status is not None
    assert refused.status.code == 401


def test_a_punch_in_group_and_the_general_group_have_no_purchasing_system(customer: Customer) -> None:
    punch_in = customer.make_group("Shopping", kind="punch_in")
    for group in (punch_in, customer.general()):
        assert "Only a PunchOut group" in group.page("purchasing-system/")
        assert group.post("purchasing-system/", purchasing_system="Precoro").status_code == 409


def test_switching_to_active_mode_and_back_shows_on_the_page_and_in_the_address(group: Group) -> None:
    group.switch("active")
    assert group.values()["Punchout URL"].endswith("/punchout")
    assert "Active mode" in group.page()
    group.switch("test")
    assert group.values()["Punchout URL"].endswith("/punchout/test")
    assert "Test mode" in group.page()


def test_a_group_without_values_cannot_become_active(customer: Customer) -> None:
    group = customer.make_group("Clinics")
    assert group.post("purchasing-system/mode", mode="active").status_code == 409


def test_a_form_sent_from_another_site_is_refused(customer: Customer) -> None:
    form = {"name": "Clinics", "kind": "punchout", "marketplace": "amazon.com"}
    answer = customer.client.post("/groups/new", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "Make the first group" in customer.client.get("/").text


def test_what_was_made_is_still_there_after_a_new_start(tmp_path: Path, group: Group) -> None:
    again = create_simulator(tmp_path, public_url="http://127.0.0.1:8001")
    assert Group(again.test_client(), group.id, group.name).values() == group.values()
    again.extensions["simulator.store"].close()
