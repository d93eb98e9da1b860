"""Closing, opening by two offices, qualification."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from catalog.models import Provider
from catalog.rules.states import EntryState
from marketplace import clock
from marketplace.accounts.permissions import RoleMissing
from marketplace.accounts.rules import Role
from marketplace.audit import triggers
from marketplace.audit.models import Entry
from marketplace.files.models import StoredFile
from marketplace.notifications.models import Notification
from marketplace.outbox.models import Message
from marketplace.primitives import sealing
from marketplace.primitives.refusal import InvalidInput
from tendering.bids import tasks
from tendering.bids.models import Bid, BidDraft, BidState, BidVersion, OpenedBid, Opening, Qualification
from tendering.bids.queries.related import related
from tendering.bids.queries.valid import is_qualified, valid_bids
from tendering.bids.rules.package import packed
from tendering.bids.rules.states import Ground
from tendering.bids.services import closing, drafts, opening, qualifying, submitting
from tendering.bids.services.gate import TooLate
from tendering.bids.services.opening import AlreadyConfirmed, NotClosed, SamePerson
from tendering.bids.services.qualifying import NotToQualify
from tendering.bids.services.telling import bidder_people
from tendering.tenders.models import Notice, Tender
from tests.factories import accounts, bids, catalog, places, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]


def after_deadline(tender: Tender) -> Any:
    tender.refresh_from_db()
    assert tender.deadline_at is not None
    return clock.moved_to(tender.deadline_at + timedelta(seconds=1))


def sealed(tender: Tender, *prices: str) -> list[Bid]:
    return [
        bids.submitted(tender, provider, price).bid
        for provider, price in zip(tenders.providers(len(prices)), prices, strict=True)
    ]


def confirm(tender: Tender, office: Office) -> None:
    for officer in (office.approver, office.committee):
        opening.confirm_opening(tender=tender, by=officer, declared=True)


def test_a_contest_is_opened_with_its_qualified_bids() -> None:
    found = bids.contest(3)
    assert found.tender.state == "opened"
    prices = [bid.opened.price for bid in valid_bids(found.tender)]
    assert prices == [Decimal("27600.00"), Decimal("28000.00"), Decimal("28800.00")]
    assert all(bid.opened.hash_ok and bid.opened.lines.count() == 1 for bid in valid_bids(found.tender))
    assert is_qualified(found.tender)


def test_facts_of_an_invited_comparison_are_opened_for_its_formulas() -> None:
    found = bids.contest(3, method="comparison_invited")
    assert [bid.opened.facts for bid in valid_bids(found.tender)] == [{"similar_contracts_last_3_years": 1}] * 3


def test_the_clock_opens_what_was_confirmed_and_no_message_opened(tender: Tender, office: Office) -> None:
    sealed(tender, "20000.00", "21000.00", "22000.00")
    with after_deadline(tender):
        closing.close_due(tender=tender)
        confirm(tender, office)
        assert tasks.open_confirmed() == 0
        Message.objects.filter(topic=opening.TOPIC).delete()
    assert tender.deadline_at is not None
    with clock.moved_to(tender.deadline_at + timedelta(minutes=11)):
        assert tasks.open_confirmed() == 1
        assert tasks.open_confirmed() == 0
    assert Opening.objects.get().opened_at is not None


def test_nothing_closes_before_the_deadline(tender: Tender) -> None:
    sealed(tender, "1.00", "2.00", "3.00")
    assert closing.close_due(tender=tender) == ""
    assert tender.deadline_at is not None
    with clock.frozen(tender.deadline_at - timedelta(milliseconds=1)):
        assert closing.close_due(tender=tender) == ""
    with clock.frozen(tender.deadline_at):
        assert closing.close_due(tender=tender) == "closed"
        assert closing.close_due(tender=tender) == ""


def test_too_few_extend_once_then_fail_and_never_say_how_many(tender: Tender) -> None:
    bid = sealed(tender, "20000.00", "21000.00")[0]
    with after_deadline(tender):
        assert closing.close_due(tender=tender) == "extended"
    with after_deadline(tender):
        assert closing.close_due(tender=tender) == "failed"
    tender.refresh_from_db()
    assert tender.state == "failed"
    assert tender.public_reason == "收到的投标少于最低要求的 3 份。"
    assert [notice.body.get("reason") for notice in tender.notices.order_by("number")][1:] == [
        None,
        tender.public_reason,
    ]
    bid.refresh_from_db()
    assert (bid.state, Opening.objects.count()) == (BidState.SUBMITTED, 0)
    assert Notice.objects.filter(kind="extension").get().body.keys() == {"deadline_at", "minimum"}
    assert tender.demand.tenders.count() == 1


def test_an_extension_made_after_an_outage_leaves_its_days(tender: Tender) -> None:
    """Closed days too late: the new deadline lies ahead, and whoever bids then is heard."""
    sealed(tender, "20000.00", "21000.00")
    assert tender.deadline_at is not None
    with clock.frozen(tender.deadline_at + timedelta(days=9)):
        assert closing.close_due(tender=tender) == "extended"
        assert closing.close_due(tender=tender) == ""
        tender.refresh_from_db()
        assert tender.deadline_at > clock.now() + timedelta(days=1)


def test_a_bid_keeps_the_deadline_it_was_sealed_under_and_opens_after_an_extension(
    tender: Tender, office: Office
) -> None:
    early = sealed(tender, "20000.00", "21000.00")
    with after_deadline(tender):
        closing.close_due(tender=tender)
        sealed(Tender.objects.get(pk=tender.pk), "22000.00")
    tender.refresh_from_db()
    opened = bids.opened(tender, office)
    assert Bid.objects.filter(tender=opened, state=BidState.OPENED, opened__valid=True).count() == 3
    assert opened.deadline_at is not None
    assert early[0].versions.get().deadline_at < opened.deadline_at


@pytest.mark.parametrize(
    ("kind", "answers", "outcome"),
    [("service", 2, "closed"), ("service", 1, "failed"), ("goods", 2, "failed"), ("goods", 3, "closed")],
)
def test_a_consultation_goes_on_with_two_for_services_and_with_three_for_goods(
    office: Office, kind: str, answers: int, outcome: str
) -> None:
    """Domain 2.2: bought services alone may; a call that fails says in public how many were needed."""
    tender = tenders.major(office, kind=kind)
    for provider in tenders.providers(answers):
        bids.submitted(tender, provider, "280000.00")
    with after_deadline(tender):
        assert closing.close_due(tender=tender) == outcome
    tender.refresh_from_db()
    assert tender.state == outcome
    needed = {"service": "2", "goods": "3"}[kind]
    assert (needed in tender.public_reason) == (outcome == "failed")


def test_the_second_failure_says_that_an_agreed_award_is_open(office: Office) -> None:
    first = tenders.announced(office)
    for tender in (first, None):
        running = tender or tenders.announced(office, first.demand)
        for _extended_then_failed in range(2):
            with after_deadline(running):
                closing.close_due(tender=running)
    kinds = [row.payload["kind"] for row in Message.objects.filter(topic="notify").order_by("pk")]
    told = [kind for kind in kinds if kind.startswith("tenders.failed")]
    assert told == ["tenders.failed_call_again", "tenders.failed_may_agree"]


def test_drafts_that_were_never_submitted_are_destroyed_at_the_deadline(tender: Tender) -> None:
    sealed(tender, "1.00", "2.00", "3.00")
    bids.drafted(tender, tenders.providers(1)[0])
    with after_deadline(tender):
        closing.close_due(tender=tender)
    assert not BidDraft.objects.exists()


def test_two_offices_and_two_people_open_after_the_deadline(tender: Tender, office: Office) -> None:
    sealed(tender, "1.00", "2.00", "3.00")
    with pytest.raises(NotClosed):
        opening.confirm_opening(tender=tender, by=office.approver, declared=True)
    with after_deadline(tender):
        closing.close_due(tender=tender)
        with pytest.raises(InvalidInput):
            opening.confirm_opening(tender=tender, by=office.approver, declared=False)
        opening.confirm_opening(tender=tender, by=office.approver, declared=True)
        with pytest.raises(AlreadyConfirmed):
            opening.confirm_opening(tender=tender, by=office.preparer, declared=True)
        both = accounts.membership(Role.SUPERVISION_COMMITTEE, office.community, who=office.approver.user)
        with pytest.raises(SamePerson):
            opening.confirm_opening(tender=tender, by=both, declared=True)
        assert not Message.objects.filter(topic=opening.TOPIC).exists()
        done = opening.confirm_opening(tender=tender, by=office.committee, declared=True)
        assert Message.objects.filter(topic=opening.TOPIC).count() == 1
        assert len(done.commitments) == 3
        with pytest.raises(AlreadyConfirmed):
            opening.confirm_opening(tender=tender, by=office.committee, declared=True)


def test_the_heads_before_and_after_an_opening_are_published(tender: Tender, office: Office) -> None:
    """What is in the list when it is fixed can be proved to have been there before anything was read."""
    sealed(tender, "28000.00", "29000.00", "27000.00")
    with after_deadline(tender):
        closing.close_due(tender=tender)
        confirm(tender, office)
        asked = Message.objects.filter(topic="audit.checkpoint")
        assert asked.count() == 1
        opening.open_bids(tender=tender)
        assert asked.count() == 2


def test_a_substitute_does_not_count_beside_whom_it_stands_in_for(tender: Tender, office: Office) -> None:
    sealed(tender, "1.00", "2.00", "3.00")
    absent = accounts.membership(Role.SUPERVISION_COMMITTEE, office.community, who=office.approver.user)
    stand_in = accounts.membership(
        Role.SUPERVISION_COMMITTEE, office.community, substitute_for=absent, to_date=date(2026, 12, 31)
    )
    with after_deadline(tender):
        closing.close_due(tender=tender)
        opening.confirm_opening(tender=tender, by=office.approver, declared=True)
        with pytest.raises(SamePerson):
            opening.confirm_opening(tender=tender, by=stand_in, declared=True)


def test_other_places_and_offices_do_not_open(tender: Tender, office: Office) -> None:
    sealed(tender, "1.00", "2.00", "3.00")
    strangers = [
        accounts.membership(Role.STREET, office.community.parent),
        accounts.membership(Role.DISTRICT),
        Office.of(places.community()).committee,
    ]
    with after_deadline(tender):
        closing.close_due(tender=tender)
        for stranger in strangers:
            with pytest.raises(RoleMissing):
                opening.confirm_opening(tender=tender, by=stranger, declared=True)


def test_the_worker_opens_once_and_only_where_the_vault_is_read(tender: Tender, office: Office, settings: Any) -> None:
    sealed(tender, "10000.00", "20000.00", "30000.00")
    with after_deadline(tender):
        closing.close_due(tender=tender)
        confirm(tender, office)
        settings.VAULT_READABLE = False
        with pytest.raises(ImproperlyConfigured):
            opening.open_bids(tender=tender)
        settings.VAULT_READABLE = True
        bids.deliver_all()
        assert opening.open_bids(tender=tender) is None
    tender.refresh_from_db()
    assert (tender.state, OpenedBid.objects.count()) == ("opened", 3)
    acts = list(Entry.objects.filter(act__startswith="bids.opening").order_by("pk").values_list("act", flat=True))
    assert acts == ["bids.opening.confirmed", "bids.opening.confirmed", "bids.opening.fixed", "bids.opening.opened"]


def test_withdrawn_and_replaced_versions_are_not_opened(tender: Tender, office: Office) -> None:
    sealed(tender, "10000.00", "20000.00")
    one, other = tenders.providers(2)
    bidder, rival = tenders.bidder(one), tenders.bidder(other)
    submitting.withdraw(bid=bids.submitted(tender, one, by=bidder).bid, by=bidder)
    bids.submitted(tender, other, "29000.00", by=rival)
    second = bids.submitted(tender, other, "25000.00", by=rival)
    tender = bids.opened(tender, office)
    assert OpenedBid.objects.get(bid__provider=other).version == second
    assert not OpenedBid.objects.filter(bid__provider=one).exists()
    assert len(tender.opening.commitments) == 3


def test_files_open_byte_for_byte(tender: Tender, office: Office) -> None:
    sealed(tender, "10000.00", "20000.00")
    provider = tenders.providers(1)[0]
    bidder = tenders.bidder(provider)
    bid = bids.written(bids.drafted(tender, provider, bidder), bidder)
    drafts.add_file(bid=bid, by=bidder, upload=catalog.upload("方案.pdf"))
    submitting.submit(bid=bid, by=bidder, declared=True)
    assert not StoredFile.objects.exists()
    bids.opened(tender, office)
    file = OpenedBid.objects.get(bid=bid).files.get().file
    with file.content.open("rb") as kept:
        assert (file.name, kept.read()) == ("方案.pdf", catalog.PDF)


def tampered(version: BidVersion, **changes: Any) -> None:
    with triggers.lifted(connection):
        BidVersion.objects.filter(pk=version.pk).update(**changes)


def test_what_was_altered_moved_or_swapped_does_not_open_or_does_not_count(tender: Tender, office: Office) -> None:
    altered, moved, swapped, whole = sealed(tender, "10000.00", "11000.00", "12000.00", "13000.00")
    version = altered.versions.get()
    tampered(version, ciphertext=bytes(version.ciphertext)[:-1] + b"\0")
    bound = moved.versions.get().associated
    tampered(moved.versions.get(), associated=bound | {"deadline": "2026-06-30T00:00:00+00:00"})
    tampered(swapped.versions.get(), commitment="0" * 64)
    bids.opened(tender, office)
    states = {bid.pk: bid.state for bid in Bid.objects.all()}
    assert states[altered.pk] == states[moved.pk] == BidState.UNOPENABLE
    found = OpenedBid.objects.get(bid=swapped)
    assert (found.hash_ok, found.valid, found.invalid_reason) == (False, False, "hash_mismatch")
    assert OpenedBid.objects.get(bid=whole).valid


def test_rubbish_in_a_well_sealed_envelope_is_no_bid(tender: Tender, office: Office) -> None:
    bid = sealed(tender, "10000.00", "11000.00", "12000.00")[0]
    version = bid.versions.get()
    assert tender.sealing_key is not None
    key = bytes(tender.sealing_key.public_key)
    rubbish = sealing.seal(packed({"schema": "9"}, b"0" * 32), key, version.associated)
    tampered(version, ciphertext=rubbish.ciphertext, envelope=submitting.envelope(rubbish))
    bids.opened(tender, office)
    bid.refresh_from_db()
    assert bid.state == BidState.UNOPENABLE


def test_an_amended_ceiling_and_a_lost_entry_are_seen_at_the_opening(tender: Tender, office: Office) -> None:
    high, gone, low = sealed(tender, "29000.00", "12000.00", "13000.00")
    Tender.objects.filter(pk=tender.pk).update(ceiling="28000.00")
    gone.provider.entry.state = EntryState.SUSPENDED
    gone.provider.entry.save()
    bids.opened(tender, office)
    reasons = {row.bid_id: row.invalid_reason for row in OpenedBid.objects.all()}
    assert reasons == {high.pk: "above_ceiling", gone.pk: "not_eligible", low.pk: ""}


def test_qualification_decides_once_with_reasons(office: Office) -> None:
    found = bids.contest(3, office=office, qualified=False)
    first, second, third = found.bids
    assert not is_qualified(found.tender)
    assert not valid_bids(found.tender).exists()
    with pytest.raises(InvalidInput):
        qualifying.qualify(bid=first, by=office.preparer, passed=False, reason="缺证")
    with pytest.raises(InvalidInput):
        qualifying.qualify(bid=first, by=office.preparer, passed=False, grounds=[Ground.OTHER])
    with pytest.raises(RoleMissing):
        qualifying.qualify(bid=first, by=office.committee, passed=True)
    qualifying.qualify(
        bid=first, by=office.preparer, passed=False, grounds=[Ground.MATERIALS_MISSING], reason="缺授权书"
    )
    with pytest.raises(NotToQualify):
        qualifying.qualify(bid=first, by=office.preparer, passed=True)
    for bid in (second, third):
        qualifying.qualify(bid=bid, by=office.preparer, passed=True)
    assert {bid.pk for bid in valid_bids(found.tender)} == {second.pk, third.pk}
    assert Qualification.objects.get(bid=first).grounds == ["materials_missing"]


@pytest.mark.requirement("R39")
def test_bidders_with_one_responsible_person_are_found_at_the_qualification_check(office: Office) -> None:
    """Also where one person acts for both; the officer decides, the log says what was found (domain 2.4)."""
    found = bids.contest(3, office=office, qualified=False)
    first, second, third = found.bids
    assert related(first) == []
    name = f" {first.provider.legal_representative} "
    Provider.objects.filter(pk=second.provider_id).update(legal_representative=name)
    accounts.membership(Role.PROVIDER_BIDDER, third.provider.organisation, who=found.bidders[0].user)
    first = Bid.objects.select_related("provider__organisation").get(pk=first.pk)
    assert [(one.rival, one.is_responsible) for one in related(first)] == [
        (second.provider.organisation.name, True),
        (third.provider.organisation.name, False),
    ]
    qualifying.qualify(bid=first, by=office.preparer, passed=True)
    entry = Entry.objects.get(act="bids.bid.qualified")
    assert json.loads(entry.body)["parameters"]["related"] == [
        second.provider.organisation.name,
        third.provider.organisation.name,
    ]


def test_where_nobody_qualifies_the_call_fails(office: Office) -> None:
    found = bids.contest(3, office=office, qualified=False)
    for bid in found.bids:
        qualifying.qualify(bid=bid, by=office.preparer, passed=False, grounds=[Ground.OTHER], reason="不符合要求")
    found.tender.refresh_from_db()
    assert (found.tender.state, found.tender.public_reason) == ("failed", "没有有效的投标。")


def test_where_nothing_valid_opens_the_call_fails_at_once(tender: Tender, office: Office) -> None:
    sealed(tender, "29000.00", "29001.00", "29002.00")
    Tender.objects.filter(pk=tender.pk).update(ceiling="28000.00")
    assert bids.opened(tender, office).state == "failed"


def test_bidders_hear_of_the_opening_and_nobody_of_a_bid_before_it(tender: Tender, office: Office) -> None:
    Message.objects.all().delete()
    rows = sealed(tender, "10000.00", "11000.00", "12000.00")
    assert not Message.objects.exists()
    assert not Notification.objects.exists()
    bids.opened(tender, office)
    told = [row.payload["kind"] for row in Message.objects.filter(topic="notify").order_by("pk")]
    assert told == ["bids.to_open", "bids.opened", "bids.to_qualify"]
    people = {one for row in Message.objects.filter(payload__kind="bids.opened") for one in row.payload["recipients"]}
    assert people == {one for bid in rows for one in bidder_people(bid)}


def test_the_deadline_guards_even_when_the_clockwork_is_late(tender: Tender) -> None:
    provider = tenders.providers(1)[0]
    bidder = tenders.bidder(provider)
    bid = bids.written(bids.drafted(tender, provider, bidder), bidder)
    with after_deadline(tender), pytest.raises(TooLate):
        submitting.submit(bid=bid, by=bidder, declared=True)
