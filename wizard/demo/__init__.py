"""The demo: invented organisations and people, made once and never touched again."""

from wizard.demo.people import ADMINISTRATOR, PRINTED, SPECIALIST_EMAIL
from wizard.demo.seeding import seed

__all__ = ["ADMINISTRATOR", "PRINTED", "SPECIALIST_EMAIL", "seed"]
