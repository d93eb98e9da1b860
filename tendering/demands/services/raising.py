"""Raising a project's tier by hand (R38)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.primitives.refusal import InvalidInput, Refusal, require_text
from marketplace.primitives.ruleset import CheckpointKind, Tier
from tendering.demands.models import Approval, Demand, Filing
from tendering.demands.queries.tiers import tier_facts, tier_of
from tendering.demands.rules.steps import LATER_STATES, State
from tendering.demands.rules.tier import Route, TierDecision, decide_tier
from tendering.demands.services.approvals import open_round
from tendering.demands.services.states import locked, move, touch


@transaction.atomic
def raise_tier(*, demand: Demand, by: Membership, tier: str, reason: str, now: datetime) -> Demand:
    """Raise the tier by hand with a reason; it is never lowered (R38).

    Before letting starts only. An approval that is now missing is opened again.

    Raises:
        NotPermitted: `by` is of no office of this community.
        InvalidInput: `demands.tier_lowered`, or no reason.
    """
    require(by, Role.COMMUNITY, Role.STREET, Role.DISTRICT, place=demand.community)
    require_text(reason, "demands.raise_reason")
    demand = locked(demand)
    _check_may_raise(demand)
    before = tier_of(demand)
    after = decide_tier(tier_facts(demand), demand.rule_set.rules, raised_to=Tier(tier))
    if after.tier is before.tier:
        raise InvalidInput("demands.tier_unchanged", field="tier")
    if after.tier.rank < before.tier.rank:
        raise InvalidInput("demands.tier_lowered", field="tier", computed=before.tier, wanted=after.tier)
    demand.raised_to, demand.raised_reason, demand.tier = after.tier, reason, after.tier
    demand.save()
    touch(demand)
    parameters = {"from": before.tier.value, "to": after.tier.value}
    record(act="demands.tier.raised", target=demand, by=by, parameters=parameters, reason=reason)
    _reopen_approval(demand, before, after, by, now)
    return demand


def _check_may_raise(demand: Demand) -> None:
    closed = set(LATER_STATES) | {State.FUNDED, State.PUBLISHED}
    if demand.state in closed:
        raise Refusal("demands.tier_fixed")


def _reopen_approval(demand: Demand, before: TierDecision, after: TierDecision, by: Membership, now: datetime) -> None:
    """What was filed or approved for a lower tier lacks what the higher one asks: another level, or the early look.

    A filing that still waits falls: the community submits anew, for approval.
    """
    if after.route is Route.APPROVE:
        Filing.objects.filter(demand=demand, filed_at__isnull=True).delete()
    if demand.state not in (State.FILED, State.APPROVED):
        return
    obligatory = demand.rule_set.rules.delivery.checkpoints
    early = CheckpointKind.EARLY
    newly_early = early in obligatory[after.tier] and early not in obligatory[before.tier]
    if (before.route, before.levels) != (after.route, after.levels) or newly_early:
        move(demand, "reopen", by=by, now=now)
        open_round(demand, Approval.Level.STREET, now)
