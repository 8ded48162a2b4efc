"""What is said in letters: plain text, short lines, addresses whole."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from wizard.failures import FAILURES
from wizard.models import Setup, Telling
from wizard.procurement.suppliers import supplier_of
from wizard.profiles import host_profile
from wizard.settings import Settings
from wizard.telling.occasions import OCCASIONS, PASSES_AGAIN

LETTER = """\
Hello {name},

{happened}
{why}
To end these mails, open this page and press the button there. You need not sign in:

{unsubscribe}
"""
SEVERAL = "This happened at the setups you look after:"
WHY_SPECIALIST = "You get this because you asked to be told: {public}/review/told"
WHY_CUSTOMER = "You get this because you tried this step, or asked a colleague to do it."
MORE = "And {count} more. All of them: {public}/review/told"


def subject(rows: Sequence[Telling]) -> str:
    """Of one occasion what and where, of several how many."""
    if len(rows) > 1:
        return f"{len(rows)} things happened at your setups"
    (row,) = rows
    about = OCCASIONS[row.occasion].subject
    return f"{about}: {place(row.setup)}" if row.setup else about


def text(settings: Settings, name: str, rows: Sequence[Telling], more: int, unsubscribe: str) -> str:
    """:param more: how many there are besides these rows
    :param unsubscribe: address of the page that ends such mails"""
    told = [_told(settings, row) for row in rows]
    if len(rows) > 1:
        told.insert(0, SEVERAL)
    if more:
        told.append(MORE.format(count=more, public=settings.public_url))
    customer = all(row.occasion == PASSES_AGAIN.name for row in rows)
    why = WHY_CUSTOMER if customer else WHY_SPECIALIST.format(public=settings.public_url)
    filled = LETTER.format(name=name, happened="\n\n\n".join(told) + "\n", why=why, unsubscribe=unsubscribe)
    return "\n".join(_wrapped(line) for line in filled.split("\n"))


def address_of(settings: Settings, row: Telling) -> str:
    """The page where whoever is told can look: of the desk, or of the step."""
    if row.setup_id is None:
        return f"{settings.public_url}/review/told"
    if row.occasion == PASSES_AGAIN.name:
        return f"{settings.public_url}/setup/{row.setup_id}/{row.slug}"
    return f"{settings.public_url}/review/{row.setup_id}"


def place(setup: Setup) -> str:
    """Whose setup it is."""
    return " · ".join(part for part in (setup.organisation.name, setup.group_name) if part)


def _told(settings: Settings, row: Telling) -> str:
    lines = [f"{row.at:%-d %B %Y, %H:%M} UTC"]
    if row.setup:
        lines.insert(0, f"{place(row.setup)}, setup {row.setup_id}")
    lines += ["", row.sentence]
    if row.code and row.setup and row.occasion != PASSES_AGAIN.name:
        lines += ["", f"Check: {row.code}. {_who(settings, row.setup, row.code)} can fix it."]
    return "\n".join([*lines, "", address_of(settings, row)])


def _who(settings: Settings, setup: Setup, code: str) -> str:
    supplier = supplier_of(setup, settings.supplier_profiles).name
    words = {
        "administrator": "The customer's administrator",
        "amazon_admin": f"Whoever administers {supplier} there",
        "colleague": "The colleague who was asked",
        "host": host_profile(settings.host_profile).name,
        "supplier": supplier,
    }
    return words.get(FAILURES[code].who if code in FAILURES else "", "The customer's administrator")


def _wrapped(line: str) -> str:
    """At most 76 letters a line, but an address is never broken."""
    return textwrap.fill(line, 76, break_long_words=False, break_on_hyphens=False) or line
