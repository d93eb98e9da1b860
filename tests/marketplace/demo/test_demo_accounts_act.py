"""What waits for the demo accounts can really be done by them, on the first morning."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.demo.accounts import offered
from marketplace.demo.loading import BEGINNING
from marketplace.demo.papers import paper
from marketplace.demo.story import market
from marketplace.demo.story.row import DESK
from marketplace.demo.tables import rows
from tendering.awards.models import Award
from tendering.awards.services import confirming
from tendering.bids.models import Consent, OpenedBid, Partner
from tendering.bids.services import consents, opening
from tendering.contracts.models import Acceptance, Code, Contract, Milestone, PanelState, Payment
from tendering.contracts.rules.acceptance import Opinion
from tendering.contracts.services import acceptance, milestones, payments, signing
from tendering.contracts.services.satisfaction import answering
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State as DemandState
from tendering.evaluation.models import Panel, ScoreSheet
from tendering.evaluation.rules.avoidance import Relation
from tendering.evaluation.services import members
from tendering.tenders.models import Invitation, Tender
from tendering.tenders.services.invitations import answer_invitation
from tests.factories import accounts
from tests.marketplace.demo import lettings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "first_morning")]


@pytest.fixture
def first_morning() -> Iterator[None]:
    with clock.frozen(BEGINNING):
        yield


def membership(account: str) -> Membership:
    return Membership.objects.scoped().get(user__email=f"{account}@demo.example")


def tender(key: str) -> Tender:
    title = {row["no"]: row["title"] for row in rows(DESK)}[key]
    return Tender.objects.select_related("demand__community").get(demand__title=title)


def contract(key: str) -> Contract:
    return Contract.objects.get(demand=tender(key).demand)


def test_a_published_project_waits_for_the_community_to_let_it(client: Client) -> None:
    member = membership("community")
    waiting = Demand.objects.get(title="金科苑社区银龄智能手机课堂项目", state=DemandState.PUBLISHED)
    accounts.signed_in(client, member)
    assert reverse("tenders:new", args=[waiting.number]) in client.get(reverse("overview:workbench")).content.decode()
    assert client.get(reverse("tenders:new", args=[waiting.number])).status_code == 200


def test_community_and_committee_open_bids_and_the_worker_reads_them() -> None:
    call = tender("K2")
    for account in ("community", "supervision"):
        opening.confirm_opening(tender=call, by=membership(account), declared=True)
    with override_settings(VAULT_READABLE=True):
        opening.open_bids(tender=call)
    assert OpenedBid.objects.filter(bid__tender=call, valid=True, hash_ok=True).count() == 3


def test_the_representative_declares_and_scores(client: Client) -> None:
    panel, by = Panel.objects.get(tender=tender("K3")), membership("representative")
    seat = members.declare(panel=panel, by=by, statements=[item.value for item in Relation])
    assert seat.state == "declared"
    accounts.signed_in(client, by)
    assert client.get(reverse("evaluation:sheet", args=[tender("K3").number])).status_code == 200


def test_the_expert_of_the_table_finds_a_sheet_to_fill_in(client: Client) -> None:
    account = next(row["account"] for row in offered() if row["role"] == Role.EXPERT)
    held = Membership.objects.scoped().get(user__email=account, role=Role.EXPERT)
    # Where a colleague has signed: the draw may seat the expert in a consultation, too, whose final quotes are to come.
    begun = Panel.objects.filter(state="scoring", seats__sheet__state="signed")
    seated = ScoreSheet.objects.filter(seat__user=held.user, seat__panel__in=begun, state="draft")
    numbers = seated.values_list("seat__panel__tender__number", flat=True)
    addresses = [reverse("evaluation:sheet", args=[number]) for number in numbers]
    accounts.signed_in(client, held)
    shown = client.get(reverse("overview:workbench")).content.decode()
    assert addresses
    assert all(url in shown for url in addresses)
    assert [client.get(url).status_code for url in addresses] == [200] * len(addresses)


def test_the_community_confirms() -> None:
    award = confirming.confirm(award=Award.objects.get(tender=tender("K4")), by=membership("community"))
    assert award.state == "awarded"


@pytest.mark.parametrize(("key", "account"), [("19", "street"), ("3", "district")])
def test_street_and_district_countersign(key: str, account: str) -> None:
    award = confirming.confirm(award=lettings.award(key), by=membership(account))
    assert award.state == "awarded"


def test_provider_and_community_sign() -> None:
    for account in ("provider", "community"):
        proof = signing.Paper(paper("签署页"))
        signing.sign(contract=contract("K5"), by=membership(account), proof=proof)
    held = contract("K5")
    assert held.signatures.count() == 2
    assert held.saving == held.demand.budget - held.sum


def test_the_community_verifies_and_the_street_approves() -> None:
    held = contract("K6")
    milestones.verify_milestone(milestone=Milestone.objects.get(contract=held, position=1), by=membership("community"))
    payment = Payment.objects.get(stage__contract=held)
    assert payments.approve_payment(payment=payment, by=membership("street")).state == "approved"


def test_the_finance_officer_pays_and_the_team_accepts() -> None:
    held = contract("K7")
    payment = Payment.objects.get(stage__contract=held, stage__position=2)
    payments.pay(payment=payment, by=membership("street-finance"), reference="凭证1")
    row = Acceptance.objects.get(contract=held)
    for account in ("professional", "supervision", "resident"):
        acceptance.give_opinion(acceptance=row, by=membership(account), opinion=Opinion.PASSES, findings="")
    acceptance.conclude_acceptance(acceptance=row, by=membership("professional"), report="合格")
    row.refresh_from_db()
    assert row.state == "passed"


def test_the_community_checks_and_the_resident_judges() -> None:
    payment = Payment.objects.get(stage__contract=contract("K8"), state="requested")
    assert payments.check_payment(payment=payment, by=membership("community")).state == "checked"
    code = Code.objects.get(member__user=membership("resident").user, member__panel__state=PanelState.OPEN)
    answering.answer(code=code, values=answering.Answers(answer="satisfied", awareness="knows"))


def test_the_provider_joins_whoever_asked_it() -> None:
    partner = Partner.objects.get(provider=market.demo_provider(), state=Consent.ASKED)
    assert consents.answer(partner=partner, by=membership("provider"), accept=True).state == Consent.CONSENTED


def test_the_provider_answers_its_invitation_and_bids() -> None:
    provider = market.demo_provider()
    waiting = Invitation.objects.get(provider=provider, state="invited")
    answer_invitation(invitation=waiting, by=membership("provider"), accept=True)
    market.draft_bid(waiting.tender, provider, waiting.tender.ceiling, 0)
    market.submit_bid(waiting.tender, provider)
    assert waiting.tender.bids.get(provider=provider).state == "submitted"
