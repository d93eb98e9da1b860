"""Published rules never change, whatever code asks for it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from marketplace.rulebook.models import RuleSet, RuleSetStatus, ScopeItem, ServiceDomain
from tests.marketplace.rulebook.conftest import Office

pytestmark = pytest.mark.django_db


class TestImmutability:
    """Seen to fail with the triggers dropped."""

    @pytest.mark.parametrize(
        "change",
        [
            {"values": {}},
            {"effective_from": date(2026, 1, 1)},
            {"name_zh": "别的"},
            {"version": 9},
            {"status": RuleSetStatus.DRAFT},
            {"revision": 7},
        ],
    )
    def test_rules_in_force_never_change(self, office: Office, change: dict[str, object]) -> None:
        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            RuleSet.objects.filter(pk=office.current.pk).update(**change)

    def test_rules_in_force_are_never_deleted(self, office: Office) -> None:
        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            RuleSet.objects.filter(pk=office.current.pk).delete()

    def test_a_retired_version_stays_retired(self, office: Office) -> None:
        RuleSet.objects.filter(pk=office.current.pk).update(status=RuleSetStatus.RETIRED)
        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            RuleSet.objects.filter(pk=office.current.pk).update(status=RuleSetStatus.IN_FORCE)

    def test_a_fixed_catalogue_keeps_its_items(self, office: Office) -> None:
        item = ScopeItem.objects.earliest("pk")
        domain = ServiceDomain.objects.latest("pk")
        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            ScopeItem.objects.filter(pk=item.pk).update(name_zh="别的")
        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            item.domains.add(domain)
        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            item.domains.clear()

    def test_drafts_do_change(self, office: Office) -> None:
        draft = office.draft()
        assert RuleSet.objects.filter(pk=draft.pk).update(name_zh="可改") == 1
