"""Remedies under the statute, by links only, from the published result of an evaluated call on (domain 2.6)."""

from __future__ import annotations

import pytest

from marketplace.accounts.rules import Role
from tests.factories import awards
from tests.journeys.cast import Cast, person
from tests.journeys.days import Days
from tests.journeys.person import Person
from tests.journeys.remedying import FACTS, challenges, complains, dismisses, remedies, suspends

pytestmark = [pytest.mark.django_db]


def published(days: Days) -> tuple[Cast, str, list[Person]]:
    """A result in publicity under the statute, its title, and its bidders in rank."""
    cast = Cast.of(days)
    award = awards.publicised(awards.statutory(awards.ranked(cast.office)), cast.office)
    return cast, award.tender.demand.title, [Person(member) for member in awards.bidders(award.tender)]


def test_a_challenge_is_upheld_and_the_next_in_rank_follows(days: Days) -> None:
    """Whoever published it is not asked; everybody reads the outcome, nobody who challenged."""
    cast, title, (_winner, second, third) = published(days)
    challenges(second, title)
    assert not cast.author.has("Answer a challenge")
    cast.colleague.does("Answer a challenge", title).sees(FACTS)
    cast.colleague.fills(outcome="Upheld: the award is void", answer="经核实,质疑成立。").sends()
    for reader in (Person(), third):
        remedies(reader, title).sees("The result", "Upheld: the award is void").sees_nothing_of(FACTS, second.name)
    remedies(second, title).sees(FACTS, "经核实,质疑成立。")
    cast.author.does("Decide after a fallen award: next in rank or a new call", title)
    cast.author.follows("Propose the next in rank").fills().sends()
    cast.author.does("Publish the proposed award", title).fills().sends()


def test_a_complaint_is_dismissed_after_a_suspension(days: Days) -> None:
    """Not upheld, complained about, examined with the call suspended, dismissed; then the award is confirmed."""
    cast, title, (_winner, second, _third) = published(days)
    finance = person("何科长", Role.FINANCE_OFFICER, cast.district.place)
    challenges(second, title)
    cast.colleague.does("Answer a challenge", title).fills(outcome="Not upheld", answer="记录无误。").sends()
    complains(second, title)
    suspends(finance, title)
    days.pass_by(8)
    assert not cast.colleague.has("Confirm the award")
    dismisses(finance, title, second)
    days.pass_by(10)
    cast.colleague.does("Confirm the award", title).fills().sends()
