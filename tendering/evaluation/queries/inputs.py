"""What points by formula are computed from: facts of the bid, and what the call itself asks for (domain 2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from marketplace.primitives.ruleset.facts import NEVER_STATED, Fact
from marketplace.primitives.ruleset.formula import parse
from tendering.bids.models import Bid
from tendering.tenders.models import Criterion, Tender
from tendering.tenders.rules.notice import Content

Inputs = dict[str, Decimal]


def asked(tender: Tender) -> Inputs:
    """Facts of the call, the same for every bid: the days it gives for the work, first and last day included."""
    if not tender.content:
        return {}
    content = Content.from_mapping(tender.content)
    return {Fact.ASKED_DAYS: Decimal((content.period_to - content.period_from).days + 1)}


def facts_of(bid: Bid, of_the_call: Inputs, votes: Mapping[UUID, Inputs] | None = None) -> Inputs:
    """Every fact a formula may read for this bid; what the call or residents say cannot be stated by a bidder.

    Args:
        votes: what residents' votes came to, by bid.
    """
    stated = {name: Decimal(value) for name, value in bid.opened.facts.items() if name not in NEVER_STATED}
    return stated | of_the_call | (votes or {}).get(bid.pk, {})


def of_line(line: Criterion, facts: Inputs) -> Inputs:
    """The same with what the item itself says: its points."""
    return facts | {Fact.LINE_POINTS: Decimal(line.max_points)}


def inputs(line: Criterion, facts: Inputs) -> Inputs:
    """The facts that this criterion's formula reads, in the order of `Fact`; what a bid does not state is zero."""
    read, known = parse(line.formula).facts if line.formula else frozenset(), of_line(line, facts)
    return {fact.value: known.get(fact.value, Decimal(0)) for fact in Fact if fact.value in read}
