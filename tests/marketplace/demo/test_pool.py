"""The demonstration's expert pool: every domain has enough experts of different employers for a panel of five."""

from __future__ import annotations

import pytest

from catalog.models import Expert, ExpertAbsence, ExpertTie
from catalog.rules.experts import PoolState
from marketplace.accounts.rules import Role
from marketplace.demo.population import POOL, SINCE
from marketplace.demo.stage import Stage
from marketplace.demo.story import pool
from marketplace.rulebook.models import ServiceDomain
from tests.factories import accounts, catalog, places

pytestmark = pytest.mark.django_db


def test_every_domain_has_experts_of_different_employers() -> None:
    catalog.rules_without_assessment()
    catalog.listed_provider()
    district = places.district()
    for _number in range(2):
        accounts.membership(Role.DISTRICT, district, from_date=SINCE)
    for _number in range(POOL + 1):
        accounts.membership(Role.EXPERT, district, from_date=SINCE)
    stage = Stage.set()
    pool.enter(stage)
    stage.agenda.play(lambda: None)
    assert Expert.objects.count() == POOL + 1
    for domain in ServiceDomain.objects.all():
        rows = Expert.objects.filter(specialties=domain, state=PoolState.ACTIVE)
        assert len(set(rows.values_list("employments__employer", flat=True))) >= 8, domain
    assert (ExpertAbsence.objects.count(), ExpertTie.objects.count()) == (3, 1)
