"""A rule set as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from marketplace.primitives.ruleset import reading
from marketplace.primitives.ruleset.codes import AmountBase, Kind, PublicStage, Regime, Tier
from marketplace.primitives.ruleset.frozen import FrozenMap
from marketplace.primitives.ruleset.sections.collusion import Collusion
from marketplace.primitives.ruleset.sections.decision import Decision, Tiers
from marketplace.primitives.ruleset.sections.delivery import Appraisal, Delivery, DesignContest, Satisfaction
from marketplace.primitives.ruleset.sections.letting import Lettings, Opening
from marketplace.primitives.ruleset.sections.money import Money
from marketplace.primitives.ruleset.sections.offices import Duties, Experts, Matching, Reports
from marketplace.primitives.ruleset.sections.publicity import PublicityRule
from marketplace.primitives.ruleset.sections.roster import Roster
from marketplace.primitives.ruleset.sections.scoring import Objection, ScoreTemplate, Scoring
from marketplace.primitives.ruleset.writing import plain


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """Every value the product reads (规则集); complete, validated as a whole, never changed in force."""

    code: str
    name_zh: str
    name_en: str
    effective_from: date
    regime: Regime
    money: Money
    decision: Decision
    tiers: Tiers
    letting: Lettings
    duties: Duties
    matching: Matching
    opening: Opening
    roster: Roster
    scoring: Scoring
    objection: Objection
    delivery: Delivery
    satisfaction: Satisfaction
    publicity: FrozenMap[PublicStage, PublicityRule]
    appraisal: Appraisal
    design_contest: DesignContest
    reports: Reports
    experts: Experts
    collusion: Collusion
    score_templates: FrozenMap[str, ScoreTemplate]

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> RuleSet:
        """Read plain values (TOML or JSON) strictly.

        Raises:
            InvalidRuleSet: with every unknown or missing key and every value of a wrong type, by path.
        """
        return reading.read(cls, values)

    def to_mapping(self) -> dict[str, Any]:
        """Plain JSON values that `from_mapping` reads back to an equal rule set."""
        written: dict[str, Any] = plain(self)
        return written

    def counted_amount(self, total: Decimal, fund_part: Decimal) -> Decimal:
        """The yuan that decide route and tier (R20)."""
        return total if self.decision.amount_base is AmountBase.TOTAL else fund_part

    def tier_by_amount(self, amount: Decimal) -> Tier:
        """The tier of an amount in yuan before flags; limits are included."""
        if amount <= self.tiers.micro:
            return Tier.MICRO
        return Tier.ORDINARY if amount <= self.tiers.ordinary else Tier.MAJOR

    def kind_for_limits(self, kind: Kind) -> Kind:
        """The kind whose weights, limits and sheet apply: activities count as another kind."""
        return self.scoring.kind_activity_counts_as if kind is Kind.ACTIVITY else kind
