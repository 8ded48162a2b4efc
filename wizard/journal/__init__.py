"""The timeline of each setup: who did what when, each entry with a hash over the one before.

What changes in the tables tells itself (``told``); whatever leaves no row of its own is told by ``tell``.
"""

from wizard.journal.chain import broken_at, hash_of
from wizard.journal.entries import entry_of, tell
from wizard.journal.entry import DESK, Entry

__all__ = ["DESK", "Entry", "broken_at", "entry_of", "hash_of", "tell"]
