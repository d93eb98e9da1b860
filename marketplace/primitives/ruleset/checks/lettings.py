"""Methods, panels, openings of each tier (domain 2.2, 2.4; integrity: sealed bids)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from marketplace.primitives.ruleset.checks.amounts import duplicates
from marketplace.primitives.ruleset.codes import WATCHING, Evaluation, Kind, Method, Office, Tier
from marketplace.primitives.ruleset.methods import METHODS, methods_with
from marketplace.primitives.ruleset.model import RuleSet
from marketplace.primitives.ruleset.problem import Problem
from marketplace.primitives.ruleset.sections.letting import Letting, PanelSeats

SCORED = frozenset({Evaluation.LOWEST_COMPLIANT, Evaluation.PLAN_SCORE, Evaluation.COMPREHENSIVE})
JUDGED = frozenset({Evaluation.PLAN_SCORE, Evaluation.COMPREHENSIVE})
EXPERT_SHARE = Fraction(2, 3)
PRICED_KINDS = (Kind.SERVICE, Kind.GOODS, Kind.WORKS)


def _methods(rules: RuleSet) -> Iterator[Problem]:
    for tier in Tier:
        letting, path = rules.letting.of(tier), f"letting.{tier}"
        yield from duplicates(letting.methods, f"{path}.methods")
        if letting.default_method not in letting.methods:
            yield Problem("letting.default_not_offered", f"{path}.default_method")
        for method in letting.methods:
            yield from _method(letting, method, path)
        for name, offices in (("qualified_by", letting.qualified_by), ("confirmed_by", letting.confirmed_by)):
            if not offices:
                yield Problem("rulebook.empty", f"{path}.{name}")
            yield from duplicates(offices, f"{path}.{name}")


def _method(letting: Letting, method: Method, path: str) -> Iterator[Problem]:
    for name, table in (("minimum_responses", letting.minimum_responses), ("evaluation", letting.evaluation)):
        if method not in table:
            yield Problem("letting.method_without_value", f"{path}.{name}.{method}", {"method": method.value})
    evaluation = letting.evaluation.get(method)
    if evaluation not in SCORED:
        return
    for kind in PRICED_KINDS:
        points = letting.price_points(method, kind)
        if points is None:
            yield Problem("letting.no_price_weight", f"{path}.price_weight", {"method": method.value, "kind": kind})
        elif evaluation is Evaluation.LOWEST_COMPLIANT and points != 100:
            yield Problem("letting.lowest_is_price_only", f"{path}.price_weight.{method}")


def _weight_keys(rules: RuleSet) -> Iterator[Problem]:
    """Price weights are keyed by a method, or by a method and a kind, and nothing else."""
    known = {method.value for method in Method} | {f"{method}_{kind}" for method in Method for kind in PRICED_KINDS}
    for tier in Tier:
        for key in rules.letting.of(tier).price_weight:
            if key not in known:
                yield Problem("rulebook.unknown_key", f"letting.{tier}.price_weight.{key}")


def _panels(rules: RuleSet) -> Iterator[Problem]:
    for tier in Tier:
        yield from _odd(rules.letting.of(tier).panel, f"letting.{tier}.panel")
    major = rules.letting.major
    of_tender = {name: getattr(major, name) for name in ("panel_open_tender", "panel_open_tender_large")}
    for name, panel in of_tender.items():
        yield from _odd(panel, f"letting.major.{name}")
    for name, panel in (("panel", major.panel), *of_tender.items()):
        if panel.size and Fraction(panel.expert, panel.size) < EXPERT_SHARE:
            yield Problem("panel.too_few_experts", f"letting.major.{name}", {"share": "2/3"})
    large, least = major.panel_open_tender_large.size, major.panel_open_tender.size
    if large < least:
        found = {"size": large, "least": least}
        yield Problem("panel.too_small", "letting.major.panel_open_tender_large", found)


def _odd(panel: PanelSeats, path: str) -> Iterator[Problem]:
    if panel.size % 2 == 0:
        yield Problem("panel.even", path, {"size": panel.size})
    elif panel.size < 3:
        yield Problem("panel.too_small", path, {"size": panel.size, "least": 3})


def _opening(rules: RuleSet) -> Iterator[Problem]:
    """At least two different offices open, and never more than there are."""
    for tier in Tier:
        rule, path = rules.opening.of(tier), f"opening.{tier}"
        yield from duplicates(rule.members, f"{path}.members")
        if not 2 <= rule.threshold <= len(rule.members):
            yield Problem("opening.threshold", f"{path}.threshold", {"members": len(rule.members)})


def _major_periods(rules: RuleSet) -> Iterator[Problem]:
    major = rules.letting.major
    for name, table in (
        ("response_days", major.response_days),
        ("amendment_extends_if_within_days", major.amendment_extends_if_within_days),
    ):
        for method in major.methods:
            if method not in table:
                yield Problem("letting.method_without_value", f"letting.major.{name}.{method}", {"method": method})
    for kind in PRICED_KINDS:
        if kind not in major.statutory_from:
            yield Problem("rulebook.missing_key", f"letting.major.statutory_from.{kind}")
    minimum = min((major.minimum_responses.get(method, 3) for method in methods_with("goes_on_with_fewer")), default=3)
    if not 2 <= major.consultation_for_services_may_go_on_with <= minimum:
        yield Problem("letting.consultation_minimum", "letting.major.consultation_for_services_may_go_on_with")


def _no_competition(rules: RuleSet) -> Iterator[Problem]:
    """Direct awards, resident-implemented and agreed ones have no panel; the competitive methods always have."""
    path = "letting.micro.steps_without_competition"
    yield from duplicates(rules.letting.micro.steps_without_competition, path)
    for method in rules.letting.micro.steps_without_competition:
        if not METHODS[method].may_lack_competition:
            yield Problem("letting.competition_needed", path, {"method": method.value})


def _observers(rules: RuleSet) -> Iterator[Problem]:
    for tier in Tier:
        if Office.SUPERVISION_COMMITTEE not in rules.letting.of(tier).observers:
            yield Problem("letting.supervision_observes", f"letting.{tier}.observers")


def _qualifiers(rules: RuleSet) -> Iterator[Problem]:
    """Whoever only watches a call decides on no bid."""
    for tier in Tier:
        for office in rules.letting.of(tier).qualified_by:
            if office in WATCHING:
                yield Problem("letting.watcher_qualifies", f"letting.{tier}.qualified_by", {"office": office.value})


def _defences(rules: RuleSet) -> Iterator[Problem]:
    """Only a method whose bids members give points for has something to present."""
    for tier in Tier:
        letting, path = rules.letting.of(tier), f"letting.{tier}.defence.methods"
        yield from duplicates(letting.defence.methods, path)
        for method in letting.defence.methods:
            if letting.evaluation.get(method) not in JUDGED:
                yield Problem("letting.nothing_to_defend", path, {"method": method.value})


CHECKS = (
    _methods,
    _weight_keys,
    _panels,
    _opening,
    _major_periods,
    _no_competition,
    _observers,
    _qualifiers,
    _defences,
)
