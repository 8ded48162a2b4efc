"""The people of a group: lists and sheets of them as others write them, and who is who among the host's users."""

from wizard.people.address import is_address, is_shared
from wizard.people.pasting import Paste, read_paste
from wizard.people.roll import HostUser, Match, Roll

__all__ = ["HostUser", "Match", "Paste", "Roll", "is_address", "is_shared", "read_paste"]
