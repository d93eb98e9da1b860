"""Offices read the record of what lies in their place."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from marketplace.audit import readers
from tests.factories import accounts, places

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["community", "supervision_committee", "street", "district"])
def test_offices_read_what_lies_in_their_place(role: str) -> None:
    office = accounts.membership(role, places.district())
    assert readers.may_read(office, places.district())
    assert not readers.may_read(office, Group.objects.create(name="nowhere"))


@pytest.mark.parametrize("role", ["resident", "expert", "provider_admin", "operator"])
def test_others_do_not(role: str) -> None:
    assert not readers.may_read(accounts.membership(role), places.district())
    assert not readers.may_read(None, places.district())
