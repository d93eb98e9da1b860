"""When what waits is due."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from marketplace.primitives.calendar import SHANGHAI, end_of_day
from marketplace.rulebook.queries import work_calendar
from tendering.demands.models import Demand
from tendering.demands.queries.duties import duties
from tendering.demands.rules.steps import State
from tests.factories import demands
from tests.factories.demands import People


@pytest.mark.django_db
def test_what_was_proposed_after_midnight_counts_from_that_day() -> None:
    """One in the morning in Shanghai is still yesterday in UTC."""
    demands.rules()
    people = People.of()
    row = demands.published(people.community)
    night = datetime(2026, 11, 18, 1, tzinfo=SHANGHAI)
    Demand.objects.filter(pk=row.pk).update(state=State.PROPOSED, proposed_at=night)
    days = row.rule_set.rules.duties.screen_demand
    due_at = end_of_day(work_calendar().add_workdays(date(2026, 11, 18), days))
    assert [duty.due_at for duty in duties(people.author, night)] == [due_at]
