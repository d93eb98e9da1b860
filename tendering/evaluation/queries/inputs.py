"""What points by formula are computed from: facts of the bid, and what the call itself asks for (domain 2.5)."""

from __future__ import annotations

from decimal import Decimal

from marketplace.primitives.ruleset.facts import Fact
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


def facts_of(bid: Bid, of_the_call: Inputs) -> Inputs:
    """Every fact a formula may read for this bid; the call's own cannot be stated by a bidder."""
    return {name: Decimal(value) for name, value in bid.opened.facts.items()} | of_the_call


def inputs(line: Criterion, facts: Inputs) -> Inputs:
    """The facts that this criterion's formula reads, in the order of `Fact`; what a bid does not state is zero."""
    read = parse(line.formula).facts if line.formula else frozenset()
    return {fact.value: facts.get(fact.value, Decimal(0)) for fact in Fact if fact.value in read}
