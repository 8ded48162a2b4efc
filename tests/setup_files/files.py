"""Files of setups as an operator writes them, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from wizard.services import Services
from wizard.setup_files import Outcome, Plan, apply_one, described, plan_of, read
from wizard.setup_files.lookup import Lookup

SECRETS = {"SECRET_OF_ALL": "Tq4Wm8Zx2Lc6Vb9Nk3Jh7Gf5Ds1Pa0"[:30]}
ORGANISATION = "Alpha Clinics"


def group(number: int, name: str = "", **more: Any) -> dict[str, Any]:
    """A setup up to the people, as far as a file can bring it; ``more`` are steps in place of these."""
    name = name or f"Site {number}"
    steps: dict[str, Any] = {
        "group": {
            "marketplace": "amazon.com",
            "group_name": name,
            "new_group": True,
            "shared_payment_methods": True,
            "shared_addresses": True,
        },
        "purchasing-system": {
            "server": "app.precoro.com",
            "purchasing_system": "Precoro",
            "group_in_view": name,
        },
        "credentials": {
            "from_identity": f"Site{number:010}",
            "shared_secret": {"env": "SECRET_OF_ALL"},
            "punchout_url": "http://127.0.0.1:9/punchout",
            "order_url": f"http://127.0.0.1:9/orders/7c1e4d52-9a0b-4c3d-8e1f-{number:012}",
        },
        "ordering": {
            "deliver_to": "requester",
            "default_purchaser": "alice@alpha.example",
            "supplier": "Amazon Business",
        },
        "locations": {},
        "address-book": {"same": ["Seattle clinic"]},
        "payment": {"method": "invoice", "default_set": True},
        "people": {"people": [{"email": "alice@alpha.example", "punchout_buyer": True}]},
        "general-group": {"requisitioner_removed": True},
    }
    return {
        "organisation": ORGANISATION,
        "marketplace": "amazon.com",
        "group": name,
        "steps": {**steps, **more},
    }


def text(*setups: Mapping[str, Any]) -> str:
    found: str = yaml.safe_dump(
        {"setups": [dict(one) for one in setups]}, sort_keys=False, allow_unicode=True
    )
    return found


def plans(services: Services, file: str, email: str = "", environ: Mapping[str, str] = SECRETS) -> list[Plan]:
    """What the file would change."""
    lookup = Lookup(environ, Path())
    with services.database.read_only() as session:
        wanted = described(read(file.encode()), services.settings.supplier_profiles)
        return [plan_of(one, session, services, lookup, email) for one in wanted]


def applied(
    services: Services, file: str, email: str = "", environ: Mapping[str, str] = SECRETS
) -> list[Outcome]:
    """What became of each setup in the file."""
    lookup = Lookup(environ, Path())
    return [apply_one(plan, services, lookup) for plan in plans(services, file, email, environ)]
