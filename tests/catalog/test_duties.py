"""What of the roster waits for the district."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.models import Provider, RosterEntry
from catalog.queries.duties import duties
from catalog.rules.states import EntryState
from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import end_of_day
from tests.factories import accounts, catalog

DAY = timedelta(days=1)
GRACE = timedelta(days=30)


@pytest.mark.django_db
def test_each_entry_waits_once_for_its_next_act_and_a_review_until_its_grace_is_over() -> None:
    today, now = clock.today(), clock.now()
    due = today - DAY

    def entry(name: str, **values: object) -> RosterEntry:
        found = catalog.listed_provider(name).entry
        RosterEntry.objects.filter(pk=found.pk).update(**values)
        return found

    review = entry("复核", state=EntryState.REVIEW_DUE, review_due_date=due)
    over = entry("期满", state=EntryState.SUSPENDED, suspended_until=due)
    entry("暂停", state=EntryState.SUSPENDED, suspended_until=today)
    leaving = entry("退出", state=EntryState.REVIEW_DUE, review_due_date=due, removal_requested_at=now)
    serious = entry("失信", state=EntryState.SUSPENDED, suspended_until=due)
    entry("已退", state=EntryState.REMOVED, removal_requested_at=now, removal_ground="request")
    Provider.objects.filter(entry__in=[leaving, serious]).update(serious_list=True)
    found = [(one.kind, one.subject, one.url, one.due_at) for one in duties(accounts.membership(Role.DISTRICT), now)]
    assert found == [
        ("catalog.remove", "退出", f"/roster/entries/{leaving.pk}/remove/", None),
        ("catalog.remove_serious", "失信", f"/roster/entries/{serious.pk}/remove/", None),
        ("catalog.restore", "期满", f"/roster/entries/{over.pk}/restore/", None),
        ("catalog.review", "复核", f"/roster/entries/{review.pk}/confirm/", end_of_day(due + GRACE)),
    ]
