"""Hints of collusion, by links only: from the bids to what everybody reads; found right, to the next in rank."""

from __future__ import annotations

import pytest

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.rules import Role
from tests.factories import awards, bids, demands, hints, tenders
from tests.journeys import awarding, letting
from tests.journeys.cast import Cast, person
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
SHARED, ADDRESS = "社区合唱团指导", "演示路 8 号 3 栋 201"
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


def test_hints_that_arise_from_the_bids_are_answered_and_published_with_the_award(days: Days) -> None:
    """One explained by the district, one cleared by discipline; nothing is confirmed before, no value is published."""
    cast = Cast.of(days)
    inspector = person("严纪检", Role.DISCIPLINE, cast.district.place)
    tender = tenders.announced(cast.office, demands.published(cast.community, title=SHARED))
    rivals = tenders.providers(3)
    Provider.objects.filter(pk__in=[one.pk for one in rivals[:2]]).update(contact_phone=hints.PHONE)
    Provider.objects.filter(pk__in=[one.pk for one in rivals[1:]]).update(address=ADDRESS)
    for provider, price in zip(rivals, ("21000.00", "24100.00", "28800.00"), strict=True):
        bids.submitted(tender, provider, price)
    assert tender.deadline_at is not None
    days.pass_until(tender.deadline_at)
    letting.opens_bids(cast, SHARED)
    letting.qualifies(cast, SHARED, *map(str, rivals))
    panel = letting.convenes(cast, SHARED)
    letting.declares(panel)
    letting.ranks(cast, panel, SHARED)
    awarding.proposes(cast, SHARED)

    cast.district.does("Answer hints of collusion", SHARED).sees(hints.PHONE).follows("Answer the hint The same phone")
    cast.district.fills(outcome="explain", statement="两家曾共用代办人员。", text="共用代办机构,已更正。").sends()
    days.pass_by(7)
    assert not cast.colleague.has("Confirm the award")
    cast.district.does("Answer hints of collusion", SHARED).follows("Answer the hint")
    cast.district.fills(outcome="refer", text="请核查登记地址。").sends()
    inspector.does("Decide on hints of collusion", SHARED).follows("Decide on the hint")
    inspector.fills(outcome="clear", text="同在孵化园登记,未发现问题。").sends()
    awarding.confirms(cast, SHARED)
    reader = Person().opens("Home").follows("Results").follows(SHARED)
    reader.sees("What the platform noticed about the bids", "共用代办机构,已更正。", "同在孵化园登记,未发现问题。")
    reader.sees_nothing_of(hints.PHONE, "两家曾共用代办人员。")
