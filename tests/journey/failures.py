"""What the wizard has to say about every fault of the stand-in: the codes, as data."""

from __future__ import annotations

from collections.abc import Mapping

TAKES_TIME = ("slow", "drip")
"""Faults that are over only when the deadline is."""

AT_THE_CREDENTIALS: Mapping[str, str] = {
    "wrong_secret": "supplier.bad_credentials",
    "missing_data": "supplier.missing_data",
    "not_permitted": "supplier.not_permitted",
    "refused": "supplier.refused",
    "trouble": "supplier.trouble",
    "html_page": "supplier.not_cxml",
    "bad_request": "supplier.not_cxml",
    "json": "supplier.not_cxml",
    "empty": "supplier.not_cxml",
    "redirect": "supplier.redirected",
    "no_start_page": "supplier.no_start_page",
    "foreign_start_page": "supplier.start_page_not_allowed",
    "broken_cxml": "supplier.malformed_cxml",
    "cut_cxml": "supplier.malformed_cxml",
    "hostile_xml": "supplier.hostile_xml",
    "slow": "supplier.timed_out",
    "drip": "supplier.timed_out",
    "endless": "supplier.answer_too_large",
    "gzip_bomb": "supplier.answer_too_large",
    "reset": "supplier.connection_refused",
    "hang_up": "supplier.connection_refused",
    "bad_certificate": "supplier.tls_failed",
}
"""What the step *credentials* calls it, and the shop when it does not open."""

REFUSED, UNKNOWN, ACCEPTED = "order.refused", "order.outcome_unknown", "order.accepted"
WITH_THE_ORDER: Mapping[str, tuple[str, str]] = {
    "wrong_secret": (REFUSED, "supplier.bad_credentials"),
    "not_permitted": (REFUSED, "supplier.not_permitted"),
    "refused": (REFUSED, "supplier.refused"),
    "duplicate": (REFUSED, "supplier.refused"),
    "trouble": (UNKNOWN, "supplier.trouble"),
    "html_page": (UNKNOWN, "supplier.not_cxml"),
    "bad_request": (UNKNOWN, "supplier.not_cxml"),
    "json": (UNKNOWN, "supplier.not_cxml"),
    "empty": (UNKNOWN, "supplier.not_cxml"),
    "redirect": (UNKNOWN, "supplier.redirected"),
    "broken_cxml": (UNKNOWN, "supplier.malformed_cxml"),
    "cut_cxml": (UNKNOWN, "supplier.malformed_cxml"),
    "hostile_xml": (UNKNOWN, "supplier.hostile_xml"),
    "slow": (UNKNOWN, "supplier.timed_out"),
    "drip": (UNKNOWN, "supplier.timed_out"),
    "endless": (UNKNOWN, "supplier.answer_too_large"),
    "gzip_bomb": (UNKNOWN, "supplier.answer_too_large"),
    "reset": (UNKNOWN, "supplier.connection_refused"),
    "hang_up": (UNKNOWN, "supplier.connection_refused"),
}
"""What the step *test-order* calls it, and the cause that is kept with the order."""

ON_THE_WAY_BACK: Mapping[str, tuple[str, str]] = {
    "wrong_cookie": ("order.cart_unknown_session",) * 2,
    "no_auxiliary_id": ("order.auxiliary_id_missing",) * 2,
    "mixed_currency": ("order.mixed_currency",) * 2,
    "wrong_total": ("order.total_differs",) * 2,
    "bad_amount": ("order.bad_amount",) * 2,
    "empty_cart": ("order.cart_empty",) * 2,
    "torn_cart": ("order.cart_unreadable",) * 2,
    "late_cart": ("order.cart_expired",) * 2,
    "replay": ("order.cart_replayed", "order.not_confirmed"),
}
"""What the page says that the cart leads to, and what the step *test-order* then waits for."""
