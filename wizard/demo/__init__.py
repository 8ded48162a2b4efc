"""The demo: invented organisations and people, made once and never touched again."""

from wizard.demo.halfway import take_halfway
from wizard.demo.people import PRINTED
from wizard.demo.seeding import seed

__all__ = ["PRINTED", "seed", "take_halfway"]
