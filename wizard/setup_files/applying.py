"""A plan carried out: every step proved, then all of it kept in one commit, or nothing.

The steps are taken inside one transaction, under the setup's lock, by the same code as a person's. Where a proof needs
the supplier, the transaction is taken back, the supplier is asked, and the steps are taken again with its answer: so
none is open while we wait, and what is kept is what was proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from wizard.ladder import Around, Check, Ladder, NoSuch, Step, blocking
from wizard.models import Setup, User
from wizard.procurement.suppliers import supplier_of
from wizard.profiles import supplier_profile
from wizard.services import Services
from wizard.setup_files.asking import AskFirst, Beforehand
from wizard.setup_files.comparing import Plan, open_from, revisions_of
from wizard.setup_files.filling import filled
from wizard.setup_files.lookup import Lookup
from wizard.steps import ladder_of, steps_of
from wizard.steps.beginning import begin
from wizard.steps.taking import try_within

MEANWHILE = "Somebody else saved this setup meanwhile. Apply the file again to see what is left to change."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one plan. Refused: ``problem`` in a sentence, or the ``findings`` of the step ``at``."""

    plan: Plan
    setup: int = 0
    passed: Sequence[str] = ()
    open_from: str = ""
    problem: str = ""
    at: str = ""
    findings: Sequence[Check] = ()

    @property
    def refused(self) -> bool:
        return bool(self.problem or self.findings)


class _Refused(Exception):
    """Takes back everything of the setup."""

    def __init__(self, problem: str = "", at: str = "", findings: Sequence[Check] = ()) -> None:
        super().__init__(problem or at)
        self.problem, self.at, self.findings = problem, at, findings


def apply_one(plan: Plan, services: Services, lookup: Lookup) -> Outcome:
    """Nothing of a setup is kept when one of its steps is refused, or somebody else saved since the plan was made."""
    if plan.problem:
        return Outcome(plan, plan.setup, problem=plan.problem)
    if not plan.changes:
        return Outcome(plan, plan.setup, open_from=plan.open_from)
    asking = Beforehand(services.outside)
    try:
        return _answered(plan, services, lookup, asking)
    except _Refused as refused:
        _keep_documents(plan, services, asking)
        return Outcome(plan, plan.setup, problem=refused.problem, at=refused.at, findings=refused.findings)


def _answered(plan: Plan, services: Services, lookup: Lookup, asking: Beforehand) -> Outcome:
    """Again and again, each time with one answer of the supplier's more.

    :raises _Refused: nothing of it was written
    """
    while True:
        try:
            with services.database.transaction() as session:
                return _Attempt(plan, services, lookup, asking, session).outcome()
        except AskFirst as first:
            asking.fetch(first)
        except NoSuch as missing:
            raise _Refused(str(missing)) from missing
        except (StaleDataError, IntegrityError) as error:
            raise _Refused(MEANWHILE) from error


class _Attempt:
    """One transaction in which a plan is carried out from its beginning to its end."""

    def __init__(
        self, plan: Plan, services: Services, lookup: Lookup, asking: Beforehand, session: Session
    ) -> None:
        self._plan, self._services, self._lookup = plan, services, lookup
        self._asking, self._session = asking, session
        self._person = session.get_one(User, plan.person)
        self._setup = self._locked() if plan.setup else self._begun()

    def outcome(self) -> Outcome:
        steps = steps_of(self._setup).values()
        passed = [step.title for step in steps if self._is_due(step) and self._passes(step)]
        _judge_name(self._plan, self._setup)
        still = open_from(self._setup, self._ladder, self._plan.description)
        return Outcome(self._plan, self._setup.id, passed, still)

    @property
    def _around(self) -> Around:
        """Anew for each step: a step may have said by which name the supplier goes."""
        supplier = supplier_of(self._setup, self._services.settings.supplier_profiles)
        return Around(self._person, supplier, self._services, self._session, asking=self._asking)

    @property
    def _ladder(self) -> Ladder:
        return ladder_of(self._setup, self._around)

    def _begun(self) -> Setup:
        name, folder = self._plan.description.supplier, self._services.settings.supplier_profiles
        profile, now = supplier_profile(name, folder), self._services.now()
        return begin(self._session, self._plan.organisation, profile, self._person, now)

    def _locked(self) -> Setup:
        setup = self._session.get(Setup, self._plan.setup, with_for_update=True)
        if setup is None or revisions_of(setup) != self._plan.revisions:
            raise _Refused(MEANWHILE)
        return setup

    def _is_due(self, step: Step) -> bool:
        """Whether the file answers it, the walk has come so far, and it changes or what came before reopened it."""
        if step.slug not in self._plan.description.steps:
            return False
        planned = any(change.slug == step.slug for change in self._plan.changes)
        standing = self._ladder[step.slug]
        return standing.reachable and (planned or not standing.passed)

    def _passes(self, step: Step) -> bool:
        """:raises _Refused: it does not, and nothing of the setup may be kept"""
        setup, around = self._setup, self._around
        told = self._plan.description.steps[step.slug]
        with filled(step, told, self._lookup, setup, around) as form:
            findings = try_within(step, form, setup, around)
        if blocking(findings):
            raise _Refused(at=step.title, findings=findings)
        self._session.flush()
        self._session.refresh(setup)
        return True


def _judge_name(plan: Plan, setup: Setup) -> None:
    """By another name the next run would not find it again."""
    wanted = plan.description
    if wanted.group and (setup.marketplace, setup.group_name.lower()) != (
        wanted.marketplace,
        wanted.group.lower(),
    ):
        theirs = f"“{setup.group_name}” at “{setup.marketplace}”" if setup.group_name else "nothing"
        raise _Refused(f"The file calls it “{wanted.group}” at “{wanted.marketplace}”, its steps {theirs}.")


def _keep_documents(plan: Plan, services: Services, asking: Beforehand) -> None:
    """What crossed the wire is kept of a setup that was there before; a new one has nowhere to keep it."""
    if plan.setup:
        with services.database.transaction() as session:
            asking.keep(session, plan.setup)
