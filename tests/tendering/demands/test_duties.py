"""When what waits is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import SHANGHAI, end_of_day
from marketplace.rulebook.queries import work_calendar
from marketplace.ui.duties import words
from marketplace.ui.formats import moment
from tendering.demands.models import Demand
from tendering.demands.queries.duties import duties
from tendering.demands.rules.steps import State
from tendering.demands.services import approvals, deliberation
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


def kinds(by: Membership) -> set[str]:
    return {duty.kind for duty in duties(by, clock.now())}


@pytest.mark.django_db
@pytest.mark.requirement("R24")
def test_a_meeting_is_recorded_from_its_hour_on() -> None:
    """Before, neither to-do nor button offers what would be refused; the page says when."""
    demands.rules()
    people = People.of()
    demand = demands.deliberated(people)
    demands.sitting_body(people.community)
    held_at = clock.now() + timedelta(days=3)
    deliberation.call_meeting(demand=demand, by=people.author, held_at=held_at, place_text="活动室", now=clock.now())
    client = accounts.client_of(people.author)
    record = reverse("demands:record", args=[demand.number])
    begins = "召开，届时起方可登记。"
    page = client.get(demand.get_absolute_url()).content.decode()
    assert "demands.record_meeting" not in kinds(people.author)
    assert (f'href="{record}"' in page, begins in page) == (False, True)
    form = client.get(record).content.decode()
    assert (begins in form, moment(held_at) in form, 'name="ticket"' in form) == (True, True, False)
    with clock.shifted(timedelta(days=3, minutes=1)):
        assert "demands.record_meeting" in kinds(people.author)
        page = client.get(demand.get_absolute_url()).content.decode()
        assert (f'href="{record}"' in page, begins in page) == (True, False)
        assert 'name="ticket"' in client.get(record).content.decode()


@pytest.mark.django_db
@pytest.mark.requirement("R46")
def test_who_decides_reads_how_many_of_the_leading_group_have_spoken() -> None:
    demands.rules()
    people = People.of()
    demand = demands.decided(people, "80000.00", available="100000.00")
    group = [accounts.membership(Role.LEADING_GROUP_MEMBER, people.community.parent) for _seat in range(3)]
    demand = approvals.submit_decision(demand=demand, by=people.author, now=clock.now())
    approval = demand.approvals.get()
    for spoke, member in enumerate(group):
        (duty,) = [row for row in duties(people.street, clock.now()) if row.kind == "demands.approve"]
        assert f"领导小组3人中已有{spoke}人发表意见" in words(duty).detail
        approvals.give_opinion(approval=approval, by=member, vote="for", reason="", now=clock.now())
