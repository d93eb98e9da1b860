"""Credit points that late work and poor verdicts cost, and mending in time gives back (domain 2.8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from catalog.models import CreditEvent, Provider
from catalog.rules.credit import applied
from catalog.rules.states import CreditKind
from marketplace.demo.history.draft import Draft
from marketplace.demo.history.rows import Rows
from marketplace.primitives.ruleset import RuleSet


def events(draft: Draft) -> list[tuple[datetime, CreditKind]]:
    """What moved the contractor's points, in order; before it was listed it had none."""
    times, contender = draft.times, draft.blueprint.contender
    found: list[tuple[datetime, CreditKind]] = []
    if contender is None:
        return found
    if times.delivery.days_late:
        found.append((times.delivery.requested, CreditKind.LATE_DELIVERY))
    if times.mending is not None:
        found.append((times.measured[0].closed, CreditKind.LOW_SATISFACTION))
        found.append((times.measured[-1].closed, CreditKind.RECTIFIED_IN_TIME))
    return [(at, kind) for at, kind in found if at >= contender.listed_at]


def write(drafts: Iterable[Draft], rows: Rows, rules: RuleSet) -> list[Provider]:
    """The events of a chunk in the order of time; returns the providers whose points moved, to be saved."""
    moved: dict[int, Provider] = {}
    happened = [(at, draft, kind) for draft in drafts for at, kind in events(draft)]
    for at, draft, kind in sorted(happened, key=lambda entry: entry[0]):
        provider = draft.blueprint.provider
        assert provider is not None  # groups have no credit
        points = applied(rules.roster.credit, provider.credit, kind)
        provider.credit += points
        provider.version += 1
        moved[provider.pk] = provider
        cause = draft.contract.number
        rows.add(CreditEvent(provider=provider, kind=kind.value, points=points, cause=cause, recorded_at=at))
        parameters = {"provider": str(provider), "kind": kind.value, "points": points}
        parameters |= {"credit": provider.credit, "cause": cause}
        draft.note("catalog.provider.credit", at, provider, parameters=parameters)
    return list(moved.values())
