"""A district small enough to write a past for: three communities, six listed providers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from marketplace import clock
from marketplace.places.models import Place
from marketplace.primitives.calendar import SHANGHAI
from tendering.funds.services import load_fund_types
from tests.factories import catalog, places, rulebook

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def towns(db: None) -> Iterator[list[Place]]:
    """Three communities whose district has rules, a catalogue, fund types and a roster; every clock stands."""
    with clock.frozen(NOW):
        rules = rulebook.rule_set()
        load_fund_types()
        for _number in range(6):
            catalog.listed_provider(domains=("elderly", "health"), rule_set=rules)
        yield [places.community() for _number in range(3)]
