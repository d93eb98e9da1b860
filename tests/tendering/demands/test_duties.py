"""When what waits is due."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import SHANGHAI, end_of_day
from marketplace.rulebook.queries import work_calendar
from tendering.demands.models import Demand
from tendering.demands.queries.duties import duties
from tendering.demands.rules.steps import State
from tendering.funds import services
from tests.factories import accounts, demands
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


@pytest.mark.django_db
@pytest.mark.requirement("R20")
def test_in_december_the_district_is_asked_for_its_consent_and_led_to_the_form() -> None:
    demands.rules()
    people = People.of()
    demand = demands.filed(people)
    district = accounts.membership(Role.DISTRICT)
    asked = "demands.consent"
    year = clock.today().year
    before, after = (datetime(year, *day, 10, tzinfo=SHANGHAI) for day in ((11, 30), (12, 1)))
    assert asked not in [duty.kind for duty in duties(district, before)]
    (duty,) = [duty for duty in duties(district, after) if duty.kind == asked]
    assert (duty.subject, duty.url) == (demand.title, reverse("funds:plan_consent", args=[demand.plan_id]))
    assert demand.plan is not None
    services.consent_to_closing_commitment(plan=demand.plan, by=district, reason="安全隐患须年内消除")
    assert asked not in [duty.kind for duty in duties(district, after)]
