"""A specialist changes nothing of a customer's, whatever is sent wherever."""

from __future__ import annotations

from flask import Flask

from tests.administrator import Administrator, Specialist
from tests.attacks.trying import FIELDS, dump, own_forms
from wizard.pages.review_acts import ACTS
from wizard.settings import Settings

OF_THE_DESK = ("desk_entry", "exchange", "look", "note", "setup_event", "subscription", "telling", "visit")
ANSWERS = ("", "confirm", "approve", "cancel", "resend", "take_back", "ask")
ACTIONS = (*ACTS, *ANSWERS)


def of_the_customer(settings: Settings) -> list[str]:
    """Every row but those of the desk's own tables."""
    own = tuple(f'INSERT INTO "{table}"' for table in OF_THE_DESK)
    return [line for line in dump(settings).splitlines() if not line.startswith(own)]


def test_no_route_and_no_field_changes_an_answer(
    app: Flask, alice: Administrator, robin: Specialist, purchase: str, settings: Settings
) -> None:
    robin.opens(alice.setup_id)
    before, state = of_the_customer(settings), alice.state
    token = robin._token()
    everything = (
        {"csrf_token": token}
        | dict.fromkeys(FIELDS, "1")
        | {"slug": "group", "text": "x", "note": "1", "number": "1"}
    )

    for path in own_forms(app):
        for action in ACTIONS if path.startswith("/review") else ANSWERS:
            answer = robin.client.post(path, data={**everything, "action": action, "readers": "asks"})
            assert answer.status_code < 500, (path, action)

    assert of_the_customer(settings) == before
    assert alice.state == state
