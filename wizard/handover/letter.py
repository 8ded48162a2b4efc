"""What the colleague reads in the mail."""

from __future__ import annotations

import textwrap

from wizard.models import Handover

LETTER = """\
Hello {name},

{asker} of {organisation} asks you to do one step in setting up a connection to a supplier:

    {place}
{message}
Open this page and press the button there:

{link}

The link is for you alone. Please do not pass it on. It works until {until} \
and opens this one step, nothing else. You need no account and no password.

Do you wonder whether this is real? Ask {asker}: {email}. If you do nothing, nothing happens.
"""


def subject(handover: Handover, place: str) -> str:
    return f"{handover.asked_by.name} asks for your help: {place}"


def text(handover: Handover, place: str, link: str) -> str:
    """:param place: the step, as its page names it"""
    filled = LETTER.format(
        name=handover.name,
        asker=handover.asked_by.name,
        email=handover.asked_by.email,
        organisation=handover.setup.organisation.name,
        place=place,
        message=_quoted(handover),
        link=link,
        until=f"{handover.expires:%A, %-d %B %Y, %H:%M} UTC",
    )
    return "\n".join(_wrapped(line) for line in filled.split("\n"))


def _quoted(handover: Handover) -> str:
    if not handover.message:
        return ""
    lines = [textwrap.wrap(line, 70) or [""] for line in handover.message.splitlines()]
    quoted = "\n".join(f"> {line}".rstrip() for wrapped in lines for line in wrapped)
    return f"\n{handover.asked_by.name} writes:\n\n{quoted}\n"


def _wrapped(line: str) -> str:
    """At most 76 letters a line, but an address is never broken."""
    return (
        textwrap.fill(line, 76, break_long_words=False, break_on_hyphens=False, drop_whitespace=True) or line
    )
