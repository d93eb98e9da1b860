"""Remedies under the statute, by links only, from the published result of an evaluated call on (domain 2.6)."""

from __future__ import annotations

import pytest

from marketplace.accounts.rules import Role
from tests.factories import awards
from tests.factories.tenders import Office
from tests.journeys.cast import Cast, person
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db]
FACTS = "资格审查记录的时间早于开标时间"
REMEDIES = "Challenges and complaints"


def published(days: Days) -> tuple[Cast, str, list[Person]]:
    """A result in publicity under the statute, its title, and its bidders in rank."""
    cast = Cast.of(days)
    members = [one.member for one in (cast.author, cast.colleague, cast.committee)]
    assert all(members)
    author, colleague, committee = (member for member in members if member is not None)
    office = Office(cast.community, author, colleague, committee)
    award = awards.publicised(awards.statutory(awards.ranked(office)), office)
    return cast, award.tender.demand.title, [Person(member) for member in awards.bidders(award.tender)]


def remedies(who: Person, title: str) -> Person:
    """The page of the call's challenges, from the home page."""
    return who.opens("Home").follows("Calls").follows(title).follows(REMEDIES)


def challenges(bidder: Person, title: str) -> None:
    """The result is challenged."""
    remedies(bidder, title).follows("File a challenge")
    bidder.fills(subject="The result", text=FACTS, grounds="条例第五十三条", request="请求重新认定").sends()


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
    remedies(second, title).follows("File a complaint")
    second.fills(text=FACTS, grounds="采购法第五十五条", request="请求撤销答复").sends()
    finance.does("Examine a complaint", title).sees(FACTS, "记录无误。")
    finance.fills(admission="Admit, and suspend the call").sends()
    Person().opens("Home").follows("Calls").follows(title).sees("It goes on by itself after")
    days.pass_by(8)
    assert not cast.colleague.has("Confirm the award")
    finance.does("Decide on a complaint", title).fills(outcome="Not upheld", decision="投诉缺乏事实依据。").sends()
    remedies(Person(), title).sees("Complaint", "Dismissed").sees_nothing_of(FACTS, second.name)
    days.pass_by(10)
    cast.colleague.does("Confirm the award", title).fills().sends()
