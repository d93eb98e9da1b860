"""The public opening record: how many, which commitments, when, by whom; no bidder and no price (domain 4)."""

from __future__ import annotations

from dataclasses import dataclass

from tendering.bids.models import Bid, BidState, Opening, Round, RoundOpening
from tendering.bids.rules.states import SHOWN
from tendering.tenders.models import Tender


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One sealed bid of the record, by its commitment."""

    number: int
    commitment: str
    state: str
    hash_ok: bool

    @property
    def is_open(self) -> bool:
        """Whether it opened."""
        return self.state == BidState.OPENED


def opening_of(tender: Tender) -> Opening | None:
    """The opening with its confirmations, once its list is fixed or while confirmations come in."""
    rows = Opening.objects.prefetch_related("confirmations__confirmed_by").filter(tender=tender)
    return rows.first()


def round_opening_of(within: Round) -> RoundOpening | None:
    """The same of a round's answers."""
    rows = RoundOpening.objects.prefetch_related("confirmations__confirmed_by").filter(round=within)
    return rows.first()


def lines(tender: Tender, within: Round | None = None) -> list[RecordLine]:
    """Every bid, or answer of a round, that was on the fixed list, in the order of the commitments."""
    rows = Bid.every.filter(tender=tender, round=within, state__in=sorted(SHOWN))
    found = rows.order_by("current__commitment").values_list("current__commitment", "state", "opened__hash_ok")
    return [RecordLine(number, *values[:2], bool(values[2])) for number, values in enumerate(found, start=1)]
