"""The pages' frame, macros and step templates, rendered with sample data in all their states."""

from __future__ import annotations

import gzip
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, flash, render_template, render_template_string
from lxml import html
from page_lint import faults
from pattern import (
    DANA,
    NOON,
    ROBIN,
    ROOT,
    STEPS,
    Check,
    CodedError,
    CredentialsForm,
    OrderingForm,
    every_step,
    ladder,
    pattern_app,
    step_context,
)

from wizard.profiles import host_profile, supplier_profile

SLUGS = [slug for slug, *_ in STEPS]
ERRORS = (400, 403, 404, 405, 409, 410, 413, 429, 500, 503)


def shown(template: str, app: Flask | None = None, **context: Any) -> html.HtmlElement:
    app = app or pattern_app()
    with app.test_request_context():
        page = render_template(template, **context)
    assert faults(page) == []
    return html.document_fromstring(page)


def step(slug: str, state: str = "fresh", mode: str = "test", **changes: Any) -> html.HtmlElement:
    with pattern_app().test_request_context():
        context = step_context(slug, state, mode)
    return shown(f"steps/{slug}.html", **{**context, **changes})


def macro(source: str, **context: Any) -> html.HtmlElement:
    imports = "".join(
        f'{{% import "macros/{name}.html" as {name} with context %}}'
        for name in ("words", "form", "checks", "walk")
    )
    with pattern_app().test_request_context():
        return html.fragment_fromstring(
            render_template_string(imports + source, **context), create_parent="div"
        )


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize(("slug", "state", "mode"), list(every_step()))
def test_every_step_page_is_sound_in_every_state(slug, state, mode):
    tree = step(slug, state, mode)
    number = SLUGS.index(slug) + 1
    error = "Error: " if state == "refused" else ""
    assert (
        tree.findtext(".//title") == f"{error}Step {number} of 12: {STEPS[number - 1][1]} · Northwind Clinics"
    )
    assert [li.get("data-step") for li in tree.xpath("//li[@aria-current='step']")] == [slug]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_step_needs_few_words_before_its_form(slug):
    tree = step(slug)
    for gone in tree.xpath("//main//form | //*[@aria-hidden='true'] | //section[contains(@class,'here')]"):
        gone.drop_tree()
    assert 10 < len(words(tree.find(".//main")).split()) <= 120


@pytest.mark.parametrize("slug", SLUGS)
def test_a_step_names_host_and_supplier_by_their_profiles(slug):
    host = SimpleNamespace(
        name="Coupon",
        requisitioner="remove",
        help_url="https://help.example",
        specialist=SimpleNamespace(name="Kim", email="kim@host.example", url=""),
    )
    with pattern_app().test_request_context():
        context = step_context(slug)
    context.update(
        supplier=SimpleNamespace(name="Paperworld"),
        step=SimpleNamespace(slug=slug, title="Title", lead="Lead.", side="amazon", number=1, count=12),
        ladder=[],
        expected={"app.host.example": "Coupon"},
    )
    tree = shown(f"steps/{slug}.html", pattern_app(host=host), **context)
    for typed in tree.xpath("//label | //option | //legend"):
        typed.drop_tree()
    assert "Amazon" not in words(tree.find(".//main"))
    assert "Precoro" not in words(tree)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_refused_step_says_on_top_and_at_the_field_what_is_wrong(slug):
    tree = step(slug, "refused")
    (summary,) = tree.xpath("//*[@role='alert']")
    assert summary.get("tabindex") == "-1"
    with pattern_app().test_request_context():
        failed = [
            check for check in step_context(slug, "refused")["findings"]
            if not check.passed and check.severity == "error"
        ]  # fmt: skip
    assert failed
    for check in failed:
        assert check.sentence in words(summary)
        assert tree.xpath(
            "//ul[@class='checks']/li[@data-code=$code and @data-passed='false']", code=check.code
        )
        if check.field:
            at_field = tree.xpath("//form//*[contains(@class,'msg')][@data-code=$code]", code=check.code)
            assert [check.sentence in words(message) for message in at_field] == [True]
            assert summary.xpath(".//a[contains(@href, $field)]", field=check.field)


def test_a_fresh_step_shows_neither_errors_nor_checks():
    tree = step("credentials")
    assert not tree.xpath("//*[@role='alert'] | //*[@class='checks'] | //*[contains(@class,'msg')]")


def test_a_passed_step_says_when_by_whom_and_how_we_know():
    tree = step("payment", "passed")
    assert "Passed. Dana Whitfield, 23 November 2026, 12:05 UTC." in words(tree.find(".//main"))
    assert "The test order of 23 November showed it." in words(tree)
    assert tree.xpath("//a[@href='/setup/1/next']")


def test_a_changed_answer_is_announced_before_it_reopens_steps():
    notice = step("group", "passed").get_element_by_id("reopens")
    assert "Paste the credentials, Place a test order" in words(notice)
    assert not step("group").xpath("//*[@id='reopens']")


def test_a_step_to_be_checked_again_says_why():
    assert "Check again. “Create the group” was changed" in words(
        step("payment", "check_again").find(".//main")
    )


def test_a_locked_step_says_why_and_has_no_form():
    tree = step("people", "locked")
    assert "Locked. Opens after “Add people”: first we make sure" in words(tree.find(".//main"))
    assert not tree.xpath("//main//form")


def test_the_ladder_tells_states_in_words_and_explains_the_first_locked_step():
    tree = step("credentials")
    items = tree.xpath("//li[@data-step]")
    assert [words(li.xpath(".//*[@class='vh'][1]")[0]) for li in items[1:4]] == [
        "Passed:",
        "Open:",
        "Locked:",
    ]
    assert items[3].xpath(".//small[not(@class)]")
    assert items[4].xpath(".//small[@class='vh']")
    assert words(tree.xpath("//section[@aria-label='Steps']//summary")[0]) == "Step 3 of 12"


def test_test_and_active_mode_differ_in_words_and_colour():
    test, active = step("share", mode="test"), step("share", mode="active")
    assert "Test mode: nothing is charged" in words(test.find(".//header"))
    assert "Active: orders are real and charged" in words(active.find(".//header"))
    assert (test.find("body").get("class"), active.find("body").get("class")) == ("in-test", "in-active")


def test_a_secret_is_never_rendered_back():
    tree = step("credentials", "refused")
    assert "never to be seen" not in html.tostring(tree, encoding="unicode")
    secret = tree.get_element_by_id("shared_secret")
    assert (secret.get("value"), secret.get("autocomplete"), secret.get("spellcheck")) == ("", "off", "false")
    assert "paste it once more" in words(tree.get_element_by_id("shared_secret-hint"))
    assert tree.get_element_by_id("order_url").get("value") == "https://abintegrations.amazon.com/punchout"


def test_a_stored_secret_shows_its_ending_only():
    hint = step("credentials", "passed").get_element_by_id("shared_secret-hint")
    assert "Set, ends …7f3a, replaced 3 days ago by Dana. Leave empty to keep it." in words(hint)


def test_swapped_values_offer_one_button():
    (button,) = step("credentials", "refused").xpath("//*[@role='alert']//button[@name='swap']")
    assert button.get("form") == "step-form"
    assert not step("credentials", "refused", can_swap=False).xpath("//button[@name='swap']")


def test_hosts_that_require_the_requisitioner_role_get_other_words():
    def clicks(host):
        with pattern_app().test_request_context():
            context = step_context("people")
        return words(shown("steps/people.html", pattern_app(host=host), **context).find(".//main"))

    other = SimpleNamespace(name="Coupon", requisitioner="require", help_url="/help", specialist=DANA, url="")
    other.specialist = SimpleNamespace(name="Kim", email="kim@host.example", url="")
    assert "Buyer (Requisitioner) off" in clicks(host_profile("precoro"))
    assert "Buyer (Requisitioner) on too" in clicks(other)


def test_the_test_order_starts_at_the_shop_and_warns_about_cancelling():
    tree = step("test-order")
    (shop,) = tree.xpath("//form[@action='/punchout/start']")
    assert shop.xpath("string(.//input[@name='setup']/@value)") == "1"
    assert "Cancelling here does not cancel there" in words(tree)
    assert [li.get("data-done") for li in tree.xpath("//ol[@class='checks']/li")] == [
        "true",
        "true",
        "false",
        "false",
    ]


def test_addresses_can_be_copied_line_by_line_in_the_suppliers_order():
    tree = step("address-book", "refused")
    (first, second) = tree.xpath("//fieldset")
    assert words(first.find(".//dt")) == "Country"
    assert len(first.xpath(".//button[@data-copy]")) == 8
    assert second.xpath(".//input[@name='same_2'][@aria-invalid='true']")


def test_each_person_has_both_roles_to_tick():
    tree = step("people", "refused")
    ticked = tree.xpath("//table//input[@checked]/@name")
    assert ticked == ["punchout_buyer_1", "requisitioner_2"]
    assert "Not a user of Precoro" in words(tree.xpath("(//tr)[4]")[0])


def test_the_instructions_can_be_copied_mailed_and_printed():
    tree = step("share")
    text = words(tree.get_element_by_id("instructions"))
    assert "Request from Amazon Business" in text
    assert "cancelling in Precoro alone does not stop it" in text
    (mail,) = tree.xpath("//a[starts-with(@href, 'mailto:?subject=How%20to%20buy')]/@href")
    assert "%0A1." in mail
    assert tree.xpath("//button[@data-copy='instructions'][@hidden] and //button[@data-print][@hidden]")


def test_each_failed_check_says_who_can_fix_it_and_has_a_message_for_that_person():
    people = {
        "administrator": "You",
        "amazon_admin": "Whoever administers Amazon Business",
        "colleague": "The colleague",
        "host": "Precoro",
        "supplier": "Amazon Business",
    }
    findings = [
        Check("payment.none", False, who=who, sentence=f"It failed for {who}.", fix="Do this.")
        for who in people
    ]
    tree = macro(
        "{{ checks.check_list(findings, title='Payment') }}",
        findings=findings,
        supplier=supplier_profile("amazon_business"),
    )
    items = tree.xpath(".//li")
    assert [words(li.xpath(".//p[@class='who']")[0]) for li in items] == [
        f"{who} can fix this." for who in people.values()
    ]
    assert [len(li.findall(".//textarea")) for li in items] == [0, 1, 1, 1, 1]
    message = items[1].find(".//textarea").text_content()
    for part in ("Northwind Clinics", "It failed for amazon_admin.", "What to do: Do this.", "Step: Payment", "Code: payment.none"):  # fmt: skip
        assert part in message


def test_a_specialist_reads_of_the_customers_administrator():
    findings = [Check("payment.none", False, sentence="It failed.", fix="Do this.")]
    tree = macro("{{ checks.check_list(findings, reader='specialist') }}", findings=findings)
    assert "The customer's administrator can fix this." in words(tree)
    assert tree.findall(".//textarea")


def test_checks_say_in_words_how_they_ended_and_how_we_know():
    rows = [
        (True, "error", "proved"),
        (False, "error", "read"),
        (False, "warning", "told"),
        (True, "info", "read"),
    ]
    findings = [
        Check("payment.none", passed, severity, evidence, "Sentence.") for passed, severity, evidence in rows
    ]
    items = macro("{{ checks.check_list(findings) }}", findings=findings).xpath(".//li")
    assert [words(li.find(".//b")) for li in items] == ["Passed.", "Failed.", "Warning.", "Note."]
    assert [words(li.xpath(".//p[@class='how']/span")[0]) for li in items] == [
        "Proved",
        "Read",
        "Told",
        "Read",
    ]
    assert [li.get("data-code") for li in items] == ["payment.none"] * 4


def test_a_field_joins_label_hint_and_errors():
    with pattern_app().test_request_context():
        form = CredentialsForm()
        form.from_identity.errors = [CodedError("Wrong."), "Also wrong."]
        tree = macro("{{ form.field(f.from_identity, 'A hint.', mono=true) }}", f=form)
    box = tree.get_element_by_id("from_identity")
    assert box.get("aria-describedby") == "from_identity-hint from_identity-error"
    assert (box.get("aria-invalid"), box.get("spellcheck")) == ("true", "false")
    assert tree.xpath(".//p/@data-code") == ["people.none", "form.invalid"]


def test_the_same_sentence_is_not_said_twice():
    check = Check("people.none", False, field="from_identity", sentence="Wrong.")
    with pattern_app().test_request_context():
        form = CredentialsForm()
        form.from_identity.errors = [CodedError("Wrong.")]
        source = "{{ form.field(f.from_identity, findings=found) }}{{ form.summary(f, found) }}"
        tree = macro(source, f=form, found=[check])
    assert words(tree).count("Wrong.") == 2


def test_radio_buttons_form_a_group_with_legend_and_words():
    with pattern_app().test_request_context():
        source = "{{ form.choices(f.deliver_to, 'A hint.', hints={'requester': 'Who asked.'}) }}"
        tree = macro(source, f=OrderingForm())
    assert words(tree.find(".//legend")) == "Deliver orders to"
    assert words(tree.xpath(".//label")[1]) == "PR RequesterWho asked."


def test_typed_text_and_names_from_outside_are_escaped():
    bad = "<script>alert(1)</script>"
    tree = macro("{{ walk.ladder(steps, 'group', 1) }}", steps=[SimpleNamespace(**{**vars_of(ladder("group", "open")[0]), "title": bad})])  # fmt: skip
    assert not tree.xpath(".//script")
    assert bad in tree.text_content()


def vars_of(standing: Any) -> dict[str, Any]:
    return {name: getattr(standing, name) for name in standing.__dataclass_fields__}


def test_tables_keep_their_headings_on_narrow_screens():
    tree = macro("""{% call words.table("Orders", ["Order", ("Total", "num")]) %}{% call words.row() %}
        {{ words.cell("Order", "PO-1") }}{% call words.cell("Total", kind="num") %}<b>3</b>{% endcall %}
        {% endcall %}{% endcall %}""")
    assert words(tree.find(".//caption")) == "Orders"
    assert tree.xpath(".//td/@data-label") == ["Order", "Total"]
    assert tree.xpath(".//td[@class='num']/b")


def test_small_parts_say_what_they_show():
    tree = macro(
        """{{ words.state_word("check_again") }} {{ words.when(noon) }} {{ words.when(noon, short=true) }}
        {{ words.progress(3, 9, "Asking for Noor") }} {{ words.facts([("Phone", ""), ("Lines", 0)]) }}
        {{ words.pager(next_url="?after=9") }} {{ words.funnel([("Group", 1284)], 2568) }}""",
        noon=NOON,
    )
    text = words(tree)
    for part in ("Check again", "23 November 2026, 12:05 UTC", "23 Nov, 12:05 UTC", "3 of 9. Asking for Noor", "Phone–", "Lines0", "1,284"):  # fmt: skip
        assert part in text
    assert tree.xpath(".//rect/@width") == ["50.0"]
    assert tree.xpath(".//a/@href") == ["?after=9"]


def test_a_page_shows_only_the_places_a_person_may_go():
    def places(person):
        return [words(link) for link in shown("errors/404.html", pattern_app(person=person)).xpath("//nav/a")]

    assert places(DANA) == ["Setup", "Requisitions", "Orders", "Locations"]
    assert places(ROBIN) == ["Desk"]
    assert places(None) == []


def test_help_and_the_specialist_stand_on_every_page():
    for template in ("errors/500.html", "errors/404.html"):
        foot = words(shown(template).find(".//footer"))
        assert "Write to Precoro integration specialist" in foot
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
    files = list((ROOT / "static").glob(f"*.{kind}"))
    assert files
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= most
