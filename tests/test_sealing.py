"""Secrets at rest."""

from __future__ import annotations

import pytest

from wizard.sealing import CannotOpen, Sealer, new_key

ROW = "setup:1:shared_secret"


def test_what_was_sealed_can_be_opened() -> None:
    sealer = Sealer([new_key()])

    assert sealer.open(ROW, sealer.seal(ROW, b"canary")) == b"canary"


def test_a_secret_moved_to_another_row_cannot_be_opened() -> None:
    sealer = Sealer([new_key()])

    with pytest.raises(CannotOpen):
        sealer.open("setup:2:shared_secret", sealer.seal(ROW, b"canary"))


def test_an_older_key_still_opens_and_is_told_apart() -> None:
    old, new = new_key(), new_key()
    sealed = Sealer([old]).seal(ROW, b"canary")
    both = Sealer([new, old])

    assert both.open(ROW, sealed) == b"canary"
    assert not both.is_newest(sealed)
    assert both.is_newest(both.seal(ROW, b"canary"))


def test_a_lost_key_is_said_and_nothing_of_the_secret_shows() -> None:
    sealed = Sealer([new_key()]).seal(ROW, b"canary")

    with pytest.raises(CannotOpen) as told:
        Sealer([new_key()]).open(ROW, sealed)
    assert "canary" not in str(told.value)


def test_nothing_can_be_sealed_without_a_key() -> None:
    with pytest.raises(ValueError, match="key"):
        Sealer([])


def test_a_sealer_never_shows_its_keys() -> None:
    key = new_key()

    assert key not in repr(Sealer([key]))
