"""Contracts for tests: from an award letter to signed, delivered, accepted; through services from the draft on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.primitives.calendar import end_of_day
from tendering.awards.models import Award
from tendering.awards.rules.states import State as AwardState
from tendering.contracts.models import Acceptance, Contract, Payment, PaymentStage, SatisfactionPanel
from tendering.contracts.rules.acceptance import Capacity, Opinion
from tendering.contracts.rules.milestones import proposed
from tendering.contracts.rules.satisfaction_states import PanelState
from tendering.contracts.rules.states import MilestoneState, Side
from tendering.contracts.services import acceptance, drafting, milestones, payments, signing
from tendering.contracts.services.acceptance import Seat, Team
from tendering.contracts.services.drafting import FIRST_TITLES, Terms
from tendering.contracts.services.milestones import Report
from tendering.contracts.services.payments import Invoice
from tendering.contracts.services.signing import Paper
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services.numbering import next_number
from tendering.tenders.models import Offer, Tender
from tendering.tenders.rules.states import State as TenderState
from tests.factories import accounts, catalog, demands, files, places, tenders


@dataclass
class People:
    """Everybody a contract needs, each act another person."""

    community: Place
    worker: Membership
    verifier: Membership
    checker: Membership
    street: Membership
    second_street: Membership
    finance: Membership
    second_finance: Membership
    provider: Provider
    contractor: Membership

    @staticmethod
    def of(community: Place | None = None) -> People:
        """Separate people in one community, its street, a provider."""
        community = community or places.community()
        assert community.parent is not None
        provider = catalog.listed_provider()
        return People(
            community=community,
            worker=accounts.membership(Role.COMMUNITY, community),
            verifier=accounts.membership(Role.COMMUNITY, community),
            checker=accounts.membership(Role.COMMUNITY, community),
            street=accounts.membership(Role.STREET, community.parent),
            second_street=accounts.membership(Role.STREET, community.parent),
            finance=accounts.membership(Role.FINANCE_OFFICER, community.parent),
            second_finance=accounts.membership(Role.FINANCE_OFFICER, community.parent),
            provider=provider,
            contractor=accounts.membership(Role.PROVIDER_ADMIN, provider.organisation),
        )


@transaction.atomic
def lettered(
    people: People, price: str = "20000.00", *, budget: str = "20000.00", demand: Demand | None = None
) -> Award:
    """An award whose letter is out, open for signing today; written straight into the tables."""
    demand = demand or demands.published(people.community, budget)
    office = tenders.Office.of(people.community)
    tender = tenders.prepared(office, demand)
    now = clock.now()
    Tender.objects.filter(pk=tender.pk).update(state=TenderState.OPENED, announced_at=now)
    Demand.objects.filter(pk=demand.pk).update(state=DemandState.AWARDED)
    offer = Offer.objects.create(
        tender=tender,
        provider=people.provider,
        price=Decimal(price),
        plan="每周上门两次。",
        price_note="按市价。",
        recorded_by=office.preparer.user,
        recorded_at=now,
    )
    return Award.objects.create(
        number=next_number("ZX", now.year),
        tender=Tender.objects.get(pk=tender.pk),
        offer=offer,
        provider=people.provider,
        price=Decimal(price),
        state=AwardState.LETTERED,
        proposed_by=office.preparer.user,
        proposed_at=now,
        publicised_at=now,
        publicity_ends_at=now,
        awarded_at=now,
        lettered_at=now,
        sign_from_date=now.date(),
        sign_by_at=end_of_day(now.date() + timedelta(days=10)),
    )


def terms(first: date | None = None, days: int = 60) -> Terms:
    """Three milestones over some days from today, inside the year."""
    first = first or clock.today()
    last = min(first + timedelta(days=days), date(first.year, 12, 31))
    return Terms("为辖区独居老人上门助浴。", first, last, proposed(first, last, FIRST_TITLES))


def drafted(people: People, price: str = "20000.00", *, budget: str = "") -> Contract:
    """A draft nobody has signed."""
    award = lettered(people, price, budget=budget or price)
    return drafting.draft_contract(award=award, by=people.worker, now=clock.now(), terms=terms())


def sign(contract: Contract, by: Membership, side: Side | None = None) -> Contract:
    """Sign on paper."""
    return signing.sign(contract=contract, by=by, proof=Paper(files.upload(name="合同.pdf"), side))


def signed(people: People, price: str = "20000.00", *, budget: str = "") -> Contract:
    """Signed by both sides, published and begun."""
    contract = drafted(people, price, budget=budget)
    sign(contract, people.contractor)
    return fresh(sign(contract, people.worker))


def fresh(contract: Contract) -> Contract:
    """The contract as it stands."""
    return Contract.objects.select_related("demand__community__parent", "award__tender").get(pk=contract.pk)


def report(spent: str = "3000.00") -> Report:
    """A complete report with one picture each."""
    return Report(
        "完成上门助浴 80 人次。",
        Decimal(spent),
        80,
        [files.upload(files.picture(), "前.jpg")],
        [files.upload(files.picture(), "后.jpg")],
    )


def deliver(contract: Contract, people: People, *, only_midterm: bool = False) -> Contract:
    """Report and verify every milestone, or those up to the mid-term."""
    for milestone in contract.milestones.exclude(state=MilestoneState.VERIFIED).order_by("position"):
        milestones.report_milestone(milestone=milestone, by=people.contractor, report=report())
        milestones.verify_milestone(milestone=milestone, by=people.verifier)
        if only_midterm and milestone.is_midterm:
            break
    return fresh(contract)


def delivered(people: People, price: str = "20000.00", *, budget: str = "") -> Contract:
    """Every milestone verified."""
    return deliver(signed(people, price, budget=budget), people)


def team(contract: Contract) -> list[Seat]:
    """A professional who leads, a department's officer, a representative of the residents."""
    community = contract.demand.community
    assert community.parent is not None
    return [
        Seat(accounts.membership(Role.PROFESSIONAL, places.district()), Capacity.PROFESSIONAL),
        Seat(accounts.membership(Role.STREET, community.parent), Capacity.DEPARTMENT),
        Seat(accounts.membership(Role.RESIDENT_REPRESENTATIVE, community), Capacity.RESIDENT),
    ]


def called(contract: Contract, people: People, seats: list[Seat] | None = None) -> Acceptance:
    """Acceptance asked for, its team called for this hour."""
    row = acceptance.request_acceptance(contract=contract, by=people.contractor, statement="已全部完成。")
    return acceptance.call_team(acceptance=row, by=people.worker, team=Team(clock.now(), seats or team(contract)))


def inspect(row: Acceptance, opinion: Opinion = Opinion.PASSES) -> Acceptance:
    """Every member says the same; the leader writes the report."""
    members = list(row.members.select_related("membership__user").order_by("-leads", "pk"))
    with clock.shifted(timedelta(minutes=1)):
        for member in members:
            acceptance.give_opinion(acceptance=row, by=member.membership, opinion=opinion, findings="现场查看。")
        return acceptance.conclude_acceptance(
            acceptance=row, by=members[0].membership, report="按合同完成。", rectify="补签到表。"
        )


def accepted(people: People, price: str = "20000.00", *, budget: str = "") -> Contract:
    """Delivered and accepted by the team; the residents have not judged yet."""
    contract = delivered(people, price, budget=budget)
    inspect(called(contract, people))
    return fresh(contract)


def stage(contract: Contract, position: int) -> PaymentStage:
    """A payment stage."""
    return contract.stages.get(position=position)


def invoice(number: str = "25512000000012345678", day: date | None = None) -> Invoice:
    """An invoice of today."""
    return Invoice(number, day or clock.today(), files.upload(name="发票.pdf"))


def asked(contract: Contract, people: People, position: int = 1) -> Payment:
    """A stage asked for."""
    return payments.request_payment(stage=stage(contract, position), by=people.contractor, invoice=invoice())


def approved(contract: Contract, people: People, position: int = 1) -> Payment:
    """Asked for, checked and approved."""
    payment = payments.check_payment(payment=asked(contract, people, position), by=people.checker)
    return payments.approve_payment(payment=payment, by=people.street)


def paid(contract: Contract, people: People, position: int = 1) -> Payment:
    """A stage paid through its four people."""
    return payments.pay(payment=approved(contract, people, position), by=people.finance, reference=f"CW-{position}")


def judged(contract: Contract, state: DemandState = DemandState.EVALUATED) -> Contract:
    """The residents' verdict, written straight into the tables."""
    if state == DemandState.EVALUATED:
        SatisfactionPanel.objects.create(
            contract=contract,
            number=next_number("MY", clock.today().year),
            rule_set=contract.rule_set,
            state=PanelState.PASSED,
            bar_numerator=4,
            bar_denominator=5,
            minimum=10,
            satisfied=10,
            answers=10,
            created_by=accounts.membership(Role.COMMUNITY, contract.demand.community).user,
            created_at=clock.now(),
            draw_seed=b"",
            closed_at=clock.now(),
        )
    Demand.objects.filter(pk=contract.demand_id).update(state=state)
    return fresh(contract)
