"""Whose projects the pages of several stages show."""

from __future__ import annotations

import pytest

from tests.factories import demands
from tests.factories.tenders import Office


@pytest.fixture
def office() -> Office:
    """The people of a community that lets something."""
    demands.rules()
    return Office.of()
