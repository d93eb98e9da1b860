"""Whom a community may invite, a page at a time: who is in touch, then who fits, then everybody else by name (R36)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, prefetch_related_objects

from catalog.models import Provider
from catalog.queries import roster
from catalog.queries.eligibility import eligible_for
from marketplace.primitives.ruleset import Tier
from tendering.demands.models import Demand, Match
from tendering.demands.queries.conflicts import kept_out
from tendering.demands.queries.fitting import scored
from tendering.demands.rules.fit import Fit
from tendering.demands.rules.matching import LIVING

# Who said yes comes first, then who asked, then who was asked.
IN_TOUCH = (Match.State.MATCHED, Match.State.INTERESTED, Match.State.INVITED)


def invitable(demand: Demand, on: date) -> QuerySet[Provider]:
    """Providers that may do it and are not in touch: domain and state fit, nobody is on both sides or planned it."""
    if demand.scope_item is None:
        return Provider.objects.none()
    prefetch_related_objects([demand.scope_item], "domains")
    rows = eligible_for(demand.scope_item, Tier(demand.tier), on=on, gate=demand.rule_set.rules.roster.gate)
    living = Match.objects.filter(demand=demand, state__in=sorted(LIVING)).values("provider")
    return rows.exclude(kept_out(demand, on)).exclude(pk__in=living)


@dataclass(frozen=True, slots=True)
class Choice:
    """One provider with why it stands where it does: its match with the demand, or how well it fits."""

    provider: Provider
    match: Match.State | None = None
    fit: Fit | None = None


class Choices:
    """All that may be chosen, in order; only those of a page are read, the fitting ones apart.

    Args:
        demand: with its rule set and scope item.
        rows: who may be invited, by name.
        words: what was typed: a part of a name, of what a provider says of itself, or its credit code.
        has_in_touch: whether providers that are in touch about it may be among the rows.

    Attributes:
        is_spare: the reserve index brought forward those that fit.
    """

    def __init__(
        self, demand: Demand, rows: QuerySet[Provider], words: str, on: date, *, has_in_touch: bool = True
    ) -> None:
        rows = rows.filter(roster.matching(words))
        touched = _in_touch(demand) if has_in_touch else {}
        found = [Choice(row, touched[row.pk]) for row in rows.filter(pk__in=touched)]
        found.sort(key=lambda one: (IN_TOUCH.index(one.match or IN_TOUCH[-1]), one.provider.pk))
        others = rows.exclude(pk__in=touched)
        fitting = scored(demand, others, on)
        self.is_spare = fitting.is_spare
        self._first = found + [Choice(one.provider, fit=one.fit) for one in fitting]
        self._others = others.exclude(pk__in=[one.provider.pk for one in self._first])

    def __len__(self) -> int:
        """How many."""
        return len(self._first) + self._others.count()

    def __getitem__(self, cut: slice) -> list[Choice]:
        """A page of them."""
        start, stop, known = cut.start or 0, cut.stop, len(self._first)
        rest = self._others[max(0, start - known) : max(0, stop - known)]
        return [*self._first[start:stop], *(Choice(row) for row in rest)]


def _in_touch(demand: Demand) -> Mapping[int, Match.State]:
    rows = Match.objects.filter(demand=demand, state__in=IN_TOUCH).values_list("provider", "state")
    return {key: Match.State(state) for key, state in rows}
