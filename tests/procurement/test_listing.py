"""Lists of requisitions and orders: narrowed, searched, sorted, leafed through."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.administrator import Person
from tests.procurement.clinic import Clinic, line
from wizard.models import ACTIVE, User
from wizard.procurement import approval
from wizard.procurement.listing import COUNTED, ORDERS, REQUISITIONS, Found, found
from wizard.procurement.wanted import SORTS, Wanted, wanted_of

SignsIn = Callable[[User], Person]
GLOVES, JAPANESE, LAMP, CHAIR = 0, 1, 2, 3


@pytest.fixture
def bought(clinic: Clinic) -> list[int]:
    """Four purchases on four days; the last two became orders, the chair for real."""
    rows = [clinic.shops(line(part="B0GLOVE001", description="Nitrile gloves, powder free", price="12.50"))]
    clinic.clock.forward(days=1)
    rows.append(
        clinic.shops(
            line(description="ニトリル手袋 100枚入り", price="5", manufacturer="Acme"), person=clinic.paul
        )
    )
    for words, price, mode in (("Desk lamp", "45", clinic.setup.mode), ("Glove-soft chair", "45", ACTIVE)):
        clinic.clock.forward(days=1)
        clinic.setup.mode = mode
        rows.append(clinic.shops(line(description=words, price=price, manufacturer="Acme")))
        approval.confirm(clinic.session, clinic.ordering, rows[-1], clinic.rita)
    clinic.session.commit()
    return [row.id for row in rows]


def asks(
    clinic: Clinic, shelf: Any = REQUISITIONS, after: int = 0, size: int = 50, **typed: str
) -> Found[Any]:
    wanted, wrong = wanted_of(typed, shelf.statuses)
    assert not wrong
    return found(clinic.session, shelf, clinic.organisation.id, wanted, after, size=size)


def test_each_filter_leaves_what_fits_newest_first(clinic: Clinic, bought: list[int]) -> None:
    cases: list[tuple[dict[str, str], list[int]]] = [
        ({}, [CHAIR, LAMP, JAPANESE, GLOVES]),
        ({"status": "draft"}, [JAPANESE, GLOVES]),
        ({"mode": "active"}, [CHAIR]),
        ({"who": str(clinic.paul.id)}, [JAPANESE]),
        ({"since": "2026-03-03", "until": "2026-03-04"}, [LAMP, JAPANESE]),
        ({"until": "2026-03-02"}, [GLOVES]),
        ({"since": "2026-03-04", "until": "2026-03-03"}, []),
        ({"q": "glove"}, [CHAIR, GLOVES]),
        ({"q": "GLOVES nitr"}, [GLOVES]),
        ({"q": "b0glove"}, [GLOVES]),
        ({"q": "手袋"}, [JAPANESE]),
        ({"q": "袋"}, [JAPANESE]),
        ({"q": "love"}, []),
        ({"q": "…"}, []),
        ({"q": "glove", "mode": "active"}, [CHAIR]),
        ({"sort": "oldest"}, [GLOVES, JAPANESE, LAMP, CHAIR]),
        ({"sort": "largest"}, [CHAIR, LAMP, GLOVES, JAPANESE]),
        ({"sort": "smallest", "q": "acme"}, [JAPANESE, LAMP, CHAIR]),
    ]
    for typed, expected in cases:
        page = asks(clinic, **typed)
        assert [row.id for row in page.rows] == [bought[at] for at in expected], typed
        assert page.count == len(expected), typed


def test_orders_are_found_by_the_same_words_and_by_their_number(clinic: Clinic, bought: list[int]) -> None:
    chair, lamp = asks(clinic, ORDERS).rows
    assert (chair.total, chair.requester_id) == (Decimal(90), clinic.rita.id)
    for text, expected in (
        (chair.order_id.lower(), [chair]),
        (f"PO-{lamp.requisition_id}", [lamp]),
        (lamp.order_id.split("-")[2][:4], [lamp]),
        (str(lamp.requisition_id), [lamp]),
        ("desk la", [lamp]),
        ("nitrile", []),
    ):
        assert list(asks(clinic, ORDERS, q=text).rows) == expected, text
    assert [row.id for row in asks(clinic, q=lamp.order_id).rows] == [lamp.requisition_id]


def test_every_row_is_met_once_page_by_page(clinic: Clinic, bought: list[int]) -> None:
    for sort in SORTS:
        whole = [row.id for row in asks(clinic, sort=sort).rows]
        after, met = 0, []
        for _ in whole:
            page = asks(clinic, sort=sort, size=1, after=after)
            met += [row.id for row in page.rows]
            after = page.following
        assert (met, after) == (whole, 0), sort


def test_a_place_that_is_not_ours_starts_at_the_top(clinic: Clinic, bought: list[int]) -> None:
    assert len(asks(clinic, after=99_999).rows) == 4


def test_more_than_are_counted_is_said_so() -> None:
    assert Found([], 0, 3).counted == "3"
    assert Found([], 0, COUNTED + 1).counted == "More than 1,000"


def test_what_cannot_be_asked_for_is_named_and_left_out() -> None:
    typed = {"status": "lost", "mode": "real", "since": "31/3/2026", "who": "x", "sort": "best"}
    wanted, wrong = wanted_of(typed, REQUISITIONS.statuses)
    assert wanted == Wanted()
    assert [sentence.split(":")[0] for sentence in wrong] == [
        "There is no state “lost”",
        "There is no mode “real”",
        "“31/3/2026” is not a day. Write year, month and day, like 2026-03-31.",
        "There is no order of the list “best”",
    ]


def test_nothing_found_says_what_to_give_up(clinic: Clinic, signs_in: SignsIn, bought: list[int]) -> None:
    page = signs_in(clinic.rita).get("/requisitions/?q=unicorn&status=draft&sort=oldest")
    assert "No requisitions fit what you ask for" in page.words
    assert page.tree is not None
    links = {link.text: link.get("href") for link in page.tree.xpath("//main//li/a")}
    assert links == {
        "Without the search “unicorn”": "/requisitions/?status=draft&sort=oldest",
        "Without the state “Draft”": "/requisitions/?q=unicorn&sort=oldest",
        "Show all": "/requisitions/",
    }


def test_what_is_asked_for_stays_in_the_form_and_in_the_way_to_more(
    clinic: Clinic, signs_in: SignsIn, bought: list[int]
) -> None:
    rita = signs_in(clinic.rita)
    address = f"/requisitions/?q=glove&who={clinic.rita.id}&since=2026-03-01&sort=oldest"
    page = rita.get(address)
    fields = page.fields("//form[@role='search']")
    assert fields == {
        "q": "glove", "status": "", "mode": "", "who": str(clinic.rita.id),
        "since": "2026-03-01", "until": "", "sort": "oldest",
    }  # fmt: skip
    assert "2 requisitions that fit, oldest first" in page.words
    behind = rita.get(f"{address}&after={bought[GLOVES]}")
    assert behind.tree is not None
    assert behind.tree.xpath("//a[@rel='first']/@href") == [
        address.replace("/requisitions/?", "/requisitions/?")
    ]
    assert "Nitrile" not in behind.words
    assert f"/requisitions/{bought[CHAIR]}" in behind.text


def test_a_wrong_filter_is_told_and_the_others_hold(
    clinic: Clinic, signs_in: SignsIn, bought: list[int]
) -> None:
    page = signs_in(clinic.rita).get("/orders/?status=lost&q=lamp")
    assert "There is no state “lost”" in page.words
    assert "1 order that fits" in page.words


def test_another_organisation_finds_nothing_of_ours(
    clinic: Clinic, signs_in: SignsIn, bought: list[int]
) -> None:
    ned = signs_in(clinic.neighbour())
    for address in ("/requisitions/?q=glove", "/orders/?q=lamp", f"/orders/?who={clinic.rita.id}"):
        page = ned.get(address)
        assert "fit what you ask for" in page.words, address
        assert "Rita" not in page.words
