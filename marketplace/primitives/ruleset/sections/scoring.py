"""How bids are scored and how results are contested (domain 2.5, 2.6)."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.primitives.ruleset.codes import CriterionKind, FileWithin, Kind, Objector, Subjective, Tie
from marketplace.primitives.ruleset.frozen import FrozenMap
from marketplace.primitives.ruleset.residents_vote import counts_votes
from marketplace.primitives.ruleset.units import Days, People, Points, Share, WorkingDays


@dataclass(frozen=True, kw_only=True)
class LowQuoteFlags:
    """A quote below one of these shares needs a written explanation."""

    of_mean: Share
    of_next: Share
    of_ceiling: Share


@dataclass(frozen=True, kw_only=True)
class Scoring:
    """Means, deviations, ties and the sheet of each kind."""

    subjective: Subjective
    trimmed_from_members: People
    member_deviation_needs_reason: Share
    low_quote_flags: LowQuoteFlags
    ties: tuple[Tie, ...]
    kind_activity_counts_as: Kind
    templates: FrozenMap[str, str]
    residents_vote_max: Points


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One line of a score sheet; `formula` exactly where `kind` is objective."""

    code: str
    zh: str
    en: str
    max_: Points
    kind: CriterionKind
    formula: str | None = None


@dataclass(frozen=True, kw_only=True)
class ScoreTemplate:
    """A score sheet without its price line (评分表)."""

    criteria: tuple[Criterion, ...]

    @property
    def points(self) -> int:
        """The sum of all criteria; the price takes the rest of 100."""
        return sum(criterion.max_ for criterion in self.criteria)

    @property
    def has_residents_vote(self) -> bool:
        """Whether one of its items is what residents' votes come to."""
        return any(counts_votes(criterion.formula) for criterion in self.criteria)


@dataclass(frozen=True, kw_only=True)
class LocalObjection:
    """Objections under local rules."""

    file_within: FileWithin
    answer_working_days: WorkingDays
    complaint_working_days: WorkingDays
    by: tuple[Objector, ...]


@dataclass(frozen=True, kw_only=True)
class StatutoryObjection:
    """Challenge and complaint by law (MoF Decree 94)."""

    challenge_working_days: WorkingDays
    answer_working_days: WorkingDays
    complaint_working_days: WorkingDays
    examine_working_days: WorkingDays
    copies_working_days: WorkingDays
    decision_working_days: WorkingDays
    suspend_days: Days
    by: tuple[Objector, ...]


@dataclass(frozen=True, kw_only=True)
class Objection:
    """Both regimes' ways to object."""

    regime_local: LocalObjection
    query_answer_working_days: WorkingDays
    regime_statutory: StatutoryObjection
