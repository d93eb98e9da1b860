"""Two hundred bids and nine members: pages stay usable, nothing is asked once for each bid (issue bar)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tendering.evaluation.models import Panel, RankingRow, Score, ScoreSheet
from tendering.evaluation.queries.computation import unexplained
from tendering.evaluation.rules.states import SheetState
from tendering.evaluation.services import ranking
from tests.factories import accounts, juries
from tests.factories.juries import Crowd

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules"), pytest.mark.requirement("R39")]
BIDS, MEMBERS = 200, 9
PAGE, ACT = 30, 40


@pytest.fixture
def crowd() -> Crowd:
    """Bids of different quotes, none clearly low."""
    found = juries.panel(MEMBERS)
    for number in range(BIDS):
        juries.bid(found, f"{700 + number}.00", similar_contracts_last_3_years=number % 5)
    return found


def cells(crowd: Crowd) -> dict[str, str]:
    lines = [line for line in crowd.lines if line.kind == "subjective"]
    return {
        f"b{bid.pk}-c{line.pk}": f"{(number * 7 + line.pk) % line.max_points}.50"
        for number, bid in enumerate(crowd.bids)
        for line in lines
    }


def test_a_sheet_of_two_hundred_bids_is_shown_kept_and_signed(crowd: Crowd) -> None:
    client = accounts.signed_in(Client(), crowd.judges[0])
    url = reverse("evaluation:sheet", args=[crowd.tender.number])
    filled = cells(crowd)
    client.get(url)  # what a process asks once
    with CaptureQueriesContext(connection) as shown:
        page = client.get(url)
    assert page.content.decode().count('inputmode="decimal"') == len(filled) == 3 * BIDS
    assert len(shown) <= PAGE
    with CaptureQueriesContext(connection) as kept:
        assert client.post(url, filled | {"version": "1", "comment": "", "save": "1"}).status_code == 302
    with CaptureQueriesContext(connection) as signed:
        assert client.post(url, filled | {"version": "2", "comment": ""}).status_code == 302
    assert (len(kept) <= ACT, len(signed) <= ACT) == (True, True), (len(kept), len(signed))
    assert ScoreSheet.objects.get(seat=crowd.seats[0]).state == SheetState.SIGNED
    assert Score.objects.count() == 3 * BIDS


def test_eighteen_hundred_sheets_items_are_ranked_and_shown(crowd: Crowd) -> None:
    juries.signed(crowd, lambda seat, bid, line: Decimal((bid.pk.int + seat.number) % 3) + line.max_points - 3)
    panel = Panel.objects.select_related("tender__rule_set", "tender__demand__community").get(pk=crowd.panel.pk)
    assert unexplained(panel) == set()
    with CaptureQueriesContext(connection) as ranked:
        ranking.rank(panel=panel, by=crowd.judges[0])
    assert RankingRow.objects.filter(tender=crowd.tender).count() == BIDS
    assert len(ranked) <= 60, len(ranked)
    client = accounts.signed_in(Client(), crowd.judges[0])
    for name in ("detail", "sign"):
        url = reverse(f"evaluation:{name}", args=[crowd.tender.number])
        client.get(url)
        with CaptureQueriesContext(connection) as shown:
            assert client.get(url).status_code == 200
        assert len(shown) <= PAGE, (name, len(shown))
