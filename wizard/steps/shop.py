"""Step 1 for any supplier but Amazon: which shop it is, and by which identity it wants to be called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from sqlalchemy import func, select

from wizard.ladder import Around, Check, Step
from wizard.models import Setup
from wizard.profiles import public_host
from wizard.steps.forms import StepForm, text

NETWORK_ID = "NetworkId"


class Shop(Step):
    slug = "shop"
    title = "Name the shop"
    short = "Shop"
    lead = "The supplier's contact for PunchOut or cXML tells you these values. Ask for all of them at once."
    side = "amazon"
    shared = ("to_identity", "identity_domain", "shop_url")
    in_file: ClassVar[Mapping[str, Any]] = dict.fromkeys(("shop_name", *shared), str)

    class Form(StepForm):
        shop_name = text("Name of the shop", Setup.group_name)
        to_identity = text("To Identity", Setup.to_identity)
        identity_domain = text("Domain of the identities", Setup.identity_domain)
        shop_url = text("Address of the shop", Setup.shop_url)

    def defaults(self, setup: Setup, around: Around) -> dict[str, Any]:
        known = around.supplier
        return {
            "shop_name": known.name if known.to_identity else "",
            "to_identity": known.to_identity,
            "identity_domain": known.identity_domain or NETWORK_ID,
        }

    def prove(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        name, shop = answers["shop_name"] or "", answers["shop_url"] or ""
        yield Check.of("shop.name_missing", bool(name), shop=name)
        if name:
            yield Check.of("shop.name_taken", not self._taken(name, setup, around), shop=name)
        yield Check.of("shop.identity_missing", bool(answers["to_identity"]), identity=answers["to_identity"])
        yield Check.of("shop.domain_missing", bool(answers["identity_domain"]))
        if shop:
            sound = shop.startswith("https://") and bool(public_host(shop))
            yield Check.of("shop.address_unusable", sound)

    def keep(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> None:
        setup.group_name = answers["shop_name"]
        setup.to_identity = answers["to_identity"]
        setup.identity_domain = answers["identity_domain"]
        setup.shop_url = answers["shop_url"] or ""
        setup.marketplace = next(iter(around.supplier.marketplaces), "")

    def context(self, setup: Setup, form: FlaskForm, around: Around) -> dict[str, Any]:
        return {"return_url": around.services.settings.public_url}

    @staticmethod
    def _taken(name: str, setup: Setup, around: Around) -> bool:
        same = select(Setup.id).where(
            Setup.organisation_id == setup.organisation_id,
            Setup.id != setup.id,
            Setup.walk == setup.walk,
            func.lower(Setup.group_name) == func.lower(name),
        )
        return around.session.scalar(same.limit(1)) is not None
