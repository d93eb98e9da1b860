"""What the law fixes where the statutory regime applies (domain 2.1, 2.2, 2.5, 3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from marketplace.primitives.ruleset.checks.amounts import duplicates
from marketplace.primitives.ruleset.codes import Gate, Method, Regime, Subjective, Tier
from marketplace.primitives.ruleset.merging import value_at
from marketplace.primitives.ruleset.methods import METHODS
from marketplace.primitives.ruleset.model import RuleSet
from marketplace.primitives.ruleset.problem import Problem
from marketplace.primitives.ruleset.sections.letting import MajorLetting

LEAST_OFFER_WORKING_DAYS = 5
# By the rule set's names: the least seats, and from which budget in yuan on the larger panel (87号令 47).
LEAST_SEATS = {"panel_open_tender": 5, "panel_open_tender_large": 7}
LARGE_FROM = Decimal(10_000_000)
LEAST_RESPONSES = 3


ANY = 10_000

# Path, least and most: a bidder's own periods may not be cut, an office's may not be stretched
# (采购法 46, 51-58; 条例 43; 94号令).
BOUNDS = (
    ("duties.sign_contract.major.to_day", 1, 30),
    ("duties.report", 1, 2),
    ("duties.confirm", 1, 5),
    ("duties.letter", 1, 2),
    ("objection.query_answer_working_days", 1, 3),
    ("objection.regime_statutory.challenge_working_days", 7, ANY),
    ("objection.regime_statutory.answer_working_days", 1, 7),
    ("objection.regime_statutory.complaint_working_days", 15, ANY),
    ("objection.regime_statutory.examine_working_days", 1, 5),
    ("objection.regime_statutory.copies_working_days", 1, 8),
    ("objection.regime_statutory.decision_working_days", 1, 30),
    ("objection.regime_statutory.suspend_days", 1, 30),
)


def _gate(rules: RuleSet) -> Iterator[Problem]:
    """A roster must not be a condition of qualification there (财办库〔2021〕14号)."""
    if rules.regime is Regime.STATUTORY and rules.roster.gate is not Gate.OPEN:
        yield Problem("statute.gate_open", "roster.gate")


def _periods(rules: RuleSet) -> Iterator[Problem]:
    if rules.regime is not Regime.STATUTORY:
        return
    major = rules.letting.major
    for method in major.methods:
        yield from _days(major, method)
    if major.documents_on_offer_working_days < LEAST_OFFER_WORKING_DAYS:
        path = "letting.major.documents_on_offer_working_days"
        yield Problem("statute.period", path, {"least": LEAST_OFFER_WORKING_DAYS})
    yield from _panels(major)


def _panels(major: MajorLetting) -> Iterator[Problem]:
    for name, least in LEAST_SEATS.items():
        size = getattr(major, name).size
        if size < least:
            yield Problem("panel.too_small", f"letting.major.{name}", {"size": size, "least": least})
    if major.panel_large_from > LARGE_FROM:
        yield Problem("statute.at_most", "letting.major.panel_large_from", {"most": LARGE_FROM})


def _days(major: MajorLetting, method: Method) -> Iterator[Problem]:
    facts = METHODS[method]
    if not facts.statutory_days:
        yield Problem("statute.method", "letting.major.methods", {"method": method})
    for name, table, least in (
        ("response_days", major.response_days, facts.statutory_days),
        ("amendment_extends_if_within_days", major.amendment_extends_if_within_days, facts.statutory_amendment_days),
        ("minimum_responses", major.minimum_responses, LEAST_RESPONSES),
    ):
        if table.get(method, 0) < least:
            yield Problem("statute.period", f"letting.major.{name}.{method}", {"least": least})


def _bounds(rules: RuleSet) -> Iterator[Problem]:
    """Periods of the offices, and those a bidder has to challenge and complain."""
    if rules.regime is not Regime.STATUTORY or Tier.MAJOR not in rules.duties.sign_contract:
        return
    values = rules.to_mapping()
    for path, least, most in BOUNDS:
        value = value_at(values, path)
        if value < least:
            yield Problem("statute.period", path, {"least": least})
        if value > most:
            yield Problem("statute.at_most", path, {"most": most})


def _price(rules: RuleSet) -> Iterator[Problem]:
    if rules.regime is not Regime.STATUTORY:
        return
    major = rules.letting.major
    for method in major.methods:
        for kind, (low, high) in METHODS[method].statutory_weight.items():
            points = major.price_points(method, kind)
            if points is not None and not low <= points <= high:
                path = f"letting.major.price_weight.{method}_{kind}"
                yield Problem("statute.price_weight", path, {"low": low, "high": high})


def _mean(rules: RuleSet) -> Iterator[Problem]:
    """Every member's points count there (domain 2.5)."""
    if rules.regime is Regime.STATUTORY and rules.scoring.subjective is not Subjective.MEAN:
        yield Problem("statute.mean_of_all", "scoring.subjective")


def _checklist(rules: RuleSet) -> Iterator[Problem]:
    """What must be seen before a call under the law; each item once."""
    items, path = rules.letting.major.checklist, "letting.major.checklist"
    yield from duplicates((item.code for item in items), path)
    if rules.regime is Regime.STATUTORY and not items:
        yield Problem("statute.no_checklist", path)


CHECKS = (_gate, _periods, _bounds, _price, _mean, _checklist)
