"""What most tests of the roster start from: rules without assessment, an officer, an applicant."""

from __future__ import annotations

import pytest

from marketplace.accounts.models import Membership
from marketplace.rulebook.models import RuleSet
from tests.factories import catalog


@pytest.fixture
def rules(db: None) -> RuleSet:
    return catalog.rules_without_assessment()


@pytest.fixture
def officer(rules: RuleSet) -> Membership:
    return catalog.officer()


@pytest.fixture
def applicant(rules: RuleSet) -> Membership:
    return catalog.applicant(name="青禾演示服务中心")
