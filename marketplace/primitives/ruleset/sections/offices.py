"""How long offices have, and how supply meets demand (domain 3.3, 3.9)."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.primitives.ruleset.codes import Tier
from marketplace.primitives.ruleset.frozen import FrozenMap
from marketplace.primitives.ruleset.units import (
    Candidates,
    Contracts,
    Days,
    MaybeDays,
    Multiple,
    Points,
    Share,
    Times,
    WorkingDays,
)


@dataclass(frozen=True, kw_only=True)
class SigningPeriod:
    """Calendar days after the award letter, both included."""

    from_day: Days
    to_day: Days


@dataclass(frozen=True, kw_only=True)
class Duties:
    """Working days an office has for what waits for it."""

    screen_demand: WorkingDays
    approve: WorkingDays
    open_bids: WorkingDays
    qualify: WorkingDays
    report: WorkingDays
    confirm: WorkingDays
    letter: WorkingDays
    sign_contract: FrozenMap[Tier, SigningPeriod]
    verify_milestone: WorkingDays
    check_payment: WorkingDays
    approve_payment: WorkingDays


@dataclass(frozen=True, kw_only=True)
class MatchingWeights:
    """Points of 100 for how well a provider fits a demand."""

    words: Points
    domain: Points
    place: Points
    budget: Points
    record: Points
    grade: Points
    credit: Points
    load: Points


@dataclass(frozen=True, kw_only=True)
class Matching:
    """Supply and demand (R36).

    Attributes:
        words_full: a provider whose own text says this share of what a demand says has all points for words.
        district_share: of the points for the place, for who is at home or has worked in the same district only.
        newcomer_share: of the points for what nothing is known of yet, so that who is new is not shut out.
        budget_multiple: a budget so many times the usual contract sum, or its so manieth part, keeps three fifths.
        busy_from: so many contracts in delivery leave no points for the load.
        candidates: how many of those that fit are looked at closely.
    """

    weights: MatchingWeights
    words_full: Share
    district_share: Share
    newcomer_share: Share
    budget_multiple: Multiple
    busy_from: Contracts
    candidates: Candidates


@dataclass(frozen=True, kw_only=True)
class Reports:
    """Residents' reports (诉求, R78)."""

    answer_working_days: WorkingDays


@dataclass(frozen=True, kw_only=True)
class WorkPoints:
    """Most points for each part of an expert's work; 100 together."""

    punctuality: Points
    diligence: Points
    competence: Points
    discipline: Points

    @property
    def total(self) -> int:
        """All parts together."""
        return self.punctuality + self.diligence + self.competence + self.discipline


@dataclass(frozen=True, kw_only=True)
class Experts:
    """The expert pool (专家库, domain 2.4)."""

    assessor_days: MaybeDays
    invitation_working_days: WorkingDays
    work_points: WorkPoints
    bad_below: Points
    bad_marks_bar: Times
