"""Step 8: the people of the group, each with the right roles and the same e-mail address in both systems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, ClassVar

from flask import url_for
from flask_wtf import FlaskForm
from sqlalchemy import delete, insert, select

from wizard.ladder import READ, TOLD, Around, Check, Step
from wizard.models import Member, Setup
from wizard.people import Roll, is_address, read_paste
from wizard.people.address import key
from wizard.people.listing import Invited
from wizard.people.roles import ROLES, WORDS
from wizard.procurement.preflight import people_asked
from wizard.sheets import parts_of
from wizard.steps.named import one_by_one, plain, quoted
from wizard.steps.people_form import Found, PeopleForm, settle
from wizard.steps.punching_out import people_checks, person_check
from wizard.steps.ticked import ALSO, boxes, carry, mark
from wizard.steps.who import Listed, judge_matches, judge_roles, roll_of

HERE, NOBODY = "in the group", "nobody"
SHOWN = 50
"""People with boxes on the page at once, and users offered at once; with more, a sheet is the better way."""


class People(Step):
    slug = "people"
    title = "Add the people"
    short = "People"
    lead = "Everybody who shops needs one role in the group and must not have another. We check each person."
    side = "amazon"
    needs = "people are added to a group that can pay."
    after = ("group",)
    passing = ("found",)
    in_file: ClassVar[Mapping[str, Any]] = {"people": [{"email": str, **dict.fromkeys(ROLES, bool)}]}
    Form = PeopleForm

    def form(self, setup: Setup, around: Around) -> PeopleForm:
        roll = roll_of(setup, around)
        saved = saved_people(setup)
        emails = [one.email for one in saved] or _first_list(setup, around, roll)
        ticked = {role: [n for n, one in enumerate(saved, start=1) if getattr(one, role)] for role in ROLES}
        form = PeopleForm(data={"people": "\n".join(emails), **ticked})
        if form.is_submitted():
            settle(form, setup, roll)
        form.shown.data = "\n".join(form.listed)
        return form

    def answers(self, form: FlaskForm, setup: Setup, around: Around) -> dict[str, Any]:
        assert isinstance(form, PeopleForm)
        listed = [
            Listed(email, n in form.punchout_buyer.data, n in form.requisitioner.data)
            for n, email in enumerate(form.listed, start=1)
        ]
        return {"people": [asdict(one) for one in listed], "found": asdict(form.found)}

    def prove(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        found = Found(**answers["found"])
        if found.problem:
            yield Check.of("people.unreadable", False, READ, problem=found.problem)
            return
        listed = [Listed(**one) for one in answers["people"]]
        emails = [one.email for one in listed if is_address(one.email)]
        count = f"{len(emails)} {'person' if len(emails) == 1 else 'people'}"
        yield Check.of("people.none", bool(emails), count=count)
        yield from _judge_list(listed, found, setup)
        if emails:
            evidence = READ if found.sheet else TOLD
            yield from judge_matches(emails, roll_of(setup, around), around.host, evidence)
            yield from judge_roles(listed, around.host, HERE, found.tells, buyers=True)

    def keep(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> None:
        _write_members(setup, around, [one["email"] for one in answers["people"]])

    def remember(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> None:
        """The list on its own, until it passes: the sheet for Amazon is made from it."""
        if not saved_people(setup):
            _write_members(setup, around, [one["email"] for one in answers["people"]])

    def holds(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        emails = [one["email"] for one in answers["people"]]
        yield from judge_matches(emails, roll_of(setup, around), around.host)

    def machine(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        yield from super().machine(answers, setup, around)
        yield from people_checks(setup, around)

    def versions(self, form: FlaskForm, setup: Setup, around: Around) -> Iterator[tuple[str, Any, Any]]:
        """Only what one of the two has: lists of hundreds are mostly alike."""
        saved = saved_people(setup)
        typed = [Listed(**one) for one in self.answers(form, setup, around)["people"]]
        yield "People in one list only", *_unlike([one.email for one in saved], [one.email for one in typed])
        for role in ROLES:
            holders = ([one.email for one in listed if getattr(one, role)] for listed in (saved, typed))
            yield f"{WORDS[role]}, ticked in one only", *_unlike(*holders)

    def taken_over(self, like: Setup, setup: Setup, around: Around) -> dict[str, Any]:
        """The list alone: who holds which role in the new group is still to be seen there."""
        listed = [member.email for member in like.members]
        _write_members(setup, around, listed)
        return {"people": []} if listed else {}

    def typed(self, told: Mapping[str, Any], setup: Setup, around: Around) -> dict[str, str]:
        people = told.get("people", [])
        ticks = {
            ALSO + role: " ".join(mark(one["email"]) for one in people if one.get(role)) for role in ROLES
        }
        return {"people": "\n".join(one["email"] for one in people), **ticks}

    def context(self, setup: Setup, form: FlaskForm, around: Around) -> dict[str, Any]:
        """The people who need a look before all others; the ticks of those not on the page travel unseen."""
        assert isinstance(form, PeopleForm)
        roll, listed = roll_of(setup, around), form.listed
        on_page = _first_to_see(listed, roll, failed_fields(setup, self.slug))
        for role in ROLES:
            carry(form, role, listed, on_page)
        there = {key(email) for email in listed}
        offered = [user for user in roll.requesters if key(user.email) not in there]
        return {
            "people": _lines({n: listed[n - 1] for n in on_page}, roll, setup, around),
            "people_fields": boxes(form, ROLES, on_page),
            "more_people": len(_numbered_people(listed)) - len(on_page),
            "offered": offered[:SHOWN],
            "offered_in_all": len(offered),
            "sheets": parts_of(len(invited(setup, around, form.shown.data))),
            "preflight_url": url_for("preflight.show", number=setup.id),
        }


def saved_people(setup: Setup) -> list[Listed]:
    """Those the step passed with."""
    record = setup.record(People.slug)
    return [Listed(**one) for one in record.answers.get("people", [])] if record else []


def invited(setup: Setup, around: Around, typed: str = "") -> list[Invited]:
    """The listed people as the group should have them, each once: the host's spelling, the host's name.

    :param typed: the list as it stands on the page; without it the one that is kept
    """
    roll = roll_of(setup, around)
    kept = [one.email for one in saved_people(setup)] or _first_list(setup, around, roll)
    emails = read_paste(typed).addresses if typed else kept
    users = ((email, roll.find(email).user) for email in emails)
    return list(
        dict.fromkeys(Invited(user.email, user.name) if user else Invited(email) for email, user in users)
    )


def failed_fields(setup: Setup, slug: str) -> set[str]:
    """The fields that blocked the last try."""
    record = setup.record(slug)
    checks = [Check(**check) for check in record.checks] if record else []
    return {check.field for check in checks if check.blocks}


def _judge_list(listed: Sequence[Listed], found: Found, setup: Setup) -> Iterator[Check]:
    """What is named so that it is not lost: everything on the list or in the sheet that is no person of it."""
    evidence = READ if found.sheet else TOLD
    strays = [one.email for one in listed if not is_address(one.email)]
    group = setup.group_name
    yield from one_by_one("people.not_an_address", quoted([*strays, *found.nobody]), evidence, passes=False)
    yield from one_by_one("people.listed_twice", plain(found.twice), evidence, passes=False)
    if found.words:
        words = ", ".join(one.email for one in quoted(found.words))
        yield Check.of("people.taken_for_name", False, words=words)
    yield from one_by_one("people.not_in_sheet", plain(found.missing), READ, passes=False, where=HERE)
    if found.elsewhere:
        yield Check.of("people.of_other_group", False, READ, names=", ".join(found.elsewhere), group=group)
    if "status" in found.tells:
        yield from one_by_one("people.invitation_pending", plain(found.pending), READ)


def _unlike(saved: Sequence[str], typed: Sequence[str]) -> tuple[str, str]:
    """Who is in the one only, and who in the other."""
    there, here = set(saved), set(typed)
    only_saved = ", ".join(email for email in saved if email not in here)
    only_typed = ", ".join(email for email in typed if email not in there)
    return only_saved or NOBODY, only_typed or NOBODY


def _first_list(setup: Setup, around: Around, roll: Roll) -> list[str]:
    """What was listed and did not pass yet; at first, everybody of the host who may request."""
    tried = select(Member.email).where(Member.setup_id == setup.id).order_by(Member.position)
    return list(around.session.scalars(tried)) or [user.email for user in roll.requesters]


def _write_members(setup: Setup, around: Around, listed: Sequence[str]) -> None:
    roll = roll_of(setup, around)
    users = {email: roll.find(email).user for email in listed if is_address(email)}
    rows = [
        {"setup_id": setup.id, "position": n, "email": email, "user_id": user.id if user else None}
        for n, (email, user) in enumerate(users.items(), start=1)
    ]
    around.session.execute(delete(Member).where(Member.setup_id == setup.id))
    if rows:
        around.session.execute(insert(Member), rows)
    around.session.expire(setup, ["members"])


def _numbered_people(listed: Sequence[str]) -> list[int]:
    return [n for n, email in enumerate(listed, start=1) if is_address(email)]


def _first_to_see(listed: Sequence[str], roll: Roll, failed: set[str]) -> list[int]:
    def is_fine(n: int) -> bool:
        match = roll.find(listed[n - 1])
        blocked = any(f"{role}_{n}" in failed for role in ROLES)
        return match.user is not None and not match.differs and not blocked

    return sorted(_numbered_people(listed), key=is_fine)[:SHOWN]


def _lines(emails: Mapping[int, str], roll: Roll, setup: Setup, around: Around) -> list[dict[str, Any]]:
    """What is known of each person on the page, the supplier's own answer among it."""
    asked = {subject.about.id: subject.result for subject in people_asked(around.session, setup)}
    lines = []
    for n, email in emails.items():
        user = roll.find(email).user
        result = asked.get(user.id) if user else None
        lines.append(
            {
                "n": n,
                "email": email,
                "name": user.name if user else "",
                "is_host_user": user is not None,
                "problems": [person_check(result, around)] if result and not result.ok else [],
                "cause": result.code if result and not result.ok else "",
                "taken_at": result.answered if result and result.ok else None,
            }
        )
    return lines
