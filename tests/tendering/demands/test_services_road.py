"""A demand's road from the draft to the published project, and who may move it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.places.models import Level, Place
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals, StaleVersion
from marketplace.primitives.state_machine import WrongState
from tendering.demands.models import DecidingBody, Deliberation, Demand, ResidentMeeting
from tendering.demands.queries.actions import ACTIONS
from tendering.demands.rules.steps import State
from tendering.demands.services import approvals, bodies, deliberation, drafting, publication, screening, year_end
from tendering.demands.services.deliberation import DeliberationRecord, MeetingRecord
from tendering.demands.services.drafting import OutsideCallWindow
from tendering.demands.services.progress import advance
from tendering.demands.services.year_end import BarredNextYear
from tendering.funds.models import FundAccount
from tendering.funds.services.ledger import InsufficientFunds
from tests.factories import accounts, demands, funds, places
from tests.factories.audit import acts_of
from tests.factories.demands import People
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R18")
@pytest.mark.requirement("R20")
def test_a_micro_project_goes_from_proposal_to_publication(people: People) -> None:
    """Proposed, discussed, decided, filed, funded, published: each step in the log."""
    demand = demands.funded(people, "30000.00")
    demand = publication.publish(demand=demand, by=people.author, now=clock.now())
    assert (demand.state, demand.tier) == (State.PUBLISHED, "micro")
    account = FundAccount.objects.get(place=people.community)
    assert (account.committed, account.available) == (Decimal("30000.00"), Decimal("70000.00"))
    acts = [act.removeprefix("demands.demand.") for act in acts_of(demand) if act.startswith("demands.demand.")]
    assert acts == [
        *("draft", "funding", "propose", "screen", "schedule", "record", "countersign", "publicise"),
        *("elapse", "submit", "file", "commit", "publish"),
    ]


@pytest.mark.requirement("R23")
def test_a_resident_proposes_and_the_community_adopts(people: People) -> None:
    """Residents' proposals need no money plan; the community adopts one and writes it."""
    resident = accounts.membership(Role.RESIDENT, people.community)
    demand = drafting.draft_demand(community=people.community, by=resident, values=demands.values(), now=clock.now())
    demand = drafting.propose(demand=demand, by=resident, now=clock.now())
    demand = screening.adopt(demand=demand, by=people.author, now=clock.now())
    assert (demand.state, demand.from_resident) == (State.DRAFT, False)
    with pytest.raises(NotPermitted):
        demands.screened(demand, people.author)


def test_a_neighbour_community_may_not_propose_here(people: People) -> None:
    """A worker of another community has no business here, and no resident has either."""
    stranger = accounts.membership(Role.COMMUNITY, places.community())
    with pytest.raises(NotPermitted):
        drafting.draft_demand(community=people.community, by=stranger, values=demands.values(), now=clock.now())
    assert not Demand.objects.exists()


def test_two_people_mending_one_draft_do_not_overwrite_each_other(people: People) -> None:
    """The second saves an old version and is told."""
    demand = demands.drafted(people)
    seen = demand.version
    drafting.edit_demand(demand=demand, by=people.author, values=demands.values(households=90), version=seen)
    with pytest.raises(StaleVersion):
        drafting.edit_demand(demand=demand, by=people.screener, values=demands.values(households=80), version=seen)
    demand.refresh_from_db()
    assert demand.households == 90


@pytest.mark.requirement("R19")
def test_outside_the_yearly_call_a_reason_is_due(people: People) -> None:
    """In November a demand without a reason for its urgency is refused."""
    with clock.moved_to(clock.now().replace(month=11, day=20)):
        demand = demands.drafted(people, urgent_reason="")
        with pytest.raises(OutsideCallWindow):
            drafting.propose(demand=demand, by=people.author, now=clock.now())


def test_the_author_does_not_screen(people: People) -> None:
    """Separation of duties: somebody else takes the first look."""
    demand = demands.drafted(people)
    demand = drafting.propose(demand=demand, by=people.author, now=clock.now())
    with pytest.raises(NotPermitted):
        demands.screened(demand, people.author)


@pytest.mark.requirement("R26")
def test_the_negative_list_refuses_at_screening(people: People) -> None:
    """A private cost does not reach deliberation."""
    demand = demands.drafted(people)
    demand = drafting.propose(demand=demand, by=people.author, now=clock.now())
    with pytest.raises(Refusals):
        screening.screen(
            demand=demand,
            by=people.screener,
            negative=frozenset({"private_cost"}),
            duplicates_checked=True,
            flags=demand.declared,
            now=clock.now(),
        )
    demand.refresh_from_db()
    assert demand.state == State.PROPOSED


@pytest.mark.requirement("R19")
def test_no_meeting_without_visit_review_and_discussion(people: People) -> None:
    """All three gaps are told at once."""
    demands.sitting_body(people.community)
    demand = demands.drafted(people)
    demand = drafting.propose(demand=demand, by=people.author, now=clock.now())
    demand = demands.screened(demand, people.screener)
    with pytest.raises(Refusals) as refused:
        deliberation.call_meeting(
            demand=demand,
            by=people.author,
            held_at=clock.now() + timedelta(days=3),
            place_text="活动室",
            now=clock.now(),
        )
    assert len(refused.value.refusals) == 3


@pytest.mark.requirement("R25")
def test_where_the_rules_name_the_council_the_council_decides() -> None:
    """The representatives' meeting is registered, too, and larger; it neither stands in for the council nor counts."""
    demands.rules(decision__deciding_body="residents_council")
    people = People.of()
    demands.sitting_body(people.community)
    demand, later = demands.deliberated(people), clock.now() + timedelta(days=3)
    with pytest.raises(Refusal, match="no_deciding_body"):
        deliberation.call_meeting(demand=demand, by=people.author, held_at=later, place_text="活动室", now=clock.now())
    day = clock.today() - timedelta(days=400)
    council = DecidingBody.Kind.RESIDENTS_COUNCIL
    bodies.register_body(community=people.community, kind=council, members=15, from_date=day, by=people.author)
    demand = demands.posted(demands.met(demand, people, tally=(10, 6, 4, 0)), people)
    meeting = ResidentMeeting.objects.get(demand=demand)
    assert (meeting.body.kind, meeting.invited, meeting.outcome) == (council, 15, "resolved")
    assert demand.state == State.DECIDED


@pytest.mark.requirement("R25")
def test_a_meeting_needs_a_registered_body_and_notice(people: People) -> None:
    """The body of the rule set, called the days before that the rule set asks."""
    demand = demands.deliberated(people)
    later = clock.now() + timedelta(days=3)
    with pytest.raises(Refusal, match="no_deciding_body"):
        deliberation.call_meeting(demand=demand, by=people.author, held_at=later, place_text="活动室", now=clock.now())
    demands.sitting_body(people.community)
    with pytest.raises(Refusal, match="notice_too_short"):
        deliberation.call_meeting(
            demand=demand,
            by=people.author,
            held_at=clock.now() + timedelta(days=1),
            place_text="活动室",
            now=clock.now(),
        )


@pytest.mark.requirement("R24")
@pytest.mark.parametrize(
    ("tally", "state"),
    [
        ((20, 11, 9, 0), State.RESOLVED),
        ((20, 10, 10, 0), State.VOTED_DOWN),
        ((19, 19, 0, 0), State.NO_QUORUM),
    ],
)
@pytest.mark.requirement("R23")
def test_the_votes_decide_once_countersigned(people: People, tally: tuple[int, int, int, int], state: State) -> None:
    """20 of 30 are two thirds; half of those present is not enough."""
    demand = demands.recorded(people, tally=tally)
    demand = deliberation.countersign(demand=demand, by=people.committee, now=clock.now())
    assert demand.state == state


@pytest.mark.requirement("R25")
def test_the_recorder_does_not_countersign(people: People) -> None:
    """Neither by role nor, holding both roles, by person."""
    demand = demands.recorded(people)
    with pytest.raises(NotPermitted):
        deliberation.countersign(demand=demand, by=people.screener, now=clock.now())
    both = accounts.membership(Role.SUPERVISION_COMMITTEE, people.community, who=people.author.user)
    with pytest.raises(NotPermitted):
        deliberation.countersign(demand=demand, by=both, now=clock.now())


def test_a_meeting_is_not_recorded_before_it_begins(people: People) -> None:
    """The database's clock decides."""
    demands.sitting_body(people.community)
    demand = demands.deliberated(people)
    deliberation.call_meeting(
        demand=demand,
        by=people.author,
        held_at=clock.now() + timedelta(days=3),
        place_text="活动室",
        now=clock.now(),
    )
    with pytest.raises(Refusal, match="not_yet"):
        deliberation.record_meeting(
            demand=demand, by=people.author, values=MeetingRecord(26, 24, 1, 1, "王主任", "纪要")
        )
    assert ResidentMeeting.objects.get(demand=demand).present is None


def test_a_meeting_is_called_off_with_a_reason(people: People) -> None:
    demands.sitting_body(people.community)
    demand, now = demands.deliberated(people), clock.now()
    with pytest.raises(WrongState):
        deliberation.defer_meeting(demand=demand, by=people.author, reason="无会可延。", now=now)
    held_at = now + timedelta(days=3)
    deliberation.call_meeting(demand=demand, by=people.author, held_at=held_at, place_text="活动室", now=now)
    with refused("demands.meeting_reason", kind=InvalidInput):
        deliberation.defer_meeting(demand=demand, by=people.author, reason="  ", now=now)
    meeting = ResidentMeeting.objects.get(demand=demand)
    assert meeting.outcome == ""
    assert deliberation.defer_meeting(demand=demand, by=people.author, reason="暴雨预警。", now=now).state == "deferred"
    meeting.refresh_from_db()
    assert meeting.outcome == "deferred"


@pytest.mark.requirement("R43")
def test_publicity_runs_its_days(people: People) -> None:
    """The clock ends it, not before the last day has passed."""
    demand = demands.recorded(people)
    demand = deliberation.countersign(demand=demand, by=people.committee, now=clock.now())
    demand = deliberation.publicise_resolution(demand=demand, by=people.author, now=clock.now())
    with clock.shifted(timedelta(days=4)), pytest.raises(Refusal, match="publicity_running"):
        deliberation.end_publicity(demand=demand)
    with clock.shifted(timedelta(days=6)):
        assert deliberation.end_publicity(demand=demand).state == State.DECIDED


@pytest.mark.requirement("R20")
def test_a_micro_project_is_filed_not_approved(people: People) -> None:
    """The street files; there is nothing to approve."""
    demand = demands.decided(people, "50000.00")
    demand = approvals.submit_decision(demand=demand, by=people.author, now=clock.now())
    with pytest.raises(WrongState):
        approvals.approve(demand=demand, by=people.street, now=clock.now())
    assert approvals.file_demand(demand=demand, by=people.street, now=clock.now()).state == State.FILED


def test_filing_waits_for_the_submission(people: People) -> None:
    """The street cannot file what the community has not submitted."""
    demand = demands.decided(people)
    with pytest.raises(Refusal, match="not_submitted"):
        approvals.file_demand(demand=demand, by=people.street, now=clock.now())


@pytest.mark.requirement("R42")
def test_too_little_money_names_the_account_and_the_missing_sum(people: People) -> None:
    """Two projects of 30,000 on 50,000: the second lacks 10,000.00."""
    demands.funded(people, "30000.00", available="50000.00")
    second = demands.filed(people, "30000.00", scope_item=demands.item("B3"))
    with pytest.raises(InsufficientFunds) as refused:
        publication.fund_demand(demand=second, by=people.author, now=clock.now())
    assert refused.value.parameters["missing"] == Decimal("10000.00")
    second.refresh_from_db()
    assert second.state == State.FILED


@pytest.mark.requirement("R27")
def test_an_unfinished_project_is_not_accepted_next_year(people: People) -> None:
    """The bar names the project; the year after it may come again."""
    first = demands.published(people.community)
    Demand.objects.filter(pk=first.pk).update(state=State.IMPLEMENTING)
    year = clock.now().year
    with clock.moved_to(clock.now().replace(year=year + 1, month=1, day=2)):
        assert year_end.mark_unfinished(demand=first).state == State.UNFINISHED
        again = drafting.draft_demand(
            community=people.community, by=people.author, values=demands.values(), now=clock.now(), previous=first
        )
        with pytest.raises(BarredNextYear):
            drafting.propose(demand=again, by=people.author, now=clock.now())


@pytest.mark.requirement("R27")
def test_the_year_is_not_over_before_its_last_day_has_passed(people: People) -> None:
    """On 31 December nothing is unfinished yet."""
    demand = demands.published(people.community)
    Demand.objects.filter(pk=demand.pk).update(state=State.IMPLEMENTING)
    with clock.moved_to(clock.now().replace(month=12, day=31, hour=23)), pytest.raises(Refusal, match="year_not_over"):
        year_end.mark_unfinished(demand=demand)


def test_withdrawing_releases_the_money(people: People) -> None:
    """With a public reason; the account has its money back."""
    demand = demands.funded(people)
    with pytest.raises(InvalidInput):
        publication.withdraw(demand=demand, by=people.author, reason=" ", now=clock.now())
    demand = publication.withdraw(demand=demand, by=people.author, reason="由区级项目统一实施", now=clock.now())
    assert (demand.state, demand.public_reason) == (State.WITHDRAWN, "由区级项目统一实施")
    assert FundAccount.objects.get(place=people.community).committed == Decimal("0.00")


@pytest.mark.requirement("R8")
def test_sponsor_and_fund_share_the_cost_of_the_corridor() -> None:
    """11,000 of the factory and 10,000 of the fund are 21,000: micro, and 10,000 are set aside."""
    people = People.of()
    account = funds.account(people.community, "100000.00")
    demand = demands.drafted(people, "21000.00")
    lines = [funds.draft("11000.00", "sponsor"), funds.draft("10000.00", account=account)]
    demand = drafting.write_funding(
        demand=demand, by=people.author, version=demand.version, budget=Decimal("21000.00"), lines=lines
    )
    assert demand.tier == "micro"
    with pytest.raises(InvalidInput, match="plan_differs"):
        drafting.write_funding(
            demand=demand, by=people.author, version=demand.version, budget=Decimal("20000.00"), lines=lines
        )


def test_operating_costs_of_a_year_are_summed_against_the_allocation(people: People) -> None:
    """6,000 and 4,000.01 of 100,000 allocated: the second is a cent above the tenth; withdrawn ones do not count."""
    first = demands.drafted(people, "6000.00", is_operating_cost=True)
    first = drafting.propose(demand=first, by=people.author, now=clock.now())
    second = demands.drafted(people, "4000.01", is_operating_cost=True, scope_item=demands.item("B3"))
    with pytest.raises(Refusals) as refused:
        drafting.propose(demand=second, by=people.author, now=clock.now())
    assert [problem.code for problem in refused.value.refusals] == ["demands.operating_cost_cap"]
    publication.withdraw(demand=first, by=people.author, reason="并入街道项目", now=clock.now())
    assert drafting.propose(demand=second, by=people.author, now=clock.now()).state == State.PROPOSED


def test_a_proposal_may_be_withdrawn_by_its_author_on_its_page_too(people: People) -> None:
    """What the table of states allows is offered: the list of links is read from it."""
    demand = drafting.propose(demand=demands.drafted(people), by=people.author, now=clock.now())
    assert "withdraw" in [action.name for action in ACTIONS.open_to(people.author, demand, clock.now())]
    assert (
        publication.withdraw(demand=demand, by=people.author, reason="另案处理", now=clock.now()).state == "withdrawn"
    )


def test_a_demand_belongs_to_a_community_and_its_lineage_too(people: People) -> None:
    """A courtyard is none, and an earlier project of the neighbours does not go on here; what is public stands."""
    courtyard = Place.objects.create(
        code=f"{people.community.code}01", level=Level.COURTYARD, parent=people.community, name_zh="一号院落"
    )
    draft: dict[str, Any] = {"by": people.author, "values": demands.values(), "now": clock.now()}
    with refused("demands.not_a_community", kind=InvalidInput):
        drafting.draft_demand(community=courtyard, **draft)
    theirs = demands.published(places.community())
    with refused("demands.other_community", kind=InvalidInput):
        drafting.draft_demand(community=people.community, previous=theirs, **draft)
    assert not Demand.objects.filter(community=people.community).exists()
    ours = demands.published(people.community)
    with refused("demands.not_editable"):
        drafting.edit_demand(demand=ours, by=people.author, values=demands.values(households=90), version=ours.version)


def test_a_draft_is_mended_before_it_has_a_plan(people: People) -> None:
    demand = drafting.draft_demand(
        community=people.community, by=people.author, values=demands.values(), now=clock.now()
    )
    demand = drafting.edit_demand(
        demand=demand, by=people.author, values=demands.values(households=90), version=demand.version
    )
    assert (demand.households, demand.plan, demand.state) == (90, None, State.DRAFT)


@pytest.mark.requirement("R25")
def test_a_deciding_body_sits_in_a_community_with_members_one_term_after_the_other(people: People) -> None:
    sitting = demands.sitting_body(people.community)
    street = people.community.parent
    assert street is not None
    new: dict[str, Any] = {"kind": demands.BODY, "by": people.street, "from_date": clock.today()}
    with refused("demands.not_a_community", kind=InvalidInput):
        bodies.register_body(community=street, members=30, **new)
    with refused("demands.meeting.empty_body", kind=InvalidInput):
        bodies.register_body(community=people.community, members=0, **new)
    with refused("demands.body.term", kind=InvalidInput):
        bodies.register_body(community=people.community, members=30, **(new | {"from_date": sitting.from_date}))
    sitting.refresh_from_db()
    assert (sitting.to_date, DecidingBody.objects.count()) == (None, 1)


@pytest.mark.requirement("R23")
def test_a_proposal_is_looked_for_twice_adopted_and_merged_at_home_only(people: People) -> None:
    demand = drafting.propose(demand=demands.drafted(people), by=people.author, now=clock.now())
    by, now = people.screener, clock.now()
    with refused("demands.duplicates_unchecked", kind=InvalidInput):
        screening.screen(
            demand=demand, by=by, negative=frozenset(), duplicates_checked=False, flags=demand.declared, now=now
        )
    with refused("demands.not_a_residents_proposal", kind=InvalidInput):
        screening.adopt(demand=demand, by=by, now=now)
    elsewhere = demands.published(places.community())
    for target in (demand, elsewhere):
        with refused("demands.merge_target", kind=InvalidInput):
            screening.merge(demand=demand, into=target, by=by, reason="同一件事", now=now)
    demand.refresh_from_db()
    assert (demand.state, demand.merged_into, demand.adopted_by) == (State.PROPOSED, None, None)


@pytest.mark.requirement("R19")
def test_a_record_of_deliberation_is_of_a_known_kind_with_people_in_it(people: People) -> None:
    demand = drafting.propose(demand=demands.drafted(people), by=people.author, now=clock.now())
    demands.screened(demand, people.screener)
    for record, code in (
        (DeliberationRecord("rumour", clock.today(), 20, "赞成。"), "kind"),
        (DeliberationRecord("visit", clock.today(), 0, "赞成。"), "nobody"),
        (DeliberationRecord("visit", clock.today(), 20, "赞成。", in_favour=21), "favour"),
        (DeliberationRecord("visit", clock.today(), 20, "赞成。", in_favour=-1), "favour"),
    ):
        with refused(f"demands.deliberation.{code}", kind=InvalidInput):
            deliberation.record_deliberation(demand=demand, by=people.author, values=record, now=clock.now())
    assert not Deliberation.objects.exists()


@pytest.mark.requirement("R25")
def test_who_recorded_the_meeting_does_not_bear_witness_to_it(people: People) -> None:
    """Although somebody else wrote the demand."""
    demands.sitting_body(people.community)
    demand = demands.deliberated(people)
    held_at = clock.now() + timedelta(days=2, minutes=1)
    deliberation.call_meeting(demand=demand, by=people.screener, held_at=held_at, place_text="活动室", now=clock.now())
    both = accounts.membership(Role.SUPERVISION_COMMITTEE, people.community, who=people.screener.user)
    with clock.shifted(timedelta(days=3)):
        written = MeetingRecord(26, 24, 1, 1, "王主任", "会议纪要。")
        deliberation.record_meeting(demand=demand, by=people.screener, values=written)
        with refused("demands.meeting.own_record", kind=NotPermitted):
            deliberation.countersign(demand=demand, by=both, now=clock.now())
    meeting = ResidentMeeting.objects.get(demand=demand)
    assert (meeting.outcome, meeting.countersigned_by) == ("", None)


@pytest.mark.requirement("R27")
def test_a_project_of_several_years_is_not_unfinished_after_its_first(people: People) -> None:
    demand = demands.published(people.community, multi_year=True)
    Demand.objects.filter(pk=demand.pk).update(state=State.IMPLEMENTING)
    after = clock.now().replace(year=clock.now().year + 1, month=1, day=2)
    with clock.moved_to(after), refused("demands.multi_year"):
        year_end.mark_unfinished(demand=demand)
    demand.refresh_from_db()
    assert demand.state == State.IMPLEMENTING


@pytest.mark.requirement("R27")
def test_a_project_of_several_years_is_unfinished_after_the_last_year_of_its_plan(people: People) -> None:
    """Not accepted in the year after that one, whatever year it began in."""
    demand, now = demands.published(people.community, multi_year=True), clock.now()
    Demand.objects.filter(pk=demand.pk).update(state=State.IMPLEMENTING)
    last = date(now.year + 2, 6, 30)
    with clock.moved_to(now.replace(year=last.year, month=12, day=31)), refused("demands.year_not_over"):
        year_end.mark_unfinished(demand=demand, plan_end=last)
    with clock.moved_to(now.replace(year=last.year + 1, month=1, day=2)):
        assert year_end.mark_unfinished(demand=demand, plan_end=last).state == State.UNFINISHED
    assert [bar.fiscal_year for bar in demand.bars.all()] == [last.year + 1]


def test_a_later_stage_does_the_acts_of_later_stages_only(people: People) -> None:
    demand = demands.published(people.community)
    with pytest.raises(ValueError, match="publish is no act of a later stage"):
        advance(demand=demand, act="publish", by=people.author, now=clock.now())
