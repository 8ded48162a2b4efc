"""Which parts of a prompt are what was typed."""

from __future__ import annotations

from wizard.simulator.google.atlas import WORD, words_of


def marks(text: str, typed: str) -> list[tuple[int, int]]:
    """Start and end, in characters, of the beginnings of words that were typed."""
    wanted = words_of(typed)
    found = []
    for word in WORD.finditer(text):
        bare = "".join(words_of(word.group()))
        lengths = [len(one) for one in wanted if bare.startswith(one)]
        if lengths:
            found.append((word.start(), word.start() + min(max(lengths), len(word.group()))))
    return found
