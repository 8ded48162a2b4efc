"""What administrators do wrong, step by step, and the code that has to name it: as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Mistake:
    """``changes`` makes of the right answers what is typed instead; None leaves a field out."""

    words: str
    step: str
    code: str
    changes: Callable[[Answers], Answers]

    def __str__(self) -> str:
        return self.words


def typing(**instead: Any) -> Callable[[Answers], Answers]:
    return lambda _right: instead


def shared_secret_misread(right: Answers) -> Answers:
    secret = right["shared_secret"]
    return {"shared_secret": ("B" if secret[0] != "B" else "8") + secret[1:]}


def swapped(one: str, other: str) -> Callable[[Answers], Answers]:
    return lambda right: {one: right[other], other: right[one]}


def cut(field: str, letters: int) -> Callable[[Answers], Answers]:
    return lambda right: {field: right[field][:-letters]}


GROUP, SYSTEM, CREDENTIALS = "group", "purchasing-system", "credentials"
SHOP = "http://127.0.0.1:9/shop/gloves"
MISTAKES = (
    Mistake("the Punch-In group is used", GROUP, "group.is_punch_in", typing(new_group=None)),
    Mistake(
        "shared payment methods are off",
        GROUP,
        "group.shared_payment_methods_off",
        typing(shared_payment_methods=None),
    ),
    Mistake("shared addresses are off", GROUP, "group.shared_addresses_off", typing(shared_addresses=None)),
    Mistake("the group has no name", GROUP, "group.name_missing", typing(group_name="")),
    Mistake(
        "the other server's name is chosen",
        SYSTEM,
        "purchasing_system.wrong_name",
        typing(purchasing_system="Precoro-US"),
    ),
    Mistake(
        "the root group is in view",
        SYSTEM,
        "purchasing_system.wrong_group",
        typing(group_in_view="General group"),
    ),
    Mistake("a value is forgotten", CREDENTIALS, "credentials.missing", typing(from_identity="")),
    Mistake(
        "identity and secret are swapped",
        CREDENTIALS,
        "credentials.swapped",
        swapped("from_identity", "shared_secret"),
    ),
    Mistake(
        "both addresses are swapped", CREDENTIALS, "credentials.swapped", swapped("punchout_url", "order_url")
    ),
    Mistake(
        "the generic address is in the order field",
        CREDENTIALS,
        "credentials.order_url_is_generic",
        lambda right: {"order_url": right["punchout_url"]},
    ),
    Mistake(
        "the order address lacks its end",
        CREDENTIALS,
        "credentials.order_url_unknown_shape",
        cut("order_url", 3),
    ),
    Mistake(
        "the address of the shop is pasted",
        CREDENTIALS,
        "credentials.punchout_url_unknown_shape",
        typing(punchout_url=SHOP),
    ),
    Mistake(
        "http instead of https",
        CREDENTIALS,
        "credentials.not_https",
        typing(punchout_url="http://abintegrations.amazon.com/punchout/test"),
    ),
    Mistake(
        "an address of another company",
        CREDENTIALS,
        "credentials.host_not_allowed",
        typing(punchout_url="https://abintegrations.amazon.example/punchout/test"),
    ),
    Mistake(
        "an address of another country's shop",
        CREDENTIALS,
        "credentials.marketplace_mismatch",
        typing(punchout_url="https://abintegrations.amazon.de/punchout/test"),
    ),
    Mistake(
        "the identity lacks its end",
        CREDENTIALS,
        "credentials.identity_unknown_shape",
        cut("from_identity", 2),
    ),
    Mistake(
        "the secret lacks its end", CREDENTIALS, "credentials.secret_unknown_shape", cut("shared_secret", 2)
    ),
    Mistake("a letter is misread", CREDENTIALS, "supplier.bad_credentials", shared_secret_misread),
    Mistake(
        "the server does not listen",
        CREDENTIALS,
        "supplier.connection_refused",
        typing(punchout_url="http://127.0.0.1:9/punchout/test"),
    ),
    Mistake("nobody receives", "ordering", "ordering.deliver_to_missing", typing(deliver_to="nobody")),
    Mistake("no purchaser is chosen", "ordering", "ordering.purchaser_missing", typing(default_purchaser="")),
    Mistake("no supplier is chosen", "ordering", "ordering.supplier_missing", typing(supplier="")),
    Mistake("nothing was ticked", "address-book", "address_book.missing", lambda right: dict.fromkeys(right)),
    Mistake("the group cannot pay", "payment", "payment.none", typing(method=None)),
    Mistake("the method is not the default", "payment", "payment.no_default", typing(default_set=None)),
    Mistake("nobody is listed", "people", "people.none", typing(people="")),
    Mistake(
        "a shared mailbox is listed",
        "people",
        "people.not_a_host_user",
        typing(people="orders@alpha.example"),
    ),
    Mistake(
        "the role Punchout Buyer is missing",
        "people",
        "people.lacks_punchout_buyer",
        typing(punchout_buyer_1=None),
    ),
    Mistake(
        "the Requisitioner is still on", "people", "people.holds_requisitioner", typing(requisitioner_1="y")
    ),
    Mistake(
        "it is on in the general group",
        "general-group",
        "people.holds_requisitioner",
        typing(requisitioner_removed=None),
    ),
    Mistake("nobody has shopped", "test-order", "order.cart_never_returned", typing()),
    Mistake(
        "another name is typed", "go-live", "go_live.name_differs", typing(typed_organisation="Beta Clinics")
    ),
    Mistake("the tick is forgotten", "go-live", "go_live.mode_mismatch", typing(switched=None)),
    Mistake("Amazon is still in Test mode", "go-live", "go_live.mode_mismatch", typing()),
)
