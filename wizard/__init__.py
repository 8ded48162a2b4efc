"""PunchOut Setup Wizard: proves each step of a cXML PunchOut connection as it is taken."""

__version__ = "0.1.0"
