"""How projects are let, out of the rule sets in force: tiers, methods, periods, panels, offices (R38, R39)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import Promise

from catalog.rules.eligibility import effective_gate
from marketplace.primitives.money import ZERO
from marketplace.primitives.ruleset import Kind, Method, Regime, RuleSet, Tier
from marketplace.primitives.ruleset.sections.letting import CheckItem, Letting, MajorLetting
from marketplace.rulebook.models import RuleSet as RuleSetRow
from marketplace.rulebook.queries import in_force
from marketplace.rulebook.queries.rulesets import NoRuleSet
from marketplace.rulebook.wording import RuleInWords, code_name, in_words, key_name
from tendering.tenders.models.tender import TenderMethod
from tendering.tenders.queries.checklist import said
from tendering.tenders.rules.procedure import Procedure, methods_after_failures, methods_for, procedure_for
from tendering.tenders.rules.timetable import consultation_keys, response_keys
from tendering.tenders.wording.letting import who_may_answer

TIER_KEYS = ("tiers.micro", "tiers.ordinary", "tiers.raise_to_ordinary", "tiers.raise_to_major")
_LOCAL_WAYS = ("by", "file_within", "answer_working_days", "complaint_working_days")
BINDS = "letting.major.statutory_from"


@dataclass(frozen=True, slots=True)
class Way:
    """One method of a tier: who may answer, and its own rules; `key` names it in the address."""

    key: str
    name: str | Promise
    is_default: bool
    who: str | Promise
    lines: list[RuleInWords]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One tier under one law: what holds for every method, then the methods."""

    key: str
    tier: Tier
    regime: str
    rule_set: RuleSetRow
    lines: list[RuleInWords]
    ways: list[Way]
    checks: list[str]


def tier_lines(on: date) -> list[RuleInWords]:
    """What makes a project micro, ordinary or major, and from which sums on the statute binds."""
    return [line for row in _in_force(Regime.LOCAL, on) for line in in_words(row.rules, (*TIER_KEYS, BINDS))]


def chapters(on: date) -> list[Chapter]:
    """Every tier under local rules, then major letting under the statute; empty where nothing is in force."""
    local = [_chapter(row, tier) for row in _in_force(Regime.LOCAL, on) for tier in Tier]
    return local + [_chapter(row, Tier.MAJOR) for row in _in_force(Regime.STATUTORY, on)]


def _in_force(regime: Regime, on: date) -> Iterator[RuleSetRow]:
    try:
        yield in_force(on, regime=regime)
    except NoRuleSet:
        return


def _chapter(row: RuleSetRow, tier: Tier) -> Chapter:
    rules = row.rules
    offered = (*methods_for(rules, tier), *methods_after_failures(rules, tier))
    return Chapter(
        key=f"{rules.regime}-{tier}",
        tier=tier,
        regime=code_name(rules.regime),
        rule_set=row,
        lines=in_words(rules, _tier_keys(rules, tier)),
        ways=[_way(rules, tier, method) for method in offered],
        checks=[said(item) for item in _checks(rules, tier)],
    )


def _checks(rules: RuleSet, tier: Tier) -> tuple[CheckItem, ...]:
    letting = rules.letting.of(tier)
    return letting.checklist if isinstance(letting, MajorLetting) and rules.regime is Regime.STATUTORY else ()


def _tier_keys(rules: RuleSet, tier: Tier) -> Iterator[str]:
    """The keys that hold for every method of the tier, in the order of the steps."""
    letting, path = rules.letting.of(tier), f"letting.{tier}"
    yield f"{path}.documents_approved_by"
    yield from (f"opening.{tier}.{name}" for name in ("members", "threshold"))
    yield f"{path}.panel"
    if isinstance(letting, MajorLetting):
        yield from (f"{path}.{name}" for name in ("panel_open_tender", "panel_large_from", "panel_open_tender_large"))
    yield from (f"{path}.observers", "duties.open_bids", f"{path}.qualified_by", "duties.qualify", "duties.report")
    yield from (f"{path}.result_publicity_working_days", f"{path}.confirmed_by", "duties.confirm", "duties.letter")
    yield f"duties.sign_contract.{tier}"
    if rules.regime is Regime.STATUTORY:
        steps = ("challenge", "answer", "complaint", "decision")
        yield from (f"objection.regime_statutory.{step}_working_days" for step in steps)
        yield "objection.regime_statutory.by"
    else:
        yield from (f"objection.regime_local.{name}" for name in _LOCAL_WAYS)


def _way(rules: RuleSet, tier: Tier, method: Method) -> Way:
    # The seats, which alone follow from the budget, are told with the tier.
    procedure = procedure_for(rules, tier, method, Kind.SERVICE, ZERO)
    gate = effective_gate(rules.roster.gate, rules.regime)
    lines = in_words(rules, _method_keys(rules, procedure))
    return Way(
        key=f"{rules.regime}-{tier}-{method}",
        name=TenderMethod(method).label,
        is_default=method is rules.letting.of(tier).default_method,
        who=who_may_answer(procedure, gate),
        lines=[*lines, *_weights(rules, tier, method)],
    )


def _method_keys(rules: RuleSet, procedure: Procedure) -> Iterator[str]:
    """The keys of one method; what the rule set leaves at nothing is left out."""
    letting, path, method = rules.letting.of(procedure.tier), f"letting.{procedure.tier}", procedure.method
    if procedure.competition:
        yield from response_keys(procedure)
    if method in letting.minimum_responses:
        yield f"{path}.minimum_responses.{method}"
    if procedure.facts.is_capped:
        yield from (f"letting.micro.{name}" for name in ("direct_award_up_to", "direct_award_yearly_per_provider"))
    if procedure.facts.after_failures:
        yield f"{path}.calls_before_agreed_award"
    if procedure.competition:
        yield from _changing_keys(letting, procedure, path)
    if method in letting.evaluation:
        yield f"{path}.evaluation.{method}"
    if procedure.has_defence:
        yield from (f"{path}.defence.{name}" for name in ("minutes", "notice_working_days"))


def _changing_keys(letting: Letting, procedure: Procedure, path: str) -> Iterator[str]:
    """What becomes of a call with too few answers, and of its deadline where it is amended."""
    if not isinstance(letting, MajorLetting):
        yield from (f"{path}.extend_once_working_days",) if procedure.extend_once_working_days else ()
        yield f"{path}.amendment_extends_if_within_working_days"
        return
    if procedure.facts.goes_on_with_fewer:
        yield f"{path}.consultation_for_services_may_go_on_with"
    yield f"{path}.amendment_extends_if_within_days.{procedure.method}"
    if procedure.rounds:
        yield from consultation_keys(procedure)


def _weights(rules: RuleSet, tier: Tier, method: Method) -> Iterator[RuleInWords]:
    """The price's points of 100, one line for each kind where the kinds differ."""
    path = f"letting.{tier}.price_weight"
    weights = rules.letting.of(tier).price_weight
    if method.value in weights:
        yield from in_words(rules, [f"{path}.{method}"])
    for kind in Kind:
        if (key := f"{method}_{kind}") in weights:
            for line in in_words(rules, [f"{path}.{key}"]):
                yield replace(line, name=f"{key_name(path)} · {code_name(kind)}")
