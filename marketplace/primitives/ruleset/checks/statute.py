"""What the law fixes where the statutory regime applies (domain 2.1, 2.2, 2.5, 3.1)."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.primitives.ruleset.codes import Gate, Kind, Method, Regime
from marketplace.primitives.ruleset.model import RuleSet
from marketplace.primitives.ruleset.problem import Problem

LEAST_RESPONSE_DAYS = {Method.CONSULTATION: 10, Method.OPEN_TENDER: 20}
LEAST_OFFER_WORKING_DAYS = 5
LEAST_OPEN_TENDER_PANEL = 5
PRICE_BOUNDS = {
    (Method.CONSULTATION, Kind.SERVICE): (10, 30),
    (Method.CONSULTATION, Kind.GOODS): (30, 60),
    (Method.OPEN_TENDER, Kind.SERVICE): (10, 100),
    (Method.OPEN_TENDER, Kind.GOODS): (30, 100),
}
"""214号 art. 24 for consultation, 87号令 art. 55 for open tenders; points of 100."""


def _gate(rules: RuleSet) -> Iterator[Problem]:
    """A roster must not be a condition of qualification there (财办库〔2021〕14号)."""
    if rules.regime is Regime.STATUTORY and rules.roster.gate is not Gate.OPEN:
        yield Problem("statute.gate_open", "roster.gate")


def _periods(rules: RuleSet) -> Iterator[Problem]:
    if rules.regime is not Regime.STATUTORY:
        return
    major = rules.letting.major
    for method, least in LEAST_RESPONSE_DAYS.items():
        if method in major.methods and major.response_days.get(method, 0) < least:
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
    for (method, kind), (low, high) in PRICE_BOUNDS.items():
        points = major.price_points(method, kind)
        if method in major.methods and points is not None and not low <= points <= high:
            path = f"letting.major.price_weight.{method}_{kind}"
            yield Problem("statute.price_weight", path, {"low": low, "high": high})


CHECKS = (_gate, _periods, _price)
