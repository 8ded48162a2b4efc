"""The steps another shop shares with Amazon, in its own words and without what only Amazon has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_wtf import FlaskForm
from sqlalchemy import ColumnElement, and_

from wizard.ladder import Around, Check
from wizard.models import ACTIVE, Setup
from wizard.steps.credentials import Credentials, live_check
from wizard.steps.forms import StepForm, text
from wizard.steps.go_live import GoLive
from wizard.steps.ordering import NEW, Ordering
from wizard.steps.pasting import Values
from wizard.steps.share import Share
from wizard.steps.trial_order import TrialOrder

SIGNS_OF_ANY_SHOP = (
    "credentials.missing",
    "credentials.swapped",
    "credentials.not_https",
    "credentials.host_not_allowed",
    "credentials.punchout_url_unknown_shape",
    "credentials.order_url_unknown_shape",
    "credentials.identity_unknown_shape",
    "credentials.secret_unknown_shape",
)


class ShopCredentials(Credentials):
    lead = "The supplier gave you four values. With them we ask the shop, right now, whether it knows us."
    needs = "first we need to know which shop it is."
    after = ("shop",)
    judged = SIGNS_OF_ANY_SHOP

    def _cleaned(self, name: str, typed: str) -> tuple[str, tuple[str, ...]]:
        """Nobody knows what this supplier's secrets look like: a quote at the end may belong to one."""
        return (typed.strip(), ()) if name in self.private else super()._cleaned(name, typed)

    @staticmethod
    def _same_connection(values: Values) -> ColumnElement[bool]:
        """The addresses are the same for all its customers, the identity may be the same in many shops."""
        return and_(Setup.from_identity == values.from_identity, Setup.punchout_url == values.punchout_url)

    def _whose(self, values: Values, setup: Setup) -> Iterator[Check]:
        return iter(())


class ShopOrdering(Ordering):
    needs = "first we make sure that the shop knows you."

    def defaults(self, setup: Setup, around: Around) -> dict[str, Any]:
        """The supplier of the same name; else a new one of that name."""
        found, name = super().defaults(setup, around), around.supplier.name
        known = {one.name: str(one.id) for one in self._suppliers(setup, around)}
        return {**found, "supplier": known.get(name, NEW), "new_supplier_name": "" if name in known else name}


class ShopTrialOrder(TrialOrder):
    lead = "Now you buy something for real, marked as a test. This proves in one go what you have told us so far."
    after = ("credentials", "ordering")
    proves = ("shop", "credentials")


class ShopGoLive(GoLive):
    lead = "The supplier agrees that orders become real. Then you switch the connection here to Active."
    side = "host"

    class Form(StepForm):
        typed_organisation = text("Name of your organisation")

    def _ask(self, setup: Setup, around: Around) -> Iterator[Check]:
        yield live_check(setup, around, mode=ACTIVE)


class ShopShare(Share):
    def context(self, setup: Setup, form: FlaskForm, around: Around) -> dict[str, Any]:
        return {"changeable": "edit" in around.supplier.operations}
