"""How each tier is let (domain 2.2–2.5, 3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from marketplace.primitives.ruleset.codes import Evaluation, Kind, Method, Office, Tier
from marketplace.primitives.ruleset.frozen import FrozenMap
from marketplace.primitives.ruleset.units import (
    Bids,
    Days,
    Hours,
    MaybeDays,
    MaybeWorkingDays,
    Minutes,
    Offices,
    People,
    Points,
    Times,
    WorkingDays,
    Yuan,
)


@dataclass(frozen=True, kw_only=True)
class PanelSeats:
    """Voting seats of an evaluation panel."""

    community: People
    resident_representative: People
    expert: People

    @property
    def size(self) -> int:
        """All voting seats."""
        return self.community + self.resident_representative + self.expert


@dataclass(frozen=True, kw_only=True)
class CheckItem:
    """What an officer has seen before a call under the statute is announced; the words name the law."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class DefenceRule:
    """By which methods bidders present their plans (答辩), how long each, and after how long a notice."""

    methods: tuple[Method, ...]
    minutes: Minutes
    notice_working_days: WorkingDays


@dataclass(frozen=True, kw_only=True)
class Letting:
    """What every tier says."""

    methods: tuple[Method, ...]
    default_method: Method
    documents_approved_by: Office
    qualified_by: tuple[Office, ...]
    minimum_responses: FrozenMap[Method, Bids]
    panel: PanelSeats
    observers: tuple[Office, ...]
    evaluation: FrozenMap[Method, Evaluation]
    price_weight: FrozenMap[str, Points]
    defence: DefenceRule
    result_publicity_working_days: WorkingDays
    confirmed_by: tuple[Office, ...]

    def price_points(self, method: Method, kind: Kind) -> int | None:
        """The price's points of 100; by method, or by method and kind; None where price is not scored."""
        return self.price_weight.get(method.value, self.price_weight.get(f"{method}_{kind}"))


@dataclass(frozen=True, kw_only=True)
class MicroLetting(Letting):
    """Micro projects (小微)."""

    direct_award_up_to: Yuan
    direct_award_yearly_per_provider: Yuan
    response_working_days: WorkingDays
    extend_once_working_days: MaybeWorkingDays
    calls_before_agreed_award: Times
    amendment_extends_if_within_working_days: MaybeWorkingDays
    steps_without_competition: tuple[Method, ...]


@dataclass(frozen=True, kw_only=True)
class OrdinaryLetting(Letting):
    """Ordinary projects (一般)."""

    notice_working_days: WorkingDays
    response_working_days: WorkingDays
    calls_before_agreed_award: Times
    amendment_extends_if_within_working_days: MaybeWorkingDays


@dataclass(frozen=True, kw_only=True)
class MajorLetting(Letting):
    """Major projects (重大)."""

    response_days: FrozenMap[Method, Days]
    documents_on_offer_working_days: WorkingDays
    consultation_for_services_may_go_on_with: Bids
    amendment_extends_if_within_days: FrozenMap[Method, MaybeDays]
    consultation_rounds: Times
    revised_plan_working_days: WorkingDays
    final_quote_hours: Hours
    panel_open_tender: PanelSeats
    panel_large_from: Yuan
    panel_open_tender_large: PanelSeats
    statutory_from: FrozenMap[Kind, Yuan]
    checklist: tuple[CheckItem, ...]

    def panel_of_tender(self, budget: Decimal) -> PanelSeats:
        """The seats of an open tender for a project of this budget in yuan (87号令 47)."""
        return self.panel_open_tender_large if budget >= self.panel_large_from else self.panel_open_tender


@dataclass(frozen=True, kw_only=True)
class Lettings:
    """The three flows."""

    micro: MicroLetting
    ordinary: OrdinaryLetting
    major: MajorLetting

    def of(self, tier: Tier) -> MicroLetting | OrdinaryLetting | MajorLetting:
        """The flow of `tier`."""
        by_tier: dict[Tier, MicroLetting | OrdinaryLetting | MajorLetting] = {
            Tier.MICRO: self.micro,
            Tier.ORDINARY: self.ordinary,
            Tier.MAJOR: self.major,
        }
        return by_tier[tier]


@dataclass(frozen=True, kw_only=True)
class OpeningRule:
    """How many of which offices open the bids together (t of n)."""

    threshold: Offices
    members: tuple[Office, ...]


@dataclass(frozen=True, kw_only=True)
class Opening:
    """The opening committee of each tier."""

    micro: OpeningRule
    ordinary: OpeningRule
    major: OpeningRule

    def of(self, tier: Tier) -> OpeningRule:
        """The committee of `tier`."""
        return {Tier.MICRO: self.micro, Tier.ORDINARY: self.ordinary, Tier.MAJOR: self.major}[tier]
