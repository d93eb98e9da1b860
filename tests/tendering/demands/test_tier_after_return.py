"""Papers that were returned and mended: the tier follows the facts, and there is always a way out (R20, R38)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals
from tendering.demands.models import Checkpoint, Demand
from tendering.demands.queries.explain import tier_explained
from tendering.demands.rules.steps import ENDED, State
from tendering.demands.services import approvals, drafting, raising
from tendering.demands.transitions import MACHINE
from tendering.funds.models import FundAccount
from tests.factories import accounts, demands, funds
from tests.factories.demands import People
from tests.refusing import refused

pytestmark = pytest.mark.django_db

STREET_ONLY = {
    "decision__approval_levels": {"micro": ["file"], "ordinary": ["street"], "major": ["street", "district"]}
}


def group(people: People) -> dict[str, Membership]:
    """One member of each leading group."""
    street = people.street.place
    district = people.district.place
    return {
        "street_review": accounts.membership(Role.LEADING_GROUP_MEMBER, street),
        "district_review": accounts.membership(Role.LEADING_GROUP_MEMBER, district),
    }


def submitted(people: People, budget: str = "60000.00", **options: object) -> Demand:
    """Waiting for the street."""
    demand = demands.decided(people, budget, available="390000.00", **options)
    return approvals.submit_decision(demand=demand, by=people.author, now=clock.now())


def approve(demand: Demand, people: People, members: dict[str, Membership]) -> Demand:
    """The level it waits at says yes."""
    office = people.street if demand.state == State.STREET_REVIEW else people.district
    row = demand.approvals.get(decision="")
    approvals.give_opinion(approval=row, by=members[demand.state], vote="for", reason="", now=clock.now())
    return approvals.approve(demand=demand, by=office, now=clock.now())


def send_back(demand: Demand, people: People) -> Demand:
    """The level it waits at returns the papers."""
    office = people.street if demand.state == State.STREET_REVIEW else people.district
    return approvals.return_demand(demand=demand, by=office, reason="请补正材料。", now=clock.now())


def pay(demand: Demand, people: People, budget: str) -> Demand:
    """Write the money anew."""
    line = funds.draft(budget, account=FundAccount.objects.get(place=people.community))
    return drafting.write_funding(
        demand=demand, by=people.author, version=demand.version, budget=Decimal(budget), lines=[line]
    )


def mend(demand: Demand, people: People, **changes: object) -> Demand:
    """Write the papers anew."""
    values = demands.values(**changes)
    return drafting.edit_demand(demand=demand, by=people.author, values=values, version=demand.version)


def again(demand: Demand, people: People) -> Demand:
    return approvals.resubmit(demand=demand, by=people.author, answer="已补正。", now=clock.now())


@pytest.mark.requirement("R38")
def test_a_flag_set_while_mending_makes_it_major(people: People) -> None:
    """The stored tier, which letting reads, follows the flag at once."""
    demand = send_back(submitted(people), people)
    assert mend(demand, people, multi_year=True).tier == "major"
    demand.refresh_from_db()
    assert demand.tier == "major"
    assert again(demand, people).tier == "major"


@pytest.mark.requirement("R38")
def test_what_was_raised_by_hand_stays_raised_when_the_money_is_mended(people: People) -> None:
    """Raised to major with a reason; a smaller budget does not lower it."""
    demand = submitted(people)
    demand = raising.raise_tier(demand=demand, by=people.street, tier="major", reason="社会影响大", now=clock.now())
    demand = pay(send_back(demand, people), people, "40000.00")
    assert (demand.tier, demand.raised_to) == ("major", "major")
    assert again(demand, people).state == State.STREET_REVIEW


@pytest.mark.requirement("R38")
def test_facts_that_pass_what_was_raised_by_hand_decide(people: People) -> None:
    """Raised to ordinary, then several years: major, on its page too."""
    demand = demands.decided(people, "30000.00")
    demand = raising.raise_tier(demand=demand, by=people.street, tier="ordinary", reason="影响大", now=clock.now())
    demand = approvals.submit_decision(demand=demand, by=people.author, now=clock.now())
    demand = mend(send_back(demand, people), people, multi_year=True)
    assert demand.tier == "major"
    assert tier_explained(demand).tier == "major"


@pytest.mark.requirement("R38")
def test_raising_twice_does_not_lower(people: People) -> None:
    """Major by hand; "raised" to ordinary afterwards is refused."""
    demand = demands.decided(people, "30000.00")
    demand = raising.raise_tier(demand=demand, by=people.street, tier="major", reason="影响大", now=clock.now())
    with pytest.raises(InvalidInput, match="tier_lowered"):
        raising.raise_tier(demand=demand, by=people.street, tier="ordinary", reason="重新考虑", now=clock.now())


@pytest.mark.requirement("R20")
@pytest.mark.parametrize("level", [State.STREET_REVIEW, State.DISTRICT_REVIEW])
def test_a_budget_cut_to_the_threshold_is_filed(people: People, level: State) -> None:
    """Whichever level returned it: at 50,000.00 nobody approves any more, the street files."""
    members, demand = group(people), submitted(people)
    if level == State.DISTRICT_REVIEW:
        demand = approve(demand, people, members)
    demand = again(pay(send_back(demand, people), people, "50000.00"), people)
    assert (demand.state, demand.tier) == (State.DECIDED, "micro")
    assert approvals.file_demand(demand=demand, by=people.street, now=clock.now()).state == State.FILED


@pytest.mark.requirement("R20")
def test_a_filing_that_waits_falls_when_the_tier_is_raised(people: People) -> None:
    """Raised to ordinary before the street filed it: it is submitted for approval, never filed."""
    demand = demands.decided(people, "30000.00")
    demand = approvals.submit_decision(demand=demand, by=people.author, now=clock.now())
    demand = raising.raise_tier(demand=demand, by=people.street, tier="ordinary", reason="影响大", now=clock.now())
    with pytest.raises(Refusal, match="not_submitted_for_filing"):
        approvals.file_demand(demand=demand, by=people.street, now=clock.now())
    demand = approvals.submit_decision(demand=demand, by=people.author, now=clock.now())
    assert demand.state == State.STREET_REVIEW


def test_returned_papers_stay_complete(people: People) -> None:
    """An item taken out while mending is refused with its field, not by the database."""
    demand = send_back(submitted(people), people)
    with pytest.raises(Refusals):
        drafting.edit_demand(
            demand=demand, by=people.author, values=drafting.DemandValues(title="助浴"), version=demand.version
        )


@pytest.mark.requirement("R38")
@pytest.mark.parametrize("rules", [{}, STREET_ONLY], ids=["both_levels", "ordinary_ends_at_the_street"])
@pytest.mark.parametrize("level", [State.STREET_REVIEW, State.DISTRICT_REVIEW])
@pytest.mark.parametrize("before", ["60000.00", "210000.00"])
@pytest.mark.parametrize("after", ["30000.00", "50000.01", "200000.00", "200000.01"])
def test_whatever_is_mended_a_way_leads_out(rules: dict[str, object], level: State, before: str, after: str) -> None:
    """Returned at either level, mended to any tier: filed or approved in the end, under the tier of its facts."""
    demands.rules(**rules)
    people = People.of()
    members, demand = group(people), submitted(people, before)
    hold_early_demonstration(demand)
    if level == State.DISTRICT_REVIEW:
        demand = approve(demand, people, members)
        if demand.state == State.APPROVED:
            return
    demand = send_back(demand, people)
    if Decimal(after) > Decimal(before):
        with refused("demands.voted_otherwise"):
            pay(demand, people, after)
        return
    demand = again(pay(demand, people, after), people)
    if demand.state == State.DECIDED:
        demand = approvals.file_demand(demand=demand, by=people.street, now=clock.now())
    other = People.of(people.community)
    while demand.state in (State.STREET_REVIEW, State.DISTRICT_REVIEW):
        demand = approve(demand, other, members)
    expected = {"30000.00": "micro", "50000.01": "ordinary", "200000.00": "ordinary", "200000.01": "major"}[after]
    assert demand.tier == expected
    assert demand.state == (State.FILED if expected == "micro" else State.APPROVED)


def hold_early_demonstration(demand: Demand) -> None:
    """Closed, so that a major project's approval has its guard."""
    Checkpoint.objects.create(
        demand=demand,
        kind=Checkpoint.Kind.EARLY,
        state=Checkpoint.State.CLOSED,
        scheduled_for=clock.now(),
        closed_at=clock.now(),
    )


@pytest.mark.requirement("R20")
@pytest.mark.parametrize(
    "changes",
    [{"scope": "D2"}, {"kind": "works"}, {"beneficiary_groups": ("children",)}],
    ids=lambda one: next(iter(one)),
)
def test_what_the_residents_voted_on_is_not_exchanged_when_papers_come_back(
    people: People, changes: dict[str, Any]
) -> None:
    """Another scope, kind or purpose, or a cent more, needs a new resolution."""
    demand = send_back(submitted(people), people)
    if scope := changes.pop("scope", ""):
        changes["scope_item"] = demands.item(scope)
    # Another item brings its own class along.
    beyond = ["demands.voted_otherwise"] * (2 if "scope_item" in changes else 1)
    with refused(*beyond):
        mend(demand, people, **changes)
    with refused("demands.voted_otherwise"):
        pay(demand, people, "60000.01")
    demand.refresh_from_db()
    assert (demand.scope_item, demand.kind, demand.budget) == (demands.item(), "service", Decimal("60000.00"))


@pytest.mark.requirement("R20")
def test_corrections_stand_beside_what_was_voted_on_for_whoever_approves(people: People) -> None:
    demand = send_back(submitted(people), people)
    mend(demand, people, title="独居老人助浴", outputs="全年上门助浴 280 人次。")
    demand.refresh_from_db()
    demand = again(pay(demand, people, "58000.00"), people)
    page = accounts.client_of(people.street).get(reverse("demands:approve", args=[demand.number]))
    shown = {str(fact.term): str(fact.value) for fact in page.context["changed"]}
    assert len(shown) == 4
    text = page.content.decode()
    for words in (
        "独居老人助浴服务项目 → 独居老人助浴",
        "全年上门助浴 300 人次。 → 全年上门助浴 280 人次。",
        "¥58,000.00",
    ):
        assert words in text, words


def test_no_state_is_a_dead_end() -> None:
    """Every state that is no end has an act that leads elsewhere."""
    stuck = {state for state in set(State) - ENDED if all(row.target == state for row in MACHINE.rows(state))}
    assert not stuck


@pytest.mark.requirement("R46")
def test_the_leading_group_says_why_not_and_nothing_after_the_decision(people: People) -> None:
    """And nothing is escalated before its day."""
    members, demand = group(people), submitted(people)
    row = demand.approvals.get(decision="")
    say: dict[str, Any] = {"approval": row, "by": members["street_review"], "now": clock.now()}
    with refused("demands.opinion.vote", kind=InvalidInput):
        approvals.give_opinion(vote="maybe", reason="", **say)
    for vote in ("against", "recused"):
        with refused("demands.opinion.reason", kind=InvalidInput):
            approvals.give_opinion(vote=vote, reason=" ", **say)
    assert not approvals.escalate(approval=row, now=clock.now())
    demand = approve(demand, people, members)
    with refused("demands.approval_closed"):
        approvals.give_opinion(vote="against", reason="重新考虑", **say)
    row.refresh_from_db()
    assert (row.decision, row.escalated_at, [opinion.vote for opinion in row.opinions.all()]) == (
        "approved",
        None,
        ["for"],
    )


@pytest.mark.requirement("R21")
@pytest.mark.parametrize(("scope", "due"), [("both_levels", date(2026, 6, 8)), ("each_level", date(2026, 6, 10))])
def test_the_district_has_what_the_street_left_or_days_of_its_own(scope: str, due: date) -> None:
    """Submitted on a Monday, signed by the street on Wednesday: five days for both, or five of its own."""
    demands.rules(decision__clock_scope=scope)
    people = People.of()
    members, demand = group(people), submitted(people)
    assert demand.approvals.get().due_on == date(2026, 6, 8)
    with clock.shifted(timedelta(days=2)):
        demand = approve(demand, people, members)
    assert demand.state == State.DISTRICT_REVIEW
    assert demand.approvals.get(decision="").due_on == due


@pytest.mark.requirement("R21")
def test_one_person_does_not_approve_at_both_levels(people: People) -> None:
    members, demand = group(people), submitted(people)
    demand = approve(demand, people, members)
    assert demand.state == State.DISTRICT_REVIEW
    row = demand.approvals.get(decision="")
    approvals.give_opinion(approval=row, by=members[demand.state], vote="for", reason="", now=clock.now())
    both = accounts.membership(Role.DISTRICT, people.district.place, who=people.street.user)
    with refused("demands.approved_before", kind=NotPermitted):
        approvals.approve(demand=demand, by=both, now=clock.now())
    demand.refresh_from_db()
    assert (demand.state, demand.approvals.filter(decision="").count()) == (State.DISTRICT_REVIEW, 1)


@pytest.mark.requirement("R46")
def test_a_major_project_is_not_approved_before_its_early_demonstration(people: People) -> None:
    members, demand = group(people), submitted(people, "210000.00")
    with refused("demands.early_demonstration_missing"):
        approvals.approve(demand=demand, by=people.street, now=clock.now())
    hold_early_demonstration(demand)
    assert approve(demand, people, members).state == State.DISTRICT_REVIEW


def at(state: State, people: People, tier: str = "micro") -> Demand:
    """Written straight into the tables."""
    budget = {"micro": "30000.00", "ordinary": "60000.00"}[tier]
    demand = demands.published(people.community, budget, tier=tier)
    Demand.objects.filter(pk=demand.pk).update(state=state)
    demand.refresh_from_db()
    return demand


@pytest.mark.requirement("R38")
def test_what_was_filed_for_a_lower_tier_is_approved_anew(people: People) -> None:
    """Raised to ordinary after the street filed it: its approval is asked for; once funded the tier stands."""
    demand = at(State.FILED, people)
    demand = raising.raise_tier(demand=demand, by=people.street, tier="ordinary", reason="影响大", now=clock.now())
    assert (demand.state, demand.approvals.get().level) == (State.STREET_REVIEW, "street")
    for later in (State.FUNDED, State.PUBLISHED, State.IMPLEMENTING):
        fixed = at(later, people)
        with refused("demands.tier_fixed"):
            raising.raise_tier(demand=fixed, by=people.street, tier="ordinary", reason="影响大", now=clock.now())
        fixed.refresh_from_db()
        assert (fixed.tier, fixed.raised_to) == ("micro", "")


@pytest.mark.requirement("R38")
def test_what_was_approved_by_the_same_offices_stays_approved(people: People) -> None:
    """A higher tier that asks no other level and no early look asks for nothing anew; nor does one that is filed."""
    demands.rules(delivery__checkpoints={"micro": [], "ordinary": ["early"], "major": ["early"]})
    demand = at(State.APPROVED, people, "ordinary")
    demand = raising.raise_tier(demand=demand, by=people.street, tier="major", reason="影响大", now=clock.now())
    assert (demand.state, demand.tier, demand.approvals.count()) == (State.APPROVED, "major", 0)


@pytest.mark.requirement("R21")
def test_papers_are_not_given_back_or_turned_down_without_a_word(people: People) -> None:
    demand = submitted(people)
    for decide in (approvals.return_demand, approvals.reject):
        with refused("demands.decision_reason", kind=InvalidInput):
            decide(demand=demand, by=people.street, reason=" ", now=clock.now())
    demand.refresh_from_db()
    assert (demand.state, demand.approvals.get().decision) == (State.STREET_REVIEW, "")
