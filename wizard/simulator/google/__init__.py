"""A stand-in for Google Maps: invented addresses, searched as Google's services search real ones.

``keys`` says which key opens what, or how it fails; ``atlas`` has the addresses; ``places_new`` and ``legacy``
write answers as Google writes them; ``asked`` remembers who asked what, for tests.
"""

from wizard.simulator.google.keys import GOOD_KEY
from wizard.simulator.google.services import pages

__all__ = ["GOOD_KEY", "pages"]
