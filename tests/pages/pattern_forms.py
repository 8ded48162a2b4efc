"""The forms of the twelve steps, with the fields' fixed names, for pages rendered without the application."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)


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
    shown = StringField()
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
