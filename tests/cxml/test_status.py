"""Status: the code decides, known or not."""

from __future__ import annotations

import pytest

from wizard.cxml.status import STATUS_TEXT, Status


@pytest.mark.parametrize("code", [200, 201, 204, 280, 281, 299])
def test_2xx_is_a_success(code: int) -> None:
    assert (Status(code).ok, Status(code).permanent, Status(code).transient) == (True, False, False)


@pytest.mark.parametrize("code", [400, 401, 403, 409, 450, 477, 499])
def test_4xx_is_permanent(code: int) -> None:
    assert (Status(code).ok, Status(code).permanent, Status(code).transient) == (False, True, False)


@pytest.mark.parametrize("code", [500, 550, 551, 560, 599])
def test_5xx_may_pass(code: int) -> None:
    assert (Status(code).ok, Status(code).permanent, Status(code).transient) == (False, False, True)


def test_every_code_of_the_guide_has_a_name() -> None:
    codes = "200 201 204 280 281 400 401 402 403 406 409 412 417 450 475 476 477 500 550 551 560"
    assert sorted(STATUS_TEXT) == [int(code) for code in codes.split()]


@pytest.mark.parametrize(
    ("code", "name"), [(299, "Success"), (499, "Permanent failure"), (599, "Temporary failure")]
)
def test_an_unknown_code_is_named_by_its_class(code: int, name: str) -> None:
    assert Status(code).name == name
