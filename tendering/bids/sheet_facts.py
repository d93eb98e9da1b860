"""Which numbers a tender's formulas ask the bidder for."""

from __future__ import annotations

from marketplace.primitives.ruleset.facts import NEVER_STATED, Fact
from marketplace.primitives.ruleset.formula import parse
from tendering.tenders.models import Tender


def needed_facts(tender: Tender) -> list[Fact]:
    """The facts of the tender's objective criteria, in the order of `Fact`; none where price alone decides."""
    named = {
        name
        for formula in tender.criteria.exclude(formula="").values_list("formula", flat=True)
        for name in parse(formula).facts
    }
    return [fact for fact in Fact if fact.value in named and fact not in NEVER_STATED]
