"""What changed rules and days do to demands: shown before, done after; announced deadlines stay (domain 6)."""

from __future__ import annotations

from datetime import date

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.primitives.calendar import Override, end_of_day
from marketplace.rulebook import effects, queries
from marketplace.rulebook.services import set_days
from tendering.demands.models import Approval, Demand, Match
from tendering.demands.services import approvals, drafting, matching
from tests.factories import accounts, catalog, demands, rulebook, tenders
from tests.factories.audit import acts_of
from tests.factories.demands import People

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 6, 5)


def day_off() -> Override:
    """The Friday of the week the tests live in."""
    return Override(FRIDAY, is_workday=False, name="临时放假", source="通知")


def test_a_day_off_moves_the_clock_of_an_approval_and_is_shown_before(people: People) -> None:
    """Submitted on Monday with five working days: due on Monday, on Tuesday once Friday is off."""
    demand = demands.decided(people, "60000.00", available="390000.00")
    approvals.submit_decision(demand=demand, by=people.author, now=clock.now())
    row = Approval.objects.get(demand=demand)
    assert row.due_on == date(2026, 6, 8)
    shown = queries.preview_day(FRIDAY, is_workday=False, now=clock.now())
    assert [effect.count for effect in shown] == [1]
    set_days(by=accounts.membership(Role.DISTRICT), days=[day_off()])
    row.refresh_from_db()
    assert row.due_on == date(2026, 6, 9)
    assert acts_of(demand)[-1] == "rulebook.period.moved"
    assert "2026-06-09" in Entry.objects.get(act="rulebook.period.moved").body


def test_a_paused_clock_and_a_decided_one_stay(people: People) -> None:
    demand = demands.decided(people, "60000.00", available="390000.00")
    demand = approvals.submit_decision(demand=demand, by=people.author, now=clock.now())
    approvals.return_demand(demand=demand, by=people.street, reason="补正", now=clock.now())
    assert queries.preview_day(FRIDAY, is_workday=False, now=clock.now()) == []


def test_interest_expires_later_and_an_announced_deadline_stays() -> None:
    """Ten working days of an offer of interest move by the day off; the deadline of a call does not."""
    office = tenders.Office.of()
    demand = demands.published(office.community)
    provider = catalog.listed_provider()
    match = matching.express_interest(
        demand=demand, provider=provider, by=tenders.bidder(provider), message="", now=clock.now()
    )
    assert match.expires_at == end_of_day(date(2026, 6, 15))
    tender = tenders.announced(office, demand)
    before = tender.deadline_at
    texts = [str(effect.text) for effect in queries.preview_day(date(2026, 6, 4), is_workday=False, now=clock.now())]
    assert len(texts) == 2
    set_days(
        by=accounts.membership(Role.DISTRICT),
        days=[Override(date(2026, 6, 4), is_workday=False, name="放假", source="通知")],
    )
    tender.refresh_from_db()
    assert tender.deadline_at == before
    assert Match.objects.get(pk=match.pk).expires_at == end_of_day(date(2026, 6, 16))


@pytest.mark.requirement("R38")
def test_a_changed_limit_says_how_many_drafts_change_tier_and_they_do_when_proposed(people: People) -> None:
    """30,000 are micro at 50,000 and ordinary at 20,000; a demand that was proposed keeps its rules."""
    kept = drafting.propose(demand=demands.drafted(people), by=people.author, now=clock.now())
    draft = demands.drafted(
        people, scope_item=demands.item("B3"), splitting_reason="两个项目服务不同人群，地点与内容都不相同。"
    )
    old = rulebook.rules()
    new = rulebook.rules(tiers__micro="20000.00", decision__filing_threshold="20000.00")
    assert [effect.count for effect in effects.of_rules(old, new)] == [1]
    assert "已提出的需求仍适用提出时的规则" in str(effects.of_rules(old, new)[0].text)
    assert effects.of_rules(old, old) == []
    demands.rules(tiers__micro="20000.00", decision__filing_threshold="20000.00")
    assert drafting.propose(demand=draft, by=people.author, now=clock.now()).tier == "ordinary"
    assert Demand.objects.get(pk=kept.pk).tier == "micro"
