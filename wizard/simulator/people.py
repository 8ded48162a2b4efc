"""People of a group: inviting by e-mail or sheet, roles, and invitations waiting to be accepted."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from wizard.simulator.forms import EMAIL, Problems, emails, go
from wizard.simulator.groups import wanted
from wizard.simulator.roles import PUNCHOUT_BUYER, REQUISITIONER, accept, invite, offered
from wizard.simulator.sheets import Rows, SheetRefused, read_sheet, write_sheet
from wizard.simulator.store import rows
from wizard.simulator.tables import Group, Member

pages = Blueprint("people", __name__, url_prefix="/groups/<int:group_id>/people")

HEADINGS = ("Email", "Roles")
STATUS = "Status"
MOST_AT_ONCE = 20


@pages.get("/")
def show(group_id: int) -> ResponseReturnValue:
    return _page(wanted(group_id), Problems(), [REQUISITIONER])


@pages.post("/")
def add(group_id: int) -> ResponseReturnValue:
    group, problems = wanted(group_id), Problems()
    chosen = _chosen(group)
    good, bad = emails(request.form.get("emails", "")[:5000])
    if bad:
        problems.by_field["emails"] = f"This is no e-mail address: {bad[0][:80]}"
    elif not good:
        problems.by_field["emails"] = "Type at least one e-mail address."
    elif len(good) > MOST_AT_ONCE:
        problems.by_field["emails"] = f"Invite at most {MOST_AT_ONCE} people at once, or upload a sheet."
    if not chosen:
        problems.by_field["roles"] = "Choose at least one role."
    if problems:
        return _page(group, problems, chosen), 422
    for email in good:
        invite(group, email, chosen)
    return go("people.show", "people_invited", group_id=group.id)


@pages.route("/<int:member_id>", methods=["GET", "POST"])
def edit(group_id: int, member_id: int) -> ResponseReturnValue:
    group = wanted(group_id)
    person = _person(group, member_id)
    if request.method == "GET":
        return render_template("simulator/person.html", group=group, person=person, offered=offered(group))
    person.roles = _chosen(group)
    return go("people.show", "roles_kept", group_id=group.id)


@pages.post("/<int:member_id>/accept")
def accept_invitation(group_id: int, member_id: int) -> ResponseReturnValue:
    accept(_person(wanted(group_id), member_id).email)
    return go("people.show", "accepted", group_id=group_id)


@pages.post("/<int:member_id>/remove")
def remove(group_id: int, member_id: int) -> ResponseReturnValue:
    rows().delete(_person(wanted(group_id), member_id))
    return go("people.show", "person_gone", group_id=group_id)


@pages.post("/upload")
def upload(group_id: int) -> ResponseReturnValue:
    """Take a whole sheet or nothing of it."""
    group = wanted(group_id)
    file = request.files.get("sheet")
    try:
        listed = _listed(group, read_sheet(file.filename or "", file.read(), HEADINGS) if file else [])
    except SheetRefused as refused:
        return _page(group, Problems({"sheet": str(refused)}), [REQUISITIONER]), 422
    for email, roles in listed:
        invite(group, email, roles)
    return go("people.show", "sheet_taken", group_id=group.id)


@pages.get("/template.<any(csv, xlsx):kind>")
def template(group_id: int, kind: str) -> Response:
    role = PUNCHOUT_BUYER if PUNCHOUT_BUYER in offered(wanted(group_id)) else REQUISITIONER
    return write_sheet("people-template", kind, HEADINGS, [("person@example.org", f"{role}; Finance")])


@pages.get("/people.<any(csv, xlsx):kind>")
def export(group_id: int, kind: str) -> Response:
    people = wanted(group_id).people
    cells = [(p.email, "; ".join(p.roles), "Invitation pending" if p.pending else "Active") for p in people]
    return write_sheet("people", kind, (*HEADINGS, STATUS), cells)


def _listed(group: Group, found: Rows) -> list[tuple[str, list[str]]]:
    """:raises SheetRefused: naming the first row that cannot be a person"""
    if not found:
        raise SheetRefused("The sheet holds no people below its headings.")
    known = {role.casefold(): role for role in offered(group)}
    listed = []
    for number, row in enumerate(found, start=2):
        if not EMAIL.fullmatch(row["Email"]):
            raise SheetRefused(f"Row {number}: {row['Email'][:80] or 'nothing'} is no e-mail address.")
        wanted_roles = [role.strip() for role in row["Roles"].split(";") if role.strip()]
        for role in wanted_roles:
            if role.casefold() not in known:
                raise SheetRefused(f"Row {number}: the role {role[:80]} is not on offer in this group.")
        listed.append((row["Email"].lower(), [known[role.casefold()] for role in wanted_roles]))
    return listed


def _chosen(group: Group) -> list[str]:
    ticked = request.form.getlist("roles")
    return [role for role in offered(group) if role in ticked]


def _person(group: Group, member_id: int) -> Member:
    return next((person for person in group.people if person.id == member_id), None) or abort(404)


def _page(group: Group, problems: Problems, chosen: list[str]) -> str:
    return render_template(
        "simulator/people.html",
        group=group,
        offered=offered(group),
        chosen=chosen,
        typed=request.form.get("emails", "")[:5000],
        problems=problems,
        buyer=PUNCHOUT_BUYER,
    )
