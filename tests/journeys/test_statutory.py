"""A call under the statute: a supplier that no roster lists wins, is challenged, complained about, and signs (§2.6)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.ruleset import Regime
from tendering.bids.models import Bid
from tendering.tenders.models import Tender
from tests.factories import bids, catalog, demands, evaluation, rulebook, tenders
from tests.factories.bids import Contest
from tests.journeys import awarding, delivering, letting, remedying
from tests.journeys.cast import Cast, person
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]
TITLE = "社区养老服务采购"
UNLISTED, LISTED = "名录外服务公司", ("甲服务中心", "乙服务中心")


def prepared(cast: Cast) -> Tender:
    """Documents under the statute that wait for the district."""
    rulebook.rule_set("statutory")
    demand = demands.published(cast.community, "520000.00", tier="major", title=TITLE)
    tender = tenders.prepared(cast.office, demand, method="open_tender")
    cast.author.does("Finish the call's documents", TITLE).follows("Submit the documents").fills().sends()
    cast.days.pass_by(hours=1)
    tender.refresh_from_db()
    return tender


def announced(cast: Cast, tender: Tender) -> None:
    """Not before every item of the check list was seen."""
    assert tender.procedure.regime is Regime.STATUTORY
    assert not cast.district.has("Approve the call's documents", TITLE)
    cast.district.does("See the items of the statutory check list", TITLE)
    cast.district.fills_every_line("已核对文件〔2026〕12号").sends()
    cast.district.does("Approve the call's documents", TITLE).follows("Approve and announce")
    cast.district.fills(deadline_at=(clock.now() + timedelta(days=24)).replace(hour=17, minute=0)).sends()
    Person().opens("Home").follows("Calls").follows(TITLE).sees("已核对文件〔2026〕12号")


def answered(cast: Cast, tender: Tender) -> Person:
    """By a supplier without any entry, on its own pages, and by two listed providers; opened by three offices."""
    winner = Person(tenders.bidder(catalog.unlisted_provider(UNLISTED)))
    letting.bids(winner, TITLE, "498000.00")
    cast.add_bidders(*LISTED)
    for bidder, price in zip(cast.bidders, ("505000.00", "509000.00"), strict=True):
        bids.submitted(tender, provider_of(bidder), price, by=bidder.membership)
    tender.refresh_from_db()
    assert tender.deadline_at is not None
    cast.days.pass_until(tender.deadline_at)
    letting.opens_bids(cast, TITLE, cast.district)
    return winner


def provider_of(bidder: Person) -> Provider:
    """Whom somebody signs for."""
    return Provider.objects.get(organisation=bidder.membership.organisation)


def evaluated(cast: Cast, tender: Tender, people: list[Person]) -> None:
    """Both offices pass everybody, the panel finds the supplier first; as `test_open_tender` walks it."""
    cast.add_experts(5)
    rows = [Bid.objects.get(tender=tender, provider=provider_of(one)) for one in people]
    for officer in (cast.colleague, cast.district):
        letting.qualifies(cast, TITLE, UNLISTED, *LISTED, by=officer)
    tender.refresh_from_db()
    contest = Contest(tender, cast.office, rows, [one.membership for one in people])
    jury = evaluation.declared(evaluation.convened(contest))
    evaluation.signed(jury, evaluation.by_bid(jury, ("0.90", "0.70", "0.60")))


def test_a_supplier_that_no_roster_lists_wins_and_a_complaint_about_it_is_dismissed(days: Days) -> None:
    """Challenge and complaint come on their last days; nobody is asked to confirm while an answer is due."""
    cast = Cast.of(days, money="900000.00")
    finance = person("何科长", Role.FINANCE_OFFICER, cast.district.place)
    tender = prepared(cast)
    announced(cast, tender)
    winner = answered(cast, tender)
    evaluated(cast, tender, [winner, *cast.bidders])
    awarding.proposes(cast, TITLE)
    Person().opens("Home").follows("Results").follows(TITLE).sees(UNLISTED, "¥498,000.00")

    loser = cast.bidders[0]
    days.pass_by(12)  # one working day of publicity, then seven to challenge
    remedying.challenges(loser, TITLE)
    assert not cast.colleague.has("Confirm the award", TITLE)
    days.pass_by(2)
    cast.street.does("Answer a challenge", TITLE).fills(outcome="Not upheld", answer="记录无误。").sends()
    days.pass_by(28)  # fifteen working days, not from the answer but from the seventh, its last
    remedying.complains(loser, TITLE)
    remedying.suspends(finance, TITLE)
    days.pass_by(8)
    assert not cast.colleague.has("Confirm the award", TITLE)
    remedying.dismisses(finance, TITLE, loser)
    awarding.confirms(cast, TITLE, also=[cast.district])
    delivering.signs(cast, TITLE, winner)
    Person().opens("Home").follows("Contracts").follows(TITLE).sees(UNLISTED, "¥498,000.00")
