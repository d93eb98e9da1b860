from collections import Counter
from decimal import Decimal

import pytest
from django.utils import translation

from marketplace import clock
from marketplace.audit.models import Mention
from marketplace.audit.queries.stories import object_name
from marketplace.demo.story.batch import TITLE
from marketplace.demo.tables import rows
from marketplace.rulebook.queries import work_calendar
from tendering.demands.models import Demand, Match, PublicationBatch
from tendering.demands.queries.siblings import splitting_warning
from tendering.demands.queries.tiers import tier_of
from tendering.demands.rules import decision_clock
from tendering.demands.rules.steps import State
from tendering.demands.rules.tier import Route
from tendering.funds.models import FundAccount, FundingLine
from tests.factories.audit import acts_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def demand(key: str) -> Demand:
    """The demand of a row of the tables."""
    for table in ("demo_projects_48", "demo_extra_demands", "demo_desk_demands"):
        for row in rows(table):
            if row["no"] == key:
                return Demand.objects.select_related("rule_set", "plan").get(title=row["title"])
    raise LookupError(key)


@pytest.mark.requirement("R37")
def test_the_batch_holds_48_projects_worth_3320000_yuan_published_at_one_moment() -> None:
    batch = PublicationBatch.objects.get(title=TITLE)
    held = list(Demand.objects.filter(batch_item__batch=batch))
    assert len(held) == 48
    assert sum(row.budget for row in held) == Decimal("3320000.00")
    assert Counter(row.tier for row in held) == {"micro": 24, "ordinary": 20, "major": 4}
    assert {row.published_at for row in held} == {batch.published_at}


@pytest.mark.requirement("R1")
def test_all_money_of_published_projects_is_set_aside() -> None:
    published = Demand.objects.filter(published_at__isnull=False)
    from_funds = FundingLine.objects.filter(plan__demand__in=published, source="fund")
    committed = sum(account.committed + account.paid for account in FundAccount.objects.all())
    assert committed == sum(line.current for line in from_funds)


@pytest.mark.requirement("R24")
def test_a_project_of_the_batch_came_there_through_every_act() -> None:
    acts = [act for act in acts_of(demand("25")) if act.startswith("demands.demand.")]
    assert acts[: acts.index("demands.demand.start_letting")] == [
        f"demands.demand.{act}"
        for act in (
            "draft",
            "funding",
            "propose",
            "screen",
            "schedule",
            "record",
            "countersign",
            "publicise",
            "elapse",
            "submit",
            "file",
            "commit",
            "publish",
        )
    ]


def test_three_projects_needed_a_second_meeting() -> None:
    again = Demand.objects.filter(meetings__outcome="no_quorum", batch_item__isnull=False)
    assert again.count() == 3
    assert all(row.meetings.filter(outcome="resolved").exists() for row in again)


@pytest.mark.requirement("R20")
@pytest.mark.requirement("R38")
@pytest.mark.parametrize(
    ("key", "tier", "route"),
    [
        ("E4", "micro", Route.FILE),
        ("E5", "ordinary", Route.APPROVE),
        ("E6", "ordinary", Route.APPROVE),
        ("E7", "major", Route.APPROVE),
        ("E2", "ordinary", Route.APPROVE),
        ("E3", "major", Route.APPROVE),
        ("E10", "major", Route.APPROVE),
        ("41", "micro", Route.FILE),
    ],
)
def test_story_1_a_cent_or_a_flag_decides_who_has_to_say_yes(key: str, tier: str, route: Route) -> None:
    decision = tier_of(demand(key))
    assert (decision.tier, decision.route) == (tier, route)


@pytest.mark.requirement("R46")
def test_major_projects_of_the_batch_were_demonstrated_early() -> None:
    for row in Demand.objects.filter(batch_item__isnull=False, tier="major"):
        early = row.checkpoints.get(kind="early")
        assert early.state == "closed"
        assert not early.findings.filter(settled=False).exists()


@pytest.mark.requirement("R8")
def test_co_funding_came_with_letter_and_receipt() -> None:
    sponsor = FundingLine.objects.get(plan=demand("E1").plan, source="sponsor")
    assert (sponsor.agreed, sponsor.received) == (Decimal("11000.00"), Decimal("11000.00"))
    assert sponsor.pledge_letter
    assert all(row.receipt for row in sponsor.contributions.all())


def test_residents_raised_36500_yuan_in_three_instalments() -> None:
    line = FundingLine.objects.get(plan=demand("E11").plan)
    assert line.source == "crowdfund"
    assert line.received == Decimal("36500.00")
    assert line.contributions.count() == 3


@pytest.mark.requirement("R21")
def test_story_8_one_approval_is_overdue_and_one_was_returned() -> None:
    overdue = demand("E3").approvals.get(decision="")
    assert overdue.escalated_at
    assert decision_clock.is_overdue(overdue.clock, clock.today())
    assert decision_clock.remaining(overdue.clock, clock.today(), work_calendar()) < 0
    returned = demand("E5")
    assert returned.state == State.RETURNED
    assert returned.approvals.get(decision="returned").clock.is_paused


def test_story_11_a_split_project_explains_itself() -> None:
    second = demand("E9")
    warning = splitting_warning(second)
    assert warning
    assert warning.total == Decimal("58000.00")
    assert len(second.splitting_reason) >= 20


@pytest.mark.requirement("R26")
def test_a_private_cost_is_declined_with_a_public_reason() -> None:
    refused = demand("E12")
    assert refused.state == State.DECLINED
    assert "自用部分" in refused.public_reason


@pytest.mark.parametrize(
    ("key", "state"),
    [
        ("W1", State.PROPOSED),
        ("W2", State.DRAFT),
        ("W3", State.PROPOSED),
        ("W4", State.DELIBERATING),
        ("W5", State.MEETING_CALLED),
        ("W6", State.RECORDED),
        ("W7", State.DECIDED),
        ("W8", State.STREET_REVIEW),
        ("W9", State.DISTRICT_REVIEW),
        ("W10", State.FILED),
        ("W11", State.VOTED_DOWN),
        ("E10", State.DISTRICT_REVIEW),
    ],
)
def test_demands_wait_at_every_step(key: str, state: State) -> None:
    assert demand(key).state == state


@pytest.mark.requirement("R36")
def test_matches_stand_in_every_state() -> None:
    found = Counter(Match.objects.values_list("state", flat=True))
    assert set(found) == set(Match.State.values)
    assert found[Match.State.MATCHED] >= 5


def test_everything_in_the_record_is_called_by_its_kind_in_chinese() -> None:
    """The demonstration plays nearly every act: what it leaves in the record is what a story may be about."""
    labels = set(Mention.objects.values_list("model", flat=True))
    assert len(labels) > 20
    with translation.override("zh-hans"):
        kinds = {label: object_name(label, "1") for label in labels}
    assert {label: kind for label, kind in kinds.items() if kind.isascii()} == {}
