"""What every template is given."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from wizard.pages import asked, services
from wizard.review.proofs import seen_here


def page_context() -> dict[str, Any]:
    somebody = current_user if current_user.is_authenticated else None
    handover = asked()
    return {
        "person": somebody,
        "organisation": handover.setup.organisation
        if handover
        else somebody.organisation
        if somebody
        else None,
        "handover": handover,
        "host": services().host,
        "seen_here": seen_here,
    }
