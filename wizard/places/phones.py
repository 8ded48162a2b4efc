"""Phone numbers: with + and the country's code, or as one calls inside the country."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers


@lru_cache(maxsize=4096)
def international(written: str, country: str) -> str:
    """The number as ``+441632960960``; "" when nobody could call it.

    :param country: ISO 3166 alpha-2, for numbers written as inside the country
    """
    try:
        number = phonenumbers.parse(written, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=4096)
def without_plus(written: str, country: str) -> str:
    """The number as one calls it in the country, so that no spreadsheet program takes it for a formula.

    What has no + stays as it is, and so does what would no longer be read back as the same number.
    """
    if not written.startswith("+") or not international(written, country):
        return written
    called = phonenumbers.format_out_of_country_calling_number(phonenumbers.parse(written), country)
    return called if international(called, country) == international(written, country) else written


@lru_cache(maxsize=512)
def example(country: str) -> str:
    """A number of the country as it is written inside it, or nothing."""
    number = phonenumbers.example_number(country)
    if number is None:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
