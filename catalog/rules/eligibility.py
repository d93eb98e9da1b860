"""May this provider bid for work of these domains, this tier, under this law? (`roster.gate`, domain 3.1)"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from catalog.rules.kinds import PROVIDER_TYPES
from catalog.rules.states import IN_FORCE, EntryState, RosterList
from marketplace.primitives.ruleset import Gate, Regime, Tier


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts of a provider: its kind, its lists, its entry if it has one, with the approved domains."""

    org_type: str
    roster_list: str
    serious_list: bool
    banned: bool
    entry_state: str | None
    entry_valid_until: date | None
    domains: frozenset[str]


@dataclass(frozen=True, slots=True)
class Need:
    """What is to be bought: service domains (codes) of the scope item, tier, regime."""

    domains: frozenset[str]
    tier: Tier
    regime: Regime = Regime.LOCAL


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason why not, as a dotted code with what decided."""

    code: str
    parameters: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The answer; true when nothing stands in the way. `preferred` says that being listed counts for it."""

    obstacles: tuple[Obstacle, ...]
    preferred: bool

    def __bool__(self) -> bool:
        return not self.obstacles


def effective_gate(gate: Gate, regime: Regime) -> Gate:
    """Always open where the statute binds: a roster must not be a condition there (domain 3.1)."""
    return Gate.OPEN if regime is Regime.STATUTORY else gate


def on_roster(standing: Standing, on: date) -> bool:
    """Listed, on watch, or waiting for its yearly review, and not past its last day."""
    if standing.entry_state not in IN_FORCE:
        return False
    return standing.entry_valid_until is not None and on <= standing.entry_valid_until


def in_good_standing(standing: Standing, on: date) -> bool:
    """On the roster, on no list that bars it and not banned: what it offers may be written and shown (domain 3.1)."""
    return not lapses(standing, on)


def lapses(standing: Standing, on: date) -> tuple[Obstacle, ...]:
    """Why a provider is not in good standing on that day; none where it is."""
    found = [Obstacle("catalog.on_serious_list")] if standing.serious_list else []
    if standing.banned:
        found.append(Obstacle("catalog.banned"))
    if standing.entry_state == EntryState.SUSPENDED:
        found.append(Obstacle("catalog.entry_suspended"))
    elif not on_roster(standing, on):
        found.append(Obstacle("catalog.not_on_roster", {"state": standing.entry_state or ""}))
    return tuple(found)


def eligible(standing: Standing, need: Need, gate: Gate, on: date) -> Eligibility:
    """Whether the provider may be invited and may bid on that day, with every obstacle.

    The serious-dishonesty list shuts everywhere [MCA Decree 60]. A ban or a suspension of the local roster shuts
    local letting only. Enterprises that are not social ones may take part in major letting (domain 5.2).
    """
    effective = effective_gate(gate, need.regime)
    listed = on_roster(standing, on)
    obstacles = [
        *_for_the_body(standing),
        *(_by_local_rules(standing, need) if need.regime is Regime.LOCAL else ()),
        *(_by_the_roster(standing, need, listed=listed) if effective is Gate.REQUIRED else ()),
    ]
    return Eligibility(tuple(obstacles), preferred=listed and effective is not Gate.OPEN)


def _for_the_body(standing: Standing) -> list[Obstacle]:
    found = []
    if standing.org_type not in PROVIDER_TYPES:
        found.append(Obstacle("catalog.type_not_eligible", {"org_type": standing.org_type}))
    if standing.serious_list:
        found.append(Obstacle("catalog.on_serious_list"))
    return found


def _by_local_rules(standing: Standing, need: Need) -> list[Obstacle]:
    found = []
    if standing.banned:
        found.append(Obstacle("catalog.banned"))
    if standing.entry_state == EntryState.SUSPENDED:
        found.append(Obstacle("catalog.entry_suspended"))
    if standing.roster_list == RosterList.ENTERPRISE and need.tier is not Tier.MAJOR:
        found.append(Obstacle("catalog.major_only", {"tier": need.tier.value}))
    return found


def _by_the_roster(standing: Standing, need: Need, *, listed: bool) -> list[Obstacle]:
    if not listed:
        return [Obstacle("catalog.not_on_roster", {"state": standing.entry_state or ""})]
    if need.domains and not need.domains & standing.domains:
        return [Obstacle("catalog.domain_not_approved", {"domains": tuple(sorted(need.domains))})]
    return []
