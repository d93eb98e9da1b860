"""A procedure as data: method × tier × kind out of a rule set, kept on the tender as it was at announcement.

Adding a method needs a row of `primitives.ruleset.methods` and keys in the rule set, not a branch in the code: what
differs between methods is what `Procedure` says (steps, periods, least responses, panel, evaluation, weights,
publicity, who confirms) and its `facts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from marketplace.primitives.refusal import InvalidInput
from marketplace.primitives.ruleset import (
    METHODS,
    Evaluation,
    Kind,
    Method,
    MethodFacts,
    Objector,
    Office,
    Regime,
    RuleSet,
    Tier,
    methods_with,
)
from marketplace.primitives.ruleset.sections.letting import (
    Letting,
    MajorLetting,
    MicroLetting,
    OrdinaryLetting,
    PanelSeats,
)
from tendering.tenders.rules.seats import seats_for


@dataclass(frozen=True, slots=True)
class Procedure:
    """Everything a tender's steps read; periods in working days unless the name says days.

    Attributes:
        challenge_working_days: how long a bidder may challenge; zero, as all four, where local rules bind (domain 2.6).
        complaint_working_days: how long it may then complain to the finance department.
        decision_working_days: how long that department has for its decision.
        suspend_days: how many calendar days it may suspend the call.
        rounds: at most so many rounds of consultation, the last for final quotes; zero where there are none.
        final_quote_hours: the least hours between the call for final quotes and their deadline.
        defence_minutes: how long each bidder presents its plan; zero, as the notice, where the method has no session.
        residents_vote: whether an item of the score sheet is what residents' votes come to; local rules only.
    """

    tier: Tier
    method: Method
    kind: Kind
    regime: Regime
    competition: bool
    invited_only: bool
    documents_approved_by: Office
    qualified_by: tuple[Office, ...]
    notice_working_days: int
    response_working_days: int
    response_days: int
    minimum_responses: int
    may_go_on_with: int
    rounds: int
    revised_plan_working_days: int
    final_quote_hours: int
    extend_once_working_days: int
    calls_before_agreed_award: int
    amendment_extends_if_within_working_days: int
    amendment_extends_if_within_days: int
    evaluation: Evaluation
    price_points: int
    defence_minutes: int
    defence_notice_working_days: int
    community_seats: int
    resident_seats: int
    expert_seats: int
    observers: tuple[Office, ...]
    opening_members: tuple[Office, ...]
    opening_threshold: int
    opening_working_days: int
    qualification_working_days: int
    report_working_days: int
    result_publicity_working_days: int
    objectors: tuple[Objector, ...]
    objection_answer_working_days: int
    challenge_working_days: int
    complaint_working_days: int
    decision_working_days: int
    suspend_days: int
    confirmed_by: tuple[Office, ...]
    confirm_working_days: int
    letter_working_days: int
    sign_from_day: int
    sign_to_day: int
    template: str
    residents_vote: bool = False

    @property
    def panel_size(self) -> int:
        """Voting seats."""
        return self.community_seats + self.resident_seats + self.expert_seats

    @property
    def is_told_to_listed(self) -> bool:
        """Whether its announcement is told to all listed providers: public calls above micro (domain 3.4)."""
        return self.competition and not self.invited_only and self.tier is not Tier.MICRO

    @property
    def has_defence(self) -> bool:
        """Whether bidders present their plans before sheets are signed."""
        return self.defence_minutes > 0

    @property
    def facts(self) -> MethodFacts:
        """What the method itself does, whatever the rule set."""
        return METHODS[self.method]

    def seated(self, seats: PanelSeats) -> Procedure:
        """The same with other seats on its panel."""
        return replace(
            self,
            community_seats=seats.community,
            resident_seats=seats.resident_representative,
            expert_seats=seats.expert,
        )

    def at_fixed_price(self) -> Procedure:
        """The same where the price is fixed: it is no factor, all points fall to the plan (domain 2.5; 87号令 55).

        Raises:
            InvalidInput: `tenders.fixed_price_method`, where quotes alone decide, or nobody competes.
        """
        if self.evaluation not in _BY_PLAN:
            raise InvalidInput("tenders.fixed_price_method", field="fixed_price")
        return replace(self, price_points=0)

    def to_mapping(self) -> dict[str, Any]:
        """For the tender's JSON column."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @staticmethod
    def from_mapping(values: Mapping[str, Any]) -> Procedure:
        """Back from `to_mapping`."""
        typed = dict(values)
        coded = {"tier": Tier, "method": Method, "kind": Kind, "regime": Regime, "evaluation": Evaluation}
        for name, kind in coded.items():
            typed[name] = kind(values[name])
        typed["objectors"] = tuple(Objector(value) for value in values["objectors"])
        typed["documents_approved_by"] = Office(values["documents_approved_by"])
        for name in ("observers", "opening_members", "qualified_by", "confirmed_by"):
            typed[name] = tuple(Office(value) for value in values[name])
        return Procedure(**typed)


AGREED_EVALUATION = Evaluation.RESOLUTION
# How offers are compared where more than the quote counts.
_BY_PLAN = (Evaluation.PLAN_SCORE, Evaluation.COMPREHENSIVE)


def methods_for(rules: RuleSet, tier: Tier) -> tuple[Method, ...]:
    """The methods a tier may be let by at once, the default first."""
    letting = rules.letting.of(tier)
    return (letting.default_method, *(method for method in letting.methods if method != letting.default_method))


def methods_open(rules: RuleSet, tier: Tier, ceiling: Decimal, failed: int) -> tuple[Method, ...]:
    """The methods open to a project of this ceiling (yuan) after so many failed calls, the default first."""
    letting, limit = rules.letting.of(tier), rules.letting.micro.direct_award_up_to
    found = [method for method in methods_for(rules, tier) if not METHODS[method].is_capped or ceiling <= limit]
    if isinstance(letting, MicroLetting | OrdinaryLetting) and failed >= letting.calls_before_agreed_award:
        found += methods_after_failures(rules, tier)
    return tuple(found)


def needs_agreement(tier: Tier, before: Method, method: Method) -> bool:
    """Whether relaunching by this method changes a failed call's method, to which its approving office has to agree.

    An agreed award has its resolution; micro projects choose freely among their methods (domain 2.2, 3.4).
    """
    return tier is not Tier.MICRO and method != before and not METHODS[method].after_failures


def failures_before_change(letting: Letting) -> int:
    """Failed calls after which another method may be taken: ordinary after the second, major at once (domain 2.2)."""
    return letting.calls_before_agreed_award if isinstance(letting, OrdinaryLetting) else 1


def methods_after_failures(rules: RuleSet, tier: Tier) -> tuple[Method, ...]:
    """What is open after failed calls to micro and ordinary projects; major ones change their method (domain 2.2)."""
    counts = isinstance(rules.letting.of(tier), MicroLetting | OrdinaryLetting)
    return methods_with("after_failures") if counts else ()


def regime_for(rules: RuleSet, tier: Tier, kind: Kind, amount: Decimal) -> Regime:
    """Which law binds a call (domain 2.1, 2.2): the statute from the amount on that the rule set names, in yuan."""
    if (
        isinstance(letting := rules.letting.of(tier), MajorLetting)
        and amount >= letting.statutory_from[rules.kind_for_limits(kind)]
    ):
        return Regime.STATUTORY
    return rules.regime


def procedure_for(rules: RuleSet, tier: Tier, method: Method, kind: Kind, budget: Decimal) -> Procedure:
    """The procedure of a method in a tier.

    Args:
        rules: those that bind the call: from the limits of `regime_for` up the statutory rule set.
        budget: of everything that is let together, in yuan: a large open tender has more seats on its panel.

    Raises:
        InvalidInput: `tenders.method_not_allowed`, where the rule set does not offer the method in this tier.
    """
    letting = rules.letting.of(tier)
    if method not in (*letting.methods, *methods_after_failures(rules, tier)):
        raise InvalidInput("tenders.method_not_allowed", field="method", method=method, tier=tier)
    counted = rules.kind_for_limits(kind)
    opening = rules.opening.of(tier)
    seats = seats_for(letting, method, budget)
    return Procedure(
        tier=tier,
        method=method,
        kind=counted,
        regime=rules.regime,
        competition=method not in _without_competition(letting),
        invited_only=tier in METHODS[method].invited_in,
        documents_approved_by=letting.documents_approved_by,
        qualified_by=letting.qualified_by,
        minimum_responses=letting.minimum_responses.get(method, 1),
        evaluation=letting.evaluation.get(method, AGREED_EVALUATION),
        price_points=letting.price_points(method, counted) or 0,
        community_seats=seats.community,
        resident_seats=seats.resident_representative,
        expert_seats=seats.expert,
        opening_members=opening.members,
        opening_threshold=opening.threshold,
        result_publicity_working_days=letting.result_publicity_working_days,
        objectors=_objectors(rules),
        observers=letting.observers,
        confirmed_by=letting.confirmed_by,
        **(_sheet(rules, tier, method, counted) | _days(rules, tier, method, counted)),
    )


def _days(rules: RuleSet, tier: Tier, method: Method, kind: Kind) -> dict[str, int]:
    """Every period of the procedure."""
    letting = rules.letting.of(tier)
    periods = _periods(letting, method, kind) | _defence(letting, method)
    return periods | _office_days(rules, tier) | _ways_to_object(rules)


def _defence(letting: Letting, method: Method) -> dict[str, int]:
    rule, has_one = letting.defence, method in letting.defence.methods
    return {
        "defence_minutes": rule.minutes if has_one else 0,
        "defence_notice_working_days": rule.notice_working_days if has_one else 0,
    }


def _objectors(rules: RuleSet) -> tuple[Objector, ...]:
    objection = rules.objection
    return (objection.regime_statutory if rules.regime is Regime.STATUTORY else objection.regime_local).by


def _ways_to_object(rules: RuleSet) -> dict[str, int]:
    """The days of each step of an objection under this law (domain 2.6)."""
    statute = rules.objection.regime_statutory
    if rules.regime is Regime.STATUTORY:
        return {
            "objection_answer_working_days": statute.answer_working_days,
            "challenge_working_days": statute.challenge_working_days,
            "complaint_working_days": statute.complaint_working_days,
            "decision_working_days": statute.decision_working_days,
            "suspend_days": statute.suspend_days,
        }
    local = rules.objection.regime_local
    return {
        "objection_answer_working_days": local.answer_working_days,
        "complaint_working_days": local.complaint_working_days,
        **dict.fromkeys(("challenge_working_days", "decision_working_days", "suspend_days"), 0),
    }


def _office_days(rules: RuleSet, tier: Tier) -> dict[str, int]:
    """Working days the offices have; the days to sign are calendar days after the letter."""
    duties, window = rules.duties, rules.duties.sign_contract[tier]
    return {
        "opening_working_days": duties.open_bids,
        "qualification_working_days": duties.qualify,
        "report_working_days": duties.report,
        "confirm_working_days": duties.confirm,
        "letter_working_days": duties.letter,
        "sign_from_day": window.from_day,
        "sign_to_day": window.to_day,
    }


def _without_competition(letting: Letting) -> tuple[Method, ...]:
    return letting.steps_without_competition if isinstance(letting, MicroLetting) else methods_with("after_failures")


def _template(rules: RuleSet, tier: Tier, kind: Kind) -> str:
    return rules.scoring.templates["micro_plan" if tier is Tier.MICRO else kind.value]


def _sheet(rules: RuleSet, tier: Tier, method: Method, kind: Kind) -> dict[str, Any]:
    """The template, and whether plans are scored on a sheet that has an item for residents' votes."""
    template = _template(rules, tier, kind)
    by_plan = rules.letting.of(tier).evaluation.get(method, AGREED_EVALUATION) in _BY_PLAN
    return {"template": template, "residents_vote": by_plan and rules.score_templates[template].has_residents_vote}


def _periods(letting: Letting, method: Method, kind: Kind) -> dict[str, int]:
    """Periods by tier; what a tier does not know is zero."""
    periods = {
        "notice_working_days": 0,
        "response_working_days": 0,
        "response_days": 0,
        "may_go_on_with": 0,
        "rounds": 0,
        "revised_plan_working_days": 0,
        "final_quote_hours": 0,
        "extend_once_working_days": 0,
        "calls_before_agreed_award": 0,
        "amendment_extends_if_within_working_days": 0,
        "amendment_extends_if_within_days": 0,
    }
    if isinstance(letting, MicroLetting | OrdinaryLetting):
        periods["response_working_days"] = letting.response_working_days
        periods["calls_before_agreed_award"] = letting.calls_before_agreed_award
        periods["amendment_extends_if_within_working_days"] = letting.amendment_extends_if_within_working_days
    if isinstance(letting, MicroLetting):
        periods["extend_once_working_days"] = letting.extend_once_working_days
    elif isinstance(letting, OrdinaryLetting):
        periods["notice_working_days"] = letting.notice_working_days
    elif isinstance(letting, MajorLetting):
        periods |= _major_periods(letting, method, kind)
    return periods


def _major_periods(letting: MajorLetting, method: Method, kind: Kind) -> dict[str, int]:
    on_two = kind in METHODS[method].goes_on_with_fewer
    return {
        "response_days": letting.response_days[method],
        "response_working_days": letting.documents_on_offer_working_days,
        "may_go_on_with": letting.consultation_for_services_may_go_on_with if on_two else 0,
        "amendment_extends_if_within_days": letting.amendment_extends_if_within_days[method],
        **(_of_rounds(letting) if METHODS[method].has_rounds else {}),
    }


def _of_rounds(letting: MajorLetting) -> dict[str, int]:
    return {
        "rounds": letting.consultation_rounds,
        "revised_plan_working_days": letting.revised_plan_working_days,
        "final_quote_hours": letting.final_quote_hours,
    }
