"""The twelve step pages in all their states."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from lxml import html

from tests.pages.pattern import STEPS, every_step, pattern_app, step_context
from tests.pages.rendering import shown, step, words
from wizard.profiles import host_profile

SLUGS = [slug for slug, *_ in STEPS]


def other_host(requisitioner: str) -> SimpleNamespace:
    return SimpleNamespace(
        name="Coupon",
        requisitioner=requisitioner,
        help_url="https://help.example",
        specialist=SimpleNamespace(name="Kim", email="kim@host.example", url=""),
    )


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
    host = other_host(requisitioner="remove")
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

    assert "Buyer (Requisitioner) off" in clicks(host_profile("precoro"))
    assert "Buyer (Requisitioner) on too" in clicks(other_host(requisitioner="require"))


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
