"""Every step page and macro with sample data, without the application behind them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined

from tests.pages.pattern_forms import FORMS, StepForm
from wizard.profiles import host_profile, supplier_profile

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Check:
    code: str
    passed: bool = False
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


SAMPLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
STEPS = [(row["slug"], row["title"], row["side"], row["lead"]) for row in SAMPLES["steps"]]
FACTS = SAMPLES["facts"]
REFUSALS = {slug: [Check(**row) for row in rows] for slug, rows in SAMPLES["refusals"].items()}


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
        "setup": SimpleNamespace(
            id=1, group_name="PunchOut Purchasing", mode=mode, marketplace="amazon.com", walk="amazon"
        ),
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
        form.people.data = "\n".join(person["email"] for person in SAMPLES["people"])
        form.people.errors = [CodedError("Nobody is listed yet.")]
    return form


def extras(state: str) -> dict[str, Any]:
    """What single steps get besides; a fresh setup has neither locations nor people yet."""
    listed = state != "fresh"
    return {
        "expected": {"app.precoro.com": "Precoro", "app.precoro.us": "Precoro-US"},
        "secret_note": "Set, ends …7f3a, replaced 3 days ago by Dana" if state == "passed" else "",
        "can_swap": state == "refused",
        "return_url_note": "The cart will come back to http://127.0.0.1:8000.",
        "nobody_has_role": state == "refused",
        "locations": SAMPLES["locations"] if listed else [],
        "new_location_url": "/locations/new",
        "people": SAMPLES["people"] if listed else [],
        "people_fields": {"punchout_buyer_1": True, "requisitioner_2": True},
        "facts": FACTS,
        "shop_url": "/punchout/start",
    }


class Person(SimpleNamespace):
    def may(self, role: str) -> bool:
        return role in self.roles


DANA = Person(
    name="Dana Whitfield",
    email="dana.whitfield@northwind.example",
    roles=("configuration", "create_requisition"),
)
ROBIN = Person(name="Robin Achterberg", email="robin@host.example", roles=("specialist",))


ENDPOINTS = (
    "setup.index",
    "requisitions.index",
    "orders.index",
    "reports.index",
    "locations.index",
    "review.index",
)
ENDPOINTS += ("account.sign_in", "account.sign_out")


def pattern_app(**around: Any) -> Flask:
    """An application that knows the endpoints the base page links to, and nothing else."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(SECRET_KEY="pattern", WTF_CSRF_ENABLED=True)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for endpoint in ENDPOINTS:
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
