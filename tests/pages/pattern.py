"""Every step page and macro with sample data, without the application behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from wizard.profiles import host_profile, supplier_profile

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)
PEOPLE = ("dana.whitfield@northwind.example", "noor.haddad@northwind.example", "buying@northwind.example")


@dataclass(frozen=True)
class Check:
    code: str
    passed: bool
    severity: str = "error"
    evidence: str = "told"
    sentence: str = ""
    fix: str = ""
    step: str = ""
    field: str = ""
    who: str = "administrator"
    proof: str = ""


@dataclass(frozen=True)
class Standing:
    slug: str
    title: str
    number: int
    side: str
    state: str = "locked"
    why: str = ""
    passed_at: datetime | None = None
    passed_by: str = ""
    checks: tuple[Check, ...] = ()


class CodedError(str):
    """A form's error that knows its code."""

    code = "people.none"


STEPS = (
    ("group", "Create the group", "amazon", "The connection needs a group of its own. Everything happens inside it."),
    ("purchasing-system", "Set the purchasing system", "amazon", "This tells Amazon which system the group buys with."),
    ("credentials", "Paste the credentials", "amazon", "Amazon made four values for your group. With them we ask Amazon, right now, whether it knows us."),
    ("ordering", "Choose who orders and who receives", "host", "Each order names a purchaser, a supplier and a contact for the delivery."),
    ("locations", "Complete your locations", "host", "Amazon delivers to whole addresses only."),
    ("address-book", "Fill Amazon's address book", "amazon", "Amazon only delivers to addresses it knows."),
    ("payment", "Set the payment method", "amazon", "Amazon charges the group's default payment method. Without one, orders are declined."),
    ("people", "Add people", "amazon", "Only people in the group with the right role can shop."),
    ("general-group", "Clear the general group", "amazon", "A role in the general group wins over those in yours."),
    ("test-order", "Place a test order", "amazon", "One whole purchase proves all that came before."),
    ("go-live", "Go live", "amazon", "From Test to Active: both sides have to switch."),
    ("share", "Tell your team", "host", "They need to know what changes for them."),
)  # fmt: skip


class StepForm(FlaskForm):
    version = HiddenField(default="7")


class GroupForm(StepForm):
    marketplace = SelectField("Where do you buy?", choices={"amazon.com": "United States (amazon.com)"})
    group_name = StringField("Name of the group", description="As it is shown there.")
    new_group = BooleanField("It is a new PunchOut group, not the Punch-In group we already had")
    shared_payment_methods = BooleanField("Shared payment methods are on")
    shared_addresses = BooleanField("Shared addresses are on")


class PurchasingSystemForm(StepForm):
    server = SelectField("Which server do you sign in to?", choices=["app.precoro.com", "app.precoro.us"])
    purchasing_system = StringField("Purchasing system you chose in Amazon")
    group_in_view = StringField("Group named at the top of Amazon's page")


class CredentialsForm(StepForm):
    pasted = TextAreaField("Paste everything at once")
    from_identity = StringField("From Identity")
    shared_secret = StringField("Shared Secret")
    punchout_url = StringField("PunchOut URL")
    order_url = StringField("Purchase Order Request URL")


class OrderingForm(StepForm):
    deliver_to = RadioField(
        "Deliver orders to", choices={"purchaser": "PO Purchaser", "requester": "PR Requester"}
    )
    default_purchaser = SelectField(
        "Default purchaser", choices={"": "Choose a person", "1": "Dana Whitfield"}
    )
    supplier = SelectField("Supplier", choices={"1": "Amazon Business", "new": "Add a new supplier"})
    new_supplier_name = StringField("Name of the new supplier")
    alternative_shipping_address = BooleanField("Allow an alternative shipping address")


class AddressBookForm(StepForm):
    uploaded = FileField("Amazon's sheet")


class PaymentForm(StepForm):
    method = RadioField("How does the group pay?", choices={"invoice": "Invoice", "card": "A card"})
    default_set = BooleanField("It is set as the group's default")


class PeopleForm(StepForm):
    people = TextAreaField("People of the group")
    uploaded = FileField("Amazon's sheet")


class GeneralGroupForm(StepForm):
    requisitioner_removed = BooleanField("Nobody who will shop has the role there any more")


class GoLiveForm(StepForm):
    typed_organisation = StringField("Name of your organisation")
    switched = BooleanField("The group is in Active mode now")


class ShareForm(StepForm):
    team_told = BooleanField("My team has the instructions")


FORMS: dict[str, type[StepForm]] = {
    "group": GroupForm,
    "purchasing-system": PurchasingSystemForm,
    "credentials": CredentialsForm,
    "ordering": OrderingForm,
    "locations": StepForm,
    "address-book": AddressBookForm,
    "payment": PaymentForm,
    "people": PeopleForm,
    "general-group": GeneralGroupForm,
    "test-order": StepForm,
    "go-live": GoLiveForm,
    "share": ShareForm,
}
LINES = (
    ("Country", "United States"),
    ("Full name", "Northwind Clinics"),
    ("Address line 1", "400 Broad Street"),
    ("Address line 2", "Floor 3"),
    ("City", "Seattle"),
    ("State", "Washington"),
    ("ZIP code", "98109"),
    ("Phone", "+1 206 555 0142"),
)
FACTS = (
    {"title": "Shop opened", "done": True, "sentence": "Dana Whitfield, today", "url": "", "link_text": ""},
    {"title": "Cart came back", "done": True, "sentence": "3 lines, 84.20 USD", "url": "/requisitions/1", "link_text": "Open the requisition"},
    {"title": "Requisition approved", "done": False, "sentence": "It waits for you to confirm it.", "url": "/requisitions/1", "link_text": "Open the requisition"},
    {"title": "Order accepted", "done": False, "sentence": "", "url": "", "link_text": ""},
)  # fmt: skip
REFUSALS = {
    "group": [Check("group.is_punch_in", False, field="new_group", who="amazon_admin", sentence="This is not a new PunchOut group.", fix="Add a new group.")],
    "purchasing-system": [Check("purchasing_system.wrong_name", False, field="purchasing_system", who="amazon_admin", sentence="For app.precoro.com the name to choose is Precoro, not “Precoro-US”.", fix="Choose Precoro, and save.")],
    "credentials": [
        Check("credentials.cleaned", True, "info", "read", "We left out what does not belong to the values: spaces."),
        Check("credentials.identity_of_another_group", False, "warning", field="from_identity", sentence="The From Identity does not look like the group PunchOut Purchasing.", fix="Check the name at the top."),
        Check("credentials.swapped", False, field="punchout_url", sentence="Some values are in each other's boxes: both addresses.", fix="Press “Swap them and try again”."),
        Check("credentials.order_url_is_generic", False, field="order_url", sentence="This is the general PunchOut address. Orders sent here never arrive.", fix="Copy the other one."),
        Check("supplier.answered", True, evidence="proved", sentence="Amazon Business knows these credentials."),
    ],
    "ordering": [Check("ordering.purchaser_lacks_role", False, field="default_purchaser", sentence="Nobody does not hold the role.", fix="Choose somebody who holds it.")],
    "locations": [Check("locations.none", False, sentence="No location has a whole marketplace shipping address yet.", fix="Add one.")],
    "address-book": [Check("address_book.missing", False, field="same_2", who="amazon_admin", sentence="Halden is not in Amazon's shared address book yet.", fix="Add it there.")],
    "payment": [Check("payment.none", False, field="method", who="amazon_admin", sentence="The group has no payment method yet.", fix="Add one."), Check("payment.no_default", False, field="default_set", sentence="It is not the default.")],
    "people": [Check("people.holds_requisitioner", False, field="requisitioner_2", who="amazon_admin", sentence="noor.haddad@northwind.example holds the role Buyer (Requisitioner).", fix="Clear it."), Check("people.invitation_pending", False, "warning", who="colleague", sentence="buying@northwind.example has not accepted yet.", fix="Ask the person to look for the mail.")],
    "general-group": [Check("people.holds_requisitioner", False, field="requisitioner_removed", who="amazon_admin", sentence="Somebody still holds the role.", fix="Clear it.")],
    "test-order": [Check("order.cart_never_returned", False, sentence="No cart has come back from the shop yet.", fix="Fill a cart."), Check("order.refused", False, who="supplier", sentence="Amazon Business refused the order PO-17.", fix="Read what it says.")],
    "go-live": [Check("go_live.name_differs", False, field="typed_organisation", sentence="This is not the organisation's name.", fix="Type Northwind Clinics, exactly like this."), Check("go_live.orders_in_flight", False, who="host", sentence="1 order is still on the way.", fix="Wait.")],
    "share": [Check("share.not_told", False, field="team_told", sentence="Your team has not been told yet.", fix="Tell them.")],
}  # fmt: skip


def ladder(at: str, state: str) -> list[Standing]:
    """Steps before this one are passed, those after it locked."""
    here = [row[0] for row in STEPS].index(at)
    return [_standing(number, here, state) for number in range(len(STEPS))]


def _standing(number: int, here: int, state: str) -> Standing:
    slug, title, side, _ = STEPS[number]
    blank = Standing(slug, title, number + 1, side)
    passed = replace(blank, state="passed", passed_at=NOON, passed_by="Dana Whitfield")
    if number < here:
        return passed
    if number > here or state == "locked":
        return replace(
            blank, why=f"Opens after “{STEPS[here][1]}”: first we make sure that Amazon knows you."
        )
    if state == "passed":
        return passed
    if state == "check_again":
        return replace(
            blank, state="check_again", why="“Create the group” was changed after this step passed."
        )
    return replace(blank, state="open")


def step_context(slug: str, state: str = "fresh", mode: str = "test") -> dict[str, Any]:
    """What a step's page gets. States: fresh, refused, passed, check_again, locked."""
    number = [row[0] for row in STEPS].index(slug)
    _, title, side, lead = STEPS[number]
    standings = ladder(slug, {"fresh": "open", "refused": "open"}.get(state, state))
    refused = state == "refused"
    findings = REFUSALS[slug] if refused else []
    if state == "passed":
        findings = [
            replace(check, passed=True, evidence="proved", proof="The test order of 23 November showed it.")
            for check in REFUSALS[slug]
        ]
    return {
        "step": SimpleNamespace(slug=slug, title=title, lead=lead, side=side, number=number + 1, count=12),
        "ladder": standings,
        "standing": standings[number],
        "form": filled(slug, refused=refused),
        "findings": findings,
        "refused": refused,
        "reopens": ["Paste the credentials", "Place a test order"] if state == "passed" else [],
        "next_url": "/setup/1/next" if state == "passed" else "",
        "back_url": "/setup/1/before",
        "overview_url": "/setup/1/",
        "supplier": supplier_profile("amazon_business"),
        "setup": SimpleNamespace(id=1, group_name="PunchOut Purchasing", mode=mode, marketplace="amazon.com"),
        **extras(state),
    }  # fmt: skip


def filled(slug: str, *, refused: bool) -> StepForm:
    form = FORMS[slug](data={"version": "7"})
    if refused and slug == "credentials":
        form.from_identity.data = "NorthwindClinics4203118865"
        form.shared_secret.data = "never to be seen on a page"
        form.punchout_url.data = "https://https-ats.amazonsedi.com/7c1e4d52-6c54-4b54-9f0c-1d2e3f405162"
        form.order_url.data = "https://abintegrations.amazon.com/punchout"
    if refused and slug == "people":
        form.people.data = "\n".join(PEOPLE)
        form.people.errors = [CodedError("Nobody is listed yet.")]
    return form


def extras(state: str) -> dict[str, Any]:
    fresh = state == "fresh"
    return {
        "expected": {"app.precoro.com": "Precoro", "app.precoro.us": "Precoro-US"},
        "secret_note": "" if state in ("fresh", "refused") else "Set, ends …7f3a, replaced 3 days ago by Dana",
        "can_swap": state == "refused",
        "return_url_note": "The cart will come back to http://127.0.0.1:8000.",
        "nobody_has_role": state == "refused",
        "locations": [] if fresh else [
            SimpleNamespace(id=1, name="Seattle clinic", complete=True, problems=[], lines=LINES),
            SimpleNamespace(id=2, name="Halden", complete=False, problems=["Halden: the phone number is missing."], lines=LINES),
        ],
        "new_location_url": "/locations/new",
        "people": [] if fresh else [
            {"n": n, "email": email, "name": email.split("@")[0].replace(".", " ").title() if n < 3 else "", "is_host_user": n < 3, "problems": []}
            for n, email in enumerate(PEOPLE, start=1)
        ],
        "people_fields": {"punchout_buyer_1": True, "requisitioner_2": True},
        "facts": FACTS,
        "shop_url": "/punchout/start",
    }  # fmt: skip


class Person(SimpleNamespace):
    def may(self, role: str) -> bool:
        return role in self.roles


DANA = Person(name="Dana Whitfield", email=PEOPLE[0], roles=("configuration", "create_requisition"))
ROBIN = Person(name="Robin Achterberg", email="robin@host.example", roles=("specialist",))


def pattern_app(**around: Any) -> Flask:
    """An application that knows the endpoints the base page links to, and nothing else."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(SECRET_KEY="pattern", WTF_CSRF_ENABLED=True)
    app.jinja_env.undefined = StrictUndefined
    for endpoint in ("setup.index", "requisitions.index", "orders.index", "locations.index", "review.index", "account.sign_in", "account.sign_out"):  # fmt: skip
        app.add_url_rule(f"/{endpoint.replace('.', '/')}", endpoint, lambda: "")
    known = {
        "person": DANA,
        "organisation": SimpleNamespace(name="Northwind Clinics"),
        "host": host_profile("precoro"),
        "setup": None,
        "csrf_token": generate_csrf,
        **around,
    }
    app.context_processor(lambda: known)
    return app


STATES = ("fresh", "refused", "passed", "check_again", "locked")


def every_step() -> Iterator[tuple[str, str, str]]:
    """Slug, state and mode of every step page worth looking at."""
    for slug, *_ in STEPS:
        for state in STATES:
            yield slug, state, "active" if slug in ("share", "ordering") and state == "passed" else "test"
