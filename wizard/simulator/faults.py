"""Every way the stand-in misbehaves on demand, as one table: its name, what happens, where it acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wizard.cxml.status import Status
from wizard.simulator import odd_answers as say
from wizard.simulator import odd_carts as cart
from wizard.simulator.odd_answers import Instead
from wizard.simulator.odd_carts import Spoil

SETUP, ORDER, CART, ADDRESS = "setup", "order", "cart", "address"
BOTH = (SETUP, ORDER)
BAD_CERTIFICATE, REPLAY, LATE = "bad_certificate", "replay", "late_cart"

REFUSES, OTHER, ODD, LINE, ORDERS, CARTS = (
    "It refuses",
    "It answers something else",
    "Its documents are odd",
    "The connection fails",
    "Orders go astray",
    "Carts come back wrong",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to misbehave.

    ``acts_on``: answers to setup requests, answers to orders, carts, or the addresses a group is given.
    ``refusal`` is said, and nothing carried out; ``instead`` makes what leaves in place of the answer;
    ``heard``: the document is carried out all the same, only the answer suffers. ``spoil`` works on a cart.
    """

    key: str
    section: str
    title: str
    words: str
    acts_on: tuple[str, ...]
    refusal: Status | None = None
    instead: Instead | None = None
    heard: bool = False
    spoil: Spoil | None = None

    @property
    def counted(self) -> bool:
        """Whether it can be on for a number of times; an address is wrong until it is copied again."""
        return ADDRESS not in self.acts_on


UNAUTHORIZED = Status(401, "Unauthorized", "The SharedSecret does not belong to this identity.")
MISSING = Status(
    403,
    "failure",
    "missing required data: user e-mail (looked for in Extrinsic[@name='UserEmail'], Contact/Email)",
)
NOT_PERMITTED = Status(403, "Forbidden", "This group may not use PunchOut.")
NOT_ACCEPTABLE = Status(406, "Not Acceptable", "The request cannot be taken as it stands.")
TROUBLE = Status(500, "Internal Server Error", "Something went wrong here.")
DUPLICATE = Status(409, "Conflict", "Duplicate: there is an order of this number already.")

# fmt: off
TABLE = (
    Fault(
        "wrong_secret", REFUSES, "Wrong secret (401)",
        "It knows neither the identity nor the secret, as after new values were made.",
        BOTH, refusal=UNAUTHORIZED,
    ),
    Fault(
        "missing_data", REFUSES, "Missing data (403)",
        "It misses the person's e-mail address in the request.",
        (SETUP,), refusal=MISSING,
    ),
    Fault(
        "not_permitted", REFUSES, "Not permitted (403)",
        "It knows the group and does not let it in.",
        BOTH, refusal=NOT_PERMITTED,
    ),
    Fault(
        "refused", REFUSES, "Another refusal (406)", "It cannot take the document.",
        BOTH, refusal=NOT_ACCEPTABLE,
    ),
    Fault(
        "trouble", REFUSES, "Trouble of its own (500)",
        "HTTP 500, with a cXML document that says 500 too.",
        BOTH, refusal=TROUBLE, instead=say.as_http_500,
    ),
    Fault("html_page", OTHER, "A web page", "A sign-in page, not a document.", BOTH, instead=say.web_page),
    Fault("bad_request", OTHER, "Bad request (HTTP 400)", "A word of text, no cXML.", BOTH, instead=say.bad_request),
    Fault("json", OTHER, "JSON", "JSON comes, with HTTP 200.", BOTH, instead=say.json_text),
    Fault("empty", OTHER, "Nothing", "HTTP 200 and not a single byte.", BOTH, instead=say.nothing),
    Fault("redirect", OTHER, "A redirect (307)", "It names another address.", BOTH, instead=say.elsewhere),
    Fault(
        "no_start_page", ODD, "No StartPage", "It says 200 but not where to shop.",
        (SETUP,), instead=say.bare_200,
    ),
    Fault(
        "foreign_start_page", ODD, "A foreign StartPage",
        "The page to shop on belongs to somebody else.",
        (SETUP,), instead=say.foreign_start_page,
    ),
    Fault(
        "broken_cxml", ODD, "Broken cXML", "A tag is closed by another's name.",
        BOTH, instead=say.mismatched, heard=True,
    ),
    Fault(
        "cut_cxml", ODD, "Cut off", "Half of the document comes, then the connection closes.",
        BOTH, instead=say.cut_off, heard=True,
    ),
    Fault(
        "hostile_xml", ODD, "Hostile XML", "The document tries to make its reader open a file.",
        BOTH, instead=say.hostile,
    ),
    Fault("slow", LINE, "Slow", "Not a word for 90 seconds.", BOTH, instead=say.slow, heard=True),
    Fault("drip", LINE, "Dripping", "One byte a second, for 90 seconds.", BOTH, instead=say.drip, heard=True),
    Fault("endless", LINE, "Endless", "A document of 64 MB.", BOTH, instead=say.endless, heard=True),
    Fault("gzip_bomb", LINE, "Zip bomb", "A few KB swell to 64 MB.", BOTH, instead=say.bomb, heard=True),
    Fault("reset", LINE, "Reset", "The connection is torn down (RST).", BOTH, instead=say.reset, heard=True),
    Fault("hang_up", LINE, "Hung up", "It closes without a word.", BOTH, instead=say.hang_up, heard=True),
    Fault(
        BAD_CERTIFICATE, LINE, "Bad certificate",
        "The group's values name a secure port whose certificate nobody trusts. Copy them again to see it.",
        (ADDRESS,),
    ),
    Fault(
        "never_ordered", ORDERS, "Never ordered", "The order is answered with 200, and nothing comes of it.",
        (ORDER,), instead=say.bare_200,
    ),
    Fault(
        "duplicate", ORDERS, "Refused as a duplicate (409)", "It says that it has an order of this number.",
        (ORDER,), refusal=DUPLICATE,
    ),
    Fault(
        "already_processed", ORDERS, "Already been processed (500)",
        "It takes the order, and answers as if it had taken it before.",
        (ORDER,), instead=say.processed_before, heard=True,
    ),
    Fault(
        "wrong_cookie", CARTS, "Another visit's cookie", "The BuyerCookie is not that of the setup request.",
        (CART,), spoil=cart.wrong_cookie,
    ),
    Fault(
        "no_auxiliary_id", CARTS, "No auxiliary id", "The first line lacks its SupplierPartAuxiliaryID.",
        (CART,), spoil=cart.no_auxiliary_id,
    ),
    Fault(
        "mixed_currency", CARTS, "Mixed currencies", "The last line is priced in another currency.",
        (CART,), spoil=cart.mixed_currency,
    ),
    Fault(
        "wrong_total", CARTS, "Wrong total", "The total is one more than its lines.",
        (CART,), spoil=cart.wrong_total,
    ),
    Fault("bad_amount", CARTS, "No number", "A price says “twelve”.", (CART,), spoil=cart.bad_amount),
    Fault("empty_cart", CARTS, "Empty", "All lines are gone.", (CART,), spoil=cart.empty),
    Fault("torn_cart", CARTS, "Torn", "Only half of the document comes back.", (CART,), spoil=cart.torn),
    Fault(REPLAY, CARTS, "Sent twice", "The page that sends the cart has two buttons: press both.", (CART,)),
    Fault(
        LATE, CARTS, "Late",
        "The cart does not go by itself: send it when the visit is over on the other side.",
        (CART,),
    ),
)
# fmt: on
FAULTS: Mapping[str, Fault] = {fault.key: fault for fault in TABLE}
