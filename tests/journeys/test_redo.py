"""A challenge is upheld because of the evaluation: another panel does it anew and finds another winner."""

from __future__ import annotations

import pytest

from tendering.tenders.models import Tender
from tests.factories import awards
from tests.journeys import awarding, delivering, letting, proposing
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R39")]
TITLE = "社区花园共建"
PRICES = {"甲服务中心": "36200.00", "乙服务中心": "38000.00", "丙服务中心": "39100.00"}
FIRST = {"甲服务中心": "10", "乙服务中心": "18", "丙服务中心": "15"}
SECOND = {"甲服务中心": "10", "乙服务中心": "11", "丙服务中心": "19"}
FACTS = "评审时未按评分标准计算业绩分"
REMEDIES = "Challenges and complaints"


def judged(cast: Cast, who: list[Person], points: dict[str, str]) -> None:
    """Declared, scored, ranked, signed."""
    letting.declares(who)
    letting.scores(who, cast, TITLE, points)
    letting.ranks(cast, who, TITLE)


def test_another_panel_finds_another_winner_who_signs(days: Days) -> None:
    """The first result stays readable with why it was set aside; whoever judged first judges no second time."""
    cast = Cast.of(days)
    proposing.filed(cast, TITLE, "40000.00")
    letting.compares(cast, days, TITLE, PRICES)
    letting.qualifies(cast, TITLE, *PRICES)
    first = letting.convenes(cast, TITLE)
    judged(cast, first, FIRST)
    awards.statutory(Tender.objects.get())
    awarding.proposes(cast, TITLE)

    _loser, winner, third = cast.bidders
    third.opens("Home").follows("Calls").follows(TITLE).follows(REMEDIES).follows("File a challenge")
    third.fills(subject="The result", text=FACTS, grounds="条例第五十三条", request="请求重新评审").sends()
    cast.street.does("Answer a challenge", TITLE).sees(FACTS)
    anew = "Upheld: another panel evaluates the bids anew"
    cast.street.fills(outcome=anew, answer="经核实,质疑成立。").sends()
    for reader in (Person(), winner):
        reader.opens("Home").follows("Results").follows(TITLE).sees("Set aside: decided anew")
        reader.lacks("Propose the next in rank")

    names = [one.member.user.name for one in first if one is not cast.committee and one.member is not None]
    cast.author.does("Convene the panel", TITLE).sees_nothing_of(*names)
    cast.author.fills(community="孙主任", observers=["周监督"]).sends()
    others = [cast.colleague, cast.committee, *cast.representatives]
    second = [one for one in others if one.has("Sign the declaration of no conflict")]
    assert not {id(one) for one in first} & {id(one) for one in second} - {id(cast.committee)}
    judged(cast, second, SECOND)
    awarding.proposes(cast, TITLE)
    cast.days.pass_by(7)
    cast.clerk.does("Confirm the award", TITLE).fills().sends()
    cast.author.does("Send the award letter and the reasons", TITLE).fills().sends()
    Person().opens("Home").follows("Results").follows(TITLE).sees("Awarded to: 丙服务中心")
    delivering.signs(cast, TITLE, third)
