"""An objection to the result is upheld because of the qualification: all bids are checked and evaluated anew."""

from __future__ import annotations

import pytest

from tests.journeys import awarding, delivering, letting, proposing
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R39")]
TITLE = "社区花园共建"
PRICES = {"甲服务中心": "36200.00", "乙服务中心": "38000.00", "丙服务中心": "39100.00", "丁服务中心": "37300.00"}
REFUSED = "丁服务中心"
EXPIRED = "资质证明已过期"
FACTS = "丁服务中心的资质证明在开标时仍在有效期内，被误判为过期。"
ANSWER = "经核实，一家供应商的资质证明被误判，全部报价重新审查。"
FIRST = {"甲服务中心": "10", "乙服务中心": "18", "丙服务中心": "15"}
SECOND = {"甲服务中心": "10", "乙服务中心": "11", "丙服务中心": "13", "丁服务中心": "19"}


def published(days: Days) -> tuple[Cast, list[Person]]:
    """Four bids, one of them refused; the result is in publicity. The first panel."""
    cast = Cast.of(days)
    proposing.filed(cast, TITLE, "40000.00")
    letting.compares(cast, days, TITLE, PRICES)
    letting.qualifies(cast, TITLE, *FIRST)
    letting.doubts(cast.colleague, TITLE, REFUSED, EXPIRED)
    panel = letting.convenes(cast, TITLE)
    letting.declares(panel)
    letting.scores(panel, cast, TITLE, FIRST)
    letting.ranks(cast, panel, TITLE).sees("1 乙服务中心")
    awarding.proposes(cast, TITLE)
    return cast, panel


def test_who_was_refused_wrongly_wins_in_the_end(days: Days) -> None:
    """Every bid is checked anew by the same measure, others judge; both rankings stay readable side by side."""
    cast, first = published(days)
    wronged = cast.bidders[3]
    results(wronged).sees(EXPIRED).follows("Object to the award").fills(text=FACTS).sends()
    cast.street.does("Answer an objection", TITLE).sees(FACTS)
    cast.street.fills(outcome="Upheld: all bids are checked anew", answer=ANSWER).sends()
    for reader in (Person(), wronged):
        results(reader).sees("Set aside", ANSWER).lacks("Propose the next in rank")

    letting.qualifies(cast, TITLE, *PRICES)
    cast.author.does("Convene the panel", TITLE).fills(community="孙主任", observers=["周监督"]).sends()
    able = [cast.colleague, cast.committee, *cast.representatives]
    second = [one for one in able if one.has("Sign the declaration of no conflict")]
    assert not {id(one) for one in first} & {id(one) for one in second} - {id(cast.committee)}
    letting.declares(second)
    letting.scores(second, cast, TITLE, SECOND)
    letting.ranks(cast, second, TITLE).sees("1 丁服务中心")
    awarding.proposes(cast, TITLE)

    results(Person()).sees("Proposed for the award: 丁服务中心", "What changed", "丁服务中心 not ranked 1", ANSWER)
    cast.days.pass_by(7)
    cast.clerk.does("Confirm the award", TITLE).fills().sends()
    cast.author.does("Send the award letter and the reasons", TITLE).fills().sends()
    reader = results(Person()).sees("Awarded to: 丁服务中心").follows("The evaluation and its report")
    reader.sees("丁服务中心 not ranked 1").follows("Panel 1").sees("This panel was set aside", ANSWER, "1 乙服务中心")
    delivering.signs(cast, TITLE, wronged)


def results(who: Person) -> Person:
    """The project's latest result, from the home page."""
    return who.opens("Home").follows("Results").follows(TITLE)
