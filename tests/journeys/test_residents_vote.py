"""Residents vote for one of the bidders of a small project, and their votes are an item of its score sheet (S26)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from tests.factories import accounts, demands, evaluation
from tests.journeys import awarding, letting, proposing
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]
TITLE = "社区花园共建"
PRICES = {"甲服务中心": "36000.00", "乙服务中心": "38000.00", "丙服务中心": "39000.00"}
VOTES = ("乙服务中心", "乙服务中心", "丙服务中心")
DUTY = "Vote for one of the bidders"


def neighbour(cast: Cast) -> Person:
    """A resident with a proved phone."""
    return Person(accounts.membership(Role.RESIDENT, cast.community, who=accounts.known()))


def test_residents_vote_and_their_votes_count_with_the_panels_points(days: Days) -> None:
    cast = Cast.of(days)
    demands.rules(**evaluation.vote_rules())
    voters = [neighbour(cast) for _name in VOTES]
    proposing.filed(cast, TITLE, "40000.00")
    letting.compares(cast, days, TITLE, PRICES)
    letting.qualifies(cast, TITLE, *PRICES)
    panel = letting.convenes(cast, TITLE)
    letting.declares(panel)

    ends_at = (clock.now() + timedelta(days=3)).replace(hour=17, minute=0, second=0, microsecond=0)
    cast.author.does("Let residents vote among the bidders", TITLE).fills(ends_at=ends_at).sends()
    Person().opens("Home").follows("Calls").follows(TITLE).sees("Residents vote").follows("Residents' vote")
    for voter, name in zip(voters, VOTES, strict=True):
        voter.does(DUTY, TITLE).fills(choice="甲服务中心").sends().sees("You have voted. 甲服务中心", "Sealed until")
        voter.lacks(DUTY)
        voter.opens().follows("Calls").follows(TITLE).follows("Residents' vote").fills(choice=name).sends()
        voter.sees(f"You have voted. {name}")
    letting.scores(panel, cast, TITLE, dict.fromkeys(PRICES, "10"))
    assert not cast.clerk.opens().page.link("Rank the bids")

    days.pass_until(ends_at)
    Person().opens("Home").follows("Calls").follows(TITLE).follows("Residents' vote").sees("3 residents voted")
    letting.ranks(cast, panel, TITLE).follows("The whole report").sees(
        "Residents' vote", "3 residents voted", "2 votes"
    )
    awarding.awards(cast, TITLE)
    Person().opens("Home").follows("Results").follows(TITLE).sees("Awarded to: 乙服务中心")
    Person().opens("Home").follows("Calls").follows(TITLE).follows("Residents' vote").sees("乙服务中心", "2 votes")
