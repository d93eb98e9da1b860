"""Score sheets, weights, ties (R38, domain 2.5)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from marketplace.primitives.ruleset.checks.amounts import duplicates
from marketplace.primitives.ruleset.codes import CriterionKind, Kind, Regime, Tie, Tier
from marketplace.primitives.ruleset.facts import Fact
from marketplace.primitives.ruleset.formula import BadFormula, parse
from marketplace.primitives.ruleset.model import RuleSet
from marketplace.primitives.ruleset.problem import Problem
from marketplace.primitives.ruleset.residents_vote import FORMULA, MOST_POINTS, counts_votes
from marketplace.primitives.ruleset.sections.scoring import Criterion, ScoreTemplate

TEMPLATE_KEYS = ("service", "goods", "works", "micro_plan")
# Without two of them three opinions still count (domain 2.5).
LEAST_TRIMMED = 5


def _named(rules: RuleSet) -> Iterator[Problem]:
    for key in TEMPLATE_KEYS:
        name = rules.scoring.templates.get(key)
        if name is None:
            yield Problem("rulebook.missing_key", f"scoring.templates.{key}")
        elif name not in rules.score_templates:
            yield Problem("scoring.unknown_template", f"scoring.templates.{key}", {"name": name})
    for key in rules.scoring.templates:
        if key not in TEMPLATE_KEYS:
            yield Problem("rulebook.unknown_key", f"scoring.templates.{key}")


def _sheets(rules: RuleSet) -> Iterator[Problem]:
    """Criteria and some price weight in force make 100; other weights scale the criteria."""
    weights = {weight for tier in Tier for weight in rules.letting.of(tier).price_weight.values()}
    for name, template in rules.score_templates.items():
        path = f"score_templates.{name}"
        if 100 - template.points not in weights:
            yield Problem("scoring.sum", f"{path}.criteria", {"points": template.points, "price": _join(weights)})
        yield from duplicates((criterion.code for criterion in template.criteria), f"{path}.criteria")
        yield from _criteria(template, path)


def _join(weights: set[int]) -> str:
    return ", ".join(str(weight) for weight in sorted(weights) if weight < 100)


def _criteria(template: ScoreTemplate, path: str) -> Iterator[Problem]:
    for index, criterion in enumerate(template.criteria):
        where = f"{path}.criteria.{index}"
        if criterion.max_ < 1:
            yield Problem("rulebook.out_of_range", f"{where}.max", {"low": "1", "high": "100"})
        yield from _formula(criterion, where)


def _formula(criterion: Criterion, path: str) -> Iterator[Problem]:
    if (criterion.kind is CriterionKind.OBJECTIVE) != (criterion.formula is not None):
        yield Problem("scoring.formula_where_objective", f"{path}.formula")
    if criterion.formula is None:
        return
    try:
        facts = parse(criterion.formula).facts
    except BadFormula as error:
        yield Problem("scoring.bad_formula", f"{path}.formula", {"part": str(error)[:80]})
        return
    for name in sorted(facts - set(Fact)):
        yield Problem("scoring.unknown_fact", f"{path}.formula", {"fact": name})


def _hundred(rules: RuleSet) -> Iterator[Problem]:
    for path, weights in (("matching.weights", rules.matching.weights), ("appraisal.weights", rules.appraisal.weights)):
        total = sum(vars(weights).values())
        if total != 100:
            yield Problem("rulebook.sum", path, {"total": total, "wanted": 100})
    streams = sum(vars(rules.appraisal.streams).values(), Decimal(0))
    if streams != 1:
        yield Problem("rulebook.sum", "appraisal.streams", {"total": streams, "wanted": 1})


def _ties(rules: RuleSet) -> Iterator[Problem]:
    """The recorded draw ends every tie and stands last."""
    yield from duplicates(rules.scoring.ties, "scoring.ties")
    if not rules.scoring.ties or rules.scoring.ties[-1] is not Tie.RECORDED_DRAW:
        yield Problem("scoring.ties_end_with_draw", "scoring.ties")


def _activity(rules: RuleSet) -> Iterator[Problem]:
    if rules.scoring.kind_activity_counts_as is Kind.ACTIVITY:
        yield Problem("scoring.activity_counts_as_itself", "scoring.kind_activity_counts_as")


def _trimmed(rules: RuleSet) -> Iterator[Problem]:
    if rules.scoring.trimmed_from_members < LEAST_TRIMMED:
        yield Problem("scoring.trimmed_too_early", "scoring.trimmed_from_members", {"least": LEAST_TRIMMED})


def _residents_vote(rules: RuleSet) -> Iterator[Problem]:
    """Residents' votes weigh at most what the rule set says, at most ten points, under local rules only."""
    most, path = rules.scoring.residents_vote_max, "scoring.residents_vote_max"
    if most > MOST_POINTS:
        yield Problem("scoring.vote_at_most", path, {"most": MOST_POINTS})
    if most and rules.regime is not Regime.LOCAL:
        yield Problem("scoring.vote_local_only", path)
    for name, template in rules.score_templates.items():
        yield from _votes(rules, template, f"score_templates.{name}.criteria")


def _votes(rules: RuleSet, template: ScoreTemplate, path: str) -> Iterator[Problem]:
    found = [(index, row) for index, row in enumerate(template.criteria) if _counts(row.formula)]
    if len(found) > 1:
        yield Problem("scoring.vote_once", path)
    for index, criterion in found:
        where, most = f"{path}.{index}", rules.scoring.residents_vote_max
        if criterion.formula != FORMULA:
            yield Problem("scoring.vote_formula", f"{where}.formula", {"formula": FORMULA})
        if rules.regime is not Regime.LOCAL:
            yield Problem("scoring.vote_local_only", where)
        elif criterion.max_ > most:
            yield Problem("scoring.vote_above_maximum", f"{where}.max", {"points": criterion.max_, "most": most})


def _counts(formula: str | None) -> bool:
    """What is no formula is said elsewhere."""
    try:
        return counts_votes(formula)
    except BadFormula:
        return False


def _experts(rules: RuleSet) -> Iterator[Problem]:
    """The points for experts' work make 100."""
    points = rules.experts.work_points.total
    if points != 100:
        yield Problem("experts.points_not_100", "experts.work_points", {"points": points})


def _collusion(rules: RuleSet) -> Iterator[Problem]:
    """Two of anything make no pattern: any two quotes are a series, any line differs by one sum."""
    for name, least in (("series_from", 3), ("lines_from", 2)):
        if getattr(rules.collusion, name) < least:
            yield Problem("collusion.too_few", f"collusion.{name}", {"least": least})
    for name in ("public_mailers", "common_authors"):
        yield from duplicates(getattr(rules.collusion, name), f"collusion.{name}")


CHECKS = (_collusion, _experts, _named, _sheets, _hundred, _ties, _activity, _trimmed, _residents_vote)
