"""Two projects pass a limit together: answered in writing, decided, and published with the call, or kept from it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.places import queries as places
from tests.journeys import letting, proposing
from tests.journeys.cast import Cast, person
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]
TITLE, OTHER = "邻里节一期", "邻里节二期"
WHY = "两个项目的服务对象、时间和地点都不相同，须分别实施。"
SAID = "二期在秋季另办，参加的居民不同，与一期无关。"
DECIDED = "需求各自独立，分别招募。"
ANSWERS, DECIDES = (
    "Say why projects that pass a limit together are separate needs",
    "Decide whether projects were split",
)


@pytest.fixture
def cast(days: Days) -> Cast:
    """Two published projects of one community, item and year; the documents of one call wait for approval."""
    cast = Cast.of(days)
    proposing.filed(cast, TITLE, "30000.00")
    proposing.filed(cast, OTHER, "28000.00", splitting_reason=SAID)
    letting.prepares(cast, TITLE, "Inquiry")
    cast.author.does("Finish the call's documents", TITLE).follows("Submit the documents").fills().sends()
    return cast


def is_kept(cast: Cast) -> str:
    """The announcement is refused; what the page says about it."""
    cast.colleague.does("Approve the call's documents", TITLE).follows("Approve and announce")
    return cast.colleague.fills(deadline_at=clock.now() + timedelta(days=9)).sends_in_vain()


def test_the_street_answers_discipline_decides_and_the_call_goes_out_with_it(cast: Cast) -> None:
    """Nobody decides before the answer; the public reads both with the call."""
    discipline = person("卫纪检", Role.DISCIPLINE, places.district())
    assert "nobody has decided of it yet" in is_kept(cast)
    assert not discipline.has(DECIDES)
    cast.street.does(ANSWERS, TITLE).sees(OTHER, "¥58,000.00").fills(act="answer", text="太短").sends_in_vain()
    cast.street.fills(act="answer", text=WHY).sends()
    assert not cast.street.has(ANSWERS)
    is_kept(cast)
    discipline.does(DECIDES, TITLE).sees(OTHER, WHY).fills(act="accept", text=DECIDED).sends()
    assert not discipline.has(DECIDES)
    cast.colleague.does("Approve the call's documents", TITLE).follows("Approve and announce")
    cast.colleague.fills(deadline_at=clock.now() + timedelta(days=9)).sends()
    visitor = Person().opens("Home").follows("Calls").follows(TITLE)
    visitor.sees("Open for responses", WHY, DECIDED).sees_nothing_of("卫纪检", "吴科长")


def test_projects_to_be_merged_do_not_go_out_apart(cast: Cast) -> None:
    """The community answers, the district finds one need: the call is kept, and cancelled the project is free again."""
    cast.author.does(ANSWERS, TITLE).fills(act="answer", text=WHY).sends()
    cast.district.does(DECIDES, TITLE).sees(WHY).fills(act="merge", text="同一活动，应合并招募。").sends()
    assert "one need" in is_kept(cast)
    call = Person(cast.author.member).opens().follows("Calls").follows(TITLE).follows("Cancel")
    call.fills(reason="并入邻里节二期一并招募。").sends()
    assert cast.author.does("Let the project", TITLE).page.status == 200
