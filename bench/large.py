"""A large cart on its way: taken, shown, ordered, sent, printed; against bare lxml reading the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bench.carts import by_paths
from bench.ground import Ground, checked, cpu_ms, ground
from bench.table import Ratio, Table
from tests.procurement.clinic import FORM, Clinic, cart_document, line, posted
from wizard.cxml.cart import CartLine
from wizard.models import CREATE_PURCHASE_ORDER
from wizard.procurement.sending import send

COLUMNS = ("what", "lines", "to bare lxml", "CPU ms", "bytes")


def tables(long: bool = False) -> Iterator[Table]:
    yield buying((100, 10_000))


def buying(sizes: Sequence[int]) -> Table:
    rows = [row for size in sizes for row in _bought(size)]
    in_order = sorted(rows, key=lambda row: [one[0] for one in rows].index(row[0]))
    return Table("A cart on its way from the shop to paper", COLUMNS, in_order)


def _bought(lines: int) -> Iterator[tuple[str, int, Ratio, float, int]]:
    with ground() as here:
        clinic = Clinic(here.settings, here.database, here.outside, here.supplier, here.clock)
        visit = clinic.visits()
        document = cart_document(visit.cookie, [_line(number) for number in range(1, lines + 1)])
        bare = cpu_ms(lambda: by_paths(document))
        for what, act in _acts(here, clinic, f"/punchout/return/{visit.token}", posted(document)):
            sizes: list[int] = []
            spent = cpu_ms(lambda act=act, sizes=sizes: sizes.append(act()))  # type: ignore[misc]
            yield what, lines, Ratio(spent, bare), spent, sizes[0]
        clinic.close()


def _line(number: int) -> CartLine:
    return line(number, auxiliary=f"1,{number}", manufacturer="", extrinsics=(), classification="1")


def _acts(
    here: Ground, clinic: Clinic, way_back: str, body: bytes
) -> Iterator[tuple[str, Callable[[], int]]]:
    """What is done, and how many bytes each comes to; each is done before the next is asked for."""
    paula = here.signs_in("paula@northwind.example", "Northwind Clinics", [CREATE_PURCHASE_ORDER])

    def shows(address: str) -> Callable[[], int]:
        return lambda: len(checked(paula.get(address), 200).get_data())

    def takes() -> int:
        checked(here.app.test_client().post(way_back, data=body, content_type=FORM), 303)
        return len(body)

    def orders() -> int:
        [order] = clinic.confirms(*clinic.drafts())
        return len(order.sealed_document)

    def sends() -> int:
        send(clinic.hands, 1)
        return len(here.supplier.received[-1][1])

    yield "taken", takes
    yield "requisition shown", shows("/requisitions/1")
    yield "its last lines", shows("/requisitions/1?lines=9999")
    yield "ordered", orders
    yield "sent", sends
    yield "order shown", shows("/orders/1")
    yield "order to print", shows("/orders/1/print")
    yield "order as PDF", shows("/orders/1.pdf")
