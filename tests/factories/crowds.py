"""An evaluation of two hundred bids by nine members, made in bulk: for the test of its pages and for its benchmark."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import count, repeat

from django.db.models import Max

from tendering.bids.models import Bid, BidVersion
from tendering.evaluation.models import Score, ScoreSheet
from tendering.evaluation.queries import bids as bid_queries
from tendering.evaluation.rules.states import SheetState
from tendering.tenders.models import Criterion
from tests.architecture.multitude import copies, texts
from tests.factories import evaluation
from tests.factories.evaluation import Jury

BIDS, MEMBERS, LINES = 200, 9, 7


def jury_of_nine() -> Jury:
    """Nine members, three bids, seven lines to judge (1,400 cells a sheet with two hundred bids)."""
    jury = evaluation.declared()
    line = Criterion.objects.filter(tender=jury.tender, kind=Criterion.Kind.SUBJECTIVE).first()
    assert line is not None
    judged = Criterion.objects.filter(tender=jury.tender, kind=Criterion.Kind.SUBJECTIVE).count()
    more = LINES - judged
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
