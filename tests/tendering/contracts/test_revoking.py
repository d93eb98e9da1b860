"""A challenge or a complaint after both have signed: a contract that has not begun is revoked (Decree 94, art. 32)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from tendering.awards.models import Objection
from tendering.awards.queries.challenges import living_award, outcomes_of
from tendering.awards.queries.duties import duties
from tendering.awards.rules.remedies import Outcome
from tendering.awards.services import answering, complaints
from tendering.awards.services.answering import OutcomeNotOpen
from tendering.contracts.models import Contract
from tendering.contracts.rules.states import State
from tendering.contracts.services import milestones
from tendering.demands.rules.steps import State as DemandState
from tendering.funds.models import PlanStatus
from tests.factories import accounts, awards, contracts, places, tenders
from tests.factories.contracts import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    return People.of()


@pytest.fixture
def contract(people: People) -> Contract:
    """Signed by both and running, under the statute."""
    contract = contracts.signed(people)
    awards.statutory(contract.award.tender)
    return contract


@pytest.fixture
def rival(contract: Contract) -> Membership:
    """Whose bid did not win."""
    provider = tenders.providers(1)[0]
    tender = contract.award.tender
    tender.deadline_at = clock.now() + timedelta(days=1)
    tender.save(update_fields=["deadline_at"])
    awards.opened_bid(tender, provider, "19999.00")
    return tenders.bidder(provider)


def open_to(row: Objection) -> set[Outcome]:
    row = Objection.objects.get(pk=row.pk)
    return set(outcomes_of(row, living_award(row.tender), clock.now()))


def answer(row: Objection, by: Membership, outcome: Outcome) -> None:
    answering.answer_challenge(objection=row, by=by, outcome=outcome, answer="经核实,评审有误")


def test_nothing_begun_the_contract_is_revoked_and_the_project_let_anew(
    people: People, contract: Contract, rival: Membership
) -> None:
    """Nothing is owed; the money stays set aside for the next call, which may be prepared at once."""
    row = awards.challenged(contract.award.tender, rival)
    assert {duty.kind for duty in duties(people.street, clock.now())} >= {"awards.answer_challenge"}
    assert open_to(row) == {Outcome.NOT_UPHELD, Outcome.HARMLESS, Outcome.REVOKED}
    answer(row, people.street, Outcome.REVOKED)
    contract = contracts.fresh(contract)
    assert (contract.state, contract.settlement, contract.paid) == (State.TERMINATED, Decimal("0.00"), Decimal("0.00"))
    assert rival.user.name not in contract.public_reason
    demand = contract.demand
    assert demand.state == DemandState.PUBLISHED
    assert demand.plan is not None
    assert demand.plan.status == PlanStatus.COMMITTED
    assert demand.plan != contract.plan
    tenders.prepared(tenders.Office.of(people.community), demand)


@pytest.mark.parametrize("begun", ["milestone", "payment"])
def test_once_work_or_a_payment_has_begun_the_contract_stands(
    people: People, contract: Contract, rival: Membership, begun: str
) -> None:
    row = awards.challenged(contract.award.tender, rival)
    if begun == "milestone":
        milestones.begin_milestone(milestone=contract.milestones.all()[0], by=people.contractor)
    else:
        contracts.asked(contract, people)
    assert open_to(row) == {Outcome.NOT_UPHELD, Outcome.HARMLESS, Outcome.STANDS}
    with pytest.raises(OutcomeNotOpen):
        answer(row, people.street, Outcome.REVOKED)
    answer(row, people.street, Outcome.STANDS)
    assert contracts.fresh(contract).state == State.ACTIVE


def test_a_complaint_after_the_contract_revokes_it_too(people: People, contract: Contract, rival: Membership) -> None:
    row = awards.challenged(contract.award.tender, rival)
    answer(row, people.street, Outcome.NOT_UPHELD)
    complaint = complaints.file_complaint(
        objection=Objection.objects.get(pk=row.pk), by=rival, pleading=awards.PLEADING
    )
    finance = accounts.membership(Role.FINANCE_OFFICER, places.district())
    complaints.examine(complaint=complaint, by=finance, admitted=True)
    complaints.decide(complaint=complaint, by=finance, outcome=Outcome.REVOKED, decision="撤销合同")
    assert contracts.fresh(contract).state == State.TERMINATED


def test_the_form_of_a_challenge_is_found_after_the_contract(contract: Contract, rival: Membership) -> None:
    url = reverse("awards:remedies", args=[contract.award.tender.number])
    page = accounts.signed_in(Client(), rival).get(url).content.decode()
    assert reverse("awards:challenge", args=[contract.award.tender.number]) in page
