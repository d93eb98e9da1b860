"""Somebody looks around in the admin after the role that opened it has ended, or before a right has come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client, override_settings

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.accounts.services import sync_access
from marketplace.ui.caches import check_shared
from tests.factories import accounts, places

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/admin/users/", "/admin/memberships/", "/admin/organisations/"])
def test_who_keeps_another_role_loses_what_the_ended_one_opened(address: str) -> None:
    """Before the nightly task has followed the calendar."""
    today, person = clock.today(), accounts.user()
    accounts.membership(Role.DISTRICT, places.district(), who=person, to_date=today + timedelta(days=1))
    kept = accounts.membership(Role.COMMUNITY, places.community(), who=person)
    sync_access(person)
    client = accounts.signed_in(Client(), kept)
    with clock.shifted(timedelta(days=2)):
        assert client.get(address).status_code != 200
        assert client.get("/admin/").status_code == 200
    assert set(person.groups.values_list("name", flat=True)) == {"role:community"}


def test_the_list_of_people_is_read_in_the_districts_role_only() -> None:
    person = accounts.user("张同时")
    district = accounts.membership(Role.DISTRICT, places.district(), who=person)
    community = accounts.membership(Role.COMMUNITY, places.community(), who=person)
    assert "张同时" in accounts.signed_in(Client(), district).get("/admin/users/").content.decode()
    listed = accounts.signed_in(Client(), community).get("/admin/users/results/")
    assert str(person.email) not in listed.content.decode()


def test_the_page_that_fails_on_purpose_is_closed() -> None:
    client = accounts.signed_in(Client(), accounts.membership(Role.DISTRICT, places.district()))
    assert client.get("/admin/failwhale/").status_code == 403


def test_an_upgrade_brings_a_groups_rights_to_what_is_registered_now() -> None:
    sync_access(accounts.membership(Role.DISTRICT, places.district()).user)
    group = Group.objects.get(name="role:district")
    wanted = set(group.permissions.values_list("codename", flat=True))
    group.permissions.clear()
    call_command("migrate", verbosity=0)
    assert wanted == set(group.permissions.values_list("codename", flat=True)) != set()


@pytest.mark.parametrize("backend", ["locmem.LocMemCache", "dummy.DummyCache"])
def test_a_production_whose_processes_count_apart_is_refused(backend: str) -> None:
    with override_settings(CACHES={"default": {"BACKEND": f"django.core.cache.backends.{backend}"}}):
        assert [found.id for found in check_shared()] == ["ui.E010"]
    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}}):
        assert check_shared() == []
