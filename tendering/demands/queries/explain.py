"""Why a tier, why a route, where the money comes from: facts in words for pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import cycle

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.primitives.masking import mask_text
from marketplace.primitives.money import format_yuan
from marketplace.primitives.ruleset import Tier
from marketplace.ui.components import Fact, Segment
from marketplace.ui.formats import yuan
from tendering.demands.models import Demand
from tendering.demands.queries.tiers import tier_of
from tendering.demands.rules.tier import Reason, Route, TierDecision
from tendering.funds.models import FundingLine, FundingPlan

FLAG_WORDS: Mapping[str, str | Promise] = {
    "flag.structural_works": gettext_lazy("Works on structure or safety raise it to ordinary"),
    "flag.multi_year": gettext_lazy("Several years raise it to major"),
    "flag.cross_community": gettext_lazy("Several communities raise it to major"),
    "flag.design_contest_construction": gettext_lazy("Construction out of a design contest is major"),
    "raised_by_hand": gettext_lazy("Raised by hand, with a reason"),
}


@dataclass(frozen=True, slots=True)
class Explained:
    """A tier in words: the formula that fired, the others, the way that follows."""

    tier: Tier
    formula: str
    also: tuple[str, ...]
    is_filed: bool
    levels: tuple[str, ...]
    micro: Decimal
    ordinary: Decimal
    rule_code: str


def tier_explained(demand: Demand) -> Explained:
    """The tier that amount and nature demand now, with the rule that fired."""
    rules = demand.rule_set.rules
    decision = tier_of(demand)
    first, *rest = (_in_words(reason) for reason in decision.reasons)
    return Explained(
        tier=decision.tier,
        formula=first,
        also=tuple(rest),
        is_filed=decision.route is Route.FILE,
        levels=_levels(decision),
        micro=rules.tiers.micro,
        ordinary=rules.tiers.ordinary,
        rule_code=demand.rule_set.code,
    )


def _levels(decision: TierDecision) -> tuple[str, ...]:
    words = {"file": _("filed at the street"), "street": _("street"), "district": _("district")}
    return tuple(words[level] for level in decision.levels)


def _in_words(reason: Reason) -> str:
    values = {name: Decimal(value) for name, value in reason.parameters}
    if reason.code == "amount":
        return _by_amount(reason.tier, values)
    if reason.code == "flag.mostly_cofunded":
        return _("%(cofunded)s of %(total)s come from others: more than half raises it to major") % {
            name: format_yuan(value) for name, value in values.items()
        }
    return str(FLAG_WORDS[reason.code])


def _by_amount(tier: Tier, values: Mapping[str, Decimal]) -> str:
    amount, micro, ordinary = (format_yuan(values[name]) for name in ("amount", "micro", "ordinary"))
    if tier is Tier.MICRO:
        return f"{amount} ≤ {micro}"
    if tier is Tier.ORDINARY:
        return f"{micro} < {amount} ≤ {ordinary}"
    return f"{amount} > {ordinary}"


def funding_facts(demand: Demand) -> list[Fact]:
    """Each source with its sum."""
    prefetch_related_objects([demand], with_lines("plan"))
    return [Fact(part.label, part.text) for part in funding_parts(demand.plan)]


def with_lines(way: str) -> Prefetch[str, QuerySet[FundingLine], str]:
    """The lines of the plan at the end of `way` with what is said of them, in one query."""
    lines = FundingLine.objects.select_related("account__place", "account__fund_type").order_by("pk")
    return Prefetch(f"{way}__lines", lines)


def funding_parts(plan: FundingPlan | None) -> list[Segment]:
    """Each source with its sum, as parts of a bar: the fund first; pages bring the lines along (`with_lines`)."""
    lines = plan.lines.all() if plan else []
    return [
        Segment(f"{line.get_source_display()} · {_giver(line)}", line.agreed, yuan(line.agreed), colour)
        for line, colour in zip(lines, cycle((2, 3, 4, 5)), strict=False)
    ]


def uncovered(plan: FundingPlan | None) -> list[FundingLine]:
    """Lines that ask an account for more than is free: a warning, for money may still come before it is set aside."""
    lines = plan.lines.select_related("account__place", "account__pool", "account__fund_type") if plan else []
    return [line for line in lines if line.account is not None and line.agreed > line.account.available]


def _giver(line: FundingLine) -> str:
    """The account, or who contributes: a name without the numbers somebody may have written beside it."""
    return str(line.account) if line.account is not None else mask_text(line.contributor)
