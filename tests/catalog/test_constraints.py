"""What the database itself refuses, whoever writes."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from catalog.models import GroupMember, Provider, ProviderRecord, RosterApplication, RosterEntry, RosterObjection
from marketplace import clock
from marketplace.accounts.models import Membership
from tests.factories import accounts, catalog, places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]


def refused(write: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_one_live_application_a_provider() -> None:
    provider = catalog.unlisted_provider()
    RosterApplication.objects.create(provider=provider, state="returned", created_at=clock.now())
    refused(lambda: RosterApplication.objects.create(provider=provider, state="draft", created_at=clock.now()))
    RosterApplication.objects.create(provider=provider, state="rejected", created_at=clock.now())


def test_publicity_has_an_end_and_a_hold_has_a_rest(applicant: Membership) -> None:
    application = catalog.submitted(applicant)
    rows = RosterApplication.objects.filter(pk=application.pk)
    refused(lambda: rows.update(state="publicity"))
    refused(lambda: rows.update(state="objection_hold"))


def test_an_objection_is_answered_in_words_and_once_a_person(applicant: Membership, officer: Membership) -> None:
    application = catalog.publicised(applicant, officer)
    values = {"application": application, "filed_by": accounts.user(), "filed_at": clock.now(), "due_at": clock.now()}
    RosterObjection.objects.create(text="事由", **values)
    refused(lambda: RosterObjection.objects.create(text="再次", **values))
    refused(lambda: RosterObjection.objects.update(state="dismissed"))


@pytest.mark.parametrize(
    "change",
    [{"certified_social_workers": 7}, {"credit": -1}, {"grade": "3A", "grade_assessed_on": None}],
)
def test_impossible_providers(change: dict[str, Any]) -> None:
    provider = catalog.unlisted_provider()
    refused(lambda: Provider.objects.filter(pk=provider.pk).update(**change))


def test_removed_entries_have_a_ground_and_others_none() -> None:
    entry = catalog.listed_provider().entry
    rows = RosterEntry.objects.filter(pk=entry.pk)
    refused(lambda: rows.update(state="removed"))
    refused(lambda: rows.update(removal_ground="request"))


def test_one_leader_a_group() -> None:
    group = catalog.community_group()
    refused(lambda: GroupMember.objects.filter(group=group).update(leads=True))


def test_a_record_is_a_providers_or_a_groups() -> None:
    values: dict[str, Any] = {
        "number": "HT-1",
        "title": "项目",
        "place": places.community(),
        "amount": 1,
        "closed_date": clock.today(),
        "recorded_at": clock.now(),
    }
    both = {"provider": catalog.unlisted_provider(), "group": catalog.community_group()}
    refused(partial(ProviderRecord.objects.create, **values))
    refused(partial(ProviderRecord.objects.create, **values, **both))


def test_records_count_satisfied_answers_within_all_answers() -> None:
    values: dict[str, Any] = {
        "provider": catalog.unlisted_provider(),
        "title": "项目",
        "place": places.community(),
        "amount": 1,
        "closed_date": clock.today(),
        "recorded_at": clock.now(),
    }
    for number, (satisfied, answers) in enumerate([(2, 1), (None, 5), (1, None), (0, 0)]):
        wrong = values | {"number": f"JN-{number}", "satisfied": satisfied, "answers": answers}
        refused(partial(ProviderRecord.objects.create, **wrong))
