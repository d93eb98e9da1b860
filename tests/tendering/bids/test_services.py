"""Drafts and sealed bids: what is kept, what is destroyed, who may, until when."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from catalog import departures
from catalog.rules.states import EntryState
from marketplace import clock
from marketplace.accounts.permissions import RoleMissing
from marketplace.accounts.rules import Role
from marketplace.primitives import sealing
from marketplace.primitives.refusal import InvalidInput, Refusals, StaleVersion
from tendering.bids import draft_box
from tendering.bids.models import Bid, BidDraft, BidState, DraftAttachment
from tendering.bids.rules.content import Section
from tendering.bids.rules.states import State
from tendering.bids.services import closing, drafts, submitting
from tendering.bids.services.drafts import NoDraft
from tendering.bids.services.gate import NotOpen, TooLate
from tendering.bids.services.submitting import NothingSealed
from tendering.bids.transitions import MACHINE
from tendering.tenders.models import Tender
from tendering.tenders.services import announcing
from tendering.tenders.services.invitations import NotInvited
from tests.factories import accounts, bids, catalog, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]


def codes(refused: Refusals) -> list[str]:
    return [refusal.code for refusal in refused.refusals]


def test_submission_destroys_the_draft_and_gives_a_receipt(tender: Tender) -> None:
    version = bids.submitted(tender, tenders.providers(1)[0])
    assert not BidDraft.objects.exists()
    assert version.receipt.startswith("R-")
    assert len(version.commitment) == 64
    assert version.bid.state == BidState.SUBMITTED
    assert version.received_at < version.deadline_at == tender.deadline_at
    assert version.associated["tender"] == tender.number
    assert version.associated["provider"] == str(version.bid.provider_id)


def test_a_draft_lies_encrypted_and_its_key_opens_nothing_else(tender: Tender) -> None:
    one, other = tenders.providers(2)
    first, second = bids.drafted(tender, one), bids.drafted(tender, other)
    bids.written(first, tenders.bidder(one))
    draft = BidDraft.objects.get(bid=first)
    assert bids.PLAN.encode() not in bytes(draft.ciphertext)
    assert draft_box.read(draft).plan == bids.PLAN
    draft.bid = second
    with pytest.raises(sealing.DoesNotOpen):
        draft_box.read(draft)


def test_late_by_a_millisecond_is_refused_and_a_millisecond_before_is_not(tender: Tender) -> None:
    one, other = tenders.providers(2)
    bidder, rival = tenders.bidder(one), tenders.bidder(other)
    early = bids.written(bids.drafted(tender, one, bidder), bidder)
    late = bids.written(bids.drafted(tender, other, rival), rival)
    assert tender.deadline_at is not None
    with clock.frozen(tender.deadline_at - timedelta(milliseconds=1)):
        assert submitting.submit(bid=early, by=bidder, declared=True).receipt
    with clock.frozen(tender.deadline_at):
        with pytest.raises(TooLate):
            submitting.submit(bid=late, by=rival, declared=True)
        with pytest.raises(TooLate):
            submitting.withdraw(bid=early, by=bidder)
        with pytest.raises(TooLate):
            drafts.save_draft(bid=late, by=rival, section=Section.PLAN, changes={"plan": "x"})


def test_what_is_missing_is_named_all_at_once(tender: Tender) -> None:
    provider = tenders.providers(1)[0]
    bidder = tenders.bidder(provider)
    bid = bids.drafted(tender, provider, bidder)
    with pytest.raises(Refusals) as refused:
        submitting.submit(bid=bid, by=bidder, declared=True)
    assert codes(refused.value) == ["bids.price_missing", "bids.plan_missing", "bids.team_missing"]
    with pytest.raises(InvalidInput) as undeclared:
        submitting.submit(bid=bid, by=bidder, declared=False)
    assert undeclared.value.code == "bids.not_declared"


def test_price_lines_must_add_up_and_stay_below_the_ceiling(tender: Tender) -> None:
    provider = tenders.providers(1)[0]
    bidder = tenders.bidder(provider)
    bid = bids.drafted(tender, provider, bidder)
    changes = {"lines": (bids.line("30000.01"),), "total": Decimal("30000.00")}
    with pytest.raises(Refusals) as refused:
        drafts.save_draft(bid=bid, by=bidder, section=Section.PRICE, changes=changes, complete=True)
    assert codes(refused.value) == ["bids.does_not_add_up"]
    changes["total"] = Decimal("30000.01")
    with pytest.raises(Refusals) as above:
        drafts.save_draft(bid=bid, by=bidder, section=Section.PRICE, changes=changes, complete=True)
    assert codes(above.value) == ["bids.above_ceiling"]
    drafts.save_draft(bid=bid, by=bidder, section=Section.PRICE, changes=changes)
    with pytest.raises(Refusals):
        submitting.submit(bid=bid, by=bidder, declared=True)


def test_two_colleagues_do_not_overwrite_each_other(tender: Tender) -> None:
    provider = tenders.providers(1)[0]
    bidder, colleague = tenders.bidder(provider), accounts.membership(Role.PROVIDER_BIDDER, provider.organisation)
    bid = bids.drafted(tender, provider, bidder)
    drafts.save_draft(bid=bid, by=bidder, section=Section.PLAN, changes={"plan": "一"}, version=1)
    with pytest.raises(StaleVersion):
        drafts.save_draft(bid=bid, by=colleague, section=Section.PLAN, changes={"plan": "二"}, version=1)


def test_only_the_own_people_write_and_only_a_signer_seals(tender: Tender) -> None:
    one, other = tenders.providers(2)
    bidder, rival = tenders.bidder(one), tenders.bidder(other)
    writer = accounts.membership(Role.PROVIDER_BIDDER, one.organisation)
    bid = bids.written(bids.drafted(tender, one, writer), writer)
    with pytest.raises(RoleMissing):
        drafts.save_draft(bid=bid, by=rival, section=Section.PLAN, changes={"plan": "x"})
    with pytest.raises(RoleMissing):
        submitting.submit(bid=bid, by=rival, declared=True)
    with pytest.raises(RoleMissing):
        submitting.submit(bid=bid, by=writer, declared=True)
    assert submitting.submit(bid=bid, by=bidder, declared=True)


def test_replacing_seals_a_second_version_and_the_first_stays_until_then(tender: Tender) -> None:
    provider = tenders.providers(1)[0]
    bidder = tenders.bidder(provider)
    first = bids.submitted(tender, provider, by=bidder)
    bid = bids.drafted(tender, provider, bidder)
    assert draft_box.read(bid.draft).plan == ""
    assert bid.current == first
    second = submitting.submit(bid=bids.written(bid, bidder, "27000.00"), by=bidder, declared=True)
    bid.refresh_from_db()
    assert (bid.current, second.number) == (second, 2)
    assert first.receipt != second.receipt


def test_withdrawn_and_handed_in_again(tender: Tender) -> None:
    provider = tenders.providers(1)[0]
    bidder = tenders.bidder(provider)
    bid = bids.submitted(tender, provider, by=bidder).bid
    assert submitting.withdraw(bid=bid, by=bidder).state == BidState.WITHDRAWN
    with pytest.raises(NothingSealed):
        submitting.withdraw(bid=bid, by=bidder)
    assert bids.submitted(tender, provider, by=bidder).number == 2


def test_a_draft_can_be_given_up(tender: Tender) -> None:
    provider = tenders.providers(1)[0]
    bidder = tenders.bidder(provider)
    bid = bids.drafted(tender, provider, bidder)
    drafts.discard_draft(bid=bid, by=bidder)
    assert not BidDraft.objects.exists()
    with pytest.raises(NoDraft):
        submitting.submit(bid=bid, by=bidder, declared=True)


def test_files_are_checked_kept_encrypted_and_taken_out_again(tender: Tender) -> None:
    provider = tenders.providers(1)[0]
    bidder = tenders.bidder(provider)
    bid = bids.drafted(tender, provider, bidder)
    draft = drafts.add_file(bid=bid, by=bidder, upload=catalog.upload("方案.pdf"))
    entry = draft_box.read(draft).files[0]
    attachment = DraftAttachment.objects.get()
    assert entry.name == "方案.pdf"
    assert catalog.PDF not in bytes(attachment.ciphertext)
    assert draft_box.read_file(draft, attachment) == catalog.PDF
    with pytest.raises(InvalidInput):
        drafts.add_file(bid=bid, by=bidder, upload=SimpleUploadedFile("方案.pdf", b"MZ not a pdf"))
    draft = drafts.remove_file(bid=bid, by=bidder, key=attachment.pk)
    assert draft_box.read(draft).files == ()
    assert not DraftAttachment.objects.exists()
    with pytest.raises(InvalidInput):
        drafts.remove_file(bid=bid, by=bidder, key=attachment.pk)


def test_eleven_files_are_too_many(tender: Tender) -> None:
    provider = tenders.providers(1)[0]
    bidder = tenders.bidder(provider)
    bid = bids.drafted(tender, provider, bidder)
    for number in range(10):
        drafts.add_file(bid=bid, by=bidder, upload=catalog.upload(f"附件{number}.pdf"))
    with pytest.raises(Refusals) as refused:
        drafts.add_file(bid=bid, by=bidder, upload=catalog.upload("多余.pdf"))
    assert codes(refused.value) == ["bids.too_many_files"]
    assert DraftAttachment.objects.count() == 10


def test_only_who_is_invited_and_has_accepted_answers_an_invited_call(office: Office) -> None:
    rivals = tenders.providers(3)
    tender = tenders.announced(office, method="comparison_invited", invited=rivals)
    for provider in (rivals[0], tenders.providers(1)[0]):
        with pytest.raises(NotInvited):
            bids.drafted(tender, provider)


def test_a_provider_of_another_domain_or_suspended_may_not_bid(tender: Tender) -> None:
    stranger = catalog.listed_provider(domains=("children",))
    suspended = catalog.listed_provider(state=EntryState.SUSPENDED)
    for provider in (stranger, suspended):
        with pytest.raises(Refusals):
            bids.drafted(tender, provider)


def test_who_leaves_the_roster_before_the_deadline_loses_the_bid(tender: Tender) -> None:
    one, other = tenders.providers(2)
    bid, kept = bids.submitted(tender, one).bid, bids.submitted(tender, other).bid
    one.entry.state = EntryState.SUSPENDED
    one.entry.save()
    with transaction.atomic():
        for provider in (one, other, one):  # the second is back in force meanwhile, the first is told twice
            departures.announce(provider_id=provider.pk, state="suspended")
    bids.deliver_all()
    bid.refresh_from_db()
    kept.refresh_from_db()
    assert (bid.state, bid.current) == (BidState.WITHDRAWN, None)
    assert kept.state == BidState.SUBMITTED


def test_a_suspended_or_ended_call_takes_nothing_and_its_drafts_are_destroyed(tender: Tender, office: Office) -> None:
    provider = tenders.providers(1)[0]
    bidder = tenders.bidder(provider)
    bid = bids.written(bids.drafted(tender, provider, bidder), bidder)
    street = accounts.membership(Role.STREET, office.community.parent)
    announcing.suspend(tender=tender, by=street, reason="投诉待查")
    with pytest.raises(NotOpen):
        submitting.submit(bid=bid, by=bidder, declared=True)
    assert closing.destroy_leftovers() == 0
    announcing.resume(tender=tender, by=street, reason="核查结束")
    announcing.cancel(tender=tender, by=office.preparer, reason="需求变化")
    assert closing.destroy_leftovers() == 1
    assert Bid.objects.get().state == BidState.DRAFT


def test_every_state_of_the_table_is_reached_and_ends_are_ends() -> None:
    assert set(MACHINE.states) == set(State)
    assert set(MACHINE.final_states) == {State.OPENED, State.UNOPENABLE}
