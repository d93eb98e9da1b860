"""From signature to verdict (domain 2.7, 3.5; R46–R50) and the yearly appraisal (R53–R58)."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.primitives.ruleset.codes import Answer, CheckpointKind, Counts, PaymentTrigger, Tier
from marketplace.primitives.ruleset.frozen import FrozenMap
from marketplace.primitives.ruleset.units import Days, Months, People, Points, Share, Times, WorkingDays, Yuan


@dataclass(frozen=True, kw_only=True)
class PaymentStage:
    """A share of the contract sum and what makes it due."""

    share: Share
    after: PaymentTrigger


@dataclass(frozen=True, kw_only=True)
class AcceptanceRule:
    """The acceptance team and its periods (R48)."""

    team: People
    professional_or_department: People
    hold_within_working_days: WorkingDays
    report_public_working_days: WorkingDays


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """Payments, amendments, acceptance, checkpoints."""

    payments: tuple[PaymentStage, ...]
    pay_working_days_after_invoice: WorkingDays
    pay_days_after_condition: Days
    amendments_at_most: Share
    retention: Share
    retention_works_at_most: Share
    defect_months_works: Months
    publish_contract_working_days: WorkingDays
    file_contract_working_days: WorkingDays
    acceptance: AcceptanceRule
    checkpoints: FrozenMap[Tier, tuple[CheckpointKind, ...]]


@dataclass(frozen=True, kw_only=True)
class SampleRule:
    """The smaller of a share of the beneficiaries and a number."""

    share_of_beneficiaries: Share
    at_most: People


@dataclass(frozen=True, kw_only=True)
class Satisfaction:
    """The residents' verdict; strictly below `bar` is rectified (R50)."""

    counts: Counts
    bar: Share
    minimum_sample: SampleRule
    extend_once_working_days: WorkingDays
    measurement_working_days: WorkingDays
    rectify_working_days: WorkingDays
    satisfied_answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True)
class AppraisalWeights:
    """Points of 100: the basic items and the four performance parts (R53)."""

    basic: Points
    party_leadership: Points
    participation: Points
    innovation: Points
    honours: Points


@dataclass(frozen=True, kw_only=True)
class Streams:
    """Shares of the four evaluation streams (R54)."""

    self_: Share
    mutual: Share
    district: Share
    satisfaction: Share


@dataclass(frozen=True, kw_only=True)
class Appraisal:
    """The yearly appraisal."""

    weights: AppraisalWeights
    streams: Streams
    publicity_working_days: WorkingDays
    pilots_per_street: Times


@dataclass(frozen=True, kw_only=True)
class AwardBand:
    """Yuan, both included."""

    at_least: Yuan
    at_most: Yuan


@dataclass(frozen=True, kw_only=True)
class DesignContest:
    """Award in lieu of subsidy (以奖代补, R69)."""

    award: AwardBand
    reviews_per_year: Times
