"""What a step is, what a check is, and which steps are passed, open, locked or to be checked again.

No routes and no queries: a ladder is worked out from the step records each time it is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Literal

from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from wizard.failures import ERROR, FAILURES
from wizard.models import Setup, StepRecord, User
from wizard.procurement.exchanges import Asking, ask
from wizard.profiles import HostProfile, SupplierProfile
from wizard.services import Services

TOLD, READ, PROVED = "told", "read", "proved"
State = Literal["passed", "open", "locked", "check_again"]
PASSED: State = "passed"
OPEN: State = "open"
LOCKED: State = "locked"
CHECK_AGAIN: State = "check_again"


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. ``evidence`` is how we know: told by the person, read in a sheet, proved on the wire.

    ``proof`` says by what a told or read claim was proved later; ``exchange`` is the number of the exchange
    that proved or refuted it, 0 when there was none.
    """

    code: str
    passed: bool
    severity: str
    evidence: str
    sentence: str
    fix: str
    step: str
    field: str
    who: str
    proof: str = ""
    exchange: int = 0

    @classmethod
    def of(cls, code: str, passed: bool, evidence: str = TOLD, field: str = "", **facts: object) -> Check:
        """Words, severity and person come from the table of failures; the fact ``walk`` says in which version.

        :raises KeyError: the table has no such code, or its words need a fact that is not given
        """
        row = FAILURES[code].on(facts.get("walk"))
        words = row.passed if passed else row.failed
        return cls(
            code=code,
            passed=passed,
            severity=row.severity,
            evidence=evidence,
            sentence=_ended_once(words.format_map(facts)),
            fix="" if passed else row.fix.format_map(facts),
            step=row.step,
            field=field or row.field,
            who=row.who,
        )

    def shown_by(self, exchange: int) -> Check:
        """The same finding with the exchange that proved or refuted it."""
        return replace(self, exchange=exchange)

    @property
    def blocks(self) -> bool:
        """Whether the step cannot pass with this finding."""
        return not self.passed and self.severity == ERROR

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class NoSuch(ValueError):
    """A file of setups names what is not there; the message says so in a sentence."""


def _ended_once(sentence: str) -> str:
    """What was seen may be a sentence of its own, and ends ours."""
    return f"{sentence[:-2]}." if sentence.endswith("..") else sentence


class Step:
    """One step of the walk: where it happens, what it asks, how its answers are proved and kept.

    ``after`` names the steps whose change reopens this one; ``needs`` ends the sentence that says why it is
    locked; ``proves`` names the steps whose told claims are proved once this one has passed; ``private`` names
    answers that are never stored as they are, ``passing`` those that are not stored at all;
    ``leads_to_shop`` says that its page holds a form that ends in the supplier's shop; ``alone`` why no colleague
    can be asked to do it; ``shared`` names answers that are facts of the organisation, as true of another group;
    ``in_file`` says what a file of setups may say of this step, by name and kind, and ``by_hand`` why none can.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    short: ClassVar[str]
    lead: ClassVar[str]
    side: ClassVar[Literal["amazon", "host"]]
    needs: ClassVar[str] = ""
    after: ClassVar[tuple[str, ...]] = ()
    proves: ClassVar[tuple[str, ...]] = ()
    private: ClassVar[tuple[str, ...]] = ()
    passing: ClassVar[tuple[str, ...]] = ()
    leads_to_shop: ClassVar[bool] = False
    alone: ClassVar[str] = ""
    shared: ClassVar[tuple[str, ...]] = ()
    in_file: ClassVar[Mapping[str, Any]] = {}
    by_hand: ClassVar[str] = ""

    class Form(FlaskForm):
        """Cheap checks of what was typed."""

    def form(self, setup: Setup, around: Around) -> FlaskForm:
        """The form, filled with what was answered before; what was just typed wins."""
        record = setup.record(self.slug)
        return self.Form(data=dict(record.answers) if record else self.defaults(setup, around))

    def defaults(self, setup: Setup, around: Around) -> dict[str, Any]:
        """What the form shows before anything was answered."""
        return {}

    def answers(self, form: FlaskForm, setup: Setup, around: Around) -> dict[str, Any]:
        """The answers as they are proved and kept: JSON values only."""
        return {name: value for name, value in form.data.items() if name not in {"csrf_token", "version"}}

    def prove(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        """Try for real. Every finding is a check; nothing is stored here."""
        raise NotImplementedError

    def keep(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> None:
        """Write what others need into typed tables, seal what is secret."""

    def remember(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> None:
        """After a refused try: keep what others need of the answers as they stand."""

    def hold_back(self, form: FlaskForm, setup: Setup, around: Around) -> None:
        """Before what was typed is shown again: take out of the form what no page may show, and keep it."""

    def holds(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        """Look again, without calling out, whether what was answered is still true."""
        return iter(())

    def machine(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        """The checks that need no person, run for real. No answers: the step has not passed yet."""
        return self.holds(answers, setup, around) if answers else iter(())

    def bears_out(self, check: Check, answers: Mapping[str, Any]) -> bool:
        """Whether this step, once passed with these answers, proves what was told at a step it proves."""
        return True

    def versions(self, form: FlaskForm, setup: Setup, around: Around) -> Iterator[tuple[str, Any, Any]]:
        """What is saved and what was typed, with a label: for somebody who has to choose between the two."""
        record, typed = setup.record(self.slug), self.answers(form, setup, around)
        saved = record.answers if record else {}
        for field in form:
            if field.name in typed and field.name not in self.private:
                yield field.label.text, saved.get(field.name), typed[field.name]

    def context(self, setup: Setup, form: FlaskForm, around: Around) -> dict[str, Any]:
        """What this step's template shows besides the form."""
        return {}

    def taken_over(self, like: Setup, setup: Setup, around: Around) -> dict[str, Any]:
        """What another setup of the organisation fills in for this new one; it is still to be proved."""
        record = like.record(self.slug)
        return {name: record.answers[name] for name in self.shared if record and name in record.answers}

    def told(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> dict[str, Any]:
        """The answers as a file says them: names in place of our numbers, and nothing that is private."""
        return {name: answers[name] for name in self.in_file if name in answers and name not in self.private}

    def typed(self, told: Mapping[str, Any], setup: Setup, around: Around) -> dict[str, str]:
        """The other way round: what this step's form would send.

        :raises NoSuch: something is named that is not there
        """
        return {name: "y" if value is True else value for name, value in told.items() if value is not False}

    def unshown(self, answers: Mapping[str, Any], around: Around) -> frozenset[str]:
        """The answers of which no output may show more than that they are there."""
        return frozenset(self.private)


@dataclass(frozen=True)
class Around:
    """What a step may use besides its answers: who is in front of it, the profiles, the services, the session.

    ``ended`` says whether the time this person was given for the step is over by now; ``asking`` carries a
    question to the supplier.
    """

    person: User
    supplier: SupplierProfile
    services: Services
    session: Session
    ended: Callable[[], bool] = lambda: False
    asking: Asking = ask

    @property
    def facts(self) -> dict[str, str]:
        """What the words of any finding may name: the supplier, and the walk whose words they are."""
        return {"supplier": self.supplier.name, "walk": self.supplier.walk}

    @property
    def host(self) -> HostProfile:
        return self.services.host

    @property
    def now(self) -> datetime:
        return self.services.now()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one step stands, as the pages and ``state.json`` show it."""

    slug: str
    title: str
    short: str
    number: int
    side: str
    state: State
    why: str
    passed_at: datetime | None
    passed_by: str
    checks: tuple[Check, ...]
    reachable: bool

    @property
    def passed(self) -> bool:
        return self.state == PASSED


class Ladder:
    """The steps of one setup and where each stands.

    :param doubts: for a slug, the checks by which its saved answers no longer hold
    """

    def __init__(
        self, steps: Sequence[Step], records: Mapping[str, StepRecord], doubts: Mapping[str, Sequence[Check]]
    ) -> None:
        self._steps = {step.slug: step for step in steps}
        self._records = records
        self._doubts = doubts
        self._standings: dict[str, Standing] = {}
        for number, step in enumerate(steps, start=1):
            self._standings[step.slug] = self._stand(step, number)
        self._upgrade()

    def __iter__(self) -> Iterator[Standing]:
        return iter(self._standings.values())

    def __getitem__(self, slug: str) -> Standing:
        return self._standings[slug]

    @property
    def next(self) -> Standing | None:
        """The first step that is not passed; nothing when the walk is done."""
        return next((standing for standing in self if not standing.passed), None)

    def after(self, slug: str) -> Standing | None:
        """The step that follows, whatever its state."""
        slugs = list(self._standings)
        following = slugs[slugs.index(slug) + 1 :]
        return self._standings[following[0]] if following else None

    def before(self, slug: str) -> Standing | None:
        """The step that comes before."""
        slugs = list(self._standings)
        earlier = slugs[: slugs.index(slug)]
        return self._standings[earlier[-1]] if earlier else None

    def reopens(self, slug: str) -> list[Standing]:
        """The passed steps that a changed answer at this step would reopen, directly or through another."""
        reached = {slug}
        for step in self._steps.values():
            if reached.intersection(step.after):
                reached.add(step.slug)
        return [standing for standing in self if standing.passed and standing.slug in reached - {slug}]

    def _stand(self, step: Step, number: int) -> Standing:
        record = self._records.get(step.slug)
        earlier = next((standing for standing in self if not standing.passed), None)
        state, why = self._judge(step, record, earlier)
        return Standing(
            slug=step.slug,
            title=step.title,
            short=step.short,
            number=number,
            side=step.side,
            state=state,
            why=why,
            passed_at=record.passed if record else None,
            passed_by=record.passed_by.signature if record and record.passed_by else "",
            checks=tuple(Check(**check) for check in record.checks) if record else (),
            reachable=state == PASSED or earlier is None,
        )

    def _judge(self, step: Step, record: StepRecord | None, earlier: Standing | None) -> tuple[State, str]:
        if record and record.passed:
            why = self._reopened_by(step, record)
            return (CHECK_AGAIN, why) if why else (PASSED, "")
        if earlier and earlier.number < len(self._standings):
            further = "and the steps that follow it: each builds on those before."
            return LOCKED, f"Opens after “{earlier.title}” {further}"
        if earlier:
            return LOCKED, f"Opens after “{earlier.title}”: {step.needs}"
        return OPEN, ""

    def _reopened_by(self, step: Step, record: StepRecord) -> str:
        for slug in step.after:
            before = self._records.get(slug)
            if before is None or before.revision != record.rests_on.get(slug):
                return f"“{self._steps[slug].title}” was changed after this step passed."
            if not self._standings[slug].passed:
                return f"“{self._steps[slug].title}” has to be checked again first."
        doubts = [check for check in self._doubts.get(step.slug, ()) if check.blocks]
        if doubts:
            return doubts[0].sentence
        return "Another try with the same answers did not pass." if record.refuted else ""

    def _upgrade(self) -> None:
        for step in self._steps.values():
            if step.proves and self._standings[step.slug].passed:
                exchange = _last_exchange(self._standings[step.slug].checks)
                for slug in step.proves:
                    self._prove_told(slug, step, exchange)

    def _prove_told(self, slug: str, by: Step, exchange: int) -> None:
        facts = self._records[by.slug].answers
        standing, record = self._standings[slug], self._records.get(slug)
        # The checks of a later try that was refused may speak of other answers than those that were proved.
        if record and standing.passed and record.tried == record.passed:
            checks = tuple(
                replace(check, evidence=PROVED, proof=facts.get("proof", ""), exchange=exchange)
                if check.passed and check.evidence != PROVED and by.bears_out(check, facts)
                else check
                for check in standing.checks
            )
            self._standings[slug] = replace(standing, checks=checks)


def _last_exchange(checks: Sequence[Check]) -> int:
    """What the last of the facts crossed the wire in."""
    return next((check.exchange for check in reversed(checks) if check.exchange), 0)


def blocking(checks: Iterable[Check]) -> list[Check]:
    return [check for check in checks if check.blocks]
