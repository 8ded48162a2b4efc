"""The macros, each with data of its own."""

from __future__ import annotations

from dataclasses import replace

from tests.pages.pattern import NOON, Check, CodedError, ladder, pattern_app
from tests.pages.pattern_forms import CredentialsForm, OrderingForm
from tests.pages.rendering import macro, words
from wizard.profiles import supplier_profile
from wizard.review.desk import Bar


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
    boxes = tree.xpath(".//textarea")
    assert [box.get("id") for box in boxes] == [f"check-message-{who}" for who in list(people)[1:]]
    message = boxes[0].text_content()
    for part in (
        "Northwind Clinics",
        "- It failed for amazon_admin. What to do: Do this. (payment.none)",
        "Step: Payment",
    ):
        assert part in message


def test_a_specialist_reads_of_the_customers_administrator():
    findings = [Check("payment.none", False, sentence="It failed.", fix="Do this.")]
    tree = macro("{{ checks.check_list(findings, reader='specialist') }}", findings=findings)
    assert "Told by the customer. What to do: Do this. The customer's administrator can fix this." in words(
        tree
    )
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
    assert [words(li.find(".//b")) for li in items] == ["Failed.", "Warning.", "Passed.", "Note."]
    assert [words(li.xpath(".//p[@class='how']/span")[0]) for li in items] == [
        "Read",
        "Told",
        "Proved",
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
    steps = [replace(ladder("group", "open")[0], title=bad)]
    tree = macro("{{ walk.ladder(steps, 'group', 1) }}", steps=steps)
    assert not tree.xpath(".//script")
    assert bad in tree.text_content()


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
        {{ words.pager(next_url="?after=9") }} {{ words.funnel([bar], 2568) }}""",
        noon=NOON,
        bar=Bar("Group", 1284, 2.04),
    )
    text = words(tree)
    for part in (
        "Check again",
        "23 November 2026, 12:05 UTC",
        "23 Nov, 12:05 UTC",
        "3 of 9. Asking for Noor",
        "Phone–",
        "Lines0",
        "1,284",
        "2.0 d",
    ):
        assert part in text
    assert tree.xpath(".//rect/@width") == ["50.0"]
    assert tree.xpath(".//a/@href") == ["?after=9"]


def test_one_message_tells_a_person_everything_to_mend():
    findings = [
        Check(
            "people.holds_requisitioner",
            False,
            who="amazon_admin",
            sentence=f"{name} holds it.",
            fix="Clear it.",
        )
        for name in ("Noor", "Sam")
    ]
    (box,) = macro("{{ checks.check_list(findings) }}", findings=findings).xpath(".//textarea")
    assert "Noor holds it." in box.text_content()
    assert "Sam holds it." in box.text_content()
    assert box.text_content().endswith("\n\nThank you!")


def test_a_fix_for_many_people_is_said_once_in_the_summary():
    findings = [Check("people.none", False, sentence=f"{name} is missing.", fix="Add them.") for name in "AB"]
    tree = macro("{{ form.summary(none, found) }}", found=findings)
    assert words(tree).count("Add them.") == 1
    assert len(tree.xpath(".//li")) == 2


def test_many_findings_of_one_kind_stand_together_and_each_is_named_once():
    """At the field and in the summary the first of them; the list of checks has all."""
    sentences = [f"Person {n} is no user." for n in range(1, 61)]
    findings = [
        Check("people.none", field="from_identity", sentence=one, fix="Add them.") for one in sentences
    ]
    other = Check("payment.none", sentence="No method.", fix="Choose one.")
    items = macro("{{ checks.check_list(findings) }}", findings=[*findings, other]).xpath("./ul/li")
    assert [words(item.xpath(".//p[@class='who']")[0]) for item in items] == ["You can fix this."] * 2
    assert [one for one in sentences if one in words(items[0])] == sentences
    assert words(items[0].find(".//summary")).startswith("54 more")
    with pattern_app().test_request_context():
        source = "{{ form.field(f.from_identity, findings=found) }}{{ form.summary(f, found) }}"
        tree = macro(source, f=CredentialsForm(), found=[*findings, other])
    assert words(tree).count("Person 6 ") == 2
    assert "Person 7 " not in words(tree)
    assert words(tree).count("And 54 more, listed below.") == 2
    assert "No method." in words(tree)
