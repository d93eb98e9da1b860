"""Before its opening a final quote, and a revised plan, stand nowhere in the clear; rivals read no record of a talk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from marketplace import clock
from marketplace.accounts.rules import Role
from tendering.bids.models import Bid, BidVersion, Round
from tendering.bids.services import round_closing
from tendering.evaluation.services import rounds
from tests.architecture.canary import traces
from tests.architecture.test_canary import FILE, PLAN, PLANTED, PRICE, june, listening
from tests.factories import accounts, bids, consultations, places, tenders
from tests.factories.evaluation import Jury

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39"), pytest.mark.usefixtures("nothing_kept")]
assert june  # a fixture of tests here, too

TALK = "金丝雀磋商记录:只给本单位看"


def _round(jury: Jury) -> Round:
    """A last round that changes the documents, too: it asks for price, plan and files."""
    within = consultations.begun(jury, last=True)
    content = consultations.changed(jury, requirements="每月不少于 30 人次。")
    deadline = clock.now() + timedelta(days=5)
    return consultations.called(jury, within, content=content, reason="磋商后提高频次", deadline_at=deadline)


def _hand_in(client: Client, within: Round) -> BidVersion:
    """The bidder's whole way over HTTP, with a mistake in it."""
    here = within.get_absolute_url()
    client.post(here + "start/")
    price = {"total": PRICE, "row_count": 3, "description_0": "开课", "quantity_0": 1, "unit_price_0": PRICE}
    assert client.post(here + "price/", price | {"version": 1, "total": "28418.00"}).status_code == 422
    assert client.post(here + "price/", price | {"version": 1}).status_code == 302
    assert client.post(here + "plan/", {"plan": PLAN, "version": 2}).status_code == 302
    upload = SimpleUploadedFile(f"{FILE}.txt", (PLAN * 3).encode())
    assert client.post(here + "files/", {"upload": upload}).status_code == 302
    assert PLAN in client.get(here + "check/").content.decode()
    assert client.post(here + "check/", {"unrelated": "on", "truthful": "on"}).status_code == 302
    return BidVersion.objects.latest("received_at")


def test_before_its_opening_a_final_quote_stands_nowhere(django_capture_on_commit_callbacks: Any) -> None:
    jury = consultations.jury()
    within = _round(jury)
    page = accounts.signed_in(Client(), jury.contest.bidders[0])
    with listening() as overheard:
        with django_capture_on_commit_callbacks(execute=True):
            version = _hand_in(page, within)
        bids.deliver_all()
        assert traces(PLANTED, overheard.places()) == []
        _watch(jury, within, version)
        for bid, by in list(zip(jury.bids, jury.contest.bidders, strict=True))[1:]:
            consultations.quoted(within, bid, by, "29000.00")
        with clock.moved_to(consultations.after(within)):
            round_closing.close_due(within=within)
            for officer in (jury.contest.office.approver, jury.contest.office.committee):
                round_closing.confirm_opening(within=within, by=officer, declared=True)
            assert traces(PLANTED, overheard.places()) == []
            bids.deliver_all()
    assert "table bids_openedbid" in traces(PLANTED, overheard.places()), "opened, it is read"


def _watch(jury: Jury, within: Round, version: BidVersion) -> None:
    """No page tells anybody else of the answer: neither its receipt nor an act of it in the log."""
    office, number = jury.contest.office, jury.tender.number
    assert office.community.parent is not None
    onlookers = [office.approver, office.committee, jury.contest.bidders[1], *jury.judges()]
    onlookers += [accounts.membership(Role.STREET, office.community.parent)]
    onlookers += [accounts.membership(role, places.district()) for role in (Role.DISTRICT, Role.AUDITOR)]
    home = within.get_absolute_url()
    pages = ("/workbench/", f"/tenders/{number}/", home, f"{home}opening/", f"/evaluation/{number}/rounds/", "/audit/")
    for who in onlookers:
        client = accounts.signed_in(Client(), who)
        for address in pages:
            shown = client.get(address).content.decode()
            assert version.receipt not in shown, (who.role, address)
            assert "bids.draft" not in shown, (who.role, address)


def test_nobody_but_the_bidder_opens_its_answer() -> None:
    jury = consultations.jury()
    within = consultations.final_round(jury)
    consultations.quoted(within, jury.bids[0], jury.contest.bidders[0], "26000.00")
    receipt = Bid.every.get(round=within).current
    assert receipt is not None
    rival = accounts.signed_in(Client(), jury.contest.bidders[1])
    assert rival.get(f"/bids/receipts/{receipt.receipt}/").status_code == 404
    assert receipt.receipt not in rival.get(within.get_absolute_url()).content.decode()
    stranger = accounts.signed_in(Client(), tenders.bidder(tenders.providers(1)[0]))
    assert stranger.get(within.get_absolute_url()).status_code == 404


def test_a_record_of_a_talk_is_for_its_bidder_and_the_panel() -> None:
    jury = consultations.jury()
    within = rounds.begin(panel=jury.panel, by=consultations.clerk(jury), last=False)
    rounds.write_talk(panel=jury.panel, within=within, bid=jury.bids[0], by=consultations.clerk(jury), text=TALK)
    own, rival = (accounts.signed_in(Client(), by) for by in jury.contest.bidders[:2])
    assert TALK in own.get(within.get_absolute_url()).content.decode()
    assert TALK not in rival.get(within.get_absolute_url()).content.decode()
    member = accounts.signed_in(Client(), jury.judges()[1])
    assert TALK in member.get(f"/evaluation/{jury.tender.number}/rounds/").content.decode()
    watches = accounts.signed_in(Client(), accounts.membership(Role.DISTRICT, places.district()))
    shown = watches.get(f"/evaluation/{jury.tender.number}/rounds/").content.decode()
    assert TALK not in shown
    assert rival.get(f"/evaluation/{jury.tender.number}/rounds/").status_code == 403
