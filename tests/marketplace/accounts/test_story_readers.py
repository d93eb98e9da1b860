"""Offices read the record of what lies in their place."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from marketplace.accounts.story_readers import reads_by_place
from tests.factories import accounts, places

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["community", "supervision_committee", "street", "district"])
def test_offices_read_what_lies_in_their_place(role: str) -> None:
    office = accounts.membership(role, places.district())
    assert reads_by_place(office, places.district())
    assert not reads_by_place(office, Group.objects.create(name="nowhere"))


@pytest.mark.parametrize("role", ["resident", "expert", "provider_admin", "operator"])
def test_others_do_not(role: str) -> None:
    assert not reads_by_place(accounts.membership(role), places.district())
    assert not reads_by_place(None, places.district())
