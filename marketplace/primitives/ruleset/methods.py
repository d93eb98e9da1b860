"""What each method of letting does, as data (domain 2.2, 3.4).

Adding a method needs its code, a row here, its keys in the rule sets, its words and a test; no service, form, view or
template asks which method it is: they ask a row. How many, how long and who is said by the rule set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from marketplace.primitives.ruleset.codes import Kind, Method, Tier
from marketplace.primitives.ruleset.frozen import FrozenMap


class Offerer(StrEnum):
    """Who makes the one offer where nobody competes."""

    PROVIDER = "provider"
    RESIDENTS = "residents"


NO_BOUNDS: FrozenMap[Kind, tuple[int, int]] = FrozenMap({})


@dataclass(frozen=True, kw_only=True, slots=True)
class MethodFacts:
    """What sets a method apart.

    Attributes:
        may_lack_competition: a rule set may let it go without deadline, opening and panel.
        invited_in: tiers in which only invited providers answer; elsewhere everybody eligible may.
        after_failures: no rule set offers it at once; it is open after failed calls, where a tier counts them.
        offerer: who makes the one offer without competition.
        needs_match: only a provider that has confirmed the match with the demand may be named.
        is_capped: up to a sum for a project, and for a provider in a community and year.
        own_panel: the major tier seats the panel of open tenders.
        has_rounds: talks with every bidder in rounds, the last of which asks for final, sealed quotes (214号 17–21).
        goes_on_with_fewer: kinds for which a major call may go on with fewer responses.
        statutory_days: calendar days the law gives for responses; 0 where it gives none.
        statutory_amendment_days: calendar days the law leaves bidders after an amendment; 0 where it asks for none.
        statutory_weight: bounds of the price's points of 100 under the law, by kind.
    """

    may_lack_competition: bool = False
    invited_in: frozenset[Tier] = frozenset()
    after_failures: bool = False
    offerer: Offerer = Offerer.PROVIDER
    needs_match: bool = False
    is_capped: bool = False
    own_panel: bool = False
    has_rounds: bool = False
    goes_on_with_fewer: frozenset[Kind] = frozenset()
    statutory_days: int = 0
    statutory_amendment_days: int = 0
    statutory_weight: FrozenMap[Kind, tuple[int, int]] = NO_BOUNDS


METHODS: Mapping[Method, MethodFacts] = {
    Method.INQUIRY: MethodFacts(),
    Method.COMPARISON_INVITED: MethodFacts(invited_in=frozenset({Tier.MICRO})),
    Method.COMPARISON_PUBLIC: MethodFacts(),
    Method.DIRECT_AWARD: MethodFacts(may_lack_competition=True, needs_match=True, is_capped=True),
    Method.RESIDENT_IMPLEMENTED: MethodFacts(may_lack_competition=True, offerer=Offerer.RESIDENTS),
    Method.AGREED: MethodFacts(may_lack_competition=True, after_failures=True),
    # 采购法 35, 214号 art. 10, 19 and 24, 财库〔2015〕124号; 87号令 art. 27 and 55.
    Method.CONSULTATION: MethodFacts(
        has_rounds=True,
        goes_on_with_fewer=frozenset({Kind.SERVICE}),
        statutory_days=10,
        statutory_amendment_days=5,
        statutory_weight=FrozenMap({Kind.SERVICE: (10, 30), Kind.GOODS: (30, 60)}),
    ),
    Method.OPEN_TENDER: MethodFacts(
        own_panel=True,
        statutory_days=20,
        statutory_amendment_days=15,
        statutory_weight=FrozenMap({Kind.SERVICE: (10, 100), Kind.GOODS: (30, 100)}),
    ),
}


def methods_with(name: str) -> tuple[Method, ...]:
    """The methods whose row says so, in the order of the table."""
    return tuple(method for method, facts in METHODS.items() if getattr(facts, name))
