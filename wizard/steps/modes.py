"""Test or Active: what we send, what the address says, what the group answered last, what was ticked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from wizard.ladder import PROVED, TOLD, Around, Check
from wizard.models import ACTIVE, TEST, Exchange, Setup
from wizard.procurement.shopping import DEPLOYMENT, punchout_url
from wizard.steps.wire import SETUP_REQUEST

CODE = "go_live.modes_compared"
IN_WORDS = {TEST: "Test", ACTIVE: "Active", "": "Unknown"}
OTHER = {TEST: ACTIVE, ACTIVE: TEST}
WRONG_MODE = frozenset({"supplier.not_permitted", "supplier.refused"})
"""How a group answers a request in a mode it is not in."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What one source says of the mode; ``mode`` is empty when it does not say. ``exchange``: where it said so."""

    source: str
    mode: str
    how: str
    exchange: int = 0

    @property
    def words(self) -> str:
        return IN_WORDS[self.mode]


@dataclass(frozen=True, slots=True)
class Modes:
    """All that speaks of the mode, our own voice first, and the finding of comparing them."""

    voices: tuple[Voice, ...]
    check: Check


def modes_of(setup: Setup, around: Around) -> Modes:
    voices = tuple(_voices(setup, around))
    ours, *others = voices
    against = [voice for voice in others if voice.mode not in ("", ours.mode)]
    check = Check.of(
        CODE,
        not against,
        PROVED if any(voice.exchange and voice.mode for voice in voices) else TOLD,
        mode=ours.words,
        others=_named(against),
        theirs=IN_WORDS[OTHER[setup.mode]],
        group=setup.group_name,
        **around.facts,
    ).shown_by(next((voice.exchange for voice in against if voice.exchange), 0))
    return Modes(voices, check)


def _named(voices: list[Voice]) -> str:
    """The sources as the beginning of what they say."""
    names = " and ".join(f"{voice.source[:1].lower()}{voice.source[1:]}" for voice in voices)
    return f"{names} {'says' if len(voices) == 1 else 'say'}"


def _voices(setup: Setup, around: Around) -> Iterator[Voice]:
    sent = DEPLOYMENT[setup.mode]
    yield Voice("Our documents", setup.mode, f"Every document says deploymentMode “{sent}”.")
    yield _address(setup, around)
    yield _last_answer(setup, around)
    if around.supplier.has_modes:
        yield _ticked(setup, around)


def _address(setup: Setup, around: Around) -> Voice:
    """The address we really call: the ending for tests is left out in Active mode."""
    source, ending = "The PunchOut URL", around.supplier.test_suffix
    if not setup.punchout_url:
        return Voice(source, "", "It is not entered yet.")
    if not ending:
        return Voice(source, "", "It is the same in both modes.")
    if punchout_url(setup.punchout_url, setup.mode, around.supplier).endswith(ending):
        return Voice(source, TEST, f"It ends in {ending}.")
    if setup.mode == ACTIVE:
        return Voice(source, ACTIVE, f"We call it without {ending}.")
    return Voice(source, "", f"It does not end in {ending}, so it fits both modes.")


def _last_answer(setup: Setup, around: Around) -> Voice:
    source = "The group's last answer" if around.supplier.has_modes else "The last answer"
    asked = select(Exchange.id, Exchange.mode, Exchange.outcome, Exchange.at).where(
        Exchange.setup_id == setup.id, Exchange.kind == SETUP_REQUEST, Exchange.outgoing
    )
    last = around.session.execute(asked.order_by(Exchange.id.desc()).limit(1)).first()
    if last is None or last.mode not in OTHER:
        return Voice(source, "", "We have not asked yet.")
    request = f"a request in {IN_WORDS[last.mode]} mode on {last.at:%-d %B %Y}"
    if last.outcome == "ok":
        return Voice(source, last.mode, f"It took {request}.", last.id)
    if last.outcome in WRONG_MODE:
        return Voice(source, OTHER[last.mode], f"It did not take {request}.", last.id)
    return Voice(source, "", f"The answer to {request} does not tell the mode.", last.id)


def _ticked(setup: Setup, around: Around) -> Voice:
    source, record = "What you told us", setup.record("go-live")
    if record and record.passed and record.answers.get("switched"):
        return Voice(source, ACTIVE, f"Switched to Active in {around.supplier.name}.")
    return Voice(source, "", "You have not said that you switched the group to Active.")
