"""Records of closed contracts and credit are only added to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from catalog.models import CreditEvent, Provider, ProviderRecord
from catalog.queries.roster import summaries
from catalog.rules.states import CreditKind
from catalog.services import record_group_result, record_result
from catalog.services.records import Result, record_credit
from catalog.views.shown import percent
from marketplace import clock
from marketplace.primitives.refusal import InvalidInput
from tests.factories import catalog, places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]


@pytest.fixture
def provider(rules: object) -> Provider:
    return catalog.listed_provider()


@pytest.fixture
def result(db: None) -> Result:
    return Result(
        number="JN-2026-0001",
        title="助浴服务",
        place=places.community(),
        amount=Decimal("47500.00"),
        closed_date=date(2026, 10, 9),
        satisfied=23,
        answers=30,
        days_late=8,
        acceptance_score=Decimal("91.50"),
    )


def test_a_result_goes_into_the_record_once(provider: Provider, result: Result) -> None:
    first = record_result(provider=provider, result=result, now=clock.now())
    assert record_result(provider=provider, result=replace(result, amount=Decimal("1.00")), now=clock.now()) == first
    summary = summaries([provider])[provider.pk]
    assert (summary.contracts, summary.amount, summary.on_time) == (1, Decimal("47500.00"), 0)
    assert summary.satisfaction == Fraction(23, 30)
    assert summary.acceptance == Decimal("91.50")


@pytest.mark.requirement("R34")
def test_a_groups_result_stands_on_its_own_page(result: Result, client: Client) -> None:
    """Once, whoever reports it again."""
    group = catalog.community_group()
    for _again in range(2):
        record_group_result(group=group, result=result, now=clock.now())
    page = client.get(reverse("catalog:group", args=[group.pk])).content.decode()
    assert page.count("助浴服务") == 1
    assert "¥47,500.00" in page
    assert "23 / 30" in page


@pytest.mark.parametrize(
    "change",
    [
        {"satisfied": 31},
        {"answers": 0, "satisfied": 0},
        {"answers": None},
        {"days_late": -1},
        {"acceptance_score": Decimal("100.01")},
        {"amount": Decimal("1.001")},
    ],
)
def test_impossible_results_are_refused(provider: Provider, result: Result, change: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        record_result(provider=provider, result=replace(result, **change), now=clock.now())
    assert not ProviderRecord.objects.exists()


def test_shares_are_shown_rounded_down() -> None:
    assert percent(Fraction(163, 204)) == "79.9%"
    assert percent(Fraction(4, 5)) == "80.0%"
    assert percent(Fraction(1, 1)) == "100.0%"
    assert percent(None) == "—"


def test_the_database_refuses_to_change_or_drop_them(provider: Provider, result: Result) -> None:
    record = record_result(provider=provider, result=result, now=clock.now())
    event = record_credit(provider=provider, kind=CreditKind.LATE_DELIVERY, cause="JN-2026-0001", now=clock.now())
    for change in (
        lambda: ProviderRecord.objects.filter(pk=record.pk).update(amount=1),
        lambda: CreditEvent.objects.filter(pk=event.pk).update(points=0),
        lambda: ProviderRecord.objects.filter(pk=record.pk).delete(),
        lambda: CreditEvent.objects.filter(pk=event.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
