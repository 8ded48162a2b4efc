"""Postal addresses: what a country wants of them, whether one is whole, whether two are the same."""

from wizard.places.judging import Flaw, judge
from wizard.places.postal import Postal
from wizard.places.register import active_places, begun, fingerprint, flaws, is_whole, whole_places
from wizard.places.rules import Rules, rules_of

__all__ = [
    "Flaw",
    "Postal",
    "Rules",
    "active_places",
    "begun",
    "fingerprint",
    "flaws",
    "is_whole",
    "judge",
    "rules_of",
    "whole_places",
]
