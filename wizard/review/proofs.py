"""What could prove a claim, and which claims need nobody's word."""

from __future__ import annotations

from collections.abc import Mapping

HERE = ""
"""We see it ourselves, in the text or in our own records, each time we look."""
TEST_ORDER = "A test order that the supplier accepts."
PREFLIGHT = "The pre-flight, which asks the supplier as each person, or a test order of that person."

# By code; where a code has no row, by what stands before its dot.
PROVED_BY: Mapping[str, str] = {
    "group": TEST_ORDER,
    "shop": TEST_ORDER,
    "shop.name_missing": HERE,
    "shop.name_taken": HERE,
    "group.name_taken": HERE,
    "purchasing_system": TEST_ORDER,
    "credentials": HERE,
    "credentials.identity_of_another_group": TEST_ORDER,
    "supplier": "A setup request that is answered with the shop.",
    "ordering": HERE,
    "locations": HERE,
    "address_book": "Amazon's address sheet, uploaded at this step, or a test order to that location.",
    "payment": "The first real order.",
    "people": PREFLIGHT,
    "people.none": HERE,
    "people.not_a_host_user": HERE,
    "people.email_differs": HERE,
    "people.holds_requisitioner": "A test order of that person: the checkout must not offer “Place order”.",
    "order": HERE,
    "go_live": HERE,
    "share": "Your colleagues' first requests.",
}


BUT: Mapping[str, str] = {"payment": "Nothing was charged: Amazon took it in Test mode."}
"""What a test order leaves open of a claim it proves, by what stands before the code's dot."""


def proof_of(code: str) -> str:
    return PROVED_BY.get(code, PROVED_BY.get(code.partition(".")[0], HERE))


def left_open(code: str) -> str:
    """What a test order did not show although it proved the claim."""
    return BUT.get(code.partition(".")[0], "")


def seen_here(code: str) -> bool:
    """Whether we look it up ourselves instead of believing somebody."""
    return proof_of(code) == HERE
