"""Two officers at the same instant (PostgreSQL: real locks)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from marketplace import clock
from marketplace.primitives.calendar import Override
from marketplace.rulebook import queries, services
from marketplace.rulebook.models import CalendarOverride, RuleSet
from tests.concurrency.racing import race
from tests.factories import accounts, rulebook

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_one_draft_however_many_start_it() -> None:
    current = rulebook.rule_set()
    officers = [accounts.membership("district") for _ in range(5)]
    day = clock.today()
    start = [partial(services.draft_version, by=one, rule_set=current, effective_from=day) for one in officers]
    assert race(start) == {"done": 1, "DraftExists": 4}
    assert RuleSet.objects.filter(status="draft").count() == 1


def test_of_two_edits_one_is_told_to_look_again() -> None:
    current = rulebook.rule_set()
    officers = [accounts.membership("district") for _ in range(4)]
    draft = services.draft_version(by=officers[0], rule_set=current, effective_from=clock.today())
    amounts = [f"{number}0000.00" for number in (21, 22, 23, 24)]
    edit = [
        partial(services.edit_values, by=one, draft=draft, revision=0, values={"tiers.ordinary": amount})
        for one, amount in zip(officers, amounts, strict=True)
    ]
    assert race(edit) == {"done": 1, "StaleVersion": 3}


def test_a_draft_is_put_in_force_once() -> None:
    current = rulebook.rule_set()
    drafter = accounts.membership("district")
    day = clock.today() + timedelta(days=3)
    draft = services.draft_version(by=drafter, rule_set=current, effective_from=day)
    colleagues = [accounts.membership("district") for _ in range(4)]
    publish = [partial(services.put_in_force, by=one, draft=draft, revision=0, reason="调整") for one in colleagues]
    assert race(publish) == {"done": 1, "NotADraft": 3}


def test_days_set_at_once_are_all_counted_by_everyone() -> None:
    officer = accounts.membership("district")
    first = date(2027, 3, 1)
    days = [Override(first + timedelta(days=7 * number), False, f"第{number}日", "通知") for number in range(5)]
    assert all(queries.work_calendar().is_workday(day.day) for day in days)
    assert race([partial(services.set_days, by=officer, days=[day]) for day in days]) == {"done": 5}
    assert CalendarOverride.objects.count() == 5
    assert not any(queries.work_calendar().is_workday(day.day) for day in days)
