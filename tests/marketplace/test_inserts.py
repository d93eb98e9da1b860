"""Rows written in bulk are those that `bulk_create` writes, on both databases."""

from __future__ import annotations

from copy import copy
from datetime import date
from decimal import Decimal

import pytest
from django.forms.models import model_to_dict

from marketplace.accounts.models import Membership, User
from marketplace.accounts.rules import Role
from marketplace.inserts import insert
from tendering.funds.models import FundingLine, FundingPlan, Source
from tests.factories import places

pytestmark = pytest.mark.django_db


def _people(*names: str) -> list[User]:
    return [User(name=name, email=f"{name}@example.cn", password="!") for name in names]


def test_rows_get_keys_in_order_and_rows_that_name_them_follow() -> None:
    people, home = _people("an", "bo"), places.district()
    seats = [Membership(user=user, role=Role.OPERATOR, place=home, from_date=date(2026, 1, 1)) for user in people]
    assert insert(people) == people
    insert(seats)
    assert people[0].pk < people[1].pk
    found = Membership.objects.filter(pk__in=[seat.pk for seat in seats]).order_by("pk")
    assert list(found.values_list("user__name", flat=True)) == ["an", "bo"]


def test_it_writes_what_bulk_create_writes() -> None:
    plan = FundingPlan.objects.create(place=places.community(), title="x")
    twelve = Decimal("12.30")
    line = FundingLine(plan=plan, source=Source.CROWDFUND, agreed=twelve, current=twelve, contributor="居民")
    rows = [copy(line) for _number in range(2)]
    insert(rows[:1])
    FundingLine.objects.bulk_create(rows[1:])
    own, theirs = (model_to_dict(FundingLine.objects.get(pk=row.pk), exclude=["id"]) for row in rows)
    assert own == theirs


def test_a_key_given_by_the_database_next_is_a_new_one() -> None:
    insert(_people("an", "bo"))
    after = User.objects.create(name="cy", email="cy@example.cn")
    insert(_people("di"))
    assert User.objects.filter(name__in=["an", "bo", "cy", "di"]).count() == 4
    assert User.objects.get(name="di").pk > after.pk


def test_nothing_is_no_statement() -> None:
    assert insert(iter(list[User]())) == []
