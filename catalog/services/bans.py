"""A time in which a provider may neither apply nor bid under local rules."""

from __future__ import annotations

from datetime import datetime

from catalog.models import Ban, Provider
from catalog.rules.periods import months_after
from catalog.rules.states import RemovalGround
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import RuleSet


def impose_ban(
    *, provider: Provider, ground: RemovalGround, by: Membership, reason: str, rules: RuleSet, now: datetime
) -> Ban:
    """Bar a provider for the rule set's years, counted from today; called inside the deciding act's transaction."""
    today = day_of(now)
    until = months_after(today, 12 * rules.roster.credit.false_material_ban_years)
    ban = Ban.objects.create(
        provider=provider,
        ground=ground,
        from_date=today,
        until_date=until,
        reason=reason,
        imposed_by=by,
        imposed_at=now,
    )
    record(
        act="catalog.provider.banned",
        target=provider,
        by=by,
        parameters={"provider": str(provider), "until": until.isoformat(), "ground": ground.value},
        reason=reason,
    )
    return ban
