"""A small organisation that shops: who works there, what they choose, and what comes back from the shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import quote_plus

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.fakes import FixedClock, ScriptedSupplier
from wizard.cxml.address import Address
from wizard.cxml.cart import Cart, CartLine, write_order_message
from wizard.cxml.envelope import Credential, new_stamp, open_envelope
from wizard.cxml.money import Money
from wizard.cxml.setup import read_setup_request
from wizard.models import (
    APPROVE,
    CONFIGURATION,
    CREATE_PURCHASE_ORDER,
    CREATE_REQUISITION,
    HeldRole,
    Location,
    Organisation,
    PurchaseOrder,
    Requisition,
    Setup,
    User,
)
from wizard.models.database import Database
from wizard.outside import Outside
from wizard.procurement import approval
from wizard.procurement.arrival import Arrival, take_cart
from wizard.procurement.orders import Ordering
from wizard.procurement.sending import Hands
from wizard.procurement.shopping import start_shopping
from wizard.sealing import Sealer
from wizard.settings import Settings

SECRET = "Sh4redSecretOfNorthwind30chars"
FORM = "application/x-www-form-urlencoded"
ELSEWHERE = Address(
    name="Rita at the fair",
    street=("9 Fair Way",),
    city="Portland",
    state="OR",
    postal_code="97201",
    country="US",
    country_name="United States",
)


@dataclass(frozen=True)
class Visit:
    """What the shop knows of a visit: where to send the cart, and the cookie that belongs to it."""

    token: str
    cookie: str


def line(number: int = 1, price: str = "12.50", quantity: str = "2", **facts: object) -> CartLine:
    chosen = CartLine(
        number=number,
        part=f"B00TEST{number:04d}",
        auxiliary=f"133-1234567-1234567,{number}",
        description=f"Gloves {number}",
        quantity=Decimal(quantity),
        unit_price=Money(Decimal(price), "USD"),
        classification="42132203",
        manufacturer="Gloves Ltd",
        extrinsics=(("soldBy", "Gloves Ltd"),),
    )
    return replace(chosen, **facts)  # type: ignore[arg-type]


def cart_document(
    cookie: str, lines: Sequence[CartLine] = (), ship_to: Address | None = None, **facts: object
) -> bytes:
    chosen = tuple(lines) or (line(),)
    cart = Cart(
        buyer_cookie=cookie,
        operation_allowed="create",
        total=Money(sum((one.total for one in chosen), Decimal(0)), chosen[0].unit_price.currency),
        shipping=None,
        shipping_description="",
        tax=None,
        tax_description="",
        ship_to=ship_to,
        lines=chosen,
    )
    amazon = (Credential("DUNS", "128990368"), Credential("NetworkId", "Amazon"))
    return write_order_message(
        replace(cart, **facts),  # type: ignore[arg-type]
        supplier=amazon,
        buyer=Credential("NetworkId", "Northwind1234567890"),
        mode="test",
        stamp=new_stamp("amazon.com", FixedClock().now()),
    )


def posted(document: bytes) -> bytes:
    return f"cxml-urlencoded={quote_plus(document)}".encode()


class Clinic:
    """Northwind Clinics, with one session for whoever acts in the test."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        outside: Outside,
        supplier: ScriptedSupplier,
        clock: FixedClock,
    ) -> None:
        self.settings, self.database, self.outside, self.clock = settings, database, outside, clock
        self.supplier = supplier
        self.sealer = Sealer(settings.sealing_keys)
        self.session: Session = database.session()
        self.organisation = Organisation(name="Northwind Clinics", created=clock.now())
        self.session.add(self.organisation)
        self.session.flush()
        self.rita = self.employs("Rita Requester", CREATE_REQUISITION)
        self.paul = self.employs("Paul Purchaser", CREATE_PURCHASE_ORDER)
        self.location = self.opens("Seattle clinic")
        self.setup = self.connects()
        self.session.commit()

    def close(self) -> None:
        self.session.close()

    def orders_at(self, address: str) -> None:
        self.setup.order_url = f"{address}/orders/5d4e4a4e-0000-4000-8000-000000000001"
        self.session.commit()

    @property
    def ordering(self) -> Ordering:
        return Ordering(self.settings, self.sealer, self.outside)

    @property
    def hands(self) -> Hands:
        return Hands(self.settings, self.database, self.outside, self.sealer)

    def employs(self, name: str, *roles: str, approves_from: int = 0, at: Organisation | None = None) -> User:
        email = f"{name.lower().replace(' ', '.')}@northwind.example"
        user = User(
            organisation_id=(at or self.organisation).id,
            email=email,
            email_key=email,
            name=name,
            approves_from=approves_from,
            session_key=name,
            created=self.clock.now(),
            held=[HeldRole(role=role) for role in roles],
        )
        self.session.add(user)
        self.session.flush()
        return user

    def approver(self, name: str = "Ada Approver", approves_from: int = 0) -> User:
        user = self.employs(name, APPROVE, approves_from=approves_from)
        self.session.commit()
        return user

    def neighbour(self) -> User:
        """An administrator of another organisation."""
        other = Organisation(name="Contoso Labs", created=self.clock.now())
        self.session.add(other)
        self.session.flush()
        user = self.employs("Ned Neighbour", CONFIGURATION, APPROVE, at=other)
        self.session.commit()
        return user

    def opens(self, name: str, **facts: str | bool) -> Location:
        location = Location(
            organisation_id=self.organisation.id,
            **{
                "name": name,
                "country": "US",
                "addressee": "Northwind Clinics",
                "street1": "1420 Harbor Avenue SW",
                "city": "Seattle",
                "state": "WA",
                "postal_code": "98116",
                "phone": "+1 206 555 0142",
                "address_id": name[:3].upper(),
                **facts,
            },
        )
        self.session.add(location)
        self.session.flush()
        return location

    def connects(self) -> Setup:
        """One more connection to the supplier; in test mode, as each begins."""
        setup = Setup(
            organisation_id=self.organisation.id,
            marketplace="amazon.com",
            group_name="PunchOut Purchasing",
            from_identity="Northwind1234567890",
            punchout_url="http://127.0.0.1:9/punchout/test",
            order_url="http://127.0.0.1:9/orders/5d4e4a4e-0000-4000-8000-000000000001",
            deliver_to="requester",
            default_purchaser_id=self.paul.id,
            created=self.clock.now(),
        )
        self.session.add(setup)
        self.session.flush()
        setup.sealed_secret = self.sealer.seal(setup.secret_row, SECRET.encode())
        return setup

    def visits(self, person: User | None = None, location: Location | None = None) -> Visit:
        """Somebody goes shopping; what the shop was told of it."""
        start_shopping(
            self.session, self.outside, self.settings, self.sealer, self.setup, person or self.rita, location
        )
        asked = read_setup_request(open_envelope(self.supplier.received[-1][1]))
        return Visit(asked.return_url.rpartition("/")[2], asked.buyer_cookie)

    def comes_back(self, visit: Visit, *lines: CartLine, ship_to: Address | None = None) -> Arrival:
        body = posted(cart_document(visit.cookie, lines, ship_to))
        return self.takes(visit.token, body)

    def takes(self, token: str, body: bytes, content_type: str = FORM) -> Arrival:
        return take_cart(self.session, token, content_type, body, self.clock.now())

    def shops(
        self, *lines: CartLine, person: User | None = None, ship_to: Address | None = None
    ) -> Requisition:
        """A whole visit: a draft requisition."""
        arrival = self.comes_back(self.visits(person), *lines, ship_to=ship_to)
        assert arrival.requisition is not None, arrival.code
        return arrival.requisition

    def orders(self, *lines: CartLine, ship_to: Address | None = None) -> PurchaseOrder:
        """Shopped and confirmed where nobody has to approve: a queued order."""
        (order,) = self.confirms(self.shops(*lines, ship_to=ship_to))
        return order

    def confirms(self, *drafts: Requisition) -> list[PurchaseOrder]:
        """In one transaction, where nobody has to approve: queued orders."""
        made = [approval.confirm(self.session, self.ordering, draft, self.rita) for draft in drafts]
        self.session.commit()
        assert all(made)
        return [order for order in made if order]

    def drafts(self) -> list[Requisition]:
        return list(self.session.scalars(select(Requisition).where(Requisition.status == "draft")))

    def order_now(self, order: PurchaseOrder) -> PurchaseOrder:
        """The order as the database has it now; no transaction stays open over it."""
        self.session.rollback()
        self.session.expire_all()
        found = self.session.scalars(select(PurchaseOrder).where(PurchaseOrder.id == order.id)).one()
        assert found.events
        self.session.commit()
        return found
