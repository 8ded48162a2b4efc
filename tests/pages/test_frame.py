"""What every page has around its content, the error pages, the lint and the budgets."""

from __future__ import annotations

import gzip

import pytest
from flask import flash, render_template
from lxml import html

from tests.pages.page_lint import faults
from tests.pages.pattern import DANA, NOON, ROBIN, ROOT, pattern_app
from tests.pages.rendering import shown, words

ERRORS = (400, 403, 404, 405, 409, 410, 413, 429, 500, 503)


def test_a_page_shows_only_the_places_a_person_may_go():
    def places(person):
        return [words(link) for link in shown("errors/404.html", pattern_app(person=person)).xpath("//nav/a")]

    assert places(DANA) == ["Setup", "Requisitions", "Orders", "Reports", "Locations"]
    assert places(ROBIN) == ["Desk"]
    assert places(None) == []


def test_help_and_the_specialist_stand_on_every_page():
    for template in ("errors/500.html", "errors/404.html"):
        foot = words(shown(template).find(".//footer"))
        assert "Write to Precoro's integration specialists" in foot
        assert "Read the help" in foot


def test_messages_are_announced():
    app = pattern_app()
    with app.test_request_context():
        flash("Saved.", "success")
        tree = html.document_fromstring(render_template("errors/404.html"))
    (message,) = tree.xpath("//main/*[@role='status']")
    assert (words(message), message.get("class")) == ("Saved.", "notice ok")


@pytest.mark.parametrize("code", ERRORS)
def test_error_pages_say_what_happened_whether_answers_are_safe_and_what_to_do(code):
    tree = shown(f"errors/{code}.html", sentence="The reason in one sentence.", reference="a1b2")
    assert [words(heading) for heading in tree.xpath("//main//h2")] == ["Are my answers safe?", "What to do"]
    assert words(tree.find(".//h1")) == words(tree.find(".//title"))
    assert f"For the specialist: {code} · a1b2" in words(tree)


def test_an_error_page_needs_nothing_from_the_application():
    app = pattern_app(person=None, organisation=None, host=None)
    assert "Something went wrong" in words(shown("errors/500.html", app).find(".//h1"))


def test_two_people_at_once_see_both_values_and_choose():
    tree = shown(
        "errors/409.html",
        here_url="/setup/1/group",
        saved_by="Noor",
        saved_at=NOON,
        version="8",
        differences=[{"label": "Name of the group", "saved": "Plant 2", "typed": ""}],
        typed=[("group_name", "Plant 3")],
    )
    assert [words(cell) for cell in tree.xpath("//td")] == ["Name of the group", "Plant 2", "empty"]
    (form,) = tree.xpath("//main//form")
    assert form.xpath("string(.//input[@name='version']/@value)") == "8"
    assert form.xpath("string(.//input[@name='group_name']/@value)") == "Plant 3"


def test_who_lacks_a_role_reads_who_can_grant_it():
    tree = shown("errors/403.html", role="Configuration", grantors=[DANA])
    assert "Dana Whitfield, dana.whitfield@northwind.example" in words(tree)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("<p id='a'></p><p id='a'></p>", "the id a is there 2 times"),
        ("<input name='x'>", "no label for"),
        ("<label for='gone'>x</label>", "gone names no element"),
        ("<p style='color:red'>x</p>", "blocked by the page's policy"),
        ("<script>x()</script>", "blocked by the page's policy"),
        ("<form method='POST'></form>", "no token in the form"),
        ("<p class='msg'>x</p>", "an error without a code"),
        ("<h3>x</h3>", "a level of headings is skipped"),
        ("<button></button>", "no words on"),
    ],
)
def test_the_lint_finds_what_it_looks_for(bad, said):
    page = f"<title>T</title><main><h1>T</h1>{bad}</main>"
    assert any(fault.startswith(said) for fault in faults(page))
    assert faults("<title>T</title><main><h1>T</h1></main>") == []


@pytest.mark.parametrize(("kind", "most"), [("css", 6 * 1024), ("js", 4 * 1024)])
def test_style_sheets_and_scripts_stay_small(kind, most):
    files = [file for file in (ROOT / "static").glob(f"*.{kind}") if file.stem != "simulator"]
    assert files
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= most
