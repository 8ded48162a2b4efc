"""Requisitions and orders on paper: printed by the browser, and as PDF."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from tests.administrator import Page, Person
from tests.procurement.clinic import ELSEWHERE, Clinic, line
from wizard.models import User
from wizard.paper.document import Line, Paper
from wizard.paper.fonts import EAST_ASIAN, MAIN, fonts_for
from wizard.paper.pdf import write_pdf

SignsIn = Callable[[User], Person]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NO_MORE_FONTS: tuple[Path, ...] = ()


def pages_of(data: bytes) -> list[str]:
    """The words of each page, as a reader would copy them."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def opened(page: Page) -> list[str]:
    assert (page.status, page.response.mimetype) == (200, "application/pdf"), page.words
    return pages_of(page.response.get_data())


def paper(*items: str) -> Paper:
    lines = [
        Line(str(at), item, "B0TEST", "2 EA", "12.50 USD", "25.00 USD") for at, item in enumerate(items, 1)
    ]
    sums = [("Sum of the lines", "25.00 USD")]
    return Paper(
        "Purchase order PO-1", "Northwind", "Northwind", [], [], lines, sums, whole_at="http://x.example/1"
    )


def written(*items: str) -> list[str]:
    return pages_of(write_pdf(paper(*items), NOW, NO_MORE_FONTS))


def test_an_order_as_pdf_has_what_the_page_to_print_has(clinic: Clinic, signs_in: SignsIn) -> None:
    clinic.setup.alternative_shipping_address = True
    order = clinic.orders(line(description="ニトリル手袋 Перчатки ğış"), ship_to=ELSEWHERE)
    rita = signs_in(clinic.rita)
    printed = rita.get(f"/orders/{order.id}/print").words
    [words] = opened(rita.get(f"/orders/{order.id}.pdf"))
    for said in (
        f"Purchase order {order.order_id}",
        "Test: nothing is charged or delivered",
        "Amazon Shipping Address",
        "9 Fair Way",
        "Portland, OR 97201",
        "Bill to",
        "1420 Harbor Avenue SW",
        "ニトリル手袋 Перчатки ğış",
        "12.50 USD",
        "Sum of the lines",
    ):
        assert said in printed, said
        assert said in words, said
    assert "Page 1 of 1" in words


def test_a_requisition_on_paper_says_who_decided(clinic: Clinic, signs_in: SignsIn) -> None:
    boss = clinic.approver()
    row = clinic.shops()
    rita, ada = signs_in(clinic.rita), signs_in(boss)
    rita.post(f"/requisitions/{row.id}", {"action": "confirm"})
    ada.post(f"/requisitions/{row.id}", {"action": "reject", "reason": "Over budget"})
    printed = rita.get(f"/requisitions/{row.id}/print")
    said = "Ada Approver rejected it, 2 March 2026, 09:00 UTC. Reason: Over budget"
    assert said in printed.words
    assert "Deliver to, bill to" in printed.words
    [words] = opened(rita.get(f"/requisitions/{row.id}.pdf"))
    assert said in words
    assert f"Requisition {row.id} Northwind Clinics · Rejected" in words


@pytest.mark.parametrize("kind", ["orders", "requisitions"])
def test_another_organisation_gets_no_paper(clinic: Clinic, signs_in: SignsIn, kind: str) -> None:
    order, ned = clinic.orders(), signs_in(clinic.neighbour())
    number = order.id if kind == "orders" else order.requisition_id
    assert ned.get(f"/{kind}/{number}/print").status == 404
    assert ned.get(f"/{kind}/{number}.pdf").status == 404


def test_many_lines_go_on_over_pages_under_the_same_head() -> None:
    pages = written(*(f"Gloves of kind {at}" for at in range(1, 121)))
    assert len(pages) > 2
    for at, words in enumerate(pages, 1):
        assert "Item Quantity Price Sum" in words
        assert f"Page {at} of {len(pages)}" in words
    together = " ".join(pages)
    assert all(f"Gloves of kind {at} 2 EA" in together for at in range(1, 121))


def test_long_texts_lose_nothing() -> None:
    words = [f"word{at}" for at in range(1_500)]
    pages = written(" ".join(words), "x" * 300, "手袋" * 150)
    together = " ".join(pages)
    assert len(pages) > 2
    assert all(word in together for word in words)
    assert "".join(together.split()).count("x") >= 300
    assert "".join(together.split()).count("手袋") >= 145


def test_what_no_font_has_is_named_and_never_dropped() -> None:
    [words] = written("Thai ถุง \N{GLOVES}")
    assert "Thai □□□ □" in words
    assert "no font has U+0E07 thai character ngo ngu" in words
    assert "U+1F9E4 gloves" in words
    assert "The whole text is at http://x.example/1." in words


def test_nothing_is_said_where_everything_can_be_shown() -> None:
    [words] = written("Größe “XL” – Łódź, Київ, Αθήνα, 東京, 서울\N{ZERO WIDTH SPACE}")
    assert "Größe “XL” – Łódź, Київ, Αθήνα, 東京, 서울" in words
    assert "Not everything" not in words


def test_fonts_are_taken_only_as_far_as_they_are_needed(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font at all")
    assert fonts_for(["Gloves"], [tmp_path]).fonts == [MAIN]
    assert fonts_for(["手袋"], [tmp_path]).fonts == [MAIN, EAST_ASIAN]
    thai = fonts_for(["ถ"], [tmp_path, tmp_path / "nowhere"])
    assert (thai.fonts, thai.missing) == ([MAIN, EAST_ASIAN], {"ถ"})


def test_a_figure_too_wide_for_its_column_is_made_smaller_not_cut() -> None:
    wide = "99,999,999,999.9999 USD"
    lines = [Line("1", "Gloves", "", "99,999,999,999 EA", wide, wide)]
    data = write_pdf(Paper("P", "L", "O", [], [], lines, []), NOW, NO_MORE_FONTS)
    assert pages_of(data)[0].count(wide) == 2
