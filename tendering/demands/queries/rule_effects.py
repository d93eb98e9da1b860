"""What changed rules and a changed calendar would do to demands (domain 6)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.primitives.ruleset import RuleSet
from marketplace.rulebook.effects import Effect
from marketplace.rulebook.periods import StoredPeriod
from tendering.demands.models import Approval, Demand, Filing, Match
from tendering.demands.queries.tiers import tier_facts
from tendering.demands.rules.steps import State
from tendering.demands.rules.tier import decide_tier


def drafts_in_another_tier(old: RuleSet, new: RuleSet) -> Iterator[Effect]:
    """Drafts take the rules in force when they are proposed; how many would stand in another tier or go another way."""
    drafts = Demand.objects.filter(state=State.DRAFT, plan__isnull=False).select_related("plan")
    count = 0
    for demand in drafts.prefetch_related("plan__lines"):
        facts = tier_facts(demand)
        before, after = decide_tier(facts, old), decide_tier(facts, new)
        count += (before.tier, before.route, before.levels) != (after.tier, after.route, after.levels)
    if count:
        text = _(
            "%(count)s demands in draft would be of another tier, or be approved by others; "
            "what is proposed already keeps the rules it was proposed under"
        ) % {"count": count}
        yield Effect(text, count, f"{reverse('demands:list')}?state={State.DRAFT}")


def _open_approvals() -> QuerySet[Approval]:
    return Approval.objects.filter(decision="", remaining_when_paused__isnull=True)


def _open_filings() -> QuerySet[Filing]:
    return Filing.objects.filter(filed_at__isnull=True, demand__state=State.DECIDED)


def _open_matches() -> QuerySet[Match]:
    return Match.objects.filter(state__in=(Match.State.INTERESTED, Match.State.INVITED))


PERIODS = (
    StoredPeriod(
        words=gettext_lazy("%(count)s approvals under the clock of the rule set get another last day"),
        rows=_open_approvals,
        start="clock_started_on",
        due="due_on",
        story="demand",
    ),
    StoredPeriod(
        words=gettext_lazy("%(count)s filings get another last day"),
        rows=_open_filings,
        start="submitted_at",
        due="due_on",
        story="demand",
    ),
    StoredPeriod(
        words=gettext_lazy("%(count)s unanswered invitations and offers of interest expire on another day"),
        rows=_open_matches,
        start="opened_at",
        due="expires_at",
        story="demand",
    ),
)
