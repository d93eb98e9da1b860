"""How many sit on a panel: more where much money is let, or the project is declared complex (87号令 47)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from marketplace.primitives.ruleset import METHODS, Method, RuleSet, Tier
from marketplace.primitives.ruleset.sections.letting import Letting, MajorLetting, PanelSeats


class Complexity(StrEnum):
    """What makes a project one that more people judge, beside its budget (87号令 47)."""

    TECHNICAL = "technical"
    SOCIAL = "social"


def seats_for(letting: Letting, method: Method, budget: Decimal) -> PanelSeats:
    """The seats of a method in a tier for this budget in yuan."""
    if isinstance(letting, MajorLetting) and METHODS[method].own_panel:
        return letting.panel_of_tender(budget)
    return letting.panel


def seats_if_complex(rules: RuleSet, tier: Tier, method: Method) -> PanelSeats | None:
    """The seats of a project that is declared complex; None where the law asks for no more then.

    Decree 87 is about open tenders alone; a consultation follows a decree of its own.
    """
    letting = rules.letting.of(tier)
    return letting.panel_open_tender_large if isinstance(letting, MajorLetting) and METHODS[method].own_panel else None
