"""Every finding there is, and the report they are handed over in."""

from __future__ import annotations

from dataclasses import dataclass

# Code -> whether it keeps us or the supplier from acting on the document, and the sentence.
FINDINGS: dict[str, tuple[bool, str]] = {
    "cxml.payload_id_missing": (False, "There is no payloadID, so a repetition could not be recognised."),
    "cxml.timestamp_missing": (False, "There is no timestamp."),
    "cxml.timestamp_odd": (False, "The timestamp is not YYYY-MM-DDThh:mm:ss±hh:mm."),
    "cxml.deployment_mode_missing": (False, "There is no deploymentMode: that means production."),
    "cxml.to_identity": (False, "The To identity is not Amazon."),
    "cxml.identity_missing": (True, "From and Sender must name the buyer's identity."),
    "cxml.shared_secret_missing": (True, "The Sender carries no SharedSecret."),
    "cxml.buyer_cookie_missing": (True, "There is no BuyerCookie, so the cart belongs to no session."),
    "cxml.user_email_missing": (True, "The user's e-mail is in none of the four places Amazon looks at."),
    "cxml.return_url_missing": (True, "There is no BrowserFormPost/URL for the cart to come back to."),
    "cxml.business_unit_missing": (False, "Without UserBusinessUnit the person may land in the root group."),
    "cxml.operation_not_offered": (True, "Amazon offers only the operation create."),
    "cxml.ship_to_incomplete": (True, "ShipTo needs a name, street, city and country: it is where goods go."),
    "cxml.bill_to_incomplete": (
        True,
        "BillTo is incomplete: Amazon leaves such orders waiting for approval.",
    ),
    "cxml.payment_present": (False, "Amazon charges the group's method: leave Payment out."),
    "cxml.order_id_odd": (False, "Keep the orderID to 20 letters, digits and hyphens."),
    "cxml.total_missing": (False, "There is no Total to compare the lines with."),
    "cxml.status_unknown": (False, "The Status code is not in the cXML guide; its class decides."),
    "cxml.order_reference_missing": (True, "It names no order it belongs to."),
    "cxml.type_unknown": (True, "It says something of an order that we do not take."),
    "cxml.line_number_missing": (True, "An item names no line of the order."),
    "cxml.line_repeated": (False, "A line of the order is mentioned twice."),
    "cxml.shipment_id_missing": (False, "There is no shipmentID, so a later notice cannot name this one."),
    "cxml.kind_unknown": (True, "This is a kind of cXML document we do not handle."),
    "order.auxiliary_id_missing": (True, "The line has no SupplierPartAuxiliaryID, so it cannot be ordered."),
    "order.total_differs": (True, "The order's Total is not the sum of its lines."),
    "supplier.no_start_page": (True, "The answer is a success but names no StartPage."),
    "supplier.start_page_not_allowed": (True, "The StartPage is not https on an allowed host."),
}
ADVICE = frozenset(code for code, (blocks, _) in FINDINGS.items() if not blocks) | {"cxml.dtd"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a document; `line` counts from 1."""

    code: str
    line: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """`kind` is the payload's element name or ""; `accepted`: we could act on the document as it is."""

    kind: str
    accepted: bool
    findings: tuple[Finding, ...]
