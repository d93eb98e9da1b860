"""Calls whose possible splitting waits for somebody."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons, within
from marketplace.rulebook.models import RuleSet
from tendering.demands.models import Demand
from tendering.demands.queries.siblings import VOID
from tendering.tenders.models import SplittingStep, Tender
from tendering.tenders.rules.splitting import SplittingState
from tendering.tenders.rules.states import LIVE, State


def binding(by: Membership) -> list[RuleSet]:
    """The rule sets of the calls of the person's place that are not announced, and of their projects; one query."""
    rows = _before(by).order_by()
    return list(RuleSet.objects.filter(Q(pk__in=rows.values("rule_set")) | Q(pk__in=rows.values("demand__rule_set"))))


def unanswered(by: Membership, known: Sequence[RuleSet]) -> QuerySet[Tender]:
    """Calls before their announcement whose projects pass a limit together, with no answer that covers the sum.

    Args:
        known: the rule sets that bind them (`binding`).
    """
    group = Demand.objects.filter(
        community=OuterRef("demand__community"),
        scope_item=OuterRef("demand__scope_item"),
        fiscal_year=OuterRef("demand__fiscal_year"),
    ).exclude(state__in=VOID)
    together = group.order_by().values("community").annotate(total=Sum("budget")).values("total")
    rows = _before(by).annotate(together=Subquery(together), standing=_last("state"), answered_for=_last("total"))
    is_open = Q(standing__isnull=True) | Q(standing=SplittingState.OPEN) | Q(answered_for__lt=F("together"))
    return rows.filter(_passes(known), is_open, Q(joint__isnull=True) | Q(_apart()))


def _apart() -> Exists:
    """A project of the group is no lot of the same joint call; else nothing is split."""
    lots = Tender.objects.filter(demand=OuterRef("pk"), joint=OuterRef(OuterRef("joint")), state__in=sorted(LIVE))
    apart = Demand.objects.filter(
        ~Exists(lots),
        community=OuterRef("demand__community"),
        scope_item=OuterRef("demand__scope_item"),
        fiscal_year=OuterRef("demand__fiscal_year"),
    ).exclude(state__in=VOID)
    return Exists(apart)


def undecided(by: Membership) -> QuerySet[Tender]:
    """Calls before their announcement whose answer waits for a decision, by anybody but its author."""
    rows = _before(by).annotate(standing=_last("state"), written_by=_last("decided_by"))
    return rows.filter(standing=SplittingState.ANSWERED).exclude(written_by__in=persons(by))


def _before(by: Membership) -> QuerySet[Tender]:
    """Calls of the person's place that are not announced."""
    rows = Tender.objects.filter(within(by, "demand__community"), demand__scope_item__isnull=False)
    return rows.filter(state__in=[State.PREPARING, State.DOC_REVIEW])


def _last(name: str) -> Subquery:
    """A value of the step written last about the call's project."""
    steps = SplittingStep.objects.filter(demand=OuterRef("demand")).order_by("-number")
    return Subquery(steps.values(name)[:1])


def _passes(known: Sequence[RuleSet]) -> Q:
    """The sum passes a limit that the project alone does not."""
    found = Q(pk__in=[])
    for rule_set in known:
        tiers = rule_set.rules.tiers
        passed = Q(pk__in=[])
        for limit in (tiers.micro, tiers.ordinary):
            passed |= Q(demand__budget__lte=limit, together__gt=limit)
        found |= Q(demand__rule_set=rule_set) & passed
    return found
