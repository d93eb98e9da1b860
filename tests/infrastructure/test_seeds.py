"""The seeded database: whole, fresh after each test, fresh even after a transactional one."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from wagtail.models import Locale, Page

from tests.seeds import fingerprint


@pytest.mark.django_db
def test_the_seed_is_migrated() -> None:
    assert Page.objects.filter(depth=1).count() == 1
    assert Locale.objects.count() == 1


@pytest.mark.django_db
def test_a_test_is_rolled_back() -> None:
    assert not Group.objects.filter(name="left over").exists()
    Group.objects.create(name="left over")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_transactional_test_finds_the_seed_again(turn: int) -> None:
    assert Page.objects.filter(depth=1).count() == 1
    assert not Group.objects.filter(name="left over").exists()
    Group.objects.create(name="left over")
    Page.objects.all().delete()


@pytest.mark.django_db
def test_what_a_transactional_test_wrote_is_gone() -> None:
    assert not Group.objects.filter(name="left over").exists()
    assert connection.settings_dict["NAME"].startswith(("file:", "test_"))


def test_the_fingerprint_is_stable() -> None:
    assert fingerprint() == fingerprint()
