"""The district's office and its rules in force."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import pytest

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.rulebook import services
from marketplace.rulebook.models import RuleSet
from tests.factories import accounts
from tests.factories import rulebook as factory


class Office(NamedTuple):
    """The district's two officers and the rules in force."""

    drafter: Membership
    colleague: Membership
    current: RuleSet

    def draft(self, days: int = 10) -> RuleSet:
        """A draft by the drafter, to come into force in so many days."""
        day = clock.today() + timedelta(days=days)
        return services.draft_version(by=self.drafter, rule_set=self.current, effective_from=day)


@pytest.fixture
def office() -> Office:
    current = factory.rule_set()
    return Office(accounts.membership("district"), accounts.membership("district"), current)
