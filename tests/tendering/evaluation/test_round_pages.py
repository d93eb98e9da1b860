"""The clerk's and the bidders' pages of a consultation, over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import SHANGHAI
from tendering.bids.models import Round, RoundState, Talk
from tendering.bids.queries.duties import duties as bid_duties
from tendering.bids.services import round_closing
from tendering.evaluation.queries.duties import duties
from tendering.tenders.services import keys
from tests.factories import accounts, consultations, evaluation
from tests.factories.evaluation import Jury

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R38")]


@pytest.fixture
def jury() -> Jury:
    """A complete panel, three qualified bids, two rounds allowed."""
    found = consultations.jury()
    keys.fill_pool(size=2, now=clock.now())
    return found


def kinds(by: Membership) -> set[str]:
    """What waits on the workbench."""
    return {duty.kind for duty in [*duties(by, clock.now()), *bid_duties(by, clock.now())]}


def soon(days: int) -> str:
    """As a form sends it."""
    return (clock.now() + timedelta(days=days)).astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


def talks(client: Client, jury: Jury, number: int) -> None:
    """A talk with every bidder."""
    for bid in jury.bids:
        address = f"/evaluation/{jury.tender.number}/rounds/{number}/talks/{bid.pk}/"
        assert client.post(address, {"text": "磋商内容"}).status_code == 302


def test_the_clerks_way_through_two_rounds(jury: Jury) -> None:
    clerk = consultations.clerk(jury)
    client, home = accounts.signed_in(Client(), clerk), f"/evaluation/{jury.tender.number}/rounds/"
    assert "evaluation.hold_round" in kinds(clerk)
    assert "evaluation.score" not in kinds(jury.judges()[1]), "nobody judges yet"
    assert client.post(f"{home}begin/", {}).status_code == 302
    assert client.post(f"{home}1/talks/{jury.bids[0].pk}/", {"text": ""}).status_code == 422
    assert client.post(f"{home}1/call/", {"deadline_at": soon(5)}).status_code >= 400, "somebody was not talked to"
    talks(client, jury, 1)
    changed = {"requirements": "每月不少于 30 人次。", "reason": "磋商后提高频次", "deadline_at": soon(1)}
    assert client.post(f"{home}1/call/", changed).status_code >= 400, "too little time for a plan"
    assert client.post(f"{home}1/call/", changed | {"deadline_at": soon(5)}).status_code == 302
    assert "evaluation.hold_round" not in kinds(clerk), "the bidders' turn"
    assert "bids.revision" in kinds(jury.contest.bidders[0])
    shown = accounts.signed_in(Client(), jury.contest.bidders[1]).get(f"/bids/{jury.tender.number}/rounds/1/")
    assert "每月不少于 30 人次。" in shown.content.decode()
    consultations.opened(jury, Round.objects.get())
    assert client.post(f"{home}begin/", {}).status_code == 302, "the rules leave no other than the last"
    assert Round.objects.get(number=2).is_last
    talks(client, jury, 2)
    same = {"requirements": "每月不少于 30 人次。", "reason": "", "deadline_at": soon(2)}
    assert client.post(f"{home}2/call/", same).status_code == 302
    assert Round.objects.get(number=2).sections == ["price"]
    assert Talk.objects.count() == 6


def test_offices_open_a_round_from_their_workbench(jury: Jury) -> None:
    within = consultations.final_round(jury)
    office = jury.contest.office
    for bid, by in zip(jury.bids, jury.contest.bidders, strict=True):
        consultations.quoted(within, bid, by, "26000.00")
        assert "bids.final_quote" not in kinds(by)
    assert "bids.open_round" not in kinds(office.committee)
    with clock.moved_to(consultations.after(within)):
        round_closing.close_due(within=within)
        assert "bids.open_round" in kinds(office.committee)
        address = f"{within.get_absolute_url()}opening/"
        for officer in (office.committee, office.approver):
            client = accounts.signed_in(Client(), officer)
            assert "confirm/" in client.get(address).content.decode()
            assert client.post(f"{address}confirm/", {"unrelated": "on"}).status_code == 302
        round_closing.open_answers(within=within)
        assert "26,000.00" in client.get(address).content.decode()
        record = Client().get(f"{within.get_absolute_url()}record/").content.decode()
    assert "26,000.00" not in record
    assert jury.bids[0].provider.organisation.name not in record
    within.refresh_from_db()
    assert within.state == RoundState.ENDED
    assert "evaluation.score" in kinds(jury.judges()[1])


def test_both_quotes_stand_side_by_side(jury: Jury) -> None:
    consultations.settled(jury, ["24000.00", "26000.00", "27000.00"])
    evaluation.signed(jury)
    shown = accounts.signed_in(Client(), consultations.clerk(jury)).get(jury.panel.get_absolute_url())
    text = shown.content.decode()
    assert "24,000.00" in text
    assert "27,600.00" in text
