"""A contract with several: each signs, the lead is paid, all answer for it and each has its share in its record."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from catalog.models import CreditEvent, Provider
from catalog.rules.states import CreditKind
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import RoleMissing
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput, NotPermitted
from tendering.awards.models import Award
from tendering.contracts import permissions
from tendering.contracts.models import Contract, Signature
from tendering.contracts.parties import credit, parties
from tendering.contracts.queries import duties, panel_people, team
from tendering.contracts.queries.actions import ON_AMENDMENT
from tendering.contracts.queries.text import digest, published_text, signed_text
from tendering.contracts.rules.states import Side, State
from tendering.contracts.services import amendments, drafting
from tendering.contracts.services.amendments import Change
from tendering.contracts.services.closing import _earned
from tendering.contracts.services.signing import SignedAlready
from tendering.contracts.services.telling import contractor_people
from tests.factories import accounts, awards, contracts, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R32")]


@pytest.fixture
def office() -> Office:
    return Office.of()


@pytest.fixture
def three() -> list[Provider]:
    return tenders.providers(3)


@pytest.fixture
def people(three: list[Provider]) -> list[Membership]:
    """Who signs for lead, first and second member."""
    return [tenders.bidder(one) for one in three]


@pytest.fixture
def contract(office: Office, three: list[Provider]) -> Contract:
    """A draft nobody has signed, with three who won together."""
    rivals = tenders.providers(2)
    tender = awards.ranked(office, [three[0], *rivals], joint={1: three[1:]})
    award = awards.lettered(office, tender)
    return drafting.draft_contract(award=award, by=office.preparer, now=clock.now(), terms=contracts.terms())


def test_it_names_everybody_with_its_part(contract: Contract, three: list[Provider]) -> None:
    text = signed_text(contract)
    assert text["contractor"] == f"{three[0]}(联合体牵头)、{three[1]}、{three[2]}(联合体成员)"
    assert [row[0] for row in text["members"]] == [str(one) for one in three]
    assert contract.contractor == three[0].organisation, "the lead is paid"


def test_every_member_signs_before_it_is_concluded(
    contract: Contract, office: Office, people: list[Membership], three: list[Provider]
) -> None:
    for signed, by in enumerate([people[2], office.preparer, people[0]], start=1):
        contracts.sign(contract, by)
        assert contracts.fresh(contract).state == State.DRAFTING
        assert Signature.objects.count() == signed
    assert Award.objects.get().contractor_signed_at is None
    contracts.sign(contract, people[1])
    found = contracts.fresh(contract)
    assert found.state not in {State.DRAFTING, State.VOID}
    assert set(found.signatures.filter(side=Side.CONTRACTOR).values_list("member", flat=True)) == {
        one.pk for one in three
    }
    assert {row.digest for row in found.signatures.all()} == {digest(found)}


def test_everybody_reads_who_does_which_part_and_nobody_an_account(
    contract: Contract, office: Office, people: list[Membership], three: list[Provider]
) -> None:
    """Whose part is which stands in the public contract (条例 50); what only payments need does not."""
    account = "6222021001116245702"
    Provider.objects.filter(pk__in=[one.pk for one in three]).update(bank_account=account)
    for by in (office.preparer, *people):
        contracts.sign(contract, by)
    found = contracts.fresh(contract)
    page = Client().get(found.get_absolute_url())
    assert page.status_code == 200
    body = page.content.decode()
    notice = published_text(found)
    assert notice["members"]
    for name, share, work in notice["members"]:
        assert name in body
        assert share in body
        assert work in body
    assert account not in body
    assert account not in str(notice)
    assert not [one.organisation.uscc for one in three if one.organisation.uscc in str(notice)]


def test_once_all_have_signed_a_lapse_is_not_their_fault(contract: Contract, people: list[Membership]) -> None:
    for by in people:
        contracts.sign(contract, by)
    assert Award.objects.get().contractor_signed_at is not None
    assert contracts.fresh(contract).state == State.DRAFTING, "the community has not signed"


def test_no_member_agrees_to_what_another_member_asked_for(
    contract: Contract, office: Office, people: list[Membership]
) -> None:
    """An amendment that any member asks for is agreed by the community, whoever the lead is; the page says the same."""
    for by in (office.preparer, *people):
        contracts.sign(contract, by)
    running = contracts.fresh(contract)
    street = accounts.membership(Role.STREET, office.community.parent)
    for asking in people:
        change = Change("少做一次活动", Decimal("-100.00"))
        row = amendments.request_amendment(contract=running, by=asking, change=change)
        url = reverse("contracts:amendment_agree", args=[row.pk])
        for other in people:
            with pytest.raises(NotPermitted):
                amendments.agree_amendment(amendment=row, by=other)
            assert "amendment_agree" not in {one.name for one in ON_AMENDMENT.open_to(other, row, clock.now())}
            assert url not in {duty.url for duty in duties.duties(other, clock.now())}
        assert url in {duty.url for duty in duties.duties(office.preparer, clock.now())}
        row = amendments.agree_amendment(amendment=row, by=office.preparer)
        amendments.reject_amendment(amendment=row, by=street, reason="不必要")


def test_nobody_signs_for_another_member_or_twice(contract: Contract, office: Office, people: list[Membership]) -> None:
    with pytest.raises(InvalidInput) as refused:
        contracts.sign(contract, office.preparer, Side.CONTRACTOR)
    assert refused.value.code == "contracts.members_sign"
    contracts.sign(contract, people[1])
    with pytest.raises(SignedAlready):
        contracts.sign(contract, people[1])
    with pytest.raises(RoleMissing):
        contracts.sign(contract, tenders.bidder(tenders.providers(1)[0]))


def test_the_database_holds_one_signature_for_each_member(contract: Contract, people: list[Membership]) -> None:
    contracts.sign(contract, people[1])
    row = Signature.objects.get()
    row.pk, row.scan, row.method = None, None, Signature.Method.CLICK
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_each_finds_its_way_to_sign_and_reads_the_draft(
    contract: Contract, people: list[Membership], three: list[Provider]
) -> None:
    for by in people:
        assert "contracts.sign" in {duty.kind for duty in duties.duties(by, clock.now())}
        assert permissions.can_read(by, contract)
        assert permissions.reads_inside(by, contract)
    contracts.sign(contract, people[1])
    assert "contracts.sign" not in {duty.kind for duty in duties.duties(people[1], clock.now())}
    stranger = tenders.bidder(tenders.providers(1)[0])
    assert not permissions.can_read(stranger, contract)
    told = {row.user_id for row in contractor_people(contract)}
    assert {by.user_id for by in people} <= told
    assert parties(contract) == three


def test_the_lead_alone_delivers_and_asks_for_money(contract: Contract, people: list[Membership]) -> None:
    permissions.require_contractor(people[0], contract)
    for by in people[1:]:
        with pytest.raises(NotPermitted):
            permissions.require_contractor(by, contract)


def test_what_goes_wrong_stains_every_member(contract: Contract, three: list[Provider]) -> None:
    credit(contract, CreditKind.FAILED_ACCEPTANCE, clock.now())
    rows = CreditEvent.objects.filter(cause=contract.number, kind=CreditKind.FAILED_ACCEPTANCE)
    assert set(rows.values_list("provider", flat=True)) == {one.pk for one in three}


def test_each_has_its_share_of_what_was_paid_in_its_record(contract: Contract, three: list[Provider]) -> None:
    contract.paid = Decimal("12000.00")
    earned = _earned(contract)
    assert [provider for provider, _amount in earned] == three
    assert [amount for _provider, amount in earned] == [Decimal("4000.80"), Decimal("3999.60"), Decimal("3999.60")]


def test_people_of_every_member_judge_nothing(contract: Contract, people: list[Membership]) -> None:
    assert all(panel_people.conflicted(contract, by.user) for by in people)
    assert {by.user_id for by in people} <= set(team._own(contract))
