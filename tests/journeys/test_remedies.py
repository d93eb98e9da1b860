"""Challenges and complaints, by links only, from where an earlier journey has shown the road (domain 2.6)."""

from __future__ import annotations

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from tests.factories import awards, bids, tenders
from tests.journeys import letting
from tests.journeys.cast import Cast, person
from tests.journeys.days import Days
from tests.journeys.person import Person
from tests.journeys.remedying import FACTS, challenges, complains, dismisses, remedies, suspends

pytestmark = [pytest.mark.django_db]
VOID = "Upheld: the award is void"


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


def test_a_complaint_is_upheld_and_the_next_in_rank_follows(days: Days) -> None:
    """The district's finance annuls what the purchaser had confirmed as right."""
    cast, title, (_winner, second, third) = published(days)
    finance = person("何科长", Role.FINANCE_OFFICER, cast.district.place)
    challenges(second, title)
    cast.colleague.does("Answer a challenge", title).fills(outcome="Not upheld", answer="记录无误。").sends()
    complains(second, title)
    suspends(finance, title)
    finance.does("Decide on a complaint", title).fills(outcome=VOID, decision="投诉成立,撤销中标结果。").sends()
    for reader in (Person(), third):
        remedies(reader, title).sees("Complaint", VOID).sees_nothing_of(FACTS, "投诉成立", second.name)
    cast.author.does("Decide after a fallen award: next in rank or a new call", title)
    cast.author.follows("Propose the next in rank").fills().sends()


def test_a_local_complaint_goes_to_discipline_and_voids_the_award(days: Days) -> None:
    """A bidder's objection is dismissed by the purchaser; nothing is confirmed before discipline has decided."""
    cast = Cast.of(days)
    inspector = person("严纪检", Role.DISCIPLINE, cast.street.place)
    award = awards.publicised(awards.ranked(cast.office), cast.office)
    title, second = award.demand.title, Person(awards.bidders(award.tender)[1])
    result(second, title).follows("Object to the award").fills(text="报价构成不清楚。").sends()
    cast.colleague.does("Answer an objection to an award", title)
    cast.colleague.fills(outcome="Dismissed: the rest of the publicity runs", answer="报价表已公开。").sends()
    result(second, title).follows("File a complaint")
    second.fills(text=FACTS, grounds="发包办法", request="请求重新认定").sends()
    days.pass_by(8)
    assert not cast.colleague.has("Confirm the award")
    inspector.does("Decide on a complaint", title).sees(FACTS, "报价表已公开。")
    inspector.fills(outcome=VOID, decision="经核查,投诉成立。").sends()
    result(Person(), title).sees("Void").lacks("Confirm the award")
    cast.author.does("Decide after a fallen award: next in rank or a new call", title)
    cast.author.follows("Propose the next in rank").fills().sends()


def test_documents_are_challenged_by_whoever_obtained_them_and_amended(days: Days) -> None:
    """Answered by an office that neither wrote nor approved them; everybody reads what changed."""
    cast = Cast.of(days)
    tender = awards.statutory(tenders.announced(cast.office))
    title, reader = tender.demand.title, Person(tenders.bidder(tenders.providers(1)[0]))
    call(reader, title).follows("Obtain the documents").fills().sends()
    challenges(reader, title, subject="The documents of the call")
    for office in (cast.author, cast.colleague):
        assert not office.has("Answer a challenge")
    cast.street.does("Answer a challenge", title).sees(FACTS)
    cast.street.fills(
        outcome="Upheld: the documents are amended", answer="质疑成立。", eligibility="有项目负责人即可。"
    )
    cast.street.sends()
    call(Person(), title).sees("有项目负责人即可。", "Open for responses")
    remedies(Person(), title).sees("The documents of the call", "Upheld: the documents are amended")


def test_a_step_of_the_process_is_challenged_and_done_anew(days: Days) -> None:
    """The panel that was convened is dissolved, and every bid is checked by the same measure before the next one."""
    cast = Cast.of(days)
    contest = bids.contest(office=cast.office)
    tender = awards.statutory(contest.tender)
    title, second = tender.demand.title, Person(contest.bidders[1])
    assert tender.opening.opened_at is not None
    days.pass_until(max(clock.now(), tender.opening.opened_at))
    letting.convenes(cast, title)
    challenges(second, title, subject="A step of the process", step="Qualification")
    cast.street.does("Answer a challenge", title).sees(FACTS, "Qualification")
    anew = "Upheld: all bids are checked anew, and another panel evaluates them"
    cast.street.fills(outcome=anew, answer="经核实,质疑成立。").sends()
    remedies(Person(), title).sees("A step of the process", anew)
    assert not cast.author.has("Convene the panel", title)
    letting.qualifies(cast, title, *(bid.bidder for bid in contest.bids))
    assert cast.author.has("Convene the panel", title)


def call(who: Person, title: str) -> Person:
    """The call's page, from the home page."""
    return who.opens("Home").follows("Calls").follows(title)


def result(who: Person, title: str) -> Person:
    """The result's page, from the home page."""
    return who.opens("Home").follows("Results").follows(title)
