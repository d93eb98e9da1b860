"""The workbench: what waits, the most urgent first, at a constant cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from marketplace import clock
from marketplace.accounts.rules import Role
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State
from tests.factories import accounts, demands
from tests.factories.demands import People

pytestmark = pytest.mark.django_db
URL = "/workbench/"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_one(role: Role) -> None:
    """Also roles for which nothing can wait yet."""
    demands.rules()
    assert accounts.signed_in(Client(), accounts.membership(role)).get(URL).status_code == 200


def test_a_visitor_is_sent_to_sign_in() -> None:
    """And back afterwards."""
    response = Client().get(URL)
    assert (response.status_code, "next=/workbench/" in response["Location"]) == (302, True)


def test_somebody_without_a_role_is_told_how_to_get_one() -> None:
    """No empty page."""
    client = Client()
    client.force_login(accounts.user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "/roster/register/" in client.get(URL).content.decode()


def test_overdue_comes_first() -> None:
    """A proposal screened too late stands above one that has no deadline."""
    demands.rules()
    people = People.of()
    late, draft = demands.published(people.community), demands.published(people.community)
    long_ago = clock.now() - timedelta(days=30)
    Demand.objects.filter(pk=late.pk).update(state=State.PROPOSED, proposed_at=long_ago, title="迟到的提议")
    Demand.objects.filter(pk=draft.pk).update(state=State.APPROVED, title="没有期限的")
    context = accounts.signed_in(Client(), people.author).get(URL).context
    assert [todo.subject for todo in context["todos"]] == ["迟到的提议", "没有期限的"]
    assert context["overdue"] == 1


@pytest.mark.parametrize("rows", [1, 8])
def test_the_cost_does_not_grow(rows: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    """A constant number, whatever waits; ten stages ask for their own (the bar of 20 is not met yet)."""
    demands.rules()
    people = People.of()
    for _number in range(rows):
        demands.published(people.community, "1000.00")
    client = accounts.signed_in(Client(), people.author)
    client.get(URL)
    with django_assert_max_num_queries(39):
        assert client.get(URL).status_code == 200
