"""Before the opening nobody but the bidder learns that a bid exists (domain 4; 招标投标法 22)."""

from __future__ import annotations

import pytest
from django.test import Client

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit import readers
from marketplace.audit.models import Entry
from tendering.bids import permissions
from tendering.bids.models import Bid
from tests.factories import accounts, bids, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]


def log_of(who: Membership) -> str:
    return accounts.signed_in(Client(), who).get("/audit/").content.decode()


def test_an_auditor_reads_a_bids_story_only_once_it_is_opened(office: Office) -> None:
    tender = tenders.announced(office)
    rows = [bids.submitted(tender, provider).bid for provider in tenders.providers(3)]
    auditors = [accounts.membership(role) for role in (Role.AUDITOR, Role.DISCIPLINE)]
    assert not any(readers.may_read(who, row) for who in auditors for row in rows)
    assert not any("bids.bid" in log_of(who) or "bids.draft" in log_of(who) for who in auditors)
    bids.opened(tender, office)
    opened = list(Bid.objects.all())
    assert all(readers.may_read(who, row) for who in auditors for row in opened)
    assert "bids.bid.submitted" in log_of(auditors[0])


def test_a_single_entry_of_a_sealed_bid_is_for_its_bidder_alone(office: Office) -> None:
    provider, rival = tenders.providers(2)
    bidder = tenders.bidder(provider)
    bids.submitted(tenders.announced(office), provider, by=bidder)
    entry = Entry.objects.get(act="bids.bid.submitted")
    others = [accounts.membership(Role.AUDITOR), office.approver, tenders.bidder(rival)]
    for who in others:
        client = accounts.signed_in(Client(), who)
        assert client.get(f"/audit/entry/{entry.pk}/").status_code == 403
        assert client.get(f"/audit/entry/{entry.pk}/proof.json").status_code == 403
    assert accounts.signed_in(Client(), bidder).get(f"/audit/entry/{entry.pk}/").status_code == 200


def test_the_acts_of_a_sealed_bid_stand_in_no_other_story(office: Office) -> None:
    bids.submitted(tenders.announced(office), tenders.providers(1)[0])
    for entry in Entry.objects.filter(act__startswith="bids."):
        assert {mention.model for mention in entry.mentions.all()} == {"bids.bid"}


def test_own_bids_are_ones_own(office: Office) -> None:
    provider, rival = tenders.providers(2)
    bid = bids.submitted(tenders.announced(office), provider).bid
    assert list(permissions.own(tenders.bidder(provider))) == [bid]
    everybody = [tenders.bidder(rival), office.approver, accounts.membership(Role.OPERATOR), None]
    assert not any(permissions.own(who).exists() for who in everybody)
    assert not any(permissions.opened(who).exists() for who in everybody)


def test_a_failed_calls_bids_stay_hidden_for_ever(office: Office) -> None:
    tender = tenders.announced(office)
    bid = bids.submitted(tender, tenders.providers(1)[0]).bid
    for _extended_then_failed in range(2):
        bids.closed(tender)
    tender.refresh_from_db()
    assert tender.state == "failed"
    assert not readers.may_read(accounts.membership(Role.AUDITOR), bid)
    assert not permissions.can_read(office.approver, bid)


def test_a_seat_reads_what_a_later_stage_lets_it(office: Office) -> None:
    found = bids.contest(3)
    expert = accounts.membership(Role.EXPERT)
    assert not permissions.reads_opened(expert, found.tender)
    permissions.register_seat_reader(lambda who, _tender: who.pk == expert.pk)
    try:
        assert permissions.reads_opened(expert, found.tender)
    finally:
        permissions._seat_readers.pop()


def test_who_acts_for_no_provider_was_asked_to_join_nothing(office: Office) -> None:
    for who in (None, office.preparer, accounts.membership(Role.AUDITOR)):
        assert not permissions.asked(who).exists()
