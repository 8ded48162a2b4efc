"""Step 3: the four values Amazon made, judged from the text first and then proved on the wire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from sqlalchemy import ColumnElement, or_, select
from wtforms import StringField, SubmitField, TextAreaField
from wtforms.validators import Length

from wizard.ladder import PROVED, Around, Check, Step, blocking
from wizard.models import Setup, User
from wizard.procurement.shopping import Connection, try_setup_request
from wizard.sealing import CannotOpen
from wizard.steps.forms import TOO_LONG, StepForm, at_most
from wizard.steps.held_back import SHOWN, held_back, hold_back
from wizard.steps.judging import group_resembles, judge, unswap
from wizard.steps.pasting import FIELDS, Values, clean, sort_pasted
from wizard.steps.shapes import fits, unseen

LABELS = {
    "from_identity": "From Identity",
    "shared_secret": "Shared Secret",
    "punchout_url": "PunchOut URL",
    "order_url": "Purchase Order Request URL",
}
JUDGED_FROM_TEXT = (
    "credentials.missing",
    "credentials.swapped",
    "credentials.not_https",
    "credentials.host_not_allowed",
    "credentials.order_url_is_generic",
    "credentials.punchout_url_unknown_shape",
    "credentials.order_url_unknown_shape",
    "credentials.marketplace_mismatch",
    "credentials.identity_unknown_shape",
    "credentials.secret_unknown_shape",
)
NOT_IN_PLACE = frozenset({"credentials.missing", "credentials.swapped"})
"""With these a box holds another box's value: there is nothing to compare with other groups yet."""


class Credentials(Step):
    slug = "credentials"
    title = "Paste the credentials"
    short = "Credentials"
    lead = "Amazon made four values for your group. With them we ask Amazon, right now, whether it knows us."
    side = "amazon"
    needs = "Amazon makes the values once the purchasing system is set."
    after: ClassVar[tuple[str, ...]] = ("group", "purchasing-system")
    private = ("shared_secret",)
    passing = ("cleaned",)
    in_file: ClassVar[Mapping[str, Any]] = dict.fromkeys(FIELDS, str)
    judged: ClassVar[tuple[str, ...]] = JUDGED_FROM_TEXT

    class Form(StepForm):
        pasted = TextAreaField("Paste everything at once", validators=[Length(max=20_000, message=TOO_LONG)])
        from_identity = StringField(LABELS["from_identity"], validators=[at_most(Setup.from_identity)])
        shared_secret = StringField(LABELS["shared_secret"], validators=[Length(max=2000, message=TOO_LONG)])
        punchout_url = StringField(LABELS["punchout_url"], validators=[at_most(Setup.punchout_url)])
        order_url = StringField(LABELS["order_url"], validators=[at_most(Setup.order_url)])
        swap = SubmitField("Swap them and try again")

    def form(self, setup: Setup, around: Around) -> Form:
        record = setup.record(self.slug)
        saved = dict(record.answers) if record else {}
        form = self.Form(data={name: saved.get(name, "") for name in FIELDS if name not in self.private})
        form.cleaned = ()
        if form.is_submitted():
            self._sort(form, setup, around)
        return form

    def answers(self, form: FlaskForm, setup: Setup, around: Around) -> dict[str, Any]:
        return {**{name: form[name].data for name in FIELDS}, "cleaned": list(form.cleaned)}

    def prove(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        values = _values(answers)
        if answers["cleaned"]:
            yield Check.of("credentials.cleaned", True, cleaned=", ".join(answers["cleaned"]))
        offline = list(self._from_text(values, setup, around))
        if NOT_IN_PLACE.isdisjoint(check.code for check in blocking(offline)):
            offline.extend(self._against_others(values, setup, around))
        yield from offline
        if not blocking(offline):
            yield self._ask(values, setup, around)

    def keep(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> None:
        setup.from_identity = answers["from_identity"]
        setup.punchout_url = answers["punchout_url"]
        setup.order_url = answers["order_url"]
        secret = answers["shared_secret"]
        if self._stored(setup, around) != secret:
            setup.sealed_secret = around.services.sealer.seal(setup.secret_row, secret.encode())
            setup.secret_ending = secret[-SHOWN:]
            setup.secret_replaced, setup.secret_replaced_by_id = around.now, around.person.id
        hold_back(setup, around.services.sealer, {}, "shared_secret")

    def hold_back(self, form: FlaskForm, setup: Setup, around: Around) -> None:
        typed = Values(**{name: form[name].data or "" for name in FIELDS})
        held = unseen(typed, around.supplier, loopback=around.services.settings.loopback_suppliers)
        if typed.shared_secret == self._stored(setup, around):
            held.pop("shared_secret", None)
        hold_back(setup, around.services.sealer, held, "shared_secret")
        for name in held.keys() - set(self.private):
            form[name].data = ""

    def holds(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        if setup.sealed_secret is not None:
            yield Check.of("credentials.secret_lost", bool(self._stored(setup, around)), **around.facts)

    def machine(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        if lost := blocking(self.holds(answers, setup, around)):
            yield from lost
        elif answers:
            kept = {**answers, "shared_secret": self._stored(setup, around), "cleaned": []}
            yield from self.prove(kept, setup, around)

    def unshown(self, answers: Mapping[str, Any], around: Around) -> frozenset[str]:
        loopback = around.services.settings.loopback_suppliers
        return (
            super().unshown(answers, around)
            | unseen(_values(answers), around.supplier, loopback=loopback).keys()
        )

    def context(self, setup: Setup, form: FlaskForm, around: Around) -> dict[str, Any]:
        held = held_back(setup, around.services.sealer)
        values = Values(**{name: form[name].data or held.get(name, "") for name in FIELDS})
        loopback = around.services.settings.loopback_suppliers
        return {
            "held": held.keys() - set(self.private),
            "secret_note": _secret_note(setup, held),
            "secret_replaced": None if held else setup.secret_replaced,
            "can_swap": form.is_submitted()
            and unswap(values, around.supplier, loopback=loopback) is not None,
            "return_url_note": f"{around.supplier.name} will send carts back to {around.services.settings.public_url}.",
        }

    def _sort(self, form: FlaskForm, setup: Setup, around: Around) -> None:
        """Put every value into its own box, free of what came along; an empty box has what we hold of it."""
        loopback = around.services.settings.loopback_suppliers
        pasted = sort_pasted(form.pasted.data or "", around.supplier, loopback=loopback)
        found, cleaned = asdict(pasted.values), list(pasted.cleaned)
        held = held_back(setup, around.services.sealer)
        for name in FIELDS:
            typed, removed = self._cleaned(name, form[name].data or "")
            if not found[name]:
                found[name] = typed or ("" if name in self.private else held.pop(name, ""))
                cleaned.extend(removed)
        found["shared_secret"] = found["shared_secret"] or self._held(held, setup, around)
        values = Values(**found)
        if form.swap.data:
            values = unswap(values, around.supplier, loopback=loopback) or values
        for name, text in asdict(values).items():
            form[name].data = text
        form.pasted.data = ""
        form.cleaned = tuple(dict.fromkeys(cleaned))

    def _cleaned(self, name: str, typed: str) -> tuple[str, tuple[str, ...]]:
        """A box's value without what came along, and what that was."""
        return clean(typed)

    def _held(self, held: Mapping[str, str], setup: Setup, around: Around) -> str:
        """The secret we already have: typed a moment ago, be it into a box that was typed over, or kept."""
        loopback = around.services.settings.loopback_suppliers
        right = (
            text for text in held.values() if fits("shared_secret", text, around.supplier, loopback=loopback)
        )
        return next(right, "") or held.get("shared_secret", "") or self._stored(setup, around)

    @staticmethod
    def _stored(setup: Setup, around: Around) -> str:
        if not setup.sealed_secret:
            return ""
        try:
            return around.services.sealer.open(setup.secret_row, setup.sealed_secret).decode()
        except CannotOpen:
            return ""

    def _from_text(self, values: Values, setup: Setup, around: Around) -> Iterator[Check]:
        loopback = around.services.settings.loopback_suppliers
        doubts = judge(values, around.supplier, setup.marketplace, loopback=loopback)
        facts = {"marketplace": setup.marketplace, **around.facts}
        for code in self.judged:
            found = [doubt for doubt in doubts if doubt.code == code]
            for doubt in found:
                label = LABELS.get(doubt.field, "")
                boxes = " and ".join(LABELS.values())
                words = {"label": label, "boxes": boxes, **facts, **doubt.facts}
                yield Check.of(code, False, field=doubt.field, **words)
            if not found and not any(doubt.code == "credentials.missing" for doubt in doubts):
                yield Check.of(code, True, **facts)

    @staticmethod
    def _same_connection(values: Values) -> ColumnElement[bool]:
        """What another setup must not have: both values belong to one group alone."""
        return or_(Setup.from_identity == values.from_identity, Setup.order_url == values.order_url)

    def _against_others(self, values: Values, setup: Setup, around: Around) -> Iterator[Check]:
        other = select(Setup.id).where(Setup.id != setup.id, self._same_connection(values))
        free = around.session.scalar(other.limit(1)) is None
        yield Check.of(
            "credentials.used_elsewhere", free, field="from_identity", group=setup.group_name, **around.facts
        )
        yield from self._whose(values, setup)

    def _whose(self, values: Values, setup: Setup) -> Iterator[Check]:
        """Whether the identity looks like this group's."""
        fits = group_resembles(values.from_identity, setup.group_name) or group_resembles(
            values.from_identity, setup.organisation.name
        )
        yield Check.of("credentials.identity_of_another_group", fits, group=setup.group_name)

    @staticmethod
    def _ask(values: Values, setup: Setup, around: Around) -> Check:
        connection = Connection(values.from_identity, values.shared_secret, values.punchout_url)
        return live_check(setup, around, connection=connection)


def live_check(
    setup: Setup,
    around: Around,
    *,
    person: User | None = None,
    connection: Connection | None = None,
    mode: str | None = None,
) -> Check:
    """A real setup request as this person, as a finding: proved either way."""
    person = person or around.person
    services = around.services
    verdict = try_setup_request(
        around.session,
        services.outside,
        services.settings,
        services.sealer,
        setup,
        person,
        mode=mode,
        connection=connection,
        asking=around.asking,
    )
    return Check.of(
        "supplier.answered" if verdict.ok else verdict.code,
        verdict.ok,
        PROVED,
        **around.facts,
        host=around.host.name,
        group=setup.group_name,
        person=person.name,
        seen=verdict.seen or "no further word",
        status=verdict.cxml_status,
        label=LABELS["shared_secret"],
    ).shown_by(verdict.exchange)


def _values(answers: Mapping[str, Any]) -> Values:
    return Values(**{name: answers[name] for name in FIELDS})


def _secret_note(setup: Setup, held: Mapping[str, str]) -> str:
    if "shared_secret" in held:
        return f"You typed one that ends …{setup.draft_ending}; we hold it until a try passes"
    if held:
        return "We hold the one you typed into another box"
    if not setup.sealed_secret:
        return ""
    by = f" by {setup.secret_replaced_by.name}" if setup.secret_replaced_by else ""
    when = f", entered {setup.secret_replaced:%-d %B %Y}" if setup.secret_replaced else ""
    return f"Set, ends …{setup.secret_ending}{when}{by}"
