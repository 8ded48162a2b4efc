"""The box that takes anything copied, and the cleaning of one field."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wizard.profiles import supplier_profile
from wizard.steps.pasting import FIELDS, LIMIT, Pasted, Values, clean, sort_pasted

AMAZON = supplier_profile("amazon_business")
IDENTITY = "NorthwindClinics0123456789"
SECRET = "Ab3dEf6hIj9lMn2pQr5tUv8xYz1B4c"
PUNCHOUT = "https://abintegrations.amazon.com/punchout/test"
ORDER = "https://https-ats.amazonsedi.com/1b4e28ba-2fa1-11d2-883f-0016d3cca427"
GOOD = Values(IDENTITY, SECRET, PUNCHOUT, ORDER)

PAGE = f"""Purchasing system
Northwind Clinics - Leeds
"From Identity" in cXML
{IDENTITY}
Copy
"Shared Secret" in cXML
{SECRET}
Copy
Punchout URL
{PUNCHOUT}
Purchase Order Request URL
{ORDER}
Your connection is in Test mode. Save
"""
MAIL = f"""On Monday the integration team wrote:
> Hello Ada, here is what the page shows, ask us on +44 20 7946 0958 if it is not right.
>> From Identity: {IDENTITY}
>> Shared Secret: {SECRET}.
>> PunchOut URL: <{PUNCHOUT}>
>> PO URL: {ORDER[:45]}
>> {ORDER[45:]}
> Kind regards"""
FRAGMENT = f"""<?xml version="1.0"?><!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.024/cXML.dtd">
<To><Credential domain="NetworkId"><Identity>Amazon</Identity></Credential></To>
<Sender><Credential domain="NetworkId"><Identity>{IDENTITY}</Identity>
  <SharedSecret>{SECRET}</SharedSecret></Credential></Sender>
<SupplierSetup><URL>{PUNCHOUT}</URL></SupplierSetup><OrderURL>{ORDER}</OrderURL>"""
HTML = f"""<table><tr><td><b>From</b> Identity</td><td>{IDENTITY}</td></tr>
<tr><td>Shared&nbsp;Secret</td><td><code>{SECRET}</code></td></tr>
<tr><td>Punchout URL</td><td><a href="{PUNCHOUT}">{PUNCHOUT}</a></td></tr>
<tr><td>Order URL</td><td>{ORDER[:50]}<wbr>{ORDER[50:]}</td></tr></table>"""
FORM = f"""<label>From Identity</label><input type="text" value="{IDENTITY}"/>
<label>Shared Secret</label><input type="text" value='{SECRET}'>
<a href="{PUNCHOUT}">Punchout</a> <a href="{ORDER}">Order</a>"""
SHEET = f"From Identity\tShared Secret\tPunchout URL\tPO URL\n{IDENTITY}\t{SECRET}\t{PUNCHOUT}\t{ORDER}"
ROWS = f"PO URL\t{ORDER}\nFROM IDENTITY\t{IDENTITY}\nPUNCHOUT URL\t{PUNCHOUT}\nshared secret\t{SECRET}"
MARKDOWN = f"| **Shared Secret** | `{SECRET}` |\n| **From Identity** | `{IDENTITY}` |\n{ORDER} and {PUNCHOUT}"
JSON = '{"order_url":"%s","sharedSecret":"%s","from_identity":"%s","punchout_url":"%s"}'
NO_LABELS = f"{ORDER}, {SECRET}, {PUNCHOUT}, {IDENTITY}"
ESCAPED = FRAGMENT.replace("<", "&lt;").replace(">", "&gt;")
FULL_WIDTH = "".join(chr(ord(letter) + 0xFEE0) for letter in IDENTITY) + f" {SECRET} {PUNCHOUT} {ORDER}"


def sort(text: str, *, loopback: bool = False) -> Pasted:
    return sort_pasted(text, AMAZON, loopback=loopback)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PAGE, id="Amazon's page"),
        pytest.param(PAGE.replace("\n", "\r\n"), id="Amazon's page, other line ends"),
        pytest.param(MAIL, id="a quoted mail"),
        pytest.param(FRAGMENT, id="an XML fragment"),
        pytest.param(HTML, id="HTML"),
        pytest.param(FORM, id="a form's source"),
        pytest.param(SHEET, id="a sheet"),
        pytest.param(ROWS, id="rows of a table"),
        pytest.param(MARKDOWN, id="a chat message"),
        pytest.param(JSON % (ORDER, SECRET, IDENTITY, PUNCHOUT), id="JSON"),
        pytest.param(NO_LABELS, id="no labels"),
        pytest.param(ESCAPED, id="escaped XML"),
        pytest.param(FULL_WIDTH, id="full-width letters"),
        pytest.param(f"{IDENTITY}\n{SECRET}\n{PUNCHOUT}\n{ORDER}", id="four lines"),
        pytest.param(f"from: {IDENTITY} secret={SECRET} url={PUNCHOUT} po={ORDER}", id="labels of one's own"),
    ],
)
def test_it_finds_the_four_values_in_anything_an_administrator_copies(text: str) -> None:
    assert sort(text).values == GOOD


def test_it_lets_the_shape_decide_when_the_page_shows_values_under_each_others_labels() -> None:
    text = f"Punchout URL: {ORDER}\nPO URL: {PUNCHOUT}\nFrom Identity: {SECRET}\nShared Secret: {IDENTITY}"
    assert sort(text).values == GOOD


def test_it_keeps_the_general_address_under_the_order_label_so_that_it_can_be_named() -> None:
    values = sort(f"Punchout URL: {PUNCHOUT}\nPurchase Order Request URL: {PUNCHOUT}").values
    assert (values.punchout_url, values.order_url) == (PUNCHOUT, PUNCHOUT)


def test_it_keeps_a_value_of_an_unknown_shape_when_a_label_names_it() -> None:
    shop = "https://www.amazon.com/business"
    values = sort(f"From Identity: NORTHWIND\nShared Secret: tooshort\nPunchout URL: {shop}").values
    assert values == Values("NORTHWIND", "tooshort", shop, "")


def test_it_keeps_an_address_of_an_unknown_shape_when_its_host_is_known() -> None:
    cut, bare = ORDER[:-4], PUNCHOUT.removeprefix("https://")
    assert sort(f"{cut} {bare}").values == Values(punchout_url=bare, order_url=cut)
    assert sort(f"{cut} {bare} {PUNCHOUT} {ORDER}").values == Values(punchout_url=PUNCHOUT, order_url=ORDER)


def test_it_takes_the_first_of_two_and_says_that_there_was_another() -> None:
    pasted = sort(f"From Identity: {IDENTITY}\nearlier it was\nFrom Identity: Other9876543210")
    assert pasted.values.from_identity == IDENTITY
    assert "something else that looks like a From Identity" in pasted.left_over


def test_it_counts_the_addresses_it_has_no_use_for() -> None:
    assert sort(f"{ORDER} https://a.example/x https://b.example/y").left_over == ("2 other addresses",)


def test_it_never_takes_a_phone_number_or_the_suppliers_own_name_for_the_identity() -> None:
    pasted = sort(f"Call +441234567890\nIdentity: Amazon\nFrom Identity: {IDENTITY}")
    assert pasted.values.from_identity == IDENTITY
    assert sort("To Identity\nAmazon").values.from_identity == ""


def test_it_says_each_thing_it_took_off_once_and_never_a_value() -> None:
    pasted = sort(
        f"“From Identity”: “{IDENTITY}”\u200b\nShared\u00a0Secret: “{SECRET[:9]}\n{SECRET[9:]}”\u200b"
    )
    assert pasted.cleaned == (
        "an invisible character",
        "an unusual space",
        "quotes",
        "the label From Identity",
        "the label Shared Secret",
        "a line break inside the Shared Secret",
    )
    assert pasted.values == Values(IDENTITY, SECRET)


def test_it_takes_a_loopback_suppliers_addresses_only_when_they_are_allowed() -> None:
    ours, theirs = "http://127.0.0.1:8001/g/punchout", f"http://127.0.0.1:8001/orders/{ORDER[-36:]}"
    assert sort(f"{theirs} {ours}", loopback=True).values == Values(punchout_url=ours, order_url=theirs)
    assert sort(f"{theirs} {ours}").values == Values()
    assert sort(PAGE, loopback=True).values == GOOD


def test_it_looks_at_the_first_twenty_thousand_characters_and_says_so() -> None:
    pasted = sort("word " * (LIMIT // 5) + IDENTITY)
    assert pasted.values == Values()
    assert "everything after 20,000 characters" in pasted.left_over


@pytest.mark.parametrize(
    "text", ["", " \n\t", "Your identity is a secret\nand the order url too", "\ud800<", "<" * 999]
)
def test_it_finds_nothing_where_there_is_nothing(text: str) -> None:
    assert sort(text).values == Values()


def test_it_hides_the_secret_when_printed() -> None:
    assert SECRET not in repr(sort(PAGE)) + repr(GOOD)


@pytest.mark.parametrize(
    ("typed", "value", "said"),
    [
        (SECRET, SECRET, ()),
        (f"  {SECRET}\t", SECRET, ("a space",)),
        (f"\u00a0{SECRET}\ufeff", SECRET, ("an invisible character", "an unusual space", "a space")),
        (f"{SECRET[:7]}\u00ad\u2066{SECRET[7:]}", SECRET, ("an invisible character",)),
        (f"Shared Secret: {SECRET}", SECRET, ("the label Shared Secret",)),
        (f'"From Identity" in cXML\n{IDENTITY}', IDENTITY, ("the label From Identity",)),
        (f"<SharedSecret>{SECRET}</SharedSecret>", SECRET, ("XML tags",)),
        (f"&quot;{SECRET}&quot;", SECRET, ("XML entities", "quotes")),
        (f"«{SECRET}»", SECRET, ("quotes",)),
        (f"<{PUNCHOUT}>", PUNCHOUT, ("brackets",)),
        (f"<{IDENTITY}>", IDENTITY, ("brackets",)),
        (f"{PUNCHOUT}.", PUNCHOUT, ("punctuation",)),
        (f"{ORDER[:40]}\r\n  {ORDER[40:]}", ORDER, ("a line break",)),
        (f"{ORDER[:40]} {ORDER[40:]}", ORDER, ("a space",)),
        (ORDER.replace("-", "\u2011"), ORDER, ("an unusual hyphen",)),
        ("Secret-Order-Url0123456789", "Secret-Order-Url0123456789", ()),
        ("https://a.example/?q=1&copy=2", "https://a.example/?q=1&copy=2", ()),
        ("Punchout URL:", "", ("the label PunchOut URL",)),
        ("", "", ()),
    ],
)
def test_it_cleans_one_field_and_says_what_it_took_off(typed: str, value: str, said: tuple[str, ...]) -> None:
    assert clean(typed) == (value, said)


identities = st.from_regex(r"([A-Za-zÄÉß][0-9]{0,3}[.'ü-]?){1,14}[A-Za-z][0-9]{10}", fullmatch=True)
secrets = st.from_regex(r"[A-Za-z0-9]{29}[A-Za-z]", fullmatch=True)
countries = st.sampled_from(sorted(AMAZON.marketplaces))
punchouts = st.builds(
    lambda country, path: f"https://{AMAZON.marketplaces[country].punchout_hosts[0]}{path}",
    countries,
    st.sampled_from(["/punchout", "/punchout/test", "/eprocurement/punchout", "/eprocurement/punchout/test"]),
)
orders = st.builds(
    lambda country, code: f"https://{AMAZON.marketplaces[country].order_hosts[0]}/{code}",
    countries,
    st.uuids(),
)
four_values = st.builds(Values, identities, secrets, punchouts, orders)

LABELS = {
    "from_identity": [
        "From Identity",
        '"From Identity" in cXML',
        "FROM IDENTITY",
        "from_identity",
        "fromIdentity",
    ],
    "shared_secret": ["Shared Secret", '"Shared Secret" in cXML', "SharedSecret", "shared-secret"],
    "punchout_url": ["Punchout URL", "PunchOut URL", "Punch-out URL (generic)", "punchout_url"],
    "order_url": [
        "Purchase Order Request URL",
        "PO URL",
        "Order URL",
        "orderUrl",
        "Purchase order\nrequest URL",
    ],
}
TAGS = {
    "from_identity": "Identity",
    "shared_secret": "SharedSecret",
    "punchout_url": "URL",
    "order_url": "URL",
}
PROSE = [
    "",
    "Here is what you asked for:",
    "1. Copy this",
    "See https://help.example.org/punchout for more",
    "---",
]
AROUND = [
    ("", ""),
    (" ", "  "),
    ('"', '"'),
    ("'", "'"),
    ("“", "”"),
    ("«", "»"),
    ("\u00a0", "\u00a0"),
    ("(", ")"),
    ("<", ">"),
]
INVISIBLE = ["\u200b", "\ufeff", "\u00ad", "\u200e", "\u2060", "\u202e"]


@st.composite
def broken(draw: st.DrawFn, value: str, breaks: list[str]) -> str:
    """The value with something in the middle of it."""
    place = draw(st.integers(1, len(value) - 1))
    return value[:place] + draw(st.sampled_from(breaks)) + value[place:]


@st.composite
def dressed(draw: st.DrawFn, name: str, value: str) -> str:
    """One value as people copy it: under a label or in an element, in quotes, broken, with invisibles."""
    for breaks in (INVISIBLE, ["", "\n", "\r\n", "\n  "]):
        value = draw(broken(value, breaks)) if draw(st.booleans()) else value
    before, after = draw(st.sampled_from(AROUND))
    if draw(st.booleans()):
        return f"<{TAGS[name]}>{value}</{TAGS[name]}>"
    between = draw(st.sampled_from([": ", ":\n", "\n", "\t", " = ", "\u00a0: ", " - "]))
    return draw(st.sampled_from(LABELS[name])) + between + before + value + after


@st.composite
def copied(draw: st.DrawFn, values: Values) -> str:
    """All four in any order, with prose between them, now and then quoted as in a mail."""
    lines = [draw(dressed(name, values[name])) for name in draw(st.permutations(FIELDS))]
    text = "\n\n".join(f"{draw(st.sampled_from(PROSE))}\n\n{line}" for line in lines)
    return "\n".join(f"> {line}" for line in text.splitlines()) if draw(st.booleans()) else text


@settings(max_examples=300, deadline=None)
@given(st.data(), four_values)
def test_any_order_and_dress_of_four_valid_values_is_sorted_right(
    data: st.DataObject, values: Values
) -> None:
    text = data.draw(copied(values))
    assert sort(text).values == values


@settings(max_examples=150, deadline=None)
@given(st.data(), four_values)
def test_shapes_alone_are_enough_in_any_order(data: st.DataObject, values: Values) -> None:
    parts = [values[name] for name in data.draw(st.permutations(FIELDS))]
    between = data.draw(
        st.sampled_from(["\n", "\n\n", " ", "\t", ", ", "; ", " | ", "\u00a0", "\u2028", "<br>"])
    )
    assert sort(between.join(parts)).values == values


@settings(max_examples=150, deadline=None)
@given(st.data(), four_values, st.sampled_from(FIELDS))
def test_one_value_may_be_broken_even_without_labels(data: st.DataObject, values: Values, name: str) -> None:
    parts = {each: values[each] for each in data.draw(st.permutations(FIELDS))}
    parts[name] = data.draw(broken(parts[name], ["\n"]))
    # A line of its own that ends in a full stop reads as the end of a sentence.
    assume(name in ("punchout_url", "order_url") or not re.search(r"[.']\n", parts[name]))
    assert sort("\n\n".join(parts.values())).values == values


@settings(max_examples=150, deadline=None)
@given(st.data(), four_values)
def test_labels_above_the_wrong_values_do_not_mislead(data: st.DataObject, values: Values) -> None:
    titles = data.draw(st.permutations(FIELDS))
    lines = [f"{LABELS[title][0]}: {values[name]}" for title, name in zip(titles, FIELDS, strict=True)]
    assert sort("\n".join(lines)).values == values


@settings(max_examples=200, deadline=None)
@given(four_values, st.sampled_from(FIELDS), st.data())
def test_any_dress_of_one_value_is_cleaned_off(values: Values, name: str, data: st.DataObject) -> None:
    assert clean(data.draw(dressed(name, values[name])))[0] == values[name]


anything = st.text() | st.binary().map(lambda some: some.decode("latin-1"))
scraps = st.lists(
    anything
    | st.sampled_from([*LABELS["order_url"], "<Identity>", "&#x0;", "https://", "://[", *GOOD.__slots__])
)


@settings(max_examples=300, deadline=None)
@given(scraps.map("".join))
def test_no_input_makes_it_fail_or_say_a_value(text: str) -> None:
    pasted = sort(text, loopback=True)
    value, said = clean(text)
    assert value == "".join(value.split())
    assert all(
        phrase[0].isalnum() and len(phrase) < 80 for phrase in (*pasted.cleaned, *pasted.left_over, *said)
    )


def test_every_order_of_four_bare_lines_is_sorted_right() -> None:
    for order in permutations((IDENTITY, SECRET, PUNCHOUT, ORDER)):
        assert sort("\n".join(order)).values == GOOD
