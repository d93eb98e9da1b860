"""Moving a demand: the one place where its state is written."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import counts_for
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from tendering.demands.models import Backing, Demand
from tendering.demands.queries.tiers import tier_of
from tendering.demands.rules.steps import State
from tendering.demands.rules.tier import TierDecision
from tendering.demands.transitions import MACHINE


def locked(demand: Demand) -> Demand:
    """The demand's row, fresh and locked until the transaction ends."""
    return Demand.objects.select_for_update().select_related(None).get(pk=demand.pk)


def move(
    demand: Demand,
    act: str,
    *,
    by: Membership | None,
    now: datetime,
    guard: str | None = None,
    parameters: dict[str, str] | None = None,
    reason: str = "",
) -> Demand:
    """Write the state that follows from `act` and record it; the caller holds the row's lock.

    Raises:
        WrongState: the act does not follow from the state the demand is in.
    """
    source = State(demand.state)
    demand.state = MACHINE.target(source, act, guard)
    demand.state_since = now
    demand.version += 1
    demand.save()
    record(
        act=f"demands.demand.{act}",
        target=demand,
        by=by,
        parameters={"from": source.value, "to": demand.state, **(parameters or {})},
        reason=reason,
        about=[demand.community],
    )
    _tell_followers(demand, by)
    return demand


def _tell_followers(demand: Demand, by: Membership | None) -> None:
    """Whoever follows it hears of every step; how far it is stands on its page (R23)."""
    followers = Backing.objects.filter(demand=demand, kind=Backing.Kind.FOLLOW)
    followers = followers.exclude(user=by.user_id) if by else followers
    notify(
        kind="demands.moved",
        recipients=followers.values_list("user_id", flat=True),
        url=demand.get_absolute_url(),
        parameters={"title": demand.title, "number": demand.number},
    )


def touch(demand: Demand) -> None:
    """Count a change that leaves the state as it is, so that a stale form is found out."""
    Demand.objects.filter(pk=demand.pk).update(version=F("version") + 1)
    demand.version += 1


def note_writer(demand: Demand, by: Membership) -> None:
    """Whoever writes in a demand, or in what its deciders are shown of it, neither screens nor decides it."""
    demand.writers.add(*counts_for(by))


def retier(demand: Demand) -> TierDecision:
    """Write down the tier that the demand's facts demand now; the caller saves the row it holds."""
    decision = tier_of(demand)
    demand.tier = decision.tier
    return decision
