"""Help for everybody: what can go wrong, made from the table of failures alone."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template
from markupsafe import Markup, escape

from wizard.failures import FAILURES, Failure
from wizard.pages import services
from wizard.profiles import SupplierProfile, supplier_profile
from wizard.steps import BY_SLUG, STEPS

help = Blueprint("help", __name__, url_prefix="/help")
SUPPLIER = "amazon_business"
SYMPTOM = "symptom."
"""Codes of what no check finds: a person sees it in the supplier's pages."""
ANYWHERE = "On any page"

# What stands in the blanks of a sentence, where a finding names its facts.
BLANKS: Mapping[str, str] = {
    "address_id": "the ID",
    "boxes": "which boxes",
    "cleaned": "labels, quotes, spaces",
    "count": "some orders are",
    "country": "this country",
    "email": "e-mail address",
    "example": "an example",
    "expected": "the right name",
    "given": "something else",
    "group": "your group",
    "known": "differently",
    "label": "field",
    "location": "location",
    "marketplace": "your marketplace",
    "mode": "one",
    "names": "some addresses",
    "order": "order number",
    "organisation": "the organisation's name",
    "others": "something else says",
    "ours": "one thing",
    "person": "person",
    "problem": "what is wrong with a box",
    "seen": "what was seen",
    "server": "your server",
    "shop": "the shop's name",
    "status": "the number of the answer",
    "theirs": "another",
    "then": "tick it",
    "times": "so many",
    "until": "a certain day",
    "where": "in the group",
    "why": "the reason",
}


@dataclass(frozen=True)
class Entry:
    """One failure as it is read: ``sentence`` and ``fix`` with words in the blanks."""

    code: str
    sentence: Markup
    cause: str
    fix: Markup
    who: str
    severity: str

    @property
    def symptom(self) -> bool:
        return self.code.startswith(SYMPTOM)


@dataclass(frozen=True)
class Chapter:
    """The failures of one step; ``number`` is 0 for what can happen on any page."""

    slug: str
    title: str
    number: int
    entries: tuple[Entry, ...]


@help.get("/failures")
def failures() -> str:
    supplier = supplier_profile(SUPPLIER)
    listed = list(chapters(services().host.name, supplier))
    return render_template("help/failures.html", chapters=listed, supplier=supplier)


def chapters(host: str, supplier: SupplierProfile) -> Iterator[Chapter]:
    """Every row of the table, in the order of the steps."""
    known = {"host": host, "supplier": supplier.name, "days": str(supplier.cart_days)}
    titles = [*enumerate(STEPS, start=1), (0, BY_SLUG["shop"]), (0, None)]
    for number, step in titles:
        slug = step.slug if step else ""
        entries = tuple(_entry(row, known) for row in FAILURES.values() if row.step == slug)
        yield Chapter(slug or "form", step.title if step else ANYWHERE, number, entries)


def _entry(row: Failure, known: Mapping[str, str]) -> Entry:
    return Entry(
        code=row.code,
        sentence=readable(row.failed, known),
        cause=row.cause,
        fix=readable(row.fix, known),
        who=row.who,
        severity=row.severity,
    )


def readable(template: str, known: Mapping[str, str]) -> Markup:
    """The sentence with what is known, and with marked words in the other blanks: their own name at worst."""
    return Markup().join(_pieces(template, known))


def _pieces(template: str, known: Mapping[str, str]) -> Iterator[Markup]:
    for before, name, _, _ in string.Formatter().parse(template):
        yield escape(before)
        if name and name in known:
            yield escape(known[name])
        elif name:
            words = BLANKS.get(name, name.replace("_", " "))
            yield Markup("<i>{}</i>").format(words if before else words.capitalize())
