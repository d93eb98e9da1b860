"""Journeys begin on a Monday in June: no holiday near, the year far from its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime

import pytest

from marketplace import clock
from marketplace.primitives.calendar import SHANGHAI
from tests.journeys.days import Days


@pytest.fixture
def days() -> Iterator[Days]:
    """1 June 2026, 09:00; the journey lets time pass."""
    with ExitStack() as stack:
        stack.enter_context(clock.moved_to(datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)))
        yield Days(stack)
