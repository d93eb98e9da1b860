"""Calls from the limits up, where the law binds instead of the district's rules (domain 2.1, 2.2, 3.1, 3.4)."""

from __future__ import annotations

from decimal import Decimal

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.demo.stage import Stage
from marketplace.demo.story import market
from marketplace.demo.story.applicants import outsider
from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import Kind, Regime, RuleSet, Tier
from tendering.tenders.models import Tender
from tendering.tenders.queries import checklist
from tendering.tenders.rules.procedure import regime_for
from tendering.tenders.services import checking


def rules_for(stage: Stage, tier: Tier, kind: Kind, budget: Decimal) -> RuleSet:
    """The rules of a call for so many yuan."""
    is_bound = regime_for(stage.rules, tier, kind, budget) is Regime.STATUTORY
    return stage.statute if is_bound else stage.rules


def binds(tender: Tender) -> bool:
    """Whether the law binds a call."""
    return tender.procedure.regime is Regime.STATUTORY


def tick(tender: Tender, by: Membership) -> None:
    """The district looks at every item of the check list and writes what it saw."""
    said, demand = market.words()["checklist"], tender.demand
    assert demand.published_at is not None  # it is let
    day = day_of(demand.published_at)
    known = {"day": f"{day.year}年{day.month}月{day.day}日", "sum": f"{demand.budget:,.2f}"}
    notes = {item.code: said[item.code].format(**known) for item in checklist.items(tender)}
    checking.tick_items(tender=tender, by=by, notes=notes, now=clock.now())


def unlisted_provider() -> Provider:
    """Whoever is on no roster, and may bid where none is a condition."""
    return Provider.objects.select_related("organisation").get(organisation__uscc=outsider()["uscc"])
