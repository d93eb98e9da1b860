"""After the award, by links only: the winner steps back, the next in rank signs, and a supplement stays in a tenth."""

from __future__ import annotations

import pytest

from tests.factories import awards
from tests.journeys import awarding, delivering
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]
BACK = "项目负责人离职。"


def test_the_winner_steps_back_and_the_next_in_rank_signs_and_does_a_tenth_more(days: Days) -> None:
    cast = Cast.of(days)
    award = awards.confirmed(cast.office, awards.ranked(cast.office))
    title = award.demand.title
    winner, second, _third = (Person(one) for one in awards.bidders(award.tender))
    names = [row.bid.bidder for row in award.tender.panel.ranking.order_by("rank")]
    second.opens("Home").follows("Results").follows(title).lacks("Refuse the award")
    winner.opens("Home").follows("Results").follows(title).follows("Refuse the award").fills(reason=BACK).sends()
    cast.author.does("Decide after a fallen award: next in rank or a new call", title)
    cast.author.follows("Propose the next in rank").sees(names[1]).fills().sends()
    cast.author.does("Publish the proposed award", title).fills().sends()
    Person().opens("Home").follows("Results").follows(title).sees(f"Proposed for the award: {names[1]}").follows(
        award.number
    ).sees("Lapsed", BACK)
    awarding.confirms(cast, title)
    Person().opens("Home").follows("Provider roster").follows(names[0]).sees("70")
    delivering.signs(cast, title, second)

    days.pass_by(20)
    contract = second.opens("Home").follows("Contracts").follows(title).sees("¥13,000.00")
    contract.follows("Ask for an amendment").fills(amount="1300.01", text="增加两次上门。")
    assert "1,300.00" in contract.sends_in_vain()
    contract.fills(amount="1300.00", text="增加两次上门。").sends()
    assert not cast.street.has("Approve an amendment", title)
    cast.author.does("Agree to an amendment, or not", title).sees("增加两次上门。", "¥1,300.00")
    cast.author.fills().sends()
    cast.street.does("Approve an amendment", title).fills().sends()
    Person().opens("Home").follows("Contracts").follows(title).sees("¥14,300.00")
