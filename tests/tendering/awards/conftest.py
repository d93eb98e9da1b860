"""These tests live on a Monday in June: no holiday near, the year far from its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from marketplace import clock
from marketplace.primitives.calendar import SHANGHAI
from tests.factories import demands
from tests.factories.tenders import Office


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    """1 June 2026, 09:00, and time runs on."""
    with clock.moved_to(datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)):
        yield


@pytest.fixture
def office() -> Office:
    """The people of a community that lets something."""
    demands.rules()
    return Office.of()
