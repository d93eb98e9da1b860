"""The roster of providers (R28–R30, domain 2.8, 3.1)."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.primitives.ruleset.codes import Gate
from marketplace.primitives.ruleset.units import (
    Deduction,
    Months,
    People,
    Points,
    Score,
    Share,
    WorkingDays,
    Years,
)


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The capability assessment (承接政府职能转移能力评估, R29)."""

    required: bool
    pass_: Score
    part_floor: Share
    assessors: People
    publicity_working_days: WorkingDays
    reapply_months: Months


@dataclass(frozen=True, kw_only=True)
class Admission:
    """What a provider must show to be admitted."""

    registered_years: Years
    fulltime_staff: People
    fulltime_staff_social_group: People
    clean_years: Years


@dataclass(frozen=True, kw_only=True)
class Credit:
    """Internal credit points: where they start, what moves them, where they bite."""

    start: Points
    watch_below: Points
    suspend_below: Points
    late_delivery: Deduction
    failed_acceptance: Deduction
    low_satisfaction: Deduction
    rectified_in_time: Points
    withdrawn_after_award: Deduction
    false_material_ban_years: Years


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Who may be on the roster and what being on it means."""

    gate: Gate
    entry_years: Years
    assessment: Assessment
    admission: Admission
    credit: Credit
    match_expires_working_days: WorkingDays
