"""An entry stands or falls with its act."""

from __future__ import annotations

import json

import pytest
from django.db import transaction

from marketplace.accounts.models import User
from marketplace.audit import services
from marketplace.audit.models import Entry
from tests.factories.audit import acts_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return User.objects.create_user(name="李明", email="li@example.cn")


def test_personal_values_and_reasons_enter_the_log_as_hashes_only(officer: User) -> None:
    entry = services.record(
        act="accounts.renamed",
        target=officer,
        actor=officer,
        personal={"name": "张三"},
        reason="身份证姓名有误",
        parameters={"count": 1},
    )
    body = json.loads(entry.body)
    assert body["parameters"] == {"count": 1}
    assert set(body["hidden"]) == {"actor", "name", "reason"}
    for text in ("张三", "李明", "身份证"):
        assert text not in entry.body
    assert set(entry.disclosures.values_list("value", flat=True)) == {
        "张三",
        "身份证姓名有误",
        f'{{"user":{officer.pk}}}',
    }
    assert acts_of(officer) == ["accounts.renamed"]


@pytest.mark.django_db(transaction=True)
def test_an_entry_rolls_back_with_its_act(officer: User) -> None:
    with transaction.atomic():
        services.record(act="x.y", target=officer)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused(officer: User) -> None:
    with pytest.raises(services.OutsideTransaction):
        services.record(act="x.y", target=officer)


def test_an_act_is_about_something_saved_and_hides_under_names_of_its_own(officer: User) -> None:
    with pytest.raises(ValueError, match="not saved yet"):
        services.record(act="accounts.renamed", target=User(name="张三"), actor=officer)
    with pytest.raises(ValueError, match="Reserved names"):
        services.record(act="accounts.renamed", target=officer, actor=officer, personal={"reason": "张三"})
    assert not Entry.objects.exists()
