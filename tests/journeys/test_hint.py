"""A hint of collusion found right, by links only: from discipline's decision to the letter of the next in rank."""

from __future__ import annotations

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from tests.factories import awards, hints
from tests.journeys.cast import Cast, person
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
ANNUL = "Annul the award: a hint of collusion was found right"


def test_a_hint_found_right_leads_past_both_bidders_to_the_third(days: Days) -> None:
    cast = Cast.of(days)
    inspector = person("严纪检", Role.DISCIPLINE, cast.district.place)
    award = awards.confirmable(awards.ranked(cast.office), cast.office)
    hints.found(award.tender)
    title = award.demand.title
    first, second, third = (Person(member) for member in awards.bidders(award.tender))
    names = [row.bid.bidder for row in award.tender.panel.ranking.order_by("rank")]

    cast.district.does("Answer hints of collusion", title).follows("Answer the hint")
    cast.district.fills(outcome="refer", text="说明不足,移送核查").sends()
    inspector.does("Decide on hints of collusion", title).follows("Decide on the hint")
    inspector.fills(outcome="substantiate", text="经核查属实").sends()

    assert not cast.colleague.has("Confirm the award", title)
    cast.colleague.opens("Home").follows("Results").follows(title)
    cast.colleague.lacks("Confirm the award").sees("Discipline inspection found right")
    cast.street.does(ANNUL, title).sees("Discipline inspection found right")
    cast.street.fills(reason="串通投标经核查属实").sends()
    assert not cast.district.has(ANNUL, title)

    cast.author.does("Decide after a fallen award: next in rank or a new call", title)
    cast.author.follows("Propose the next in rank").sees(names[2]).fills().sends()
    cast.author.does("Publish the proposed award", title).fills().sends()
    Person().opens("Home").follows("Results").follows(title).sees(names[2], f"{names[1]}, rank 2, was passed over")
    days.pass_until(clock.now().replace(hour=9))
    days.pass_by(8)
    cast.colleague.does("Confirm the award", title).fills().sends()
    cast.author.does("Send the award letter and the reasons", title).fills().sends()
    for loser in (first, second):
        loser.opens("Home").follows("Results").follows(title).follows("Notice of the result")
        loser.sees("found right a hint of collusion about your bid")
    third.opens("Home").follows("Results").follows(title).follows("Award letter").sees(title)
