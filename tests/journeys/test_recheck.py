"""The community finds an error the law lets the panel correct itself: the same people do, and another bidder wins."""

from __future__ import annotations

import pytest

from tests.journeys import awarding, delivering, letting, proposing
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R39")]
TITLE = "社区花园共建"
PRICES = {"甲服务中心": "36200.00", "乙服务中心": "38000.00", "丙服务中心": "39100.00"}
POINTS = {"甲服务中心": "10", "乙服务中心": "18", "丙服务中心": "15"}
CORRECTED = {"乙服务中心": "11", "丙服务中心": "19"}
WHY = "两家的业绩分填反了行，与评分标准不符"
CHECK = "Have the panel check its result"


def published(days: Days) -> tuple[Cast, list[Person]]:
    """A result in publicity, and everybody who sat on the panel."""
    cast = Cast.of(days)
    proposing.filed(cast, TITLE, "40000.00")
    letting.compares(cast, days, TITLE, PRICES)
    letting.qualifies(cast, TITLE, *PRICES)
    panel = letting.convenes(cast, TITLE)
    letting.declares(panel)
    letting.scores(panel, cast, TITLE, POINTS)
    letting.ranks(cast, panel, TITLE).sees("1 乙服务中心")
    awarding.proposes(cast, TITLE)
    return cast, panel


def test_the_same_panel_corrects_its_result_and_everybody_reads_what_changed(days: Days) -> None:
    """Ordered with its case and reason by somebody who did not sit; declared, corrected, signed anew, awarded."""
    cast, panel = published(days)
    first, _second, third = cast.bidders
    results(cast.clerk).lacks(CHECK)
    results(cast.author).follows(CHECK).sees("Decree 87, article 64")
    cast.author.fills(error="Points lie outside of what the scoring standard allows", reason=WHY).sends()
    for reader in (Person(), first):
        results(reader).sees("Set aside: decided anew", WHY)

    assert [one for one in letting.seated(cast) if one.has("Sign the declaration of no conflict")] == panel
    letting.declares(panel)
    letting.corrects(panel, cast, TITLE, CORRECTED)
    letting.ranks(cast, panel, TITLE).sees("1 丙服务中心", "The panel checks its own result", WHY)
    results(Person()).sees_nothing_of("Awarded to: 丙服务中心", "Proposed for the award: 丙服务中心")

    awarding.proposes(cast, TITLE)
    results(Person()).sees("Proposed for the award: 丙服务中心", "What changed", WHY).lacks(CHECK)
    results(cast.author).lacks(CHECK)
    awarding.confirms(cast, TITLE)
    reader = results(Person()).sees("Awarded to: 丙服务中心").follows("The evaluation and its report")
    reader.sees("What changed").follows("The whole report")
    reader.sees("The panel checked its own result", "Another order than before", WHY)
    delivering.signs(cast, TITLE, third)


def results(who: Person) -> Person:
    """The project's latest result, from the home page."""
    return who.opens("Home").follows("Results").follows(TITLE)
