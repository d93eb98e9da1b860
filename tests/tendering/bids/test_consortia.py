"""Several answer a call together: asked, consented, sealed, opened; and nobody else learns of it before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.test import Client

from catalog import departures
from catalog.models import Provider, RosterEntry
from catalog.rules.states import EntryState
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit import readers
from marketplace.audit.models import Entry
from marketplace.notifications.models import Notification
from marketplace.primitives.refusal import NotPermitted, Refusals, StaleVersion
from tendering.bids import permissions
from tendering.bids.models import Bid, BidState, CollusionHint, Consent, Consortium, OpenedBid, Partner
from tendering.bids.queries import duties
from tendering.bids.queries.consortia import opened as joint_of
from tendering.bids.queries.related import related
from tendering.bids.services import closing, consents, consortia, drafts, submitting
from tendering.bids.services.consents import Answered, Gone
from tendering.bids.services.consortia import NotAdmitted, Sealed, StandsElsewhere
from tendering.bids.services.gate import TooLate
from tendering.evaluation.queries import people
from tendering.tenders.models import Tender
from tests.factories import accounts, bids, tenders
from tests.factories import consortia as made
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R32")]


@pytest.fixture
def tender(office: Office) -> Tender:
    return made.call(office)


@pytest.fixture
def three() -> list[Provider]:
    return tenders.providers(3)


def codes(refused: Refusals) -> list[str]:
    return [refusal.code for refusal in refused.refusals]


def test_a_call_that_admits_none_takes_none(office: Office, three: list[Provider]) -> None:
    with pytest.raises(NotAdmitted):
        made.proposed(tenders.announced(office), three[0], three[1:])


def test_every_member_consents_before_anything_is_sealed(tender: Tender, three: list[Provider]) -> None:
    lead, first, second = three
    by = tenders.bidder(lead)
    bid = made.proposed(tender, lead, [first, second], by)
    consents.answer(partner=made.asked(bid, first), by=tenders.bidder(first), accept=True)
    with pytest.raises(Refusals) as refused:
        submitting.submit(bid=bid, by=by, declared=True)
    assert codes(refused.value) == ["bids.consortium_unanswered"]
    consents.answer(partner=made.asked(bid, second), by=tenders.bidder(second), accept=True)
    assert submitting.submit(bid=bid, by=by, declared=True).bid.state == BidState.SUBMITTED


def test_the_lead_reads_what_sealing_waits_for(tender: Tender, three: list[Provider]) -> None:
    lead, first, second = three
    by = tenders.bidder(lead)
    bid = made.proposed(tender, lead, [first, second], by)
    consents.answer(partner=made.asked(bid, first), by=tenders.bidder(first), accept=True)
    client, here = accounts.signed_in(Client(), by), f"/bids/{tender.number}/"
    waits = "还有成员没有同意现行的分工。"
    workspace, check = client.get(here), client.get(here + "check/")
    assert [(task.url, task.hint) for task in workspace.context["tasks"]][-1] == ("", waits)
    assert waits in check.content.decode()
    assert made.WORK in check.content.decode(), "who answers together is sealed with it"
    consents.answer(partner=made.asked(bid, second), by=tenders.bidder(second), accept=True)
    assert client.get(here).context["tasks"][-1].url == here + "check/"
    assert not client.get(here + "check/").context["hindrances"]


def test_who_joined_another_reads_on_its_own_page_that_it_cannot_seal(tender: Tender, three: list[Provider]) -> None:
    lead, member, _other = three
    made.agreed(tender, lead, [member])
    by = tenders.bidder(member)
    bids.written(bids.drafted(tender, member, by), by)
    page = accounts.signed_in(Client(), by).get(f"/bids/{tender.number}/check/")
    assert "本机构已参加对本次招募的另一份响应。" in page.content.decode()


def test_whoever_signs_for_the_member_consents_and_nobody_else(tender: Tender, three: list[Provider]) -> None:
    lead, member, _rival = three
    partner = made.asked(made.proposed(tender, lead, [member]), member)
    writer = accounts.membership(Role.PROVIDER_BIDDER, member.organisation)
    for who in (tenders.bidder(lead), writer, accounts.membership(Role.DISTRICT)):
        with pytest.raises(NotPermitted):
            consents.answer(partner=partner, by=who, accept=True)


def test_a_change_asks_everybody_again(tender: Tender, three: list[Provider]) -> None:
    lead, first, second = three
    by = tenders.bidder(lead)
    bid = made.agreed(tender, lead, [first, second], by)
    seen = made.asked(bid, first)
    parties = made.parties(lead, [first, second])
    changed = [replace(parties[0], share=parties[0].share + 1), replace(parties[1], share=parties[1].share - 1)]
    consortia.propose(bid=bid, by=by, parties=[*changed, parties[2]])
    assert set(Partner.objects.values_list("state", flat=True)) == {Consent.ASKED}
    with pytest.raises(Gone):
        consents.answer(partner=seen, by=tenders.bidder(first), accept=True)


def test_nobody_changes_the_terms_over_a_colleagues_head(tender: Tender, three: list[Provider]) -> None:
    by = tenders.bidder(three[0])
    bid = made.proposed(tender, three[0], three[1:2], by)
    with pytest.raises(StaleVersion):
        consortia.propose(bid=bid, by=by, parties=made.parties(three[0], three[1:]), version=0)


def test_what_is_sealed_is_withdrawn_before_it_changes(tender: Tender, three: list[Provider]) -> None:
    lead, member, _other = three
    by = tenders.bidder(lead)
    bid = made.submitted(tender, lead, [member], by).bid
    with pytest.raises(Sealed):
        consortia.propose(bid=bid, by=by, parties=made.parties(lead, [member]))
    with pytest.raises(Sealed):
        consortia.dissolve(bid=bid, by=by)


def test_a_consent_taken_back_withdraws_what_was_sealed_and_tells_the_lead(
    tender: Tender, three: list[Provider]
) -> None:
    lead, member, _other = three
    bid = made.submitted(tender, lead, [member]).bid
    consents.take_back(partner=made.asked(bid, member), by=tenders.bidder(member))
    bid.refresh_from_db()
    assert (bid.state, bid.current) == (BidState.WITHDRAWN, None)
    bids.deliver_all()
    told = Notification.objects.filter(kind="bids.consortium_unsealed")
    lead_people = set(lead.organisation.memberships.values_list("user_id", flat=True))
    assert set(told.values_list("recipient", flat=True)) <= lead_people
    assert told.exists()


def recipients(kind: str) -> set[int]:
    bids.deliver_all()
    return set(Notification.objects.filter(kind=kind).values_list("recipient", flat=True))


def staff(*providers: Provider) -> set[int]:
    return {pk for one in providers for pk in one.organisation.memberships.values_list("user_id", flat=True)}


def test_members_alone_are_told_that_the_lead_withdrew(tender: Tender, three: list[Provider]) -> None:
    lead, *others = three
    by = tenders.bidder(lead)
    bid = made.submitted(tender, lead, others, by).bid
    submitting.withdraw(bid=bid, by=by)
    assert recipients("bids.consortium_withdrawn") == staff(*others)
    assert set(Partner.objects.values_list("state", flat=True)) == {Consent.CONSENTED}, "free only when it says so"


def test_when_one_leaves_the_others_are_told(tender: Tender, three: list[Provider]) -> None:
    lead, first, second = three
    bid = made.submitted(tender, lead, [first, second]).bid
    consents.take_back(partner=made.asked(bid, first), by=tenders.bidder(first))
    assert recipients("bids.consortium_withdrawn") == staff(second)
    assert recipients("bids.consortium_unsealed") == staff(lead)


def test_after_the_deadline_nothing_is_taken_back(tender: Tender, three: list[Provider]) -> None:
    bid = made.submitted(tender, three[0], three[1:2]).bid
    partner, by = made.asked(bid, three[1]), tenders.bidder(three[1])
    assert tender.deadline_at is not None
    with clock.moved_to(tender.deadline_at + timedelta(seconds=1)), pytest.raises(TooLate):
        consents.take_back(partner=partner, by=by)


def test_nothing_is_said_twice(tender: Tender, three: list[Provider]) -> None:
    bid = made.agreed(tender, three[0], three[1:2])
    partner, by = made.asked(bid, three[1]), tenders.bidder(three[1])
    with pytest.raises(Answered):
        consents.answer(partner=partner, by=by, accept=True)
    consents.take_back(partner=partner, by=by)
    with pytest.raises(Answered):
        consents.take_back(partner=partner, by=by)


def test_who_has_consented_stands_in_no_other_answer(tender: Tender, three: list[Provider]) -> None:
    lead, member, rival = three
    made.agreed(tender, lead, [member])
    other = made.proposed(tender, rival, [member])
    with pytest.raises(StandsElsewhere):
        consents.answer(partner=made.asked(other, member), by=tenders.bidder(member), accept=True)
    with pytest.raises(StandsElsewhere):
        bids.submitted(tender, member)


def test_who_has_sealed_its_own_consents_to_none(tender: Tender, three: list[Provider]) -> None:
    lead, member, _rival = three
    bids.submitted(tender, member)
    partner = made.asked(made.proposed(tender, lead, [member]), member)
    with pytest.raises(StandsElsewhere):
        consents.answer(partner=partner, by=tenders.bidder(member), accept=True)


def test_the_database_holds_one_consent_for_each_call(tender: Tender, three: list[Provider]) -> None:
    lead, member, rival = three
    made.agreed(tender, lead, [member])
    row = made.asked(made.proposed(tender, rival, [member]), member)
    row.state, row.answered_at, row.answered_by_id = Consent.CONSENTED, clock.now(), tenders.bidder(member).user_id
    with pytest.raises(IntegrityError):
        row.save()


def test_a_member_that_may_not_bid_is_not_asked(tender: Tender, three: list[Provider]) -> None:
    RosterEntry.objects.filter(provider=three[1]).update(state=EntryState.SUSPENDED)
    with pytest.raises(Refusals) as refused:
        made.proposed(tender, three[0], three[1:2])
    assert any(code.startswith("catalog.") for code in codes(refused.value))


def test_a_member_that_leaves_the_roster_takes_the_sealed_bid_with_it(tender: Tender, three: list[Provider]) -> None:
    bid = made.submitted(tender, three[0], three[1:2]).bid
    RosterEntry.objects.filter(provider=three[1]).update(state=EntryState.SUSPENDED)
    departures.announce(provider_id=three[1].pk, state=EntryState.SUSPENDED)
    bids.deliver_all()
    bid.refresh_from_db()
    assert bid.state == BidState.WITHDRAWN
    assert recipients("bids.consortium_unsealed") == staff(three[0])
    assert recipients("bids.consortium_withdrawn") == set(), "whoever left knows it already"


def test_a_member_that_left_unnoticed_is_found_at_the_opening(
    tender: Tender, office: Office, three: list[Provider]
) -> None:
    made.submitted(tender, three[0], three[1:2])
    for rival in tenders.providers(2):
        bids.submitted(tender, rival)
    RosterEntry.objects.filter(provider=three[1]).update(state=EntryState.SUSPENDED)
    bids.opened(tender, office)
    assert OpenedBid.objects.get(bid__provider=three[0]).invalid_reason == "not_eligible"


def opened(tender: Tender, office: Office, three: list[Provider]) -> OpenedBid:
    made.submitted(tender, three[0], three[1:], price="28000.00")
    for rival, price in zip(tenders.providers(2), ("28900.00", "29950.00"), strict=True):
        bids.submitted(tender, rival, price)
    bids.opened(tender, office)
    return OpenedBid.objects.select_related("bid__provider__organisation", "bid__tender").get(bid__provider=three[0])


def test_opened_it_names_lead_members_shares_and_the_grade_that_counts(
    tender: Tender, office: Office, three: list[Provider]
) -> None:
    Provider.objects.filter(pk=three[0].pk).update(grade="4A", grade_assessed_on="2025-01-10")
    Provider.objects.filter(pk__in=[one.pk for one in three[1:]]).update(grade="3A", grade_assessed_on="2025-01-10")
    found = opened(tender, office, three)
    names = [str(one) for one in three]
    assert found.valid
    assert found.bid.bidder == f"{names[0]}(联合体牵头)、{names[1]}、{names[2]}(联合体成员)"
    joint = joint_of(found)
    assert joint is not None
    assert (joint.grade, [line.party.name for line in joint.lines]) == ("3A", names)
    assert sum(line.amount or Decimal(0) for line in joint.lines) == found.price
    assert [row.file.name for row in found.files.all()] == ["联合体协议.txt"]
    assert not Consortium.objects.exists(), "it stands in the bid now"


def test_names_that_do_not_fit_those_who_consented_make_it_invalid(
    tender: Tender, office: Office, three: list[Provider]
) -> None:
    bid = made.submitted(tender, three[0], three[1:]).bid
    Partner.objects.filter(bid=bid, provider=three[2]).delete()
    for rival in tenders.providers(2):
        bids.submitted(tender, rival)
    bids.opened(tender, office)
    assert OpenedBid.objects.get(bid=bid).invalid_reason == "incomplete"


def test_every_member_counts_where_bidders_are_compared(tender: Tender, office: Office, three: list[Provider]) -> None:
    rival = tenders.providers(1)[0]
    Provider.objects.filter(pk__in=[three[2].pk, rival.pk]).update(legal_representative="同名者")
    made.submitted(tender, three[0], three[1:], price="28000.00")
    bids.submitted(tender, rival, "28900.00")
    bids.submitted(tender, tenders.providers(1)[0], "29950.00")
    bids.opened(tender, office)
    assert CollusionHint.objects.filter(tender=tender, kind="control").exists()
    mine = Bid.objects.select_related("provider__organisation").get(provider=rival)
    assert [(one.rival, one.person) for one in related(mine)] == [(str(three[2]), "同名者")]
    names = {bidder.name for bidder in people.bidders(tender)}
    assert {str(one) for one in three} <= names


def everybody_else(office: Office, rival: Provider) -> list[Membership]:
    roles = (Role.AUDITOR, Role.DISCIPLINE, Role.DISTRICT, Role.OPERATOR)
    return [office.approver, office.committee, tenders.bidder(rival), *(accounts.membership(role) for role in roles)]


def test_before_the_opening_only_the_members_learn_of_it(office: Office, tender: Tender, three: list[Provider]) -> None:
    lead, member, rival = three
    asks, agrees = tenders.bidder(lead), tenders.bidder(member)
    bid = made.proposed(tender, lead, [member], asks)
    partner = made.asked(bid, member)
    assert [duty.kind for duty in duties.duties(agrees, clock.now())] == ["bids.consent"]
    consents.answer(partner=partner, by=agrees, accept=True)
    submitting.submit(bid=bid, by=asks, declared=True)
    bids.deliver_all()
    acts = Entry.objects.filter(act__startswith="bids.")
    assert {mention.model for entry in acts for mention in entry.mentions.all()} == {"bids.bid"}
    bid.refresh_from_db()
    assert readers.may_read(agrees, bid)
    for who in everybody_else(office, rival):
        client = accounts.signed_in(Client(), who)
        assert not readers.may_read(who, bid)
        assert client.get(f"/bids/consents/{partner.pk}/").status_code in {403, 404}
        for page in ("/workbench/", f"/tenders/{tender.number}/", "/audit/", "/messages/"):
            shown = client.get(page).content.decode()
            assert not any(word in shown for word in ("bids.consortium", str(lead), made.WORK)), (who.role, page)
    told = set(Notification.objects.filter(kind__startswith="bids.consortium").values_list("recipient", flat=True))
    assert told <= {asks.user_id, agrees.user_id}


def test_what_was_never_sealed_is_gone_after_the_deadline(tender: Tender, three: list[Provider]) -> None:
    made.agreed(tender, three[0], three[1:2])
    for rival in tenders.providers(3):
        bids.submitted(tender, rival)
    bids.closed(tender)
    assert not Partner.objects.exists()
    assert not Consortium.objects.exists()


def test_of_a_failed_call_nothing_stays_but_who_stood_in_what_was_sealed(tender: Tender, three: list[Provider]) -> None:
    """Neither terms nor whoever was only asked; to anybody else the page of the consent is not there."""
    lead, member, other = three
    kept = made.submitted(tender, lead, [member])
    made.agreed(tender, other, tenders.providers(1))
    Tender.objects.filter(pk=tender.pk).update(state="failed", public_reason="不足")
    closing.destroy_leftovers()
    partner = Partner.objects.get()
    assert (partner.bid, partner.provider) == (kept.bid, member)
    assert not Consortium.objects.exists()
    page = f"/bids/consents/{partner.pk}/"
    assert made.WORK not in accounts.signed_in(Client(), tenders.bidder(member)).get(page).content.decode()
    assert accounts.signed_in(Client(), tenders.bidder(other)).get(page).status_code == 404


def test_given_up_the_members_are_free_and_the_draft_stays(tender: Tender, three: list[Provider]) -> None:
    lead, member, _other = three
    by = tenders.bidder(lead)
    bid = made.agreed(tender, lead, [member], by)
    consortia.dissolve(bid=bid, by=by)
    assert bids.submitted(tender, member).bid.state == BidState.SUBMITTED
    assert submitting.submit(bid=bid, by=by, declared=True).bid.state == BidState.SUBMITTED


def test_where_a_call_invites_nobody_joins(office: Office, three: list[Provider]) -> None:
    """Whoever asked somebody to join would learn whether it is invited."""
    tender = bids.invited(office, three)
    Tender.objects.filter(pk=tender.pk).update(content=tender.content | {"consortium": "3"})
    tender.refresh_from_db()
    with pytest.raises(NotAdmitted):
        made.proposed(tender, three[0], three[1:2])


def test_after_the_opening_a_member_reads_the_bid_it_stands_in(
    tender: Tender, office: Office, three: list[Provider]
) -> None:
    found = opened(tender, office, three)
    assert found in permissions.opened(tenders.bidder(three[1]))
    page = accounts.signed_in(Client(), tenders.bidder(three[1])).get(f"/bids/opened/{found.pk}/").content.decode()
    assert made.WORK in page
    file = found.files.get().file.get_absolute_url()
    read = accounts.signed_in(Client(), tenders.bidder(three[2])).get(file)
    assert read.getvalue() == made.agreement().read()
    assert accounts.signed_in(Client(), tenders.bidder(tenders.providers(1)[0])).get(file).status_code == 403


def test_the_whole_way_over_http(tender: Tender, three: list[Provider]) -> None:
    lead, member, _rival = three
    asks, agrees = tenders.bidder(lead), tenders.bidder(member)
    ours, theirs = (accounts.signed_in(Client(), who) for who in (asks, agrees))
    here = f"/bids/{tender.number}/"
    ours.post(here + "start/")
    bids.written(Bid.objects.get(provider=lead), asks)
    rows = {"row_count": 2, "lead_share": "70", "lead_work": "统筹", "share_0": "30", "work_0": made.WORK, "version": 0}
    unknown = ours.post(here + "consortium/", rows | {"member_0": "没有这个机构", "agreement": made.agreement()})
    assert unknown.status_code == 422
    sent = rows | {"member_0": member.organisation.uscc, "agreement": made.agreement()}
    assert ours.post(here + "consortium/", sent | {"share_0": "20"}).status_code == 422
    sent["agreement"] = made.agreement()
    assert ours.post(here + "consortium/", sent).status_code == 302
    partner = Partner.objects.get()
    assert made.WORK in ours.get(here).content.decode()
    asked = theirs.get(here).content.decode()
    assert f"/bids/consents/{partner.pk}/" in asked
    page = f"/bids/consents/{partner.pk}/"
    assert made.WORK in theirs.get(page).content.decode()
    file = theirs.get(page + "agreement/")
    assert file.content == made.agreement().read()
    assert "attachment" in file.headers["Content-Disposition"]
    assert theirs.post(page + "agree/").status_code == 302
    assert ours.post(here + "check/", {"unrelated": "on", "truthful": "on"}).status_code == 302
    assert Bid.objects.get().state == BidState.SUBMITTED
    assert theirs.post(page + "take-back/").status_code == 302
    assert Bid.objects.get().state == BidState.WITHDRAWN


def test_without_consortia_the_pages_say_nothing_of_them(office: Office, three: list[Provider]) -> None:
    tender = tenders.announced(office)
    by = tenders.bidder(three[0])
    drafts.start_draft(tender=tender, provider=three[0], by=by)
    client = accounts.signed_in(Client(), by)
    assert client.get(f"/bids/{tender.number}/consortium/").status_code == 404
    assert "consortium" not in client.get(f"/bids/{tender.number}/").content.decode()
