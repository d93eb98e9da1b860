"""What the law fixes where the statutory regime applies (domain 2.1, 2.2, 2.5, 3.1)."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.primitives.ruleset.codes import Gate, Regime
from marketplace.primitives.ruleset.methods import METHODS
from marketplace.primitives.ruleset.model import RuleSet
from marketplace.primitives.ruleset.problem import Problem

LEAST_OFFER_WORKING_DAYS = 5
LEAST_OPEN_TENDER_PANEL = 5


def _gate(rules: RuleSet) -> Iterator[Problem]:
    """A roster must not be a condition of qualification there (财办库〔2021〕14号)."""
    if rules.regime is Regime.STATUTORY and rules.roster.gate is not Gate.OPEN:
        yield Problem("statute.gate_open", "roster.gate")


def _periods(rules: RuleSet) -> Iterator[Problem]:
    if rules.regime is not Regime.STATUTORY:
        return
    major = rules.letting.major
    for method in major.methods:
        least = METHODS[method].statutory_days
        if major.response_days.get(method, 0) < least:
            yield Problem("statute.period", f"letting.major.response_days.{method}", {"least": least})
    if major.documents_on_offer_working_days < LEAST_OFFER_WORKING_DAYS:
        path = "letting.major.documents_on_offer_working_days"
        yield Problem("statute.period", path, {"least": LEAST_OFFER_WORKING_DAYS})
    if major.panel_open_tender.size < LEAST_OPEN_TENDER_PANEL:
        found = {"size": major.panel_open_tender.size, "least": LEAST_OPEN_TENDER_PANEL}
        yield Problem("panel.too_small", "letting.major.panel_open_tender", found)


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


CHECKS = (_gate, _periods, _price)
