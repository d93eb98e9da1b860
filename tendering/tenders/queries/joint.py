"""What letting projects together would mean, and the joint calls a call's page names."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import within
from marketplace.places.models import Place
from marketplace.primitives.money import ZERO
from marketplace.primitives.refusal import refuse
from marketplace.primitives.ruleset import Kind, Method, Tier
from marketplace.rulebook.models import RuleSet
from tendering.demands.models import Demand
from tendering.demands.queries.tiers import tier_facts
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.rules.tier import base_amount
from tendering.funds.queries.plans import total_of
from tendering.tenders.models import JointCall, Offer, Tender
from tendering.tenders.queries.rule_sets import binding
from tendering.tenders.rules import joint as rules
from tendering.tenders.rules.joint import Project
from tendering.tenders.rules.procedure import Procedure, methods_for, procedure_for
from tendering.tenders.rules.states import ENDED, LIVE, State

NEEDED = ("rule_set", "community__parent", "plan", "scope_item")


def project(demand: Demand) -> Project:
    """What letting together reads of a published demand."""
    own = demand.rule_set.rules
    return Project(
        number=demand.number,
        community=demand.community.path,
        kind=Kind(demand.kind),
        tier=Tier(demand.tier),
        regime=own.regime,
        ceiling=total_of(demand.plan) if demand.plan else demand.budget,
        counted=base_amount(tier_facts(demand), own),
    )


@dataclass(frozen=True, slots=True)
class Grounds:
    """What binds projects that are let together; the sum of their ceilings in yuan."""

    tier: Tier
    kind: Kind
    total: Decimal
    rule_set: RuleSet
    order: Sequence[str]

    @property
    def methods(self) -> tuple[Method, ...]:
        """The methods with competition that the tier offers, the default first."""
        found = methods_for(self.rule_set.rules, self.tier)
        return tuple(method for method in found if self.procedure(method).competition)

    def procedure(self, method: Method) -> Procedure:
        """The procedure of every lot under a method.

        Raises:
            InvalidInput: `tenders.method_not_allowed`.
        """
        return procedure_for(self.rule_set.rules, self.tier, method, self.kind, self.total)


def grounds(demands: Sequence[Demand], place: Place, on: date) -> Grounds:
    """What binds these demands together on a day; among versions of one rule set the newest.

    Raises:
        Refusals: why they cannot be let together by the office of this place.
    """
    projects = [project(demand) for demand in demands]
    refuse(rules.problems(projects, place.path))
    own = max((demand.rule_set for demand in demands), key=lambda row: (row.effective_from, row.pk))
    tier = rules.tier_together(projects, own.rules)
    total = sum((one.ceiling for one in projects), ZERO)
    rule_set = binding(own, tier, total, demands[0], on)
    return Grounds(tier, projects[0].kind, total, rule_set, rules.in_order(projects))


def joinable(membership: Membership) -> QuerySet[Demand]:
    """Published demands of the person's place that no announced call, no offer and no joint call holds."""
    calls = Tender.objects.filter(demand=OuterRef("pk"), state__in=sorted(LIVE))
    held = calls.filter(Q(joint__isnull=False) | ~Q(state__in=[State.PREPARING, State.DOC_REVIEW]))
    offers = Offer.objects.filter(tender__demand=OuterRef("pk"), tender__state__in=sorted(LIVE))
    rows = Demand.objects.filter(within(membership, "community"), ~Exists(held), ~Exists(offers))
    return rows.filter(state=DemandState.PUBLISHED).select_related(*NEEDED).order_by("community__code", "number")


def lots_of(joint: JointCall) -> list[Tender]:
    """Its lots in their order, with what its page shows."""
    rows = joint.lots.select_related("demand__community__parent", "demand__scope_item", "demand__plan", "rule_set")
    return list(rows.prefetch_related("notices").order_by("lot"))


def let_together(demand: Demand) -> Set[str]:
    """Numbers of the demands that are let together with this one: projects that stand in one call are not split."""
    mine = Tender.objects.filter(demand=demand, joint__isnull=False, state__in=sorted(LIVE)).values("joint")
    return set(Tender.objects.filter(joint__in=mine).values_list("demand__number", flat=True))


def limit_before(before: Tender | None) -> dict[str, str]:
    """The limit that bound the round before as a lot of a joint call; nothing where it went out without one.

    It ends with that joint call: what was won there counts in no later round.
    """
    if before is None or before.joint is None or before.joint.awards_per_bidder is None:
        return {}
    return {"call": before.joint.number, "lot": str(before.lot), "limit": str(before.joint.awards_per_bidder)}


def limits_before(demands: Sequence[Demand]) -> list[dict[str, str]]:
    """The limits that bound the last rounds of these demands, each with its project."""
    last = {tender.demand_id: tender for tender in _rounds(demands)}
    told = ((demand, limit_before(last.get(demand.pk))) for demand in demands)
    return [{"project": demand.number, **limit} for demand, limit in told if limit]


def _rounds(demands: Sequence[Demand]) -> QuerySet[Tender]:
    rows = Tender.objects.filter(demand__in=[demand.pk for demand in demands], state__in=sorted(ENDED))
    return rows.select_related("joint").order_by("round")


def announced_lots(tender: Tender) -> dict[str, Any]:
    """What a lot's announcement says of the others; nothing where it goes out by itself."""
    if tender.joint is None:
        return {}
    lots = lots_of(tender.joint)
    return {
        "joint": {
            "number": tender.joint.number,
            "title": tender.joint.title,
            "lot": str(tender.lot),
            "lots": [_told(lot) for lot in lots],
            "awards_per_bidder": str(tender.joint.awards_per_bidder or ""),
            "total": str(sum((lot.ceiling for lot in lots), ZERO)),
        }
    }


def _told(lot: Tender) -> dict[str, str]:
    demand = lot.demand
    return {
        "lot": str(lot.lot),
        "number": lot.number,
        "title": demand.title,
        "community": demand.community.name_zh,
        "scope_item": demand.scope_item.name_zh if demand.scope_item else "",
        "ceiling": str(lot.ceiling),
    }
