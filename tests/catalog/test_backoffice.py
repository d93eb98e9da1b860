"""Wagtail's admin saves through services and leaves entries; it adds and deletes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from catalog.models import Provider, RosterEntry
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.accounts.services.access import sync_access
from marketplace.audit.models import Entry
from tests.factories import accounts, catalog, places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]


@pytest.fixture
def office(officer: Membership) -> Client:
    return entered(officer)


@pytest.fixture
def provider(rules: object) -> Provider:
    return catalog.listed_provider("云帆演示中心")


def entered(member: Membership) -> Client:
    sync_access(member.user)
    client = accounts.signed_in(Client(), member)
    client.cookies["django_language"] = "zh-hans"
    return client


def facts(**changes: Any) -> dict[str, Any]:
    values = {"grade": "none", "annual_report_year": "2025", "reason": "核对年度评估结果"}
    return values | changes


def test_the_lists_open(office: Client, provider: Provider) -> None:
    for name in ("catalog_providers", "catalog_entries"):
        assert "云帆演示中心" in office.get(reverse(f"{name}:index")).content.decode()


def test_facts_are_saved_through_the_service(office: Client, provider: Provider) -> None:
    url = reverse("catalog_providers:edit", args=[provider.pk])
    assert office.get(url).status_code == 200
    answer = office.post(url, facts(grade="3A", grade_assessed_on="2026-05-20", abnormal_list="on"))
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    provider.refresh_from_db()
    assert provider.grade == "3A"
    assert RosterEntry.objects.get(provider=provider).state == "watch"
    entry = Entry.objects.get(act="catalog.provider.curated")
    assert entry.role == Role.DISTRICT


def test_a_refusal_comes_back_on_the_form(office: Client, provider: Provider) -> None:
    answer = office.post(reverse("catalog_providers:edit", args=[provider.pk]), facts(grade="3A"))
    assert answer.status_code == 422
    assert "评定日期" in answer.content.decode()
    assert not Entry.objects.filter(act="catalog.provider.curated").exists()


def test_domains_are_approved_through_the_service(office: Client, provider: Provider) -> None:
    chosen = [domain.pk for domain in catalog.domains("elderly", "sport")]
    url = reverse("catalog_entries:edit", args=[provider.entry.pk])
    assert office.post(url, {"domains": chosen, "reason": "核验资质"}).status_code == 302
    assert set(provider.entry.domains.values_list("code", flat=True)) == {"elderly", "sport"}
    assert Entry.objects.filter(act="catalog.entry.domains_approved").exists()


@pytest.mark.parametrize("name", ["catalog_providers", "catalog_entries"])
def test_nobody_adds_deletes_or_copies_in_the_admin(office: Client, provider: Provider, name: str) -> None:
    pk = provider.pk if name == "catalog_providers" else provider.entry.pk
    for address, args in (("add", []), ("delete", [pk]), ("copy", [pk])):
        try:
            url = reverse(f"{name}:{address}", args=args)
        except NoReverseMatch:
            continue
        office.post(url, facts())
        assert office.get(url).status_code in {302, 403, 404}, address
    assert Provider.objects.count() == 1 == RosterEntry.objects.count()


def test_others_do_not_enter(provider: Provider) -> None:
    street = accounts.membership(Role.STREET, places.street())
    for member in (street, catalog.administrator(provider)):
        url = reverse("catalog_providers:edit", args=[provider.pk])
        assert entered(member).post(url, facts(abnormal_list="on")).status_code in {302, 403}
    provider.refresh_from_db()
    assert not provider.abnormal_list
