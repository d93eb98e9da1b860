"""What the issue names beside the methods: lateness, overspending, conflicts, ties, bars, approvals."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import SHANGHAI
from tests.factories import bids, contracts, demands, evaluation, tenders
from tests.factories.contracts import People
from tests.factories.tenders import Office
from tests.journeys import letting, proposing
from tests.journeys.cast import Cast, person, representative
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = pytest.mark.django_db
MILLISECOND = timedelta(milliseconds=1)


@pytest.mark.requirement("R39")
def test_a_bid_is_late_by_a_millisecond(days: Days) -> None:
    """Sealed in the last millisecond it counts; a millisecond after the deadline the same press is refused."""
    office = Office.of()
    tender = tenders.announced(office)
    title, deadline = tender.demand.title, tender.deadline_at
    assert deadline is not None
    early, late = (Person(tenders.bidder(provider)) for provider in tenders.providers(2))
    for bidder in (early, late):
        letting.drafts_bid(bidder, title, "25000.00").fills(unrelated=True, truthful=True)
    with clock.frozen(deadline - MILLISECOND):
        early.sends().sees("Receipt number")
    with clock.frozen(deadline + MILLISECOND):
        assert "deadline" in late.sends_in_vain()
    late.opens().follows("Our bids").sees("Draft")
    early.opens().follows("Our bids").sees("Submitted")


@pytest.mark.requirement("R1")
@pytest.mark.requirement("R42")
def test_money_that_is_not_there_cannot_be_set_aside(days: Days) -> None:
    """Two projects of 30,000 on an account of 50,000: the second is told which account lacks 10,000.00."""
    cast = Cast.of(days, money="50000.00")
    people = demands.People.of(cast.community)
    demands.filed(people, title="助浴")
    demands.filed(people, title="助餐", scope_item=demands.item("B3"))
    proposing.set_aside(cast, "助浴")
    cast.author.does("Set the money aside", "助餐").follows("Set the money aside").fills()
    problem = cast.author.sends_in_vain()
    assert "10,000.00" in problem
    assert "Guarantee fund" in problem
    cast.author.opens().sees("Available ¥20,000.00", "Set aside, not yet paid ¥30,000.00")


def test_who_has_a_conflict_of_interest_is_replaced_by_lot(days: Days) -> None:
    """A representative recuses; another is drawn and declares; the one who left sees nothing of it any more."""
    contest = bids.contest()
    place, title = contest.office.community, contest.tender.demand.title
    seats = [representative(f"{name}代表", place) for name in ("卫", "蒋", "沈")]
    author = Person(contest.office.preparer)
    author.does("Convene the panel", title).fills(community=contest.office.approver.user.name).sends()
    drawn = [one for one in seats if one.has("Sign the declaration of no conflict")]
    assert len(drawn) == 2
    drawn[0].does("Sign the declaration of no conflict", title).follows("I have to recuse myself")
    drawn[0].fills(relation="I work or worked", reason="去年在该机构任职。").sends()
    assert not drawn[0].has("Sign the declaration of no conflict")
    replacement = next(one for one in seats if one not in drawn)
    for one in (drawn[1], replacement, Person(contest.office.approver)):
        one.does("Sign the declaration of no conflict", title).fills(statements=True).sends()
    assert replacement.has("Settle what is open and rank the bids")


def test_a_tie_is_broken_by_a_recorded_draw(days: Days) -> None:
    """Two equal quotes below the third: the lot places them, and the ranking says so."""
    jury = evaluation.declared(evaluation.convened(bids.contest(prices=("25000.00", "25000.00", "26000.00"))))
    title = jury.tender.demand.title
    voters = [Person(member) for member in jury.judges()]
    voters[0].does("Settle what is open and rank the bids", title).follows("Rank the bids").fills().sends()
    voters[0].sees("Draw")
    for one in voters:
        one.does("Sign the evaluation report", title).fills().sends()
    Person(jury.contest.office.preparer).does("Propose the award", title).sees("Rank 1", "25,000.00")


@pytest.mark.requirement("R27")
def test_a_barred_project_is_not_proposed_again(days: Days) -> None:
    """Running at the year's end: unfinished, barred for a year under its name or another, welcome the year after."""
    people = People.of()
    contract = contracts.signed(people)
    title = contract.demand.title
    days.pass_until(datetime(2027, 1, 1, 9, tzinfo=SHANGHAI))
    Person().opens("Home").follows("Demands").follows(title).sees("Not finished in the year")
    author = person("钱干事", Role.COMMUNITY, people.community)
    for name, earlier in ((title, ""), ("换了名字的项目", contract.demand.number)):
        author.opens().follows("Propose a demand").fills(title=name, previous=earlier, **proposing.NEED).sends()
        author.follows("Cancel").follows("Check and propose").fills()
        assert contract.demand.number in author.sends_in_vain()
    days.pass_until(datetime(2028, 1, 4, 9, tzinfo=SHANGHAI))
    author.opens().follows("Propose a demand")
    author.fills(title=title, previous=contract.demand.number, **proposing.NEED).sends()
    author.follows("Cancel").follows("Check and propose").fills()
    assert contract.demand.number not in author.sends_in_vain()  # what it lacks now is a funding plan


@pytest.mark.requirement("R21")
def test_an_approval_returned_then_overdue(days: Days) -> None:
    """The clock stands while the papers are out; late, the district sees it, and time alone approves nothing."""
    cast, title = Cast.of(days), "小游园改造"
    demands.decided(demands.People.of(cast.community), "60000.00", title=title)
    days.pass_by(12)
    leader, second_leader = (
        person(name, Role.LEADING_GROUP_MEMBER, office.place)
        for name, office in (("组长", cast.street), ("区组长", cast.district))
    )
    cast.author.does("Submit the decision", title).follows("Submit").fills().sends()
    cast.street.does("Decide on the project", title).sees("5 working days left")
    cast.street.follows("Return for correction").fills(reason="请补充预算明细。").sends()
    days.pass_by(10)
    cast.author.does("Mend and submit again", title).sees("请补充预算明细。", "The clock is paused")
    cast.author.follows("Submit again").fills(answer="已补充。").sends()
    leader.does("Give your opinion", title).follows("Give your opinion").fills(vote="Votes for").sends()
    days.pass_by(8)
    cast.district.opens().sees("Overdue approval")
    cast.street.opens().sees("1 overdue")
    cast.street.does("Decide on the project", title).follows("Approve").fills().sends()
    second_leader.does("Give your opinion", title).follows("Give your opinion").fills(vote="Votes for").sends()
    cast.district.does("Decide on the project", title).follows("Approve").fills().sends()
    proposing.set_aside(cast, title)
    Person().opens("Home").follows("Demands").follows(title).sees("Published")
