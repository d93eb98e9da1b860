"""Acts of different kinds that meet on one object at the same instant (PostgreSQL: real locks)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from catalog.services import standing
from marketplace import clock
from marketplace.accounts import services as accounts_services
from marketplace.accounts.models import Membership, Organisation, User
from marketplace.accounts.rules import Role
from tendering.awards.rules.states import State as AwardState
from tendering.awards.services import confirming, publicity
from tendering.bids.models import Bid, BidState
from tendering.bids.services import closing, submitting
from tendering.contracts.services import amendments, payments
from tendering.contracts.services.amendments import Change
from tendering.demands.models import Backing, BatchItem, Demand
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services import backing, publication
from tendering.funds import services as funds_services
from tendering.funds.models import FundAccount
from tendering.funds.queries.verification import discrepancies
from tendering.tenders.models import Tender
from tests.concurrency.racing import race
from tests.factories import accounts, awards, bids, contracts, demands, funds, places, tenders
from tests.factories.demands import People
from tests.factories.tenders import Office

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 4


@pytest.fixture
def people() -> People:
    demands.rules()
    return People.of()


def in_order() -> bool:
    return [str(found) for found in discrepancies()] == []


@pytest.mark.requirement("R7")
def test_money_is_moved_away_or_set_aside_never_both() -> None:
    street = places.street()
    asker, decider = accounts.membership(Role.STREET, street), accounts.membership(Role.DISTRICT)
    for _round in range(ROUNDS):
        giver, taker = (funds.account(places.community(within=street), "1000.00") for _ in range(2))
        transfer = funds_services.request_transfer(
            from_account=giver, to_account=taker, amount=Decimal("600.00"), reason="调剂", by=asker
        )
        plan = funds.plan(lines=[funds.draft("600.00", account=giver)])
        outcome = race(
            [
                partial(funds_services.approve_transfer, transfer=transfer, by=decider),
                partial(funds_services.commit_plan, plan=plan, by=None),
            ]
        )
        assert outcome == {"done": 1, "InsufficientFunds": 1}
        assert FundAccount.objects.get(pk=giver.pk).available == Decimal("400.00")
    assert in_order()


def test_a_smaller_contract_and_a_payment_leave_no_more_paid_than_agreed() -> None:
    demands.rules()
    cast = contracts.People.of()
    for _round in range(ROUNDS):
        contract = contracts.signed(cast)
        payment = contracts.approved(contract, cast)
        row = amendments.request_amendment(
            contract=contract, by=cast.contractor, change=Change("减少内容", Decimal("-2000.00"))
        )
        row = amendments.agree_amendment(amendment=row, by=cast.worker)
        outcome = race(
            [
                partial(amendments.approve_amendment, amendment=row, by=cast.second_street),
                partial(payments.pay, payment=payment, by=cast.finance, reference="CW-1"),
            ]
        )
        assert outcome == {"done": 2}
        contract = contracts.fresh(contract)
        stages = sum(stage.amount for stage in contract.stages.all())
        assert (contract.total, stages, contract.paid) == (
            Decimal("18000.00"),
            Decimal("18000.00"),
            Decimal("10000.00"),
        )
    assert in_order()


def batch_of(own: Demand, people: People, *, frozen: bool) -> Callable[[], object]:
    now = clock.now()
    batch = publication.open_batch(
        district=places.district(), title="第一批", fiscal_year=now.year, by=people.district, now=now
    )
    add = partial(publication.add_to_batch, batch=batch, demands=[own], by=people.district, now=now)
    if not frozen:
        return add
    add()
    publication.freeze_batch(batch=batch, by=people.district)
    return partial(publication.publish_batch, batch=batch, by=people.district, now=now)


@pytest.mark.requirement("R37")
@pytest.mark.parametrize("frozen", [True, False])
def test_a_withdrawal_and_the_batch_agree_on_what_became_of_the_demand(people: People, frozen: bool) -> None:
    for _round in range(ROUNDS):
        demand = demands.published(people.community)
        Demand.objects.filter(pk=demand.pk).update(state=DemandState.FUNDED)
        demand.refresh_from_db()
        withdraw = partial(publication.withdraw, demand=demand, by=people.author, reason="不再需要", now=clock.now())
        race([batch_of(demand, people, frozen=frozen), withdraw])
        demand.refresh_from_db()
        waiting = BatchItem.objects.filter(demand=demand, batch__published_at__isnull=True)
        assert demand.state in (DemandState.WITHDRAWN, DemandState.FUNDED)
        assert waiting.exists() == (demand.state == DemandState.FUNDED)
    assert in_order()


@pytest.mark.requirement("R37")
def test_a_demand_is_gathered_in_one_batch(people: People) -> None:
    demand = demands.published(people.community)
    Demand.objects.filter(pk=demand.pk).update(state=DemandState.FUNDED)
    demand.refresh_from_db()
    outcome = race([batch_of(demand, people, frozen=False) for _ in range(6)])
    assert outcome == {"done": 1, "InvalidInput": 5}


@pytest.mark.requirement("R23")
def test_a_resident_has_one_voice_however_often_it_is_sent(people: People) -> None:
    demand = demands.published(people.community)
    Demand.objects.filter(pk=demand.pk).update(state=DemandState.PROPOSED)
    resident = accounts.membership(Role.RESIDENT, people.community)
    representative = accounts.membership(Role.RESIDENT_REPRESENTATIVE, people.community, who=resident.user)
    acts = [partial(backing.second, demand=demand, by=by, now=clock.now()) for by in (resident, representative) * 3]
    assert race(acts)["done"] == 6
    assert Backing.objects.filter(demand=demand, user=resident.user).count() == 0, "six turns: on, off, …, off"


@pytest.mark.requirement("R39")
def test_a_bid_taken_back_as_the_call_closes_is_taken_back_or_stands() -> None:
    for _round in range(ROUNDS):
        tender = tenders.announced(Office.of())
        assert tender.deadline_at is not None
        rivals = tenders.providers(4)
        rows = [bids.filled(tender, provider) for provider in rivals]
        signers = [tenders.bidder(provider) for provider in rivals]
        for bid, signer in zip(rows, signers, strict=True):
            submitting.submit(bid=bid, by=signer, declared=True)
        with clock.moved_to(tender.deadline_at - timedelta(milliseconds=20)):
            withdraw = partial(submitting.withdraw, bid=rows[0], by=signers[0])
            outcome = race([withdraw, *[partial(closing.close_due, tender=tender)] * 2])
        with clock.moved_to(tender.deadline_at + timedelta(seconds=1)):
            closing.close_due(tender=Tender.objects.get(pk=tender.pk))
        state = Bid.objects.get(pk=rows[0].pk).state
        assert state == (BidState.SUBMITTED if outcome["TooLate"] or outcome["NotOpen"] else BidState.WITHDRAWN)


def test_who_is_suspended_as_the_award_is_confirmed_does_not_keep_it() -> None:
    for _round in range(ROUNDS):
        office = Office.of()
        with awards.acting_before(clock.now()):
            award = awards.publicised(awards.ranked(office), office)
        publicity.elapse(award=award)
        assert award.provider is not None
        suspend = partial(
            standing.suspend_entry,
            entry=award.provider.entry,
            by=accounts.membership(Role.DISTRICT),
            reason="投诉核查",
            until=clock.today() + timedelta(days=30),
            now=clock.now(),
        )
        confirm = partial(confirming.confirm, award=award, by=accounts.membership(Role.COMMUNITY, office.community))
        assert race([suspend, confirm])["done"] >= 1
        bids.deliver_all()
        award.refresh_from_db()
        assert award.state not in (AwardState.AWARDED, AwardState.CONFIRMABLE)


def test_a_body_is_registered_once() -> None:
    code = accounts.uscc(4711)
    people = [accounts.user() for _ in range(6)]
    acts = [
        partial(
            accounts_services.register_organisation,
            user=user,
            name="同一家机构",
            org_type="private_nonenterprise",
            uscc=code,
        )
        for user in people
    ]
    assert race(acts) == {"done": 1, "OrganisationKnown": 5}
    assert Organisation.objects.filter(uscc=code).count() == 1


def test_a_person_is_entered_once() -> None:
    street = places.street()
    officers = [accounts.membership(Role.DISTRICT) for _ in range(6)]

    def invite(by: Membership) -> object:
        return accounts_services.invite(
            by=by, name="李文", email="li.wen@demo.example", phone=None, role=Role.STREET, scope=street
        )

    outcome = race([partial(invite, by) for by in officers])
    assert outcome["done"] == 1
    assert outcome["AddressTaken"] + outcome["RoleAlreadyHeld"] == 5
    assert User.objects.filter(email="li.wen@demo.example").count() == 1


def test_a_person_signs_in_by_one_phone_alone() -> None:
    people = [accounts.user() for _ in range(6)]
    acts = [
        partial(
            accounts_services.change_profile,
            user=user,
            name=user.name,
            email=user.email,
            phone="13800000001",
            language="zh-hans",
            elder_mode=False,
        )
        for user in people
    ]
    assert race(acts) == {"done": 1, "AddressTaken": 5}
