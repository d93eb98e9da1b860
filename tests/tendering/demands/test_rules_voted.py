"""What may be corrected in papers that came back, and what the residents decide on again (R20)."""

from __future__ import annotations

from typing import Any

import pytest

from tendering.demands.rules.voted import SUBSTANCE, VOTED, Change, differences
from tendering.demands.wording.fields import FIELDS

pytestmark = pytest.mark.requirement("R20")
AS_VOTED: dict[str, Any] = dict.fromkeys(VOTED, "") | {"budget": "30000.00"}


@pytest.mark.parametrize(
    ("name", "now", "is_beyond"),
    [
        ("budget", "30000.01", True),
        ("budget", "29999.99", False),
        ("title", "助浴", False),
        *((name, "another", True) for name in sorted(SUBSTANCE)),
    ],
)
def test_another_substance_or_more_money_is_decided_on_anew(name: str, now: str, is_beyond: bool) -> None:
    (found,) = differences(AS_VOTED, AS_VOTED | {name: now})
    assert found == Change(name, AS_VOTED[name], now)
    assert found.is_beyond is is_beyond


def test_what_is_as_it_was_is_no_change() -> None:
    assert differences(AS_VOTED, dict(AS_VOTED)) == []


def test_everything_that_may_differ_has_its_words() -> None:
    assert set(VOTED) == set(FIELDS)
