"""Two hundred bids and nine members: pages cost as with three, the sheet can be sent, the ranking is whole."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tendering.bids.models import OpenedBid
from tendering.evaluation.models import RankingRow
from tendering.evaluation.services import ranking
from tests.factories import accounts, crowds, evaluation
from tests.factories.crowds import BIDS, LINES
from tests.factories.evaluation import Jury

pytestmark = pytest.mark.django_db
MOST_QUERIES = 30


@pytest.fixture
def jury() -> Jury:
    return crowds.jury_of_nine()


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
    crowds.multiply(jury)
    assert few == queries(client, url) <= MOST_QUERIES
    crowds.sign_in_bulk(jury, {judge.user_id})
    written = evaluation.points(jury)
    data: dict[str, Any] = {f"b{bid}-c{line}": text for (bid, line), text in written.points.items()}
    assert len(data) == BIDS * LINES
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
