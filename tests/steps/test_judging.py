"""What is wrong with four credentials, from the text alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.failures import FAILURES
from wizard.profiles import supplier_profile
from wizard.steps.judging import Doubt, group_resembles, judge, unswap
from wizard.steps.pasting import FIELDS, Values

AMAZON = supplier_profile("amazon_business")
IDENTITY = "NorthwindClinics0123456789"
SECRET = "Ab3dEf6hIj9lMn2pQr5tUv8xYz1B4c"
PUNCHOUT = "https://abintegrations.amazon.com/punchout/test"
CODE = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
ORDER = f"https://https-ats.amazonsedi.com/{CODE}"
GOOD = Values(IDENTITY, SECRET, PUNCHOUT, ORDER)
OTHER_ORDERS = [
    pytest.param(order, id="".join(map(str, order))) for order in list(permutations(range(4)))[1:]
]


def doubts(values: Values, marketplace: str = "amazon.com", *, loopback: bool = False) -> tuple[Doubt, ...]:
    return judge(values, AMAZON, marketplace, loopback=loopback)


def codes(
    values: Values, marketplace: str = "amazon.com", *, loopback: bool = False
) -> list[tuple[str, str]]:
    found = doubts(values, marketplace, loopback=loopback)
    return [(doubt.field, doubt.code.removeprefix("credentials.")) for doubt in found]


def arranged(order: tuple[int, ...], values: Values = GOOD) -> Values:
    return Values(*(values[FIELDS[place]] for place in order))


@pytest.mark.parametrize(
    ("marketplace", "punchout", "order"),
    [(name, punchout, order) for name, place in AMAZON.marketplaces.items()
     for punchout in place.punchout_hosts for order in place.order_hosts],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/punchout", "/punchout/test", "/eprocurement/punchout"])
def test_it_has_no_doubt_about_the_values_of_any_country(
    marketplace: str, punchout: str, order: str, path: str
) -> None:
    values = Values(IDENTITY, SECRET, f"https://{punchout}{path}", f"https://{order}/{CODE.upper()}")
    assert codes(values, marketplace) == []


@pytest.mark.parametrize("name", FIELDS)
def test_it_names_the_value_that_is_missing(name: str) -> None:
    assert codes(replace(GOOD, **{name: ""})) == [(name, "missing")]


def test_it_names_every_value_when_all_are_missing() -> None:
    assert codes(Values()) == [(name, "missing") for name in FIELDS]


@pytest.mark.parametrize("order", OTHER_ORDERS)
def test_it_notices_every_order_but_the_right_one_and_puts_it_right(order: tuple[int, ...]) -> None:
    given_ = arranged(order)
    assert [code for _, code in codes(given_)] == ["swapped"]
    assert unswap(given_, AMAZON, loopback=False) == GOOD


def test_it_has_nothing_to_swap_when_all_is_right() -> None:
    assert unswap(GOOD, AMAZON, loopback=False) is None


def test_it_says_which_boxes_are_swapped() -> None:
    (doubt,) = doubts(arranged((1, 0, 2, 3)))
    assert doubt == Doubt(
        "credentials.swapped", "from_identity", {"boxes": "From Identity and Shared Secret"}
    )


def test_it_offers_no_swap_when_two_would_do() -> None:
    one, other = "A" * 20 + "0123456789", "B" * 20 + "0123456789"
    assert unswap(Values(PUNCHOUT, ORDER, one, other), AMAZON, loopback=False) is None
    settled = Values(one, other, ORDER, PUNCHOUT)
    assert unswap(settled, AMAZON, loopback=False) == Values(one, other, PUNCHOUT, ORDER)


def test_it_notices_a_swap_beside_an_unusual_secret_and_moves_only_what_fits() -> None:
    odd = replace(arranged((0, 1, 3, 2)), shared_secret="short")
    assert unswap(odd, AMAZON, loopback=False) == replace(GOOD, shared_secret="short")
    assert codes(odd) == [("shared_secret", "secret_unknown_shape"), ("punchout_url", "swapped")]
    shop = Values(IDENTITY, SECRET, "https://www.amazon.com/business", PUNCHOUT)
    assert codes(shop) == [
        ("punchout_url", "punchout_url_unknown_shape"),
        ("order_url", "order_url_is_generic"),
    ]


def test_it_says_what_is_missing_once_a_value_is_in_its_own_box() -> None:
    found = codes(Values(IDENTITY, SECRET, ORDER, ""))
    assert found == [("punchout_url", "missing"), ("order_url", "swapped")]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        (PUNCHOUT, "order_url_is_generic"),
        ("https://www.amazon.de/eprocurement/punchout", "order_url_is_generic"),
        (ORDER.replace("https://", "http://"), "not_https"),
        (ORDER.removeprefix("https://"), "not_https"),
        ("ftp://https-ats.amazonsedi.com/" + CODE, "not_https"),
        ("javascript://https-ats.amazonsedi.com/" + CODE, "not_https"),
        (f"http://127.0.0.1:8001/orders/{CODE}", "not_https"),
        (f"https://127.0.0.1/orders/{CODE}", "host_not_allowed"),
        (f"https://orders.example/{CODE}", "host_not_allowed"),
        (f"https://https-ats.amazonsedi.com.example/{CODE}", "host_not_allowed"),
        (f"https://https-ats.amazonsedi.com@evil.example/{CODE}", "host_not_allowed"),
        (f"https://me@https-ats.amazonsedi.com/{CODE}", "host_not_allowed"),
        (f"https://https-ats.amazonsedi.com:8443/{CODE}", "host_not_allowed"),
        (f"https://https-ats.amazonsedi.com\\@evil.example/{CODE}", "host_not_allowed"),
        ("https://[::1/" + CODE, "host_not_allowed"),
        (ORDER[:-1], "order_url_unknown_shape"),
        (ORDER + "/extra", "order_url_unknown_shape"),
        (ORDER + "?group=1", "order_url_unknown_shape"),
        (f"https://www.amazon.com/{CODE}", "order_url_unknown_shape"),
        ("https://https-ats.amazonsedi.com/", "order_url_unknown_shape"),
        ("see the mail", "order_url_unknown_shape"),
        (f"https://https-eu-ats.amazonsedi.com/{CODE}", "marketplace_mismatch"),
    ],
)
def test_it_names_what_is_wrong_with_the_order_address(url: str, code: str) -> None:
    assert codes(replace(GOOD, order_url=url)) == [("order_url", code)]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://abintegrations.amazon.com/punchout", "not_https"),
        ("https://abintegrations.amazon.example/punchout", "host_not_allowed"),
        ("https://abintegrations.amazon.com:80/punchout", "host_not_allowed"),
        ("https://www.amazon.com/business", "punchout_url_unknown_shape"),
        ("https://abintegrations.amazon.com/punchout/test/", "punchout_url_unknown_shape"),
        ("https://abintegrations.amazon.com/PunchOut", "punchout_url_unknown_shape"),
        (ORDER, "punchout_url_unknown_shape"),
        ("punchout", "punchout_url_unknown_shape"),
        ("https://abintegrations.amazon.de/punchout", "marketplace_mismatch"),
        ("https://www.amazon.co.uk/eprocurement/punchout/test", "marketplace_mismatch"),
    ],
)
def test_it_names_what_is_wrong_with_the_punchout_address(url: str, code: str) -> None:
    assert codes(replace(GOOD, punchout_url=url)) == [("punchout_url", code)]


def test_it_knows_that_one_order_host_serves_every_european_shop() -> None:
    european = Values(
        IDENTITY,
        SECRET,
        "https://abintegrations.amazon.it/punchout",
        f"https://https-eu-ats.amazonsedi.com/{CODE}",
    )
    assert codes(european, "amazon.it") == []
    assert codes(european, "amazon.fr") == [("punchout_url", "marketplace_mismatch")]


@pytest.mark.parametrize(
    "identity", ["Northwind", "Northwind Clinics0123456789", "0123456789", "Northwind012345678"]
)
def test_it_warns_of_an_identity_of_another_shape(identity: str) -> None:
    assert codes(replace(GOOD, from_identity=identity)) == [("from_identity", "identity_unknown_shape")]


@pytest.mark.parametrize("secret", [SECRET[:-1], SECRET + "x", SECRET[:-1] + "!", SECRET[:-1] + "é"])
def test_it_warns_of_a_secret_of_another_shape(secret: str) -> None:
    assert codes(replace(GOOD, shared_secret=secret)) == [("shared_secret", "secret_unknown_shape")]


LOCAL = Values(
    IDENTITY, SECRET, "http://127.0.0.1:8001/punchout/test", f"http://127.0.0.1:8001/orders/{CODE}"
)


@pytest.mark.parametrize("marketplace", ["amazon.com", "amazon.de", "another.example"])
@pytest.mark.parametrize(
    "prefix", ["http://127.0.0.1:8001", "http://127.0.0.1:59999/a/b", "https://127.0.0.1:8443"]
)
def test_it_allows_a_supplier_on_this_machine_when_told_to(marketplace: str, prefix: str) -> None:
    values = Values(IDENTITY, SECRET, f"{prefix}/punchout", f"{prefix}/orders/{CODE}")
    assert codes(values, marketplace, loopback=True) == []


def test_it_refuses_a_supplier_on_this_machine_otherwise() -> None:
    assert codes(LOCAL) == [("punchout_url", "not_https"), ("order_url", "not_https")]


@pytest.mark.parametrize("order", OTHER_ORDERS)
def test_it_notices_swaps_of_a_supplier_on_this_machine_too(order: tuple[int, ...]) -> None:
    assert unswap(arranged(order, LOCAL), AMAZON, loopback=True) == LOCAL


def test_it_names_what_is_wrong_with_addresses_on_this_machine() -> None:
    wrong = replace(LOCAL, punchout_url="http://127.0.0.1:8001/", order_url=LOCAL.punchout_url)
    assert codes(replace(wrong, punchout_url=LOCAL.punchout_url), loopback=True) == [
        ("order_url", "order_url_is_generic")
    ]
    assert codes(replace(LOCAL, punchout_url="http://127.0.0.1:8001/shop"), loopback=True) == [
        ("punchout_url", "punchout_url_unknown_shape")
    ]
    assert codes(replace(LOCAL, order_url="http://127.0.0.1:8001/orders/7"), loopback=True) == [
        ("order_url", "order_url_unknown_shape")
    ]
    assert codes(replace(LOCAL, order_url=f"http://127.0.0.2/orders/{CODE}"), loopback=True) == [
        ("order_url", "not_https")
    ]


def test_it_judges_real_addresses_by_the_profile_even_when_local_ones_are_allowed() -> None:
    assert codes(GOOD, loopback=True) == []
    assert codes(GOOD, "amazon.de", loopback=True) == [
        ("punchout_url", "marketplace_mismatch"),
        ("order_url", "marketplace_mismatch"),
    ]


@pytest.mark.parametrize(
    ("identity", "group", "resembles"),
    [
        ("NorthwindClinics0123456789", "Northwind Clinics", True),
        ("northwind-clinics.0123456789", "NORTHWIND  Clinics", True),
        ("NorthwindClinics0123456789", "Northwind Clinics Leeds", True),
        ("NorthwindClinicsYork0123456789", "Northwind Clinics Leeds", False),
        ("NorthwindClinicsLeeds0123456789", "Northwind Clinics", False),
        ("Clinique0123456789", "Clïniqué", True),
        ("Mueller0123456789", "Müller", True),
        ("Mller0123456789", "Müller", True),
        ("Station240123456789", "Station 24", True),
        ("Station250123456789", "Station 24", False),
        ("IT0123456789", "IT", True),
        ("IT0123456789", "Italy", False),
        ("Tokyo0123456789", "東京クリニック", True),
        ("Acme0123456789", "Northwind", False),
        ("", "Northwind", True),
    ],
)
def test_it_compares_the_identitys_name_with_the_groups(identity: str, group: str, resembles: bool) -> None:
    assert group_resembles(identity, group) is resembles


words = st.text() | st.sampled_from(
    [*(GOOD[name] for name in FIELDS), "https://[", "https://a:b:c", "http://127.0.0.1:99999"]
)
any_values = st.builds(Values, words, words, words, words)


@given(any_values, st.booleans())
def test_no_input_makes_it_fail_and_each_field_gets_one_doubt(values: Values, loopback: bool) -> None:
    found = doubts(values, loopback=loopback)
    assert len({doubt.field for doubt in found}) == len(found)
    assert all(doubt.code in FAILURES and doubt.field in FIELDS for doubt in found)


@given(any_values)
def test_a_sentence_can_be_made_of_every_doubt_and_holds_no_typed_value(values: Values) -> None:
    for doubt in doubts(values):
        row = FAILURES[doubt.code]
        assert "{" not in (row.failed + row.fix).format(**doubt.facts)
        assert all(
            typed not in doubt.facts.values() for typed in filter(None, (values[name] for name in FIELDS))
        )


@given(any_values)
def test_a_swap_only_moves_values_and_leaves_nothing_more_to_swap(values: Values) -> None:
    better = unswap(values, AMAZON, loopback=False)
    if better:
        assert sorted(better[name] for name in FIELDS) == sorted(values[name] for name in FIELDS)
        assert unswap(better, AMAZON, loopback=False) is None
