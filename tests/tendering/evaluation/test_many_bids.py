"""Two hundred bids and nine members: pages cost as with three, the sheet can be sent, the ranking is whole."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import count, repeat
from typing import Any

import pytest
from django.db import connection
from django.db.models import Max
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tendering.bids.models import Bid, BidVersion, OpenedBid
from tendering.evaluation.models import RankingRow, Score, ScoreSheet
from tendering.evaluation.queries import bids as bid_queries
from tendering.evaluation.rules.states import SheetState
from tendering.evaluation.services import ranking
from tendering.tenders.models import Criterion
from tests.architecture.multitude import copies, texts
from tests.factories import accounts, evaluation
from tests.factories.evaluation import Jury

pytestmark = pytest.mark.django_db
BIDS, MEMBERS, MOST_QUERIES = 200, 9, 30


@pytest.fixture
def jury() -> Jury:
    """Nine members, three bids, seven lines to judge (1,400 cells with two hundred bids)."""
    jury = evaluation.declared()
    line = Criterion.objects.filter(tender=jury.tender, kind=Criterion.Kind.SUBJECTIVE).first()
    assert line is not None
    judged = Criterion.objects.filter(tender=jury.tender, kind=Criterion.Kind.SUBJECTIVE).count()
    more = 7 - judged
    copies(line, more, code=texts("more-{}"), position=count(100), max_points=repeat(1))
    seat = jury.seats()[0]
    sheet = ScoreSheet.objects.get(seat=seat)
    extra = MEMBERS - len(jury.seats())
    people = copies(seat.user, extra, email=texts("{}@example.org"), phone=repeat(None))
    seats = copies(seat, extra, user_id=people, number=count(50))
    copies(sheet, extra, seat_id=seats)
    return jury


def multiply(jury: Jury) -> None:
    """As many bids as two hundred, each with a price of its own."""
    rows = Bid.objects.select_related("opened", "current", "provider__organisation", "qualification")
    bid = rows.get(pk=jury.bids[0].pk)
    number = BIDS - len(jury.bids)
    last = BidVersion.objects.aggregate(last=Max("pk"))["last"]
    organisations = copies(bid.provider.organisation, number, uscc=texts("{:018}"), name=texts("服务中心{}"))
    providers = copies(bid.provider, number, organisation_id=organisations)
    bids = copies(bid, number, provider_id=providers, current_id=count(last + 1))
    assert bid.current is not None
    versions = copies(bid.current, number, bid_id=bids, receipt=texts("M-{}"), commitment=texts("{:064}"))
    copies(bid.opened, number, bid_id=bids, version_id=versions, price=prices())
    copies(bid.qualification, number, bid_id=bids, counts_for_id=bids)


def prices() -> Iterable[Decimal]:
    """Of the copies: each another, yuan."""
    return (Decimal("24000.00") + step for step in count(1))


def sign_in_bulk(jury: Jury, but: set[int]) -> None:
    """Everybody else's sheet, signed with the same points."""
    lines = list(Criterion.objects.filter(tender=jury.tender, kind=Criterion.Kind.SUBJECTIVE))
    found = list(bid_queries.competing(jury.panel))
    for sheet in ScoreSheet.objects.filter(seat__panel=jury.panel).exclude(seat__user__in=but):
        Score.objects.bulk_create(cell(sheet, bid, line) for bid in found for line in lines)
        signed = {"state": SheetState.SIGNED, "signed_at": jury.panel.convened_at, "commitment": "0" * 64}
        ScoreSheet.objects.filter(pk=sheet.pk).update(**signed)


def cell(sheet: ScoreSheet, bid: Bid, line: Criterion) -> Score:
    """Four fifths of what the line can give."""
    points = Decimal("0.80") * line.max_points
    return Score(sheet=sheet, bid=bid, criterion=line, points=points, max_points=line.max_points)


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200, url
    return len(captured)


def test_the_sheet_can_be_filled_in_and_sent_and_the_ranking_is_whole(jury: Jury) -> None:
    judge = evaluation.holder(jury.seats()[0])
    client = accounts.signed_in(Client(), judge)
    url = reverse("evaluation:sheet", args=[jury.tender.number])
    few = queries(client, url)
    multiply(jury)
    assert few == queries(client, url) <= MOST_QUERIES
    sign_in_bulk(jury, {judge.user_id})
    written = evaluation.points(jury)
    data: dict[str, Any] = {f"b{bid}-c{line}": text for (bid, line), text in written.points.items()}
    assert len(data) == BIDS * 7
    answer = client.post(url, data | {"version": evaluation.sheet_of(jury, judge).version})
    assert answer.status_code == 302
    assert jury.fresh().sheets_signed_at is not None
    with CaptureQueriesContext(connection) as captured:
        ranking.rank(panel=jury.panel, by=judge)
    rows = RankingRow.objects.filter(panel__counts_for=jury.tender).order_by("rank")
    assert [row.rank for row in rows] == list(range(1, BIDS + 1))
    assert rows[0].price == min(OpenedBid.objects.filter(bid__tender=jury.tender).values_list("price", flat=True))
    assert len(captured) < 2 * MOST_QUERIES  # never one for each bid
    for name in ("evaluation:detail", "evaluation:report", "bids:opening"):
        assert queries(client, reverse(name, args=[jury.tender.number])) <= MOST_QUERIES
