"""Where the official DTDs are; without them the module that needs them is not collected."""

from __future__ import annotations

from tests.cxml.official import DTDS

collect_ignore = [] if DTDS else ["test_official_dtd.py"]
