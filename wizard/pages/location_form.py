"""The form of a location: labelled, ordered and with the lists of its country."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField

from wizard.models import Location
from wizard.places import Postal, Rules, rules_of
from wizard.places.countries import country_names, iso_country
from wizard.places.phones import example
from wizard.places.postal import FIELDS
from wizard.steps.forms import at_most, text

OWN = ("name", "address_id")
"""What a location has besides its address."""


def _iso(written: str | None) -> str:
    """UK means GB. What is no country stays as typed, to be refused."""
    return iso_country(written or "") or (written or "").strip()[:2]


class LocationForm(FlaskForm):
    """``picked`` is the place whose address was filled in, ``searched`` what was last looked up."""

    version = HiddenField()
    picked = HiddenField()
    searched = HiddenField()
    search_session = HiddenField()
    name = text("Name", Location.name, hint="As people here call it, for example Head office.")
    search = text("Find the address", hint="Type the street and the town.")
    place = RadioField("Which one is it?", choices=[], validate_choice=False)
    country = SelectField("Country", validate_choice=False, filters=[_iso])
    addressee = text("Addressee", Location.addressee)
    street1 = text("Street", Location.street1)
    street2 = text("Street, second line", Location.street2)
    city = text("City", Location.city)
    state = text("State", Location.state)
    postal_code = text("Postal code", Location.postal_code)
    phone = text("Phone", Location.phone)
    address_id = text("Address ID", Location.address_id)

    @property
    def address(self) -> Postal:
        return Postal(**{name: self[name].data or "" for name in FIELDS})

    @property
    def rules(self) -> Rules:
        return rules_of(self.country.data)

    @property
    def shown(self) -> Sequence[str]:
        """The country's fields in its order, then whatever else was typed before."""
        used = self.rules.order
        return (*used, *(name for name in ("state", "postal_code") if name not in used and self[name].data))

    def may_be_empty(self, name: str) -> bool:
        return name != "phone" and name not in self.rules.required


def blank_form(country: str, organisation: str) -> LocationForm:
    return _made({"country": country}, organisation)


def form_of(location: Location, organisation: str) -> LocationForm:
    values = {name: getattr(location, name) for name in (*OWN, *FIELDS)}
    return _made({**values, "picked": location.place_id, "version": str(location.revision)}, organisation)


def posted_form(organisation: str) -> LocationForm:
    """What was just typed."""
    return _made(None, organisation)


def refilled(form: LocationForm, values: Mapping[str, str], organisation: str) -> LocationForm:
    """The same form with some values put in, labelled by the country it has now."""
    kept = {field.name: field.data for field in form if field.name not in ("csrf_token", "place")}
    return _made({**kept, **values}, organisation)


def _made(values: Mapping[str, Any] | None, organisation: str) -> LocationForm:
    """:param values: nothing: take them from the request"""
    form = _formed(LocationForm, values)
    rules = form.rules
    if rules.states:
        choose = SelectField("State", validate_choice=False, validators=[at_most(Location.state)])
        listed = type("Listed", (LocationForm,), {"state": choose})
        form = _formed(listed, values)
        form.state.choices = _states(rules, form.state.data or "")
    form.country.choices = _countries(form.country.data)
    form.search_session.data = form.search_session.data or secrets.token_urlsafe(16)
    _label(form, rules, organisation)
    return form


def _formed(kind: type[LocationForm], values: Mapping[str, Any] | None) -> LocationForm:
    return kind() if values is None else kind(formdata=None, data=values)


def _label(form: LocationForm, rules: Rules, organisation: str) -> None:
    for name in FIELDS:
        form[name].label.text = rules.labels[name]
    form.addressee.description = f"Who parcels are for. Empty means {organisation}."
    form.phone.description = _for_example(example(rules.country), "The carrier calls it.")
    form.postal_code.description = _for_example(rules.example, "")
    form.address_id.description = "Only if you keep your own numbers for addresses."


def _for_example(sample: str, before: str) -> str:
    return f"{before} For example {sample}.".strip() if sample else before


def _countries(chosen: str) -> list[tuple[str, str]]:
    known = list(country_names().items())
    return known if chosen in country_names() else [(chosen, chosen or "Choose a country"), *known]


def _states(rules: Rules, written: str) -> list[tuple[str, str]]:
    """The country's list; a state written in another way keeps its spelling, an unknown one is shown too."""
    key = rules.state_key(written)
    listed = [(written if key and code == key else code, name) for code, name in rules.states.items()]
    if written and not key:
        listed.insert(0, (written, written))
    return [("", f"Choose a {rules.labels['state'].lower()}"), *listed]
